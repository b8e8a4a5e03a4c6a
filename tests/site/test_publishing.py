from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from openings import cards, forgetting, outside, publishing, words
from openings.models import Notice
from respite import history
from respite.deciding import decide
from stays import availability, booking, closing
from stays.availability import Band, Facts, State
from tests import factories

pytestmark = pytest.mark.live


def fill(house, by):
    return [factories.here(house, by) for _bed in house.beds.all()]


# The band: a pure function.


@given(beds=st.integers(0, 30), data=st.data(), style=st.sampled_from(["live", "coarse", "count", "phone_only"]))
def test_band_is_open_exactly_when_a_bed_is_free(beds, data, style):
    taken = data.draw(st.integers(0, beds))
    paused = data.draw(st.integers(0, taken))

    band = availability.band(Facts(beds, taken, paused, style))

    if style == "phone_only" or beds == 0:
        assert band.state == State.CALL
    elif paused == beds:
        assert band.state == State.PAUSED
    else:
        assert band.state == (State.OPEN if taken < beds else State.FULL)
    assert (band.count is not None) == (style == "count" and beds >= 5 and band.state in {State.OPEN, State.FULL})
    assert band.count is None or 0 <= band.count <= band.maximum == beds


def test_facts_of_tonight_count_every_promise(house, peer, django_assert_num_queries):
    birch, cedar, _willow = house.beds.all()
    factories.held(house, peer, bed=birch)
    closing.close(house, nights=factories.nights_from_tonight(house), reason="repair", by=peer, bed=cedar)
    factories.expected(house, peer, nights=factories.nights_from_tonight(house, later=1))

    with django_assert_num_queries(2):
        facts = availability.facts(house)

    assert facts == Facts(beds=3, taken=2, paused=0, style="live")


def test_facts_know_a_whole_house_closure(house, peer):
    closing.close(house, nights=factories.nights_from_tonight(house), reason="cleaning", by=peer)

    assert availability.tonight(house).state == State.PAUSED


def test_facts_leave_out_a_lapsed_hold(house, peer):
    stays = [factories.held(house, peer) for _bed in house.beds.all()]
    type(stays[0]).objects.filter(pk=stays[0].pk).update(hold_until=datetime(2020, 1, 1, tzinfo=UTC))

    assert availability.tonight(house) == Band(State.OPEN, 1, 3)


def overdue(house, by, **more):
    """Return a stay whose guest is here, though the last night is over."""
    stay = factories.here(house, by, **more)
    nights = (house.tonight() - timedelta(days=2), house.tonight())
    type(stay).objects.filter(pk=stay.pk).update(nights=nights)
    stay.allocations.update(nights=nights)
    return stay


def test_facts_count_a_guest_who_is_here_past_their_last_night(house, peer, django_assert_num_queries):
    overdue(house, peer)
    booking.leave(factories.here(house, peer), by=peer)

    with django_assert_num_queries(2):
        facts = availability.facts(house)

    assert facts == Facts(beds=3, taken=1, paused=0, style="live")


def test_facts_never_take_more_beds_than_there_are(house, peer):
    birch = house.beds.first()
    overdue(house, peer, bed=birch)
    fill(house, peer)

    assert availability.facts(house).taken == 3
    assert availability.tonight(house) == Band(State.FULL, 0, 3)


def test_facts_leave_out_a_guest_of_another_house_who_is_here_past_their_last_night(house, harbor, peer, stranger):
    overdue(harbor, stranger)

    assert availability.facts(house).taken == 0


# The verbs.


@time_machine.travel(datetime(2026, 11, 24, 14, 17, tzinfo=UTC), tick=False)
def test_confirm_publishes_the_board_until_a_full_hour(house, peer):
    notice = publishing.confirm(house, by=peer)

    assert (notice.band, notice.by_hand, notice.confirmed_by) == ("open", False, peer)
    assert notice.valid_until == datetime(2026, 11, 24, 22, tzinfo=UTC)
    assert [entry.verb for entry in history.about(notice)] == ["confirmed the notice"]


@pytest.mark.parametrize("hours", [1, 8, 24])
def test_confirm_holds_for_the_notice_hours_of_the_house(house, peer, hours):
    decide(house, by=peer, notice_hours=hours)

    notice = publishing.confirm(house, by=peer)

    assert timedelta(hours=hours - 1) < notice.valid_until - notice.confirmed_at <= timedelta(hours=hours)


