"""No new offers from this moment: refused everywhere at once, and whoever has a room keeps it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from intake import offering, proposing
from intake.models import Offer
from openings import cards, publishing, tasks, words
from respite import history
from respite.deciding import decide
from respite.models import Entry
from stays import availability, booking, pausing
from stays.availability import State
from stays.models import Allocation, Pause, Stay
from tests import factories
from tests.cast import signed_in
from tests.moments import later, refused

pytestmark = pytest.mark.live


def pause(house, by, **more):
    return pausing.pause(house, **{"reason": "staffing", "by": by} | more)


def test_pause_refuses_a_new_hold_with_a_plain_sentence(house, peer):
    pause(house, peer)

    sentence = refused("paused", factories.held, house, peer)

    assert sentence == ("This house makes no new offers just now: too few people on. Offers that were made stay open.")
    assert not Stay.objects.exists()


def test_pause_refuses_a_new_offer_and_records_no_conversation(house, peer):
    request, _code = factories.ask(house)
    pause(house, peer)

    refused(
        "paused", offering.offer, request, nights=factories.nights_from_tonight(house), by=peer, agreed="Come to us."
    )

    request.refresh_from_db()
    assert (request.state, request.conversations.count(), Offer.objects.count()) == ("heard", 0, 0)


def test_pause_leaves_open_offers_open(house, peer):
    request, _code = factories.ask(house)
    made = offering.offer(request, nights=factories.nights_from_tonight(house), by=peer, agreed="Come to us.")
    pause(house, peer)

    stay = offering.accept(made)

    assert stay.state == "expected"
    assert booking.arrive(stay, by=peer).state == "here"


def test_pause_lets_a_guest_who_is_here_stay_longer(house, peer):
    stay = factories.here(house, peer)
    pause(house, peer)

    assert len(booking.extend(stay, leaves=stay.leaves + timedelta(days=1), by=peer).range) == 4


def test_pause_stops_offers_that_the_rule_of_the_house_makes(house, lead, monkeypatch):
    decide(house, by=lead, next_room="offer")
    pause(house, lead)
    monkeypatch.setattr(proposing, "next_up", lambda *_, **__: pytest.fail("It looked for somebody."))

    assert proposing.room_opened(house) == []


def test_pause_twice_is_refused_and_start_again_once(house, peer):
    pause(house, peer)
    assert "stopped already" in refused("state", pause, house, peer)

    ended = pausing.start_again(house, by=peer)

    assert (ended.ended_by, pausing.current(house)) == (peer, None)
    assert "possible again" in refused("state", pausing.start_again, house, by=peer)
    assert factories.held(house, peer).state == "held"


def test_pause_refuses_a_reason_that_is_not_on_the_list_and_a_day_that_is_over(house, peer):
    for wrong in ({"reason": "moods"}, {"look_again_on": date(2020, 1, 1)}):
        with pytest.raises(ValidationError) as refusal:
            pause(house, peer, **wrong)
        assert set(refusal.value.error_dict) == set(wrong)
    assert not Pause.objects.exists()


def test_pause_is_on_record_without_words(house, peer):
    made = pause(house, peer)
    pausing.start_again(house, by=peer)

    assert [(line.verb, line.facts) for line in history.about(made)] == [
        ("started again", {}), ("paused", {"reason": "staffing"}),
    ]  # fmt: skip


def test_pause_of_one_house_is_no_other_houses(house, harbor, peer, stranger):
    pause(house, peer)

    assert factories.held(harbor, stranger).state == "held"


# What the public learns.


@pytest.mark.parametrize("style", ["live", "coarse", "count", "phone_only"])
def test_pause_says_please_call_outside_at_once_in_every_style(house, peer, style):
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    decide(house, by=peer, publishing=style)
    publishing.confirm(house, by=peer)
    if style == "coarse":  # what was confirmed would go out at the next time of the grid
        with time_machine.travel(timezone.now() + timedelta(hours=9)):
            tasks.tidy([house])
            assert words.published(house).band == State.FULL
            pause(house, peer)
            assert words.published(house).band == State.CALL
        return

    pause(house, peer)

    assert (words.published(house).band, words.published(house).words) == (State.CALL, "Please call to ask")
    assert publishing.current(house).count is None


@pytest.mark.parametrize("by_hand", ["full", "call"])
def test_pause_says_please_call_over_a_word_said_by_hand(house, peer, by_hand):
    publishing.say(house, band=by_hand, by=peer)

    pause(house, peer)

    assert words.published(house).band == State.CALL


def test_pause_lets_nobody_publish_anything_else(house, peer):
    pause(house, peer)

    assert publishing.confirm(house, by=peer).band == "call"
    assert publishing.say(house, band="full", by=peer).band == "call"
    assert [act["label"] for act in cards.card(house)["acts"]] == []


def test_pause_ends_outside_only_when_somebody_confirms(house, peer):
    publishing.confirm(house, by=peer)
    pause(house, peer)
    pausing.start_again(house, by=peer)
    told = words.published(house).band

    publishing.confirm(house, by=peer)

    assert (told, words.published(house).band) == (State.CALL, State.OPEN)


def test_public_never_learns_why_or_that_it_is_a_pause(house, peer, client):
    publishing.confirm(house, by=peer)
    pause(house, peer, reason="illness")
    by_pause = client.get(f"/api/v1/availability/{house.slug}").json()
    pausing.start_again(house, by=peer)

    publishing.say(house, band="call", by=peer)
    by_hand = client.get(f"/api/v1/availability/{house.slug}").json()

    assert "illness" not in str(by_pause)
    assert by_pause == by_hand


# The pages.


def test_page_stops_offers_with_one_button_and_today_says_so(house, peer, desk):
    url = reverse("stays:pause", args=[house.slug])
    page = desk.get(url).text

    answer = desk.post(url, {"reason": "staffing", "look_again_on": (house.local().date() + timedelta(days=2))})

    today = desk.get(answer["Location"]).text
    assert "Offers that are open stay open, unless you take them back." in page
    assert "No new offers since" in today
    assert "too few people on. Look again" in today
    assert "Start again" in today
    assert "No new offers since" in desk.get(reverse("stays:board", args=[house.slug])).text


def test_page_asks_why_and_keeps_the_day(house, desk):
    answer = desk.post(reverse("stays:pause", args=[house.slug]), {"look_again_on": "2043-01-01"})

    assert "Choose why, so the next shift knows." in answer.text
    assert 'value="2043-01-01"' in answer.text


def test_page_says_at_the_day_that_it_is_over(house, desk):
    over = (house.local().date() - timedelta(days=1)).isoformat()

    answer = desk.post(reverse("stays:pause", args=[house.slug]), {"reason": "illness", "look_again_on": over})

    assert (answer.status_code, Pause.objects.count()) == (200, 0)
    assert answer.context["form"].errors == {"look_again_on": ["Choose today or a later day, or leave it empty."]}


def test_page_starts_again(house, peer, desk):
    pause(house, peer)

    answer = desk.post(reverse("stays:pause-end", args=[house.slug]))

    assert answer.status_code == 303
    assert pausing.current(house) is None
    assert "Stop new offers now" in desk.get(answer["Location"]).text


def test_page_that_is_old_says_what_happened(house, peer, desk):
    pause(house, peer)

    answer = desk.post(reverse("stays:pause", args=[house.slug]), {"reason": "quiet"})

    assert answer.status_code == 409
    assert "New offers are stopped already." in answer.text


def test_page_is_closed_to_those_outside(house, editor, stranger_desk):
    url = reverse("stays:pause", args=[house.slug])

    assert signed_in(editor).get(url).status_code == 403
    assert stranger_desk.get(url).status_code == 404


def test_pause_line_says_when_it_is_time_to_look_again(house, peer, desk):
    pause(house, peer, look_again_on=house.local().date() + timedelta(days=1))
    Pause.objects.update(look_again_on=house.local().date())

    assert "It is time to look at it again." in desk.get(reverse("office-today", args=[house.slug])).text


def test_offer_form_says_before_the_conversation_that_no_offer_can_be_made(house, peer, desk):
    request, _code = factories.ask(house)
    pause(house, peer)

    said = {"outcome": "offer", "agreed": "Come to us.", "first_night": house.tonight(), "nights": "2", "look": "rooms"}

    page = desk.post(reverse("desk:request-converse", args=[house.slug, request.code]), said).text

    assert "This house makes no new offers just now: too few people on." in page
    assert "Come to us." in page


def test_pause_keeps_who_is_here(house, peer):
    factories.here(house, peer)
    before = list(Allocation.objects.values_list("bed", "nights"))

    pause(house, peer)

    assert list(Allocation.objects.values_list("bed", "nights")) == before
    assert availability.facts(house).stopped
    with later(days=30):
        assert pausing.current(house)
    assert Entry.objects.filter(verb="paused").count() == 1
