"""News for partners in the hands of a real worker, as production runs it."""

import signal

import pytest

from openings.models import Webhook
from openings.partners import events, guard
from openings.partners.webhook_models import Kind
from tests.intake.test_killed_worker import wait_until
from tests.site.partners.cast import subscribed
from tests.working import asked, start_worker

LEFT = "SELECT id FROM procrastinate_jobs WHERE task_name = %s AND status = 'doing'"


@pytest.mark.django_db(transaction=True)
def test_real_worker_takes_an_event_up_and_frees_the_way_for_the_next_RE_10(house, partner, office, text_gateway):
    """A name that ends in .example leads nowhere, so all it can do is note that, and try again later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "_look_up", lambda host: ["8.8.8.8"])
        row = subscribed(partner, [house], office, kinds=[Kind.SERVICE])
    events.test(row)
    worker = start_worker(text_gateway)
    try:
        wait_until(lambda: Webhook.objects.get().trouble == "name")
        wait_until(lambda: Webhook.objects.get().tries > 1)  # a second job, alone as the first was
        worker.send_signal(signal.SIGTERM)
        said = worker.stdout.read().decode()
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()

    assert Webhook.objects.get().state == "waiting"
    assert asked(LEFT, events.JOB) == []
    assert "hooks.valley211" not in said
