"""A house whose clock changes to another time zone: what it means for tonight. No night moves: a night is a date."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from stays.changing import changing


@dataclass(frozen=True)
class Meaning:
    """What another zone would mean now: the clock, and which night is tonight, before and after."""

    clock_now: datetime
    clock_then: datetime
    tonight_now: date
    tonight_then: date

    @property
    def moves(self) -> int:
        """Return by how many nights "tonight" jumps: 0 at most hours, else 1 or -1."""
        return (self.tonight_then - self.tonight_now).days


def meaning(house: House, zone: str) -> Meaning:
    """Return what `zone` would mean for `house` at this moment. Raises ValidationError for what is no zone."""
    then = House(zone=zone, turnover_hour=house.turnover_hour)
    House._meta.get_field("zone").run_validators(zone)
    now = timezone.now()
    return Meaning(house.local(now), then.local(now), house.tonight(now), then.tonight(now))


@again
def change(house: House, *, zone: str, by: Person) -> House:
    """Let the house live by the clock of another zone from now on.

    Stays and closures keep their dates, holds and notices their instants; only when "tonight" begins is new.
    """
    with changing(house) as fresh:
        meaning(fresh, zone)
        if zone == fresh.zone:
            raise ValidationError(_("The house lives by that clock already."), code="state")
        before, fresh.zone = fresh.zone, zone
        fresh.save(update_fields=["zone"])
        history.record("zone changed", fresh, house=fresh, by=by, before=before, after=zone)
        return fresh
