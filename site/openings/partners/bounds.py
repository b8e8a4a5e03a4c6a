"""Which days of a partner can be true: begun and signed by today, agreed for five years at most."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openings.partners.models import EARLIEST, LONGEST
from respite.models import Organization

FIVE_YEARS = timedelta(days=LONGEST)


def begun(organization: Organization, since: date) -> None:
    """Raise ValidationError for a day on which nobody can have become a partner."""
    if fault := _past(since, max(_days(organization))):
        raise ValidationError({"since": fault})


def agreed(organization: Organization, signed_on: date, ends_on: date) -> None:
    """Raise ValidationError, with all that is wrong, for days between which nothing could hold from now on."""
    days = _days(organization)
    faults = {}
    if fault := _past(signed_on, max(days)):
        faults["signed_on"] = fault
    if ends_on < min(days):
        faults["ends_on"] = _("This day is over. Write today or a later day.")
    elif ends_on > signed_on + FIVE_YEARS:
        faults["ends_on"] = _("Five years from the day of signing is the longest. After them you can agree again.")
    if faults:
        raise ValidationError(faults)


def _past(on: date, today: date) -> object:
    """Return what to say of a day that should have been, or nothing."""
    if on > today:
        return _("This day is still to come. Write today or an earlier day.")
    return _("Write a day from %(year)d on.") % {"year": EARLIEST.year} if on < EARLIEST else None


def _days(organization: Organization) -> set[date]:
    """Return the days that it is now in its houses: what is today for one of them is neither over nor to come."""
    return {house.local().date() for house in organization.houses.all()}
