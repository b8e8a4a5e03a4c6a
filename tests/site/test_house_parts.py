"""All parts of a house's page, and what a confidential house never shows."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages import house_wording, seeding
from pages.models import HomePage, HouseListPage, HousePage, StandardPage
from respite.deciding import decide
from respite.models import House
from tests.cast import signed_in
from tests.site.reading import banned_in, grade, lines_of, prose_of, words_a_sentence
from tests.site.test_pages import cold
from tests.site.test_pictures import picture, store  # noqa: F401

ADDRESS = "/houses/juniper-house/"
HEADINGS = [
    "On this page", "A look around", "A day in the house", "The rooms, and getting around", "Food", "Getting here",
    "What to bring", "What we do not do", "How a stay comes about",
    "What we do, and do not do, about 911, police and hospitals", "What we must report", "Before you ask",
]  # fmt: skip


@pytest.fixture
def home(house, store):  # noqa: F811
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def page(home, house):
    """The page of Juniper House, with photos."""
    made = HousePage.objects.get(house=house)
    seeding.hang(made)
    return made


def soup(address=ADDRESS):
    answer = Client().get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_page_has_every_part_in_the_order_of_every_house(page):
    found = [heading.get_text(" ", strip=True) for heading in soup().select("main h2")]

    assert found == HEADINGS


def test_page_with_little_filled_in_has_no_empty_part(home, house):
    HousePage.objects.filter(house=house).update(parts="[]", facts="[]", before="", why_we_ask="")

    read = soup()

    assert [heading.get_text(" ", strip=True) for heading in read.select("main h2")] == [
        HEADINGS[0], HEADINGS[3], *HEADINGS[8:10],
    ]  # fmt: skip
    assert all(section.get_text(strip=True) for section in read.select("main section, main dl, main ul"))


@pytest.mark.parametrize("parts", ["all", "few"])
def test_long_page_leads_to_its_parts_and_only_to_those_that_are_there(page, house, parts):
    if parts == "few":
        HousePage.objects.filter(house=house).update(parts="[]", facts="[]", before="")
    read = soup()

    led = [link["href"].removeprefix("#") for link in read.select(".on-page a")]

    assert len(led) == (10 if parts == "all" else 4)
    assert all(len(read.select(f"main [id='{one}']")) == 1 for one in led)
    assert led == [one["id"] for one in read.select(".page-main [id]") if one["id"] in led]  # in the order of the page


@pytest.mark.parametrize("by_phone", [False, True])
def test_words_about_the_form_stand_beside_the_way_to_it(page, house, peer, by_phone):
    if by_phone:
        decide(house, by=peer, publishing="phone_only")

    ways = soup().select("#before a.button")

    assert [way["href"] for way in ways] == ([] if by_phone else ["/ask/juniper-house/"])


def test_access_is_told_thing_by_thing_in_words(page):
    lines = {
        line.dt.get_text(" ", strip=True): line.dd.get_text(" ", strip=True) for line in soup().select(".access > div")
    }

    assert lines["No steps"] == "Partly. One room: Birch."
    assert lines["A way in without steps"].startswith("Yes. There is a ramp")
    assert lines["Pets"].startswith("No. ")
    assert lines["Sign language (ASL)"].startswith("Ask us. ")


def test_photo_has_words_sizes_and_waits_until_it_is_near(page):
    images = soup().select("main img")

    assert len(images) == 4
    for image in images:
        assert image["alt"]
        assert int(image["width"]) > 0
        assert int(image["height"]) > 0
        assert image["loading"] == "lazy"
        assert [part.split()[1] for part in image["srcset"].split(",")] == ["400w", "800w", "1200w"]
        assert image.parent.source["type"] == "image/webp"
        assert image["src"].startswith("/media/images/")
        answer = Client().get(image["src"])
        assert b"".join(answer.streaming_content)
        assert answer.status_code == 200


def test_photo_that_was_deleted_leaves_no_hole(page):
    page.parts[0].value["photos"][0]["picture"].delete()

    assert len(soup().select("main img")) == 3


def test_page_speaks_of_photos_in_its_language(page):
    with override("es"):
        told = [one["alt"] for one in HousePage.objects.get(pk=page.pk).photos]

    assert told[0] == "Una cama tendida bajo una ventana, con una lámpara en una mesita."


def test_confidential_house_shows_no_photo_and_no_way_but_rides_CS_13(page, house):
    House.objects.filter(pk=house.pk).update(confidential=True)
    assert house.address
    assert page.parts[0].block_type == "photos"

    read = soup()
    words = read.get_text(" ", strip=True)

    assert read.select("main img, main picture") == []
    assert "The bus stops" not in words
    assert "room for your car" not in words
    assert "We can pick you up" in words
    assert house.address not in words
    assert house.area in str(read)
    assert f"tel:{house.phone}" in str(read)


def test_photo_of_another_organization_is_refused(page, harbor):
    theirs = picture(harbor.organization)
    page.parts = [("photos", {"photos": [{"picture": theirs, "words": ""}]})]

    with pytest.raises(ValidationError, match="your own album"):
        page.full_clean()


def test_words_of_the_demo_are_easy_to_read_CS_26_CS_27(home, house):
    page = HousePage.objects.get(house=house)
    for slug, parts in house_wording.HOUSES.items():
        page.parts = parts
        page.save()
        html = Client().get(ADDRESS).content.decode()
        text = prose_of(html, ["Juniper House", "Birch", "Cedar", "Willow"])

        assert grade(text) <= 6, slug
        assert words_a_sentence(text) <= 20, slug
        assert banned_in(html) == [], slug


def test_page_costs_at_most_12_queries_and_60_kB(page, django_assert_max_num_queries):
    cold()

    with django_assert_max_num_queries(12):
        html = Client().get(ADDRESS).content

    assert len(html) + styles() < 60_000


def styles():
    """Return what the stylesheets of a page weigh as they are sent: packed, each by itself."""
    import gzip
    import re
    from pathlib import Path

    folder = Path("respite/static/respite/css")
    names = ["guest.css", *re.findall(r'@import url\("([^"]+)"', (folder / "guest.css").read_text())]
    return sum(len(gzip.compress((folder / name).read_bytes())) for name in names)


# Editing


def test_editor_writes_a_part_and_reads_it_on_the_page(page, house, editor):
    editor.groups.add(seeding.editors(HomePage.objects.get()))
    form = nested_form_data(
        {
            "house": str(house.pk), "lead": "A house.", "line": "", "facts": streamfield([]), "why_we_ask": "",
            "parts": streamfield([("not_here", {"lines": streamfield([])})]) | {},
            "steps": streamfield([]), "emergencies": rich_text("<p>We talk.</p>"), "before": "",
            "action-publish": "1",
        }
    )  # fmt: skip
    form |= {
        "parts-0-value-lines-count": "1", "parts-0-value-lines-0-deleted": "", "parts-0-value-lines-0-order": "0",
        "parts-0-value-lines-0-type": "item", "parts-0-value-lines-0-value": "We never wake you up.",
    }  # fmt: skip

    answer = signed_in(editor).post(f"/cms/pages/{page.pk}/edit/", form)

    assert answer.status_code == 302
    assert "We never wake you up." in lines_of(Client().get(ADDRESS).content.decode())


def test_page_types_say_what_they_are_for():
    for model in (HomePage, HouseListPage, HousePage):
        assert str(model.get_page_description())
    assert StandardPage.get_verbose_name()
