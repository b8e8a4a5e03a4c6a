"""The questions of the requests desk: who waits for us, whom we wait for, who wrote, who is known, what has ended.

Every question leaves out what is closed to the person who asks it, and what another house still asks us to ring.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, TextField, Value, When, Window
from django.db.models.functions import Coalesce, JSONObject, Now, RowNumber
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import listing
from intake.answering import MORE_TIME
from intake.handing import UNANSWERED
from intake.models import Conversation, Message, Offer, Request
from intake.models.offer import OfferQuerySet
from intake.models.request import RequestQuerySet
from respite.models import Entry, House, Person
from respite.nights import at
from stays.models import Allocation

State = Request.State
WAITING = Q(state__in=[State.HEARD, State.TALKING])  # both read as they are written, whatever happens elsewhere
OUT = Q(standing=State.OFFERED)
KNOWN = Q(standing__in=[State.KNOWN, State.COMING], on_file=True)
ENDED = Q(standing__in=[State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK]) | Q(standing=State.KNOWN, on_file=False)
TALKING = Q(state=State.TALKING)
TABS: dict[str, tuple[Promise, Q]] = {
    "waiting": (_("Waiting for us"), WAITING),
    "mine": (_("Mine"), TALKING),
    "unread": (_("They wrote"), Q(unread=True)),
    "offers": (_("Offers out"), OUT),
    "known": (_("Known to the house"), KNOWN),
    "ended": (_("Ended"), ENDED),
}
# The groups of the first tab, in the order in which they stand.
GROUPS: dict[str, Promise] = {
    "late": _("Past the time we said"),
    "today": _("Today"),
    "wrote": _("They wrote to us"),
    "them": _("Waiting for them"),
    "later": _("Later"),
}
EACH = 12  # so many of each group are shown at once
PAGE = 25

# How a state looks: the mark and the tone of its chip.
CHIPS = {
    State.HEARD: ("heard", "berry"),
    State.TALKING: ("talking", "berry"),
    State.KNOWN: ("known", "sage"),
    State.OFFERED: ("held", "lamp"),
    State.COMING: ("expected", "berry"),
    State.NOT_NOW: ("not-now", "slate"),
    State.ELSEWHERE: ("out", "slate"),
    State.TAKEN_BACK: ("out", "slate"),
}


@dataclass(frozen=True)
class View:
    """What somebody looks at: a tab, perhaps one group of it, how they asked, and who talks with them."""

    tab: str = "waiting"
    group: str = ""
    how: str = ""
    who: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "View":
        """Read it from an address; what is not known there is left out."""
        tab, group, how, who = (asked.get(name, "") for name in ("tab", "group", "how", "who"))
        tab = tab if tab in TABS else "waiting"
        return cls(
            tab=tab,
            group=group if group in GROUPS and tab == "waiting" else "",
            how=how if how in Request.Source.values else "",
            who=who if who in {"me", "nobody"} or (who.isascii() and who.isdigit() and len(who) < 10) else "",
        )

    def address(self, house: House, **change: str) -> str:
        """Return the address of this view, with something changed."""
        other = replace(self, **change)
        parts = {"tab": "" if other.tab == "waiting" else other.tab, "group": other.group}
        parts |= {"how": other.how, "who": other.who}
        told = urlencode({name: value for name, value in parts.items() if value})
        return reverse("desk:requests", args=[house.slug]) + (f"?{told}" if told else "")

    @property
    def filtered(self) -> bool:
        """Say whether only some of a tab are shown."""
        return bool(self.how or self.who)


def standing(house: House, person: Person) -> RequestQuerySet:
    """Return the requests of `house` that are open to `person`, with where each stands now.

    What was erased, what was put together with a newer one, and what another house only asks of us are not among them.
    """
    known = Conversation.objects.on_file(house.local().date()).filter(house=house).values("request")
    rows = Request.objects.of_house(house).filter(key__destroyed_at__isnull=True, joined_to=None).exclude(UNANSWERED)
    return rows.open_to(person).with_standing().annotate(on_file=Case(When(pk__in=known, then=True), default=False))


def grouped(house: House, person: Person) -> RequestQuerySet:
    """Add `unread`, whether they wrote and nobody read it; `group`, where it stands on the first tab; and `due`."""
    words = Message.objects.filter(request__house=house, by=None, read_at=None)
    wrote = words.values(main=Coalesce("request__joined_to", "request"))
    rows = standing(house, person).annotate(unread=Case(When(pk__in=wrote, then=True), default=False))
    ends = Offer.objects.open().filter(request=OuterRef("pk")).order_by("until").values("until")[:1]
    return rows.annotate(
        due=Case(When(OUT, then=Subquery(ends)), default=F("promised_by")),
        group=Case(
            When(WAITING & Q(promised_by__lt=Now()), then=Value("late")),
            When(WAITING & Q(promised_by__lt=end_of_today(house)), then=Value("today")),
            When(WAITING, then=Value("later")),
            When(unread=True, then=Value("wrote")),
            When(OUT, then=Value("them")),
            default=Value(""),
            output_field=TextField(),
        ),
    )


def counts(house: House, person: Person, view: View) -> dict[str, Any]:
    """Count everything the frame of the desk tells, by one query: tabs, groups, the call list, and the filters.

    The tabs count all of theirs; groups and filters count what is left of the tab by the other filters.
    """
    on_list = Exists(listing.living(house).filter(request=OuterRef("pk")))
    rows = grouped(house, person).annotate(on_list=on_list)
    asked, talks = _how(view), _who(view, person)
    tab = _tab(view.tab, person)
    told: dict[str, Any] = {f"tab_{name}": Count("pk", filter=_tab(name, person)) for name in TABS}
    told |= {f"group_{name}": Count("pk", filter=Q(group=name) & asked & talks) for name in GROUPS}
    told |= {f"how_{name}": Count("pk", filter=tab & talks & Q(source=name)) for name in Request.Source.values}
    told["list"] = Count("pk", filter=Q(on_list=True))
    told["shown"] = Count("pk", filter=tab & asked & talks & _group(view))
    told["nobody"] = Count("pk", filter=tab & asked & ~TALKING)
    who = JSONObject(id="taken_by_id", name="taken_by__name")
    told["talkers"] = JSONBAgg(who, filter=tab & asked & TALKING, distinct=True, default=Value([]))
    return rows.aggregate(**told)


def firsts(house: House, person: Person, view: View) -> RequestQuerySet:
    """Return the first of each group of the first tab."""
    place = Window(RowNumber(), partition_by=F("group"), order_by=[F("due").asc(), F("asked_at").asc(), F("pk").asc()])
    rows = grouped(house, person).filter(~Q(group="") & _how(view) & _who(view, person))
    return rows.annotate(n=place).filter(n__lte=EACH)


def listed(house: House, person: Person, view: View) -> RequestQuerySet:
    """Return the requests of a tab, or of one group of the first."""
    which = _tab(view.tab, person) & _how(view) & _who(view, person) & _group(view)
    return grouped(house, person).filter(which).order_by(*_order(view))


def only(chosen: Any, house: House, person: Person, view: View) -> RequestQuerySet:
    """Return the rows with these keys: what is added to them now is read for them alone, and not for all."""
    return grouped(house, person).filter(pk__in=chosen).order_by(*_order(view))


def end_of_today(house: House) -> datetime:
    """Return the instant at which today ends on the wall clock of the house."""
    return at(house.local().date() + timedelta(days=1), time(), house.tz)


def offers_out() -> OfferQuerySet:
    """Return offers that still hold, knowing whether the guest asked for more time and waits for our word on it."""
    said = Entry.objects.filter(subject=OuterRef("request_id"), verb__in=[MORE_TIME, "more time"])
    last = Subquery(said.filter(at__gte=OuterRef("made_at")).order_by("-pk").values("verb")[:1])
    wants = Case(When(last_word=MORE_TIME, then=True), default=False)
    rooms = Prefetch("stay__allocations", Allocation.objects.select_related("bed__room"))
    return Offer.objects.open().annotate(last_word=last).annotate(wants_time=wants).prefetch_related(rooms)


def open_offer(request: Request) -> Offer | None:
    """Return the offer that waits for an answer, or None."""
    rows = offers_out().filter(request=request).select_related("stay__guest__key", "made_by")
    return rows.first()


def _tab(name: str, person: Person) -> Q:
    which = TABS[name][1]
    return which & Q(taken_by=person) if name == "mine" else which


def _group(view: View) -> Q:
    return Q(group=view.group) if view.group else Q()


def _how(view: View) -> Q:
    return Q(source=view.how) if view.how else Q()


def _who(view: View, person: Person) -> Q:
    if view.who == "nobody":
        return ~TALKING
    if not view.who:
        return Q()
    return TALKING & Q(taken_by=person.pk if view.who == "me" else int(view.who))


def _order(view: View) -> list[str]:
    """Return the order of a tab: what ends or is due first on top; elsewhere the newest."""
    return ["due" if view.tab in {"waiting", "mine", "offers"} else "-asked_at", "asked_at", "pk"]
