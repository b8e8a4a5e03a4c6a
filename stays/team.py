"""Who works in a house on a day, and who of them is free for a band: the per-diem colleagues first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite import history
from respite.access import TEAM
from respite.locks import again, locked
from respite.models import House, Membership, Person
from respite.models.membership import MembershipQuerySet
from stays.models import Band, Shift


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here; `per_diem` says that they are called when somebody is missing."""

    person: Person
    per_diem: bool

    @property
    def name(self) -> str:
        """Return the name colleagues know them by."""
        return self.person.name


def of_house(house: House, on: date) -> list[Colleague]:
    """Return who works in `house` on a day, the per-diem colleagues first; nobody of another organization."""
    found: dict[int, Colleague] = {}
    for row in _members(house, on).select_related("person").order_by("person__name", "person"):
        known = found.get(row.person_id)
        found[row.person_id] = Colleague(row.person, row.per_diem or (known is not None and known.per_diem))
    return sorted(found.values(), key=lambda each: not each.per_diem)


def members(house: House) -> list[Membership]:
    """Return who has a role in this house today, by name; nobody who is there for the whole organization."""
    rows = _members(house, house.local().date()).filter(house=house).select_related("person")
    return list(rows.order_by("person__name", "person"))


@again
def call(member: Membership, *, called: bool, by: Person) -> Membership:
    """Say that somebody comes when called, or works planned shifts again; once more does nothing more.

    Refused with code "member" when they do not work here any more.
    """
    house = member.house
    assert house
    with locked(house) as fresh:
        found = Membership.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
        if found is None:
            raise ValidationError(_("They do not work in this house any more."), code="member")
        check_works(fresh, found.person, fresh.local().date())
        if found.per_diem != called:
            found.per_diem = called
            found.save(update_fields=["per_diem"])
            verb = "comes when called" if called else "works planned shifts"
            history.record(verb, fresh, house=fresh, by=by, person=found.person_id)
        return found


def free(house: House, on: date, band: str) -> list[Colleague]:
    """Return who could take a band: those who are not on then, nor right before or after, in any house of ours.

    Who leads the whole organization is not asked: they may still sign up.
    """
    busy = set(_around(house, on, band).values_list("person", flat=True))
    whole = Membership.objects.current(on).filter(organization=house.organization_id, house__isnull=True)
    busy |= set(whole.values_list("person", flat=True))
    return [each for each in of_house(house, on) if each.person.pk not in busy]


def free_words(people: Iterable[Colleague]) -> str:
    """Say who is free: "Bo and Rafael are free"; nothing when nobody is."""
    names = [each.name for each in people]
    if len(names) < 2:
        return _("%(name)s is free.") % {"name": names[0]} if names else ""
    values = {"first": names[0], "second": names[1], "count": len(names) - 2}
    if len(names) == 2:
        return _("%(first)s and %(second)s are free.") % values
    return (
        ngettext(
            "%(first)s, %(second)s and %(count)d more are free.",
            "%(first)s, %(second)s and %(count)d more are free.",
            len(names) - 2,
        )
        % values
    )


def check_works(house: House, person: Person, on: date) -> None:
    """Refuse with code "member" somebody who does not work in the house on that day."""
    if not _members(house, on).filter(person=person, person__is_active=True).exists():
        sentence = _("%(name)s does not work in this house on that day.") % {"name": person.name}
        raise ValidationError(sentence, code="member")


def _members(house: House, on: date) -> MembershipQuerySet:
    here = Q(house=house) | Q(house__isnull=True)
    rows = Membership.objects.current(on).filter(here, organization=house.organization_id, role__in=TEAM)
    return rows.filter(person__is_active=True)


def _around(house: House, on: date, band: str) -> QuerySet[Shift]:
    """Return the shifts in a band, and in those right before and after it, in every house of the organization."""
    bands = list(Band)
    index = bands.index(Band(band))
    before = (on, bands[index - 1]) if index else (on - timedelta(days=1), bands[-1])
    after = (on, bands[index + 1]) if index + 1 < len(bands) else (on + timedelta(days=1), bands[0])
    asked = Q()
    for day, which in (before, (on, band), after):
        asked |= Q(date=day, band=which)
    return Shift.objects.filter(asked, house__organization=house.organization_id)
