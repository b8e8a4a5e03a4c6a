"""What was written on paper is typed in later: its own time, its order, its mark, and once, whoever does it (RE-14)."""

import threading
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite import history
from respite.deciding import decide
from respite.models import Entry, House
from stays import booking, meanwhile, paper, undoing
from stays.models import Allocation, LogEntry, Note, Stay, SupportCall, TurnRound
from stays.paper import ARRIVED, CALL, LEFT, LOG, NOTE, Written
from stays.paper_forms import read_clock
from stays.trail import trail
from tests.cast import signed_in
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.stays.nights import CHICAGO, at

MORNING = "2043-11-25 07:00"  # a Wednesday; the sheet is of the night before
CHECK = "7F3A 90C2"


@pytest.fixture(autouse=True)
def morning():
    """The day before they came; then it is the morning after."""
    with at(MORNING) as moving:
        yield moving


@pytest.fixture
def rosa(house, peer):
    """Rosa was expected on Tuesday, in Birch, for three nights."""
    with at("2043-11-24 12:00"):
        return expected(
            house, peer, make_guest(house.organization, "Rosa"), nights_from_tonight(house), bed=house.beds.first()
        )


@pytest.fixture
def theo(house, peer):
    """Theo came on Monday for four nights, to Cedar."""
    with at("2043-11-23 15:00"):
        theo = make_guest(house.organization, "Theo")
        return here(house, peer, theo, nights_from_tonight(house, 4), bed=house.beds.all()[1])


def when(text):
    """Return a moment of the house, like "25 02:10"."""
    return datetime.fromisoformat(f"2043-11-{text}").replace(tzinfo=CHICAGO)


def enter(house, by, *lines, check=CHECK):
    return paper.enter(house, [Written(*line[:2], **line[2]) for line in lines], check=check, by=by)


def words_of(stay):
    return [line.words for line in trail(Stay.objects.get(pk=stay.pk), stay.house)]


# each kind


def test_arrival_keeps_its_own_time_and_says_that_it_was_on_paper_RE_14(house, peer, rosa):
    enter(house, peer, (ARRIVED, when("25 02:10"), {"stay": rosa}))

    rosa.refresh_from_db()
    assert (rosa.state, rosa.arrived_at) == (Stay.State.HERE, when("25 02:10"))
    assert words_of(rosa)[0] == "Arrived. By Joy. Written on paper at 2:10 am, typed in at 7 am."
    assert trail(rosa, house)[0].at == when("25 02:10")
    facts = Entry.objects.get(verb="arrived").facts
    assert (facts["paper"], datetime.fromisoformat(facts["at"])) == (True, when("25 02:10"))


def test_arrival_before_the_turn_of_the_night_keeps_the_first_night_RE_14(house, peer, rosa):
    """Typed in on Wednesday, when tonight is the 25th: they slept here on the 24th."""
    enter(house, peer, (ARRIVED, when("25 02:10"), {"stay": rosa}))

    rosa.refresh_from_db()
    assert (rosa.arrives.day, rosa.leaves.day) == (24, 27)
    assert [(row.nights.lower.day, row.nights.upper.day) for row in rosa.allocations.all()] == [(24, 27)]


def test_leaving_keeps_its_own_time_and_its_nights_RE_14(house, peer, theo):
    enter(house, peer, (LEFT, when("24 22:30"), {"stay": theo}))

    theo.refresh_from_db()
    assert (theo.state, theo.left_at) == (Stay.State.LEFT, when("24 22:30"))
    assert (theo.arrives.day, theo.leaves.day) == (23, 24)
    assert not Allocation.objects.filter(stay=theo, nights__endswith__gt=theo.leaves).exists()
    assert words_of(theo)[0] == (
        "Left. By Joy. Written on paper at 10:30 pm, typed in on Wednesday 25 November at 7 am."
    )


def test_note_is_the_guests_to_read_and_marked(house, peer, theo):
    enter(house, peer, (NOTE, when("25 01:00"), {"stay": theo, "words": "Theo asked for a fan."}))

    note = Note.objects.get()
    assert (note.words, note.at, note.from_paper, note.staff_only) == (
        "Theo asked for a fan.", when("25 01:00"), True, False
    )  # fmt: skip
    assert (note.entered_at, note.by) == (house.local(), peer)


def test_note_stands_in_the_trail_at_its_own_time_and_without_its_words(house, peer, theo):
    enter(house, peer, (NOTE, when("25 01:00"), {"stay": theo, "words": "Theo asked for a fan."}))

    assert words_of(theo)[0] == "A note was written. By Joy. Written on paper at 1 am, typed in at 7 am."
    assert trail(theo, house)[0].at == when("25 01:00")