def test_confirm_again_writes_a_new_row_that_is_in_force(house, peer, lead):
    with time_machine.travel(datetime(2026, 11, 24, 14, tzinfo=UTC), tick=False):
        first = publishing.confirm(house, by=peer)
        second = publishing.confirm(house, by=lead)

    assert publishing.current(house) == second
    assert first.published_at < second.published_at
    assert house.notices.count() == 2


def test_say_full_holds_against_the_board_until_somebody_confirms(house, peer):
    publishing.confirm(house, by=peer)
    publishing.say(house, band="full", by=peer)
    factories.here(house, peer)

    assert publishing.current(house).band == "full"

    publishing.confirm(house, by=peer)

    assert publishing.current(house).band == "open"


def test_say_call_is_no_difference_to_the_board(house, peer):
    notice = publishing.say(house, band="call", by=peer)

    assert cards.differs(house, notice) is None
    assert words.published(house).words == "Please call to ask"


def test_confirm_publishes_nothing_when_the_board_says_something_else_by_then(house, peer):
    shown = availability.tonight(house)
    fill(house, peer)

    with pytest.raises(ValidationError, match="The board changed just now"):
        publishing.confirm(house, by=peer, shown=publishing.said.shown(shown))

    assert not house.notices.exists()


def test_say_refuses_a_band_that_only_the_board_can_say(house, peer):
    with pytest.raises(ValidationError):
        publishing.say(house, band="open", by=peer)

    assert not house.notices.exists()


def test_refresh_follows_the_board_on_the_same_confirmation(house, peer):
    first = publishing.confirm(house, by=peer)
    fill(house, peer)

    last = publishing.current(house)

    assert (first.band, last.band) == ("open", "full")
    assert (last.confirmed_at, last.confirmed_by, last.valid_until) == (first.confirmed_at, peer, first.valid_until)
    assert [entry.verb for entry in history.about(last)] == ["followed the board"]


def test_refresh_writes_nothing_while_the_band_stays_the_same(house, peer):
    publishing.confirm(house, by=peer)
    factories.here(house, peer)

    assert house.notices.count() == 1


def test_refresh_writes_nothing_on_a_confirmation_that_is_too_old(house, peer):
    publishing.confirm(house, by=peer, at=datetime(2026, 1, 1, tzinfo=UTC))

    fill(house, peer)

    assert house.notices.count() == 1


def test_refresh_never_makes_please_call_into_something_else(house, peer):
    decide(house, by=peer, publishing="phone_only")
    publishing.confirm(house, by=peer)

    decide(house, by=peer, publishing="live")

    assert words.published(house).band == State.CALL


def test_leaving_opens_the_house_again_at_once(house, peer):
    stays = fill(house, peer)
    publishing.confirm(house, by=peer)

    booking.leave(stays[0], by=peer)

    assert words.published(house).band == State.OPEN


def test_closing_the_house_pauses_it(house, peer):
    publishing.confirm(house, by=peer)

    closing.close(house, nights=factories.nights_from_tonight(house), reason="illness", by=peer)

    assert words.published(house).words == "The house is closed for a while"


def test_count_style_tells_how_many_rooms(house, peer):
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    decide(house, by=peer, publishing="count")
    publishing.confirm(house, by=peer)

    told = [words.published(house).words]
    for _bed in house.beds.all():
        factories.here(house, peer)
        told.append(words.published(house).words)

    assert told == [
        "5 rooms open", "4 rooms open", "3 rooms open", "2 rooms open", "1 room open", "The house is full",
    ]  # fmt: skip


def test_count_style_tells_no_numbers_of_a_small_house(house, peer):
    decide(house, by=peer, publishing="count")

    assert publishing.confirm(house, by=peer).count is None
    assert words.published(house).words == "There may be a room"


def test_phone_only_style_always_says_call(house, peer):
    publishing.confirm(house, by=peer)
    decide(house, by=peer, publishing="phone_only")
    said = [publishing.current(house), publishing.confirm(house, by=peer), publishing.say(house, band="full", by=peer)]

    assert [notice.band for notice in said] == ["call"] * 3
    assert words.published(house).as_of == "This house only tells by phone."


def test_differs_tells_what_the_board_says(house, peer):
    notice = publishing.say(house, band="full", by=peer)

    assert cards.differs(house, notice) == Band(State.OPEN, 3, 3)
    assert cards.differs(house, publishing.confirm(house, by=peer)) is None


# What the database refuses.


