"""Telling numbers of rooms takes two people."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from openings import numbers
from openings.models import NumbersAsked
from openings.settings_forms import NoticeForm
from respite.models import Entry, House, Role, Setting
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


def press(house, desk, page=None):
    """Send the page as it was read."""
    page = page or desk.get(agreeing(house))
    seen = BeautifulSoup(page.content, "html.parser").select_one("input[name=seen]")["value"]
    return desk.post(agreeing(house), {"seen": seen}, follow=True)


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

    page = press(house, signed_in(office)).content.decode()

    assert style(house) == "count"
    assert "You both agreed" in page
    told = Entry.objects.filter(house=house, verb__endswith="to tell numbers").order_by("pk")
    assert [(entry.verb, entry.by) for entry in told] == [
        ("asked to tell numbers", lead),
        ("agreed to tell numbers", office),
    ]


def test_whoever_asked_cannot_agree_and_can_take_it_back(house, lead, lead_desk):
    send_count(house, lead_desk)

    refused("state", numbers.agree, house, by=lead, seen=numbers.mark(numbers.asked(house)))
    page = lead_desk.get(agreeing(house)).content.decode()
    press(house, lead_desk)

    assert "Take it back" in page
    assert "I agree" not in page
    assert not NumbersAsked.objects.exists()
    assert style(house) == "coarse"


def test_peer_supporter_cannot_agree(house, lead, peer, desk):
    numbers.ask(house, by=lead, holds_from=house.tonight())

    refused("state", numbers.agree, house, by=peer, seen=numbers.mark(numbers.asked(house)))

    assert desk.post(agreeing(house)).status_code == 403
    assert style(house) == "coarse"


def test_agreeing_when_it_was_taken_back_says_so(house, lead, office):
    seen = numbers.mark(numbers.ask(house, by=lead, holds_from=house.tonight()))
    numbers.take_back(house, by=lead, seen=seen)

    refused("state", numbers.agree, house, by=office, seen=seen)

    assert signed_in(office).get(agreeing(house)).status_code == 404


def test_house_that_became_small_or_confidential_meanwhile_tells_no_numbers(house, lead, office):
    seen = numbers.mark(numbers.ask(house, by=lead, holds_from=house.tonight()))
    House.objects.filter(pk=house.pk).update(confidential=True)

    refused("state", numbers.agree, house, by=office, seen=seen)

    House.objects.filter(pk=house.pk).update(confidential=False)
    house.beds.filter(room__name__in=["Aspen", "Maple"]).delete()
    refused("state", numbers.agree, house, by=office, seen=seen)


def test_small_house_cannot_even_ask(harbor, lead):
    refused("state", numbers.ask, harbor, by=lead, holds_from=harbor.tonight())


def test_going_back_to_words_takes_one_person(house, lead, lead_desk, office):
    seen = numbers.mark(numbers.ask(house, by=lead, holds_from=house.tonight()))
    numbers.agree(house, by=office, seen=seen)

    send_count(house, lead_desk, publishing="coarse")

    assert style(house) == "coarse"


def test_agreed_twice_in_one_moment_decides_once(house, lead, office):
    seen = numbers.mark(numbers.ask(house, by=lead, holds_from=house.tonight()))

    numbers.agree(house, by=office, seen=seen)

    refused("state", numbers.agree, house, by=office, seen=seen)


def test_button_that_takes_back_never_agrees_to_what_a_colleague_asked_meanwhile(house, lead, lead_desk, office):
    numbers.ask(house, by=lead, holds_from=house.tonight())
    page = lead_desk.get(agreeing(house))
    numbers.ask(house, by=office, holds_from=house.tonight())

    answer = press(house, lead_desk, page)

    assert style(house) == "coarse"
    assert numbers.asked(house).asked_by == office
    assert "Please look again" in answer.content.decode()


def test_another_day_than_the_one_that_was_read_is_not_agreed_to(house, lead, office):
    seen = numbers.mark(numbers.ask(house, by=lead, holds_from=house.tonight() + timedelta(days=30)))
    numbers.ask(house, by=lead, holds_from=house.tonight())

    refused("state", numbers.agree, house, by=office, seen=seen)


def test_who_asked_and_left_the_team_is_no_second_person(house, lead, office):
    seen = numbers.mark(numbers.ask(house, by=lead, holds_from=house.tonight()))
    lead.memberships.update(ends=house.tonight())

    refused("state", numbers.agree, house, by=office, seen=seen)


def test_agreed_numbers_can_be_taken_back_before_their_day(house, lead, lead_desk, office):
    day = house.tonight() + timedelta(days=7)
    numbers.agree(house, by=office, seen=numbers.mark(numbers.ask(house, by=lead, holds_from=day)))
    page = BeautifulSoup(lead_desk.get(settings_of(house)).content, "html.parser")
    button = page.select_one("button[name=planned]")

    lead_desk.post(page.select_one("form#planned")["action"], {"planned": button["value"]})

    assert button["form"] == "planned"
    assert not Setting.objects.filter(house=house, name="publishing", holds_from=day).exists()
