"""What the worker does by the clock. Nothing depends on it to be true: reading already knows what is over."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from intake import drafts, entering, forgetting, guest_session, handing, listing, offering, proposing, sending
from openings import files, pools, publishing
from openings import forgetting as past
from openings.partners import delivering, events, sweeping
from respite import phones
from respite.models import House, Sending
from stays import connecting, incidents, keeping, logbook, nightly

logger = logging.getLogger(__name__)
SENDINGS_KEPT = timedelta(hours=24)  # RE-05: as long as somebody may go back and send the same page again


@app.periodic(cron="* * * * *")
@app.task(name="openings.every_minute", queueing_lock="openings.every_minute")
def every_minute(timestamp: int) -> None:
    """Write down lapsed offers, let the notices follow the board into the next night, forget idle answers and pages."""
    close_old_connections()
    tidy(House.objects.all())
    publish_pools()
    handing.sweep()
    sending.sweep()
    drafts.sweep()
    guest_session.sweep()
    phones.remember()
    nightly.make_due(House.objects.select_related("organization"))


@app.periodic(cron="17 * * * *")
@app.task(name="openings.every_hour", queueing_lock="openings.every_hour")
def every_hour(timestamp: int) -> None:
    """Let connections rest whose last day is over in every house, and forget what is past its time.

    A house that is busy or broken waits for the next hour and holds up no other.
    """
    close_old_connections()
    houses = list(House.objects.all())
    if houses:
        connecting.end_by_themselves(min(house.local().date() for house in houses))
    for house in houses:
        with by_itself("A house waits for the next hour."):
            listing.sweep(house)
            forgetting.forget_old(house)
            keeping.sweep(house)
            logbook.sweep(house)
            incidents.sweep(house)
            past.sweep(house)
    entering.sweep()
    sweeping.sweep()
    past.sweep_areas()
    Sending.objects.filter(at__lt=timezone.now() - SENDINGS_KEPT).delete()


def tidy(houses: Iterable[House]) -> None:
    """Tidy each house by itself: one that is busy or broken waits for the next minute and holds up no other.

    What a house says comes first, and by itself: no request that cannot be read keeps an old word outside.
    """
    for house in houses:
        with by_itself("What a house says waits for the next minute."):
            # What tidy changes is published by it; this follows the clock: a night begins, a setting's day comes.
            publishing.refresh(house)
            publishing.on_the_hour(house)
        with by_itself("A house waits for the next minute."):
            offering.tidy(house)
            proposing.room_opened(house)


def publish_pools() -> None:
    """Publish the word of each area whose time has come; one that is in trouble holds up no other."""
    for pool in pools.of_all():
        with by_itself("An area waits for the next minute."):
            pools.on_the_hour(pool)


@contextmanager
def by_itself(sentence: str) -> Iterator[None]:
    """Hold what goes wrong inside, whatever it is, and write `sentence` down with it: the rest goes on."""
    try:
        yield
    except (ValidationError, DatabaseError):
        logger.warning(sentence, exc_info=True)
    except Exception:
        logger.exception(sentence)


@app.periodic(cron="* * * * *")
@app.task(name="openings.files", queueing_lock="openings.files", lock="openings.files")
def files_every_minute(timestamp: int) -> None:
    """Write the public answers as files: a task of its own, so that no trouble elsewhere keeps an old word outside."""
    close_old_connections()
    write_files()


def write_files() -> None:
    """Write the public answers as files, where a place is set; one that cannot be written to is tried again."""
    try:
        files.publish()
    except Exception:  # what a storage raises is its library's own affair, and no reason to leave work undone
        logger.exception("The public files could not be written. They are tried again in a minute.")


@app.periodic(cron="* * * * *")
@app.task(name=events.JOB, queueing_lock=events.JOB, lock=events.ALONE)
def tell_partners(timestamp: int) -> None:
    """See what partners are to be told by the clock, and send what is due: alone, whoever does not answer."""
    for work in (delivering.put_back, events.by_phone, events.expired, events.services, delivering.deliver):
        with by_itself("News for partners wait for the next minute."):
            work()