def test_note_from_paper_holds_up_nobody_who_moves_them(house, peer, theo):
    seen = meanwhile.mark(house)

    enter(house, peer, (NOTE, when("25 01:00"), {"stay": theo, "words": "Theo asked for a fan."}))

    assert meanwhile.since(house, [theo], int(seen)) == []


def test_log_line_is_about_the_house_and_marked(house, peer):
    enter(house, peer, (LOG, when("25 03:00"), {"words": "The boiler made a noise."}))

    entry = LogEntry.objects.get()
    assert (entry.words, entry.at, entry.from_paper, entry.guest) == (
        "The boiler made a noise.", when("25 03:00"), True, None
    )  # fmt: skip
    assert entry.until == date(2043, 11, 24) + timedelta(days=house.rules().log_days)


def test_calls_are_counted_by_the_hour_and_nothing_else(house, peer):
    enter(house, peer, (CALL, when("25 01:10"), {}), (CALL, when("25 01:50"), {}), (CALL, when("24 23:05"), {}))

    calls = sorted((row.date.day, row.hour, row.topic, row.minutes) for row in SupportCall.objects.all())
    assert calls == [(24, 23, "", None), (25, 1, "", None), (25, 1, "", None)]
    assert "01:10" not in str([entry.facts for entry in Entry.objects.all()])


def test_history_holds_no_word_of_the_paper(house, peer, theo):
    enter(
        house,
        peer,
        (NOTE, when("25 01:00"), {"stay": theo, "words": "canary one"}),
        (LOG, when("25 01:00"), {"words": "canary two"}),
    )

    assert "canary" not in str([entry.facts for entry in Entry.objects.all()])


# order and constraint


def test_lines_are_written_in_the_order_in_which_they_happened_RE_14(house, peer, rosa):
    enter(
        house,
        peer,
        (LEFT, when("25 06:10"), {"stay": rosa}),
        (ARRIVED, when("24 21:00"), {"stay": rosa}),
    )

    rosa.refresh_from_db()
    assert (rosa.state, rosa.arrived_at, rosa.left_at) == (Stay.State.LEFT, when("24 21:00"), when("25 06:10"))
    assert [words.split(".")[0] for words in words_of(rosa)][:2] == ["Left", "Arrived"]


def test_trail_is_in_the_order_of_what_happened_not_of_the_typing(house, peer, rosa, theo):
    with at("2043-11-25 06:30"):
        booking.shorten(theo, leaves=date(2043, 11, 26), by=peer)
    enter(house, peer, (LEFT, when("25 02:00"), {"stay": theo}))

    assert [words.split(".")[0].split(":")[0] for words in words_of(theo)][:2] == ["Fewer nights", "Left"]


def test_leaving_before_arriving_is_refused_and_nothing_is_written_RE_14(house, peer, rosa):
    with pytest.raises(paper.Line) as refusal:
        enter(
            house,
            peer,
            (LOG, when("24 20:00"), {"words": "Rain."}),
            (ARRIVED, when("24 22:00"), {"stay": rosa}),
            (LEFT, when("24 21:00"), {"stay": rosa, "line": "left-0"}),
        )

    assert refusal.value.line == "left-0"
    rosa.refresh_from_db()
    assert rosa.state == Stay.State.EXPECTED
    assert not LogEntry.objects.exists()


def test_leaving_at_a_time_before_they_came_says_so(house, peer, theo):
    with pytest.raises(paper.Line, match="They arrived after that"):
        enter(house, peer, (LEFT, when("23 10:00"), {"stay": theo}))


def test_arrival_outside_their_nights_is_refused_by_the_verb_RE_14(house, peer):
    with at("2043-11-24 12:00"):
        late = expected(house, peer, nights=nights_from_tonight(house, later=1))

    with pytest.raises(paper.Line, match="The room is kept from"):
        enter(house, peer, (ARRIVED, when("24 23:00"), {"stay": late}))

    assert not Stay.objects.here().exists()


