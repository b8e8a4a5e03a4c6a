"""The confirm page: what will change, what will not, what the public sees; then one button that repeats the verb."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, Value, When
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from respite.access import View, office, person
from respite.forms import Conflict, Form, once
from respite.htmx import go
from respite.locks import again
from respite.models import House, Person, Sending
from stays import booking, closed, meanwhile
from stays.models import Stay
from stays.trail import STAY_PAGE, opened

CONFLICTS = {"taken", "lapsed", "state", "busy", "paused", "cover", "changed"}


@dataclass(frozen=True)
class Page:
    """The words of one confirm page."""

    title: str
    verb: str
    will: str = ""
    stays: str = ""
    public: str = ""
    done: str = ""
    stay: Stay | None = None
    back_url: str = ""
    template: str = "stays/confirm.html"
    seen: str = ""  # a mark (stays/meanwhile.py) that the form carries, where the effect itself compares it
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def way_back(self) -> str:
        """Return where Go back leads."""
        return self.back_url or (stay_url(self.stay) if self.stay else "")


def stay_of(house: House, code: str, me: Person) -> Stay:
    """Return a stay of this house, or 404, also when it is closed to `me`; `over` says that its hold has lapsed."""
    lapsed = When(state=Stay.State.HELD, hold_until__lte=Now(), then=Value(True))
    rows = Stay.objects.of_house(house).with_guest().exclude(closed.to(me))
    rows = rows.annotate(over=Case(lapsed, default=Value(False), output_field=BooleanField()))
    found = get_object_or_404(rows, code=code)
    found.house = house  # with its settings read
    return found


def may_start(stay: Stay, verb: str) -> bool:
    """Say whether `verb` can begin from the state of this stay."""
    return stay.state in booking.FROM[verb] and not getattr(stay, "over", False)


def too_late(request: HttpRequest, stay: Stay) -> HttpResponse:
    """Lead back to the stay when somebody else, or the clock, was faster than this page."""
    state = Stay.State.LET_GO if getattr(stay, "over", False) else Stay.State(stay.state)
    messages.info(request, _("This stay is already marked as %(state)s.") % {"state": state.label})
    return go(request, "stays:stay", stay.house.slug, stay.code)


def verb_page(verb: str, *, words: Iterable[str] = ()) -> Callable[[View], View]:
    """Make a view of a stay the page of a verb: for people who run stays, and only from a state it may start from.

    What is sent from an old page goes through, so that the verb itself can say what happened meanwhile. A page on which
    `words` of the record are written names the lines of history that tell of them, so that nobody's are written over.
    """

    def decorate(view: View) -> View:
        @office("run stays")
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def door(request: HttpRequest, house: House, code: str, **more: Any) -> HttpResponse:
            seen = meanwhile.mark(house) if verb or words else ""  # before anything is read: what comes later is news
            stay = stay_of(house, code, person(request))
            stay.seen = seen  # type: ignore[attr-defined]
            stay.words = {"verbs": words, "facts": more} if words else None  # type: ignore[attr-defined]
            if request.method == "GET" and verb and not may_start(stay, verb):
                return too_late(request, stay)
            if request.method == "GET":
                opened(stay.guest, by=person(request), why=STAY_PAGE)
            return view(request, stay, **more)

        return door

    return decorate


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, for a form; None when the page was only opened."""
    return request.POST if request.method == "POST" else None


def confirm(request: HttpRequest, form: Form, page: Page, effect: Callable[[], str]) -> HttpResponse:
    """Show the page; when it is sent, carry out `effect` once and go where it says. A refusal keeps what was typed.

    The page of a verb of a stay says first what a colleague did to that stay meanwhile; sent again, it goes through.
    """
    stay, status, changed = page.stay, 200, False
    seen = page.seen or getattr(stay, "seen", "")
    carry_mark(form, seen)

    @again
    def look() -> None:
        mark, words = form.cleaned_data.get("seen", ""), getattr(stay, "words", None)
        if stay and words:
            meanwhile.check_words(stay, mark, words["verbs"], **words["facts"])
        elif stay and seen:
            meanwhile.check(stay.house, [stay], mark)

    if request.method == "POST":
        refusal, where = step(request, form, look, effect, page.done, ready=form.is_valid())
        if where:
            return go(request, where)
        if refusal is not None:
            refuse(form, refusal, seen)
            status, changed = status_of(refusal), is_changed(refusal)
    return render(request, page.template, {"page": page, "form": form, "changed": changed, **page.more}, status=status)


def carry_mark(form: Form, seen: str) -> None:
    """Let a form carry how old its page is, in the hidden field `seen` (stays/meanwhile.py)."""
    if seen:
        form.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen)


def refuse(form: Form, refusal: ValidationError, seen: str) -> None:
    """Put a refusal on the form. Who was told what changed meanwhile has seen it: the form carries a new mark."""
    form.refuse(refusal)
    if is_changed(refusal) and "seen" in form.fields:
        told = QueryDict(mutable=True)
        told.update(form.data)
        told["seen"] = seen
        form.data = told


def is_changed(refusal: ValidationError) -> bool:
    """Say whether a refusal tells what somebody else did meanwhile."""
    return meanwhile.CHANGED in _codes(refusal)


def sent_before(request: HttpRequest) -> bool:
    """Say whether this very page was carried out already: then what is in the way now is what it did (RE-05)."""
    plain = Form(request.POST)
    return plain.is_valid() and Sending.objects.filter(key=plain.cleaned_data["sending"]).exists()


def step(
    request: HttpRequest, form: Form, look: Callable[[], None], effect: Callable[[], str], done: str, *, ready: bool
) -> tuple[ValidationError | None, str]:
    """Look what happened meanwhile, and carry out `effect` once the form is `ready` for it.

    What is not ready is looked at too: it may be so because of what happened.
    """

    def looked() -> str:
        look()
        return effect()

    if ready or sent_before(request):
        return carry_out(request, form, looked, done)
    try:
        look()
    except ValidationError as refusal:
        return refusal, ""
    return None, ""


def carry_out(
    request: HttpRequest, form: Form, effect: Callable[[], str], done: str
) -> tuple[ValidationError | None, str]:
    """Carry out `effect` once and say `done`; return the refusal, if there is one, and where to go."""
    try:
        where = once(request, form, effect)
    except ValidationError as refusal:
        return refusal, ""
    messages.success(request, done)
    return None, where


def status_of(refusal: ValidationError) -> int:
    """Return 409 for what somebody else, or the clock, did first; 200 for what can be put right on the form."""
    return 409 if _codes(refusal) & CONFLICTS or isinstance(refusal, Conflict) else 200


def _codes(refusal: ValidationError) -> set[str | None]:
    """Return the codes of a refusal, whether it is about the whole form or names a field."""
    return {error.code for error in ValidationError([refusal]).error_list}


def stay_url(stay: Stay) -> str:
    """Return the address of the page of a stay."""
    return reverse("stays:stay", args=[stay.house.slug, stay.code])
