"""What the worker does for the stays: thin doors to verbs. Jobs hold ids only, and each may come more than once."""

from procrastinate.contrib.django import app

from stays import calling_out


@app.task(name="stays.call_out")
def call_out(ask_id: str, person_id: int, n: int = 0) -> None:
    """Write to one per-diem colleague that a shift is open."""
    calling_out.send(ask_id, person_id, n)
