"""The verbs of a stay, each a confirm page: add and drop nights, cancel, did not arrive."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from respite.access import person
from respite.forms import Form
from stays import booking, longer
from stays.forms import ExtendForm, ShortenForm
from stays.models import Stay
from stays.telling import public_words
from stays.verb_words import freed, is_overstay, limit, names_of
from stays.views.confirming import Page, confirm, sent, stay_url, verb_page


@verb_page("change nights")
def extend(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = ExtendForm(sent(request), stay=stay, house=stay.house)
    names, late = names_of(stay), is_overstay(stay)

    def effect() -> str:
        agreed = form.cleaned_data.get("agreed", False)
        booking.extend(stay, leaves=form.cleaned_data["leaves"], by=person(request), despite_limit=agreed)
        return stay_url(stay)

    page = Page(
        title=(_("%(name)s stays longer") if late else _("More nights for %(name)s")) % names,
        verb=_("Add the nights"),
        will=_("Now: %(room)s, until %(leaves)s. The new nights are in the same room when it is free.") % names,
        stays=limit(stay),
        public=public_words(stay.house),
        done=_("Saved. %(name)s has more nights.") % names,
        stay=stay,
        template="stays/stay_longer.html",
        more={"days": longer.days(stay, stay.house, person(request))},
    )
    return confirm(request, form, page, effect)


@verb_page("change nights")
def shorten(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = ShortenForm(sent(request), stay=stay, house=stay.house)
    names = names_of(stay)

    def effect() -> str:
        booking.shorten(stay, leaves=form.cleaned_data["leaves"], by=person(request))
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
    names = names_of(stay)

    def effect() -> str:
        booking.cancel(stay, by=person(request))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s changed plans") % names,
        verb=_("Cancel this stay"),
        will=freed(stay),
        stays=_("%(name)s stays known to the house and can ask again any day.") % names,
        public=public_words(stay.house),
        done=_("Saved. The nights are free again."),
        stay=stay,
    )
    return confirm(request, Form(sent(request)), page, effect)


@verb_page("did not arrive")
def did_not_arrive(request: HttpRequest, stay: Stay) -> HttpResponse:
    names = names_of(stay)

    def effect() -> str:
        booking.did_not_arrive(stay, by=person(request))
        return stay_url(stay)

    page = Page(
        title=_("%(name)s did not come this time") % names,
        verb=_("%(name)s did not come") % names,
        will=freed(stay),
        stays=_("Nothing is held against %(name)s, who can ask again any day.") % names,
        public=public_words(stay.house),
        done=_("Saved. The nights are free again."),
        stay=stay,
    )
    return confirm(request, Form(sent(request)), page, effect)
