"""Stories, jobs and events: what they say, and that they leave by themselves, with a worker or without."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages import occasions, seeding, tasks
from pages.events import EventPage
from pages.houses import HousePage
from pages.jobs import JobPage
from pages.occasions import Times
from pages.stories import StoryIndexPage, StoryPage
from respite import years
from tests.cast import signed_in
from tests.site import growing
from tests.site.reading import lines_of

CHICAGO = ZoneInfo("America/Chicago")
SOON = datetime.now(UTC).date() + timedelta(days=90)
FAR = ("0001-01-01", "1999-12-31", "2099-01-01", "9999-12-31")


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


def read(path, status=200):
    answer = Client().get(path)

    assert answer.status_code == status
    return answer.content.decode()


def test_page_for_some_people_stands_in_no_list(home, house):
    call_command("update_index", verbosity=0)
    shown = [growing.story(home), growing.event(home), growing.job(home)]
    lists, titles = ["/stories/", "/events/", "/jobs/", "/events.ics", "/search/?q=tea"], [page.title for page in shown]
    assert all(any(title in read(path) for title in titles) for path in lists)
    assert "<h1>Juniper House" in " ".join(read("/").split())

    for page in [*shown, HousePage.objects.get()]:
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert not any(title in read(path) for title in titles for path in lists)
    assert "juniper-house" not in read("/")
    assert "juniper-house" not in read("/houses/")
    assert HousePage.objects.get().lead not in read("/houses/juniper-house/"), "only the facts of the house are left"


# Stories


def test_story_says_who_tells_it_and_what_it_is_about_first_CS_30(home):
    story = growing.story(home)

    html = read(story.address)
    index = lines_of(read("/stories/"))

    assert html.index("It is about a night of no sleep.") < html.index("Skip this story") < html.index("yellow room")
    assert "Told by R." in lines_of(html)
    assert index[2:5] == ["Four nights", "Told by R.", "What it is about: It is about a night of no sleep."]


def test_story_comes_down_at_the_end_of_its_yes_without_a_worker(home, house):
    last = house.local().date() + timedelta(days=2)
    story = growing.story(home, consent_until=last)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=CHICAGO)

    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        read(story.address)
        assert "Four nights" in read("/stories/")
    with time_machine.travel(end, tick=False):
        read(story.address, status=404)
        assert "Four nights" not in read("/stories/")
        assert story.address not in read("/sitemap.xml")


def test_story_is_taken_down_by_the_worker(home, house):
    story = growing.story(home, consent_until=house.local().date() + timedelta(days=1))

    with time_machine.travel(datetime.now(UTC) + timedelta(days=3), tick=False):
        tasks.publish_due()

    assert not StoryPage.objects.get(pk=story.pk).live


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"consent": False}, "Nobody noted that the person said yes"),
        ({"consent_on": SOON, "consent_until": SOON + timedelta(days=30)}, "is still to come"),
    ],
)
def test_story_without_a_yes_is_not_published(home, facts, words):
    story = growing.story(home, live=False, **facts)

    with pytest.raises(ValidationError, match=words):
        story.save_revision().publish()

    assert not StoryPage.objects.get(pk=story.pk).live


@pytest.mark.parametrize("facts", [{"consent_until": None}, {"consent_on": None}, {"consent_until": date(2020, 1, 1)}])
def test_story_yes_has_its_days_in_the_database(home, facts):
    story = growing.story(home)

    with pytest.raises(IntegrityError):
        StoryPage.objects.filter(pk=story.pk).update(**facts)


def test_editor_publishes_a_story_and_its_end_is_that_of_the_yes(home, house, editor):
    editor.groups.add(seeding.editors(home))
    pen, today = signed_in(editor), house.local().date()
    last = today + timedelta(days=40)
    told = {
        "title": "A walk",
        "slug": "a-walk",
        "told_by": "K.",
        "consent": "on",
        "consent_on": today.isoformat(),
        "consent_until": last.isoformat(),
        "note": "It is about a walk.",
        "lead": "",
        "body": streamfield([("paragraph", rich_text("<p>I walked.</p>"))]),
        "action-publish": "1",
    }

    under = StoryIndexPage.objects.get().pk
    refused = pen.post(f"/cms/pages/add/pages/storypage/{under}/", nested_form_data(told | {"consent_until": ""}))
    pen.post(f"/cms/pages/add/pages/storypage/{under}/", nested_form_data(told))

    assert "Say on which day they said yes, and until when." in refused.content.decode()
    story = StoryPage.objects.get()
    assert story.live
    assert story.expire_at == datetime.combine(last + timedelta(days=1), time(), tzinfo=CHICAGO)
    assert "I walked." in read(story.address)


@pytest.mark.parametrize("make", [growing.story, growing.event, growing.job])
def test_editor_opens_a_page_with_an_end(home, editor, make):
    editor.groups.add(seeding.editors(home))
    page = make(home)

    html = signed_in(editor).get(f"/cms/pages/{page.pk}/edit/").content.decode()

    assert page.title in html
    assert 'name="expire_at"' not in html


@pytest.mark.parametrize("many", [1, 3])
def test_stories_cost_the_same_with_one_and_three(home, many, django_assert_num_queries):
    for n in range(many):
        growing.story(home, title=f"Night {n}")
    read("/stories/")

    with django_assert_num_queries(9):
        html = read("/stories/")

    assert html.count('class="entry-row"') == many


# Jobs


def test_job_says_hours_pay_and_that_hard_times_are_welcome(home):
    job = growing.job(home)

    lines = lines_of(read(job.address))

    assert lines[lines.index("Hours") + 1] == "Two nights a week"
    assert lines[lines.index("Pay") + 1] == "20 dollars an hour"
    assert any(line.startswith("All of us have been through hard times.") for line in lines)


def test_job_leaves_after_its_closing_day(home, house):
    last = house.local().date() + timedelta(days=5)
    job = growing.job(home, closes_on=last)

    with time_machine.travel(datetime.combine(last, time(23, 59), tzinfo=CHICAGO), tick=False):
        assert "Peer at night" in read("/jobs/")
    with time_machine.travel(datetime.combine(last + timedelta(days=1), time(), tzinfo=CHICAGO), tick=False):
        assert "No role is open right now." in read("/jobs/")
        read(job.address, status=404)


def test_job_whose_day_has_gone_by_is_not_published(home, house):
    job = growing.job(home, live=False, closes_on=house.local().date() - timedelta(days=1))

    with pytest.raises(ValidationError, match="has gone by"):
        job.save_revision().publish()

    assert not JobPage.objects.get(pk=job.pk).live


@pytest.mark.parametrize("many", [1, 3])
def test_jobs_cost_the_same_with_one_and_three(home, many, django_assert_num_queries):
    for n in range(many):
        growing.job(home, title=f"Role {n}")
    read("/jobs/")

    with django_assert_num_queries(9):
        html = read("/jobs/")

    assert html.count('class="entry-row"') == many


# Events


def times(day, starts, ends, last=None, zone=CHICAGO):
    return Times(day, time.fromisoformat(starts), time.fromisoformat(ends), last, zone)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 60), st.integers(-30, 500))
def test_next_occasion_is_the_first_that_is_not_over(day, weeks, later):
    said = times(day, "15:00", "16:30", day + timedelta(weeks=weeks, days=3))
    now = datetime.combine(day, time(16, 30), tzinfo=CHICAGO).astimezone(UTC) + timedelta(days=later)

    every = [one for one in occasions.days(said) if datetime.combine(one, said.ends, tzinfo=CHICAGO) > now]

    assert occasions.upcoming(said, now) == (every[0] if every else None)
    assert (occasions.over_at(said) > now) == bool(every)


def test_weekly_event_keeps_its_hour_when_the_clocks_change(home, house):
    event = growing.event(
        home, day=date(2026, 10, 28), weekly=True, last_day=date(2026, 11, 30), starts="15:00", ends="16:00"
    )
    said = []
    for day in (date(2026, 10, 28), date(2026, 11, 4)):
        with time_machine.travel(datetime.combine(day, time(9), tzinfo=CHICAGO), tick=False):
            said.append((EventPage.objects.get(pk=event.pk).next_one.starts_at, read("/events/")))

    assert [instant.hour for instant, _html in said] == [20, 21]
    assert all("from 3 pm to 4 pm" in html for _instant, html in said)


def test_event_is_there_until_it_is_over(home, house):
    day = house.local().date() + timedelta(days=2)
    event = growing.event(home, day=day)

    with time_machine.travel(datetime.combine(day, time(16, 29), tzinfo=CHICAGO), tick=False):
        assert "Tea and talk." in read("/events/")
        assert "The library, room 2" in read(event.address)
    with time_machine.travel(datetime.combine(day, time(16, 30), tzinfo=CHICAGO), tick=False):
        assert "Nothing is planned right now." in read("/events/")
        read(event.address, status=404)
        assert b"BEGIN:VEVENT" not in Client().get("/events.ics").content


@pytest.mark.parametrize(
    "facts",
    [{"ends": "15:00"}, {"weekly": True}, {"last_day": SOON}, {"weekly": True, "last_day": "2020-01-01"}],
)
def test_event_that_cannot_be_is_refused(home, facts):
    with pytest.raises(ValidationError):
        growing.event(home, **facts)


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("publish", [{}, {"action-publish": "1"}])
def test_day_that_nobody_plans_for_is_refused_with_what_was_typed(home, house, editor, day, publish):
    editor.groups.add(seeding.editors(home))
    pen, words, body = signed_in(editor), {"title": "Spring", "slug": "spring", "lead": "Come in."}, streamfield([])
    once = {"house": str(house.pk), "starts": "15:00", "ends": "16:00", "place": "Hall", "phone": ""}
    yes = {"told_by": "R.", "consent": "on", "note": "A night."}
    for kind, under, facts in (
        ("jobpage", "jobs", {"closes_on": day, "hours": "Two", "pay": "20", "how": "Call."}),
        ("storypage", "stories", yes | {"consent_on": "2026-01-01", "consent_until": day}),
        ("storypage", "stories", yes | {"consent_on": day, "consent_until": SOON.isoformat()}),
        ("eventpage", "events", once | {"day": day, "last_day": ""}),
        ("eventpage", "events", once | {"day": SOON.isoformat(), "weekly": "on", "last_day": day}),
    ):
        address = f"/cms/pages/add/pages/{kind}/{Page.objects.get(slug=under).pk}/"
        html = pen.post(address, nested_form_data(words | facts | {"body": body} | publish)).content.decode()

        words_ = ("Choose a day between the year 2000 and ten years from now.", "Write a day, like 5 December 2026.")
        assert any(sentence in html for sentence in words_)
        assert "Come in." in html
    assert not Page.objects.filter(slug="spring").exists()


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(9999, 12, 31)])
def test_day_that_nobody_plans_for_is_refused_to_code_too(home, day):
    job = growing.job(home)

    job.closes_on = day

    with pytest.raises(ValidationError, match="between the year 2000"):
        job.save()


@pytest.mark.parametrize("last", [date(2000, 1, 1), date(2036, 12, 31)])
@time_machine.travel("2026-06-01", tick=False)
def test_years_that_people_plan_for_are_ten(last):
    years.near(last)

    with pytest.raises(ValidationError):
        years.near(last + (timedelta(days=1) if last.year > 2026 else -timedelta(days=1)))


def test_event_needs_a_place_or_a_phone_and_a_house_of_its_own(home, harbor):
    with pytest.raises(ValidationError, match="where to come"):
        growing.event(home, place="")
    with pytest.raises(ValidationError, match="another organization"):
        growing.event(home, house=harbor)


@pytest.mark.parametrize("many", [1, 3])
def test_events_cost_the_same_with_one_and_three(home, many, django_assert_num_queries):
    for n in range(many):
        growing.event(home, title=f"Tea {n}")
    read("/events/")

    with django_assert_num_queries(9):
        html = read("/events/")

    assert html.count('class="entry-row"') == many


def test_calendar_is_a_sound_file_of_public_events_only(home, house):
    growing.event(home, title="Tea", weekly=True, last_day=house.local().date() + timedelta(days=60))
    growing.event(home, title="Open day", phone="+17155550142", place="")
    growing.event(home, title="A draft", live=False)

    answer = Client().get("/events.ics")
    calendar = icalendar.Calendar.from_ical(answer.content)
    entries = calendar.walk("VEVENT")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {str(calendar["VERSION"]), "PRODID" in calendar} == {"2.0", True}
    assert sorted(str(entry["SUMMARY"]) for entry in entries) == ["Open day", "Tea"]
    for entry in entries:
        assert all(entry.get(name) for name in (*icalendar.Event.required, "DTSTART", "DTEND"))
    assert len({str(entry["UID"]) for entry in entries}) == 2
    assert len(calendar.walk("VTIMEZONE")) == 1
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)


def test_calendar_says_a_weekly_event_once_on_the_wall_clock(home, house):
    last = house.local().date() + timedelta(days=60)
    growing.event(home, weekly=True, last_day=last)

    entry = icalendar.Calendar.from_ical(Client().get("/events.ics").content).walk("VEVENT")[0]

    assert entry["DTSTART"].params["TZID"] == "America/Chicago"
    assert entry["RRULE"]["FREQ"] == ["WEEKLY"]
    assert entry["RRULE"]["UNTIL"][0].tzinfo is not None
