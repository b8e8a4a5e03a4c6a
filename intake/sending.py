"""The one gate through which anything leaves for a guest's phone or mailbox: only with a recorded yes (CS-34).

How somebody wishes to be reached is read twice: here, when a message is queued, and again at the moment it leaves
(outgoing.py). What did not arrive is told to staff until one of them settled it by phone (RE-11).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import letters, outgoing
from intake.models import Delivery, Request
from intake.models.message import DeliveryQuerySet
from intake.outgoing import Way
from respite import gateways, history
from respite.models import House, Person
from respite.queueing import later
from respite.templatetags.words import moment

State = Delivery.State
STUCK = timedelta(minutes=10)  # no gateway takes that long: the worker that had it is gone
SLOW = timedelta(minutes=15)  # after which staff are told
SHOWN = 6  # messages on the page of a request
BY_PHONE = "phone"
TROUBLES: dict[str, str | Promise] = {
    **dict(gateways.Why.choices),
    outgoing.GAVE_UP: _("Nobody answered at the other end, many times. Please phone instead."),
    outgoing.TOO_LATE: _("It waited for two days, so we did not send it. Please phone instead."),
    outgoing.UNDELIVERED: _("The text did not arrive. Please phone instead."),
    outgoing.NO_WISH: _("They do not wish it any more."),
    outgoing.NOT_TRUE: _("It was not true any more when it was to go out."),
    BY_PHONE: _("Settled before it went out."),
}


@dataclass(frozen=True)
class Told:
    """One message as a screen tells it: what, where it is by now, and whether somebody has to look after it."""

    id: uuid.UUID
    channel: str
    title: str
    what: str
    words: str
    when: str
    why: str
    trouble: bool


def ways(request: Request) -> list[Way]:
    """Return every channel and whether the person said yes to it, as they say it now."""
    return outgoing.ways(request.safe_contact)


def send(
    request: Request,
    *,
    template: str,
    by: Person | None = None,
    about: uuid.UUID | None = None,
    channel: str | None = None,
) -> list[Delivery]:
    """Queue a message on each channel with a yes, or only on `channel`; return what was queued, maybe nothing.

    `about` names the matter: whatever is about the same thing goes out once. Never refuses: without a yes nothing is
    queued, and the desk knows by whom to call. Belongs to the caller's transaction.
    """
    letter = letters.TEMPLATES[template]
    with transaction.atomic():
        fresh = outgoing.reachable(request.pk)
        if fresh is None or not letter.holds(fresh, about):
            return []
        contact = fresh.safe_contact
        allowed = [way for way in outgoing.ways(contact) if way.allowed and channel in {None, way.channel}]
        # Where nothing can leave at all, one of them is queued all the same: it fails, and staff see that.
        chosen = [way for way in allowed if way.ready] or allowed[:1]
        due = outgoing.next_moment(contact, fresh.house, timezone.now())
        made = [Delivery(request=fresh, channel=way.channel, vague=way.vague, not_before=due) for way in chosen]
        for row in made:
            row.template, row.about, row.by = template, about, by
        return _queue(made, due)


def settle(delivery: Delivery, *, by: Person) -> Delivery:
    """Staff reached the person another way: nobody has to look after this message any more, and it goes nowhere.

    Refused with code "busy" while it is going out, and "state" when there is nothing to settle.
    """
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("request__house__organization")
        row = rows.get(pk=delivery.pk)
        if row.settled_at:
            return row
        now = timezone.now()
        if row.state == State.LEAVING and row.changed_at > now - STUCK:
            raise ValidationError(_("It is going out right now. Please look again in some minutes."), code="busy")
        if row.state not in {State.WAITING, State.LEAVING, State.FAILED, State.UNSURE}:
            raise ValidationError(_("There is nothing to do about this message."), code="state")
        if row.state == State.WAITING:
            row.state, row.trouble = State.STOPPED, BY_PHONE
        elif row.state == State.LEAVING:
            row.state = State.UNSURE
        row.settled_at = row.changed_at = now
        row.save(update_fields=["settled_at", "changed_at", "state", "trouble"])
        history.record("settled", row.request, house=row.request.house, by=by, channel=row.channel)
        return row


def in_trouble(house: House, person: Person | None = None) -> DeliveryQuerySet:
    """Return what did not arrive, may not have, or waits for too long, and nobody settled; not what is closed to them.

    A worker that stands still shows here as well: no job is needed to know what is late.
    """
    rows = Delivery.objects.filter(request__house=house, request__key__destroyed_at=None).filter(troubled())
    return rows.filter(request__in=Request.objects.of_house(house).open_to(person)) if person else rows


def troubled() -> models.Q:
    """Return the one expression for a message that somebody has to look after, by phone."""
    now = timezone.now()
    late = models.Q(state=State.WAITING) & (models.Q(not_before__lt=now - SLOW) | models.Q(tries__gte=3))
    stuck = models.Q(state=State.LEAVING, changed_at__lt=now - STUCK)
    return models.Q(settled_at=None) & (models.Q(state__in=[State.FAILED, State.UNSURE]) | late | stuck)


def sweep() -> int:
    """Write down what a dead worker left half done, and queue again what waits without a job; return how many."""
    now = timezone.now()
    gone = Delivery.objects.filter(state=State.LEAVING, changed_at__lt=now - STUCK)
    count = sum(outgoing.write(key, State.UNSURE) for key in gone.values_list("pk", flat=True))
    lost = Delivery.objects.filter(state=State.WAITING, not_before__lt=now - timedelta(minutes=1))
    for key in lost.order_by("not_before").values_list("pk", flat=True)[:500]:
        later("intake.send", once=f"intake.send {key}", delivery_id=str(key))
        count += 1
    return count


def panel(request: Request) -> dict[str, Any]:
    """Return what the page of a request says about texts and mails: the ways with a yes, and what went out."""
    allowed = [way for way in ways(request) if way.allowed]
    return {
        "ways": [
            {
                "way": way,
                "choices": [_choice(request, way, one) for one in letters.TEMPLATES.values() if one.by_hand],
                "due": _due(request),
                "key": uuid.uuid4(),
            }
            for way in allowed
            if way.ready
        ],
        "not_ready": [way for way in allowed if not way.ready],
        "voicemail": letters.voicemail(request),
        "told": told(request),
    }


def told(request: Request) -> list[Told]:
    """Return the newest messages of a request in words for staff, what somebody has to look after first."""
    rows = request.deliveries.annotate(troubled=models.Case(models.When(troubled(), then=True), default=False))
    return [_told(row, request.house) for row in rows.order_by("-troubled", "-made_at")[:SHOWN]]


def how_told(row: Delivery, house: House) -> str:
    """Say to the person how and when we told them; nothing while it has not left."""
    when = {"when": moment(row.changed_at, house)}
    text = row.channel == Delivery.Channel.TEXT
    if row.state in {State.HANDED, State.DELIVERED}:
        return (__("We sent you a text %(when)s.") if text else __("We sent you an e-mail %(when)s.")) % when
    if row.state in {State.FAILED, State.UNSURE}:
        return (
            __("We tried to text you. It may not have reached you.")
            if text
            else __("We tried to send you an e-mail. It may not have reached you.")
        )
    return ""


def _queue(made: list[Delivery], due: datetime) -> list[Delivery]:
    """Write deliveries down and queue them; return those that are new."""
    # One about the same matter stays as it is, without an error that would end the caller's transaction.
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    new = set(Delivery.objects.filter(pk__in=[row.pk for row in made]).values_list("pk", flat=True)) if made else set()
    kept = [row for row in made if row.pk in new]
    for row in kept:
        later("intake.send", at=due, delivery_id=str(row.pk))
    return kept


def _choice(request: Request, way: Way, template: letters.Template) -> dict[str, Any]:
    letter = template.text(request, way.channel, way.vague)
    lines = [line for line in letter.words.splitlines() if line]
    return {"key": template.key, "what": template.what, "use": template.use, "letter": letter, "lines": lines}


def _due(request: Request) -> str:
    """Say when a message would leave, if that is not at once."""
    now = timezone.now()
    due = outgoing.next_moment(request.safe_contact, request.house, now)
    return moment(due, request.house) if due > now else ""


def _told(row: Delivery, house: House) -> Told:
    what = str(letters.TEMPLATES[row.template].what) if row.template in letters.TEMPLATES else ""
    troubled: bool = row.troubled  # type: ignore[attr-defined]
    title = __("Text: %(what)s") if row.channel == Delivery.Channel.TEXT else __("E-mail: %(what)s")
    return Told(
        id=row.pk,
        channel=row.channel,
        title=title % {"what": what},
        what=what,
        words=_state_words(row, house),
        when=moment(row.made_at, house),
        why=str(TROUBLES.get(row.trouble, "") or (__("Please phone instead.") if troubled else "")),
        trouble=troubled,
    )


def _state_words(row: Delivery, house: House) -> str:
    """Say where a message is by now, with its time."""
    values = {"when": moment(row.not_before if row.state == State.WAITING else row.changed_at, house)}
    if row.settled_at:
        return __("Settled %(when)s.") % values
    unsure = __("Not sure if it arrived, %(when)s.")
    words = {
        State.WAITING: _waiting_words(row),
        State.LEAVING: unsure if row.changed_at < timezone.now() - STUCK else __("Going out now."),
        State.HANDED: __("Handed over for delivery %(when)s."),
        State.DELIVERED: __("Delivered %(when)s."),
        State.FAILED: __("Not delivered %(when)s."),
        State.UNSURE: unsure,
        State.STOPPED: __("Not sent."),
    }
    return words[State(row.state)] % values


def _waiting_words(row: Delivery) -> str:
    now = timezone.now()
    if row.not_before < now - SLOW:
        return __("It should have gone out %(when)s.")
    if row.tries:
        return __("Nobody answered at the other end. We try again %(when)s.")
    return __("Waiting to go out %(when)s.") if row.not_before > now else __("Going out now.")
