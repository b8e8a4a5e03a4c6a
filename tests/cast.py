"""The cast: a house with three rooms, and the people who come to its door."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.test import Client

from respite.models import Feature, House, Role, Setting
from tests.factories import BedFactory, HouseFactory, MembershipFactory, RoomFactory

ROOMS = {"Birch": [Feature.STEP_FREE, Feature.GROUND_FLOOR, Feature.OWN_BATH], "Cedar": [Feature.QUIET], "Willow": []}


@pytest.fixture
def house(db, request):
    """Juniper House: three rooms, one of them without steps. Marked `live`, it follows its board at once."""
    house = HouseFactory(name="Juniper House", slug="juniper-house", organization__slug="valley")
    for position, (name, features) in enumerate(ROOMS.items()):
        BedFactory(room=RoomFactory(house=house, name=name, features=features, position=position))
    return live(house) if request.node.get_closest_marker("live") else house


def live(house):
    """Have a house follow its board at once, where a new one keeps to the grid of hours."""
    Setting.objects.create(house=house, name="publishing", value="live", holds_from=date(2020, 1, 1))
    return House.objects.get(pk=house.pk)


@pytest.fixture
def harbor(db):
    """A house of another organization, to prove separation."""
    house = HouseFactory(name="Harbor", slug="harbor", organization__slug="coast")
    BedFactory(room=RoomFactory(house=house, name="Pier"))
    return house


def member(house, role, name):
    """Return somebody with a role in the house, or in its whole organization."""
    whole = role in {Role.OFFICE, Role.EDITOR, Role.READER}
    row = MembershipFactory(
        house=None if whole else house, organization=house.organization, role=role, person__name=name
    )
    return row.person


@pytest.fixture
def peer(house):
    """Joy, peer supporter."""
    return member(house, Role.PEER, "Joy")


@pytest.fixture
def lead(house):
    """Ana, house lead."""
    return member(house, Role.LEAD, "Ana")


@pytest.fixture
def editor(house):
    """Wes, who edits pages and sees no guest data."""
    return member(house, Role.EDITOR, "Wes")


@pytest.fixture
def stranger(harbor):
    """Kai, who works in another organization."""
    return member(harbor, Role.LEAD, "Kai")


def signed_in(person):
    """Return a browser of somebody who signed in with their second factor."""
    client = Client()
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


@pytest.fixture
def desk(peer):
    """The browser of Joy, peer supporter."""
    return signed_in(peer)


@pytest.fixture
def lead_desk(lead):
    """The browser of Ana, house lead."""
    return signed_in(lead)


@pytest.fixture
def stranger_desk(stranger):
    """The browser of Kai from another organization."""
    return signed_in(stranger)
