"""The address of a published house that has no page of its own: the facts of the house, and never a 404."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Site

from openings import publishing
from pages import seeding
from pages.models import HousePage
from respite.deciding import decide
from respite.models import Role
from stays import agreeing
from tests.cast import member
from tests.factories import BedFactory, RoomFactory

pytestmark = pytest.mark.live
PATH = "/houses/harbor/"


@pytest.fixture
def home(house, harbor):
    """The site of the valley; the harbor belongs to another organization, which has none."""
    RoomFactory(house=harbor, name="Anchor", place="ground floor", features=["step_free"])
    return seeding.plant(house.organization, on=house.tonight())


def read(path=PATH, status=200, **headers):
    answer = Client().get(path, **headers)
    assert answer.status_code == status
    return answer


def words_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").find(id="main").get_text(" ").split())


def test_house_without_a_page_tells_its_own_facts(home, harbor):
    decide(harbor, by=None, max_nights=5, window_days=30, area_rule="People who live near the sea.")
    agreeing.agree(harbor, text="# Be kind\nWe cook in turns.", by=None)

    answer = read()

    page, text = BeautifulSoup(answer.content, "html.parser"), words_of(answer)
    for fact in (
        harbor.name, harbor.organization.name, harbor.area, "Please call to ask", "Up to 5 nights in any 30 days.",
        "People who live near the sea.", "Anchor", "Nothing is booked on this site.", "Read our house guidelines",
    ):  # fmt: skip
        assert fact in text, fact
    assert page.find("a", href=f"tel:{harbor.phone}")
    assert page.select_one("main a[href='/ask/harbor/']")
    assert page.find("a", href="/houses/harbor/guidelines/")
    assert page.find("link", type="application/json+oembed")
    assert len(page.find_all("h1")) == 1


def test_outlets_of_a_house_without_a_page_lead_to_it(home, harbor):
    link = Client().get("/api/v1/availability/harbor").json()["links"]["html"]

    assert harbor.name in words_of(read(link.removeprefix("http://127.0.0.1:8000")))


def test_plain_page_says_the_notice(home, harbor):
    BedFactory(room=RoomFactory(house=harbor))
    decide(harbor, by=None, publishing="live")
    publishing.confirm(harbor, by=member(harbor, Role.LEAD, "Ana"))

    assert "There may be a room" in words_of(read())


@pytest.mark.parametrize("draft", [True, False])
def test_house_whose_page_is_a_draft_or_stands_in_the_tree_of_others_has_the_plain_page(home, house, harbor, draft):
    page = HousePage.objects.get(house=house)
    if draft:
        page.unpublish()
    else:
        type(house).objects.update(organization=harbor.organization)

    text = words_of(read("/houses/juniper-house/"))

    assert (house.name in text, page.lead in text) == (True, False)


def test_house_with_a_page_keeps_it(home, house):
    assert HousePage.objects.get(house=house).lead in words_of(read("/houses/juniper-house/"))


def test_plain_page_speaks_spanish_and_each_language_leads_to_the_other(home, harbor):
    english, spanish = read(), read("/es/houses/harbor/")

    page = BeautifulSoup(spanish.content, "html.parser")
    assert page.html["lang"] == "es"
    assert "Llame y pregunte, por favor" in words_of(spanish)
    assert page.select_one("a.top-lang")["href"] == PATH
    assert BeautifulSoup(english.content, "html.parser").select_one("a.top-lang")["href"] == "/es/houses/harbor/"


def test_spanish_address_of_a_house_with_an_english_page_leads_to_that(home, house):
    assert read("/es/houses/juniper-house/", status=302)["Location"] == "/houses/juniper-house/"


def test_site_without_a_home_page_of_ours_still_tells_of_its_houses(house):
    assert house.name in words_of(read("/houses/juniper-house/"))


@pytest.mark.parametrize("path", ["/houses/nowhere/", "/houses/harbor/more/", "/harbor/", "/es/houses/nowhere/"])
def test_other_addresses_are_not_found(home, path):
    read(path, status=404)


@pytest.mark.parametrize("path", [PATH, "/es/houses/harbor/"])
def test_house_that_is_not_published_is_not_found(home, harbor, path):
    type(harbor).objects.update(published=False)

    read(path, status=404)


@pytest.mark.parametrize("confidential", [True, False])
def test_plain_page_never_tells_the_address(home, harbor, confidential):
    type(harbor).objects.filter(pk=harbor.pk).update(address="12 Quiet Lane", confidential=confidential)

    answer = read()

    assert "Quiet Lane" not in answer.text
    assert ("/ask/harbor/" in words_of(answer) + str(BeautifulSoup(answer.content, "html.parser").main)) != confidential


def test_house_with_a_page_on_another_site_leads_there(home, harbor):
    theirs = seeding.plant(harbor.organization)
    Site.objects.filter(root_page=theirs).update(hostname="sea.example", port=443)
    other = Site.objects.get(root_page=theirs)
    Site.clear_site_root_paths_cache()

    answer = read(status=302)

    assert answer["Location"] == f"{other.root_url}/houses/harbor/"


def test_page_on_another_site_that_is_not_for_everybody_is_not_led_to(home, harbor):
    theirs = seeding.plant(harbor.organization)
    Site.objects.filter(root_page=theirs).update(hostname="sea.example", port=443)
    Site.clear_site_root_paths_cache()
    HousePage.objects.get(house=harbor).view_restrictions.create(restriction_type="login")

    assert harbor.name in words_of(read())


def test_plain_page_is_kept_as_the_other_pages_are(home):
    plain, written = read(), read("/houses/juniper-house/")

    for name in ("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Frame-Options"):
        assert plain.get(name) == written.get(name)
    assert not plain.cookies


@pytest.mark.parametrize("path", [PATH, "/es/houses/harbor/"])
@pytest.mark.parametrize("count", [1, 3])
def test_plain_page_costs_little(home, harbor, path, count, django_assert_max_num_queries):
    agreeing.agree(harbor, text="# Be kind\nWe cook in turns.", by=None)
    for _more in range(count - 1):
        RoomFactory(house=harbor)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()

    with django_assert_max_num_queries(12):
        read(path)
