"""Requests as the tests of the desk need them: known, with an offer out, and what a colleague sends."""

from datetime import timedelta

from django.urls import reverse

from intake import flow, offering
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
