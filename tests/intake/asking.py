"""Requests as the tests of the desk need them: known, with an offer out, and what a colleague sends."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from intake import flow, offering
from intake.models import Message, Request
from respite import vault
from respite.models import Key
from tests import factories


def url(name, house, *args):
    return reverse(f"desk:{name}", args=[house.slug, *args])


def asked_by(house, name="Luz", **more):
    return factories.ask(house, name=name, **more)[0]


def known(house, by, name="Luz"):
    """Return the request of somebody we talked with."""
    asked = asked_by(house, name)
    flow.converse(asked, outcome="known", by=by, agreed="Calls when it gets hard.")
    return asked


def offered(house, by, name="Luz", **more):
    """Return a request with an open offer."""
    asked = asked_by(house, name)
    offering.offer(asked, nights=factories.nights_from_tonight(house), by=by, **more)
    return asked


def ending(outcome, **more):
    return {"outcome": outcome, "agreed": "We will talk again.", "hold_hours": "6", **more}


def night(house, later=0):
    return (house.tonight() + timedelta(days=later)).isoformat()


def wrote(request, words="Is there a place for my bike?", by=None):
    """Return words on the page of a request that nobody has read yet."""
    message = Message(request=request, by=by)
    message.words = words
    message.save()
    return message


def many(house, count, *, late=0):
    """Have so many people wait, as cheaply as can be: without a code, whose hash takes its time."""
    keys = [Key(organization=house.organization) for _n in range(count)]
    for key in keys:
        key.wrapped = vault.wrap(vault.new_key(), key.owner)
    Key.objects.bulk_create(keys)
    rows, now = [], timezone.now()
    for n, key in enumerate(keys):
        by = now - timedelta(hours=1) if n < late else now + timedelta(days=2, minutes=n)
        row = Request(house=house, key=key, promised_by=by)
        row.name, row.contact, row.wishes = f"Asker {n}", factories.CALL.kept(), {"from": "", "nights": 3}
        rows.append(row)
    return Request.objects.bulk_create(rows)
