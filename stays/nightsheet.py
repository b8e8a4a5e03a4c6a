"""The night sheet: what somebody needs to run the house for a shift without a screen, read once, as plain words.

Guests who are here are told by the name they use; people still to come by initials (DESIGN.md 6). Never on it: why
anybody stays, until when they are out, and who somebody is whose record is closed to a colleague that may read it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite import history, vault
from respite.models import House, Person
from respite.nights import ONE_DAY, Nights
from respite.templatetags.words import clock, day, hour_words, phone
from stays import shifts
from stays.models import Band, Guest, LogEntry, Shift
from stays.nightrooms import Alone, RoomLine, Rooms
from stays.telling import span_words

Promising = Callable[[House, date], Iterable[str]]
_promising: list[Promising] = []


@dataclass(frozen=True)
class Line:
    """One line of who is on, or of the phones. `needed` says who is still missing."""

    label: str
    words: str
    needed: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything the sheet says, as words; and whose record it opens, for the list a guest can see (SE-32)."""

    house: str
    nights: str
    made: str
    date: date
    band: str
    made_at: datetime
    rooms: list[RoomLine]
    alone: list[Alone]
    on: list[Line]
    phones: list[Line]
    promised_for: str
    promised: list[str]
    check: str
    opens: tuple[Guest, ...] = ()

    def says_the_same(self, other: "Sheet") -> bool:
        """Say whether another reading tells the same, apart from the minute and the line of history it was read at."""
        return self == replace(other, made=self.made, made_at=self.made_at, check=self.check)

    @property
    def much(self) -> float:
        """Return about how many lines there are to print."""
        rooms = sum(max(2, -(-len(row.to_know) // 26), len(row.next) + 1) for row in self.rooms)
        return rooms + 1.3 * (len(self.promised) + max(len(self.phones), len(self.on)))

    @property
    def many(self) -> bool:
        """Say whether there is so much to tell that it is drawn closer: eight rooms still are one page."""
        return len(self.rooms) > 4 or self.much > 19

    @property
    def blank_rows(self) -> range:
        """Return the empty rows for calls and for people at the door: what is left of the page."""
        return range(3 if len(self.rooms) > 4 or self.much > 30 else 6 if self.many else 4)

    @property
    def hand_lines(self) -> range:
        """Return the empty lines about the house."""
        return range(1 if len(self.rooms) > 4 or self.much > 30 else 2)


def promises(what: Promising) -> Promising:
    """Have the sheet also tell what another part of the house has promised by a day: intake's calls (openings/apps)."""
    if what not in _promising:
        _promising.append(what)
    return what


def read(house: House, *, reader: Person | None = None, now: datetime | None = None) -> Sheet:
    """Return the sheet of `house` for the shift that is on now and the two after it.

    With a `reader`, covered are guests closed to them or to somebody on in these shifts. Without one the sheet is for
    whoever holds the night code, so everybody closed to any colleague is covered.
    """
    now = now or timezone.now()
    on, band = shifts.band_at(house, now)
    tonight = house.tonight(now)
    cover = _three(house, on, now)
    rooms = Rooms(house, tonight, _readers(house, reader, [(row.date, row.band) for row in cover]))
    until = on if band == Band.DAY else on + ONE_DAY
    return Sheet(
        house=house.name,
        nights=_nights(tonight),
        made=_("Made at %(time)s from the board. Changes after that are not here.") % {"time": clock(now, house)},
        date=on,
        band=band,
        made_at=now,
        rooms=rooms.lines,
        alone=rooms.alone,
        on=[_on(row) for row in cover],
        phones=_phones(house),
        promised_for=_("Promised for today") if band == Band.DAY else _("Promised until %(day)s") % {"day": day(until)},
        promised=[*_tasks(house, until, rooms), *rooms.promised(until), *_said_elsewhere(house, until)],
        check=check_word(house),
        opens=rooms.opens,
    )


def check_word(house: House) -> str:
    """Return which state of the board a sheet tells, as eight signs: a keyed print of the newest line of history."""
    signs = vault.fingerprint("night sheet", f"{house.pk}|{history.newest(house)}").hex()[:8].upper()
    return f"{signs[:4]} {signs[4:]}"


def _nights(tonight: date) -> str:
    """Say which night it is by its two days: "Tuesday 24 to Wednesday 25 November 2026"."""
    after = tonight + ONE_DAY
    return _("%(nights)s %(year)d") % {"nights": span_words(Nights(tonight, after)), "year": after.year}


def _three(house: House, on: date, now: datetime) -> list[shifts.Cover]:
    """Return the cover of the shift that is on and of the two after it."""
    rows = shifts.cover(house, on, 2, now)
    first = next(n for n, row in enumerate(rows) if row.now)
    return rows[first : first + 3]


def _readers(house: House, reader: Person | None, bands: list[tuple[date, str]]) -> set[object] | None:
    """Return who will read the sheet: whoever is on in these bands, and the one who makes it; None for anybody."""
    if reader is None:
        return None
    rows = Shift.objects.filter(house=house, date__in={on for on, _band in bands})
    return {reader.pk} | {row.person_id for row in rows if (row.date, row.band) in bands}


def _on(row: shifts.Cover) -> Line:
    first, last = row.hours
    label = {
        Band.DAY: _("Day, %(first)s to %(last)s"),
        Band.EVENING: _("Evening, %(first)s to %(last)s"),
        Band.NIGHT: _("Night, %(first)s to %(last)s"),
    }[row.band] % {"first": hour_words(first), "last": hour_words(last)}
    missing = row.minimum - len(row.names)
    if missing <= 0:
        return Line(label, ", ".join(row.names) or _("nobody"))
    if not row.names:
        return Line(label, "", ngettext("%(n)d needed", "%(n)d needed", missing) % {"n": missing})
    more = _("and one more needed") if missing == 1 else _("and %(n)d more needed") % {"n": missing}
    return Line(label, ", ".join(row.names), more)


def _phones(house: House) -> list[Line]:
    """Return who can be called: this house, the warm line, 988, the organization, the sister houses."""
    whole = house.organization
    warm = _("Warm line, %(hours)s") % {"hours": whole.warm_line_hours} if whole.warm_line_hours else _("Warm line")
    own = [
        Line(house.name, phone(house.phone)),
        Line(warm, phone(whole.warm_line)),
        Line("988", _("call, text or chat")),
        Line(_("The office"), phone(whole.phone)),
    ]
    sisters = whole.houses.exclude(pk=house.pk).order_by("name")
    known = [*own, *(Line(_called(sister), phone(sister.phone)) for sister in sisters)]
    return [line for line in known if line.words]


def _called(sister: House) -> str:
    """Name a sister house; a confidential one by the name that tells nothing."""
    name = sister.neutral_name if sister.confidential else sister.name
    return _("%(house)s: %(hours)s") % {"house": name, "hours": sister.phone_hours} if sister.phone_hours else name


def _tasks(house: House, until: date, rooms: Rooms) -> Iterable[str]:
    """Return what the log says is to be done; of entries that name a guest only those of guests named above."""
    rows = LogEntry.objects.of_house(house).with_all().in_force(rooms.tonight)
    for row in rows.filter(due_on__lte=until, done_at__isnull=True).order_by("due_on", "at"):
        if row.guest_id is None or row.guest_id in rooms.named:
            yield Truncator(" ".join(str(row.words).split())).chars(110)


def _said_elsewhere(house: House, until: date) -> Iterable[str]:
    for what in _promising:
        yield from what(house, until)
