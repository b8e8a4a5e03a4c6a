"""How long words that were published are kept: as many as the office looks back on. Who said them stays in history."""

from datetime import timedelta

from django.utils import timezone

from openings.models import Notice, PooledNotice
from openings.outside import LAST
from respite.models import House

KEPT = LAST + 1  # one more than is shown: the oldest that is shown ends where another began
OF_AREAS = timedelta(days=31)  # one is written at each time of the grid, so these are thirty or more


def sweep(house: House) -> None:
    """Forget the notices of a house that nobody looks back on: they are a diary of it, which helps only a watcher."""
    newest = Notice.objects.of_house(house).values("pk")[:KEPT]
    Notice.objects.filter(house=house).exclude(pk__in=newest).delete()


def sweep_areas() -> None:
    """Forget the words of areas of long ago."""
    PooledNotice.objects.filter(told_at__lt=timezone.now() - OF_AREAS).delete()
