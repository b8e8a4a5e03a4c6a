"""Opening hours of an HSDS schedule in words: those of every week, which a short line can tell truly.

Anything else (every second week, "the last Friday", holidays, hours from a certain day on) says less in one line than
it should, so it is left to the person who reads the file.
"""

from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.utils.translation import override

from respite.templatetags.words import clock

DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
WEEK = list(DAYS)
# With one of these a schedule is no plain week (iCalendar, RFC 5545, as HSDS 3 takes it over).
NOT_EVERY_WEEK = (
    "bymonthday",
    "byweekno",
    "byyearday",
    "bymonth",
    "count",
    "until",
    "dtstart",
    "valid_from",
    "valid_to",
)


def said(schedule: dict[str, Any]) -> str:
    """Return when a schedule is open, as somebody wrote it or else in words of ours; "" for what is no plain week."""
    written = str(schedule.get("description") or "").strip()
    return written or _week(schedule)


def _week(schedule: dict[str, Any]) -> str:
    every_week = str(schedule.get("freq") or "WEEKLY").upper() == "WEEKLY" and str(schedule.get("interval") or 1) == "1"
    if not every_week or any(schedule.get(name) for name in NOT_EVERY_WEEK):
        return ""
    days, opens, closes = (
        _days(schedule.get("byday")),
        _time(schedule.get("opens_at")),
        _time(schedule.get("closes_at")),
    )
    if not days or opens is None or closes is None:
        return ""
    if opens == time(0) and closes in {time(0), time(23, 59)}:
        return "day and night" if len(days) == len(WEEK) else f"{_of_week(days)}, all day"
    with override("en"):
        return f"{_of_week(days)} {_clock(opens)} to {_clock(closes)}"


def _days(told: Any) -> list[int]:
    """Return the days of the week, Monday as 0; none when one of them is no plain day."""
    codes = [code.strip().upper() for code in str(told or "").split(",") if code.strip()]
    return sorted({WEEK.index(code) for code in codes}) if set(codes) <= set(WEEK) else []


def _of_week(days: list[int]) -> str:
    """Return days that follow each other as a stretch: "Monday to Friday, Sunday"."""
    if len(days) == len(WEEK):
        return "every day"
    runs = [[n for _i, n in run] for _start, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(part for run in runs for part in _stretch([DAYS[WEEK[n]] for n in run]))


def _stretch(names: list[str]) -> list[str]:
    return [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names


def _time(told: Any) -> time | None:
    """Return a time of the wall clock at the place. Told in UTC it is none, since a row knows no zone."""
    try:
        at = time.fromisoformat(str(told or ""))
    except ValueError:
        return None
    return None if at.tzinfo and not at.utcoffset() else at.replace(tzinfo=None, second=0, microsecond=0)


def _clock(at: time) -> str:
    return clock(datetime.combine(date(2000, 1, 3), at))  # the day is not told
