"""What the worker does for the intake: thin doors to verbs. Jobs hold ids only, and each may come more than once."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from intake import outgoing, proposing
from respite.models import House


@app.task(name="intake.send")
def send(delivery_id: str) -> None:
    """Hand one message over."""
    outgoing.leave(delivery_id)


@app.task(name="intake.outcome")
def outcome(delivery_id: str, n: int) -> None:
    """Ask what became of a text."""
    outgoing.ask_outcome(delivery_id, n)


@app.task(name="intake.room_opened")
def room_opened(house_id: str) -> None:
    """See whom a room that may be free now is for."""
    house = House.objects.filter(pk=house_id).first()
    if house:
        proposing.room_opened(house)


@app.periodic(cron="* * * * *")
@app.task(name="intake.stalled", queueing_lock="intake.stalled", pass_context=True)
async def stalled(context: JobContext, timestamp: int) -> None:
    """Take up again what a worker had in its hands when it died: each of our jobs may come twice (RE-10)."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except ConnectorException:  # its like waits in the queue already
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
