"""The requests desk: who may see it, the list, a phone call, a new code, a request taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from intake import closing_to, flow, offering
from intake.contact import Contact
from intake.models import Offer, Request
from stays.models import Stay
from tests import factories
from tests.cast import signed_in
from tests.intake.asking import asked_by, known, offered, url

TEXT = Contact(text=True, phone="+17155550129", vague=True)


PLAIN = ["requests", "request-new", "enquiry"]
PAGES = [
    *PLAIN,
    "request",
    "request-new-code",
    "request-take-back",
    "request-contact",
    "request-know",
    "request-close-to",
]
POSTS = [
    "request-take-up",
    "request-let-go",
    "request-hand-to",
    "request-tried",
    "request-converse",
    "request-offer",
    "offer-answer",
    "request-still-right",
    "request-tour",
    "request-tour-off",
    "request-word-yes",
    "request-word-here",
    "request-part",
    "request-not-recognised",
]


@pytest.fixture
def asked(house):
    """Omar, who asked on the web."""
    return asked_by(house, "Omar", to_know="A few quiet nights would help.", wishes={"from": "2026-11-28", "nights": 4})


def address(name, house, asked):
    return url(name, house) if name in PLAIN else url(name, house, asked.code)


@pytest.mark.parametrize("name", PAGES)
def test_desk_pages_open_for_the_team(name, house, asked, desk):
    assert desk.get(address(name, house, asked)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_desk_pages_are_not_there_for_a_stranger(name, house, asked, stranger_desk):
    assert stranger_desk.get(address(name, house, asked)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_desk_steps_are_not_there_for_a_stranger(name, house, asked, stranger_desk):
    assert stranger_desk.post(address(name, house, asked)).status_code == 404


@pytest.mark.parametrize("name", [*POSTS, *(name for name in PAGES if name not in PLAIN)])
def test_closed_request_has_no_door_for_the_colleague(name, house, asked, peer, lead):
    closing_to.close(asked, to=peer, by=lead)
    desk = signed_in(peer)

    method = desk.post if name in POSTS else desk.get
    assert method(address(name, house, asked)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_desk_pages_lead_a_visitor_to_sign_in(name, house, asked, client):
    response = client.get(address(name, house, asked))

    assert response.status_code == 303
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", PAGES)
def test_desk_pages_refuse_an_editor(name, house, asked, editor):
    assert signed_in(editor).get(address(name, house, asked)).status_code == 403


@pytest.mark.parametrize("name", [name for name in PAGES if name not in PLAIN])
def test_request_of_another_house_is_not_there(name, house, harbor, desk):
    elsewhere = asked_by(harbor)

    assert desk.get(url(name, house, elsewhere.code)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_desk_pages_are_not_there_for_somebody_whose_time_here_is_over(name, house, asked):
    gone = factories.MembershipFactory(house=house, ends=house.local().date()).person

    assert signed_in(gone).get(address(name, house, asked)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_desk_steps_refuse_an_editor(name, house, asked, editor):
    assert signed_in(editor).post(address(name, house, asked)).status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_desk_steps_do_not_answer_to_get(name, house, asked, desk):
    assert desk.get(address(name, house, asked)).status_code == 405


def test_requests_stand_in_groups(house, peer, desk):
    asked_by(house, "Sam", at=timezone.now() - timedelta(days=2))
    asked_by(house, "Kit")
    offered(house, peer, "Luz")

    response = desk.get(url("requests", house))

    groups = {str(row["heading"]): [card.asked.name for card in row["rows"]] for row in response.context["groups"]}
    assert groups["Past the time we said"] == ["Sam"]
    assert groups["Waiting for them"] == ["Luz"]
    assert "Kit" in str(groups)


@pytest.mark.parametrize(("tab", "names"), [("offers", ["Luz"]), ("known", ["Noor"]), ("ended", ["Tam"])])
def test_requests_tab_lists_its_own(tab, names, house, peer, desk):
    offered(house, peer, "Luz")
    known(house, peer, "Noor")
    flow.take_back(asked_by(house, "Tam"))

    response = desk.get(url("requests", house), {"tab": tab})

    assert [row.asked.name for row in response.context["rows"]] == names


def test_requests_count_what_each_tab_holds(house, peer, desk):
    asked_by(house, "Kit")
    offered(house, peer, "Luz")
    known(house, peer, "Noor")

    response = desk.get(url("requests", house))

    assert [tab["count"] for tab in response.context["tabs"]] == [1, 0, 0, 1, 0, 1, 0]


def test_lapsed_offer_reads_as_known(house, peer, desk):
    offered(house, peer, hours=1)
    Offer.objects.update(until=timezone.now() - timedelta(minutes=1))

    response = desk.get(url("requests", house), {"tab": "known"})

    assert [row.asked.name for row in response.context["rows"]] == ["Luz"]


def test_card_tells_who_is_talking(house, lead, asked, desk):
    flow.take_up(asked, by=lead)

    response = desk.get(url("requests", house))

    assert "Ana is talking with Omar now" in response.text


def test_card_never_shows_a_way_without_a_yes_CS_34(house, desk):
    asked_by(house, "Omar", contact=TEXT)

    text = desk.get(url("requests", house)).text

    assert "Text only." in text
    assert "voicemail" not in text.lower()


def test_number_without_a_yes_is_not_shown_at_all_CS_34(house, desk):
    asked = asked_by(house, "Kit", contact=Contact(i_will_call=True, phone="+17155550144"))

    text = desk.get(url("request", house, asked.code)).text

    assert "0144" not in text
    assert "They will contact us. Do not call." in text


@pytest.mark.parametrize("count", [1, 3])
def test_requests_cost_the_same_with_more_rows(count, house, peer, desk, django_assert_num_queries):
    for n in range(count):
        row = asked_by(house, f"Asker {n}")
        flow.tried(row, by=peer)
    offered(house, peer)
    desk.get(url("requests", house))

    with django_assert_num_queries(10):
        desk.get(url("requests", house))


@pytest.mark.parametrize("count", [1, 3])
def test_known_cost_the_same_with_more_rows(count, house, peer, desk, django_assert_num_queries):
    for n in range(count):
        known(house, peer, f"Known {n}")
    desk.get(url("requests", house), {"tab": "known"})

    with django_assert_num_queries(10):
        desk.get(url("requests", house), {"tab": "known"})


def test_take_up_leads_to_the_conversation(house, peer, asked, desk):
    response = desk.post(url("request-take-up", house, asked.code))

    asked.refresh_from_db()
    assert response["Location"] == url("request", house, asked.code)
    assert (asked.state, asked.taken_by) == (Request.State.TALKING, peer)


def test_take_up_of_an_ended_request_is_refused_in_words(house, asked, desk):
    flow.take_back(asked)

    response = desk.post(url("request-take-up", house, asked.code))

    assert response.status_code == 409
    assert "This request is already marked as Taken back." in response.text


def test_no_answer_is_logged_and_the_request_waits_again(house, peer, asked, desk):
    flow.take_up(asked, by=peer)

    desk.post(url("request-tried", house, asked.code))

    asked.refresh_from_db()
    assert asked.state == Request.State.HEARD
    assert [row.by for row in asked.tries.all()] == [peer]


def test_new_code_replaces_the_old_one_SE_02(house, asked, desk):
    before = asked.secret_hash

    page = desk.get(url("request-new-code", house, asked.code))
    response = desk.post(
        url("request-new-code", house, asked.code), {"sending": page.context["form"]["sending"].value()}
    )

    asked.refresh_from_db()
    assert asked.secret_hash != before
    assert asked.locator in response.text
    assert "no-store" in response["Cache-Control"]


def test_take_back_frees_the_room(house, peer, desk):
    asked = offered(house, peer)

    response = desk.post(url("request-take-back", house, asked.code), {"sending": ""})

    asked.refresh_from_db()
    assert response.status_code == 303
    assert asked.state == Request.State.TAKEN_BACK
    assert asked.offers.get().stay.state == Stay.State.CANCELLED


def test_take_back_is_refused_once_they_are_here(house, peer, desk):
    asked = offered(house, peer)
    stay = offering.accept(asked.offers.get(), by=peer)
    factories.booking.arrive(stay, by=peer)

    response = desk.post(url("request-take-back", house, asked.code), {})

    assert response.status_code == 409


def test_empty_desk_says_what_will_show_up(house, desk):
    assert "No one is waiting for a call." in desk.get(url("requests", house)).text


@pytest.fixture
def one_pm():
    """It is 1:10 pm on a Tuesday to come; ask for it first, so that people sign in at that time."""
    with time_machine.travel("2043-11-24 19:10:00+00:00", tick=False):
        yield


def test_late_request_says_by_when_we_said(one_pm, house, desk):
    asked_by(house, "Sam", at=timezone.now() - timedelta(hours=19))

    assert "We said by 10 am today, Tuesday" in desk.get(url("requests", house)).text


def test_start_on_an_old_list_says_who_is_talking_and_takes_nothing_over(house, desk, lead):
    request, _code = factories.ask(house)
    flow.take_up(request, by=lead)
    address = f"/office/{house.slug}/requests/{request.code}/take-up/"

    page = desk.post(address, follow=True)

    request.refresh_from_db()
    assert request.taken_by == lead
    assert "Ana is talking with Luz now. You can take over on this page." in page.content.decode()

    desk.post(address, {"over": "yes"})

    request.refresh_from_db()
    assert request.taken_by.name == "Joy"
