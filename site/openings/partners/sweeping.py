"""How long things about partners are kept."""

from datetime import timedelta

from django.utils import timezone

from openings.partners.models import PartnerUse
from openings.partners.webhook_models import Subscription, Webhook

LOG = timedelta(days=30)  # what was sent
USES = timedelta(days=800)  # counts of each day: this year, the last one, and the one before for comparing


def sweep() -> None:
    """Forget what was sent long ago, old counts, and secrets that sign no more."""
    now = timezone.now()
    Webhook.objects.filter(made_at__lt=now - LOG).exclude(state=Webhook.State.LEAVING).delete()
    PartnerUse.objects.filter(day__lt=(now - USES).date()).delete()
    Subscription.objects.filter(old_until__lte=now).update(old_secret=None, old_until=None)
