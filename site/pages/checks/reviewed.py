"""Numbers somebody may call on the worst night of their life are looked at once a year (CS-31)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.rich_text import RichText

from pages.blocks import Phone
from pages.checks.written import fields
from pages.help_numbers import HelpNumbers
from respite import years

A_LINK = re.compile(r"""href\s*=\s*["']?\s*(?:tel|sms):""", re.IGNORECASE)
A_YEAR = timedelta(days=365)
HELP_AREA = _(
    "Nobody has checked the numbers in the help area for a year. Ring them, then note the day under “Help numbers”."
)


def overdue(page: Any) -> Iterator[str | Promise]:
    """Say which numbers on this page nobody has checked for a year: those in the help area, and its own."""
    home = page.home
    if home and home.organization_id and not is_fresh(HelpNumbers.reviewed(home.organization_id)):
        yield HELP_AREA
    if _has_numbers(page) and not is_fresh(_looked_at(page)):
        yield _("This page names numbers to call, and nobody has checked them for a year. Ring them, then set the day.")


def is_fresh(day: date | None) -> bool:
    """Say whether a review of this day still counts; one that is still to come does not."""
    return day is not None and timezone.now().date() - A_YEAR <= day <= years.last_today()


def _looked_at(page: Any) -> date | None:
    """Return when somebody last looked at the numbers of a page; where it notes no day, whoever published it did."""
    if hasattr(page, "reviewed_on"):
        day: date | None = page.reviewed_on
        return day
    return page.last_published_at.date() if page.last_published_at else timezone.now().date()


def _has_numbers(page: Any) -> bool:
    return bool(getattr(page, "phone", "")) or any(_numbers(value) for _name, value in fields(page))


def _numbers(value: Any) -> bool:
    if isinstance(value, StreamValue):
        return any(_numbers(child.value) for child in value)
    if isinstance(value, StructValue):
        if isinstance(value.block, Phone):
            return value["whose"] == Phone.OTHER
        return any(_numbers(part) for part in value.values())
    if isinstance(value, ListValue):
        return any(map(_numbers, value))
    return bool(A_LINK.search(value.source if isinstance(value, RichText) else str(value or "")))
