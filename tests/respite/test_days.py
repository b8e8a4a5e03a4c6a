"""Days as people type them: with the month as a word, in the language of the page and in English."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from respite.days import DayField, read_day

THAT_DAY = date(2026, 12, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-05",
        "12/5/2026",
        "5 December 2026",
        "05 Dec 2026",
        "Dec 5, 2026",
        "december 5 2026",
        "Saturday 5 December 2026",
        "the 5th of Dec. 2026",
    ],
)
def test_day_in_english_is_understood(typed):
    assert read_day(typed) == THAT_DAY


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-05",
        "5 de diciembre de 2026",
        "sábado 5 de Diciembre del 2026",
        "5 dic 2026",
        "5 dic. de 2026",
        "December 5, 2026",
    ],
)
def test_day_in_spanish_is_understood(typed):
    with override("es"):
        assert read_day(typed) == THAT_DAY


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "ru", "so"])
def test_every_month_by_its_name(language):
    with override(language):
        read = [read_day(f"7 {MONTHS[month]} 2027") for month in range(1, 13)]

    assert read == [date(2027, month, 7) for month in range(1, 13)]


def test_month_without_its_accent_is_understood():
    with override("fr"):
        assert read_day("5 fevrier 2027") == date(2027, 2, 5)


def test_bare_numbers_that_read_two_ways_are_asked_again():
    with override("es"):
        assert read_day("5/12/2026") is None
        assert read_day("25/12/2026") == read_day("12/25/2026") == date(2026, 12, 25)
        assert read_day("5/5/2026") == date(2026, 5, 5)


@pytest.mark.parametrize(
    "typed", ["soon", "5", "5 December", "5 December 26", "31 June 2026", "5 mayo abril 2026", "5 ju 2026", "²/12/2026"]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)

    assert refused.value.code == "invalid"


@given(st.text(max_size=80) | st.from_regex(r"[0-9]{1,60}[/ -][0-9]{1,9}[/ -][0-9]{1,9}"))
def test_reading_survives_anything(typed):
    assert read_day(typed) is None or isinstance(read_day(typed), date)
