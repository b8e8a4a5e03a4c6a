"""The questions of the requests desk: who waits for us, who has an offer, who is known, what has ended."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.answering import MORE_TIME
from intake.models import ContactTry, Conversation, Offer, Request
from intake.models.offer import OfferQuerySet
from intake.models.request import RequestQuerySet
from respite.models import Entry, House
from respite.nights import at
from stays.models import Allocation

State = Request.State
WAITING = Q(standing__in=[State.HEARD, State.TALKING])
OUT = Q(standing=State.OFFERED)
KNOWN = Q(standing__in=[State.KNOWN, State.COMING], on_file=True)
ENDED = Q(standing__in=[State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK]) | Q(standing=State.KNOWN, on_file=False)
TABS: dict[str, tuple[Promise, Q]] = {
    "waiting": (_("Waiting for us"), WAITING),
    "offers": (_("Offers out"), OUT),
    "known": (_("Known to the house"), KNOWN),
    "ended": (_("Ended"), ENDED),
}

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
class Group:
    """Requests under one heading."""

    heading: Promise
    rows: list[Request]
    late: bool = False


def standing(house: House) -> RequestQuerySet:
    """Return the requests of `house` with where each stands now; what was erased is not among them."""
    known = Conversation.objects.on_file(house.local().date()).filter(request=OuterRef("pk"))
    rows = Request.objects.of_house(house).filter(key__destroyed_at__isnull=True)
    return rows.with_standing().annotate(on_file=Exists(known))


def counts(house: House) -> dict[str, int]:
    """Return how many requests each tab holds, by one query."""
    return standing(house).aggregate(**{name: Count("pk", filter=which) for name, (_label, which) in TABS.items()})


def cards(house: House, which: Q) -> RequestQuerySet:
    """Return the requests of a tab with all that a card tells, the newest first."""
    tries = ContactTry.objects.select_related("by")
    offers = offers_out().select_related("stay__guest__key")
    talks = Conversation.objects.on_file(house.local().date())
    return (
        standing(house)
        .filter(which)
        .with_person()
        .prefetch_related(
            Prefetch("tries", tries),
            Prefetch("offers", offers, to_attr="open_offers"),
            Prefetch("conversations", talks, to_attr="talks"),
        )
        .order_by("-asked_at", "code")
    )


def waiting(house: House) -> list[Group]:
    """Return who waits for us in groups, the oldest promise first; then who we wait for."""
    rows = list(cards(house, WAITING).order_by("promised_by", "asked_at"))
    tonight = end_of_today(house)
    late = [row for row in rows if row.is_late]
    today = [row for row in rows if not row.is_late and row.promised_by < tonight]
    groups = [
        Group(_("Past the time we said"), late, late=True),
        Group(_("Today"), today),
        Group(_("Later"), [row for row in rows if row not in late and row not in today]),
        Group(_("Waiting for them"), offered(house)),
    ]
    return [group for group in groups if group.rows]


def offered(house: House) -> list[Request]:
    """Return requests with an open offer, the one that ends first on top."""
    return sorted(cards(house, OUT), key=lambda row: [offer.until for offer in row.open_offers])  # type: ignore[attr-defined]


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
