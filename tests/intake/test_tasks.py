"""The thin doors of the worker."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from intake import listing
from respite.queueing import later
from tests.intake.asking import known
from tests.working import queued, work


def test_job_waits_until_its_time(db):
    later("intake.send", at=timezone.now() + timedelta(minutes=1), delivery_id=str(uuid.uuid4()))

    assert work() == []
    assert len(queued()) == 1


def test_job_that_may_wait_once_waits_once(db):
    for name in ("a", "a", "b"):
        later("intake.send", once=name, delivery_id=str(uuid.uuid4()))

    assert len(queued()) == 2


def test_job_of_a_worker_waits_for_the_commit_of_its_verb_RE_10(db):
    with app.replace_connector(app.connector.get_worker_connector()):  # as inside of a worker
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
            later("intake.send", delivery_id=str(uuid.uuid4()))
            assert len(queued()) == 1
            raise RuntimeError
        assert queued() == []


def test_opened_room_of_a_house_that_is_gone_ends_quietly(db):
    later("intake.room_opened", house_id=str(uuid.uuid4()))

    assert work() == ["intake.room_opened"]


def test_opened_room_leads_to_nothing_where_nobody_waits(house, peer):
    listing.join(known(house, peer), kind="call")
    later("intake.room_opened", house_id=str(house.pk))
    work()

    assert not house.requests.filter(offers__isnull=False).exists()
