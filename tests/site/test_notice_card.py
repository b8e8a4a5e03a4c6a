from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from openings import cards, publishing, tasks
from openings.models import Grid
from respite.deciding import decide
from respite.models import Entry, Role, Sending
from stays import booking, closing, pausing
from stays.models import Stay
from tests import factories
from tests.cast import member, signed_in

pytestmark = pytest.mark.live
MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)
NOTICE = "/office/juniper-house/notice/"


@pytest.fixture
def clock():
    """A quarter past eight in the morning; it stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def labels(card):
    return [act["label"] for act in card["acts"]]


# What the card says.


def test_card_before_anybody_confirmed(house, clock):
    card = cards.card(house)

    assert card["says"] == "The public page says: Please call to ask"
    assert card["confirmed"] == "Nobody confirmed anything yet, so the page says “please call”."
    assert card["differs"] == "The board says 3 rooms are free tonight."
    assert labels(card) == ["Say there may be a room", "Say the house is full", "Say please call"]


def test_card_of_a_notice_that_is_true(house, lead, clock):
    publishing.confirm(house, by=lead)

    card = cards.card(house)

    assert card["says"] == "The public page says: There may be a room"
    assert card["confirmed"] == "Ana confirmed it at 8:17 am. It holds until 4 pm, then the page says “please call”."
    assert card["differs"] == ""
    assert labels(card) == ["Still true", "Say the house is full", "Say please call"]
    assert card["small"] == "What you say goes out at once."


def test_card_flags_a_board_that_says_something_else(house, lead, clock):
    publishing.say(house, band="full", by=lead)

    card = cards.card(house)

    assert card["confirmed"] == "Ana said so at 8:17 am. It holds until 4 pm, then the page says “please call”."
    assert card["differs"] == "The board says 3 rooms are free tonight."
    assert labels(card) == ["Say there may be a room", "Say the house is full", "Say please call"]


def test_card_tells_when_the_next_room_opens(house, lead, clock):
    publishing.confirm(house, by=lead, at=MORNING - timedelta(hours=9))
    for count in (3, 4, 5):
        factories.here(house, lead, nights=factories.nights_from_tonight(house, count))

    card = cards.card(house)

    assert card["confirmed"] == (
        "Ana confirmed it yesterday at 11:17 pm. That is too old to repeat, so the page says “please call”."
    )
    assert card["differs"] == "The board says no room tonight. The next one opens Friday."
    assert labels(card) == ["Say the house is full", "Say please call"]


def test_card_of_please_call_by_hand_is_no_contradiction(house, lead, clock):
    publishing.say(house, band="call", by=lead)

    card = cards.card(house)

    assert card["confirmed"] == "Ana said so at 8:17 am. It stays so until somebody confirms what the board says."
    assert card["differs"] == ""
    assert labels(card) == ["Say there may be a room", "Say the house is full", "Keep “please call”"]


def test_card_while_offers_are_stopped_says_what_comes_next_and_asks_for_nothing(house, lead, clock):
    publishing.confirm(house, by=lead)
    pausing.pause(house, reason="staffing", by=lead)

    card = cards.card(house)

    assert card["says"] == "The public page says: Please call to ask"
    assert card["confirmed"] == "New offers are stopped, so the page says “please call”."
    assert (card["differs"], labels(card)) == ("", [])
    assert card["small"] == "Once offers start again, you confirm here what the page says."


def test_card_while_offers_are_stopped_is_the_same_when_the_last_word_is_too_old(house, lead, clock):
    publishing.confirm(house, by=lead)
    pausing.pause(house, reason="staffing", by=lead)
    clock.shift(timedelta(hours=30))

    card = cards.card(house)

    assert card["confirmed"] == "New offers are stopped, so the page says “please call”."
    assert (card["differs"], labels(card)) == ("", [])


def test_card_after_offers_start_again_asks_for_a_word_on_the_board(house, lead, clock):
    publishing.confirm(house, by=lead)
    pausing.pause(house, reason="staffing", by=lead)
    pausing.start_again(house, by=lead)

    card = cards.card(house)

    assert card["confirmed"] == (
        "The page went over to “please call” by itself. It stays so until one of you confirms what the board says."
    )
    assert card["differs"] == "The board says 3 rooms are free tonight."
    assert labels(card) == ["Say there may be a room", "Say the house is full", "Keep “please call”"]


def test_card_once_confirmed_again_is_as_before_the_stop(house, lead, clock):
    pausing.pause(house, reason="staffing", by=lead)
    pausing.start_again(house, by=lead)
    publishing.confirm(house, by=lead)

    card = cards.card(house)

    assert card["confirmed"] == "Ana confirmed it at 8:17 am. It holds until 4 pm, then the page says “please call”."
    assert labels(card) == ["Still true", "Say the house is full", "Say please call"]


def test_card_of_a_paused_house(house, lead, clock):
    closing.close(house, nights=factories.nights_from_tonight(house), reason="repair", by=lead)

    card = cards.card(house)

    assert card["differs"] == "The board says the house is closed tonight."
    assert labels(card)[0] == "Say the house is closed"


def test_card_of_a_phone_only_house_has_nothing_to_confirm(house, lead, clock):
    decide(house, by=lead, publishing="phone_only")

    card = cards.card(house)

    assert card["confirmed"] == "This house only tells by phone. There is nothing to confirm."
    assert (card["differs"], card["acts"]) == ("", [])


# One tap.


@pytest.mark.parametrize(("say", "band"), [("board-open", "open"), ("full", "full"), ("call", "call")])
def test_notice_post_publishes_and_leads_back(house, desk, peer, say, band):
    answer = desk.post(NOTICE, {"say": say}, follow=True)

    assert answer.redirect_chain == [("/office/juniper-house/", 303)]
    assert publishing.current(house).band == band
    assert publishing.current(house).confirmed_by == peer
    assert "The public page says" in answer.text


def test_notice_confirmed_twice_says_so_the_second_time(house, lead, clock):
    browser, htmx = signed_in(lead), {"hx-request": "true", "hx-target": "notice"}
    browser.post(NOTICE, {"say": "board-open"}, headers=htmx)
    clock.shift(timedelta(minutes=3))

    answer = browser.post(NOTICE, {"say": "board-open"}, headers=htmx)

    assert "Confirmed again at 8:20 am. The public page says: There may be a room" in answer.text


def test_notice_post_by_htmx_answers_the_card_and_the_live_line(house, desk):
    answer = desk.post(NOTICE, {"say": "board-open"}, headers={"hx-request": "true", "hx-target": "notice"})

    assert answer.status_code == 200
    assert 'id="notice"' in answer.text
    assert 'id="live" hx-swap-oob="innerHTML"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("say", ["", "open", "waitlist", "true", "<b>"])
def test_notice_post_of_anything_else_is_refused(house, desk, say):
    assert desk.post(NOTICE, {"say": say}).status_code == 400
    assert not house.notices.exists()


def test_notice_is_not_there_for_a_stranger(house, stranger_desk):
    assert stranger_desk.post(NOTICE, {"say": "board-open"}).status_code == 404
    assert not house.notices.exists()


def test_notice_leads_a_visitor_to_sign_in(house):
    answer = Client().post(NOTICE, {"say": "board-open"})

    assert (answer.status_code, answer["Location"]) == (303, "/account/login/?next=%2Foffice%2F")


def test_notice_is_not_for_report_readers(house):
    assert signed_in(member(house, Role.READER, "Pat")).post(NOTICE, {"say": "board-open"}).status_code == 403


def test_notice_busy_house_tells_so_and_changes_nothing(house, desk, monkeypatch):
    def busy(*args, **values):
        raise ValidationError("Somebody else is changing this house right now.", code="busy")

    monkeypatch.setattr(publishing, "confirm", busy)

    answer = desk.post(NOTICE, {"say": "board-open"})

    assert answer.status_code == 409
    assert "Somebody else is changing this house" in answer.text


CHANGED = "The board changed just now. Please look again."


def test_notice_button_carries_what_it_says(house, lead, clock):
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    values = [cards.card(house)["acts"][0]["value"]]
    decide(house, by=lead, publishing="count")
    values.append(cards.card(house)["acts"][0]["value"])
    closing.close(house, nights=factories.nights_from_tonight(house), reason="repair", by=lead)
    values.append(cards.card(house)["acts"][0]["value"])

    assert values == ["board-open", "board-open-5", "board-paused"]


@pytest.mark.parametrize("shown", ["board-full", "board-open-2", "board-paused", "board-"])
def test_notice_post_publishes_nothing_but_what_the_button_said(house, desk, shown):
    answer = desk.post(NOTICE, {"say": shown})

    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert 'value="board-open"' in answer.text
    assert not house.notices.exists()


def test_notice_post_by_htmx_of_a_board_that_changed_answers_the_card(house, desk):
    answer = desk.post(NOTICE, {"say": "board-full"}, headers={"hx-request": "true", "hx-target": "notice"})

    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert 'id="notice"' in answer.text
    assert "<html" not in answer.text
    assert not house.notices.exists()


# The worker.


def test_tidy_follows_a_hold_that_lapsed(house, peer):
    stays = [factories.held(house, peer) for _bed in house.beds.all()]
    publishing.confirm(house, by=peer)
    Stay.objects.filter(pk=stays[0].pk).update(hold_until=datetime(2020, 1, 1, tzinfo=UTC))

    tasks.tidy([house])

    assert publishing.current(house).band == "open"


def test_tidy_follows_the_house_into_the_next_night(house, peer):
    tomorrow = [factories.expected(house, peer, nights=factories.nights_from_tonight(house, later=1))
                for _bed in house.beds.all()]  # fmt: skip
    publishing.confirm(house, by=peer, at=booking.database_now() + timedelta(hours=20))

    with time_machine.travel(booking.database_now() + timedelta(days=1)):
        tasks.tidy([house])

    assert len(tomorrow) == 3
    assert publishing.current(house).band == "full"


def test_tidy_twice_writes_nothing_more(house, peer):
    publishing.confirm(house, by=peer)
    tasks.tidy([house])
    before = (house.notices.count(), Entry.objects.count())

    tasks.tidy([house])

    assert (house.notices.count(), Entry.objects.count()) == before


def test_house_that_cannot_be_tidied_is_published_all_the_same_and_holds_up_no_other(
    house, harbor, peer, monkeypatch, caplog
):
    def broken(one):
        raise LookupError

    seen = []
    monkeypatch.setattr(tasks.offering, "tidy", broken)
    monkeypatch.setattr(tasks.publishing, "on_the_hour", lambda one: seen.append(one.slug))

    tasks.tidy([house, harbor])

    assert seen == [house.slug, harbor.slug]
    assert "A house waits for the next minute." in caplog.text


def test_house_that_cannot_be_published_holds_up_no_other(house, harbor, monkeypatch, caplog):
    seen = []

    def publish(one):
        seen.append(one.slug)
        raise LookupError

    monkeypatch.setattr(tasks.publishing, "on_the_hour", publish)

    tasks.tidy([house, harbor])

    assert seen == [house.slug, harbor.slug]
    assert "What a house says waits for the next minute." in caplog.text


def test_tidy_leaves_a_busy_house_for_the_next_minute(house, harbor, peer, monkeypatch, caplog):
    seen = []

    def busy(one):
        seen.append(one)
        raise ValidationError("Busy.", code="busy")

    monkeypatch.setattr(tasks.offering, "tidy", busy)

    tasks.tidy([house, harbor])

    assert seen == [house, harbor]
    assert "waits for the next minute" in caplog.text


def test_every_hour_one_house_that_fails_does_not_stop_the_others(house, harbor, monkeypatch, caplog):
    seen = []

    def broken(one):
        seen.append(one)
        raise DatabaseError

    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    monkeypatch.setattr(tasks.forgetting, "forget_old", broken)

    tasks.every_hour(timestamp=0)

    assert set(seen) == {house, harbor}
    assert "waits for the next hour" in caplog.text


def test_every_hour_forgets_sendings_after_a_day_RE_05(db, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    Sending.objects.create(digest=b"", at=now - timedelta(hours=24, minutes=1))
    kept = Sending.objects.create(digest=b"", at=now - timedelta(hours=23, minutes=59))

    tasks.every_hour(timestamp=0)

    assert Sending.objects.get() == kept


def test_tasks_are_known_to_the_worker_and_run(house, peer, monkeypatch):
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    known = {one.task.name for one in tasks.app.periodic_registry.periodic_tasks.values()}

    tasks.every_minute(timestamp=0)
    tasks.every_hour(timestamp=0)

    assert {"openings.every_minute", "openings.every_hour"} <= known


# A house on the grid of hours.


@pytest.fixture
def on_grid(house, lead, clock):
    """The house at nine in the morning, when the time of eight is over for sure."""
    clock.move_to(MORNING + timedelta(minutes=43))
    decide(house, by=lead, publishing="coarse")
    tasks.tidy([type(house).objects.get(pk=house.pk)])
    return type(house).objects.get(pk=house.pk)


def test_card_on_the_grid_says_what_goes_out_next_and_when(on_grid, lead):
    card = cards.card(on_grid)

    assert card["says"] == "The public page says: Please call to ask"
    assert card["confirmed"] == "Nobody confirmed it lately. The page says “please call” until one of you does."
    assert card["differs"] == "The board says 3 rooms are free tonight."
    assert labels(card) == ["Say there may be a room", "Say the house is full", "Say please call"]
    assert card["small"] == "It goes out by 2:40 pm. “Please call” goes out at once."


def test_card_on_the_grid_says_why_room_waits(on_grid, lead, clock):
    publishing.confirm(on_grid, by=lead)
    before = cards.card(on_grid)
    clock.move_to(MORNING + timedelta(hours=7))
    tasks.tidy([on_grid])
    publishing.confirm(on_grid, by=lead)
    after = cards.card(on_grid)

    assert before["confirmed"] == "Ana looked at 9 am. By 2:40 pm the page says: The house is full."
    assert before["differs"] == "There is room, and the page says so later: then nobody can tell when somebody left."
    assert (after["confirmed"], after["differs"]) == (
        "Ana looked at 3:17 pm. By 8:40 pm the page says: There may be a room.",
        "",
    )


def test_card_on_the_grid_says_still_true_only_of_what_the_page_says(on_grid, lead, clock):
    publishing.confirm(on_grid, by=lead)
    waits = cards.card(on_grid)
    clock.move_to(MORNING + timedelta(hours=7))
    tasks.tidy([on_grid])
    publishing.confirm(on_grid, by=lead)
    full = cards.card(on_grid)
    clock.move_to(MORNING + timedelta(hours=13))
    tasks.tidy([on_grid])
    room = cards.card(on_grid)

    assert (waits["says"], labels(waits)[0]) == ("The public page says: Please call to ask", "Say there may be a room")
    assert (full["says"], labels(full)[0]) == ("The public page says: The house is full", "Say there may be a room")
    assert (room["says"], labels(room)[0]) == ("The public page says: There may be a room", "Still true")


def test_card_on_the_grid_says_that_nobody_does_the_work(on_grid, lead, clock):
    publishing.confirm(on_grid, by=lead)
    clock.move_to(MORNING + timedelta(hours=7))

    card = cards.card(on_grid)

    assert card["confirmed"].startswith(
        "What was to go out by 2:40 pm has not gone out. Please tell whoever looks after the server."
    )


def test_tap_on_the_grid_answers_what_goes_out_and_when(on_grid, lead):
    desk = signed_in(lead)

    answer = desk.post(NOTICE, {"say": "full"}, headers={"HX-Request": "true", "HX-Target": "notice"})
    call = desk.post(NOTICE, {"say": "call"}, headers={"HX-Request": "true", "HX-Target": "notice"})

    assert "By 2:40 pm the page says: The house is full." in answer.content.decode()
    assert "The public page says: Please call to ask" in call.content.decode()
    assert [notice.band for notice in on_grid.notices.all()] == ["call"]


def test_tap_before_anybody_confirmed_says_when_room_goes_out_and_not_what_is_out(on_grid, lead, clock):
    clock.move_to(MORNING + timedelta(hours=7))
    tasks.tidy([on_grid])

    answer = signed_in(lead).post(NOTICE, {"say": "board-open"}, headers={"HX-Request": "true", "HX-Target": "notice"})
    live = answer.text.partition('id="live"')[2]

    assert "By 8:40 pm the page says: There may be a room." in live
    assert "Please call" not in live
    assert "again" not in live


def test_tap_on_room_that_has_to_wait_says_why(on_grid, lead):
    answer = signed_in(lead).post(NOTICE, {"say": "board-open"}, headers={"HX-Request": "true", "HX-Target": "notice"})

    live = answer.text.partition('id="live"')[2]

    assert "By 2:40 pm the page says: The house is full." in live
    assert "There is room, and the page says so later" in live


def room_is_told(house, lead, clock):
    """Have the page say that there may be a room, at half past nine in the evening."""
    clock.move_to(MORNING + timedelta(hours=7))
    tasks.tidy([house])
    publishing.confirm(house, by=lead)
    clock.move_to(MORNING + timedelta(hours=13))
    tasks.tidy([house])


def test_card_names_the_word_of_the_board_while_another_waits_to_go_out(on_grid, lead, clock):
    room_is_told(on_grid, lead, clock)
    before = cards.card(on_grid)

    publishing.say(on_grid, band="full", by=lead)
    waits = cards.card(on_grid)

    assert labels(before)[0] == "Still true"
    assert waits["confirmed"] == "Ana looked at 9:17 pm. By 8:40 am the page says: The house is full."
    assert labels(waits)[0] == "Say there may be a room"


def test_card_says_that_what_is_out_goes_on_until_its_own_end(on_grid, lead, clock):
    room_is_told(on_grid, lead, clock)
    clock.shift(timedelta(minutes=1))

    card = cards.card(on_grid)

    assert card["confirmed"] == (
        "Ana looked at 3:17 pm. That is too old by the next set hour, so please look again. "
        "The page says so until 10 am tomorrow, then “please call”."
    )
    clock.move_to(publishing.current(on_grid).valid_until - timedelta(minutes=1))
    tasks.tidy([on_grid])
    assert publishing.current(on_grid).band == "open"  # the set hour of eight changed nothing


def test_card_says_that_a_full_house_says_so_at_its_hour_whoever_confirmed(on_grid, lead, clock):
    room_is_told(on_grid, lead, clock)
    for _bed in range(3):
        factories.here(on_grid, lead, nights=factories.nights_from_tonight(on_grid, 5))

    card = cards.card(on_grid)

    assert card["confirmed"].endswith("By 8:40 am the page says: The house is full.")
    clock.shift(timedelta(hours=11, minutes=30))
    tasks.tidy([on_grid])
    assert publishing.current(on_grid).band == "full"


def test_card_says_that_please_call_goes_on(on_grid, lead, clock):
    room_is_told(on_grid, lead, clock)
    publishing.say(on_grid, band="call", by=lead)
    Grid.objects.update(said_at=MORNING - timedelta(hours=13))

    card = cards.card(on_grid)

    assert card["confirmed"] == "Nobody confirmed it lately. The page goes on saying “please call”."


def test_card_that_was_swapped_leads_back_where_it_stood(house, desk):
    headers = {"HX-Request": "true", "HX-Target": "notice"}

    shift = desk.post(f"{NOTICE}?from=shift", {"say": "call"}, headers=headers).text
    outside = desk.post(f"{NOTICE}?from=outside", {"say": "call"}, headers=headers).text
    today = desk.post(NOTICE, {"say": "call"}, headers=headers).text

    assert f'action="{NOTICE}?from=shift"' in shift
    assert f'action="{NOTICE}?from=outside"' in outside
    assert f'action="{NOTICE}"' in today
