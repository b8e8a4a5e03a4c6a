"""The same person asked twice: suggested by a keyed hash inside one organization, joined by people, undone by people.

The older request folds into the newer one. It keeps its own page, code and words, so that a wrong join shows nobody the
words of another. Requests are joined inside one house; a guest is known in the whole organization; nothing is ever
looked up in another one (LN-12).
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import flow, lapsing, moves
from intake.contact import Contact
from intake.models import Consent, HandOver, ListPlace, Offer, Request
from respite import history
from respite.locks import again
from respite.models import Entry, Person
from stays.models import Guest, Stay

State = Request.State
GOES_ON = [Stay.State.HELD, Stay.State.EXPECTED, Stay.State.HERE]
MOVES_ALONG = [Consent.Purpose.LIST, Consent.Purpose.TOGETHER]


def suggestions(request: Request, *, to: Person | None = None) -> list[Request | Guest]:
    """Return who may be the same person: requests of the house and guests of the organization, that are open to `to`.

    A guest is left out who stands behind a request that is suggested, and everybody once the person is recognised.
    """
    same = _same(request)
    rows = Request.objects.of_house(request.house).filter(key__destroyed_at=None, joined_to=None)
    rows = rows.exclude(pk=request.pk).exclude(state=State.TAKEN_BACK).exclude(handed_from__state="asked")
    theirs = same | Q(guest=request.guest_id) if request.guest_id else same
    rows = rows.filter(theirs).with_person().order_by("-asked_at")
    found = [row for row in (rows.open_to(to) if to else rows) if _one_person(request, row)]
    if request.guest_id:
        return list(found)
    guests = Guest.objects.filter(same, organization=request.house.organization_id, key__destroyed_at=None)
    guests = guests.exclude(pk__in=[row.guest_id for row in found if row.guest_id]).select_related("key")
    return [*found, *(guests.exclude(closed_to=to) if to else guests)]


def alike(one: Request, other: Request | Guest) -> list[str]:
    """Say what is the same, in words for staff; never the number itself."""
    said = []
    if one.phone_print and other.phone_print and bytes(one.phone_print) == bytes(other.phone_print):
        said.append(__("same number"))
    if one.mail_print and other.mail_print and bytes(one.mail_print) == bytes(other.mail_print):
        said.append(__("same e-mail address"))
    if isinstance(other, Request) and one.guest_id and one.guest_id == other.guest_id:
        said.append(__("recognised before"))
    return said


def order(one: Request, other: Request) -> tuple[Request, Request]:
    """Return the two as (older, newer), by when they asked."""
    older, newer = sorted([one, other], key=lambda row: (row.asked_at, row.pk))
    return older, newer


@again
def join(older: Request, newer: Request, *, by: Person) -> Request:
    """Fold the older request into the newer one and return the newer. Closed to a colleague stays closed.

    The earlier promise holds; a place on the list and who they wait with go along. Refused (code "state") for two that
    are not of one house and one person, and while a room is held or agreed on the older one.
    """
    with transaction.atomic():
        lapsing.lapse_first(older)
        older, newer = _both(older, newer)
        _refuse_unless_fit(older, newer)
        facts: dict[str, Any] = {"into": str(newer.pk), "promised": newer.promised_by.isoformat(), "recognised": False}
        if older.guest and not newer.guest:
            newer.guest = flow.recognise(newer, older.guest)
            facts["recognised"] = True
        if {older.state, newer.state} <= moves.WAITING:
            newer.promised_by = min(older.promised_by, newer.promised_by)
        newer.save(update_fields=["guest", "promised_by"])
        facts["place"] = _carry_place(older, newer)
        facts["friend"] = _carry_friend(older, newer)
        _keep_closed(older, newer)
        older.joined_to = newer
        older.save(update_fields=["joined_to"])
        Request.objects.filter(joined_to=older).update(joined_to=newer)
        history.record("joined", older, house=older.house, by=by, **facts)
        history.record("put together", newer, house=newer.house, by=by)
        return newer


@again
def undo(older: Request, *, by: Person) -> Request:
    """Take a join back: the older request stands on its own again. Who was closed out stays so.

    Refused (code "state") once we talked on the newer one as the guest it brought along.
    """
    with transaction.atomic():
        newer = Request.objects.filter(joined=older.pk).first()
        if newer is None:
            raise ValidationError(_("This request stands on its own already."), code="state")
        older, newer = _both(older, newer)
        facts = _facts(older)
        if facts.get("recognised"):
            _forget_guest(newer)
        newer.promised_by = parse_datetime(facts.get("promised", "")) or newer.promised_by
        newer.save(update_fields=["guest", "promised_by"])
        _bring_place_back(facts.get("place", ""), newer, older)
        if facts.get("friend"):
            _carry_friend(newer, older)
        older.joined_to = None
        older.save(update_fields=["joined_to"])
        history.record("join undone", older, house=older.house, by=by)
        history.record("join undone", newer, house=newer.house, by=by)
        return older


@again
def recognise(request: Request, guest: Guest, *, by: Person) -> Request:
    """Say that a request is of a guest we know: what they say now about reaching them holds from now on."""
    with transaction.atomic():
        request = moves.locked(request)
        if request.guest_id or request.joined_to_id:
            raise ValidationError(_("This request was put together with somebody already."), code="state")
        request.guest = flow.recognise(request, guest)
        request.closed_to.add(*guest.closed_to.all())
        request.save(update_fields=["guest"])
        history.record("recognised", request, house=request.house, by=by)
        return request


@again
def not_recognised(request: Request, *, by: Person | None) -> Request:
    """Take back that a request is of a guest we know, as long as nothing was agreed on it."""
    with transaction.atomic():
        request = moves.locked(request)
        if request.guest is None or request.guest.key_id == request.key_id:
            raise ValidationError(_("This request stands on its own already."), code="state")
        _forget_guest(request)
        request.save(update_fields=["guest"])
        history.record("not recognised", request, house=request.house, by=by)
        return request


def of(request: Request) -> QuerySet[Request]:
    """Return the older requests that were put together with this one."""
    return request.joined.filter(key__destroyed_at=None).with_person()


def may_undo(older: Request) -> bool:
    """Say whether nothing stands on the join yet."""
    newer = older.joined_to
    return bool(newer) and not (_facts(older).get("recognised") and _talked(newer))


def can_join(older: Request, newer: Request) -> bool:
    """Say whether the two can be put together now, for the button."""
    try:
        _refuse_unless_fit(older, newer)
    except ValidationError:
        return False
    return True


def _same(request: Request) -> Q:
    same = Q(phone_print=request.phone_print, phone_print__isnull=False)
    return same | Q(mail_print=request.mail_print, mail_print__isnull=False)


def _one_person(one: Request, other: Request) -> bool:
    """Say whether the two may still be one person: two guests of their own are two people to us."""
    return not (one.guest_id and other.guest_id and one.guest_id != other.guest_id)


def _both(older: Request, newer: Request) -> tuple[Request, Request]:
    """Lock the two in the order of their ids, so that two colleagues never wait for each other."""
    rows = {row.pk: moves.locked(row) for row in sorted({older, newer}, key=lambda row: row.pk)}
    return rows[older.pk], rows[newer.pk]


def _refuse_unless_fit(older: Request, newer: Request) -> None:
    if older.house_id != newer.house_id or older.pk == newer.pk or older.asked_at > newer.asked_at:
        raise ValidationError(_("Choose two requests to this house."), code="state")
    if older.joined_to_id or newer.joined_to_id:
        raise ValidationError(_("One of the two was put together already."), code="state")
    if HandOver.objects.filter(far__in=[older, newer], state__in=["asked", "taken"]).exists():
        raise ValidationError(_("One of the two came from another house, and may be taken back there."), code="state")
    if State.TAKEN_BACK in {older.state, newer.state}:
        raise ValidationError(_("One of the two was taken back."), code="state")
    if not _one_person(older, newer):
        raise ValidationError(_("We know these as two guests with their own stays. They stay two."), code="state")
    if older.offers.filter(answer__in=["", Offer.Answer.ACCEPTED], stay__state__in=GOES_ON).exists():
        raise ValidationError(_("A room is held or agreed on the earlier request. Please go on there."), code="state")


def _keep_closed(older: Request, newer: Request) -> None:
    """Add up who is closed out; nobody is let in by a join."""
    guest = newer.guest
    closed = {*older.closed_to.all(), *newer.closed_to.all(), *(guest.closed_to.all() if guest else [])}
    for row in (older, newer, guest):
        if row:
            row.closed_to.add(*closed)


def _carry_place(older: Request, newer: Request) -> str:
    """Take the place on the list along, with the yes to it; of two places the earlier time of asking holds."""
    place = older.places.filter(ended_at=None).first()
    if place is None:
        return ""
    other = newer.places.filter(ended_at=None).first()
    if other is None:
        _move_place(place, newer)
    elif place.since < other.since:
        other.since, place.since = place.since, other.since
        other.save(update_fields=["since"])
        place.save(update_fields=["since"])
    return str(place.pk)


def _bring_place_back(kept: str, newer: Request, older: Request) -> None:
    place = ListPlace.objects.filter(pk=kept, ended_at=None).first() if kept else None
    if place is None:
        return
    if place.request_id == newer.pk:
        _move_place(place, older)
        return
    other = newer.places.filter(ended_at=None).first()
    if other and other.since < place.since:
        other.since, place.since = place.since, other.since
        other.save(update_fields=["since"])
        place.save(update_fields=["since"])


def _move_place(place: ListPlace, to: Request) -> None:
    """Give a place, and what was written about it, to another request: what is sealed is sealed anew under its key."""
    moved = [(row, str(row.words)) for row in place.moves.select_related("place__request__key")]
    yes = list(place.request.consents.filter(purpose=Consent.Purpose.LIST, withdrawn_at=None))
    place.request = to
    place.save(update_fields=["request"])
    for row, words in moved:
        row.place, row.words = place, words
        row.save(update_fields=["words"])
    _move_consents(yes, to)


def _carry_friend(older: Request, newer: Request) -> bool:
    """Let the friend they wait with wait with the newer request."""
    friend = older.waits_with
    if friend is None or newer.waits_with_id or friend.pk == newer.pk:
        return False
    yes = list(older.consents.filter(purpose=Consent.Purpose.TOGETHER, withdrawn_at=None))
    older.waits_with = None
    older.save(update_fields=["waits_with"])
    friend.waits_with, newer.waits_with = newer, friend
    friend.save(update_fields=["waits_with"])
    newer.save(update_fields=["waits_with"])
    _move_consents(yes, newer)
    return True


def _move_consents(rows: list[Consent], to: Request) -> None:
    for row in rows:
        words = str(row.words)
        row.request, row.words = to, words
        row.save(update_fields=["request", "words"])


def _facts(older: Request) -> dict[str, Any]:
    """Return what the last join of this request changed."""
    entry = Entry.objects.filter(subject=older.pk, verb="joined").order_by("-pk").first()
    return dict(entry.facts) if entry else {}


def _talked(request: Request | None) -> bool:
    return bool(request) and (request.conversations.exists() or request.offers.exists())  # type: ignore[union-attr]


def _forget_guest(request: Request) -> None:
    """Part a request from its guest, who is reached again as their own other requests say."""
    if _talked(request):
        raise ValidationError(_("We talked on this request since. It stays together."), code="state")
    guest, request.guest = request.guest, None
    if guest is None:
        return
    others = guest.requests.exclude(pk=request.pk).select_related("key")
    newest = max(others, key=_said_on, default=None)
    kept: Any = newest.contact if newest else Contact().kept()
    guest.contact = kept
    guest.phone_print = newest.phone_print if newest else None
    guest.mail_print = newest.mail_print if newest else None
    guest.save(update_fields=["contact", "phone_print", "mail_print"])


def _said_on(request: Request) -> tuple[str, datetime]:
    kept: Any = request.contact
    return Contact.read(kept).said_on, request.asked_at
