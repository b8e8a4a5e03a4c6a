"""The pages of shifts, and starting one: signing up in one tap, gaps, answers; by plain forms and in a browser."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from openings import publishing
from openings.models import Notice
from respite.models import Entry
from stays import booking, connecting, handover, logbook, roster, shifts, taking
from stays.models import Band, Opened, Shift, ShiftAsk
from tests import factories
from tests.browsing import Visitor
from tests.cast import live, signed_in
from tests.chromium import DESK, faults_both_ways, press, tab_to
from tests.factories import MembershipFactory

NOON = "2043-11-24 18:00:00+00:00"
TUESDAY = date(2043, 11, 24)
NARROW = {"width": 320, "height": 12000}  # tall, so that the bar at the bottom covers nothing axe looks at
NIGHT = ["2043-11-24", "night"]
LIST_QUERIES, BAND_QUERIES, START_QUERIES = 12, 15, 37


@pytest.fixture
def noon():
    """It is noon on a Tuesday; ask for it before anybody signs in."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def bo(noon, house):
    """Bo, who is called when somebody is missing."""
    return MembershipFactory(house=house, person__name="Bo", per_diem=True).person


def on(house, person, day=TUESDAY, band=Band.NIGHT):
    return shifts.sign_up(house, person=person, on=day, band=band, by=person)


def url(name, house, *args):
    return reverse(name if name.startswith("office") else f"stays:{name}", args=[house.slug, *args])


def visit(person, address):
    visitor = Visitor()
    visitor.client = signed_in(person)
    visitor.go(address)
    return visitor


def who(day=TUESDAY, band=Band.NIGHT):
    return sorted(Shift.objects.filter(date=day, band=band).values_list("person__name", flat=True))


def test_list_shows_two_weeks_and_the_gaps_on_top(noon, house, peer, lead):
    for person in (peer, lead):
        on(house, person)

    page = visit(peer, url("shifts", house))

    days = [heading.get_text(" ", strip=True) for heading in page.soup.select(".roster h2")]
    assert (len(days), days[0], days[-1]) == (14, "Tuesday 24 November today", "Monday 7 December")
    gaps = [gap.get_text(" ", strip=True) for gap in page.soup.select(".gaps > li > p")]
    assert gaps[0] == "Today, day 2 more needed"
    assert "Today, night 2 more needed" not in gaps
    assert "33 more stand in the list below." in page.text


def test_list_of_any_week(noon, house, peer):
    page = visit(peer, url("shifts", house))

    page.send("Go", **{"from": "2043-12-28"})

    assert "Who is on, from Monday 28 December to Sunday 10 January." in page.text
    assert visit(peer, url("shifts", house) + "?from=rubbish").status == 200


def test_gaps_are_empty_where_nobody_is_missing(noon, house, peer, lead):
    for n in range(15):
        for band in Band:
            for person in (peer, lead):
                on(house, person, TUESDAY + timedelta(days=n), band)

    assert roster.gaps(house, peer) == []
    assert "Enough people are on in every band." in visit(peer, url("shifts", house)).text


def test_sign_up_is_one_tap_and_leads_back_to_the_list(noon, house, peer):
    page = visit(peer, url("shifts", house))

    page.send("Sign up Tuesday 24 November, night")

    assert who() == ["Joy"]
    assert "You are on: Tuesday 24 November, night." in page.text
    assert page.address.endswith("?from=2043-11-24#d-2043-11-24")


def test_full_shift_is_quiet_and_one_more_may_still_sign_up(noon, house, peer, lead, bo):
    on(house, lead)
    on(house, bo)
    page = visit(peer, url("shifts", house))
    slot = page.soup.select_one(".roster li[aria-current] .bands > li:last-child")
    assert slot.select("button") == []

    page.go(url("shift", house, *NIGHT))
    assert "Enough people are on. One more is welcome all the same." in page.text
    assert page.soup.select_one("form[action$='/on/'] button")["data-look"] == "quiet"
    page.send("Sign up Tuesday 24 November, night")

    assert who() == ["Ana", "Bo", "Joy"]
    assert "3 on, 2 are enough" in page.text


def test_long_time_on_is_said_gently_before_and_after_signing_up(noon, house, peer):
    on(house, peer, TUESDAY, Band.EVENING)
    on(house, peer, TUESDAY + timedelta(days=1), Band.DAY)
    page = visit(peer, url("shift", house, *NIGHT))
    assert "With this one you would be on for 3 shifts in a row." in page.text

    page.send("Sign up Tuesday 24 November, night")

    assert "You are on: Tuesday 24 November, night. That is long without a break." in page.text
    page.go(url("shifts", house))
    [said] = page.soup.select(".roster [data-mine] .long")
    assert said.get_text(strip=True) == "Joy is on for 3 shifts in a row."
    assert said.find_parent("li", id="d-2043-11-25")


