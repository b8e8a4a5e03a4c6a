"""Warm hand-over: with the person's yes, another house of this installation is asked to ring them (LN-10).

The far house gets a request of its own, under a key of its own, with the answers the person said yes to and no others.
It says by when it will ring, and the person sees that. When it cannot, or does not answer in time by the database's
clock, its copy is erased whole. A house of another organization never sees what happened at home.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import flow, lapsing, moves, receipts, sending
from intake.models import Consent, HandOver, Request
from respite import history
from respite.locks import again
from respite.models import House, Person
from respite.templatetags.words import count_nights, day
from stays import availability, booking

State = HandOver.State
PARTS: dict[str, str | Promise] = {
    "name": _("the name I use"),
    "contact": _("how to reach me"),
    "nights": _("the nights I have in mind"),
    "to_know": _("what I told you"),
}
NIGHTS = ("from", "nights")  # of the wishes; an animal, a companion or an interpreter are not told
YES_HOLDS = timedelta(days=30)
RINGS_WITHIN = timedelta(days=2)
ENOUGH_TO_TELL = 11  # a median of fewer could point at somebody
# What the desk of the far house leaves out of its own list: it is a question to that house, not a request yet.
UNANSWERED = Q(handed_from__state=State.ASKED)


@dataclass(frozen=True)
class Choice:
    """A house that may be asked, and what colleagues may know of its board: nothing of another organization's."""

    house: House
    state: availability.State | None


@again
def hand_over(request: Request, *, to: House, parts: Iterable[str], by: Person | None, how: str) -> HandOver:
    """Ask another house to ring the person, with their yes for that house and for each of `parts`.

    Refused with code "parts" without a way to reach them in it, "state" when that house was asked or cannot be.
    """
    said = {name: label for name, label in PARTS.items() if name in set(parts)}
    if "contact" not in said:
        raise ValidationError(_("The other house can only ring when it may know how to reach them."), code="parts")
    with transaction.atomic():
        lapsing.lapse_first(request)
        request = moves.locked(request)
        moves.refuse_unless(request, moves.BEFORE_AN_OFFER | {Request.State.OFFERED})
        if not _may_ask(request.house).filter(pk=to.pk).exists():
            raise ValidationError(_("This house cannot be asked."), code="state")
        if not request.safe_contact.channels:
            raise ValidationError(_("They have not told us a safe way to reach them."), code="parts")
        for old in request.hand_overs.filter(to=to, pk__in=HandOver.over()):
            _end(_locked(old), State.LAPSED, how=Consent.How.END)
        if request.hand_overs.filter(to=to, state__in=[State.ASKED, State.TAKEN]).exists():
            raise ValidationError(_("That house has been asked already."), code="state")
        until = booking.hours_from_now(to, to.rules().hand_over_hours)
        far = _far_copy(request, to, set(said), until)
        made = HandOver.objects.create(request=request, to=to, far=far, by=by, until=until)
        receipts.write(
            request,
            purpose=Consent.Purpose.HAND_OVER,
            to=to,
            until=to.local().date() + YES_HOLDS,
            how=how,
            parts={name: str(label) for name, label in said.items()},
            heard_by=by,
        )
        history.record("handed over", request, house=request.house, by=by, to=to.name)
        return made


@again
def take(hand_over: HandOver, *, rings_by: datetime, by: Person) -> HandOver:
    """The far house will ring, by the time it says; from now on it is an ordinary request there.

    Refused with code "lapsed" when the time to answer is over, and "day" for a time that is over or too far away.
    """
    with transaction.atomic():
        made = _asked(hand_over)
        if not timezone.now() < rings_by <= timezone.now() + RINGS_WITHIN:
            raise ValidationError(_("Choose a time to ring within the next two days."), code="day")
        made.state, made.rings_by = State.TAKEN, rings_by
        made.answered_at, made.answered_by = timezone.now(), by
        made.save(update_fields=["state", "rings_by", "answered_at", "answered_by"])
        far = moves.locked(made.far)  # type: ignore[arg-type]
        far.promised_by = rings_by
        far.save(update_fields=["promised_by"])
        history.record("will ring", far, house=made.to, by=by)
        history.record("hand-over taken", made.request, house=made.request.house, to=made.to.name)
        sending.send(made.request, template="hand_over", about=made.pk)
        return made


