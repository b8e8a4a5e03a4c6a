"""What is erased by the calendar: requests that led nowhere, once the house's days are over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from intake import handing, listing
from intake.models import Request
from respite import history
from respite.models import House


def forget_old(house: House) -> int:
    """Erase requests that led nowhere once the house's days are over; return how many.

    Their key is destroyed first, so that copies and backups fall silent too. One that led to a guest stays with them,
    and whoever waits on the call list is waited with for as long as their place there holds.
    """
    kept = timedelta(days=house.rules().request_days)
    old = Request.objects.of_house(house).filter(guest__isnull=True, asked_at__lt=timezone.now() - kept)
    waiting = listing.living(house).values("request")
    return sum(forget(request) for request in old.exclude(state=Request.State.TALKING).exclude(pk__in=waiting))


def forget(request: Request) -> bool:
    """Erase one request, unless somebody talks with the person by now: a guest takes over the key of their request."""
    with transaction.atomic():
        rows = Request.objects.select_for_update(of=("self",)).select_related("house__organization", "key")
        request = rows.get(pk=request.pk)
        if request.guest_id or request.state == Request.State.TALKING:
            return False
        handing.withdraw_all(request)  # a copy at another house would outlive it
        history.record("forgotten", request, house=request.house)
        request.key.destroy()
        request.delete()
        return True
