"""Telling numbers of rooms takes two people."""

import pytest
from django.urls import reverse

from openings import numbers
from openings.models import NumbersAsked
from openings.settings_forms import NoticeForm
from respite.models import Entry, House, Role
from tests import factories
from tests.cast import member, signed_in
from tests.moments import refused


@pytest.fixture
def house(house):
    """A house of five beds."""
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    return house


@pytest.fixture
def office(house):
    """Bea, who leads the organization."""
    return member(house, Role.OFFICE, "Bea")


def settings_of(house):
    return reverse("openings:settings-notice", args=[house.slug])


def agreeing(house):
    return reverse("openings:settings-numbers", args=[house.slug])


def send_count(house, desk, **more):
    form = NoticeForm(house=House.objects.get(pk=house.pk))
    sent = {name: form[name].value() for name in [*form.labels, "holds_from"]}
    return desk.post(settings_of(house), sent | {"publishing": "count"} | more, follow=True)


def style(house):
    return House.objects.get(pk=house.pk).style


def test_one_person_alone_changes_nothing_and_is_told_so(house, lead_desk):
    page = send_count(house, lead_desk, hold_back="1").content.decode()

    assert style(house) == "coarse"
    assert "Numbers need two people." in page
    assert "Ana asked that the public reads numbers of rooms." in page
    assert House.objects.get(pk=house.pk).rules().hold_back == 1


def test_a_second_person_agrees_and_both_stand_in_the_history(house, lead, lead_desk, office):
    send_count(house, lead_desk)

    page = signed_in(office).post(agreeing(house), follow=True).content.decode()

    assert style(house) == "count"
    assert "You both agreed" in page
    told = Entry.objects.filter(house=house, verb__endswith="to tell numbers").order_by("pk")
    assert [(entry.verb, entry.by) for entry in told] == [
        ("asked to tell numbers", lead),
        ("agreed to tell numbers", office),
    ]


def test_whoever_asked_cannot_agree_and_can_take_it_back(house, lead, lead_desk):
    send_count(house, lead_desk)

    refused("state", numbers.agree, house, by=lead)
    page = lead_desk.get(agreeing(house)).content.decode()
    lead_desk.post(agreeing(house))

    assert "Take it back" in page
    assert "I agree" not in page
    assert not NumbersAsked.objects.exists()
    assert style(house) == "coarse"


def test_peer_supporter_cannot_agree(house, lead, peer, desk):
    numbers.ask(house, by=lead, holds_from=house.tonight())

    refused("state", numbers.agree, house, by=peer)

    assert desk.post(agreeing(house)).status_code == 403
    assert style(house) == "coarse"


def test_agreeing_when_it_was_taken_back_says_so(house, lead, office):
    numbers.ask(house, by=lead, holds_from=house.tonight())
    numbers.take_back(house, by=lead)

    refused("state", numbers.agree, house, by=office)

    assert signed_in(office).get(agreeing(house)).status_code == 404


def test_house_that_became_small_or_confidential_meanwhile_tells_no_numbers(house, lead, office):
    numbers.ask(house, by=lead, holds_from=house.tonight())
    House.objects.filter(pk=house.pk).update(confidential=True)

    refused("state", numbers.agree, house, by=office)

    House.objects.filter(pk=house.pk).update(confidential=False)
    house.beds.filter(room__name__in=["Aspen", "Maple"]).delete()
    refused("state", numbers.agree, house, by=office)


def test_small_house_cannot_even_ask(harbor, lead):
    refused("state", numbers.ask, harbor, by=lead, holds_from=harbor.tonight())


def test_going_back_to_words_takes_one_person(house, lead, lead_desk, office):
    numbers.ask(house, by=lead, holds_from=house.tonight())
    numbers.agree(house, by=office)

    send_count(house, lead_desk, publishing="coarse")

    assert style(house) == "coarse"


def test_agreed_twice_in_one_moment_decides_once(house, lead, office):
    numbers.ask(house, by=lead, holds_from=house.tonight())

    numbers.agree(house, by=office)

    refused("state", numbers.agree, house, by=office)
