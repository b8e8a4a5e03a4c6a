"""The word list of a house, and the hints while somebody types."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House
from stays import hinting, word_hints
from stays.models import WordHint
from stays.seed_words import SEED
from stays.word_forms import WordHintForm


@require_POST
@office("run stays")
def hints(request: HttpRequest, house: House) -> HttpResponse:
    """Answer the part under a field: hints for what stands in it now. Nothing is kept."""
    name = request.POST.get("field", "words")
    left = [word for word in [*request.POST.getlist("left"), request.POST.get("leave", "")] if word]
    context = {
        "hints": hinting.of(house, request.POST.get(name, ""), request.session, left),
        "left": left,
        "just_left": request.POST.get("leave", ""),
        "house": house,
    }
    return render(request, "parts/gentle_hints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def word_list(request: HttpRequest, house: House) -> HttpResponse:
    form = WordHintForm(request.POST if request.method == "POST" else None, initial={"avoid": request.GET.get("word")})
    if request.method == "POST" and form.is_valid():
        try:
            where = once(request, form, lambda: _hint(request, house, form.cleaned_data))
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. The list holds from now on."))
            return go(request, where)
    own = list(WordHint.objects.filter(house=house))
    changed = {row.avoid.casefold() for row in own}
    ours = [(word, say) for group, say in SEED for word in group if word.casefold() not in changed]
    return render(request, "stays/word_list.html", {"form": form, "own": own, "ours": sorted(ours, key=_by_word)})


@require_POST
@office("change settings")
def not_minded(request: HttpRequest, house: House) -> HttpResponse:
    try:
        word_hints.hint(house, avoid=request.POST.get("word", "")[:60], say="", by=person(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Saved. Nobody is asked about this word any more."))
    return go(request, "stays:word-list", house.slug)


@require_POST
@office("change settings")
def take_off(request: HttpRequest, house: House, row: int) -> HttpResponse:
    word_hints.take_off(get_object_or_404(WordHint, house=house, pk=row), by=person(request))
    messages.success(request, _("Saved. Our own list holds again for this word."))
    return go(request, "stays:word-list", house.slug)


def _hint(request: HttpRequest, house: House, said: dict[str, Any]) -> str:
    word_hints.hint(house, avoid=said["avoid"], say=said["say"], by=person(request))
    return reverse("stays:word-list", args=[house.slug])


def _by_word(line: tuple[str, object]) -> str:
    return line[0].casefold()