def make(house, peer, **more):
    at = datetime(2026, 11, 24, 14, tzinfo=UTC)
    facts = {"band": "open", "confirmed_at": at, "published_at": at, "valid_until": at + timedelta(hours=8)} | more
    with transaction.atomic():
        return Notice.objects.create(house=house, confirmed_by=peer, **facts)


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_until": datetime(2026, 11, 25, 15, tzinfo=UTC)},
        {"valid_until": datetime(2026, 11, 24, 14, tzinfo=UTC)},
        {"count": 0, "maximum": 6},
        {"count": 7, "maximum": 6},
        {"count": 2},
        {"maximum": 6},
        {"band": "full", "count": 1, "maximum": 6},
        {"band": "call", "count": 0, "maximum": 6},
        {"count": 1, "maximum": 4},
    ],
)
def test_notice_that_cannot_be_true_is_refused(house, peer, wrong):
    with pytest.raises(IntegrityError):
        make(house, peer, **wrong)


@pytest.mark.parametrize("wrong", [{"band": "open"}, {"band": "full"}, {"band": "open", "count": 2, "maximum": 6}])
def test_notice_of_a_confidential_house_can_only_say_call(house, peer, wrong):
    type(house).objects.filter(pk=house.pk).update(confidential=True)

    with pytest.raises(IntegrityError, match="confidential"):
        make(house, peer, **wrong)

    assert make(house, peer, band="call").pk


def test_notice_is_never_changed(house, peer):
    notice = make(house, peer)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(band="full")


# The words.


@pytest.mark.parametrize(
    ("local_hour", "words_then"),
    [
        (0, "Checked at midnight. Good until 8 am. After that, please call."),
        (3, "Checked at 3 am. Good until 11 am. After that, please call."),
        (8, "Checked this morning at 8. Good until 4 pm. After that, please call."),
        (12, "Checked today at noon. Good until 8 pm. After that, please call."),
        (14, "Checked this afternoon at 2. Good until 10 pm. After that, please call."),
        (16, "Checked this afternoon at 4. Good until midnight. After that, please call."),
        (20, "Checked this evening at 8. Good until 4 am tomorrow. After that, please call."),
    ],
)
def test_as_of_words_say_hours_and_never_minutes(house, peer, local_hour, words_then):
    with time_machine.travel(datetime(2026, 11, 24, 6, 47, 11, tzinfo=UTC) + timedelta(hours=local_hour), tick=False):
        publishing.confirm(house, by=peer)

        assert words.published(house).as_of == words_then


@pytest.mark.parametrize(
    ("later", "words_then"),
    [
        (timedelta(hours=8), "Last checked this morning at 8. Too old to repeat."),
        (timedelta(hours=24), "Last checked yesterday at 8 am. Too old to repeat."),
        (timedelta(days=9), "Our last check is too old to repeat."),
    ],
)
def test_as_of_words_of_a_check_that_is_too_old(house, peer, later, words_then):
    checked_at = datetime(2026, 11, 24, 14, tzinfo=UTC)
    publishing.confirm(house, by=peer, at=checked_at)

    told = words.published(house, now=checked_at + later)

    assert (told.band, told.words, told.as_of, told.valid) == (State.UNKNOWN, "Please call to ask", words_then, False)


def test_published_of_a_house_nobody_checked_says_please_call(house):
    told = words.published(house)

    assert (told.band, told.words, told.as_of) == (State.UNKNOWN, "Please call to ask", "Not checked yet.")


def test_published_many_reads_once(house, harbor, peer, django_assert_num_queries):
    publishing.confirm(house, by=peer)

    with django_assert_num_queries(1):
        told = words.published_many([house, harbor])

    assert [told[one.pk].band for one in (house, harbor)] == [State.OPEN, State.UNKNOWN]


def test_published_follows_the_night_of_the_house_into_a_decided_style(house, peer):
    publishing.confirm(house, by=peer)
    decide(house, by=peer, publishing="phone_only", holds_from=house.tonight() + timedelta(days=1))

    turn = house.local().replace(hour=house.turnover_hour, minute=0, second=0, microsecond=0)
    turn += timedelta(days=1 if turn <= house.local() else 0)

    assert words.published(house, now=turn - timedelta(seconds=1)).precision == "coarse"
    assert words.published(house, now=turn).precision == "none"


def test_notices_that_nobody_looks_back_on_are_forgotten(house, harbor, peer):
    now = timezone.now()
    for one in (house, harbor):
        for n in range(40 if one == house else 3):
            Notice.objects.create(
                house=one, band="call", confirmed_at=now - timedelta(days=n), confirmed_by=peer,
                published_at=now - timedelta(days=n), valid_until=now - timedelta(days=n, hours=-8),
            )  # fmt: skip
    before = outside.past(house)

    forgetting.sweep(house)

    assert outside.past(house) == before
    assert (house.notices.count(), harbor.notices.count()) == (31, 3)
    assert publishing.current(house).published_at == now
