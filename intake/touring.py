"""Tours: the house offers moments, somebody chooses one, either of the two can call it off."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import moves, sending
from intake.models import Request, TourTime, TourVisit
from intake.models.tour import TourTimeQuerySet
from respite import history
from respite.locks import again, locked
from respite.models import House, Person

MOST_PLACES = 20


@again
def offer_time(house: House, *, starts_at: datetime, places: int, by: Person) -> TourTime:
    """Offer a moment for a tour. Refused (code "state") when it is over already, or there is a tour at that time."""
    if not 1 <= places <= MOST_PLACES:
        raise ValidationError(
            _("Write a whole number from %(low)d to %(high)d."), params={"low": 1, "high": MOST_PLACES}, code="state"
        )
    with locked(house) as fresh:
        if starts_at <= timezone.now():
            raise ValidationError(_("Choose a time that is still to come."), code="state")
        if fresh.tour_times.filter(called_off_at=None, starts_at=starts_at).exists():
            raise ValidationError(_("There is a tour at that time already."), code="state")
        tour = TourTime.objects.create(house=fresh, starts_at=starts_at, places=places, by=by)
        history.record("tour offered", tour, house=fresh, by=by, starts_at=starts_at.isoformat(), places=places)
        return tour


@again
def call_off(tour: TourTime, *, by: Person) -> TourTime:
    """Call a tour off; whoever wanted to come is told, in the ways they allow and on their page."""
    with transaction.atomic():
        tour = _locked(tour)
        _refuse_over(tour)
        tour.called_off_at = timezone.now()
        tour.save(update_fields=["called_off_at"])
        history.record("tour called off", tour, house=tour.house, by=by)
        for visit in _coming([tour]):
            visit.cancelled_at = tour.called_off_at
            visit.save(update_fields=["cancelled_at"])
            history.record("tour called off", visit.request, house=tour.house, by=by)
            sending.send(visit.request, template="tour", by=by, about=tour.pk)
        return tour


@again
def book(request: Request, tour: TourTime, *, by: Person | None = None) -> TourVisit:
    """Choose a moment. Refused with "taken" when its last place went to somebody else; one tour at a time."""
    with transaction.atomic():
        request = moves.locked(request)
        tour = _locked(tour)
        if tour.house_id != request.house_id or request.state == Request.State.TAKEN_BACK:
            raise ValidationError(_("This tour cannot be chosen from here."), code="state")
        _refuse_over(tour)
        if visit_of(request):
            raise ValidationError(_("There is a tour planned already. Call that one off first."), code="state")
        if tour.visits.filter(cancelled_at=None).count() >= tour.places:
            raise ValidationError(_("The last place on this tour is taken. Please choose another time."), code="taken")
        visit = TourVisit.objects.create(tour=tour, request=request, by=by)
        history.record("tour booked", request, house=tour.house, by=by)
        return visit


@again
def cancel(visit: TourVisit, *, by: Person | None = None) -> TourVisit:
    """They do not come to the tour after all; no reason is asked, and the place is free again."""
    with transaction.atomic():
        rows = TourVisit.objects.select_for_update(of=("self",)).select_related("tour", "request__house__organization")
        visit = rows.get(pk=visit.pk)
        if visit.cancelled_at:
            raise ValidationError(_("This tour is called off already."), code="state")
        if visit.tour.starts_at <= timezone.now():
            raise ValidationError(_("This tour is over."), code="state")
        visit.cancelled_at = timezone.now()
        visit.save(update_fields=["cancelled_at"])
        history.record("tour cancelled", visit.request, house=visit.request.house, by=by)
        return visit


def open_times(house: House) -> TourTimeQuerySet:
    """Return the moments of `house` that somebody can still choose, the next one first."""
    return house.tour_times.to_come().with_room().order_by("starts_at")


def visit_of(request: Request) -> TourVisit | None:
    """Return the tour somebody has chosen and that is still to come, or None."""
    rows = request.visits.filter(cancelled_at=None, tour__called_off_at=None, tour__starts_at__gt=timezone.now())
    return rows.select_related("tour__house").first()


def _coming(tours: Iterable[TourTime]) -> list[TourVisit]:
    rows = TourVisit.objects.filter(tour__in=tours, cancelled_at=None)
    return list(rows.select_related("request__key", "request__guest__key", "request__house__organization"))


def _locked(tour: TourTime) -> TourTime:
    rows = TourTime.objects.select_for_update(of=("self",)).select_related("house__organization")
    return rows.get(pk=tour.pk)


def _refuse_over(tour: TourTime) -> None:
    if tour.called_off_at:
        raise ValidationError(_("This tour is called off already."), code="state")
    if tour.starts_at <= timezone.now():
        raise ValidationError(_("This tour is over."), code="state")
