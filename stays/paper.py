"""What was written on paper is typed in later: with its real moment, in its real order, marked, and once (RE-14).

One batch is one sheet, or a part of it. All of it is written or none; a line that cannot be is named, and why. Typed in
twice, by two people, a line is found and not written again: by the stay and its moment, by its words, or by the record
check of the sheet.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again, locked
from respite.models import Entry, House, Person
from stays import booking, closed
from stays.models import LogEntry, Note, Stay, SupportCall, TurnRound

AS_FAR_BACK = timedelta(days=3)
ARRIVED, LEFT, NOTE, LOG, CALL = "arrived", "left", "note", "log", "call"
# Two lines of one minute: somebody arrives before they leave, and both before what is written about it.
ORDER = [ARRIVED, LEFT, NOTE, LOG, CALL]


@dataclass(frozen=True)
class Written:
    """One line of the paper: what kind, when it happened, whose stay, and the words."""

    kind: str
    at: datetime
    stay: Stay | None = None
    words: str = ""
    line: str = ""  # where it stands on the form, so that a refusal can be put beside it


@dataclass(frozen=True)
class Entered:
    """How many lines were written now, and how many somebody had typed in before."""

    written: int
    known: int


class Line(ValidationError):
    """One line could not be written; `line` says which."""

    def __init__(self, refusal: ValidationError, line: str) -> None:
        """Keep the sentence and the code of the verb that refused."""
        super().__init__(refusal)
        self.line = line


@again
def enter(house: House, written: Iterable[Written], *, check: str, by: Person) -> Entered:
    """Write every line in the order in which it happened. Raises Line, and writes nothing, when one cannot be.

    `check` is the record check at the foot of the sheet; empty when the paper had none.
    """
    lines = sorted(written, key=lambda line: (line.at, ORDER.index(line.kind)))
    with locked(house) as fresh:
        calls = _calls_known(fresh, check)
        done = []
        for line in lines:
            try:
                in_reach(line.at)
                done.append(_enter(fresh, line, calls, check=check, by=by))
            except ValidationError as refusal:
                raise Line(refusal, line.line) from refusal
        return Entered(sum(done), len(done) - sum(done))


def in_reach(at: datetime) -> None:
    """Refuse a moment that is still to come, or that is more than three days ago, with code "time"."""
    now = timezone.now()
    if at > now:
        raise ValidationError(_("This time is still to come. Please look at the day and the time."), code="time")
    if at < now - AS_FAR_BACK:
        sentence = _("This is more than three days ago. Please write it into the log in your own words.")
        raise ValidationError(sentence, code="time")


def stays_on_paper(house: House, me: Person) -> list[Stay]:
    """Return whose arriving, leaving or evening may stand on a paper of the last days; nobody who is closed to `me`."""
    since = house.tonight() - AS_FAR_BACK
    rows = Stay.objects.of_house(house).filter(nights__endswith__gte=since, nights__startswith__lte=house.tonight())
    rows = rows.filter(state__in=[Stay.State.EXPECTED, Stay.State.HERE, Stay.State.LEFT]).exclude(closed.to(me))
    return list(rows.with_guest().order_by("nights", "code"))


def _enter(house: House, line: Written, calls: "Counter[tuple[date, int]]", *, check: str, by: Person) -> bool:
    """Write one line; False when it is there already."""
    if line.kind == CALL:
        return _call(house, line, calls, check=check, by=by)
    if line.kind == LOG:
        return _log(house, line, by=by)
    assert line.stay
    stay = Stay.objects.select_related("house__organization", "guest__key").get(pk=line.stay.pk)
    if line.kind == NOTE:
        return _note(house, stay, line, by=by)
    return _came_or_went(house, stay, line, by=by)


def _came_or_went(house: House, stay: Stay, line: Written, *, by: Person) -> bool:
    if _known(stay, line):
        return False
    if line.kind == ARRIVED:
        booking.arrive(stay, by=by, at=line.at, from_paper=True)
        return True
    if stay.arrived_at and line.at < stay.arrived_at:
        raise ValidationError(_("They arrived after that. Please look at the time."), code="time")
    booking.leave(stay, by=by, at=line.at, from_paper=True)
    # Typed in so late, the next guest may be in the room already: then it was made ready.
    open_ = TurnRound.objects.open().filter(stay=stay)
    here = Stay.objects.here().filter(allocations__bed__in=open_.values("bed")).covering(house.tonight())
    if here.exists():
        open_.update(ready_at=timezone.now(), ready_by=by)
    return True


def _known(stay: Stay, line: Written) -> bool:
    """Say whether this was done already: from paper, or at this very moment. What was undone since is not."""
    verb, moment = ("arrive", stay.arrived_at) if line.kind == ARRIVED else ("leave", stay.left_at)
    if stay.state in booking.FROM[verb] or moment is None:
        return False
    return moment == line.at or Entry.objects.filter(subject=stay.pk, verb=line.kind, facts__paper=True).exists()


def _note(house: House, stay: Stay, line: Written, *, by: Person) -> bool:
    rows = Note.objects.filter(stay=stay, at=line.at, from_paper=True).select_related("stay__guest__key")
    if any(row.words == line.words for row in rows):
        return False
    note = Note(stay=stay, by=by, words=line.words, at=line.at, from_paper=True)
    note.save(force_insert=True)
    history.record("note from paper", stay, house=house, by=by, paper=True, at=line.at.isoformat())
    return True


def _log(house: House, line: Written, *, by: Person) -> bool:
    rows = LogEntry.objects.of_house(house).filter(at=line.at, from_paper=True, guest=None).with_all()
    if any(row.words == line.words for row in rows):
        return False
    kept = timedelta(days=house.rules().log_days)
    entry = LogEntry(house=house, by=by, at=line.at, from_paper=True, until=house.tonight(line.at) + kept)
    entry.words = line.words
    entry.save(force_insert=True)
    history.record("log from paper", entry, house=house, by=by, paper=True, at=line.at.isoformat())
    return True


def _call(house: House, line: Written, calls: "Counter[tuple[date, int]]", *, check: str, by: Person) -> bool:
    """Count a call by its hour. A sheet that says two calls between 1 and 2 am says two, whoever types them in."""
    local = house.local(line.at)
    hour = (local.date(), local.hour)
    if calls[hour]:
        calls[hour] -= 1
        return False
    SupportCall.objects.create(house=house, date=hour[0], hour=hour[1])
    # The minute stays on the paper: only the hour is counted (docs/decisions/0013).
    facts = {"date": hour[0].isoformat(), "hour": hour[1], "check": check}
    history.record("call from paper", house, house=house, by=by, paper=True, **facts)
    return True


def _calls_known(house: House, check: str) -> "Counter[tuple[date, int]]":
    """Return the calls that were typed in from this very sheet before, by their hour."""
    if not check:
        return Counter()
    rows = Entry.objects.filter(house=house, verb="call from paper", facts__check=check)
    return Counter((date.fromisoformat(row.facts["date"]), row.facts["hour"]) for row in rows)
