"""The mail to a per-diem colleague when a shift is open: left once, and what became of it is seen by who asked.

It names the house by its neutral name, the shift, and who asks; it leads to the office, which asks to sign in. History
says before the mail leaves that it is leaving, so a job that comes a second time sends nothing twice (RE-10).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from respite import gateways, history
from respite.gateways import Never, NotNow, Unsure
from respite.models import Entry, Person
from respite.queueing import later
from respite.templatetags.words import clock, day
from stays import shifts
from stays.models import ShiftAsk

LEAVING, LEFT, FAILED, UNSURE = "call-out leaving", "call-out mailed", "call-out not mailed", "call-out not sure"
TOLD = [LEAVING, LEFT, FAILED, UNSURE]
WAITS = [1, 5, 20, 60]  # minutes between tries while the mail server is out of reach
GAVE_UP = "gave_up"


@dataclass(frozen=True)
class Outcome:
    """What became of the mail to one colleague."""

    name: str
    words: str
    trouble: bool


def send(ask_id: str, person_id: int, n: int = 0) -> None:
    """Write to one colleague, for the try `n`; nothing leaves once the question is answered or the shift is over."""
    taken = _take(ask_id, person_id, n)
    if taken is None:
        return
    ask, person = taken
    subject, words = letter(ask)
    try:  # no transaction is open here: a mail server may take its time
        gateways.mail(person.email, subject, words)
    except NotNow:
        _again(ask, person, n)
    except Never as never:
        _tell(FAILED, ask, person, n, why=never.why.value)
    except Unsure:
        _tell(UNSURE, ask, person, n)
    else:
        _tell(LEFT, ask, person, n)


def letter(ask: ShiftAsk) -> tuple[str, str]:
    """Return the subject and the words: the neutral name of the house, the shift, who asks, and where to say yes."""
    house = ask.house
    values = {
        "who": ask.by.name,
        "house": house.neutral_name,
        "band": ask.get_band_display().lower(),
        "day": day(ask.date),
        "first": clock(shifts.begins(house, ask.date, ask.band), house),
        "last": clock(shifts.ends(house, ask.date, ask.band), house),
        "address": settings.BASE_URL + reverse("office"),
    }
    subject = _("%(house)s: can you take a shift?") % values
    words = _(
        "Hello,\n\n%(who)s asks who can take a shift at %(house)s: %(day)s, %(band)s, from %(first)s to %(last)s.\n\n"
        "You do not have to. If you can, sign in and say yes. The first yes takes it:\n%(address)s\n"
    )
    return subject, words % values


def outcomes(asks: list[ShiftAsk]) -> dict[str, list[Outcome]]:
    """Return what became of the mails of these questions, by the id of the question: two queries for all of them."""
    rows = Entry.objects.filter(subject__in=[ask.pk for ask in asks], verb__in=TOLD)
    newest = {(row.subject, row.facts["person"]): row for row in rows.order_by("pk")}
    names = dict(Person.objects.filter(pk__in={person for _ask, person in newest}).values_list("pk", "name"))
    found: dict[str, list[Outcome]] = {}
    for (ask, person), row in newest.items():
        words = _words(row.verb) % {"name": names.get(person, "")}
        found.setdefault(str(ask), []).append(Outcome(names.get(person, ""), words, row.verb in {FAILED, UNSURE}))
    return found


def _words(verb: str) -> str:
    return {
        LEFT: _("A mail to %(name)s went out."),
        FAILED: _("The mail to %(name)s did not leave. Please phone instead."),
        UNSURE: _("We are not sure that the mail to %(name)s left. Please phone instead."),
    }.get(verb, _("A mail to %(name)s is on its way."))


def _take(ask_id: str, person_id: int, n: int) -> tuple[ShiftAsk, Person] | None:
    """Claim this try, in a step of its own; None when there is nothing to send any more, or it was claimed before."""
    with transaction.atomic():
        rows = ShiftAsk.objects.open().select_for_update(of=("self",)).filter(pk=ask_id)
        ask = rows.select_related("house__organization", "by").first()
        person = Person.objects.filter(pk=person_id, is_active=True).first()
        if ask is None or person is None or shifts.ends(ask.house, ask.date, ask.band) <= timezone.now():
            return None
        last = Entry.objects.filter(subject=ask.pk, verb__in=TOLD, facts__person=person_id).order_by("-pk").first()
        if last and (last.verb != LEAVING or last.facts["n"] >= n):
            if last.verb == LEAVING:
                _tell(UNSURE, ask, person, n)
            return None
        _tell(LEAVING, ask, person, n)
        return ask, person


def _again(ask: ShiftAsk, person: Person, n: int) -> None:
    """Try later, with a longer wait each time; after the last one it did not leave, and who asked can read that."""
    if n >= len(WAITS):
        _tell(FAILED, ask, person, n, why=GAVE_UP)
        return
    at = timezone.now() + timedelta(minutes=WAITS[n])
    later("stays.call_out", at=at, ask_id=str(ask.pk), person_id=person.pk, n=n + 1)


def _tell(verb: str, ask: ShiftAsk, person: Person, n: int, why: str = "") -> None:
    history.record(verb, ask, house=ask.house, person=person.pk, n=n, why=why)
