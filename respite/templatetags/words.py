"""Dates, times and numbers in words: weekdays and clock times, never minutes and never slashes (LOOK.md 7)."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as django_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from respite.models import House

register = template.Library()
FAR = 300  # days: from here on a day is said with its year


@register.filter
def phone(number: str) -> str:
    """Turn +17155550142 into (715) 555-0142; leave other countries' numbers as they are."""
    if number and number.startswith("+1") and len(number) == 12:
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


@register.filter
def clock(instant: datetime, house: House | None = None) -> str:
    """Say a clock time of the house: "6 pm", "12:40 pm", "noon"."""
    local = house.local(instant) if house else instant
    return _time(local.hour, local.minute)


@register.filter
def hour_words(hour: int) -> str:
    """Say an hour of the wall clock, 0 to 24: "8 am", "noon", "midnight"."""
    return _time(hour)


def _time(hour: int, minute: int = 0) -> str:
    """Say a time of the wall clock so that it fits behind "at", "by" and "until" in every language."""
    if minute == 0 and hour % 12 == 0:
        # Translators: with its article where your language wants one, as in "las 12 del mediodía". So all times below.
        return pgettext("a time", "noon") if hour == 12 else pgettext("a time", "midnight")
    twelve = hour % 12 or 12
    if hour < 5:
        words = npgettext("a time before dawn", "%(time)s am", "%(time)s am", twelve)
    elif hour < 12:
        words = npgettext("a time in the morning", "%(time)s am", "%(time)s am", twelve)
    elif hour < 19:
        # Translators: the first form is for 1 o'clock ("la 1 de la tarde"), the second for all others ("las 6 …").
        words = npgettext("a time in the afternoon", "%(time)s pm", "%(time)s pm", twelve)
    else:
        words = npgettext("a time in the evening", "%(time)s pm", "%(time)s pm", twelve)
    return words % {"time": f"{twelve}:{minute:02}" if minute else str(twelve)}


def far(when: date) -> bool:
    """Say whether a day is so far from now that it could be taken for one of another year."""
    return abs(when.toordinal() - timezone.now().toordinal()) > FAR


@register.filter
def day(when: date) -> str:
    """Say a day in full: "Friday 27 November"; of another time with its year: "Monday 5 May 2031"."""
    if far(when):
        return f"{django_format(when, 'l')} {day_of_year(when)}"
    # Translators: l is the weekday, j the day, F the month, Y the year; write a letter that is meant as such as \\d.
    return django_format(when, pgettext("a day in full", "l j F"))


@register.filter
def weekday(when: date) -> str:
    """Say the day of the week: "Friday"."""
    return django_format(when, "l")


@register.filter
def day_of_month(when: date) -> str:
    """Say a day without its weekday: "27 November"."""
    return django_format(when, pgettext("a day without its weekday", "j F"))


@register.filter
def day_of_year(when: date) -> str:
    """Say a day with its year: "27 November 2026"."""
    return django_format(when, pgettext("a day with its year", "j F Y"))


@register.filter
def short_day(when: date) -> str:
    """Say a day briefly: "Fri 27 Nov", and "Mon 5 May 2031" when it is far away."""
    words = django_format(when, pgettext("a short day", "D j M"))
    return f"{words} {when.year}" if far(when) else words


@register.filter
def day_words(when: date, tonight: date) -> str:
    """Say a day seen from tonight: "today", "tomorrow", "yesterday", "Thursday", "Friday 27 November"."""
    away = (when - tonight).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if away in near:
        return near[away]
    return django_format(when, "l") if 1 < away < 7 else day(when)


@register.filter
def moment(instant: datetime, house: House) -> str:
    """Say an instant as day and clock time of the house: "today at 12:40 pm"."""
    local, tonight = house.local(instant), house.local().date()
    values = {"day": day_words(local.date(), tonight), "time": clock(local)}
    near = {0: _("today at %(time)s"), 1: _("tomorrow at %(time)s"), -1: _("yesterday at %(time)s")}
    return near.get((local.date() - tonight).days, _("%(day)s at %(time)s")) % values


@register.filter
def until(instant: datetime, house: House) -> str:
    """Say until when something holds: "6 pm today, Tuesday"; "10 am on Friday 27 November"."""
    local, today = house.local(instant), house.local().date()
    values = {"time": clock(local), "weekday": django_format(local, "l"), "day": day(local.date())}
    if local.date() == today:
        return _("%(time)s today, %(weekday)s") % values
    if local.date() == today + timedelta(days=1):
        return _("%(time)s tomorrow, %(weekday)s") % values
    return _("%(time)s on %(day)s") % values


@register.filter
def age(instant: datetime) -> str:
    """Say how long ago in words that do not tick: "an hour ago", "19 hours ago", "3 days ago"."""
    minutes = int((timezone.now() - instant).total_seconds() // 60)
    if minutes < 60:
        return _("in the last hour")
    hours = minutes // 60
    if hours < 24:
        return _("an hour ago") if hours == 1 else ngettext("%d hour ago", "%d hours ago", hours) % hours
    return ngettext("%d day ago", "%d days ago", hours // 24) % (hours // 24)


@register.filter
def count_nights(number: int) -> str:
    """Say a number of nights: "1 night", "5 nights"."""
    return ngettext("%d night", "%d nights", number) % number


@register.filter
def count_rooms(number: int) -> str:
    """Say a number of rooms: "1 room", "3 rooms"."""
    return ngettext("%d room", "%d rooms", number) % number


@register.filter
def has(container: Any, item: Any) -> bool:
    """Say whether something is in a set; for permissions: {% if respite.may|has:"run_stays" %}."""
    return item in container