def test_long_time_on_is_said_to_a_lead_who_puts_somebody_on(noon, house, lead, bo):
    on(house, bo, TUESDAY, Band.EVENING)
    on(house, bo, TUESDAY, Band.DAY)

    page = visit(lead, url("shift", house, *NIGHT)).send("Put on", person=str(bo.pk))

    assert "Bo is on. That is long without a break. A colleague can be asked to take a part." in page.text


@pytest.mark.usefixtures("noon")
def test_two_shifts_in_a_row_and_those_that_are_over_are_not_said(house, peer):
    for day, band in ((-1, Band.DAY), (-1, Band.EVENING), (-1, Band.NIGHT), (0, Band.EVENING), (0, Band.NIGHT)):
        on(house, peer, TUESDAY + timedelta(days=day), band)

    listed = roster.slots(house, TUESDAY - timedelta(days=1), peer, 2)

    assert [slot.long for slot in listed if slot.long] == []


def test_sign_up_for_what_is_over_is_refused(noon, house, peer, desk):
    answer = desk.post(url("shift-on", house, "2043-11-23", "night"))

    assert answer.status_code == 200
    assert "This shift is over." in answer.text
    assert not Shift.objects.exists()


def test_sign_off_says_what_gap_it_leaves(noon, house, peer, lead):
    on(house, lead)
    on(house, peer)
    page = visit(peer, url("shift", house, *NIGHT))

    page.follow("Sign off")
    assert "Then 1 of 2 is on." in page.text
    page.send("Sign off")

    assert "You are off: Tuesday 24 November, night." in page.text
    assert who() == ["Ana"]


def test_sign_off_that_leaves_nobody_says_so(noon, house, peer):
    on(house, peer)

    assert "Then nobody is on. The house wants 2." in visit(peer, url("shift-off", house, *NIGHT, peer.pk)).text


def test_sign_off_of_a_colleague_is_for_leads(noon, house, peer, lead, bo):
    on(house, bo)

    assert signed_in(peer).post(url("shift-off", house, *NIGHT, bo.pk)).status_code == 403
    visit(lead, url("shift-off", house, *NIGHT, bo.pk)).send("Take Bo off")

    assert who() == []


def test_lead_puts_somebody_on(noon, house, lead, bo, peer):
    page = visit(lead, url("shift", house, *NIGHT))

    page.send("Put on", person=str(bo.pk))

    assert "Bo is on." in page.text
    assert who() == ["Bo"]
    assert signed_in(peer).post(url("shift-put-on", house, *NIGHT), {"person": bo.pk}).status_code == 403


def test_lead_cannot_put_on_a_stranger(noon, house, lead, stranger):
    answer = signed_in(lead).post(url("shift-put-on", house, *NIGHT), {"person": stranger.pk})

    assert (answer.status_code, who()) == (409, [])
    assert "Kai" not in answer.text


@pytest.mark.parametrize("name", ["shifts", "shift", "shift-off", "shift-ask"])
def test_pages_of_shifts_are_not_there_for_another_house(noon, house, peer, stranger, name):
    on(house, peer)
    args = {"shifts": [], "shift": NIGHT}.get(name, [*NIGHT, peer.pk])

    assert signed_in(stranger).get(url(name, house, *args)).status_code == 404


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("name", ["shift-take", "shift-not-this-time", "shift-take-back"])
def test_question_of_another_house_is_not_there(house, harbor, peer, stranger, name):
    ask = taking.call_out(harbor, on=TUESDAY, band=Band.NIGHT, by=stranger)

    assert signed_in(peer).post(url(name, house, ask.pk)).status_code == 404
    ask.refresh_from_db()
    assert ask.state == ShiftAsk.State.OPEN


def test_band_of_no_day_is_not_there(noon, house, desk):
    for day, band in (("2043-02-31", "night"), ("rubbish", "night"), ("2043-11-24", "dusk"), ("0001-01-01", "day")):
        assert desk.get(url("shift", house, day, band)).status_code == 404


