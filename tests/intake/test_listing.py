"""The call list: every verb and its ways out, the order by the published rule, and what never changes it."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import flow, listing, offering, pairing
from intake.contact import Contact
from intake.models import Consent, ListMove, ListPlace, Offer
from respite.models import Entry
from stays import booking
from tests import factories
from tests.intake.waiting import keeps, names, nights, waits
from tests.moments import later, refused


@pytest.fixture
def kept(house):
    """Juniper House keeps a list, in the order of asking."""
    return keeps(house)


@pytest.fixture
def place(kept):
    """Luz is on the list."""
    return waits(kept)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def verbs(subject):
    return list(Entry.objects.filter(subject=subject.pk).order_by("pk").values_list("verb", flat=True))


def receipts(request):
    """Return the yes to the list that hold, as their last days."""
    return [row.until for row in Consent.objects.filter(request=request, purpose="list", withdrawn_at=None)]


def run_out(place, days=1):
    """Let the last day of a place be over."""
    ListPlace.objects.filter(pk=place.pk).update(until=place.house.local().date() - timedelta(days=days))
    return fresh(place)


class TestJoin:
    def test_with_a_receipt_until_the_day_the_place_ends(self, kept):
        request = factories.ask(kept)[0]
        place = listing.join(request, kind="list")
        assert place.until == kept.local().date() + timedelta(days=30)
        assert receipts(request) == [place.until]
        assert (place.need, place.lift, place.not_nows, place.rests_until) == (False, 0, 0, None)
        assert "joined the list" in verbs(request)
        assert listing.place_of(request) == place

    def test_heard_by_a_colleague_on_the_phone(self, kept, peer):
        request = factories.ask(kept)[0]
        listing.join(request, kind="list", by=peer, how="phone")
        receipt = Consent.objects.get(request=request)
        assert (receipt.given_how, receipt.heard_by) == ("phone", peer)

    @pytest.mark.parametrize(("mode", "kind"), [("none", "list"), ("none", "call"), ("call", "list"), ("list", "door")])
    def test_a_list_the_house_does_not_keep_is_refused(self, house, mode, kind):
        keeps(house, list_mode=mode)
        request = factories.ask(house)[0]
        refused("state", listing.join, request, kind=kind)
        assert not receipts(request)

    def test_twice_is_refused(self, place):
        assert "already" in refused("state", listing.join, place.request, kind="list")
        assert ListPlace.objects.count() == 1

    def test_after_taking_the_request_back_is_refused(self, kept):
        request = flow.take_back(factories.ask(kept)[0])
        refused("state", listing.join, request, kind="list")

    def test_again_when_the_place_ran_out(self, place):
        run_out(place)
        new = listing.join(place.request, kind="list")
        assert new.pk != place.pk
        assert fresh(place).ending == "quiet"
        assert receipts(place.request) == [new.until]

    def test_a_need_is_kept_only_where_the_rule_asks_for_it(self, house):
        keeps(house, list_order="asking")
        assert waits(house, need=True).need is False
        keeps(house, list_order="need", list_need="no safe place tonight")
        assert waits(house, name="Kim", need=True).need is True


class TestLeave:
    def test_ends_the_place_and_the_yes(self, place, peer):
        listing.leave(place, by=peer)
        assert fresh(place).ending == "left"
        assert receipts(place.request) == []
        assert listing.place_of(place.request) is None
        assert verbs(place.request)[-1] == "left the list"

    def test_twice_changes_nothing(self, place):
        listing.leave(place)
        ended = fresh(place).ended_at
        listing.leave(place)
        assert fresh(place).ended_at == ended
        assert verbs(place.request).count("left the list") == 1


class TestNotNow:
    def test_keeps_the_place_and_rests(self, place, kept, peer):
        day = kept.local().date() + timedelta(days=4)
        listing.not_now(place, by=peer, rests_until=day)
        assert (fresh(place).not_nows, fresh(place).rests_until) == (1, day)
        assert names(kept) == ["Luz"]
        assert verbs(place.request)[-1] == "kept the place"

    def test_past_the_limit_of_the_house_the_place_ends_with_a_sentence(self, house):
        keeps(house, not_now_times=2)
        place = waits(house)
        listing.not_now(place)
        listing.not_now(place)
        assert "Ask again any day" in refused("limit", listing.not_now, place)
        assert fresh(place).ending == "limit"
        assert receipts(place.request) == []
        assert verbs(place.request)[-1] == "the list ended at the limit"

    @pytest.mark.parametrize("days", [-1, 31])
    def test_a_day_outside_of_the_place_is_refused(self, place, kept, days):
        refused("day", listing.not_now, place, rests_until=kept.local().date() + timedelta(days=days))
        assert fresh(place).not_nows == 0

    def test_of_a_place_that_is_over_is_refused(self, place):
        listing.leave(place)
        refused("state", listing.not_now, place)

    def test_of_a_place_that_ran_out_unwritten_is_refused(self, place):
        refused("state", listing.not_now, run_out(place))


class TestKeep:
    def test_of_a_place_counts_one_not_now(self, place):
        assert listing.keep(place.request).not_nows == 1

    def test_of_somebody_without_a_place_gives_one(self, kept, peer):
        request = factories.ask(kept)[0]
        place = listing.keep(request, by=peer)
        assert (place.kind, place.not_nows) == ("list", 0)
        assert Consent.objects.get(request=request).given_how == "phone"

    def test_in_a_house_without_a_list_is_nothing(self, house):
        keeps(house, list_mode="none")
        assert listing.keep(factories.ask(house)[0]) is None

    def test_past_the_limit_ends_the_place_and_says_none(self, house):
        keeps(house, not_now_times=0)
        place = waits(house)
        assert listing.keep(place.request) is None
        assert fresh(place).ending == "limit"


class TestStillWish:
    def test_holds_on_with_a_new_receipt(self, place, kept):
        ListPlace.objects.filter(pk=place.pk).update(asked_still_at=timezone.now(), until=kept.local().date())
        kept_on = listing.still_wish(place)
        assert kept_on.until == kept.local().date() + timedelta(days=30)
        assert kept_on.asked_still_at is None
        assert receipts(place.request) == [kept_on.until]
        assert Consent.objects.filter(request=place.request).count() == 2
        assert verbs(place.request)[-1] == "still wishes a call"

    def test_keeps_the_order_of_asking(self, kept, place):
        waits(kept, name="Kim")
        listing.still_wish(place)
        assert names(kept) == ["Luz", "Kim"]

    def test_of_a_place_that_is_over_is_refused(self, place):
        refused("state", listing.still_wish, run_out(place))


class TestMove:
    def test_to_the_top_with_a_reason_the_person_can_read(self, kept, place, peer):
        kim = waits(kept, name="Kim")
        made = listing.move(kim, reason="nowhere", words="Sleeps in the car.", by=peer)
        assert names(kept) == ["Kim", "Luz"]
        assert (fresh(made).reason, fresh(made).words) == ("nowhere", "Sleeps in the car.")
        entry = Entry.objects.filter(subject=kim.request.pk).latest("pk")
        assert (entry.verb, entry.by, entry.facts) == ("moved on the list", peer, {"reason": "nowhere"})

    def test_whoever_is_moved_last_stands_first(self, kept, place, peer):
        kim, ada = waits(kept, name="Kim"), waits(kept, name="Ada")
        listing.move(kim, reason="mistake", by=peer)
        listing.move(ada, reason="already", by=peer)
        assert names(kept) == ["Ada", "Kim", "Luz"]

    def test_back_to_the_rule(self, kept, place, peer):
        kim = waits(kept, name="Kim")
        listing.move(kim, reason="nowhere", by=peer)
        made = listing.move(kim, reason="rule", by=peer, first=False)
        assert names(kept) == ["Luz", "Kim"]
        assert made.reason == "rule"
        assert verbs(kim.request)[-1] == "back to the rule"

    @pytest.mark.parametrize(("reason", "words"), [("", ""), ("rule", ""), ("because", "x"), ("other", "  ")])
    def test_without_a_reason_is_refused(self, place, peer, reason, words):
        refused("reason", listing.move, place, reason=reason, words=words, by=peer)
        assert fresh(place).lift == 0
        assert not ListMove.objects.exists()

    def test_of_a_place_that_is_over_is_refused(self, place, peer):
        listing.leave(place)
        refused("state", listing.move, place, reason="nowhere", by=peer)


class TestLiving:
    def test_a_place_that_ran_out_reads_as_over_though_nobody_wrote_it_down(self, kept, place):
        run_out(place)
        assert listing.order(kept) == []
        assert fresh(place).ended_at is None

    def test_somebody_with_a_room_is_not_on_the_list_and_comes_back_when_plans_change(self, kept, place, peer):
        offer = offering.offer(place.request, nights=factories.nights_from_tonight(kept), by=peer)
        stay = offering.accept(offer)
        assert listing.order(kept) == []
        booking.cancel(stay, by=peer)
        assert names(kept) == ["Luz"]

    def test_an_open_offer_is_told_beside_the_place(self, kept, place, peer):
        offer = offering.offer(place.request, nights=factories.nights_from_tonight(kept), by=peer)
        assert [row.offered_until for row in listing.order(kept)] == [offer.until]
        Offer.objects.update(until=timezone.now() - timedelta(seconds=1))
        assert [row.offered_until for row in listing.order(kept)] == [None]

    def test_somebody_who_took_the_request_back_is_not(self, kept, place):
        flow.take_back(place.request)
        assert listing.order(kept) == []

    def test_somebody_erased_is_not(self, kept, place):
        place.request.key.destroy()
        assert listing.order(kept) == []

    def test_of_another_house_is_not(self, kept, harbor):
        keeps(harbor)
        waits(harbor, name="Kai")
        assert names(kept) == []


class TestOrder:
    def test_of_asking(self, kept):
        for name, ago in (("Luz", 1), ("Kim", 3), ("Ada", 2)):
            waits(kept, name=name, ago=ago)
        assert names(kept) == ["Kim", "Ada", "Luz"]

    def test_of_a_stated_need(self, house):
        keeps(house, list_order="need", list_need="no safe place tonight")
        for name, ago, need in (("Luz", 1, True), ("Kim", 3, False), ("Ada", 2, True)):
            waits(house, name=name, ago=ago, need=need)
        assert names(house) == ["Ada", "Luz", "Kim"]

    def test_of_a_draw_stays_the_same_for_a_day_of_the_house_and_is_new_on_the_next(self, house):
        keeps(house, list_order="draw", list_days=60)
        for n in range(6):
            waits(house, name=f"N{n}")
        today = names(house)
        assert names(house) == today
        others = []
        for days in range(1, 15):
            with later(days=days):
                others.append(tuple(names(house)))
        assert len({*others}) > 7  # of 720 orders, fourteen draws seldom meet

    def test_leaving_and_coming_back_draws_nothing_new(self, house):
        keeps(house, list_order="draw")
        for n in range(6):
            waits(house, name=f"N{n}")
        before = names(house)
        for place in listing.order(house):
            listing.leave(place)
            listing.join(place.request, kind="list")
        assert names(house) == before

    def test_a_draw_favours_nobody(self, house):
        """Over a thousand days, each of four people stands first about as often as the others."""
        places = [ListPlace(request_id=factories.ask(house, name=f"N{n}")[0].pk) for n in range(4)]
        night = house.tonight()
        firsts = Counter(
            min(places, key=lambda place: listing.drawn(place, night + timedelta(days=n))).request_id
            for n in range(1000)
        )
        assert all(190 < count < 310 for count in firsts.values())
        assert sum(firsts.values()) == 1000

    def test_at_2_am_the_draw_of_yesterday_still_holds(self, house):
        keeps(house, list_order="draw")
        with time_machine.travel("2043-11-25 03:30:00+00:00", tick=False):  # 9:30 pm on the 24th
            for n in range(6):
                waits(house, name=f"N{n}")
            evening = names(house)
        with time_machine.travel("2043-11-25 08:30:00+00:00", tick=False):  # 2:30 am
            assert names(house) == evening


class TestRuleWords:
    @pytest.mark.parametrize(
        ("rules", "words"),
        [
            ({"list_mode": "none"}, "keeps no list"),
            ({"list_order": "asking"}, "in which people asked"),
            ({"list_order": "draw"}, "a draw decides"),
            ({"list_order": "need", "list_need": "no safe place tonight."}, "no safe place tonight. Then"),
            ({"list_order": "need", "list_need": ""}, "in which people asked"),
        ],
    )
    def test_one_published_sentence_for_each_rule(self, house, rules, words):
        keeps(house, **rules)
        assert words in listing.rule_words(house)


class TestSweep:
    def test_asks_gently_some_days_before_the_end_and_once(self, house):
        keeps(house, list_days=2, list_question_days=3)
        place = waits(house)
        listing.sweep(house)
        asked = fresh(place).asked_still_at
        assert asked
        listing.sweep(house)
        assert fresh(place).asked_still_at == asked
        assert verbs(place.request).count("asked if still") == 1

    def test_asks_nobody_before(self, kept, place):
        listing.sweep(kept)
        assert fresh(place).asked_still_at is None

    def test_writes_down_what_ran_out(self, kept, place):
        run_out(place)
        assert listing.sweep(kept) == 1
        assert fresh(place).ending == "quiet"
        assert receipts(place.request) == []
        assert listing.sweep(kept) == 0

    def test_writes_down_who_took_the_request_back(self, kept, place):
        flow.take_back(place.request)
        listing.sweep(kept)
        assert fresh(place).ending == "gone"

    def test_writes_down_who_arrived_and_lets_wait_who_is_only_expected(self, kept, place, peer):
        offer = offering.offer(place.request, nights=factories.nights_from_tonight(kept), by=peer)
        stay = offering.accept(offer)
        assert listing.sweep(kept) == 0
        booking.arrive(stay, by=peer)
        assert listing.sweep(kept) == 1
        assert fresh(place).ending == "room"

    def test_passes_over_somebody_erased(self, kept, place):
        run_out(place)
        place.request.key.destroy()
        assert listing.sweep(kept) == 0


WORDS = st.text(max_size=20)
CONTACTS = st.builds(
    Contact,
    call=st.booleans(),
    text=st.booleans(),
    email=st.booleans(),
    voicemail=st.booleans(),
    page=st.booleans(),
    i_will_call=st.booleans(),
    vague=st.booleans(),
    windows=st.sampled_from([(), ("morning",), ("evening",)]),
    times=WORDS,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(
        st.tuples(CONTACTS, WORDS, st.sampled_from(["en", "es"]), st.sampled_from(["", "ASL", "Spanish"])),
        min_size=4,
        max_size=4,
    ),
    rule=st.sampled_from(["asking", "draw", "need"]),
)
def test_animal_language_and_contact_never_change_the_order_LN_20(house, told, rule):
    """Whatever people tell about an animal, their language or how to reach them, the order stays the same."""
    keeps(house, list_order=rule, list_need="no safe place tonight")
    places = listing.order(house) or [waits(house, name=f"N{n}", need=n % 2 == 0) for n in range(4)]
    before = names(house)
    for place, (contact, animal, language, interpreter) in zip(places, told, strict=True):
        request = place.request
        request.contact, request.language = contact.kept(), language
        request.wishes = {"animal": animal, "interpreter": interpreter}
        request.save(update_fields=["contact", "language", "wishes"])
    assert names(house) == before


def test_the_price_of_the_order_does_not_grow_with_the_list(kept, django_assert_num_queries):
    waits(kept)
    for more in ("Kim", "Ada"):
        with django_assert_num_queries(1):
            assert "Luz" in names(kept)
        waits(kept, name=more)


def test_a_pair_stands_where_the_later_of_them_asked(kept, peer):
    luz, _kim, ada = (waits(kept, name=name, ago=ago) for name, ago in (("Luz", 3), ("Kim", 2), ("Ada", 1)))
    pairing.pair(luz.request, ada.request, by=peer)
    assert names(kept) == ["Kim", "Luz", "Ada"]


class TestWhyNotYet:
    def told(self, place):
        first, *rest = listing.why_not_yet(fresh(place))
        assert first == listing.rule_words(place.house)
        return " ".join(rest)

    def test_nobody_talked_yet_and_no_nights_are_known(self, place):
        told = self.told(place)
        assert "We have not talked yet." in told
        assert "which nights would work" in told

    def test_they_said_not_now(self, place, kept):
        listing.not_now(place, rests_until=kept.local().date() + timedelta(days=3))
        assert "We do not call before" in self.told(place)

    def test_there_is_an_offer(self, place, kept, peer):
        offering.offer(place.request, nights=factories.nights_from_tonight(kept), by=peer)
        assert "There is an offer for you." in self.told(place)

    def test_no_room_is_free_for_the_nights_in_mind(self, kept, peer):
        for _ in range(3):
            factories.expected(kept, peer)
        place = waits(kept, peer, wishes=nights(kept), talked=True)
        assert self.told(place) == "No room is free for the nights you have in mind."

    def test_a_room_may_be_free_and_the_order_decides(self, kept, peer):
        place = waits(kept, peer, wishes=nights(kept), talked=True)
        assert self.told(place).startswith("A room may be free")

    def test_the_nights_are_more_than_the_house_has(self, kept, peer):
        place = waits(kept, peer, wishes=nights(kept, count=8), talked=True)
        assert "at most 7 nights" in self.told(place)
