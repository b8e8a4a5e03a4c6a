"""The house log: what the next shift must know, written, marked as done, put into other words."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from respite.access import LEADS, office, person
from respite.htmx import go
from respite.models import House, Person
from respite.nights import ONE_DAY
from respite.templatetags.words import day
from stays import logbook, naming
from stays.log_forms import LogForm
from stays.models import LogEntry, Stay
from stays.views.confirming import Page, carry_out, confirm, sent, status_of

TABS = {"all": gettext_lazy("All"), "to-do": gettext_lazy("To do")}
ON_A_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One entry as somebody reads it: whom it names, whether they may change it, and a hint where it names somebody."""

    entry: LogEntry
    marker: str
    mine: bool = False
    hint: str = ""


@require_http_methods(["GET", "POST"])
@office("keep the log")
def log(request: HttpRequest, house: House) -> HttpResponse:
    stays = logbook.can_be_named(house, person(request))
    form, status = LogForm(sent(request), stays=stays), 200
    if request.method == "POST" and form.is_valid():
        refusal, where = carry_out(request, form, lambda: _write(house, form, person(request)), _saved(form))
        if refusal is None:
            return go(request, where)
        form.refuse(refusal)
        status = status_of(refusal)
    return _page(request, house, form, stays, status)


@require_http_methods(["GET", "POST"])
@office("keep the log")
def change(request: HttpRequest, house: House, entry: str) -> HttpResponse:
    found = _find(request, house, entry)
    if not _may_change(request, found):
        raise PermissionDenied
    logbook.read([found], by=person(request))
    stays = logbook.can_be_named(house, person(request))
    initial = {"words": found.words, "due_on": found.due_on}
    form = LogForm(sent(request), stays=stays, named=found.guest, initial=initial)

    def effect() -> str:
        said = form.cleaned_data
        changed = logbook.change(
            found, words=said["words"], guest=form.guest, due_on=said["due_on"], by=person(request)
        )
        return _address(house, changed)

    page = Page(
        title=_("Say it another way"),
        verb=_("Save"),
        done=_("Saved."),
        back_url=_address(house, found),
        template="stays/log_change.html",
    )
    return confirm(request, form, page, effect)


@require_POST
@office("keep the log")
def done(request: HttpRequest, house: House, entry: str) -> HttpResponse:
    return _mark(request, house, entry, done=True)


@require_POST
@office("keep the log")
def not_done(request: HttpRequest, house: House, entry: str) -> HttpResponse:
    return _mark(request, house, entry, done=False)


def lines(request: HttpRequest, entries: list[LogEntry], stays: list[Stay]) -> list[Line]:
    """Return the entries as lines, and write down that those that name a guest were read."""
    me = person(request)
    found = []
    for entry in logbook.read(entries, by=me):
        may_change = _may_change(request, entry) and logbook.may_change(entry)
        mine = entry.by_id == me.pk and may_change
        named = naming.named_in(entry.words, stays) if mine and entry.guest_id is None else []
        hint = _("This names %(name)s. Mark it, and they can read it.") % {"name": named[0].guest.name} if named else ""
        found.append(Line(entry, marker(entry), may_change, hint))
    return found


def marker(entry: LogEntry) -> str:
    """Say whom an entry names, that they read it, and when it goes."""
    if entry.guest is None:
        return ""
    values = {"name": entry.guest.name, "day": day(entry.until + ONE_DAY)}
    return _("Names %(name)s, who can read it. Goes on %(day)s.") % values


def _page(request: HttpRequest, house: House, form: LogForm, stays: list[Stay], status: int) -> HttpResponse:
    me, tab = person(request), request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    rows = logbook.to_do(house, me) if tab == "to-do" else logbook.of_house(house, me)
    sheet: Sheet[LogEntry] = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    address = reverse("stays:log", args=[house.slug])
    context = {
        "form": form,
        "tab": tab,
        "tabs": [
            {"url": address if name == "all" else f"{address}?tab={name}", "label": label, "current": name == tab}
            for name, label in TABS.items()
        ],
        "lines": lines(request, list(sheet), stays),
        "sheet": sheet,
        "query": f"tab={tab}" if tab != "all" else "",
        "rules": house.rules(),
    }
    return render(request, "stays/log.html", context, status=status)


def _write(house: House, form: LogForm, me: Person) -> str:
    said = form.cleaned_data
    entry = logbook.write(house, words=said["words"], guest=form.guest, due_on=said["due_on"], by=me)
    return _address(house, entry)


def _saved(form: LogForm) -> str:
    if form.guest is not None:
        return _("Saved. %(name)s can read it.") % {"name": form.guest.name}
    return _("Saved. The next shift reads it.")


def _mark(request: HttpRequest, house: House, entry: str, *, done: bool) -> HttpResponse:
    found = _find(request, house, entry)
    verb = logbook.done if done else logbook.not_done
    try:
        verb(found, by=person(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Done.") if done else _("Back on the list of things to do."))
    came = request.POST.get("back", "")
    if came in {"office-shift", "office-today"}:
        return go(request, came, house.slug)
    return go(request, _address(house, found, came))


def _find(request: HttpRequest, house: House, entry: str) -> LogEntry:
    return get_object_or_404(logbook.of_house(house, person(request)), pk=entry)


def _may_change(request: HttpRequest, entry: LogEntry) -> bool:
    """Who wrote it may say it another way, and so may a lead; whether it is too late the verb says."""
    return entry.by_id == person(request).pk or bool(LEADS & request.roles)  # type: ignore[attr-defined]


def _address(house: House, entry: LogEntry, tab: str = "") -> str:
    address = reverse("stays:log", args=[house.slug])
    return f"{address}?tab=to-do" if tab == "to-do" else f"{address}#e-{entry.pk}"