def test_call_out_from_today_to_a_yes_of_a_per_diem_colleague(noon, house, lead, peer, bo):
    on(house, peer)
    for band in (Band.DAY, Band.EVENING):
        for person in (MembershipFactory(house=house).person for _n in range(2)):
            on(house, person, band=band)
    asking = visit(lead, url("office-today", house))
    asking.follow("Ask who can take tonight")
    assert "Bo" in asking.text
    asking.send("Ask them")
    assert "A mail to Bo is on its way." not in asking.text  # the worker has not run yet

    answering = visit(bo, url("office-today", house))
    assert "Ana asks: who can take Tuesday 24 November, night?" in answering.text
    answering.send("Yes, I take it")

    assert "Thank you. It is yours: Tuesday 24 November, night." in answering.text
    assert answering.address == url("office-today", house)
    assert who() == ["Bo", "Joy"]


def test_second_yes_reads_who_was_faster(noon, house, lead, peer, bo):
    on(house, lead)
    ask = taking.call_out(house, on=TUESDAY, band=Band.NIGHT, by=lead)
    late = visit(peer, url("shifts", house))
    taking.take(ask, by=bo)

    late.send("Yes, I take it")

    assert late.status == 409
    assert "Bo has taken it already. Thank you." in late.text
    assert who() == ["Ana", "Bo"]


def test_swap_is_offered_and_answered_without_javascript(noon, house, peer, bo):
    on(house, peer)
    theirs = on(house, bo, TUESDAY + timedelta(days=3), Band.DAY)
    page = visit(peer, url("shift", house, *NIGHT)).follow("Ask who can take it")

    page.follow("Swap with Bo")
    page.send("Ask", whom=f"for-{theirs.pk}")
    assert "Joy asks Bo to swap: Tuesday 24 November, night, for Friday 27 November, day." in page.text
    answering = visit(bo, url("shifts", house))
    assert "Joy asks to swap: your Friday 27 November, day, for their Tuesday 24 November, night." in answering.text
    answering.send("Yes, we swap")

    assert (who(), who(TUESDAY + timedelta(days=3), Band.DAY)) == (["Bo"], ["Joy"])


def test_asking_lists_colleagues_and_the_shifts_of_one_only(noon, house, peer, lead, bo):
    on(house, peer)
    for n in range(2, 7):
        on(house, bo, TUESDAY + timedelta(days=n), Band.DAY)
        on(house, lead, TUESDAY + timedelta(days=n), Band.EVENING)

    page = visit(peer, url("shift-ask", house, *NIGHT, peer.pk))

    assert [option.get_text() for option in page.soup.select("option")] == [
        "Everybody who is free", "Bo, per diem", "Ana",
    ]  # fmt: skip
    page.follow("Swap with Bo")
    days = [option.get_text() for option in page.soup.select("option")]
    assert (len(days), days[0]) == (5, "Thursday 26 November, day")
    assert visit(peer, f"{page.address}0").status == 200  # nobody: the page as it was


def test_not_this_time_and_taken_back(noon, house, peer, bo):
    on(house, peer)
    page = visit(peer, url("shift-ask", house, *NIGHT, peer.pk))
    page.send("Ask", whom=f"to-{bo.pk}")
    visit(bo, url("shifts", house)).send("Not this time")
    assert ShiftAsk.objects.get().state == ShiftAsk.State.DECLINED

    page.go(url("shift-ask", house, *NIGHT, peer.pk)).send("Ask", whom="all")
    page.go(url("shifts", house)).send("Take it back")

    assert "Taken back. Nobody is asked any more." in page.text
    assert ShiftAsk.objects.open().count() == 0
    assert who() == ["Joy"]


def test_take_back_is_for_who_asked_and_for_leads(noon, house, peer, lead, bo):
    ask = taking.ask_for(on(house, peer), by=peer)

    assert signed_in(bo).post(url("shift-take-back", house, ask.pk)).status_code == 403
    assert signed_in(lead).post(url("shift-take-back", house, ask.pk)).status_code == 303


@pytest.mark.usefixtures("noon", "bo")
@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_more_rows(count, house, peer, lead, django_assert_num_queries):
    browser = signed_in(peer)
    for n in range(count):
        on(house, lead, TUESDAY + timedelta(days=n))
        taking.call_out(house, on=TUESDAY + timedelta(days=n), band=Band.NIGHT, by=lead)
    browser.get(url("shifts", house))

    with django_assert_num_queries(LIST_QUERIES):
        browser.get(url("shifts", house))


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("count", [1, 3])
def test_band_costs_the_same_with_more_rows(count, house, lead, django_assert_num_queries):
    browser = signed_in(lead)
    for _n in range(count):
        taking.ask_for(on(house, MembershipFactory(house=house).person), by=lead)
    browser.get(url("shift", house, *NIGHT))

    with django_assert_num_queries(BAND_QUERIES):
        browser.get(url("shift", house, *NIGHT))


