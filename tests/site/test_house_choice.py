"""The house of a page, of a group and of an open day: one of the organization's own, in drafts too, and never none."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages import seeding
from pages.models import EventIndexPage, EventPage, HouseListPage, HousePage
from tests.cast import signed_in
from tests.factories import HouseFactory
from tests.site import growing

ELSEWHERE = "This house belongs to another organization."
CHOOSE = "Choose the house it is about."


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def pen(home, editor):
    """The browser of Wes, who may write pages."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def of_a_house(house, **more):
    told = {
        "house": str(house.pk) if house else "",
        "lead": "A house by the water.",
        "line": "",
        "facts": streamfield([]),
        "why_we_ask": "",
        "parts": streamfield([]),
        "steps": streamfield([]),
        "emergencies": rich_text("<p>We talk.</p>"),
        "before": "",
    }
    return nested_form_data(told | more)


def of_an_event(house, **more):
    told = {
        "title": "Tea",
        "slug": "tea",
        "house": str(house.pk) if house else "",
        "day": "2030-05-04",
        "starts": "15:00",
        "ends": "16:00",
        "weekly": "",
        "last_day": "",
        "place": "The library",
        "phone": "",
        "lead": "Tea and talk.",
        "body": streamfield([]),
    }
    return nested_form_data(told | more)


def forms(home):
    """Return the addresses at which a page with a house is made, what is sent there, and what comes of it."""
    houses, events = HouseListPage.objects.get(), EventIndexPage.objects.child_of(home).get()
    return [
        (f"/cms/pages/add/pages/housepage/{houses.pk}/", of_a_house, HousePage),
        (f"/cms/pages/add/pages/eventpage/{events.pk}/", of_an_event, EventPage),
    ]


def test_houses_to_choose_are_those_of_the_organization_SE_50(pen, home, house, harbor):
    event = growing.event(home)

    for path in (*(path for path, _form, _kind in forms(home)), f"/cms/pages/{event.pk}/edit/"):
        field = pen.get(path).context["form"].fields["house"]
        assert list(field.queryset) == [house], path


@pytest.mark.parametrize("pressed", [{}, {"action-publish": "1"}])
def test_house_of_another_organization_is_refused_in_drafts_too_SE_50(pen, home, harbor, pressed):
    for path, form, kind in forms(home):
        answer = pen.post(path, form(harbor, **pressed))

        assert ELSEWHERE in answer.content.decode()
        assert not kind.objects.filter(house=harbor).exists()


def test_preview_shows_no_house_of_another_organization_SE_50(pen, home, harbor):
    for path, form, _kind in forms(home):
        assert not pen.post(f"{path}preview/", form(harbor)).json()["is_valid"]
        assert "Pier" not in pen.get(f"{path}preview/").content.decode()


def test_page_that_is_there_does_not_go_over_to_another_house_SE_50(pen, home, house, harbor):
    page, event = HousePage.objects.get(), growing.event(home)

    for row, form in ((page, of_a_house), (event, of_an_event)):
        answer = pen.post(f"/cms/pages/{row.pk}/edit/", form(harbor))

        assert ELSEWHERE in answer.content.decode()
        assert row.get_latest_revision_as_object().house == house


def test_draft_of_another_house_comes_in_by_no_script_SE_50(home, harbor):
    event = growing.event(home)
    for page in (HousePage.objects.get(), event):
        page.house, page.live = harbor, False

        with pytest.raises(ValidationError, match=ELSEWHERE):
            page.save()


@pytest.mark.parametrize("pressed", [{}, {"action-publish": "1"}])
def test_page_without_a_house_is_answered_with_a_sentence(pen, home, pressed):
    for path, form, kind in forms(home):
        before = kind.objects.count()

        answer = pen.post(path, form(None, **pressed))

        assert answer.status_code == 200
        assert answer.context["form"].errors["house"] == [CHOOSE]
        assert kind.objects.count() == before


def test_page_takes_a_second_house_of_the_organization(pen, home, house):
    orchard = HouseFactory(name="Orchard", slug="orchard", organization=house.organization)

    for path, form, kind in forms(home):
        assert pen.post(path, form(orchard)).status_code == 302
        assert kind.objects.get(house=orchard)
