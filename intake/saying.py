"""What we tell a guest about what comes next: whole sentences, in one place for translators and readers."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.models import Offer, Request
from intake.promise import call_back_by
from respite.models import House
from respite.templatetags.words import clock, day, hour_words, until
from stays.models import Stay

State = Request.State


def promise(ways: list[str], by: datetime, house: House) -> str:
    """Say by when we answer, in the way that was said to be safe; without a way, that they contact us."""
    values = {"when": until(by, house)}
    if not ways:
        return _("You contact us when you like. Tell us your code, so we know it is you.")
    if len(ways) > 1:
        return _("We reach you by %(when)s.") % values
    return {
        "call": _("We call you by %(when)s.") % values,
        "text": _("We text you by %(when)s.") % values,
        "email": _("We write to you by %(when)s.") % values,
        "page": _("You find our answer on your page by %(when)s.") % values,
    }[ways[0]]


def expected(ways: list[str], house: House) -> str:
    """Say what follows once the request is sent."""
    if not ways:
        return _("You contact us when you like. We talk. Then we decide with you.")
    first = promise(ways, call_back_by(house, timezone.now()), house)
    return _("%(promise)s We talk. Then we decide with you.") % {"promise": first}


def call_back(house: House) -> str:
    """Say by when somebody who asks now hears from us."""
    by = call_back_by(house, timezone.now())
    return _("Ask now, and you hear from us by %(when)s.") % {"when": until(by, house)}


def reading(house: House) -> str:
    """Say who reads what somebody writes, how fast, and that nobody reads at night (CS-29)."""
    words = _("The team reads this by %(when)s. No one reads at night. If you need someone now, please call.")
    return words % {"when": until(call_back_by(house, timezone.now()), house)}


def kept(house: House) -> str:
    """Say how long a request is kept that leads nowhere."""
    days = house.rules().request_days
    return ngettext("%d day, if it leads nowhere.", "%d days, if it leads nowhere.", days) % days


def span(arrives: date, leaves: date) -> str:
    """Say from when to when: "from Friday 27 November to Wednesday 2 December"."""
    return _("from %(first)s to %(last)s") % {"first": day(arrives), "last": day(leaves)}


def arrival(stay: Stay, house: House) -> str:
    """Say when to come."""
    rules = house.rules(stay.arrives)
    values = {"from": hour_words(rules.arrive_from), "to": hour_words(rules.arrive_until), "day": day(stay.arrives)}
    return _("Come between %(from)s and %(to)s on %(day)s. Tell us if another time is better.") % values


def lapsed(offer: Offer, house: House) -> str:
    """Say that the time of an offer is over, and that nothing else changed."""
    local = house.local(offer.until)
    values = {"when": clock(local), "day": day(local.date())}
    if offer.until > timezone.now():
        return _("We do not hold this room any more. Call us, and we look again with you.")
    if local.date() == house.local().date():
        words = _(
            "It is past %(when)s, so we let the room go. You can ask again any day. "
            "You do not have to tell it all again."
        )
    else:
        words = _(
            "We held the room until %(when)s on %(day)s, then we let it go. You can ask again any day. "
            "You do not have to tell it all again."
        )
    return words % values


def status(request: Request, standing: str, stay: Stay | None, offer: Offer | None) -> tuple[str, str]:
    """Return where a request stands and what comes next, each in plain words.

    `stay` is the one an accepted offer led to; `offer` the one that waits for an answer.
    """
    house = request.house
    if request.joined_to_id:
        return (
            _("You asked us again since then. We go on with what you asked later."),
            _("Its code opens its own page. If you lost it, call us for a new one."),
        )
    if stay is not None and standing == State.COMING:
        return _of_stay(stay, house)
    if standing in {State.HEARD, State.TALKING}:
        return _waiting(request, standing)
    if standing == State.OFFERED and offer is not None:
        return (
            _("We hold a room for you until %(when)s.") % {"when": until(offer.until, house)},
            _("You decide: yes, no, or more time to think."),
        )
    again = _("You can ask again any day. You do not have to tell it all again.")
    words = {
        State.NOT_NOW: _("It was not the right time just now."),
        State.ELSEWHERE: _("We looked with you for another place."),
        State.TAKEN_BACK: _("You took your request back. Thank you for telling us."),
    }
    return words.get(State(standing), _("We talked, and we know you now. No dates are set.")), again


def _waiting(request: Request, standing: str) -> tuple[str, str]:
    words = _("We have your request.")
    if standing == State.TALKING and request.taken_by:
        words = _("%(name)s has your request.") % {"name": request.taken_by.name}
    if request.promised_by < timezone.now():
        return words, _("It is past the time we said. You can call us now.")
    return words, promise(request.safe_contact.ways, request.promised_by, request.house)


def _of_stay(stay: Stay, house: House) -> tuple[str, str]:
    again = _("You can ask again any day. You do not have to tell it all again.")
    if stay.state == Stay.State.EXPECTED:
        return _("You said yes. A room is kept for you."), arrival(stay, house)
    if stay.state == Stay.State.HERE:
        words = _("You are our guest until %(day)s.") % {"day": day(stay.leaves)}
        return words, _("You can come and go. Talk to us about any change of plan.")
    if stay.state == Stay.State.LEFT:
        return _("Your stay is over."), again
    return _("The stay did not happen this time."), again


def language(said: str) -> str:
    """Say a language somebody wants to talk in, as a request keeps it: one of those we name, or their own word."""
    known = {
        "English": _("English"),
        "Spanish": _("Spanish"),
        "ASL": _("American Sign Language (ASL)"),
        "other": _("Another language"),
        "unsaid": _("You would rather not say"),
    }
    return known.get(said, said)


def answered(said: str) -> str:
    """Say an answer to a house's own question, as a request keeps it: yes, no, or their own words."""
    return {"yes": _("Yes"), "no": _("No"), "unsaid": _("You would rather not say")}.get(said, said)
