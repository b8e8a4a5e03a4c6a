"""Arriving and leaving, each a confirm page that shows what there is to share, and asks as little as can be."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from respite.access import person
from respite.models import Person
from respite.templatetags.words import phone
from stays import booking, connecting, meanwhile, readable, welcoming
from stays.models import Guidelines, Stay, Wish
from stays.record_forms import AcknowledgeForm, ArriveForm, LeavingForm
from stays.telling import public_words
from stays.verb_words import arrives_late, freed, names_of
from stays.views.confirming import Page, confirm, sent, stay_url, too_late, verb_page


@verb_page("arrive")
def arrive(request: HttpRequest, stay: Stay) -> HttpResponse:
    guidelines = Guidelines.objects.in_force(stay.house)
    house, names, hopes = stay.house, names_of(stay), readable.hopes(stay)
    form = ArriveForm(sent(request), guidelines=guidelines, house=house, language=language_of(stay), hopes=hopes)

    def effect() -> str:
        _welcome(stay, guidelines, form.cleaned_data, person(request))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s is here") % names,
        verb=_("%(name)s is here") % names,
        will=_("The room is %(room)s, until %(leaves)s.") % names,
        stays=arrives_late(stay),
        done=_("Saved. %(name)s is here.") % names,
        stay=stay,
        template="stays/stay_arrive.html",
        more={"guidelines": guidelines, "hopes": hopes},
    )
    return confirm(request, form, page, effect)


@verb_page("")
def acknowledge(request: HttpRequest, stay: Stay) -> HttpResponse:
    guidelines = Guidelines.objects.in_force(stay.house)
    if guidelines is None:
        return too_late(request, stay)
    form = AcknowledgeForm(sent(request), guidelines=guidelines, language=language_of(stay))
    names = names_of(stay)

    def effect() -> str:
        said = form.cleaned_data
        booking.acknowledge(
            stay, guidelines=guidelines, word=said["word"], by=person(request), language=said["language"]
        )
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


@verb_page("leave")
def leave(request: HttpRequest, stay: Stay) -> HttpResponse:
    contact = stay.guest.contact or {}
    known = {"phone": phone(contact.get("phone", "")), "when": contact.get("times", "")}
    key_out, hopes = bool(stay.key_out_at and not stay.key_back_at), readable.hopes(stay)
    form = LeavingForm(sent(request), initial=known, key_out=key_out, hopes=hopes)
    names = names_of(stay)

    def effect() -> str:
        _send_home(stay, form.cleaned_data, contact, person(request))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s is leaving today, %(today)s") % names,
        verb=_("%(name)s is leaving") % names,
        will=freed(stay),
        stays=_("We ask for no reason. %(name)s stays known to the house.") % names,
        public=public_words(stay.house),
        done=_("Saved. %(name)s has left.") % names,
        stay=stay,
        template="stays/stay_leave.html",
        more={"hopes": hopes, "hopes_days": stay.house.rules().hopes_days},
    )
    return confirm(request, form, page, effect)


def language_of(stay: Stay) -> str:
    """Return the language of the guest's own page, if there is one: what they read best."""
    request = getattr(getattr(stay, "offer", None), "request", None)
    return str(getattr(request, "language", "") or get_language() or "en")


def _welcome(stay: Stay, guidelines: Guidelines | None, said: dict[str, Any], by: Person) -> None:
    """Arrive, and keep what was shown: all in one step."""
    word = said.get("word", "later")
    shown = guidelines if word in Stay.Word.values else None
    here = booking.arrive(stay, by=by, guidelines=shown, word=word if shown else "")
    welcoming.welcome(here, shown=said["shown"], language=said.get("language", ""), by=by)
    if said.get("box"):
        welcoming.lend(here, box=said["box"], by=by)
    if hopes := said.get("hopes", "").strip():
        if here.hopes:  # read under the lock of the house: theirs came first
            words = _("%(name)s wrote their own words meanwhile. They stay. Empty what you wrote, then send it again.")
            raise ValidationError(words % {"name": stay.guest.name}, code=meanwhile.CHANGED)
        welcoming.hope(here, words=hopes, by=by)


def _send_home(stay: Stay, said: dict[str, Any], contact: dict[str, Any], by: Person) -> None:
    """Leave, and keep what they wish; the key and the hopes are looked at together."""
    left = booking.leave(stay, by=by)
    connecting.wish(left, by=by, **_wish(said, contact))
    if said.get("key_back"):
        welcoming.key_back(left, by=by)
    if said.get("forget_hopes"):
        welcoming.forget_hopes(left, by=by)


def _wish(said: dict[str, Any], contact: dict[str, Any]) -> dict[str, Any]:
    """Return the wish as the verb takes it; without contact nothing about reaching the guest is kept."""
    if said["choice"] == Wish.Choice.NONE:
        return {"choice": said["choice"]}
    way = {"call": said["way"] == "call", "text": said["way"] == "text", "email": False, "i_will_call": False}
    kept = contact | way | {"phone": said["phone"], "times": said["when"]}
    return {name: said[name] for name in ("choice", "when", "first", "until")} | {"contact": kept}
