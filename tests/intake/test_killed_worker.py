"""A real worker, killed with a message in its hands, again and again."""

import signal
import time
from datetime import timedelta

import pytest
from django.db.models import F

from intake import sending
from intake.models import Delivery
from respite.queueing import later
from tests import factories
from tests.working import TEXT, asked, midday_zone, start_worker

AT_ONCE, ROUNDS, PEOPLE = 2, 3, 8  # a worker has two jobs in its hands
TWIN = """INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status)
    VALUES ('default', 'intake.send', 'twin', '{"delivery_id": "00000000-0000-0000-0000-000000000000"}', %s)
    RETURNING id"""
LEFT = "SELECT task_name, status FROM procrastinate_jobs WHERE task_name LIKE 'intake.s%%' AND status <> 'failed'"


@pytest.fixture
def start(text_gateway):
    """Start workers; whatever happens, none of them outlives the test."""
    started = []

    def one():
        started.append(start_worker(text_gateway))
        return started[-1]

    yield one
    for worker in started:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def wait_until(true, seconds=60):
    """Wait for something another process does."""
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, "The worker did not come that far."
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_send_nobody_a_message_twice_and_lose_none_RE_10(house, text_gateway, start):
    house.zone = midday_zone()
    house.save()
    people = [factories.ask(house, name=f"Guest {n}", contact=TEXT)[0] for n in range(PEOPLE)]
    for request in people:
        sending.send(request, template="call")
    text_gateway.then(*["hang"] * AT_ONCE * ROUNDS)

    for n in range(1, ROUNDS + 1):
        worker = start()
        wait_until(lambda so_far=n: text_gateway.asked == AT_ONCE * so_far)
        worker.kill()
        worker.wait()
    Delivery.objects.filter(state="leaving").update(changed_at=F("changed_at") - timedelta(minutes=11))
    asked("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' RETURNING id")
    later("intake.stalled", timestamp=0)
    for status in ("doing", "todo"):  # one that cannot come back, because its like waits already
        asked(TWIN, status)
    worker = start()
    wait_until(lambda: asked(LEFT) == [])
    worker.send_signal(signal.SIGTERM)
    said = worker.stdout.read().decode()

    assert text_gateway.asked == len(text_gateway.paths) == PEOPLE  # nobody's came twice, nobody's was left out
    sending.sweep()
    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == ["handed"] * (PEOPLE - AT_ONCE * ROUNDS) + ["unsure"] * AT_ONCE * ROUNDS
    assert sending.in_trouble(house).count() == AT_ONCE * ROUNDS
    assert "5550118" not in said
