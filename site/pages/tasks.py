"""What the worker does by the clock for editors: what they scheduled goes live by itself."""

import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from wagtail.models import Page, Revision

from pages import offline
from pages.importing import plan

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="pages.every_minute", queueing_lock="pages.every_minute")
def every_minute(timestamp: int) -> None:
    """Publish what is due, forget what nobody said yes to, and keep the page for a bad day fresh."""
    close_old_connections()
    publish_due()
    plan.sweep()
    write_offline()


def write_offline() -> None:
    """Keep the page for a bad day fresh; a disk that is full holds up nothing else."""
    try:
        offline.write()
    except OSError:
        logger.warning("The page for when nothing answers waits for the next minute.", exc_info=True)


def publish_due() -> None:
    """Publish every text and page whose moment has come, and take down the pages whose time is over.

    One that cannot be published any more (a house agreed on something else meanwhile) becomes a draft again, and holds
    up no other.
    """
    now = timezone.now()
    for revision in Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except ValidationError:
            logger.warning("A scheduled text is a draft again: %s.", revision.pk, exc_info=True)
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        except DatabaseError:
            logger.warning("A scheduled text waits for the next minute.", exc_info=True)
    for page in Page.objects.filter(live=True, expire_at__lt=now):
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