def test_start_tells_what_was_written_since_my_last_shift(noon, house, peer, lead):
    on(house, peer, TUESDAY - timedelta(days=2), Band.DAY)
    with time_machine.travel("2043-11-22 15:00:00+00:00"):
        logbook.write(house, words="Before I left.", by=lead)
    with time_machine.travel("2043-11-23 15:00:00+00:00"):
        logbook.write(house, words="After I left.", by=lead)

    page = visit(peer, url("office-shift", house))

    assert handover.news_since(house, peer) == shifts.ends(house, TUESDAY - timedelta(days=2), Band.DAY)
    assert "After I left." in page.text
    assert "Before I left." not in page.text


def test_start_reaches_back_a_week_for_somebody_new(noon, house, peer):
    assert handover.news_since(house, peer) == shifts.begins(house, TUESDAY, Band.DAY) + timedelta(hours=5) - timedelta(
        days=7
    )


def test_start_shows_the_house_and_confirms_the_notice_in_one_tap(noon, house, peer, lead):
    house = live(house)
    publishing.confirm(house, by=lead)
    rosa = factories.here(house, peer, factories.make_guest(house.organization, "Rosa"))
    logbook.write(house, words="Rosa bakes.", by=lead, guest=rosa.guest)
    logbook.write(house, words="Window repair", by=lead, due_on=TUESDAY)
    gone = factories.here(house, peer, factories.make_guest(house.organization, "Priya"))
    connecting.wish(booking.leave(gone, by=peer), choice="one", by=peer, first=TUESDAY)
    on(house, peer, band=Band.DAY)

    page = visit(peer, url("office-shift", house))
    for words in ("Rosa bakes.", "Names Rosa, who can read it.", "here, night 1 of 3", "Priya", "Window repair"):
        assert words in page.text
    assert Opened.objects.filter(guest=rosa.guest, by=peer, why="house log").exists()
    page.send("Still true")

    assert page.address == url("office-shift", house)
    assert Notice.objects.count() == 2


def test_taking_over_is_noted_once_a_band_and_counts_nothing(noon, house, peer, lead):
    page = visit(peer, url("office-shift", house))
    page.send("I have read it")
    assert "Joy took over today at noon." in page.text
    assert "I have read it" not in page.text
    signed_in(peer).post(url("office-shift-read", house))

    [line] = Entry.objects.filter(verb="took over")
    assert (line.by, line.facts) == (peer, {"on": "2043-11-24", "band": "day"})
    noon.shift(timedelta(hours=4))
    assert handover.taken_over(house) == []


def test_task_is_marked_as_done_from_the_start_of_a_shift(noon, house, peer):
    logbook.write(house, words="Window repair", by=peer, due_on=TUESDAY)
    page = visit(peer, url("office-shift", house))

    page.send("Done")

    assert page.address == url("office-shift", house)
    assert "Nothing is left to do." in page.text


def test_start_shows_what_was_done_in_the_hand_over_and_among_the_tasks(noon, house, peer, lead):
    entry = logbook.write(house, words="Window repair", by=peer, due_on=TUESDAY)
    logbook.done(entry, by=lead)

    page = visit(peer, url("office-shift", house))

    hand_over = page.soup.select_one("[aria-labelledby=hand-h] article").get_text(" ", strip=True)
    assert "Done by Ana, today at noon." in hand_over
    tasks = page.soup.select_one("[aria-labelledby=tasks-h]").get_text(" ", strip=True)
    assert "Nothing is left to do. Done since you were here" in tasks
    assert "Done by Ana, today at noon." in tasks


def test_start_does_not_show_what_was_done_before_my_last_shift(noon, house, peer, lead):
    on(house, peer, TUESDAY - timedelta(days=1), Band.DAY)
    with time_machine.travel("2043-11-23 15:00:00+00:00"):
        logbook.done(logbook.write(house, words="Window repair", by=lead, due_on=TUESDAY), by=lead)

    assert "Window repair" not in visit(peer, url("office-shift", house)).text


def test_start_of_a_shift_is_not_there_for_another_house(noon, house, stranger, editor):
    assert signed_in(stranger).get(url("office-shift", house)).status_code == 404
    assert signed_in(stranger).post(url("office-shift-read", house)).status_code == 404
    assert signed_in(editor).get(url("office-shift", house)).status_code == 403


