"""The cast around a partner: the office of the organization, Valley 211, and what it may read."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from openings.partners import agreements, guard, keys, partnering, subscribing
from openings.partners.webhook_models import CHOSEN
from respite.models import Role
from tests import factories
from tests.cast import member, signed_in

MORNING = datetime(2026, 11, 24, 15, 17, tzinfo=UTC)  # 9:17 am in the house, a time of the grid behind it


@pytest.fixture
def clock():
    """A quarter past nine in the morning; it stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(house):
    """Bea, who leads the organization."""
    return member(house, Role.OFFICE, "Bea")


@pytest.fixture
def office_desk(office):
    """The browser of Bea."""
    return signed_in(office)


@pytest.fixture
def partner(house, office):
    """Valley 211."""
    facts = {"name": "Valley 211", "email": "data@valley211.example"}
    return partnering.begin(house.organization, since=house.tonight(), by=office, **facts)


@pytest.fixture
def two(office, lead):
    """Bea and Ana, who may agree on something about Juniper House."""
    return office, lead


@pytest.fixture
def key(partner, office):
    """A key of Valley 211, as it was shown."""
    return keys.make(partner, by=office)


def ask(key, path="/api/v1/availability/juniper-house", method="get", **headers):
    """Return what whoever holds a key is answered."""
    return getattr(Client(), method)(path, headers={"authorization": f"Bearer {key}", **headers})


def agreed(partner, houses, by, other, *, what="state", days=30):
    """Return an agreement of two people that holds from today on."""
    today = houses[0].local().date()
    row = agreements.record(
        partner, houses=houses, what=what, signed_on=today, ends_on=today + timedelta(days=days), by=by
    )
    return agreements.agree(row, by=other)


@pytest.fixture
def no_look_up(monkeypatch):
    """Have every name lead to the public internet, without asking."""
    monkeypatch.setattr(guard, "_look_up", lambda host: ["8.8.8.8"])


def subscribed(partner, houses, by, *, kinds=CHOSEN, address="https://hooks.valley211.example/respite"):
    """Return a subscription of a partner to these houses."""
    return subscribing.subscribe(partner, address=address, kinds=kinds, houses=houses, by=by)[0]


def larger(house):
    """Give a house five beds."""
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    return house
