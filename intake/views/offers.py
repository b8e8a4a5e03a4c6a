"""What they said to an offer on the phone; more time; the house takes it back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake import listing, offering
from intake.desk_forms import AnswerForm
from intake.models import Offer, Request
from intake.views import conversation
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House, Person


@require_POST
@office("answer requests")
def answer(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked, form = conversation.find(house, code, person(request)), AnswerForm(request.POST)
    if not form.is_valid():
        return conversation.again(request, house, code, ValidationError(list(next(iter(form.errors.values())))))
    word = form.cleaned_data["answer"]
    try:
        address = once(request, form, lambda: _carry_out(asked, word, form.cleaned_data["hours"], person(request)))
    except ValidationError as refused:
        offering.tidy(house)  # a refused form writes nothing, so a lapse that it met is written down here
        return conversation.again(request, house, code, refused)
    messages.success(request, _said(word) % {"name": asked.name})
    return go(request, address)


def _carry_out(asked: Request, word: str, hours: int | None, by: Person) -> str:
    offer = asked.offers.select_related("request__house", "stay").first()
    if offer is None:
        raise ValidationError(_("There is no offer to answer."), code="state")
    if word == "more-time":
        offering.more_time(offer, hours=hours or asked.house.rules().hold_hours, by=by)
    else:
        VERBS[word](offer, by=by)
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _not_now(offer: Offer, *, by: Person) -> None:
    """Not this room, but they wish to keep their place on the list; who was not on it gets one, with this yes."""
    listing.keep(offering.decline(offer, keep_place=True, by=by).request, by=by)


VERBS: dict[str, Callable[..., object]] = {
    "yes": offering.accept,
    "not-now": _not_now,
    "no": offering.decline,
    "take-back": offering.withdraw,
}


def _said(word: str) -> str:
    """Return the sentence for the live line."""
    return {
        "yes": _("%(name)s is coming. The room is theirs."),
        "not-now": _("Noted. The room is free again. The call list says how their place stands."),
        "no": _("Noted. The room is free again, and %(name)s stays known to the house."),
        "more-time": _("The room is held longer for %(name)s."),
        "take-back": _("The offer is taken back. %(name)s stays known to the house."),
    }[word]
