"""Lists in Spanish: what nobody wrote in Spanish stands there in English and says so, so no list seems empty."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from pages import seeding, translating
from tests.site import growing

LISTS = {"jobs": growing.job, "events": growing.event, "stories": growing.story}


@pytest.fixture
def home(house):
    home = seeding.plant(house.organization, on=house.tonight())
    words = seeding.our_words("es")
    for page in Page.objects.descendant_of(home, inclusive=True).order_by("path").specific():
        if page.slug in {home.slug, *LISTS}:
            translating.begin(page, "es", words)
    return home


def entries(slug):
    answer = Client().get(f"/es/{slug}/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select("main li.entry-row")


@pytest.mark.parametrize("slug", LISTS)
def test_list_in_spanish_shows_the_english_pages_and_says_so(home, slug):
    made = LISTS[slug](home)

    [entry] = entries(slug)

    link = entry.a
    assert link["href"] == f"/{slug}/{made.slug}/"
    assert (link["lang"], link["hreflang"]) == ("en", "en")
    assert "en inglés" in entry.h2.get_text()
    assert Client().get(link["href"]).status_code == 200


@pytest.mark.parametrize("slug", LISTS)
def test_page_in_spanish_takes_the_place_of_the_english_one(home, slug):
    growing.in_spanish(LISTS[slug](home))

    [entry] = entries(slug)

    assert entry.a["href"].startswith(f"/es/{slug}/")
    assert "lang" not in entry.a.attrs
    assert "en inglés" not in entry.get_text()


@pytest.mark.parametrize("slug", LISTS)
def test_list_in_english_says_nothing_of_languages(home, slug):
    LISTS[slug](home)

    answer = BeautifulSoup(Client().get(f"/{slug}/").content, "html.parser")

    [entry] = answer.select("main li.entry-row")
    assert "lang" not in entry.a.attrs
    assert "in English" not in entry.get_text()


@pytest.mark.parametrize("slug", LISTS)
def test_list_in_spanish_costs_the_same_with_one_and_three(home, slug):
    def queries():
        with CaptureQueriesContext(connection) as found:
            shown = len(entries(slug))
        return shown, len(found)

    LISTS[slug](home, title="One")
    entries(slug)
    one = queries()
    LISTS[slug](home, title="Two")
    LISTS[slug](home, title="Three")
    three = queries()

    assert (one[0], three[0]) == (1, 3)
    assert three[1] == one[1]
