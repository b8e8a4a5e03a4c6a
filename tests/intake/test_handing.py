"""Warm hand-over: a yes for each house and each answer; the far copy, its answer, its erasure (LN-04, LN-10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from intake import closing_to, desk, flow, handing
from intake.contact import Contact
from intake.models import Consent, Delivery, HandOver, Request
from respite.models import Entry, Key, Role
from respite.vault import Unreadable
from stays import availability
from stays.models import Guest
from tests import factories
from tests.cast import member
from tests.intake.waiting import keeps, nights
from tests.moments import later, refused

TEXT = Contact(call=True, text=True, phone="+17155550118", ask_for="Luz")


@pytest.fixture
def asked(house):
    """Luz asked Juniper House, which is full."""
    wishes = nights(house, first=2, animal="yes", together="Sam")
    return factories.ask(house, contact=TEXT, wishes=wishes, to_know="I sleep badly.", language="es")[0]


@pytest.fixture
def handed(asked, harbor, peer):
    """Harbor is asked to ring Luz, with all that she said."""
    return hand(asked, harbor, by=peer)


def hand(request, to, parts=tuple(handing.PARTS), by=None, how="phone"):
    return handing.hand_over(request, to=to, parts=parts, by=by, how=how)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def over(hand_over):
    """Let the time to answer be over by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_handover SET until = now() - interval '1 second' WHERE id = %s", [hand_over.pk.hex]
        )
    return fresh(hand_over)


def verbs(subject):
    return list(Entry.objects.filter(subject=subject.pk).order_by("pk").values_list("verb", flat=True))


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def erased(far):
    """Say whether a far copy is gone, and its key with it."""
    key = Key.objects.get(pk=far.key_id)
    with pytest.raises(Unreadable):
        assert key.opened
    return not Request.objects.filter(pk=far.pk).exists()


class TestHandOver:
    def test_the_far_house_gets_what_was_said_yes_to(self, asked, harbor, handed):
        far = handed.far
        assert (far.house, far.source, far.state, far.language) == (harbor, "house", "heard", "es")
        assert (far.name, far.to_know, far.safe_contact) == ("Luz", "I sleep badly.", TEXT)
        assert far.wishes == {"from": asked.wishes["from"], "nights": 3}  # no animal, nobody else's name
        assert far.key.organization == harbor.organization
        assert far.key_id != asked.key_id
        assert far.phone_print != asked.phone_print
        assert (far.locator, far.secret_hash) == (None, "")

    def test_with_a_receipt_for_that_house_and_each_part(self, asked, harbor, handed, peer):
        receipt = Consent.objects.get(request=asked, purpose="hand_over")
        assert (receipt.to, receipt.heard_by, receipt.given_how) == (harbor, peer, "phone")
        assert receipt.parts == sorted(handing.PARTS)
        assert receipt.until == harbor.local().date() + timedelta(days=30)
        assert "Harbor" in receipt.words

    def test_until_the_hours_of_the_far_house_by_the_database(self, asked, harbor, peer):
        keeps(harbor, hand_over_hours=2)
        until = hand(asked, harbor, by=peer).until
        assert timedelta(hours=2) <= until - timezone.now() <= timedelta(hours=3, minutes=1)

    def test_history_is_told_at_home_and_not_across(self, asked, harbor, handed, peer):
        assert verbs(asked)[-1] == "handed over"
        assert verbs(handed.far) == ["asked"]
        assert Entry.objects.get(subject=handed.far.pk).by is None
        assert not Entry.objects.filter(house=harbor, subject=asked.pk).exists()

    @pytest.mark.parametrize("part", ["name", "nights", "to_know"])
    def test_what_got_no_yes_is_not_told_LN_04(self, asked, harbor, part):
        far = hand(asked, harbor, parts=[name for name in handing.PARTS if name != part]).far
        kept = {"name": far.name, "nights": far.wishes, "to_know": far.to_know}
        assert [name for name, value in kept.items() if not value] == [part]

    def test_by_the_person_on_their_page(self, asked, harbor):
        hand(asked, harbor, how="page")
        assert Consent.objects.get(request=asked).given_how == "page"

    def test_without_a_way_to_reach_them_is_refused(self, asked, harbor):
        refused("parts", hand, asked, harbor, parts=["name", "to_know"])
        refused("parts", hand, asked, harbor, parts=[])
        assert not HandOver.objects.exists()

    def test_of_somebody_who_calls_themselves_is_refused(self, house, harbor):
        request = factories.ask(house, contact=Contact(i_will_call=True))[0]
        refused("parts", hand, request, harbor)

    def test_to_the_same_house_twice_is_refused(self, asked, harbor, handed):
        assert "already" in refused("state", hand, asked, harbor)

    def test_to_the_same_house_again_after_its_time(self, asked, harbor, handed):
        far = handed.far
        over(handed)
        again = hand(asked, harbor)
        assert erased(far)
        assert (fresh(handed).state, again.state) == ("lapsed", "asked")

    def test_to_itself_or_to_a_house_nobody_sees_is_refused(self, asked, house, harbor):
        refused("state", hand, asked, house)
        harbor.published = False
        harbor.save()
        refused("state", hand, asked, harbor)

    def test_after_taking_the_request_back_is_refused(self, asked, harbor):
        refused("state", hand, flow.take_back(asked), harbor)

    def test_a_far_copy_is_not_a_request_of_the_far_desk_yet(self, harbor, handed, stranger):
        assert list(desk.standing(harbor, stranger)) == []
        assert list(Request.objects.of_house(harbor).waiting()) == []
        assert [row.pk for row in handing.asked_of(harbor, stranger)] == [handed.pk]