@again
def cannot(hand_over: HandOver, *, by: Person) -> HandOver:
    """The far house cannot ring this time; no reason is asked, and its copy is erased."""
    with transaction.atomic():
        made = _asked(hand_over)
        made.answered_at, made.answered_by = timezone.now(), by
        made.save(update_fields=["answered_at", "answered_by"])
        return _end(made, State.DECLINED, how=Consent.How.END)


@again
def withdraw(hand_over: HandOver, *, by: Person | None = None) -> HandOver:
    """The person takes their yes back: the far copy is erased at once.

    Unless the far house has talked with them and they are its own guest by now: then `stays_there` says so.
    """
    with transaction.atomic():
        made = _locked(hand_over)
        if made.state not in {State.ASKED, State.TAKEN}:
            raise ValidationError(_("This is over already."), code="state")
        how = Consent.How.PHONE if by else Consent.How.PAGE
        return _end(made, State.WITHDRAWN, how=how, by=by)


def withdraw_all(request: Request, *, by: Person | None = None) -> list[House]:
    """Take back every hand-over of a request, before it is erased; return the houses that keep a guest of their own."""
    open_ones = request.hand_overs.filter(state__in=[State.ASKED, State.TAKEN])
    ended = [withdraw(made, by=by) for made in open_ones]
    return [made.to for made in ended if stays_there(made)]


def sweep() -> int:
    """Write down hand-overs nobody answered in time, or whose yes is over; erase the far copies; return how many."""
    return sum(_lapse(made) for made in HandOver.over()) + sum(_outlive(made) for made in _past_their_yes())


def of_request(request: Request) -> list[HandOver]:
    """Return the hand-overs of a request as they stand by the clock, the newest first."""
    over = set(HandOver.over().filter(request=request).values_list("pk", flat=True))
    rows = list(request.hand_overs.select_related("to", "far"))
    for made in rows:
        made.state = State.LAPSED if made.pk in over else made.state
    return rows


def asked_of(house: House, person: Person | None = None) -> list[HandOver]:
    """Return who other houses ask `house` to ring, as far as open to `person`; whose time ends first on top."""
    rows = HandOver.objects.filter(to=house, state=State.ASKED).exclude(pk__in=HandOver.over())
    rows = rows.filter(far__in=Request.objects.of_house(house).open_to(person)) if person else rows
    return list(rows.select_related("far__key", "request__house").order_by("until"))


def is_over(hand_over: HandOver) -> bool:
    """Say whether nobody answered in time, by the database's clock, written down or not."""
    return hand_over.state == State.LAPSED or HandOver.over().filter(pk=hand_over.pk).exists()


def stays_there(hand_over: HandOver) -> bool:
    """Say whether the far house keeps the person as its own guest, though the yes was taken back."""
    return hand_over.state == State.WITHDRAWN and hand_over.far_id is not None


def words(hand_over: HandOver) -> str | Promise:
    """Return where a hand-over stands, as a sentence for the person; it takes %(house)s and %(when)s."""
    if stays_there(hand_over):
        return _("%(house)s has talked with you. Ask them if you want it erased there.")
    return SENTENCES[State(hand_over.state)]


SENTENCES: dict[State, Promise] = {
    State.ASKED: _("We asked %(house)s to ring you. They answer us by %(when)s."),
    State.TAKEN: _("%(house)s will ring you by %(when)s."),
    State.DECLINED: _("%(house)s cannot ring you this time. What we told them is erased."),
    State.LAPSED: _("%(house)s did not answer in time. What we told them is erased."),
    State.WITHDRAWN: _("You took this back. What we told %(house)s is erased."),
}


def would_tell(request: Request) -> dict[str, list[str]]:
    """Return, for each of PARTS, the very words another house would read; an empty list where nothing is known."""
    wishes = request.wishes
    first, count = parse_date(str(wishes.get("from") or "")), wishes.get("nights")
    nights = [_("From %(day)s.") % {"day": day(first)} if first else "", f"{count_nights(count)}." if count else ""]
    contact = request.safe_contact
    return {
        "name": [_name(request)],
        "contact": [*contact.lines(), *filter(None, [contact.phone_words(), contact.address])],
        "nights": [words for words in nights if words],
        "to_know": [str(request.to_know)] if request.to_know else [],
    }


def houses_to_ask(house: House) -> list[Choice]:
    """Return the other published houses; of those of the same organization, what their board says tonight."""
    rows = _may_ask(house).select_related("organization").prefetch_related("settings")
    return [Choice(other, _board(other, house)) for other in rows]


