"""Messages on the guest's own page: theirs to us, and ours to them."""

from django.contrib import messages as said
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import before_asking, saying, typed, writing
from intake.guest_session import guest_page as for_guest
from intake.mine_forms import MessageForm
from intake.models import Request
from respite.forms import once
from respite.htmx import go


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def messages(request: HttpRequest, asked: Request) -> HttpResponse:
    here = reverse("intake:mine-messages")
    if request.method == "POST":
        return _write(request, asked, here)
    kept = typed.take(request.session, here)
    form = MessageForm(kept)
    if kept is not None and form.is_valid():  # refused for what happened meanwhile, not for the words
        form = MessageForm(initial={"words": form.cleaned_data["words"]})
    context = {
        "house": asked.house,
        "thread": writing.thread(asked),
        "form": form,
        "may_write": asked.standing != Request.State.TAKEN_BACK,  # type: ignore[attr-defined]
        "reading": saying.reading(asked.house),
        "reporting": before_asking.reporting(asked.house),
    }
    return render(request, "intake/mine_messages.html", context)


def _write(request: HttpRequest, asked: Request, here: str) -> HttpResponse:
    """Send the words once; what needs another look comes back with them."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        typed.keep(request.session, here, request.POST)
        return go(request, here)
    try:
        once(request, form, lambda: _written(asked, form.cleaned_data["words"], here))
    except ValidationError as refusal:
        typed.keep(request.session, here, request.POST)
        said.error(request, " ".join(refusal.messages))
        return go(request, here)
    typed.forget(request.session)
    said.success(request, _("Your message is here. The house can read it now."))
    return go(request, here)


def _written(asked: Request, words: str, here: str) -> str:
    writing.write(asked, words=words)
    return here
