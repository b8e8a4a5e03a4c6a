"""What belongs to one person: the requests and the guest that are surely theirs, to see, take along and erase.

Colleagues may believe that two requests are of one person before anybody talked (intake/joining.py), and two people may
share a phone. A wrong guess must show nobody the words of another, and must erase none: so it counts for nothing here.
"""

from django.db.models import Exists, F, OuterRef, Q

from intake.models import Conversation, Request
from intake.models.request import RequestQuerySet
from stays.models import Guest


def is_sure(request: Request) -> bool:
    """Say whether we talked with them as the guest this request leads to."""
    return request.sure_guest is not None


def guest_of(request: Request) -> Guest | None:
    """Return who they are to us, once that is sure."""
    return request.guest if is_sure(request) else None


def requests_of(request: Request) -> RequestQuerySet:
    """Return this request, and once it is sure who they are, all others that are surely theirs; the newest first.

    With each go the earlier ones that were put together with it. What was sent to another house with their yes is that
    house's own, and not among them.
    """
    mine = Q(pk=request.pk)
    if is_sure(request):
        surely = _sure_ones().filter(guest=request.guest_id).values("pk")
        mine |= Q(pk__in=surely) | Q(joined_to__in=surely, guest=None)
    return Request.objects.filter(mine).with_person().order_by("-asked_at", "pk")


def guesses(guest: Guest) -> RequestQuerySet:
    """Return the requests that are only believed to be of `guest`."""
    return Request.objects.filter(guest=guest).exclude(pk__in=_sure_ones().values("pk"))


def _sure_ones() -> RequestQuerySet:
    talked = Exists(Conversation.objects.filter(request=OuterRef("pk")))
    return Request.objects.filter(Q(guest__key=F("key")) | talked)