def usual_answer(house: House) -> timedelta | None:
    """Return the median time in which `house` answers a hand-over, or None for fewer than eleven answers."""
    rows = HandOver.objects.filter(to=house, answered_at__isnull=False).values_list("made_at", "answered_at")
    took = [(answered - made).total_seconds() for made, answered in rows if answered]
    return timedelta(seconds=median(took)) if len(took) >= ENOUGH_TO_TELL else None


def _may_ask(house: House) -> Any:
    return House.objects.published().exclude(pk=house.pk)


def _board(other: House, house: House) -> availability.State | None:
    return availability.tonight(other).state if other.organization_id == house.organization_id else None


def _name(request: Request) -> str:
    return str((request.sure_guest or request).name)


def _far_copy(request: Request, to: House, said: set[str], until: datetime) -> Request:
    """Make the request of the far house: its own key, its own organization, nothing but the parts said yes to.

    It has no code: the person's page stays the one at home. The far house can make them one when they talk.
    """
    wishes = {name: request.wishes.get(name) for name in NIGHTS} if "nights" in said else {}
    far, _code = flow.receive(
        to,
        name=_name(request) if "name" in said else "",
        contact=request.safe_contact,
        wishes=wishes,
        to_know=str(request.to_know) if "to_know" in said else "",
        language=request.language,
        source=Request.Source.HOUSE,
    )
    far.locator, far.secret_hash, far.promised_by = None, "", until
    far.save(update_fields=["locator", "secret_hash", "promised_by"])
    # A colleague who works in both houses: what is closed to them at home stays closed there.
    far.closed_to.add(*request.closed_to.all(), *(request.guest.closed_to.all() if request.guest else []))
    return far


def _past_their_yes() -> QuerySet[HandOver]:
    """Return hand-overs that another house took and never talked about, whose yes ended by now in every zone."""
    yesterday = timezone.now().date() - timedelta(days=1)
    yes = Consent.objects.in_force(yesterday).filter(
        request=OuterRef("request"), to=OuterRef("to"), purpose=Consent.Purpose.HAND_OVER
    )
    return HandOver.objects.filter(~Exists(yes), state=State.TAKEN, far__isnull=False, far__guest=None)


@again
def _outlive(hand_over: HandOver) -> int:
    with transaction.atomic():
        made = _locked(hand_over)
        if not _past_their_yes().filter(pk=made.pk).exists():
            return 0
        _end(made, State.WITHDRAWN, how=Consent.How.END, verb="hand-over over")
        return 1


@again
def _lapse(hand_over: HandOver) -> int:
    with transaction.atomic():
        made = _locked(hand_over)
        if not HandOver.over().filter(pk=made.pk).exists():
            return 0
        _end(made, State.LAPSED, how=Consent.How.END)
        return 1


def _asked(hand_over: HandOver) -> HandOver:
    """Lock a hand-over that waits for an answer, or refuse."""
    made = _locked(hand_over)
    if is_over(made):
        raise ValidationError(_("The time to answer is over. What was asked is erased here."), code="lapsed")
    if made.state != State.ASKED:
        raise ValidationError(_("This was answered already."), code="state")
    return made


def _end(made: HandOver, state: State, *, how: str, by: Person | None = None, verb: str = "") -> HandOver:
    """Write down how a hand-over ended, end the yes, erase the far copy, and tell the person."""
    made.state = state
    made.save(update_fields=["state"])
    receipts.end(made.request, purpose=Consent.Purpose.HAND_OVER, how=how, to=made.to, by=by)
    history.record(verb or VERBS[state], made.request, house=made.request.house, by=by, to=made.to.name)
    if made.far_id and _erase(made.far_id, made.to, state):
        made.far = None
    if state != State.WITHDRAWN:
        sending.send(made.request, template="look" if state == State.LAPSED else "hand_over", about=made.pk)
    return made


VERBS = {
    State.DECLINED: "hand-over declined",
    State.LAPSED: "hand-over lapsed",
    State.WITHDRAWN: "hand-over withdrawn",
}


def _erase(far_id: Any, to: House, state: State) -> bool:
    """Erase a far copy whole, its key first; False when the person is the far house's own guest by now."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("key")
    far = rows.get(pk=far_id)
    if far.guest_id:
        return False
    history.record("forgotten", far, house=to, why=f"hand-over {state}")
    far.key.destroy()
    far.delete()
    return True


def _locked(hand_over: HandOver) -> HandOver:
    rows = HandOver.objects.select_for_update(of=("self",))
    return rows.select_related(
        "request__house__organization", "request__key", "request__guest__key", "to__organization"
    ).get(pk=hand_over.pk)
