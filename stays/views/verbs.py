"""The verbs of a stay, each a confirm page: arrive, leave, add and drop nights, cancel, did not arrive, guidelines."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.forms import Form
from respite.models import Person
from respite.nights import Nights
from respite.templatetags.words import day, phone
from stays import booking, connecting, window
from stays.forms import ExtendForm, LeaveForm, ShortenForm, WordForm
from stays.models import Guidelines, Stay, Wish
from stays.telling import public_words, rooms_words
from stays.views.confirming import Page, confirm, sent, stay_url, too_late, verb_page


@verb_page("arrive")
def arrive(request: HttpRequest, stay: Stay) -> HttpResponse:
    guidelines = Guidelines.objects.in_force(stay.house)
    form = WordForm(sent(request), guidelines=guidelines, later=True)
    names = _names(stay)

    def effect() -> str:
        word = form.cleaned_data.get("word", "later")
        shown = guidelines if word in Stay.Word.values else None
        booking.arrive(stay, by=_by(request), guidelines=shown, word=word if shown else "")
        return stay_url(stay)

    page = Page(
        title=_("%(name)s is here") % names,
        verb=_("%(name)s is here") % names,
        will=_("The room is %(room)s, until %(leaves)s.") % names,
        stays=_arrives_late(stay),
        done=_("Saved. %(name)s is here.") % names,
        stay=stay,
        more={"guidelines": guidelines},
    )
    return confirm(request, form, page, effect)


@verb_page("leave")
def leave(request: HttpRequest, stay: Stay) -> HttpResponse:
    contact = stay.guest.contact or {}
    known = {"phone": phone(contact.get("phone", "")), "when": contact.get("times", "")}
    form = LeaveForm(sent(request), initial=known)
    names = _names(stay)

    def effect() -> str:
        left = booking.leave(stay, by=_by(request))
        connecting.wish(left, by=_by(request), **_wish(form.cleaned_data, contact))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s is leaving today, %(today)s") % names,
        verb=_("%(name)s is leaving") % names,
        will=_freed(stay),
        stays=_("We ask for no reason. %(name)s stays known to the house.") % names,
        public=public_words(stay.house),
        done=_("Saved. %(name)s went home.") % names,
        stay=stay,
        template="stays/stay_leave.html",
    )
    return confirm(request, form, page, effect)


@verb_page("change nights")
def extend(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = ExtendForm(sent(request), stay=stay, house=stay.house)
    names = _names(stay)

    def effect() -> str:
        agreed = form.cleaned_data.get("agreed", False)
        booking.extend(stay, leaves=form.cleaned_data["leaves"], by=_by(request), despite_limit=agreed)
        return stay_url(stay)

    page = Page(
        title=_("More nights for %(name)s") % names,
        verb=_("Add the nights"),
        will=_("Now: %(room)s, until %(leaves)s. The new nights are in the same room when it is free.") % names,
        stays=_limit(stay),
        public=public_words(stay.house),
        done=_("Saved. %(name)s has more nights.") % names,
        stay=stay,
    )
    return confirm(request, form, page, effect)


@verb_page("change nights")
def shorten(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = ShortenForm(sent(request), stay=stay, house=stay.house)
    names = _names(stay)

    def effect() -> str:
        booking.shorten(stay, leaves=form.cleaned_data["leaves"], by=_by(request))
        return stay_url(stay)

    page = Page(
        title=_("Fewer nights for %(name)s") % names,
        verb=_("Drop the nights"),
        will=_("Now: %(room)s, until %(leaves)s. The nights that are dropped become free.") % names,
        stays=_("We ask for no reason. The other nights stay as they are."),
        public=public_words(stay.house),
        done=_("Saved. %(name)s has fewer nights.") % names,
        stay=stay,
    )
    return confirm(request, form, page, effect)


@verb_page("cancel")
def cancel(request: HttpRequest, stay: Stay) -> HttpResponse:
    names = _names(stay)

    def effect() -> str:
        booking.cancel(stay, by=_by(request))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s changed plans") % names,
        verb=_("Cancel this stay"),
        will=_freed(stay),
        stays=_("%(name)s stays known to the house and can ask again any day.") % names,
        public=public_words(stay.house),
        done=_("Saved. The nights are free again."),
        stay=stay,
    )
    return confirm(request, Form(sent(request)), page, effect)


@verb_page("did not arrive")
def did_not_arrive(request: HttpRequest, stay: Stay) -> HttpResponse:
    names = _names(stay)

    def effect() -> str:
        booking.did_not_arrive(stay, by=_by(request))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s did not come this time") % names,
        verb=_("%(name)s did not come") % names,
        will=_freed(stay),
        stays=_("Nothing is held against %(name)s, who can ask again any day.") % names,
        public=public_words(stay.house),
        done=_("Saved. The nights are free again."),
        stay=stay,
    )
    return confirm(request, Form(sent(request)), page, effect)


@verb_page("")
def acknowledge(request: HttpRequest, stay: Stay) -> HttpResponse:
    guidelines = Guidelines.objects.in_force(stay.house)
    if guidelines is None:
        return too_late(request, stay)
    form = WordForm(sent(request), guidelines=guidelines)
    names = _names(stay)

    def effect() -> str:
        booking.acknowledge(stay, guidelines=guidelines, word=form.cleaned_data["word"], by=_by(request))
        return stay_url(stay)

    page = Page(
        title=_("Guidelines talked through with %(name)s") % names,
        verb=_("We talked them through"),
        will=_("%(name)s keeps the very version of this stay.") % names,
        done=_("Saved. %(name)s can read this version any time.") % names,
        stay=stay,
        more={"guidelines": guidelines},
    )
    return confirm(request, form, page, effect)


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _names(stay: Stay) -> dict[str, str]:
    """Return the words that stand in the sentences of a page."""
    house = stay.house
    since = house.tonight() if stay.state == Stay.State.HERE else None
    return {
        "name": stay.guest.name,
        "room": rooms_words(stay, since),
        "leaves": day(stay.leaves),
        "today": day(house.local().date()),
    }


def _wish(said: dict[str, Any], contact: dict[str, Any]) -> dict[str, Any]:
    """Return the wish as the verb takes it; without contact nothing about reaching the guest is kept."""
    if said["choice"] == Wish.Choice.NONE:
        return {"choice": said["choice"]}
    way = {"call": said["way"] == "call", "text": said["way"] == "text", "email": False, "i_will_call": False}
    kept = contact | way | {"phone": said["phone"], "times": said["when"]}
    return {name: said[name] for name in ("choice", "when", "first", "until")} | {"contact": kept}


def _freed(stay: Stay) -> str:
    """Say which nights become free."""
    first = max(stay.arrives, stay.house.tonight())
    count = (stay.leaves - first).days
    if count < 1:
        return _("The nights were over. No other night becomes free.")
    words = ngettext("%(count)d night in %(room)s becomes free.", "%(count)d nights in %(room)s become free.", count)
    return words % {"count": count, "room": rooms_words(stay, first)}


def _arrives_late(stay: Stay) -> str:
    count = (stay.house.tonight() - stay.arrives).days
    if count < 1:
        return ""
    words = ngettext(
        "The stay begins tonight. %(count)d night before becomes free.",
        "The stay begins tonight. %(count)d nights before become free.",
        count,
    )
    return words % {"count": count}


def _limit(stay: Stay) -> str:
    """Say the limit of the house and how much of it is used by this stay and others."""
    rules = stay.house.rules()
    around = Nights(stay.leaves - timedelta(days=rules.window_days), stay.leaves)
    taken = window.taken_by(stay.guest, stay.house, around)
    words = _("%(name)s has %(used)d of %(most)d nights in %(days)d days.")
    used = sum(night in around for night in taken)
    return words % {"name": stay.guest.name, "used": used, "most": rules.max_nights, "days": rules.window_days}
