"""Days, times and phone numbers as editors write them: kept in one shape or refused, and by the clock of the house."""

import re
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from pages import blocks, days, phones, seeding
from pages.events import EventIndexPage, EventPage
from pages.guidelines import WordsBlock
from pages.models import HelpNumbers, StandardPage
from respite.models import Resource
from tests.cast import signed_in
from tests.site import growing


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=date(2026, 11, 2))


@pytest.fixture
def pen(home, editor):
    """The browser of Wes, who may write pages."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def sent(pen, house, **changed):
    """Send the form of a new event, and return the page that came back."""
    told = {
        "title": "Tea", "slug": "tea", "lead": "Tea and talk.", "house": house.pk, "day": "2026-12-05",
        "starts": "15:30", "ends": "4:30 pm", "last_day": "", "place": "", "phone": "(715) 555-0100",
        "body": streamfield([]), "action-publish": "1",
    }  # fmt: skip
    under = EventIndexPage.objects.get().pk
    answer = pen.post(f"/cms/pages/add/pages/eventpage/{under}/", nested_form_data(told | changed))
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2026, 11, 24, 18, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15:30", time(15, 30)),
        ("3:30 pm", time(15, 30)),
        ("3.30 P.M.", time(15, 30)),
        ("12 am", time(0)),
        ("12:15pm", time(12, 15)),
        ("noon", time(12)),
        ("15:30:00", time(15, 30)),
        ("3", None),
        ("25:99", None),
        ("13 pm", None),
        ("0:30 am", None),
        ("tomorrow", None),
    ],
)
def test_time_is_read_as_people_say_it_or_not_at_all(typed, read):
    assert days.read_time(typed) == read


def test_event_keeps_days_times_and_phone_as_they_were_meant(pen, house, clock):
    sent(pen, house, day="5 December 2026")

    event = EventPage.objects.get()
    assert (event.day, event.starts, event.ends) == (date(2026, 12, 5), time(15, 30), time(16, 30))
    assert (event.phone, event.live) == ("+17155550100", True)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("day", "tomorrow", "Write a day, like 5 December 2026."),
        ("starts", "25:99", "Write a time, like 3:30 pm."),
        ("ends", "3", "Write a time, like 3:30 pm."),
        ("phone", "555 0100", "Write the number with its area code, like 715 555 0142, or a short one like 988."),
    ],
)
def test_what_cannot_be_read_is_refused_and_kept_as_it_was_typed(pen, house, field, typed, words):
    page = sent(pen, house, **{field: typed})

    assert words in page.get_text()
    assert page.select_one(f"#id_{field}")["value"] == typed
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("2026-12-01", "The last day comes on the first day or after it."),
        ("", "One that comes every week needs a last day"),
    ],
)
def test_weekly_event_says_what_is_wrong_with_its_last_day(pen, house, clock, last, words):
    page = sent(pen, house, weekly="on", last_day=last)

    assert words in page.get_text()
    assert ("needs a last day" in page.get_text()) == (last == "")


def test_our_own_days_and_times_are_the_browsers_own_fields(pen, home, house):
    event = BeautifulSoup(pen.get(f"/cms/pages/{growing.event(home).pk}/edit/").content, "html.parser")
    story = BeautifulSoup(pen.get(f"/cms/pages/{growing.story(home).pk}/edit/").content, "html.parser")
    help_ = BeautifulSoup(
        pen.get(f"/cms/snippets/pages/helpnumbers/edit/{house.organization_id}/").content, "html.parser"
    )

    kinds = {
        name: (page.select_one(f"#id_{name}")["type"], page.select_one(f"#id_{name}")["value"][2:3])
        for page, names in ((event, ("day", "starts", "ends")), (story, ("consent_on",)), (help_, ("reviewed_on",)))
        for name in names
    }
    assert {name: kind for name, (kind, _value) in kinds.items()} == {
        "day": "date", "starts": "time", "ends": "time", "consent_on": "date", "reviewed_on": "date",
    }  # fmt: skip
    assert event.select_one("#id_starts")["value"] == "15:00"
    assert HelpNumbers.objects.get().reviewed_on.isoformat() == help_.select_one("#id_reviewed_on")["value"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("(715) 555-0100", "+17155550100"), ("715 555 0100", "+17155550100"), ("+44 7700 900123", "+447700900123"),
     (" 988 ", "988"), ("", "")],
)  # fmt: skip
def test_number_is_kept_in_one_shape(typed, kept):
    assert phones.read(typed) == kept


def test_number_in_a_block_is_kept_in_one_shape_or_refused(db):
    block = blocks.Phone()
    told = {"whose": "other", "name": "Line", "number": "(715) 555-0100", "words": ""}

    assert block.clean(block.to_python(told))["number"] == "+17155550100"
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(told | {"number": "12"}))
    assert "with its area code" in str(refusal.value.block_errors["number"])


def test_other_help_takes_a_number_with_its_area_code(pen, house):
    told = {"organization": house.organization_id, "name": "Line", "kind": "line", "what": "They listen.",
            "phone": "+1 (715) 555-0100", "hours": "", "languages": "", "area": "", "website": "",
            "reviewed_on": "2026-11-20", "shown": "on"}  # fmt: skip

    pen.post("/cms/snippets/respite/resource/add/", told)

    assert Resource.objects.get().phone == "+17155550100"


# The clock.


def schedule(pen, home):
    page = StandardPage.objects.first()
    return BeautifulSoup(pen.get(f"/cms/pages/{page.pk}/edit/").content, "html.parser"), page


def test_schedule_goes_by_the_clock_of_the_house_and_says_so(pen, home, house, clock):
    page, row = schedule(pen, home)
    row.go_live_at = datetime(2026, 12, 5, 16, tzinfo=UTC)
    row.save_revision()
    page, _row = schedule(pen, home)

    assert str(page).count("By the clock of Chicago.") == 2  # from when, and until when
    assert 'value="2026-12-05 10:00"' in str(page)


def test_zone_that_somebody_chose_wins(pen, home, editor):
    profile = UserProfile.get_for_user(editor)
    profile.current_time_zone = "America/New_York"
    profile.save()

    page, _row = schedule(pen, home)

    assert "By the clock of New York." in str(page)


def test_zone_of_the_house_is_never_kept_as_somebodys_choice(pen, home, editor):
    schedule(pen, home)

    assert UserProfile.objects.get(user=editor).current_time_zone == ""


def test_account_offers_only_zones_that_browsers_know(pen):
    page = BeautifulSoup(pen.get("/cms/account/").content, "html.parser")

    zones = [option["value"] for option in page.select("#id_locale-current_time_zone option")]
    assert {"America/Chicago", "Pacific/Honolulu", "UTC", ""} <= set(zones)
    assert not {"localtime", "Factory", "posixrules", "EST5EDT"} & set(zones)


# Words beside the fields.


def test_no_word_beside_a_field_is_a_code_of_ours():
    fields = [field for model in apps.get_app_config("pages").get_models() for field in model._meta.get_fields()]
    words = [str(getattr(field, name, "")) for field in fields for name in ("help_text", "verbose_name")]

    assert [said for said in words if re.search(r"[A-Z]{2}[-_][0-9]{2}", said)] == []


def test_labels_of_the_guidelines_begin_with_a_capital():
    labels = [str(block.label or name) for name, block in WordsBlock().child_blocks.items()]

    assert [label for label in labels if not label[0].isupper()] == []