class TestTake:
    def test_says_by_when_and_becomes_an_ordinary_request_there(self, asked, harbor, handed, stranger):
        rings = in_an_hour()
        handing.take(handed, rings_by=rings, by=stranger)
        assert (fresh(handed).state, fresh(handed).rings_by, fresh(handed).answered_by) == ("taken", rings, stranger)
        (there,) = desk.standing(harbor, stranger)
        assert (there.promised_by, there.state) == (rings, "heard")
        assert handing.asked_of(harbor, stranger) == []
        assert verbs(asked)[-1] == "hand-over taken"
        assert Entry.objects.filter(subject=asked.pk).latest("pk").by is None
        assert verbs(there)[-1] == "will ring"

    def test_tells_the_person_on_the_ways_they_allow(self, asked, handed, stranger):
        handing.take(handed, rings_by=in_an_hour(), by=stranger)
        assert [(row.request, row.template) for row in Delivery.objects.all()] == [(asked, "hand_over")]
        (row,) = handing.of_request(asked)
        assert "will ring you by" in str(handing.words(row))

    @pytest.mark.parametrize("hours", [-1, 49])
    def test_at_a_time_that_is_over_or_far_away_is_refused(self, handed, stranger, hours):
        refused("day", handing.take, handed, rings_by=timezone.now() + timedelta(hours=hours), by=stranger)
        assert fresh(handed).state == "asked"

    def test_after_the_time_by_the_database_is_refused(self, handed, stranger):
        over(handed)
        refused("lapsed", handing.take, handed, rings_by=in_an_hour(), by=stranger)
        handing.sweep()
        refused("lapsed", handing.take, handed, rings_by=in_an_hour(), by=stranger)

    def test_twice_is_refused(self, handed, stranger):
        handing.take(handed, rings_by=in_an_hour(), by=stranger)
        refused("state", handing.take, handed, rings_by=in_an_hour(), by=stranger)
        refused("state", handing.cannot, handed, by=stranger)


class TestCannot:
    def test_erases_the_far_copy_and_ends_the_yes(self, asked, handed, stranger):
        far = handed.far
        handing.cannot(handed, by=stranger)
        assert erased(far)
        assert (fresh(handed).state, fresh(handed).far, fresh(handed).answered_by) == ("declined", None, stranger)
        assert Consent.objects.get(request=asked).withdrawn_how == "end"
        assert verbs(asked)[-1] == "hand-over declined"
        assert verbs(far)[-1] == "forgotten"
        assert "erased" in str(handing.words(fresh(handed)))

    def test_after_the_time_is_refused(self, handed, stranger):
        refused("lapsed", handing.cannot, over(handed), by=stranger)


class TestWithdraw:
    def test_while_it_waits_erases_the_far_copy(self, asked, handed):
        far = handed.far
        handing.withdraw(handed)
        assert erased(far)
        assert fresh(handed).state == "withdrawn"
        assert Consent.objects.get(request=asked).withdrawn_how == "page"
        assert not Delivery.objects.exists()

    def test_after_they_said_they_will_ring_erases_it_too(self, handed, stranger, peer):
        far = handed.far
        handing.take(handed, rings_by=in_an_hour(), by=stranger)
        flow.take_up(far, by=stranger)
        handing.withdraw(handed, by=peer)
        assert erased(far)

    def test_of_somebody_they_talked_with_leaves_their_guest_and_says_so(self, handed, stranger):
        handing.take(handed, rings_by=in_an_hour(), by=stranger)
        flow.converse(handed.far, outcome="known", by=stranger)
        handing.withdraw(fresh(handed))
        kept = fresh(handed)
        assert kept.state == "withdrawn"
        assert handing.stays_there(kept)
        assert "Ask them" in str(handing.words(kept))
        assert Guest.objects.filter(key=kept.far.key_id).exists()

    @pytest.mark.parametrize("how", ["twice", "declined", "lapsed"])
    def test_of_what_is_over_is_refused(self, handed, stranger, how):
        if how == "twice":
            handing.withdraw(handed)
        elif how == "declined":
            handing.cannot(handed, by=stranger)
        else:
            over(handed)
            handing.sweep()
        refused("state", handing.withdraw, handed)

    def test_all_of_a_request_tells_who_keeps_a_guest_of_their_own(self, asked, house, harbor, handed, stranger):
        meadow = factories.HouseFactory(organization=house.organization)
        other = hand(asked, meadow)
        handing.take(handed, rings_by=in_an_hour(), by=stranger)
        flow.converse(handed.far, outcome="known", by=stranger)
        assert handing.withdraw_all(asked) == [harbor]
        assert erased(other.far)
        assert handing.withdraw_all(asked) == []