def test_what_was_typed_in_late_takes_no_bed_night_of_somebody_else_RE_14(house, peer, theo):
    """Theo left at ten; the board had given Cedar's later nights to nobody, and Sky has them now."""
    with at("2043-11-25 06:00"):
        booking.shorten(theo, leaves=date(2043, 11, 26), by=peer)
        sky = make_guest(house.organization, "Sky")
        next_one = expected(house, peer, sky, nights_from_tonight(house, 2, later=1), bed=house.beds.all()[1])

    enter(house, peer, (LEFT, when("24 22:00"), {"stay": theo}))

    assert [(row.nights.lower.day, row.nights.upper.day) for row in next_one.allocations.all()] == [(26, 28)]
    assert theo.allocations.count() == 1


def test_room_with_the_next_guest_in_it_is_not_made_ready_again(house, peer, lead, theo):
    with at("2043-11-22 12:00"):
        decide(house, turn_round_minutes=90, by=lead)
    with at("2043-11-24 14:00"):
        booking.shorten(theo, leaves=date(2043, 11, 25), by=peer)
    with at("2043-11-25 06:00"):
        here(house, peer, make_guest(house.organization, "Sky"), nights_from_tonight(house), bed=house.beds.all()[1])

    enter(House.objects.get(), peer, (LEFT, when("25 05:30"), {"stay": theo}))

    assert not TurnRound.objects.open().exists()


def test_room_that_is_empty_is_to_be_made_ready(house, peer, lead, theo):
    with at("2043-11-22 12:00"):
        decide(house, turn_round_minutes=90, by=lead)

    enter(House.objects.get(), peer, (LEFT, when("25 05:30"), {"stay": theo}))

    assert TurnRound.objects.open().count() == 1


# time


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [("25 07:01", "still to come"), ("22 06:59", "more than three days ago")],
)
def test_time_still_to_come_or_long_ago_is_refused_with_a_sentence_RE_14(house, peer, moment, sentence):
    with pytest.raises(paper.Line, match=sentence) as refusal:
        enter(house, peer, (LOG, when(moment), {"words": "Rain.", "line": "log-0"}))

    assert refusal.value.line == "log-0"
    assert not LogEntry.objects.exists()


def test_three_days_and_this_very_minute_are_well(house, peer):
    enter(house, peer, (LOG, when("22 07:00"), {"words": "A."}), (LOG, when("25 07:00"), {"words": "B."}))

    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("2:10 am", (2, 10)), ("2.10", (2, 10)), ("0210", (2, 10)), ("23:40", (23, 40)), ("7pm", (19, 0)),
        ("12 am", (0, 0)), ("12:05 p.m.", (12, 5)), ("noon", (12, 0)), ("Midnight", (0, 0)), ("9", (9, 0)),
    ],
)  # fmt: skip
def test_time_is_read_as_people_write_it(typed, clock):
    assert (read_clock(typed).hour, read_clock(typed).minute) == clock


@pytest.mark.parametrize("typed", ["", "late", "25:00", "13 pm", "7:60", "0 am", "7:5", "١٢:٠x"])
def test_time_that_is_none_is_asked_again(typed):
    with pytest.raises(ValidationError, match="Write the time as on the paper"):
        read_clock(typed)


# once


def test_same_sheet_by_two_people_is_written_once_RE_14(house, peer, lead, rosa, theo):
    lines = [
        (ARRIVED, when("24 21:00"), {"stay": rosa}),
        (LEFT, when("24 22:00"), {"stay": theo}),
        (NOTE, when("24 23:00"), {"stay": rosa, "words": "A fan, please."}),
        (LOG, when("25 01:00"), {"words": "Rain."}),
        (CALL, when("25 01:10"), {}),
        (CALL, when("25 01:40"), {}),
    ]
    before = history.newest(house)

    first, second = enter(house, peer, *lines), enter(house, lead, *lines)

    assert (first.written, first.known) == (6, 0)
    assert (second.written, second.known) == (0, 6)
    assert (Note.objects.count(), LogEntry.objects.count(), SupportCall.objects.count()) == (1, 1, 2)
    assert Entry.objects.filter(pk__gt=before, house=house).count() == 6


def test_second_reading_of_a_hand_does_not_change_the_first(house, peer, lead, rosa):
    enter(house, peer, (ARRIVED, when("24 21:10"), {"stay": rosa}))

    done = enter(house, lead, (ARRIVED, when("24 21:16"), {"stay": rosa}))

    rosa.refresh_from_db()
    assert (done.written, done.known, rosa.arrived_at) == (0, 1, when("24 21:10"))


def test_arrival_that_was_marked_live_at_another_time_is_refused(house, peer, theo):
    with pytest.raises(paper.Line, match="This stay is already marked as here"):
        enter(house, peer, (ARRIVED, when("23 15:30"), {"stay": theo}))


