"""Closing a person to a colleague who knows them: "I know this person", or because the person asked for it.

Closed stays closed: for every request of theirs we can tell is theirs, for who they are to us, and when they ask again.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from intake import moves
from intake.models import Request
from respite import history
from respite.access import TEAM, may
from respite.locks import again
from respite.models import House, Membership, Person
from stays import nightly
from stays.models import Guest, Stay

State = Request.State


@again
def close(request: Request, *, to: Person, by: Person) -> Request:
    """Close the person to a colleague (or to oneself): from now on that colleague sees nothing of them.

    Refused (code "state") for somebody who does not work here, and when nobody would be left to answer.
    """
    with transaction.atomic():
        request = moves.locked(request)
        house = request.house
        if not Membership.objects.current().filter(person=to, organization=house.organization_id).exists():
            raise ValidationError(_("Choose a colleague of this house."), code="state")
        if not colleagues(house).exclude(pk__in=_closed(request)).exclude(pk=to.pk).exists():
            raise ValidationError(_("Nobody would be left who can answer. Ask a colleague first."), code="state")
        rows = [request, *_theirs(request)]
        for row in rows:
            row.closed_to.add(to)
            if row.guest:
                row.guest.closed_to.add(to)
            _let_go(row, to)
        stayed = Stay.objects.filter(guest__in={row.guest_id for row in rows} - {None}).values("house")
        asked = {row.house_id for row in rows}
        nightly.forget(House.objects.filter(Q(pk__in=asked) | Q(pk__in=stayed)))  # it may tell their name
        history.record("closed to", request, house=house, by=by, to=str(to.pk))
        return request


@again
def reopen(request: Request, *, to: Person, by: Person) -> Request:
    """Open the person to a colleague again. Only a lead may, and never for themselves."""
    with transaction.atomic():
        request = moves.locked(request)
        if to == by or not may(by, "reopen what is closed", request.house):
            raise ValidationError(_("A lead who is not closed out can open it again."), code="state")
        for row in [request, *_theirs(request)]:
            row.closed_to.remove(to)
            if row.guest:
                row.guest.closed_to.remove(to)
        history.record("reopened to", request, house=request.house, by=by, to=str(to.pk))
        return request


def carry_over(request: Request) -> None:
    """Close what somebody asks anew to the colleagues they were closed to before: the same number or address says so.

    Numbers are shared, and closing costs little; who they are is still for people to say.
    """
    guests = Guest.objects.filter(_same(request), organization=request.house.organization_id)
    closed = set(guests.values_list("closed_to", flat=True)) | set(_theirs(request).values_list("closed_to", flat=True))
    request.closed_to.add(*(closed - {None}))


def closed_to(request: Request) -> QuerySet[Person]:
    """Return the colleagues that a request, or the guest behind it, is closed to."""
    return Person.objects.filter(pk__in=_closed(request))


def colleagues(house: House) -> QuerySet[Person]:
    """Return who may answer requests of `house` today."""
    mine = Membership.objects.current(house.local().date()).filter(organization=house.organization_id, role__in=TEAM)
    mine = mine.filter(Q(house=None) | Q(house=house.pk))
    return Person.objects.filter(is_active=True, pk__in=mine.values("person"))


def _closed(request: Request) -> set[int]:
    closed = set(request.closed_to.values_list("pk", flat=True))
    return closed | set(request.guest.closed_to.values_list("pk", flat=True)) if request.guest else closed


def _same(request: Request) -> Q:
    """Return what tells, inside one organization, that a number or an address is the same (SE-42, LN-12)."""
    same = Q(phone_print=request.phone_print, phone_print__isnull=False)
    return same | Q(mail_print=request.mail_print, mail_print__isnull=False)


def _theirs(request: Request) -> QuerySet[Request]:
    """Return the other requests of the same person in the organization: joined, of the same guest, or reached alike."""
    main = request.joined_to_id or request.pk
    theirs = _same(request) | Q(joined_to=main) | Q(pk=main)
    if request.guest_id:
        theirs |= Q(guest=request.guest_id)
    rows = Request.objects.filter(theirs, house__organization=request.house.organization_id)
    return rows.exclude(pk=request.pk).select_related("guest")


def _let_go(request: Request, to: Person) -> None:
    """Put a request back that the colleague was talking on."""
    if request.state == State.TALKING and request.taken_by_id == to.pk:
        request.state, request.taken_by = State.HEARD, None
        request.save(update_fields=["state", "taken_by"])
