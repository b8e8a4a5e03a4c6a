"""Work for later: put into the queue together with what it belongs to, or not at all (RE-10)."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


def later(
    task: str, *, at: datetime | None = None, once: str | None = None, alone: str | None = None, **ids: str | int
) -> None:
    """Have the worker run `task` with these ids, not before `at`. Rolled back with the transaction around it.

    Ids only: the queue holds no personal word (SE-45). With `once`, nothing is added while a job of that name waits.
    Of all jobs with the same `alone` one runs at a time, however many workers there are.
    Always through Django's own connection: the queue's own, as the worker has it, would not wait for our commit.
    """
    manager = JobManager(DjangoConnector())
    job = configure_task(name=task, job_manager=manager, schedule_at=at, queueing_lock=once, lock=alone)
    try:
        with transaction.atomic():
            job.defer(**ids)
    except AlreadyEnqueued:
        pass