@pytest.mark.usefixtures("noon", "bo")
@pytest.mark.parametrize("count", [1, 3])
def test_start_costs_the_same_with_more_rows(count, house, peer, lead, django_assert_num_queries):
    browser = signed_in(peer)
    guests = [factories.here(house, peer, factories.make_guest(house.organization, f"Guest {n}")) for n in range(3)]
    for n in range(count):
        logbook.write(house, words="Tea", by=lead, guest=guests[n].guest, due_on=TUESDAY)
        logbook.done(logbook.write(house, words="Soup", by=peer, due_on=TUESDAY), by=lead)
        taking.call_out(house, on=TUESDAY + timedelta(days=n), band=Band.NIGHT, by=lead)
        handover.take_over(house, by=MembershipFactory(house=house).person)
    browser.get(url("office-shift", house))

    with django_assert_num_queries(START_QUERIES):
        browser.get(url("office-shift", house))


def test_phone_bar_has_the_five_places(noon, house, peer):
    page = visit(peer, url("shifts", house))

    bar = page.soup.find("nav", class_="tabbar")
    tabs = [link.get_text(" ", strip=True) for link in bar.find_all("a", recursive=False)]
    assert [*tabs, bar.summary.get_text(strip=True)] == ["Today", "Board", "Requests", "Log", "More"]


@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_shift_passes_axe_and_never_scrolls_sideways(house, peer, lead, browse):
    day = house.local().date() + timedelta(days=1)
    rosa = factories.here(house, peer, factories.make_guest(house.organization, "Rosa")).guest
    logbook.write(house, words="Rosa bakes on Thursday. " * 8, by=peer, guest=rosa, due_on=day)
    theirs = on(house, lead, day + timedelta(days=1), Band.DAY)
    taking.ask_for(on(house, peer, day), by=peer, in_return=theirs)
    taking.call_out(house, on=day, band=Band.NIGHT, by=lead)
    page = browse(person=signed_in(lead).cookies)
    band = url("shift", house, day.isoformat(), "night")
    names = ("shifts", "office-shift", "log", "incidents", "incident-new", "calls", "office-today")

    for address in [*(url(name, house) for name in names), band, url("shift-ask", house, day, "night", peer.pk)]:
        page.goto(address)
        assert faults_both_ways(page) == []


@pytest.mark.django_db(transaction=True)
def test_shift_starts_by_keyboard(house, peer, lead, browse):
    logbook.write(house, words="The heater knocks.", by=lead)
    page = browse(DESK, signed_in(peer).cookies)
    page.goto(url("office-today", house))

    press(page, "Start your shift")
    press(page, "I have read it")
    assert "Joy took over today at" in page.inner_text("main")
    press(page, "Sign up")

    assert Shift.objects.filter(person=peer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_hint_at_a_name_comes_while_somebody_types(house, peer, browse):
    factories.here(house, peer, factories.make_guest(house.organization, "Rosa"))
    page = browse(DESK, signed_in(peer).cookies)
    page.goto(url("incident-new", house))

    tab_to(page, "What happened in the house")
    page.keyboard.type("Then Rosa slipped on the porch.")

    page.wait_for_selector("text=This names Rosa.")
    assert "Could it say “a guest”?" in page.inner_text("main")


def test_calls_by_week_do_not_lead_to_themselves(noon, house, peer):
    page = visit(peer, url("calls", house))

    assert page.soup.select(f".panel a[href='{url('calls', house)}']") == []
    assert visit(peer, url("office-today", house)).soup.select(f".panel a[href='{url('calls', house)}']")


def test_incidents_and_calls_stand_under_the_house_log(noon, house, peer):
    for name in ("incidents", "calls", "log"):
        rail = visit(peer, url(name, house)).soup.find("nav", class_="rail")

        assert [link.get_text(strip=True) for link in rail.select("[aria-current=page]")] == ["House log"]


def test_after_midnight_the_list_begins_with_the_night_that_is_on(house, peer):
    with time_machine.travel("2043-11-25 08:00:00+00:00", tick=False):  # 2 am on Wednesday
        page = visit(peer, url("shifts", house))

        current = page.soup.select_one(".roster [aria-current=time]")
        assert "Night" in current.get_text()
        assert page.soup.select_one(".roster h2").get_text(" ", strip=True) == "Tuesday 24 November today"
        assert page.soup.select_one(".gaps b").get_text(strip=True) == "Today, night"
        page.send("Sign up Tuesday 24 November, night")
    assert who() == ["Joy"]