def test_arrival_that_was_undone_can_be_typed_in_again(house, peer, rosa):
    enter(house, peer, (ARRIVED, when("24 21:00"), {"stay": rosa}))
    undoing.undo(undoing.last(house), by=peer)

    done = enter(house, peer, (ARRIVED, when("24 21:00"), {"stay": rosa}))

    rosa.refresh_from_db()
    assert (done.written, rosa.state) == (1, Stay.State.HERE)


def test_calls_of_two_sheets_are_all_counted(house, peer):
    for check in ("7F3A 90C2", "1111 2222", ""):
        enter(house, peer, (CALL, when("25 01:10"), {}), check=check)

    assert SupportCall.objects.count() == 3


def test_two_log_lines_of_one_minute_are_two(house, peer):
    enter(house, peer, (LOG, when("25 01:00"), {"words": "Rain."}), (LOG, when("25 01:00"), {"words": "Wind."}))

    assert LogEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_sheet_once_RE_14(house, peer, lead, rosa):
    ready, done = threading.Barrier(2), []

    def work(by):
        try:
            ready.wait(10)
            lines = [(ARRIVED, when("24 21:00"), {"stay": rosa}), (CALL, when("25 01:10"), {})]
            done.append(enter(House.objects.get(pk=house.pk), by, *lines).written)
        finally:
            connection.close()

    people = [threading.Thread(target=work, args=[by]) for by in (peer, lead)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)

    assert sorted(done) == [0, 2]
    assert SupportCall.objects.count() == 1


# the page


def rows(**told):
    """Return what was told under the names of the page: `arrived_0_clock` is arrived-0-clock."""
    return {name.replace("_", "-"): value for name, value in told.items()}


def send(browser, house, sent, key=None):
    address = reverse("stays:night-paper", args=[house.slug])
    soup = BeautifulSoup(browser.get(address).content, "html.parser")
    return browser.post(address, {"sending": key or soup.select_one("input[name=sending]")["value"], **sent})


def test_page_takes_many_rows_at_once_without_javascript(house, peer, rosa, theo):
    sent = rows(
        check="7f3a-90c2",
        arrived_0_stay=str(rosa.pk), arrived_0_clock="2:10 am",
        left_0_stay=str(theo.pk), left_0_clock="10:30 pm", left_0_day="2043-11-24",
        note_0_stay=str(rosa.pk), note_0_clock="3 am", note_0_words="Tea.",
        log_1_clock="4 am", log_1_words="Rain.",
        call_0_clock="23:05", call_2_clock="1:10",
    )  # fmt: skip
    browser = signed_in(peer)

    answer = send(browser, house, sent)

    assert answer.status_code == 303
    assert "Saved. 6 lines were written." in browser.get(answer["Location"]).content.decode()
    rosa.refresh_from_db()
    assert rosa.arrived_at == when("25 02:10")
    assert Note.objects.get().words == "Tea."
    assert sorted((row.date.day, row.hour) for row in SupportCall.objects.all()) == [(24, 23), (25, 1)]
    assert Entry.objects.filter(facts__check="7F3A 90C2").count() == 2


def test_page_leaves_empty_lines_quiet_when_one_time_cannot_be_read_RE_14(house, peer, rosa):
    sent = rows(log_0_clock="banana", log_0_words="Rain.", arrived_1_day="2043-11-24")

    answer = send(signed_in(peer), house, sent)

    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one(".errors h2").get_text(strip=True) == "Please look at one answer"
    assert [field["name"] for field in soup.select("[aria-invalid=true]")] == ["log-0-clock"]
    assert soup.select_one("[name=arrived-1-day] [selected]")["value"] == "2043-11-24"


def test_page_keeps_what_was_typed_when_one_line_is_refused_RE_14(house, peer, rosa):
    sent = rows(
        log_0_clock="4 am", log_0_words="Rain all night.",
        arrived_0_stay=str(rosa.pk), arrived_0_day="2043-11-25", arrived_0_clock="9 am",
    )  # fmt: skip

    answer = send(signed_in(peer), house, sent)

    soup = BeautifulSoup(answer.content, "html.parser")
    assert "This time is still to come." in soup.select_one(".errors").get_text()
    assert soup.select_one(".errors a[href='#id_arrived-0-clock']")
    assert soup.select_one("[name=log-0-words]").get_text(strip=True) == "Rain all night."
    assert soup.select_one("[name=arrived-0-clock]")["value"] == "9 am"
    assert not LogEntry.objects.exists()


