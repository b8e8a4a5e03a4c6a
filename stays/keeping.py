"""What goes by the calendar: staff-only notes after their last day, hopes after their days, old records (SE-61).

Reading never waits for this: what is over is left out of every question at once.
"""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from respite.models import House
from stays import undoing
from stays.models import Accommodation, Change, Note, RecordWords, Stay

NOTHING = models.Value(None, models.BinaryField())


def sweep(house: House) -> int:
    """Delete what was written about stays of `house` and is past its time; return how many rows."""
    rules, stays = house.rules(), Stay.objects.of_house(house)
    old, hoped = stays.filter(_over(house, rules.stay_days)), stays.filter(_over(house, rules.hopes_days))
    with transaction.atomic():
        count = Note.objects.filter(stay__house=house, staff_only=True, until__lt=house.tonight()).delete()[0]
        for model in (Note, Accommodation, RecordWords):
            count += model._default_manager.filter(stay__in=old).delete()[0]
        old.exclude(welcomed=[], lock_box="").update(welcomed=[], lock_box="", key_out_at=None, key_back_at=None)
        Change.objects.filter(house=house, at__lt=timezone.now() - 2 * undoing.OFFERED).delete()
        return count + hoped.filter(hopes__isnull=False).update(hopes=NOTHING)


def _over(house: House, days: int) -> models.Q:
    """Return which stays are over for more than `days`, or would be, had they happened."""
    states = [Stay.State.CANCELLED, Stay.State.DID_NOT_ARRIVE, Stay.State.LET_GO]
    never = models.Q(state__in=states, nights__endswith__lt=house.tonight() - timedelta(days=days))
    return never | models.Q(state=Stay.State.LEFT, left_at__lt=timezone.now() - timedelta(days=days))
