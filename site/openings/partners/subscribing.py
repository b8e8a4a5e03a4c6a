"""The verbs of a subscription: subscribe, pause, go on, a new secret, a test, send again, take away."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openings.partners import events, guard, secrets
from openings.partners.models import Partner
from openings.partners.partnering import working
from openings.partners.webhook_models import ABOUT_ROOM, CHOSEN, Subscription, SubscriptionHouse, Webhook
from respite import history
from respite.locks import again
from respite.models import House, Person
from respite.queueing import later

OVERLAP = timedelta(days=7)
GONE = _("This changed just now. Nothing was done. Please look again.")
MOST = 10  # subscriptions of one partner


def subscribe(
    partner: Partner, *, address: str, kinds: Iterable[str], houses: Iterable[House], by: Person
) -> tuple[Subscription, str]:
    """Look an address up, and `begin`. Raises ValidationError for one that nothing may be sent to.

    A resolver may take its time, so this is for where no transaction is open.
    """
    try:
        guard.check(address)
    except ValidationError as refusal:
        raise ValidationError({"address": refusal.messages}, code="address") from None
    return begin(partner, address=address, kinds=kinds, houses=houses, by=by)


def begin(
    partner: Partner, *, address: str, kinds: Iterable[str], houses: Iterable[House], by: Person
) -> tuple[Subscription, str]:
    """Send news of these houses to a checked address from now on; return the subscription and its secret, this once.

    Raises ValidationError without events or houses, for a confidential house, and for an address that has a
    subscription already.
    """
    wanted, chosen = [kind for kind in CHOSEN if kind in set(kinds)], list(houses)
    if not wanted:
        raise ValidationError({"events": _("Choose what they want to be told.")}, code="state")
    if not chosen or any(house.confidential for house in chosen):
        raise ValidationError({"houses": _("Choose houses that are not confidential.")}, code="state")
    return _subscribe(partner, address, [str(kind.value) for kind in wanted], chosen, by)


@again
def _subscribe(
    partner: Partner, address: str, kinds: list[str], houses: list[House], by: Person
) -> tuple[Subscription, str]:
    with working(partner) as fresh:
        if fresh.subscriptions.filter(address=address).exists():
            raise ValidationError({"address": _("News goes to this address already.")}, code="state")
        if fresh.subscriptions.count() >= MOST:
            raise ValidationError(_("There are ten addresses already. Take one away first."), code="state")
        row = Subscription(partner=fresh, address=address, events=kinds, made_at=timezone.now(), made_by=by)
        row.secret, shown = secrets.fresh(row)
        row.save(force_insert=True)
        try:
            SubscriptionHouse.objects.bulk_create([SubscriptionHouse(subscription=row, house=one) for one in houses])
        except IntegrityError as refusal:  # it became confidential in this very moment, or is somebody else's
            raise ValidationError({"houses": _("Choose houses that are not confidential.")}, code="state") from refusal
        history.record("began to send to a partner", fresh, by=by, host=row.host, events=kinds)
        return row, shown


@again
def pause(subscription: Subscription, *, by: Person) -> None:
    """Send nothing for a while. What waits stays, and nothing new is kept: later they get what is true then."""
    with working(subscription.partner) as partner:
        changed = Subscription.objects.filter(pk=subscription.pk, paused_at=None).update(paused_at=timezone.now())
        if changed:
            history.record("paused sending to a partner", partner, by=by, host=subscription.host)


@again
def go_on(subscription: Subscription, *, by: Person) -> None:
    """Send again, after a pause or after we stopped by ourselves: first of all what each house says now."""
    with working(subscription.partner) as partner:
        row = _fresh(subscription)
        if row.is_on:
            return
        row.paused_at = row.off_at = row.failing_since = None
        row.off_why = ""
        row.save(update_fields=["paused_at", "off_at", "off_why", "failing_since"])
        events.anew(row)
        history.record("went on sending to a partner", partner, by=by, host=row.host)


@again
def rotate(subscription: Subscription, *, by: Person) -> str:
    """Make a new secret and return it, this once. For some days every message carries two signatures.

    Raises ValidationError (code "state") during these days: a third one would end the one that they may still use.
    """
    with working(subscription.partner) as partner:
        row, now = _fresh(subscription), timezone.now()
        if row.old_until and now < row.old_until and row.off_why != Subscription.Why.SECRET:
            words = _("The secret is new already. If it got out, take this address away and write it down again.")
            raise ValidationError(words, code="state")
        row.old_secret, row.old_until = row.secret, now + OVERLAP
        row.secret, shown = secrets.fresh(row)
        row.save(update_fields=["secret", "old_secret", "old_until"])
        history.record("replaced a secret", partner, by=by, host=row.host)
        return shown


@again
def take_away(subscription: Subscription, *, by: Person) -> None:
    """Send nothing there any more, and forget the address with all that was sent."""
    with working(subscription.partner) as partner:
        if Subscription.objects.filter(pk=subscription.pk).delete()[0]:
            history.record("ended sending to a partner", partner, by=by, host=subscription.host)


@again
def test(subscription: Subscription, *, by: Person) -> None:
    """Send a test. Raises ValidationError (code "state") while nothing is sent there, or when no house is left."""
    with working(subscription.partner) as partner:
        row = _fresh(subscription)
        if not row.is_on:
            raise ValidationError(_("Nothing is sent there now. Go on first."), code="state")
        if not events.test(row):
            raise ValidationError(_("No house is left that they may be told about."), code="state")
        history.record("sent a test to a partner", partner, by=by, host=row.host)


@again
def send_again(delivery: Webhook, *, by: Person) -> None:
    """Send an event once more: the same bytes as a new message, so that what came of the first stays in the list.

    What still waits for its next try has that try now. Raises ValidationError (code "state") while it is on its way,
    while nothing is sent there, and when there is newer news of that house: an old word about room helps nobody.
    """
    with working(delivery.subscription.partner) as partner:
        rows = Webhook.objects.select_for_update(of=("self",)).select_related("subscription")
        row = rows.filter(pk=delivery.pk).first()
        if row is None:
            raise ValidationError(GONE, code="state")
        if row.state not in {Webhook.State.DONE, Webhook.State.GAVE_UP, Webhook.State.WAITING}:
            raise ValidationError(_("It is on its way, or there is newer news."), code="state")
        if not row.subscription.is_on:
            raise ValidationError(_("Nothing is sent there now. Go on first."), code="state")
        others = Webhook.objects.filter(subscription=row.subscription, house=row.house).exclude(pk=row.pk)
        if others.filter(body=row.body, state__in=[Webhook.State.WAITING, Webhook.State.LEAVING]).exists():
            raise ValidationError(_("It is on its way once more already."), code="state")
        newer = others.filter(event__in=ABOUT_ROOM, made_at__gt=row.made_at).exclude(body=row.body)
        if row.event in ABOUT_ROOM and newer.exists():
            raise ValidationError(_("There is newer news of this house, so this is not sent again."), code="state")
        if events.untrue(Webhook.objects.filter(pk=row.pk), timezone.now()).exists():
            raise ValidationError(_("This is not true any more, so it is not sent again."), code="state")
        _once_more(row)
        later(events.JOB, once=events.JOB, alone=events.ALONE, timestamp=0)
        history.record("sent an event again", partner, by=by, event=row.event)


def _once_more(row: Webhook) -> None:
    """Have what waits go now, and write what is done with down as a new line."""
    now = timezone.now()
    if row.state == Webhook.State.WAITING:
        row.next_at = row.changed_at = now
        row.save(update_fields=["next_at", "changed_at"])
        return
    Webhook.objects.create(
        subscription=row.subscription,
        event=row.event,
        house=row.house,
        about=f"again {uuid.uuid4()}",
        body=row.body,
        made_at=now,
        next_at=now,
        changed_at=now,
        until=row.until,
    )


def _fresh(subscription: Subscription) -> Subscription:
    row = Subscription.objects.select_for_update(of=("self",)).filter(pk=subscription.pk).first()
    if row is None:  # somebody took it away
        raise ValidationError(GONE, code="state")
    return row
