"""Days as people write them, in the language of the page and in English."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.translation import get_language, override


class DayInput(forms.DateInput):
    """The browser's own day field; without one, a day is typed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day from the browser's calendar, or typed with the month as a word."""

    def to_python(self, value: Any) -> date | None:
        """Read the day, or refuse it with the field's own sentence."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        found = read_day(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def read_day(typed: str) -> date | None:
    """Read "2026-12-05", "5 December 2026", "Dec 5, 2026" or "5 de diciembre de 2026"; None when it is no such day.

    Every language Django knows the months of is read; words that name no month, like "de", are passed over.
    """
    if len(typed) > 60:
        return None
    parts = re.findall(r"\d+|[^\W\d]+", typed)
    numbers = [int(part) for part in parts if part[0].isdecimal()]
    months = {month for part in parts if not part[0].isdecimal() and (month := _month(part))}
    if len(months) == 1 and len(numbers) == 2:
        (first, last), month = numbers, months.pop()
        orders = [(last, month, first), (first, month, last)]
    elif not months and len(numbers) == 3:
        orders = _orders(*numbers)
    else:
        return None
    days = {day for order in orders if (day := _date(*order))}
    return days.pop() if len(days) == 1 else None


def _orders(first: int, second: int, third: int) -> list[tuple[int, int, int]]:
    """Return what three bare numbers may mean as year, month and day."""
    if first > 31:
        return [(first, second, third)]
    if (get_language() or "en").startswith("en"):
        return [(third, first, second)]  # the houses' own way: month first
    # Elsewhere the day stands first, but a neighbour's habit is the other way: only what reads one way is taken.
    return [(third, first, second), (third, second, first)]


def _date(year: int, month: int, day: int) -> date | None:
    """Return the day, or None when there is no such day; a year has four digits."""
    try:
        return date(year, month, day) if year > 999 else None
    except (ValueError, OverflowError):
        return None


def _month(word: str) -> int | None:
    """Return the month a word names: whole, or its first letters where only one month begins with them."""
    for language in (get_language() or "en", "en"):
        with override(language):
            # Some languages say a month differently beside a day.
            names = {(number, _bare(str(name))) for known in (MONTHS, MONTHS_ALT) for number, name in known.items()}
        sought = _bare(word)
        whole = {number for number, name in names if name == sought}
        begun = {number for number, name in names if len(sought) > 2 and name.startswith(sought)}
        if len(whole or begun) == 1:
            return (whole or begun).pop()
    return None


def _bare(word: str) -> str:
    """Return a word as it is compared: no capitals, no accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
