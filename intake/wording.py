"""What somebody asked for, and when we said we would call, in words for the office."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import saying
from intake.contact import Contact
from intake.models import ContactTry
from respite.templatetags.words import count_nights, short_day


def first_night(wishes: Mapping[str, Any]) -> date | None:
    """Return the first night somebody had in mind, or None."""
    try:
        return parse_date(str(wishes.get("from") or ""))
    except ValueError:
        return None


def nights_in_mind(wishes: Mapping[str, Any]) -> str:
    """Say which nights somebody had in mind: "From Sat 28 Nov, about 4 nights"; knowing none is a full answer."""
    start, count = first_night(wishes), wishes.get("nights")
    values = {"day": short_day(start) if start else "", "nights": count_nights(int(count)) if count else ""}
    if start and count:
        return _("From %(day)s, about %(nights)s") % values
    if start:
        return _("From %(day)s") % values
    return _("About %(nights)s, no day named") % values if count else _("No nights named")


def wished(wishes: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what somebody wishes for, each with its mark: nights, a friend, a language, a service animal."""
    told = [{"mark": "moon", "words": nights_in_mind(wishes)}]
    if friend := str(wishes.get("together") or ""):
        told.append({"mark": "people", "words": _("Would like to come with %(name)s") % {"name": friend}})
    if language := str(wishes.get("interpreter") or ""):
        words = _("Best talked with in: %(language)s") % {"language": saying.language(language)}
        told.append({"mark": "talking", "words": words})
    if task := str(wishes.get("animal") or ""):
        words = _("Has a service animal")
        if task != "yes":
            words = _("Has a service animal. It is trained for: %(task)s") % {"task": task}
        told.append({"mark": "tick", "words": words})
    return told


def answered(answers: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the answers to the house's own questions, each beside the question as it was asked."""
    return [{"label": told["asked"], "value": saying.answered(told["said"])} for told in answers.values()]


def try_words(came: str) -> str:
    """Say what came of a call that did not reach somebody."""
    return {
        ContactTry.Came.NO_ANSWER: _("%(who)s tried %(when)s, nobody answered."),
        ContactTry.Came.VOICEMAIL: _("%(who)s left a voicemail %(when)s."),
        ContactTry.Came.SOMEBODY_ELSE: _("%(who)s tried %(when)s, somebody else picked up."),
    }[ContactTry.Came(came)]


def past_the_time(promised_by: datetime) -> str:
    """Say how far past the time we said it is, in hours or days, never in minutes."""
    hours = int((timezone.now() - promised_by).total_seconds() // 3600)
    if hours < 1:
        return _("Past the time we said.")
    if hours < 24:
        return ngettext("%d hour past the time we said.", "%d hours past the time we said.", hours) % hours
    return ngettext("%d day past the time we said.", "%d days past the time we said.", hours // 24) % (hours // 24)


def where(contact: Contact) -> str:
    """Return the number or address that may be used; a way without a yes is not shown at all."""
    if contact.call or contact.text:
        return contact.phone_words()
    return contact.address if contact.email else ""


def rules(contact: Contact) -> list[dict[str, str]]:
    """Return the rules of a safe contact, each with its mark."""
    return [{"mark": mark, "words": words} for mark, words in contact.marked()]
