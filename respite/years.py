"""Days within the years that people plan for and look back on. What lies outside of them was typed by mistake."""

from datetime import UTC, date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST = date(2000, 1, 1)
AHEAD = 10  # years
EASTERNMOST = timedelta(hours=14)  # the first clocks on which a day begins


def last_today() -> date:
    """Return the latest date that is today somewhere: whoever writes the day of their own calendar is right."""
    return (timezone.now().astimezone(UTC) + EASTERNMOST).date()


def near(day: date) -> None:
    """Refuse a day that nobody plans for: before 2000, or after the tenth year from now."""
    if not (day >= EARLIEST and day.year <= last_today().year + AHEAD):
        raise ValidationError(_("Choose a day between the year 2000 and ten years from now."), code="far")


def gone_by(day: date) -> None:
    """Refuse a day that is still to come, for something that was done."""
    if day > last_today():
        raise ValidationError(_("This day is still to come. Choose today, or the day it was done."), code="to_come")
