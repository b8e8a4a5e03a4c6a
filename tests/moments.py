"""Two clocks: the app's, which a test may turn, and the database's, which decides when a hold is over."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone


def later(**time):
    """Turn the app's clock, as in `with later(days=1):`; the database's stays right."""
    return time_machine.travel(timezone.now() + timedelta(**time))


def lapse(stay):
    """Move the end of a hold, and of the offer that stands on it, into the past by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stays_stay SET hold_until = now() - interval '1 second' WHERE id = %s", [stay.pk])
        cursor.execute("UPDATE intake_offer SET until = now() - interval '1 second' WHERE stay_id = %s", [stay.pk])


def refused(code, verb, *args, **facts):
    """Call a verb that refuses with this code, and return its sentence."""
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **facts)
    assert [error.code for error in refusal.value.error_list] == [code]
    return " ".join(refusal.value.messages)
