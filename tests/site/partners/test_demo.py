"""The demo's partner: told through the verbs, with something to see on each of its pages."""

import pytest
from django.utils import timezone

from openings.models import Agreement, PartnerUse, Subscription, Webhook
from openings.partners import keys
from respite.management import partners
from tests import factories
from tests.site.partners.cast import ask

pytestmark = pytest.mark.usefixtures("clock")


def test_demo_s_partner_has_a_key_an_agreement_and_news(house, office, lead, monkeypatch):
    shown = []
    real = keys.make
    monkeypatch.setattr(keys, "make", lambda *args, **more: shown.append(real(*args, **more)) or shown[-1])
    other = factories.HouseFactory(organization=house.organization)

    partners.tell([house, other], office=office, lead=lead)

    row = Subscription.objects.get()
    assert ask(shown[0]).status_code == 200
    assert Agreement.objects.get().state(timezone.now().date()) == "holds"
    assert PartnerUse.objects.count() == len(partners.ASKED)
    assert (row.is_on, row.failing_since, row.houses.count()) == (True, None, 2)
    assert sorted(Webhook.objects.values_list("event", "state", "tries")) == [
        ("availability.published", "done", 1), ("availability.published", "done", 1), ("endpoint.test", "done", 2),
    ]  # fmt: skip
