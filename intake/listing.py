"""The call list: the verbs of a place on it, and its order, by the one sentence the house publishes.

A place that ran out, or whose person has a room by now, reads as over, written down or not. What decides the order is
in `_line` and nowhere else: when somebody asked, the need the house named, a draw, and what staff moved with a reason.
An animal, a language or the ways to reach somebody are not even read there (LN-20).
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import lapsing, moves, pairing, receipts, sending
from intake.models import Consent, Conversation, ListMove, ListPlace, Offer, Request
from intake.models.listing import ListPlaceQuerySet
from respite import history, vault
from respite.locks import again
from respite.models import House, Person
from respite.nights import Nights
from respite.templatetags.words import day
from stays import beds, window
from stays.models import Stay

Ending = ListPlace.Ending
State = Request.State
MAY_WAIT = moves.BEFORE_AN_OFFER | {State.OFFERED}
AGREED = [Stay.State.EXPECTED, Stay.State.HERE, Stay.State.LEFT]


@again
def join(
    request: Request, *, kind: str, by: Person | None = None, need: bool = False, how: str = Consent.How.PAGE
) -> ListPlace:
    """Put somebody on the call list, with their yes to it as a receipt. No conversation is needed for that.

    Refused (code "state") when the house keeps no such list, or the person is on it already. `need` says that the need
    of the published rule fits; in a house with another rule it is not kept.
    """
    with transaction.atomic():
        lapsing.lapse_first(request)
        request = moves.locked(request)
        moves.refuse_unless(request, MAY_WAIT)
        house, rules = request.house, request.house.rules()
        if kind not in ListPlace.Kind.values or kind != rules.list_mode:
            raise ValidationError(_("This house keeps no such list now."), code="state")
        if place_of(request):
            raise ValidationError(_("This person is on the list already."), code="state")
        for old in request.places.filter(ended_at=None).select_related("request__house__organization"):
            _close(old, _ending_now(old), by=None, how=Consent.How.END)
        until = _last_day(house)
        place = ListPlace(request=request, house=house, kind=kind, until=until)
        place.need = need and rules.list_order == "need"
        place.save(force_insert=True)
        receipts.write(request, purpose=Consent.Purpose.LIST, to=house, until=until, how=how, heard_by=by)
        history.record("joined the list", request, house=house, by=by)
        return place


@again
def leave(place: ListPlace, *, by: Person | None = None) -> ListPlace:
    """Take somebody off the list because they wish it; their yes to it ends with it. Off it already is fine."""
    with transaction.atomic():
        place = _locked(place)
        return place if place.ended_at else _close(place, Ending.LEFT, by=by, how=_how(by))


@again
def not_now(place: ListPlace, *, by: Person | None = None, rests_until: date | None = None) -> ListPlace:
    """A room came up and they say "not now": they keep their place, and nobody calls before `rests_until`.

    As often as the house keeps a place for that. After it the place ends, and a sentence says so (code "limit").
    """
    refusal = None
    with transaction.atomic():
        place = _living(place)
        house = place.house
        if rests_until and not house.local().date() <= rests_until <= place.until:
            words = _("Choose a day until %(day)s. So long the place holds.")
            raise ValidationError(words, params={"day": day(place.until)}, code="day")
        if place.not_nows >= house.rules().not_now_times:
            _close(place, Ending.LIMIT, by=by, how=Consent.How.END)
            refusal = _limit(house)
        else:
            place.not_nows += 1
            place.rests_until = rests_until
            place.save(update_fields=["not_nows", "rests_until"])
            history.record("kept the place", place.request, house=house, by=by)
    if refusal:  # raised outside, so that the ending is kept
        raise refusal
    return place


def keep(request: Request, *, by: Person | None = None, rests_until: date | None = None) -> ListPlace | None:
    """They said "not now" to an offer and wish to keep their place; return it, or None where there is none to keep.

    Somebody who was not on the list gets a place, when the house keeps a list. Never refused: where "not now" was said
    as often as the house keeps a place for it, the place ends, and None says so.
    """
    with transaction.atomic():
        place = place_of(request)
        if place is None:
            kind = request.house.rules().list_mode
            return join(request, kind=kind, by=by, how=_how(by)) if kind in ListPlace.Kind.values else None
        if place.not_nows < request.house.rules().not_now_times:
            return not_now(place, by=by, rests_until=rests_until)
        _close(_locked(place), Ending.LIMIT, by=by, how=Consent.How.END)
        return None


@again
def still_wish(place: ListPlace, *, by: Person | None = None) -> ListPlace:
    """They still wish a call: the place holds on, with a new receipt to the new day."""
    with transaction.atomic():
        place = _living(place)
        house, how = place.house, _how(by)
        place.until, place.asked_still_at = _last_day(house), None
        place.save(update_fields=["until", "asked_still_at"])
        receipts.end(place.request, purpose=Consent.Purpose.LIST, how=how, to=house, by=by)
        receipts.write(place.request, purpose=Consent.Purpose.LIST, to=house, until=place.until, how=how, heard_by=by)
        history.record("still wishes a call", place.request, house=house, by=by)
        return place


@again
def move(place: ListPlace, *, reason: str, words: str = "", by: Person, first: bool = True) -> ListMove:
    """Change the order: to the top, or back to where the rule has them. With a reason, which the person can read.

    Refused with code "reason" without one; `words` beside it are sealed.
    """
    top = first and reason != ListMove.Reason.RULE
    if reason not in ListMove.Reason.values or (first and not top):
        raise ValidationError(_("Choose a reason. They can read it on their page."), code="reason")
    if reason == ListMove.Reason.OTHER and not words.strip():
        raise ValidationError(_("Write the reason in words. They can read it on their page."), code="reason")
    with transaction.atomic():
        place = _living(place)
        house = place.house
        House.objects.select_for_update(of=("self",)).get(pk=house.pk)  # two moves to the top do not tie
        highest = ListPlace.objects.filter(house=house, ended_at=None).aggregate(most=Max("lift"))["most"] or 0
        place.lift = highest + 1 if top else 0
        place.save(update_fields=["lift"])
        made = ListMove(place=place, by=by, reason=reason if top else ListMove.Reason.RULE)
        made.words = words
        made.save(force_insert=True)
        verb = "moved on the list" if top else "back to the rule"
        history.record(verb, place.request, house=house, by=by, reason=made.reason)
        return made


def living(house: House) -> ListPlaceQuerySet:
    """Return the places that hold by now: not run out, not taken back, and no room was agreed since."""
    agreed = Offer.objects.filter(
        request=OuterRef("request"),
        answer=Offer.Answer.ACCEPTED,
        answered_at__gte=OuterRef("since"),
        stay__state__in=AGREED,
    )
    rows = ListPlace.objects.live(house.local().date()).filter(house=house, request__key__destroyed_at=None)
    return rows.exclude(Q(request__state=State.TAKEN_BACK) | Exists(agreed))


def place_of(request: Request) -> ListPlace | None:
    """Return the place of a request on the list of its house, or None."""
    return living(request.house).filter(request=request).select_related("request__key", "request__house").first()


def order(house: House) -> list[ListPlace]:
    """Return the list in its order, with requests, guests and keys read in the same go.

    Two people who wait together stand where the one who asked later stands. Adds `friend`, the place of the other or
    None, and `offered_until`, the end of an open offer or None.
    """
    offers = Offer.objects.open().filter(request=OuterRef("request")).values("until")[:1]
    rows = living(house).select_related("request__guest__key", "request__key", "request__house")
    places = list(rows.annotate(offered_until=Subquery(offers)).order_by("since", "pk"))
    friends = pairing.friends([place.request for place in places])
    of_request = {place.request_id: place for place in places}
    rule, night = house.rules().list_order, house.tonight()

    def line(place: ListPlace) -> tuple[object, ...]:
        friend_id = friends.get(place.request_id)
        friend = of_request.get(friend_id) if friend_id else None
        place.friend = friend  # type: ignore[attr-defined]
        return (*_line([place, friend] if friend else [place], rule, night), place.since, place.pk)

    return sorted(places, key=line)


def rule_words(house: House) -> str:
    """Return the rule of the order as the house publishes it: one sentence, in the active language."""
    rules = house.rules()
    if rules.list_mode == "none":
        return __("This house keeps no list. You can call and ask again any day.")
    if rules.list_order == "draw":
        return __("Each morning a draw decides the order. Nobody can change how it falls.")
    if rules.list_order == "need" and rules.list_need:
        words = __("First we call people with this need: %(need)s. Then we go by who asked first.")
        return words % {"need": rules.list_need.rstrip(".")}
    return __("We call in the order in which people asked.")


def why_not_yet(place: ListPlace) -> list[str]:
    """Return why nobody has called yet, in sentences for the person: the rule, and what stands in the way today.

    Never a number, a rank or a word about somebody else.
    """
    request, house = place.request, place.house
    guest, today = request.sure_guest, house.local().date()
    told = [rule_words(house)]
    if place.rests_until and place.rests_until > today:
        return [*told, __("You said “not now”. We do not call before %(day)s.") % {"day": day(place.rests_until)}]
    if Offer.objects.open().filter(request=request).exists():
        return [*told, __("There is an offer for you. It is on this page.")]
    if guest is None or not Conversation.objects.on_file(today).filter(guest=guest).exists():
        told.append(__("We have not talked yet. First we talk. Then we look for a room with you."))
    first, count = parse_date(str(request.wishes.get("from") or "")), request.wishes.get("nights")
    if not first or not count or first < house.tonight():
        return [*told, __("We do not know which nights would work for you. You can tell us.")]
    nights = Nights.starting(first, count)
    limit = window.ask(guest, house, nights).words if guest else ""
    if limit:
        return [*told, limit]
    if beds.choose(house, nights, request.wishes.get("needs") or []):
        return [*told, __("A room may be free for these nights. We go by the order, and then we call you.")]
    return [*told, __("No room is free for the nights you have in mind.")]


def sweep(house: House) -> int:
    """Ask gently who still wishes a call, and write down places that are over; return how many ended."""
    today = house.local().date()
    soon = today + timedelta(days=house.rules().list_question_days)
    for place in living(house).filter(until__lte=soon, asked_still_at=None):
        ask_still(place)
    over = ListPlace.objects.filter(house=house, ended_at=None, request__key__destroyed_at=None)
    arrived = Offer.objects.filter(
        request=OuterRef("request"),
        answered_at__gte=OuterRef("since"),
        stay__state__in=[Stay.State.HERE, Stay.State.LEFT],
    )
    over = over.filter(Q(until__lt=today) | Q(request__state=State.TAKEN_BACK) | Exists(arrived))
    return sum(_finish(place) for place in over)


@again
def ask_still(place: ListPlace) -> None:
    """Ask once whether they still wish a call, before the place runs out: on their page, and on the ways they allow."""
    with transaction.atomic():
        place = _locked(place)
        if place.ended_at or place.asked_still_at:
            return
        place.asked_still_at = timezone.now()
        place.save(update_fields=["asked_still_at"])
        history.record("asked if still", place.request, house=place.house)
        # An earlier question about this place was answered: this is another one, and goes out as well.
        place.request.deliveries.filter(template="still", about=place.pk).update(about=None)
        sending.send(place.request, template="still", about=place.pk)


def _line(places: list[ListPlace], rule: str, night: date) -> tuple[object, ...]:
    """Return what puts one person, or two who wait together, in their place in the order."""
    later = max(places, key=lambda place: (place.since, place.pk))
    lifted = -max(place.lift for place in places)
    if rule == "draw":
        return (lifted, drawn(later, night))
    if rule == "need":
        return (lifted, not all(place.need for place in places), later.since, later.pk)
    return (lifted, later.since, later.pk)


def drawn(place: ListPlace, night: date) -> bytes:
    """Return the lot of somebody for the day that `night` belongs to.

    A keyed hash: nobody can work it out before, and leaving and coming back the same day draws nothing new.
    """
    return vault.fingerprint(f"draw {night.isoformat()}", str(place.request_id))


def _locked(place: ListPlace) -> ListPlace:
    rows = ListPlace.objects.select_for_update(of=("self",))
    return rows.select_related("house__organization", "request__key", "request__house__organization").get(pk=place.pk)


def _living(place: ListPlace) -> ListPlace:
    """Lock a place, and refuse (code "state") one that is over."""
    place = _locked(place)
    if living(place.house).filter(pk=place.pk).exists():
        return place
    raise ValidationError(_("This place on the list is over. You can ask for a new one any day."), code="state")


def _close(place: ListPlace, ending: str, *, by: Person | None, how: str) -> ListPlace:
    place.ended_at, place.ending = timezone.now(), ending
    place.save(update_fields=["ended_at", "ending"])
    receipts.end(place.request, purpose=Consent.Purpose.LIST, how=how, to=place.house, by=by)
    history.record(VERBS[Ending(ending)], place.request, house=place.house, by=by, ending=ending)
    return place


VERBS = {
    Ending.LEFT: "left the list",
    Ending.QUIET: "the list ran out",
    Ending.LIMIT: "the list ended at the limit",
    Ending.ROOM: "off the list",
    Ending.GONE: "off the list",
}


@again
def _finish(place: ListPlace) -> int:
    with transaction.atomic():
        place = _locked(place)
        if place.ended_at is None:
            _close(place, _ending_now(place), by=None, how=Consent.How.END)
            return 1
        return 0


def _ending_now(place: ListPlace) -> str:
    """Return why a place that is not living any more ended."""
    if place.request.state == State.TAKEN_BACK:
        return Ending.GONE
    return Ending.QUIET if place.until < place.house.local().date() else Ending.ROOM


def _limit(house: House) -> ValidationError:
    return ValidationError(
        _("“Not now” was said as often as this house keeps a place for it, so the place ends. Ask again any day."),
        code="limit",
    )


def _last_day(house: House) -> date:
    return house.local().date() + timedelta(days=house.rules().list_days)


def _how(by: Person | None) -> str:
    return Consent.How.PHONE if by else Consent.How.PAGE