class TestSweep:
    def test_erases_what_nobody_answered(self, asked, handed):
        far = handed.far
        assert handing.sweep() == 0
        over(handed)
        assert handing.sweep() == 1
        assert erased(far)
        assert fresh(handed).state == "lapsed"
        assert Consent.objects.get(request=asked).withdrawn_how == "end"
        assert verbs(asked)[-1] == "hand-over lapsed"
        assert handing.sweep() == 0

    def test_reading_knows_before_the_sweep(self, asked, harbor, handed, stranger):
        over(handed)
        assert [row.state for row in handing.of_request(asked)] == ["lapsed"]
        assert handing.asked_of(harbor, stranger) == []

    def test_leaves_alone_what_was_taken(self, handed, stranger):
        handing.take(handed, rings_by=in_an_hour(), by=stranger)
        over(handed)
        assert handing.sweep() == 0
        assert fresh(handed).far


class TestHousesToAsk:
    def test_tells_the_board_of_our_own_houses_and_not_of_others(self, house, harbor):
        meadow = factories.HouseFactory(name="Meadow", organization=house.organization)
        factories.BedFactory(room__house=meadow)
        factories.HouseFactory(published=False)
        found = {choice.house: choice.state for choice in handing.houses_to_ask(house)}
        assert found == {meadow: availability.State.OPEN, harbor: None}


class TestUsualAnswer:
    def answers(self, house, hours):
        asked = factories.ask(factories.HouseFactory())[0]
        now = timezone.now()
        for n in hours:
            row = HandOver(request=asked, to=house, state="declined", until=now, made_at=now - timedelta(hours=n))
            row.answered_at = now
            row.save()

    def test_is_the_median_of_eleven_or_more(self, house):
        self.answers(house, [1, 1, 1, 1, 2, 3, 20, 20, 20, 20, 20])
        assert handing.usual_answer(house) == timedelta(hours=3)

    def test_of_fewer_is_not_told(self, house):
        self.answers(house, range(10))
        assert handing.usual_answer(house) is None


def test_what_another_house_would_read_is_told_word_by_word(asked):
    told = handing.would_tell(asked)
    assert told["name"] == ["Luz"]
    assert "(715) 555-0118" in told["contact"]
    assert told["to_know"] == ["I sleep badly."]
    assert told["nights"][1] == "3 nights."
    asked.wishes, asked.to_know = {}, ""
    assert handing.would_tell(asked)["nights"] == handing.would_tell(asked)["to_know"] == []


def test_closed_at_home_stays_closed_there(asked, house, harbor, peer):
    factories.MembershipFactory(person=peer, house=harbor)
    member(house, Role.PEER, "Noor")
    closing_to.close(asked, to=peer, by=peer)
    hand(asked, harbor)
    assert handing.asked_of(harbor, peer) == []


def test_nobody_to_whom_a_request_is_closed_hears_of_it(asked, harbor, handed, stranger):
    closing_to.close(handed.far, to=stranger, by=member(harbor, Role.PEER, "Ines"))
    assert handing.asked_of(harbor, stranger) == []


def test_sweep_erases_a_copy_once_the_yes_is_over_and_nobody_talked_LN_10(house, peer):
    other = factories.HouseFactory(organization=house.organization)
    asked = factories.ask(house)[0]
    made = handing.hand_over(asked, to=other, parts=["contact"], by=peer, how="phone")
    handing.take(made, rings_by=timezone.now() + timedelta(hours=3), by=peer)
    with later(days=28):
        handing.sweep()
        assert HandOver.objects.get().far is not None
    with later(days=33):
        assert handing.sweep() == 1

    made = HandOver.objects.get()
    assert (made.state, made.far) == ("withdrawn", None)
    assert not asked.consents.filter(withdrawn_at=None).exists()
