"""The first page of the office, and the places beside it."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from intake import offering, sending
from intake.contact import Contact
from intake.models import Delivery, Offer
from respite import deciding, serving
from respite.models import House
from stays import accommodating, booking, closing, connecting, logbook, shifts, taking
from stays.models import Band
from tests import factories
from tests.cast import signed_in

TODAY_QUERIES = 39  # the same for one row of everything and for three
ONE_PM = "2043-11-24 19:10:00+00:00"  # a Tuesday to come, 1:10 pm in the house


@pytest.fixture
def one_pm():
    """It is 1:10 pm; ask for it first, so that people sign in at that time."""
    with time_machine.travel(ONE_PM, tick=False):
        yield


@pytest.fixture
def half_past_two():
    """It is the middle of the night."""
    with time_machine.travel("2043-11-24 08:30:00+00:00", tick=False):
        yield


@pytest.fixture
def address(house):
    """Today at Juniper House."""
    return reverse("office-today", args=[house.slug])


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """The process behind the queue is up."""
    monkeypatch.setattr(serving, "worker_alive", lambda: True)


def rows(response, which="today"):
    return [(row.name, row.words) for row in getattr(response.context["day"], which)]


def connection_for(house, by, name="Priya"):
    """Return a call that is due today."""
    guest = factories.make_guest(house.organization, name)
    stay = factories.here(house, by, guest=guest, nights=factories.nights_from_tonight(house, 1))
    booking.leave(stay, by=by)
    connecting.wish(stay, choice="one", by=by, first=house.local().date())
    return stay.connections.get()


def test_today_is_not_there_for_a_stranger(address, stranger_desk):
    assert stranger_desk.get(address).status_code == 404


def test_today_leads_a_visitor_to_sign_in(address, client):
    assert client.get(address)["Location"].startswith("/account/login/")


def test_today_refuses_an_editor(address, editor):
    assert signed_in(editor).get(address).status_code == 403


@pytest.mark.usefixtures("one_pm")
def test_today_shows_who_waits_for_an_answer_about_what_they_asked_for_LN_20(house, peer, lead, address):
    stay = factories.here(house, peer, factories.make_guest(house.organization, "Rosa"))
    asked = accommodating.ask(stay, words="A lamp that blinks.", by=None)
    browser = signed_in(peer)

    [row] = browser.get(address).context["day"].today

    assert (row.name, row.words) == ("Rosa", "asked for something that would make the stay work")
    assert row.second == "Asked today."
    assert row.url == reverse("stays:stay", args=[house.slug, stay.code]) + "#asked"
    assert "lamp" not in browser.get(address).text
    accommodating.answer(asked, state="agreed", words="", by=lead)
    assert rows(browser.get(address)) == []


def test_today_does_not_show_what_somebody_closed_to_a_colleague_asked_for_SE_32(house, peer, lead, address):
    stay = factories.here(house, peer, factories.make_guest(house.organization, "Rosa"))
    accommodating.ask(stay, words="A lamp that blinks.", by=None)
    stay.guest.closed_to.add(peer)

    assert "asked for something" not in signed_in(peer).get(address).text
    assert "asked for something" in signed_in(lead).get(address).text


@pytest.mark.usefixtures("one_pm")
def test_today_greets_by_the_clock_of_the_house(address, desk):
    text = desk.get(address).text

    assert "Tuesday 24 November" in text
    assert "Good afternoon, Joy. It is 1:10 pm." in text


def test_today_at_night_says_it_is_still_last_night(half_past_two, address, desk):
    assert "It is 2:30 am, and still last night for the house." in desk.get(address).text


@pytest.mark.usefixtures("one_pm")
def test_today_puts_what_is_late_first(house, address, desk):
    factories.ask(house, "Omar", at=timezone.now() - timedelta(hours=3))
    factories.ask(house, "Sam", at=timezone.now() - timedelta(hours=19))

    response = desk.get(address)

    assert [name for name, _words in rows(response)] == ["Sam", "Omar"]
    assert "3 hours past the time we said." in response.text
    assert [row.first for row in response.context["day"].today] == [True, False]


@pytest.mark.usefixtures("one_pm")
def test_today_puts_what_is_late_before_what_comes_sooner(house, peer, lead, address, desk):
    deciding.decide(house, by=lead, call_back_by=12)
    factories.ask(house, "Omar", at=timezone.now() - timedelta(hours=3))
    stay = factories.here(house, peer, factories.make_guest(house.organization, "Theo"))
    last_night = (house.tonight() - timedelta(days=1), house.tonight())
    stay.allocations.update(nights=last_night)
    type(stay).objects.update(nights=last_night)

    response = desk.get(address)

    assert rows(response) == [("Omar", "asked for a conversation today"), ("Theo", "leaves Willow")]


@pytest.mark.usefixtures("one_pm")
def test_today_lists_the_day_by_time(house, peer, address, desk):
    factories.ask(house, "Omar", at=timezone.now())
    offering.offer(factories.ask(house, "Luz")[0], nights=factories.nights_from_tonight(house, 2, later=3), by=peer)
    Offer.objects.update(until=timezone.now() + timedelta(hours=5))
    factories.expected(house, peer, factories.make_guest(house.organization, "Mika"))
    connection_for(house, peer)

    response = desk.get(address)

    assert [name for name, _words in rows(response)] == ["Priya", "Mika", "Luz", "Omar"]
    assert [row.when for row in response.context["day"].today] == [
        "any time",
        "2 pm to 5 pm",
        "until 6:10 pm",
        "by 8 pm",
    ]


def test_today_after_midnight_still_expects_the_guest_of_tonight(half_past_two, house, peer, address, desk):
    mika, theo = (factories.make_guest(house.organization, name) for name in ("Mika", "Theo"))
    factories.expected(house, peer, mika)
    factories.expected(house, peer, theo, factories.nights_from_tonight(house, 2, later=2))

    response = desk.get(address)

    assert house.tonight() == date(2043, 11, 23)
    assert rows(response) == [("Mika", "arrives, Willow, 3 nights")]
    assert [name for name, _words in rows(response, "tomorrow")] == ["Theo"]


@pytest.mark.usefixtures("one_pm")
def test_tomorrow_lists_who_leaves_and_who_comes(house, peer, address, desk):
    theo, mika = (factories.make_guest(house.organization, name) for name in ("Theo", "Mika"))
    factories.here(house, peer, theo, factories.nights_from_tonight(house, 1))
    factories.expected(house, peer, mika, factories.nights_from_tonight(house, 5, later=1))

    response = desk.get(address)

    assert [name for name, _words in rows(response, "tomorrow")] == ["Theo", "Mika"]


@pytest.mark.usefixtures("one_pm")
def test_tonight_tells_every_room(house, peer, lead, address, desk):
    birch, cedar, willow = house.beds.all()
    rosa, luz = (factories.make_guest(house.organization, name) for name in ("Rosa", "Luz"))
    factories.here(house, peer, rosa, bed=birch)
    closing.close(house, nights=factories.nights_from_tonight(house, 2), reason="repair", by=lead, bed=cedar)
    factories.held(house, peer, luz, bed=willow)

    bars = desk.get(address).context["day"].bars

    assert [(bar.room, bar.state, bar.name) for bar in bars] == [
        ("Birch", "here", "Rosa"),
        ("Cedar", "closed", "Closed"),
        ("Willow", "held", "Luz"),
    ]
    assert bars[0].words == "here, night 1 of 3"


def test_lapsed_hold_leaves_the_room_free_tonight(house, peer, address, desk):
    stay = factories.held(house, peer)
    stay.hold_until = timezone.now() - timedelta(minutes=1)
    stay.save(update_fields=["hold_until"])

    assert {bar.state for bar in desk.get(address).context["day"].bars} == {"free"}


@pytest.mark.usefixtures("one_pm")
def test_shift_marks_what_is_short(house, peer, lead, address, desk):
    for person in (peer, lead):
        shifts.sign_up(house, person=person, on=date(2043, 11, 24), band=Band.DAY, by=lead)

    response = desk.get(address)

    assert [(band.short, band.now) for band in response.context["cover"]] == [
        (False, True),
        (True, False),
        (True, False),
    ]
    assert "Ana, Joy" in response.text


def test_worker_down_is_one_plain_line(address, desk, monkeypatch):
    monkeypatch.setattr(serving, "worker_alive", lambda: False)

    assert "Messages are not going out just now." in desk.get(address).text


def test_live_line_is_empty_when_there_is_nothing_to_say(address, desk):
    assert re.search(r'<div\s+class="live"\s+id="live"\s+role="status"\s*></div>', desk.get(address).text)


def test_quiet_day_says_so(address, desk):
    response = desk.get(address)

    assert "Nothing is due today." in response.text
    assert "Messages are not going out" not in response.text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("one_pm")
def test_today_costs_the_same_with_more_rows(count, house, peer, desk, django_assert_num_queries):
    address = house.get_absolute_url()
    stays = [factories.here(house, peer, factories.make_guest(house.organization, f"Guest {n}")) for n in range(3)]
    for n in range(count):
        accommodating.ask(stays[n], words="A lamp that blinks.", by=None)
        factories.ask(house, f"Asker {n}")
        connection_later(house, peer, n)
        rosa = factories.make_guest(house.organization, f"Rosa {n}")
        logbook.write(house, words="Dinner is at 4.", by=peer, guest=rosa)
        logbook.write(house, words="Window repair", by=peer, guest=rosa, due_on=house.local().date())
        taking.call_out(house, on=house.local().date() + timedelta(days=n + 1), band=Band.NIGHT, by=peer)
        offering.offer(
            factories.ask(house, f"Luz {n}")[0], nights=factories.nights_from_tonight(house, 2, later=5), by=peer
        )
    desk.get(address)

    with django_assert_num_queries(TODAY_QUERIES):
        desk.get(address)


def connection_later(house, by, n):
    """A call due today, of somebody who stayed before; only the row matters here."""
    guest = factories.make_guest(house.organization, f"Was here {n}")
    stay = factories.expected(house, by, guest, factories.nights_from_tonight(house, 1, later=20 + n))
    connecting.wish(stay, choice="one", by=by, first=stay.leaves)
    stay.connections.update(due_on=house.local().date())


def test_places_show_what_waits(house, peer, address, desk):
    factories.ask(house, "Sam", at=timezone.now() - timedelta(days=2))

    response = desk.get(address)

    places = {place["mark"]: place for place in response.context["respite"]["nav"]}
    assert (places["requests"]["count"], places["requests"]["late"]) == (1, True)
    assert places["today"]["current"]
    assert response.context["respite"]["house_line"] == "3 rooms"


def test_places_stay_within_the_house_and_its_organization(house, harbor, address, desk):
    factories.ask(harbor, "Ana")

    places = {place["mark"]: place for place in desk.get(address).context["respite"]["nav"]}

    assert places["requests"]["count"] == 0


def test_houses_are_listed_for_somebody_with_two(house, peer):
    second = factories.HouseFactory(organization=house.organization, name="Lighthouse", slug="lighthouse")
    factories.MembershipFactory(person=peer, house=second)

    response = signed_in(peer).get(reverse("office"))

    assert [row.name for row in response.context["houses"]] == ["Juniper House", "Lighthouse"]
    assert "3 rooms" in response.text
    assert House.objects.count() == 2


# Messages


def trouble(house, name="Luz"):
    """Return somebody whom a message did not reach."""
    luz = factories.ask(house, name, contact=Contact(text=True, phone="+17155550118"))[0]
    sending.send(luz, template="call")
    Delivery.objects.filter(request=luz).update(state=Delivery.State.FAILED)
    return luz


@pytest.mark.usefixtures("one_pm")
def test_today_says_which_messages_did_not_arrive_RE_11(house, harbor, address, desk):
    trouble(harbor)
    assert "did not arrive" not in desk.get(address).text

    luz = trouble(house)
    text = desk.get(address).text
    assert "1 message did not" in text
    assert reverse("desk:request", args=[house.slug, luz.code]) in text

    trouble(house, "Sam")
    assert "2 messages did not arrive: phone instead" in desk.get(address).text


@pytest.mark.usefixtures("one_pm")
def test_today_tells_nobody_of_messages_to_somebody_closed_to_them(house, peer, lead, address, desk):
    trouble(house).closed_to.add(peer)

    assert "did not arrive" not in desk.get(address).text
    assert signed_in(lead).get(address).context["day"].undelivered == 1


@pytest.mark.usefixtures("one_pm")
def test_today_says_nothing_of_messages_that_were_settled(house, peer, address, desk):
    sending.settle(trouble(house).deliveries.get(), by=peer)

    assert "did not arrive" not in desk.get(address).text
