"""Promises after a stay: the page of what is due, and its buttons."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stays import booking, connecting
from stays.models import Connection, Opened, Wish
from tests import factories
from tests.cast import signed_in

ACTIONS = ["connection-kept", "connection-no-answer", "connection-not-today", "connection-end"]


def url(name, house, *args):
    return reverse(f"connections:{name}", args=[house.slug, *args])


def promised(house, by, name="Priya", first=0, **more):
    """Return the first call of somebody who went home, due `first` days from today."""
    guest = factories.make_guest(house.organization, name)
    stay = factories.here(house, by, guest=guest, nights=factories.nights_from_tonight(house, 1))
    booking.leave(stay, by=by)
    wish = {"choice": "few", "when": "5 pm", "first": house.local().date() + timedelta(days=first)} | more
    connecting.wish(stay, by=by, **wish)
    return stay.connections.first()


@pytest.fixture
def call(house, peer):
    """Priya's first call of three, due today."""
    return promised(house, peer, contact={"call": True, "phone": "+17155550134", "ask_for": "Priya"})


@pytest.fixture
def page(house):
    """The connections of Juniper House."""
    return url("connections", house)


def groups(response):
    return {str(group.heading): [row.guest.name for row in group.rows] for group in response.context["groups"]}


def test_connections_are_not_there_for_a_stranger(page, stranger_desk):
    assert stranger_desk.get(page).status_code == 404


def test_connections_lead_a_visitor_to_sign_in(page, client):
    assert client.get(page)["Location"].startswith("/account/login/")


def test_connections_refuse_an_editor(page, editor):
    assert signed_in(editor).get(page).status_code == 403


@pytest.mark.parametrize("name", ACTIONS)
def test_connection_of_another_house_is_not_there(name, house, harbor, stranger, desk):
    elsewhere = promised(harbor, stranger)

    assert desk.post(url(name, house, elsewhere.code)).status_code == 404


@pytest.mark.parametrize("name", ACTIONS[:3])
def test_connection_buttons_do_not_answer_to_get(name, house, call, desk):
    assert desk.get(url(name, house, call.code)).status_code == 405


def test_connections_stand_in_groups(house, peer, page, call, desk):
    promised(house, peer, "Ines", first=2)
    promised(house, peer, "Rosa", first=3, choice="one")
    promised(house, peer, "Jo", first=20)

    response = desk.get(page)

    assert groups(response) == {"Today": ["Priya"], "This week": ["Ines"], "Ending soon": ["Rosa"]}
    assert [row.guest.name for row in desk.get(page, {"tab": "later"}).context["rows"]][-1:] != ["Rosa"]


def test_connection_tells_the_safe_way(page, call, desk):
    text = desk.get(page).text

    assert "(715) 555-0134. Call only. Ask for Priya. No voicemail." in text
    assert "5 pm" in text
    assert "Call, 1 of 3" in text


def test_connection_uses_the_old_way_when_none_was_named(house, peer, page, desk):
    promised(house, peer, "Rosa")

    assert "(715) 555-0118. Call only. Ask for Luz." in desk.get(page).text


def test_we_talked_keeps_the_promise(house, peer, page, call, desk):
    response = desk.post(url("connection-kept", house, call.code))

    call.refresh_from_db()
    assert response["Location"] == page
    assert (call.state, call.kept_by) == (Connection.State.KEPT, peer)


def test_no_answer_comes_up_again_tomorrow(house, page, call, desk):
    response = desk.post(url("connection-no-answer", house, call.code), follow=True)

    call.refresh_from_db()
    assert (call.tries, call.due_on) == (1, house.local().date() + timedelta(days=1))
    assert "Priya comes up again tomorrow." in response.text


def test_last_try_lets_them_be(house, page, call, desk):
    Connection.objects.filter(pk=call.pk).update(tries=2)

    response = desk.post(url("connection-no-answer", house, call.code), follow=True)

    assert "That was the last try, so we let Priya be." in response.text


def test_not_today_puts_it_off(house, call, desk):
    desk.post(url("connection-not-today", house, call.code))

    call.refresh_from_db()
    assert call.due_on == house.local().date() + timedelta(days=1)


def test_not_today_on_the_last_day_is_refused_in_words(house, call, desk):
    Connection.objects.filter(pk=call.pk).update(ends_on=house.local().date())

    response = desk.post(url("connection-not-today", house, call.code))

    assert response.status_code == 200
    assert "Their last day of contact is today." in response.text


def test_no_more_calls_asks_first_and_erases_the_number(house, page, call, desk):
    asked = desk.get(url("connection-end", house, call.code))
    desk.post(url("connection-end", house, call.code))

    assert "This call and every later one end now." in asked.text
    assert Connection.objects.filter(state=Connection.State.PLANNED).count() == 0
    assert Wish.objects.get().contact == {}
    assert "0134" not in desk.get(page, {"tab": "ended"}).text


def test_marked_by_a_colleague_is_refused_in_words(house, lead, call, desk):
    connecting.keep(call, by=lead)

    response = desk.post(url("connection-not-today", house, call.code))

    assert response.status_code == 409
    assert "This is already marked as kept." in response.text


def test_marking_answers_htmx_with_the_list_and_the_live_line(house, call, desk):
    headers = {"HX-Request": "true", "HX-Target": "connections-list"}

    response = desk.post(url("connection-kept", house, call.code), headers=headers)

    assert response.status_code == 200
    assert "<html" not in response.text
    assert "Saved. You talked with Priya." in response.text


def test_empty_list_says_what_will_show_up(page, desk):
    assert "No call is due." in desk.get(page).text


@pytest.mark.parametrize(("tab", "names"), [("due", ["Priya"]), ("later", ["Jo", "Priya"]), ("ended", [])])
def test_connections_write_down_whose_numbers_were_shown_SE_32(tab, names, call, peer, desk):
    promised(call.house, peer, "Jo", first=20)

    for _ in range(2):
        desk.get(url("connections", call.house), {"tab": tab})

    assert sorted(row.guest.name for row in Opened.objects.filter(by=peer)) == names


@pytest.mark.parametrize("tab", ["due", "later", "ended"])
def test_connections_cost_the_same_with_more_rows(tab, house, peer, desk, django_assert_num_queries):
    for n in range(3):
        call = promised(house, peer, f"Guest {n}")
        promised(house, peer, f"Later {n}", first=20)
        if tab == "ended":
            connecting.keep(call, by=peer)

        with django_assert_num_queries(8 if tab == "ended" else 10):
            desk.get(url("connections", house), {"tab": tab})
