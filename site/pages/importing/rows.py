"""One row of a file as it would stand on the list, or a plain sentence about what is in the way."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from respite import years
from respite.models import Resource
from respite.models.resource import FORMULA

LONGEST = {"name": 120, "what": 400, "hours": 120, "languages": 120, "area": 120, "website": 200, "source_id": 80}
NOTHING = {"", "-", "–", "n/a", "none"}
KINDS = {str(value).casefold(): value for value in Resource.Kind.values}


@dataclass
class Entry:
    """What a row says. `wrong` keeps it off the list; it is named, and the other rows go on."""

    number: str
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def entry(row: dict[str, str]) -> Entry:
    """Read one row. What is empty is left out: it takes nothing away from what is known."""
    made = Entry(row.get("row", ""))
    for name, told in row.items():
        words = " ".join(str(told).replace("\0", "").split())
        if name != "row" and words.casefold() not in NOTHING:
            _take(made, name, words)
    if not made.values.get("name") and not made.wrong:
        made.wrong.append(_("It has no name."))
    return made


def _take(made: Entry, name: str, words: str) -> None:
    if name != "phone" and FORMULA.match(words):
        made.wrong.append(_("“%(words)s” begins with a sign that a spreadsheet would run.") % {"words": words[:30]})
        return
    if len(words) > LONGEST.get(name, 400):
        told = {"field": _label(name), "most": LONGEST.get(name, 400), "words": words[:30]}
        made.wrong.append(_("%(field)s is longer than %(most)d letters: “%(words)s …”.") % told)
        return
    try:
        made.values[name] = READ.get(name, str)(words)
    except ValidationError as refusal:
        made.wrong += refusal.messages


def _label(name: str) -> str | Promise:
    label = str(getattr(Resource._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _phone(words: str) -> str:
    digits = re.sub(r"[^\d]", "", re.split(r"\b(?:ext|x)\b\.?", words, maxsplit=1, flags=re.IGNORECASE)[0])
    if words.startswith("+") and 7 <= len(digits) <= 15:
        return f"+{digits}"
    if len(digits) == 10:
        return f"+1{digits}"
    if len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    if 3 <= len(digits) <= 6:
        return digits
    raise ValidationError(
        _("We could not read the number “%(words)s”. Write it like +17155550142.") % {"words": words[:30]}
    )


def _day(words: str) -> date:
    for shape in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            day = datetime.strptime(words, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        years.gone_by(day)
        return day
    raise ValidationError(_("We could not read the day “%(words)s”. Write it like 2026-11-30.") % {"words": words[:30]})


def _kind(words: str) -> str:
    labels = {str(label).casefold(): value for value, label in Resource.Kind.choices}
    found = KINDS.get(words.casefold()) or labels.get(words.casefold())
    if found is None:
        raise ValidationError(_("We do not know the kind “%(words)s”.") % {"words": words[:30]})
    return found


def _website(words: str) -> str:
    address = words if "://" in words else f"https://{words}"
    Resource._meta.get_field("website").run_validators(address)
    return address


READ: dict[str, Any] = {"phone": _phone, "reviewed_on": _day, "kind": _kind, "website": _website}
