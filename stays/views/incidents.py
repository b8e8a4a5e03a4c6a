"""Incidents: what happened, what we did next, who was told, and the debrief; about the house, never about a person."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from respite.access import LEADS, office, person
from respite.models import House
from stays import incidents, logbook, meanwhile, naming
from stays.log_forms import DebriefForm, IncidentForm, ToldForm, WordsForm
from stays.models import Incident
from stays.views.confirming import Page, confirm, sent

ON_A_PAGE = 20
FIELDS = ("happened", "did_next", "words", "others")


@require_GET
@office("keep the log")
def incidents_page(request: HttpRequest, house: House) -> HttpResponse:
    rows: Sheet[Incident] = Paginator(incidents.of_house(house), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "stays/incidents.html", {"sheet": rows})


@require_http_methods(["GET", "POST"])
@office("keep the log")
def new(request: HttpRequest, house: House) -> HttpResponse:
    form = IncidentForm(sent(request), house=house)

    def effect() -> str:
        said = form.cleaned_data
        made = incidents.note(
            house,
            kind=said["kind"],
            at=form.at,
            happened=said["happened"],
            did_next=said["did_next"],
            told=said["told"],
            others=said["others"],
            by=person(request),
        )
        return _address(house, made)

    page = Page(
        title=_("What happened, and what we did next"),
        verb=_("Save"),
        done=_("Saved. Everybody who works here can read it."),
        back_url=reverse("stays:incidents", args=[house.slug]),
        template="stays/incident_form.html",
    )
    return confirm(request, form, page, effect)


@require_GET
@office("keep the log")
def incident(request: HttpRequest, house: House, incident: str) -> HttpResponse:
    found = _find(house, incident)
    # After saving, so without script too: a hint where it names somebody, beside the way to say it in other words.
    words = " ".join([found.happened, found.did_next, found.debrief])
    mine = _may_change(request, found)
    stays = logbook.can_be_named(house, person(request)) if mine else []
    context = {
        "incident": found,
        "told": incidents.told_words(found),
        "hints": naming.hints(words, stays),
        "may_change": mine,
    }
    return render(request, "stays/incident.html", context)


@require_http_methods(["GET", "POST"])
@office("keep the log")
def change(request: HttpRequest, house: House, incident: str) -> HttpResponse:
    seen, found = meanwhile.mark(house), _find(house, incident)
    if not _may_change(request, found):
        raise PermissionDenied
    form = WordsForm(sent(request), initial={"happened": found.happened, "did_next": found.did_next})

    def effect() -> str:
        said = form.cleaned_data
        words = {name: said[name] for name in ("happened", "did_next", "seen")}
        return _address(house, incidents.change(found, **words, by=person(request)))

    page = Page(
        title=_("Say it another way"),
        verb=_("Save"),
        done=_("Saved."),
        back_url=_address(house, found),
        template="stays/incident_form.html",
        seen=seen,
    )
    return confirm(request, form, page, effect)


@require_http_methods(["GET", "POST"])
@office("keep the log")
def told(request: HttpRequest, house: House, incident: str) -> HttpResponse:
    found = _find(house, incident)
    form = ToldForm(sent(request), initial={"told": found.told})

    def effect() -> str:
        said = form.cleaned_data
        return _address(house, incidents.tell(found, told=said["told"], others=said["others"], by=person(request)))

    page = Page(
        title=_("Who was told"),
        verb=_("Save"),
        stays=_("Nobody is taken off the list."),
        done=_("Saved."),
        back_url=_address(house, found),
        template="stays/incident_form.html",
    )
    return confirm(request, form, page, effect)


@require_http_methods(["GET", "POST"])
@office("keep the log")
def debrief(request: HttpRequest, house: House, incident: str) -> HttpResponse:
    seen, found = meanwhile.mark(house), _find(house, incident)
    form = DebriefForm(sent(request), house=house, initial={"words": found.debrief})

    def effect() -> str:
        words = {name: form.cleaned_data[name] for name in ("words", "seen")}
        return _address(house, incidents.debrief(found, **words, at=form.at, by=person(request)))

    page = Page(
        title=_("We talked about it"),
        verb=_("Save"),
        stays=_("What we learned, as a team. Nobody is at fault."),
        done=_("Saved. Everybody who works here can read it."),
        back_url=_address(house, found),
        template="stays/incident_form.html",
        seen=seen,
    )
    return confirm(request, form, page, effect)


@require_POST
@office("keep the log")
def name_hints(request: HttpRequest, house: House) -> HttpResponse:
    """Answer the hints under a field while somebody types; nothing is kept, nothing is blocked."""
    field = request.POST.get("field", "")
    words = request.POST.get(field, "") if field in FIELDS else ""
    found = naming.hints(words, logbook.can_be_named(house, person(request))) if words else []
    return render(request, "stays/naming_hints.html", {"hints": found})


def _may_change(request: HttpRequest, found: Incident) -> bool:
    """Who wrote it may say it another way, and so may a lead."""
    return found.by_id == person(request).pk or bool(LEADS & request.roles)  # type: ignore[attr-defined]


def _find(house: House, incident: str) -> Incident:
    return get_object_or_404(incidents.of_house(house), pk=incident)


def _address(house: House, found: Incident) -> str:
    return reverse("stays:incident", args=[house.slug, found.pk])
