"""The page of the office that shows what the public sees: the word of now, every outlet, the last notices."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from openings import outside, publishing, words
from openings.models import Notice
from respite.deciding import decide
from stays import closing
from stays.availability import State
from tests.factories import here, nights_from_tonight
from tests.moments import later, refused


@pytest.fixture
def public(house, lead):
    """Juniper House, following its board."""
    decide(house, by=lead, publishing="live")
    return house


def address(house):
    return reverse("openings:notice", args=[house.slug])


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def lines(page):
    return [line.get_text(" ", strip=True) for line in page.select("#past li")]


def test_page_shows_every_outlet_as_it_answers(public, peer, desk):
    publishing.confirm(public, by=peer)

    page = page_of(desk.get(address(public)))

    assert page.select_one("iframe")["src"].partition("?")[0] == f"/embed/{public.slug}/"
    assert '"status": "open"' in page.select_one("pre").get_text()
    assert page.select_one('[lang="en"] b').get_text() == "There may be a room."
    assert page.select_one('[lang="es"] b').get_text() == "Puede que haya un cuarto."


def test_every_other_outlet_is_one_link_away_and_answers(public, peer, desk, client):
    publishing.confirm(public, by=peer)

    more = outside.read(public).more

    assert [name for name, _address in more] == ["JSON Feed", "Atom", "oEmbed", "HSDS 3.2"]
    assert {client.get(address).status_code for _name, address in more} == {200}


def test_frame_of_the_page_may_hold_only_our_own_card(public, desk):
    policy = desk.get(address(public)).headers["Content-Security-Policy"]

    assert "frame-src 'self'" in policy
    assert "default-src 'none'" in policy


def test_list_says_who_confirmed_and_what_followed(public, peer, lead, desk):
    publishing.confirm(public, by=peer)
    for bed in public.beds.all():
        here(public, peer, bed=bed)
    publishing.refresh(public)
    publishing.say(public, band="call", by=lead)

    said = lines(page_of(desk.get(address(public))))

    assert [line.partition(" Since")[0].partition(" From")[0] for line in said] == [
        "Please call to ask.",
        "The house is full.",
        "There may be a room.",
    ]
    assert "Ana said so today" in said[0]
    assert "It followed the board. Joy looked today" in said[1]
    assert "Joy confirmed it today" in said[2]
    assert ["Since" in line for line in said] == [True, False, False]


def test_list_has_thirty_at_most_and_ends_what_ran_out(public, peer, desk):
    publishing.confirm(public, by=peer)
    with later(hours=30):
        ended = outside.past(public)
        for _ in range(33):
            publishing.confirm(public, by=peer)

        assert [row.stands for row in ended] == [False]
        assert len(outside.past(public)) == outside.LAST


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_with_more_notices(count, public, peer, desk, django_assert_num_queries):
    for _ in range(count):
        publishing.confirm(public, by=peer)
    desk.get(address(public))

    with django_assert_num_queries(OUTSIDE_QUERIES):
        page = desk.get(address(public))

    assert len(lines(page_of(page))) == count


def test_house_that_is_not_public_says_so(house, desk):
    type(house).objects.filter(pk=house.pk).update(published=False)

    page = page_of(desk.get(address(house)))

    assert "not on the public site" in page.get_text()
    assert page.select_one("iframe") is None


def test_confidential_house_shows_its_phone_and_offers_no_word(public, peer, desk):
    type(public).objects.filter(pk=public.pk).update(confidential=True)

    page = page_of(desk.get(address(public)))

    assert page.select_one('button[value="paused"]') is None
    assert "This house only tells by phone." in page.get_text()


@pytest.mark.parametrize("style", ["live", "coarse"])
def test_closed_goes_out_at_once_by_hand(style, public, lead, peer, desk):
    decide(public, by=lead, publishing=style)
    public.refresh_from_db()
    publishing.say(public, band="call", by=peer)

    answer = desk.post(address(public) + "?from=outside", {"say": "paused"}, follow=True)

    assert answer.redirect_chain[-1][0] == address(public)
    assert words.published(public).band == State.PAUSED
    assert Notice.objects.of_house(public).first().by_hand
    assert page_of(answer).select_one('button[value="paused"]') is None


def test_closed_by_hand_stays_until_somebody_confirms(public, peer):
    publishing.say(public, band="paused", by=peer)
    here(public, peer)

    assert publishing.refresh(public) is None
    publishing.confirm(public, by=peer)

    assert words.published(public).band == State.OPEN


def test_closed_by_hand_stays_over_the_hours_of_the_grid(public, lead, peer):
    decide(public, by=lead, publishing="coarse")
    public.refresh_from_db()
    with time_machine.travel(datetime(2026, 11, 24, 18, 30, tzinfo=UTC), tick=False) as clock:  # half past noon there
        publishing.say(public, band="paused", by=peer)
        clock.shift(timedelta(hours=2, minutes=15))

        publishing.on_the_hour(public)

        assert Notice.objects.of_house(public).count() == 2
        assert words.published(public).band == State.PAUSED


def test_list_on_the_grid_tells_what_followed_at_once(public, lead, peer):
    decide(public, by=lead, publishing="coarse")
    public.refresh_from_db()
    with time_machine.travel(datetime(2026, 11, 24, 18, 30, tzinfo=UTC), tick=False) as clock:
        publishing.confirm(public, by=peer)
        clock.shift(timedelta(hours=2, minutes=15))
        publishing.on_the_hour(public)
        closing.close(public, nights=nights_from_tonight(public, 2), reason="repair", by=lead)
        publishing.refresh(public)

        said = [(row.words, row.why.partition(".")[0]) for row in outside.past(public)]

    assert said == [
        ("The house is closed for a while", "It followed the board"),
        ("The house is full", "It went out at its set hour"),
    ]


def test_only_the_words_there_are_can_be_said(public, peer):
    refused("state", publishing.say, public, band="open", by=peer)


def test_board_that_changed_meanwhile_is_asked_again_on_this_page(public, peer, desk):
    value = page_of(desk.get(address(public))).select_one("#notice button")["value"]
    for bed in public.beds.all():
        here(public, peer, bed=bed)

    answer = desk.post(address(public) + "?from=outside", {"say": value})

    assert answer.status_code == 409
    assert page_of(answer).select_one("#past-h")


def test_answer_to_a_tap_swaps_every_part_that_tells_the_word(public, peer, desk):
    htmx = {"HX-Request": "true", "HX-Target": "notice"}

    answer = page_of(desk.post(address(public) + "?from=outside", {"say": "call"}, headers=htmx))
    now = answer.select_one("#outside-now")

    assert now["hx-swap-oob"] == "true"
    assert now.select_one('[lang="en"] b').get_text() == "Please call to ask."
    assert lines(now)[0].startswith("Please call to ask. Since")
    assert now.select_one('button[value="paused"]')
    assert answer.select_one("#notice h2").get_text() == "The public page says: Please call to ask"


def test_frame_after_a_tap_is_not_the_one_the_browser_kept(public, peer, desk):
    before = page_of(desk.get(address(public))).select_one("iframe")["src"]
    with later(seconds=5):
        publishing.confirm(public, by=peer)
        after = page_of(desk.get(address(public))).select_one("iframe")["src"]

        assert before != after
        assert "There may be a room" in desk.get(after).content.decode()


def test_tap_on_another_page_sends_no_part_of_this_one(public, desk):
    answer = desk.post(address(public), {"say": "call"}, headers={"HX-Request": "true", "HX-Target": "notice"})

    assert "outside-now" not in answer.content.decode()


def test_house_that_tells_only_by_phone_has_no_word_that_somebody_confirmed(public, lead, peer, desk):
    publishing.confirm(public, by=peer)
    decide(public, by=lead, publishing="phone_only")
    public.refresh_from_db()
    publishing.confirm(public, by=peer)

    page = page_of(desk.get(address(public)))

    assert "There is nothing to confirm." in page.get_text()
    assert [line.partition(" From")[0] for line in lines(page)] == ["There may be a room."]
    Notice.objects.filter(band="open").delete()
    assert "always says “please call”" in page_of(desk.get(address(public))).get_text()


def test_stranger_finds_no_such_page(public, stranger_desk):
    assert stranger_desk.get(address(public)).status_code == 404


OUTSIDE_QUERIES = 12