def test_page_offers_who_is_expected_first_for_arriving_and_who_is_here_first_for_leaving(house, peer, rosa, theo):
    with at("2043-11-20 15:00"):
        long_here = here(house, peer, make_guest(house.organization, "Sky"), nights_from_tonight(house, 6))

    soup = BeautifulSoup(signed_in(peer).get(reverse("stays:night-paper", args=[house.slug])).content, "html.parser")

    def offered(name):
        groups = soup.select(f"[name={name}] optgroup")
        return [(group["label"], [o.get_text().split(",")[0] for o in group.select("option")]) for group in groups]

    assert long_here.state == Stay.State.HERE
    assert offered("arrived-0-stay") == [("Expected", ["Rosa"]), ("Here", ["Theo"])]
    assert offered("left-0-stay") == [("Here", ["Sky", "Theo"]), ("Expected", ["Rosa"])]


def test_page_names_the_line_that_the_board_refuses_with_409(house, peer, theo):
    sent = rows(
        log_0_clock="4 am", log_0_words="Rain.", arrived_0_stay=str(theo.pk), arrived_0_clock="3:30 pm",
        arrived_0_day="2043-11-23",
    )  # fmt: skip

    answer = send(signed_in(peer), house, sent)

    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409
    assert "already marked as here" in soup.select_one(".errors a[href='#id_arrived-0-clock']").get_text()
    assert soup.select_one("[name=log-0-words]").get_text(strip=True) == "Rain."
    assert not LogEntry.objects.exists()


def test_page_asks_for_what_a_line_lacks(house, peer):
    answer = send(signed_in(peer), house, rows(log_0_words="Rain.", note_0_clock="4 am", check="what"))

    words = BeautifulSoup(answer.content, "html.parser").select_one(".errors").get_text(" ", strip=True)
    assert "Please look at 4 answers" in words
    assert "Write the time as on the paper" in words
    assert words.count("Please answer this, or empty the whole line.") == 2
    assert "The record check is eight signs" in words


def test_empty_page_is_asked_about(house, peer):
    answer = send(signed_in(peer), house, {})

    assert "Nothing is typed in yet." in answer.content.decode()


def test_page_sent_twice_is_written_once_RE_05(house, peer):
    browser, key = signed_in(peer), "00000000-0000-4000-8000-000000000001"
    sent = rows(call_0_clock="4 am")

    first, second = send(browser, house, sent, key), send(browser, house, sent, key)

    assert (first.status_code, second.status_code) == (303, 303)
    assert SupportCall.objects.count() == 1


def test_page_says_that_a_sheet_was_typed_in_before(house, peer, lead):
    sent = rows(check=CHECK, log_0_clock="4 am", log_0_words="Rain.")
    send(signed_in(peer), house, sent)
    browser = signed_in(lead)

    answer = send(browser, house, sent)

    assert "Everything on it was typed in before." in browser.get(answer["Location"]).content.decode()


def test_page_does_not_name_who_is_closed_to_a_colleague_SE_32(house, peer, lead, rosa):
    rosa.guest.closed_to.add(peer)
    address = reverse("stays:night-paper", args=[house.slug])

    assert "Rosa" not in signed_in(peer).get(address).content.decode()
    assert "Rosa" in signed_in(lead).get(address).content.decode()
    answer = send(signed_in(peer), house, rows(arrived_0_stay=str(rosa.pk), arrived_0_clock="4 am"))
    rosa.refresh_from_db()
    assert rosa.state == Stay.State.EXPECTED
    assert answer.status_code == 200


def test_page_does_not_take_a_stay_of_another_house(house, peer, harbor, stranger):
    with at("2043-11-24 12:00"):
        far = expected(harbor, stranger, make_guest(harbor.organization, "Sky"))

    send(signed_in(peer), house, rows(arrived_0_stay=str(far.pk), arrived_0_clock="4 am"))

    far.refresh_from_db()
    assert far.state == Stay.State.EXPECTED


def test_page_leads_to_a_request_that_came_by_phone(house, peer):
    page = signed_in(peer).get(reverse("stays:night-paper", args=[house.slug])).content.decode()

    assert reverse("desk:request-new", args=[house.slug]) in page


def test_page_costs_the_same_with_one_stay_and_with_three(house, peer, rosa):
    browser, address = signed_in(peer), reverse("stays:night-paper", args=[house.slug])
    browser.get(address)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    one = queries()
    for n in (1, 2):
        expected(house, peer, make_guest(house.organization, f"Guest {n}"), bed=house.beds.all()[n])

    assert queries() == one
