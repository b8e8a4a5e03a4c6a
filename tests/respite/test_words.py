"""Days, times and numbers in words, in English and in Spanish: each fits behind "at", "by" and "until" (LOOK.md 7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from respite.templatetags import words

TUESDAY = date(2026, 11, 24)


def at(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 - as the wall clock shows it


@pytest.mark.parametrize(
    ("hour", "minute", "english", "spanish"),
    [
        (0, 0, "midnight", "la medianoche"),
        (0, 40, "12:40 am", "las 12:40 de la madrugada"),
        (1, 0, "1 am", "la 1 de la madrugada"),
        (8, 0, "8 am", "las 8 de la mañana"),
        (11, 59, "11:59 am", "las 11:59 de la mañana"),
        (12, 0, "noon", "las 12 del mediodía"),
        (12, 40, "12:40 pm", "las 12:40 de la tarde"),
        (13, 0, "1 pm", "la 1 de la tarde"),
        (13, 30, "1:30 pm", "la 1:30 de la tarde"),
        (18, 0, "6 pm", "las 6 de la tarde"),
        (20, 0, "8 pm", "las 8 de la noche"),
    ],
)
def test_clock_says_the_part_of_the_day_as_each_language_does(hour, minute, english, spanish):
    assert words.clock(at(hour, minute)) == english
    with override("es"):
        assert words.clock(at(hour, minute)) == spanish


def test_hour_of_the_wall_clock_reads_as_the_clock_does():
    said = [words.hour_words(hour) for hour in (0, 1, 8, 12, 20, 24)]

    with override("es"):
        dicho = [words.hour_words(hour) for hour in (1, 24)]

    assert said == ["midnight", "1 am", "8 am", "noon", "8 pm", "midnight"]
    assert dicho == ["la 1 de la madrugada", "la medianoche"]


@pytest.mark.parametrize(
    ("say", "english", "spanish"),
    [
        (words.day, "Tuesday 24 November", "martes 24 de noviembre"),
        (words.day_of_month, "24 November", "24 de noviembre"),
        (words.day_of_year, "24 November 2026", "24 de noviembre de 2026"),
        (words.short_day, "Tue 24 Nov", "mar 24 nov"),
    ],
)
def test_day_is_put_together_as_each_language_does(time_machine, say, english, spanish):
    time_machine.move_to(datetime(2026, 11, 20, tzinfo=UTC))

    assert say(TUESDAY) == english
    with override("es"):
        assert say(TUESDAY).lower() == spanish


@pytest.mark.parametrize(
    ("say", "english", "spanish"),
    [
        (words.day, "Tuesday 24 November 2026", "martes 24 de noviembre de 2026"),
        (words.short_day, "Tue 24 Nov 2026", "mar 24 nov 2026"),
    ],
)
def test_day_of_another_time_is_said_with_its_year(time_machine, say, english, spanish):
    time_machine.move_to(datetime(2022, 5, 5, tzinfo=UTC))

    assert say(TUESDAY) == english
    with override("es"):
        assert say(TUESDAY).lower() == spanish


@pytest.mark.parametrize(
    ("away", "english", "spanish"),
    [
        (0, "today at 4:05 pm", "hoy a las 4:05 de la tarde"),
        (1, "tomorrow at 4:05 pm", "mañana a las 4:05 de la tarde"),
        (-1, "yesterday at 4:05 pm", "ayer a las 4:05 de la tarde"),
        (2, "Thursday at 4:05 pm", "el jueves a las 4:05 de la tarde"),
        (-9, "Sunday 15 November at 4:05 pm", "el domingo 15 de noviembre a las 4:05 de la tarde"),
    ],
)
@pytest.mark.django_db
def test_moment_is_said_from_today(house, time_machine, away, english, spanish):
    time_machine.move_to("2026-11-24 18:00:00+00:00")
    instant = datetime(2026, 11, 24, 22, 5, tzinfo=UTC) + timedelta(days=away)

    assert words.moment(instant, house) == english
    with override("es"):
        assert words.moment(instant, house) == spanish


@pytest.mark.parametrize(
    ("hours", "english", "spanish"),
    [
        (0, "6 pm today, Tuesday", "hasta las 6 de la tarde de hoy, martes"),
        (-5, "1 pm today, Tuesday", "hasta la 1 de la tarde de hoy, martes"),
        (16, "10 am tomorrow, Wednesday", "hasta mañana miércoles, a las 10 de la mañana"),
        (64, "10 am on Friday 27 November", "hasta las 10 de la mañana del viernes 27 de noviembre"),
    ],
)
@pytest.mark.django_db
def test_until_fits_behind_its_word(house, time_machine, hours, english, spanish):
    time_machine.move_to("2026-11-24 16:00:00+00:00")
    instant = datetime(2026, 11, 25, 0, 0, tzinfo=UTC) + timedelta(hours=hours)

    assert words.until(instant, house) == english
    with override("es"):
        assert f"hasta {words.until(instant, house)}" == spanish


def test_numbers_have_their_plural():
    with override("es"):
        said = [words.count_nights(1), words.count_nights(3), words.count_rooms(1), words.count_rooms(2)]

    assert said == ["1 noche", "3 noches", "1 cuarto", "2 cuartos"]


def test_age_is_said_in_hours_and_days(time_machine):
    time_machine.move_to("2026-11-24 16:00:00+00:00", tick=False)
    now = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    ages = [now - timedelta(minutes=minutes) for minutes in (5, 70, 300, 60 * 24, 60 * 24 * 3)]

    with override("es"):
        said = [words.age(one) for one in ages]

    assert said == ["en la última hora", "hace una hora", "hace 5 horas", "hace 1 día", "hace 3 días"]
