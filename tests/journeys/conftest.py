"""The house in which whole stories are told."""

from datetime import timedelta

import pytest

from pages import seeding
from respite.deciding import decide
from stays import agreeing
from tests.factories import BedFactory, HouseFactory, RoomFactory


@pytest.fixture
def house(db):
    """A house with one room, so that one guest makes the difference."""
    house = HouseFactory(name="Juniper House", slug="juniper-house", organization__slug="valley")
    BedFactory(room=RoomFactory(house=house, name="Birch"))
    decide(house, by=None, publishing="live", holds_from=house.tonight() - timedelta(days=1))
    agreeing.agree(house, text="# Quiet\nQuiet hours are from 10 pm to 8 am.", by=None)
    seeding.plant(house.organization)
    return house
