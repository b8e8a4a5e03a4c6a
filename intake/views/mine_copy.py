"""A copy of everything, as a page and as a file; and erasing it all, with a receipt that outlives the session."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from intake import copying, drafts, erasing, guest_session
from intake.guest_session import guest_page as for_guest
from intake.models import Request
from intake.views.refusal import said_at
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House, Sending
from respite.templatetags.words import clock, day_of_year

SESSION = "erased"  # the number of the receipt this session may see
KEPT = "erased-"  # where a receipt is kept for a while: a number, a moment and counts, no word of the person


@require_GET
@for_guest
def copy(request: HttpRequest, asked: Request) -> HttpResponse:
    return render(request, "intake/mine_copy.html", {"house": asked.house, "copy": copying.everything(asked)})


@require_GET
@for_guest
def copy_file(request: HttpRequest, asked: Request) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    answer = JsonResponse(copying.everything(asked).plain(), json_dumps_params=options)
    answer["Content-Disposition"] = 'attachment; filename="copy.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    form = Form(request.POST)
    done = form.is_valid() and Sending.objects.filter(key=form.cleaned_data["sending"]).first()
    # The second of two taps comes when the session is over already: it leads to the same receipt.
    return _to_receipt(request, done.answer) if done else _erase(request)


def _to_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """End the session, and let a new one see the receipt and nothing else."""
    guest_session.close(request.session)
    request.session[SESSION] = number
    return go(request, "intake:mine-erased")


@for_guest
def _erase(request: HttpRequest, asked: Request) -> HttpResponse:
    if request.method != "POST":
        context = {"house": asked.house, "here": erasing.is_here(asked), "form": Form()}
        return render(request, "intake/mine_erase.html", context)
    form = Form(request.POST)
    form.is_valid()
    try:
        number = once(request, form, lambda: _erased(asked))
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-erase")
    except Request.DoesNotExist:  # erased a moment ago from another page of theirs
        number = ""
    drafts.left(request)
    return _to_receipt(request, number)


def _erased(asked: Request) -> str:
    """Erase it all, keep the receipt for as long as a quiet page stays open, and return its number."""
    receipt, house = erasing.erase(asked), asked.house
    kept = {
        "at": receipt.at,
        "what": receipt.what,
        "theirs": [other.neutral_name for other in receipt.keep_theirs],
        "house": house.slug,
    }
    cache.set(f"{KEPT}{receipt.number}", kept, guest_session.IDLE.total_seconds())
    return receipt.number


@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    number = request.session.get(SESSION, "")
    kept = cache.get(f"{KEPT}{number}") if number else None
    if not kept:
        return go(request, "mine")
    house = House.objects.select_related("organization").get(slug=kept["house"])
    request.house = house  # type: ignore[attr-defined]
    local = house.local(kept["at"])
    context = {
        "house": house,
        "number": number,
        "day": day_of_year(local.date()),
        "time": clock(local),
        "lines": _lines(kept["what"]),
        "theirs": kept["theirs"],
    }
    return render(request, "intake/mine_erased.html", context)


def _lines(what: dict[str, int]) -> list[str]:
    """Say what was erased, by kind and number."""
    said = {
        "requests": lambda n: ngettext("%d request, with your answers", "%d requests, with your answers", n),
        "conversations": lambda n: ngettext("what we wrote in %d talk", "what we wrote in %d talks", n),
        "messages": lambda n: ngettext("%d message", "%d messages", n),
        "consents": lambda n: ngettext("%d yes you gave us", "%d times you said yes", n),
        "stays": lambda n: ngettext("your name on %d stay", "your name on %d stays", n),
        "calls": lambda n: ngettext("how to reach you for %d call", "how to reach you for %d calls", n),
    }
    return [said[kind](count) % count for kind, count in what.items() if kind in said]
