"""The story of the demo says nothing against itself: what somebody wished is what is done."""

import random
from datetime import timedelta

import pytest

from intake.contact import Contact
from intake.models import Conversation, NotMatched
from respite.management import cast, story
from respite.management.at_work import shifts
from stays.models import LogEntry, Wish
from tests.factories import here, make_guest

ONLY_THEY_CALL = Contact(i_will_call=True)
MORNINGS = Contact(call=True, phone="+17155550101", times="mornings")


@pytest.fixture
def teller(house, peer):
    """Who tells, with any luck."""
    return story.Teller(house, [peer, peer], random.Random(), names=iter(["Eli", "Remy", "Cora"]))


def gone(teller, contact, name="Eli"):
    guest = make_guest(teller.house.organization, name)
    guest.contact = contact.kept()
    guest.save()
    stay = here(teller.house, teller.team[0], guest)
    story.go_home(teller, stay)
    return Wish.objects.get(stay=stay)


def test_nobody_is_called_who_said_that_they_call(teller):
    assert {gone(teller, ONLY_THEY_CALL, name).choice for name in ("Remy", "Cora")} == {"none"}


def test_calls_come_at_the_times_they_named(teller, monkeypatch):
    monkeypatch.setattr(teller.luck, "choice", lambda among: among[-1])

    assert gone(teller, MORNINGS).when == "mornings"

    story.calls_today(teller)
    assert Wish.objects.get().when == "mornings"


def test_a_no_has_the_reason_of_its_words(teller, monkeypatch):
    for far in (0.1, 0.9):
        monkeypatch.setattr(teller.luck, "random", lambda far=far: far)
        story.turn(teller, story.ask(teller))

    said = {talk.agreed: talk.outcome for talk in Conversation.objects.select_related("guest__key")}
    assert said == {cast.NO_ROOM[0]: "not_now", cast.NO_ROOM[1]: "elsewhere"}
    assert set(NotMatched.objects.values_list("reason", flat=True)) == {"no_room", "area"}


def test_dinner_is_on_a_day_that_is_named_alike_everywhere(house):
    today = house.local().date()

    assert cast.dinner_on(today) == f"{today + timedelta(days=2):%A}"
    assert "Thursday" not in shifts.DINNER + shifts.REPAIR + " ".join(words for *_who, words in shifts.LOG)
    assert LogEntry.objects.count() == 0
