"""Transactions that change bed-nights: one lock order, a bounded number of tries, plain sentences (RE-02).

Order of locks: the house row, then rooms and beds by id. The exclusion constraint is the last refusal.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, ExclusionViolation, LockNotAvailable, SerializationFailure

from respite.models import House

TRIES = 5


@contextmanager
def locked(house: House) -> Iterator[House]:
    """Open a transaction and lock the row of `house` in it; freshly read, so that its settings are the current ones.

    Raises ValidationError (code "taken") when the database refuses a second promise of a bed-night.
    """
    try:
        with transaction.atomic():
            yield House.objects.select_for_update(of=("self",)).select_related("organization").get(pk=house.pk)
    except IntegrityError as refusal:
        if isinstance(refusal.__cause__, ExclusionViolation):
            raise ValidationError(_words(refusal.__cause__), code="taken") from refusal
        raise


def _words(refusal: ExclusionViolation) -> str:
    """Return the sentence of the constraint that refused: its model knows the words."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == refusal.diag.constraint_name:
                return str(constraint.violation_error_message)
    return str(_("That night was taken a moment ago."))


def again[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Try a verb again when the database gave up on it for others' sake: at most 5 times, within 2 seconds.

    Inside somebody else's transaction it is tried once, because only the whole may be repeated.
    """

    @wraps(verb)
    def trying(*args: P.args, **kwargs: P.kwargs) -> R:
        started = time.monotonic()
        for n in range(1, TRIES + 1):
            try:
                return verb(*args, **kwargs)
            except OperationalError as trouble:
                if isinstance(trouble.__cause__, LockNotAvailable):
                    raise busy() from trouble
                passing = isinstance(trouble.__cause__, DeadlockDetected | SerializationFailure)
                if not passing or connection.in_atomic_block:
                    raise
                if n == TRIES or time.monotonic() - started > 2:
                    raise busy() from trouble
                time.sleep(random.uniform(0.01, 0.05) * n)  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    return trying


def busy() -> ValidationError:
    """Return the sentence for a house that many people are changing at once."""
    return ValidationError(_("Somebody else is changing this house right now. Please try again."), code="busy")
