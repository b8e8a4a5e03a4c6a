"""One dull factory per noun; what a test cares about it says itself. Stays are made through the verbs."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from intake import flow
from intake.contact import Contact
from respite.models import Bed, House, Key, Membership, Organization, Person, Role, Room
from respite.nights import Nights
from stays import booking
from stays.models import Guest

PASSWORD = "juniper-demo"
CALL = Contact(call=True, phone="+17155550118", ask_for="Luz", times="after 4 pm")


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Organization {n}")
    slug = factory.Sequence(lambda n: f"organization-{n}")
    neutral_name = "Valley"
    phone = "+17155550100"
    warm_line = "+18005550199"
    warm_line_hours = "3 pm to 11 pm"


class HouseFactory(DjangoModelFactory):
    class Meta:
        model = House

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"House {n}")
    slug = factory.Sequence(lambda n: f"house-{n}")
    neutral_name = "The house"
    zone = "America/Chicago"
    phone = "+17155550142"
    phone_hours = "day and night"
    area = "Juniper County"
    address = "12 Quiet Lane, Juniper Falls"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    house = factory.SubFactory(HouseFactory)
    name = factory.Sequence(lambda n: f"Room {n}")
    position = factory.Sequence(lambda n: n)


class BedFactory(DjangoModelFactory):
    class Meta:
        model = Bed

    room = factory.SubFactory(RoomFactory)
    house = factory.SelfAttribute("room.house")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@valley.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organization = factory.LazyAttribute(lambda row: row.house.organization)
    house = factory.SubFactory(HouseFactory)
    role = Role.PEER
    starts = date(2020, 1, 1)


def make_guest(organization, name="Rosa", **more):
    """Return a guest with a key of their own."""
    guest = Guest(organization=organization, key=Key.make(organization))
    guest.name, guest.contact = name, CALL.kept()
    for attribute, value in more.items():
        setattr(guest, attribute, value)
    guest.save()
    return guest


def ask(house, name="Luz", contact=CALL, **more):
    """Return a request that somebody made on the web, and its code."""
    return flow.receive(house, name=name, contact=contact, **more)


def nights_from_tonight(house, count=3, *, later=0):
    """Return `count` nights of the house, starting `later` nights after tonight."""
    return Nights.starting(house.tonight() + timedelta(days=later), count)


def held(house, by, guest=None, nights=None, **more):
    """Return a stay that is held."""
    guest = guest or make_guest(house.organization)
    return booking.hold(guest, house=house, nights=nights or nights_from_tonight(house), by=by, **more)


def expected(house, by, guest=None, nights=None, **more):
    """Return a stay that is agreed."""
    return booking.confirm(held(house, by, guest, nights, **more), by=by)


def here(house, by, guest=None, nights=None, **more):
    """Return a stay whose guest is here."""
    return booking.arrive(expected(house, by, guest, nights, **more), by=by)
