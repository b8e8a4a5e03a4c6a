"""The screen of the call list: the order with why, who is next, and each thing said on the phone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from intake import closing_to, list_page, listing, offering, pairing
from intake.contact import Contact
from intake.models import ListMove, ListPlace, Looked
from respite.models import Feature, Role
from tests import factories
from tests.cast import member, signed_in
from tests.intake.waiting import keeps, nights, waits


@pytest.fixture
def kept(house):
    """Juniper House keeps a list, in the order of asking."""
    return keeps(house)


@pytest.fixture
def place(kept):
    """Luz is on the list."""
    return waits(kept)


def url(house, *args, name="list"):
    return reverse(f"desk:{name}", args=[house.slug, *args])


def of(place):
    return url(place.house, place.request.code, name="list-place")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def text(response):
    return " ".join(response.content.decode().split())


class TestList:
    def test_shows_the_rule_and_the_order_with_why(self, kept, desk, peer):
        luz, kim = waits(kept, ago=2), waits(kept, name="Kim", ago=1, wishes=nights(kept))
        listing.move(kim, reason="nowhere", words="Sleeps in the car.", by=peer)
        listing.not_now(luz, rests_until=kept.local().date() + timedelta(days=3))
        page = desk.get(url(kept))
        told = text(page)
        assert [row.name for row in page.context["rows"]] == ["Kim", "Luz"]
        assert "We call in the order in which people asked." in told
        assert "Moved up by Joy" in told
        assert "no other place to be. “Sleeps in the car.”" in told
        assert "Not before" in told
        assert "Said “not now” 1 time" in told
        assert "Call only. Ask for Luz." in told

    def test_has_no_rank_numbers_LOOK_5(self, kept, desk):
        for name in ("Luz", "Kim", "Ada"):
            waits(kept, name=name)
        told = text(desk.get(url(kept)))
        shown = re.sub(r"<[^>]+>", " ", told[told.index('<ol class="reqs"') : told.index("</main>")])
        assert not re.search(r"#|(?<!\w)[123](st|nd|rd|\.)|line|position|place \d", shown, re.IGNORECASE)

    def test_is_a_tab_of_the_desk(self, kept, place, desk):
        page = desk.get(url(kept))
        assert [tab["count"] for tab in page.context["tabs"] if tab["current"]] == [1]
        assert 'aria-current="page" >Call list' in text(page)

    def test_says_who_is_next(self, kept, desk, peer):
        waits(kept, wishes=nights(kept, count=2))
        told = text(desk.get(url(kept)))
        assert "A room is free tonight. Next on the list: Luz, for 2 nights." in told
        assert "Nobody has talked with Luz yet." in told

    def test_opening_it_is_written_down_for_each_once_an_hour(self, kept, place, desk, peer):
        desk.get(url(kept))
        desk.get(url(kept))
        assert [(row.request, row.by, row.why) for row in Looked.objects.all()] == [(place.request, peer, "list")]

    def test_leaves_out_who_is_closed_to_whoever_looks(self, kept, place, desk, peer):
        member(kept, Role.PEER, "Noor")
        closing_to.close(place.request, to=peer, by=peer)
        page = desk.get(url(kept))
        assert "Luz" not in text(page)
        assert "A colleague calls who is next on the list." in text(page)
        assert desk.get(of(place)).status_code == 404
        assert desk.post(of(place), {"do": "leave"}).status_code == 404
        assert not Looked.objects.exists()

    def test_the_name_of_a_friend_who_is_closed_shows_nowhere(self, kept, place, desk, peer):
        kim = waits(kept, name="Kim", contact=Contact(call=True, phone="+17155550177"))
        pairing.pair(place.request, kim.request, by=peer)
        member(kept, Role.PEER, "Noor")
        closing_to.close(kim.request, to=peer, by=peer)
        assert "Kim" not in text(desk.get(url(kept)))
        told = text(desk.get(of(place)))
        assert "Kim" not in told
        assert "Waits together with somebody." in told

    def test_is_empty_kindly(self, kept, desk):
        assert "No one is on the call list." in text(desk.get(url(kept)))
        keeps(kept, list_mode="none")
        assert "keeps no call list" in text(desk.get(url(kept)))

    def test_is_for_the_team_of_the_house_only(self, kept, stranger_desk, editor, client):
        assert stranger_desk.get(url(kept)).status_code == 404
        assert signed_in(editor).get(url(kept)).status_code == 403
        assert client.get(url(kept)).status_code in {302, 303}

    def test_costs_the_same_for_one_and_for_three(self, kept, desk, peer, django_assert_num_queries):
        waits(kept, peer, wishes=nights(kept), talked=True)
        desk.get(url(kept))
        with django_assert_num_queries(QUERIES):
            desk.get(url(kept))
        for name in ("Kim", "Ada"):
            place = waits(kept, peer, name=name, wishes=nights(kept), talked=True)
            listing.move(place, reason="nowhere", by=peer)
        desk.get(url(kept))
        with django_assert_num_queries(QUERIES):
            desk.get(url(kept))


QUERIES = 20


class TestNext:
    def told(self, house, peer):
        return [(row.words, row.notes) for row in list_page.next_for(house, peer)]

    def test_says_from_when_and_for_whom(self, kept, peer):
        waits(kept, peer, wishes=nights(kept, first=3), talked=True)
        ((words, notes),) = self.told(kept, peer)
        assert words.startswith("A room is free from ")
        assert words.endswith("Next on the list: Luz, for 3 nights.")
        assert notes == []

    def test_says_what_a_colleague_should_know(self, kept, peer):
        span = factories.nights_from_tonight(kept)
        factories.expected(kept, peer, nights=span, bed=kept.beds.get(room__name="Birch"))
        waits(kept, peer, wishes=nights(kept, needs=[Feature.STEP_FREE]), talked=True, name="Kim", ago=1)
        waits(kept)
        (_words, kim), (_other, luz) = self.told(kept, peer)
        assert kim == ["The free room does not have what is needed: no steps."]
        assert luz == ["Nobody has talked with Luz yet.", "Ask which nights would work."]

    def test_says_when_the_house_offers_by_itself_and_when_two_wait(self, kept, peer):
        keeps(kept, next_room="offer")
        luz, kim = (waits(kept, peer, name=name, wishes=nights(kept, first=4), talked=True) for name in ("Luz", "Kim"))
        pairing.pair(luz.request, kim.request, by=peer)
        notes = self.told(kept, peer)[0][1]
        assert notes[0] == "The house makes this offer by itself."
        assert notes[1].startswith("They wait together")


class TestPlace:
    def test_shows_all_that_can_be_said_on_the_phone(self, place, desk):
        told = text(desk.get(of(place)))
        for words in ("Not now", "They still wish a call", "They leave the list", "Move to the top"):
            assert words in told

    def test_not_now_until_a_day(self, place, kept, desk):
        day = kept.local().date() + timedelta(days=3)
        answer = desk.post(of(place), {"do": "not-now", "not-now-rests_until": day.isoformat()}, follow=True)
        assert fresh(place).rests_until == day
        assert "Luz keeps the place." in text(answer)

    def test_not_now_twice_by_a_double_tap_counts_once(self, place, desk):
        sent = {"do": "not-now", "not-now-sending": "3c5d5d4e-8e6f-4a57-9a55-0d4a3f6f6d11"}
        desk.post(of(place), sent)
        desk.post(of(place), sent)
        assert fresh(place).not_nows == 1

    def test_not_now_past_the_limit_says_that_the_place_ended(self, house, desk):
        keeps(house, not_now_times=0)
        place = waits(house)
        answer = desk.post(of(place), {"do": "not-now"}, follow=True)
        assert "Luz is off the list." in text(answer)
        assert fresh(place).ending == "limit"

    def test_not_now_until_a_day_that_is_over_is_refused_on_the_form(self, place, kept, desk):
        answer = desk.post(of(place), {"do": "not-now", "not-now-rests_until": "2020-01-01"})
        assert "Choose a day until" in text(answer)
        assert "2020-01-01" in text(answer)
        assert fresh(place).not_nows == 0

    def test_a_day_that_is_none_is_refused(self, place, desk):
        assert "Write a day like" in text(
            desk.post(of(place), {"do": "not-now", "not-now-rests_until": "<b hx-get='/'>soon" * 600})
        )

    def test_still_and_leave(self, place, desk, peer):
        listing.ask_still(place)
        assert "Still wishes a call" in text(desk.get(url(place.house)))
        assert "still wishes a call." in text(desk.post(of(place), {"do": "still"}, follow=True))
        assert fresh(place).asked_still_at is None
        assert "Luz is off the list." in text(desk.post(of(place), {"do": "leave"}, follow=True))
        assert fresh(place).ending == "left"

    def test_to_the_top_needs_a_reason(self, place, desk):
        answer = desk.post(of(place), {"do": "top"})
        assert "They can read it on their page." in text(answer)
        assert not ListMove.objects.exists()
        answer = desk.post(of(place), {"do": "top", "top-reason": "other"})
        assert "Write the reason in words." in text(answer)
        answer = desk.post(of(place), {"do": "top", "top-reason": "already"}, follow=True)
        assert "Luz is at the top now." in text(answer)
        assert fresh(place).lift == 1

    def test_words_of_any_kind_come_back_as_they_were_typed(self, place, desk):
        words = "<script>alert(1)</script> 🌱 مرحبا" + "x" * 600
        answer = desk.post(of(place), {"do": "top", "top-reason": "other", "top-words": words})
        assert "&lt;script&gt;" in text(answer)
        assert "<script>alert" not in text(answer)

    def test_back_to_the_rule(self, place, desk, peer):
        listing.move(place, reason="nowhere", by=peer)
        desk.post(of(place), {"do": "rule"})
        assert fresh(place).lift == 0

    def test_two_wait_together_when_both_said_yes(self, place, kept, desk):
        kim = waits(kept, name="Kim")
        sent = {"do": "pair", "pair-other": str(kim.request.pk), "pair-how": "phone", "pair-yes": ["one"]}
        assert "Ask both of them." in text(desk.post(of(place), sent))
        sent["pair-yes"] = ["one", "other"]
        answer = desk.post(of(place), sent, follow=True)
        assert "waits together with Kim" in text(answer)
        desk.post(of(place), {"do": "part"})
        assert fresh(place.request).waits_with is None

    def test_of_a_place_that_is_over_says_so_on_the_list(self, place, desk):
        listing.leave(place)
        answer = desk.post(of(place), {"do": "still"})
        assert answer.status_code == 409
        assert "is over" in text(answer)
        assert desk.get(of(place)).status_code == 404

    def test_by_htmx_answers_with_the_list_alone(self, place, desk):
        answer = desk.post(of(place), {"do": "not-now"}, headers={"HX-Request": "true", "HX-Target": "call-list"})
        assert answer.status_code == 200
        assert "<html" not in text(answer)
        assert 'id="call-list"' in text(answer)

    def test_a_word_or_a_person_that_is_not_there(self, kept, place, desk):
        assert desk.post(of(place), {"do": "erase"}).status_code == 404
        assert desk.get(url(kept, "nobody", name="list-place")).status_code == 404

    def test_an_offer_that_is_out_is_told(self, kept, place, desk, peer):
        offering.offer(place.request, nights=factories.nights_from_tonight(kept), by=peer)
        assert "Offer out until" in text(desk.get(of(place)))
        assert ListPlace.objects.get().ended_at is None
