"""Pages for families and providers, questions, other help, and what we say about ourselves."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from pages import kept, seeding
from pages.models import HelpNumbers, StandardPage
from respite.models import Organization, Resource, Setting
from respite.vault import SealedField
from tests.factories import HouseFactory
from tests.site import growing
from tests.site.reading import lines_of
from tests.site.test_pages import cold

NEW = ["/for-families/", "/for-providers/", "/questions/", "/stories/", "/events/", "/other-help/", "/jobs/",
       "/accessibility/", "/what-we-keep/"]  # fmt: skip


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


def read(path, status=200):
    answer = Client().get(path)

    assert answer.status_code == status
    return answer.content.decode()


def test_page_of_words_keeps_its_address_when_the_others_come(home):
    for slug in ("accessibility", "what-we-keep"):
        Page.objects.get(slug=slug).delete()
        growing.put(Page.objects.get(pk=home.pk), StandardPage(title=f"Ours: {slug}", slug=slug))

    seeding.grow(home)

    for slug in ("accessibility", "what-we-keep"):
        assert f"<h1>Ours: {slug}</h1>" in read(f"/{slug}/")
        assert Page.objects.filter(slug__startswith=slug).count() == 1


@pytest.mark.parametrize("path", NEW)
def test_page_costs_at_most_twelve_queries_cold(home, path, django_assert_max_num_queries):
    cold()

    with django_assert_max_num_queries(12):
        html = read(path)

    assert len(html.encode()) < 60_000


@pytest.mark.parametrize("path", ["/for-families/", "/for-providers/"])
def test_whoever_asks_for_somebody_else_is_told_to_have_them_call(home, house, path):
    HouseFactory(name="Hidden", slug="hidden", organization=house.organization, published=False)

    html = read(path)

    assert "Please ask them to call us" in html
    assert 'href="tel:+17155550142"' in html
    assert "Hidden" not in html


def test_providers_read_what_we_are_not(home):
    lines = lines_of(read("/for-providers/"))

    assert "Not a hospital. There are no nurses here." in lines
    assert any("please ask them to call us" in line for line in lines)


def test_question_opens_without_a_script(home):
    html = read("/questions/")

    assert re.search(r"<details>\s*<summary>Does it cost money\?</summary>", html)


def test_accessibility_names_faults_with_their_day_and_how_to_tell_AX_34(home):
    lines = lines_of(read("/accessibility/"))

    assert "There are no films in sign language." in lines
    assert "We have known it since 1 November 2026." in lines
    assert "If something stops you" in lines


# Other help


@pytest.mark.parametrize("many", [1, 3])
def test_other_help_costs_the_same_with_one_and_three(home, many, django_assert_num_queries):
    for n in range(many):
        Resource.objects.create(organization=home.organization, name=f"Line {n}", kind="line")
    read("/other-help/")

    with django_assert_num_queries(10):
        html = read("/other-help/")

    assert html.count('class="entry-row"') == many


def test_other_help_shows_what_is_shown_and_ours_in_the_order_of_kinds(home, harbor):
    for name, kind, more in (
        ("Legal aid", "rights", {}),
        ("County line", "line", {"phone": "+17155550199", "hours": "day and night", "languages": "English, Spanish"}),
        ("Old line", "line", {"shown": False}),
    ):
        Resource.objects.create(organization=home.organization, name=name, kind=kind, **more)
    Resource.objects.create(organization=harbor.organization, name="Coast line", kind="line")

    html = read("/other-help/")

    assert re.findall(r"<h3>([^<]+)</h3>", html) == ["County line", "Legal aid"]
    assert 'href="tel:+17155550199"' in html


# What we store


GUEST_MODELS = {"Guest", "Request", "Stay", "Draft"}


def holds_words_of_a_guest(model):
    fields = [field for field in model._meta.get_fields() if field.concrete]
    sealed = any(isinstance(field, SealedField) for field in fields)
    return sealed or any(field.is_relation and field.related_model.__name__ in GUEST_MODELS for field in fields)


def test_every_model_that_holds_words_of_a_guest_has_a_line_SE_61():
    covered = {".".join(name.split(".")[:2]) for line in kept.LINES for name in line.covers}

    personal = {
        model._meta.label
        for label in ("respite", "stays", "intake", "openings", "pages")
        for model in apps.get_app_config(label).get_models()
        if holds_words_of_a_guest(model)
    }

    assert len(personal) > 15
    assert personal - covered == set()
    for name in covered:
        assert apps.get_model(name)


def test_page_of_what_we_store_follows_the_rules_in_force_of_each_house(home, house):
    other = HouseFactory(name="Lighthouse", slug="lighthouse", organization=house.organization)
    for where, days in ((house, 45), (other, 20)):
        since = where.tonight() - timedelta(days=1)
        Setting.objects.create(house=where, name="hopes_days", value=days, holds_from=since)

    lines = lines_of(read("/what-we-keep/"))
    at = lines.index("What you hoped for in your stay")
    goes = lines[lines.index("When it goes", at) + 1]

    assert goes == "Juniper House: 45 days after you left. Lighthouse: 20 days after you left."


def test_page_of_what_we_store_waits_for_the_day_a_rule_holds(home, house):
    Setting.objects.create(house=house, name="hopes_days", value=3, holds_from=house.tonight() + timedelta(days=5))

    assert "3 days after you left." not in read("/what-we-keep/")


RETENTION = [
    "request_days", "staff_note_days", "log_guest_days", "incident_days", "draft_hours", "list_days",
    "hand_over_hours", "conversation_days", "stay_days", "hopes_days",
]  # fmt: skip


@pytest.mark.parametrize("name", RETENTION)
def test_each_rule_of_retention_is_told(home, house, name):
    before = read("/what-we-keep/")
    Setting.objects.create(house=house, name=name, value=29, holds_from=house.tonight() - timedelta(days=1))

    after = read("/what-we-keep/")

    assert before.count("29 ") < after.count("29 ")


@pytest.mark.parametrize("many", [1, 3])
def test_page_of_what_we_store_costs_the_same_with_more_houses(home, house, many, django_assert_num_queries):
    for n in range(many - 1):
        HouseFactory(name=f"House {n}", organization=house.organization)
    read("/what-we-keep/")

    with django_assert_num_queries(10):
        read("/what-we-keep/")


def test_site_that_is_there_gets_what_it_lacks_and_keeps_what_it_has(home, house, editor, capsys):
    Page.objects.get(slug="jobs").delete()
    home.refresh_from_db()
    Page.objects.filter(slug="stories").update(title="Told by us", search_description="")
    get_search_backend().reset_indexes()
    day = house.tonight() - timedelta(days=100)
    HelpNumbers.objects.filter(organization=house.organization).update(reviewed_on=day)

    call_command("growsite")
    call_command("growsite")

    said = capsys.readouterr().out.splitlines()
    assert [line.rsplit(": ", 1)[1] for line in said] == ["1 pages added.", "0 pages added."]
    assert "<h1>Told by us</h1>" in read("/stories/")
    assert "<h1>Work with us</h1>" in read("/jobs/")
    found = read("/search/?q=lived")
    assert "Told by us" in found
    assert "Each one is told by the person who lived it." in found
    assert HelpNumbers.reviewed(house.organization_id) == day


@pytest.mark.parametrize("slug", [words["slug"] for _kind, words in seeding.OTHERS])
def test_editor_can_look_at_each_page_before_it_is_published(home, slug):
    page = Page.objects.get(slug=slug).specific

    answer = page.make_preview_request()

    assert answer.status_code == 200
    assert f"<h1>{page.title}</h1>" in answer.content.decode()


def test_editor_can_look_at_timed_pages_before_they_are_published(home):
    for page in (growing.story(home, live=False), growing.event(home, live=False), growing.job(home, live=False)):
        answer = type(page).objects.get(pk=page.pk).make_preview_request()

        assert answer.status_code == 200
        assert f"<h1>{page.title}</h1>" in answer.content.decode()


def test_numbers_count_as_tried_on_the_day_a_site_is_set_up(house):
    seeding.plant(house.organization)

    assert Organization.objects.get(slug="valley").help_numbers.reviewed_on == timezone.now().date()
