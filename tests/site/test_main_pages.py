"""The ways to the main pages: a line at the top of the site, the foot, and the first page; never on neutral pages."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from pages import seeding
from tests.site.test_pages import lighthouse, meadow  # noqa: F401

MAIN = [
    ("/houses/", "Our houses"), ("/questions/", "Questions people ask us"),
    ("/what-we-keep/", "What we keep about you"),
    ("/search/", "Look for something"),
]  # fmt: skip


@pytest.fixture
def home(house, lighthouse):  # noqa: F811
    return seeding.plant(house.organization, on=house.tonight())


def soup(path):
    return BeautifulSoup(Client().get(path).content, "html.parser")


def line(page):
    return [(link["href"], link.get_text(strip=True)) for link in page.select(".main-pages a")]


@pytest.mark.parametrize("path", ["/", "/houses/juniper-house/", "/search/", "/events/"])
def test_every_page_of_the_site_leads_to_the_main_ones(home, path):
    page = soup(path)

    assert line(page) == MAIN
    assert {address for address, _label in MAIN} <= {link["href"] for link in page.select(".foot a")}


@pytest.mark.parametrize("path", [path for path, _label in MAIN])
def test_line_says_which_page_this_is(home, path):
    assert [link["href"] for link in soup(path).select(".main-pages [aria-current=page]")] == [path]


def test_line_leaves_out_a_page_that_was_taken_down(home):
    Page.objects.get(slug="questions").unpublish()

    assert line(soup("/")) == [MAIN[0], *MAIN[2:]]


@pytest.mark.parametrize("path", ["/ask/juniper-house/", "/mine/"])
def test_neutral_pages_name_none_of_them_CS_13(home, path):
    page = soup(path)

    assert page.select(".main-pages") == []
    assert "/houses/" not in {link["href"] for link in page.select("a")}


def test_first_page_leads_to_the_houses_and_what_each_has(home):
    assert [link["href"] for link in soup("/").select("main a[href='/houses/']")] == ["/houses/"] * 2


def test_first_page_without_a_list_of_houses_leads_nowhere_else(home):
    Page.objects.get(slug="houses").specific.unpublish()

    assert soup("/").select("a[href='/houses/']") == []
