"""The page for directories: each form of a house live, what to copy, what to keep to; whole without JavaScript."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from playwright.sync_api import expect

from openings import element, oembed, publishing, terms_of_use
from pages import seeding
from respite.deciding import decide
from stays import booking
from tests import factories
from tests.chromium import DESK, PHONE, faults_both_ways
from tests.site.reading import banned_in

pytestmark = pytest.mark.live
NOW = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
PAGE = "/for-directories/"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def read(path=PAGE, status=200):
    answer = Client().get(path)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def copied(page, name):
    field = page.find(id=f"copy-{name}")
    assert field.has_attr("readonly")
    assert page.find("label", attrs={"for": field["id"]}).text.strip()
    return field.text.strip()


def test_page_offers_every_form_of_a_house(house, peer, clock):
    publishing.confirm(house, by=peer)
    page = read(f"{PAGE}juniper-house/")

    assert copied(page, "card") == (
        f'<iframe src="{SITE}/embed/juniper-house/" title="Is there room at Juniper House?" width="480" height="260"'
        ' frameborder="0" style="max-width:100%;color-scheme:light dark" loading="lazy" referrerpolicy="no-referrer"'
        ' sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )
    assert copied(page, "element").splitlines() == [
        (
            f'<script src="{SITE}/embed/v1/respite-availability.js" integrity="{element.integrity()}"'
            ' crossorigin="anonymous" async></script>'
        ),
        f'<respite-availability src="{SITE}/api/v1/availability/juniper-house">',
        "  <strong>Juniper House</strong><br>",
        '  Please call to ask: <a href="tel:+17155550142">(715) 555-0142</a> day and night<br>',
        f'  Not a booking. Call before you travel. <a href="{SITE}/houses/juniper-house/">About this house</a>',
        "</respite-availability>",
    ]
    assert copied(page, "link") == f"{SITE}/houses/juniper-house/"
    assert copied(page, "feed") == f"{SITE}/feeds/availability.json"
    assert copied(page, "atom") == f"{SITE}/feeds/availability.atom"
    assert '"status": "open"' in page.find("pre").text
    assert "Juniper House: There may be a room" in page.find(class_="entry").text


@pytest.mark.parametrize("name", ["json", "list", "feed", "atom"])
def test_addresses_to_copy_are_answered(house, name):
    assert Client().get(copied(read(), name).removeprefix(SITE)).status_code == 200


def test_page_says_the_terms_and_where_all_is_described(house):
    page = read()

    assert [one.text for one in page.select(".terms li")] == list(terms_of_use.TERMS)
    assert page.find("a", href=f"{SITE}/api/v1/openapi.json")
    assert banned_in(str(page)) == []


def test_page_leads_to_every_description(house):
    page = read(f"{PAGE}juniper-house/")

    for address in (f"{SITE}/api/v1/openapi.json", f"{SITE}/hsds/v3/openapi.json", f"{SITE}/houses/juniper-house/"):
        assert page.select(f'#main a[href="{address}"]')


def test_page_tells_partners_what_they_can_have_and_whom_to_ask(house, harbor):
    type(harbor.organization).objects.filter(pk=harbor.organization.pk).update(phone="")

    part = read().find(id="partners")

    text = " ".join(part.text.split())
    for words in ("Authorization: Bearer", "under a written agreement", "webhook-signature", "Verify each one"):
        assert words in text
    assert [link["href"] for link in part.select("a.tel")] == [
        f"tel:{number}"
        for _name, number in sorted(
            [(house.organization.name, house.organization.phone), (harbor.organization.name, harbor.phone)]
        )
    ]


def test_page_lets_choose_among_published_houses_only(house, harbor):
    other = factories.HouseFactory(name="Hidden", slug="hidden", published=False)

    page, chosen = read(), read(f"{PAGE}juniper-house/")

    assert [link.text for link in page.select("nav[aria-label=Houses] a")] == ["Harbor", "Juniper House"]
    assert [link.text for link in chosen.select("nav.tabs a[aria-current]")] == ["Juniper House"]
    assert "Harbor" in page.find(class_="entry").text
    read(f"{PAGE}{other.slug}/", status=404)
    read(f"{PAGE}nowhere/", status=404)


def test_page_without_a_house_says_so(db):
    assert "No house is shown here now." in read().text


@pytest.mark.parametrize("confidential", [True, False])
def test_house_that_tells_only_by_phone_says_call_and_no_address(house, peer, confidential):
    publishing.confirm(house, by=peer)
    if confidential:
        type(house).objects.update(confidential=True)
    else:
        decide(house, by=peer, publishing="phone_only")

    text = read().text

    assert '"status": "call"' in text
    assert "There may be a room" not in text
    assert "Quiet Lane" not in text


def test_name_of_a_house_stays_words_in_what_is_copied(house):
    type(house).objects.update(name='</textarea><script>alert("1")</script>')

    page = read()

    assert "alert" not in "".join(script.text for script in page.find_all("script"))
    assert BeautifulSoup(copied(page, "element"), "html.parser").find("strong").text.startswith("</textarea><script>")


def test_two_histories_that_end_alike_show_the_same_bytes(house, peer, lead, clock):
    publishing.confirm(house, by=peer)
    before = Client().get(PAGE)
    stay = factories.here(house, peer)
    booking.leave(stay, by=peer)
    publishing.confirm(house, by=lead)

    after = Client().get(PAGE)

    assert (after.content, dict(after.headers)) == (before.content, dict(before.headers))


def test_page_frames_our_card_only_and_is_framed_by_nobody(house):
    policy = Client().get(PAGE)["Content-Security-Policy"]

    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-src" not in Client().get("/houses/juniper-house/guidelines/")["Content-Security-Policy"]


def test_page_sets_no_cookie_and_takes_nothing(house):
    answer = Client().get(PAGE)

    assert not answer.cookies
    assert Client().head(PAGE).status_code == 200
    assert Client().post(PAGE).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_with_one_and_three_houses(house, count, django_assert_num_queries):
    seeding.plant(house.organization)
    for n in range(count - 1):
        factories.BedFactory(room__house__slug=f"more-{n}")
    read()

    with django_assert_num_queries(5):
        page = read()

    assert len(page.select("nav[aria-label=Houses] a")) == count


def test_page_stands_in_spanish_under_its_own_address(house):
    page, spanish = read(), read(f"/es{PAGE}")

    assert page.find("a", class_="top-lang")["href"] == f"/es{PAGE}"
    assert spanish.html["lang"] == "es"
    assert len(spanish.select(".terms li")) == len(terms_of_use.TERMS)
    assert not {one.text for one in spanish.select(".terms li")} & set(terms_of_use.TERMS)
    assert spanish.select("nav.tabs a")[0]["href"] == f"/es{PAGE}juniper-house/"


def test_pages_of_the_site_lead_here_and_pages_of_guests_do_not(house):
    seeding.plant(house.organization)

    for path in ("/", "/what-we-keep/", PAGE):
        assert read(path).select(f'.foot a[href="{PAGE}"]')
    for path in ("/mine/", "/ask/juniper-house/"):
        assert not read(path).select(f'.foot a[href="{PAGE}"]')


@pytest.mark.django_db(transaction=True)
def test_page_shows_card_and_element_live_and_breaks_no_policy(house, peer, browse, live_server, settings):
    publishing.confirm(house, by=peer)
    page, said = browse(DESK), []
    page.on("console", lambda message: said.append(message.text))

    page.goto(PAGE)

    expect(page.frame_locator("iframe").get_by_text("There may be a room").first).to_be_visible()
    expect(page.locator("respite-availability").get_by_text("There may be a room")).to_be_visible()
    assert faults_both_ways(page) == []
    assert [words for words in said if "Content Security Policy" in words] == []


@pytest.mark.django_db(transaction=True)
def test_page_is_whole_without_javascript(house, peer, browse):
    publishing.confirm(house, by=peer)
    page = browse(PHONE, java_script_enabled=False)

    page.goto(PAGE)

    expect(page.frame_locator("iframe").get_by_text("There may be a room").first).to_be_visible()
    expect(page.locator("respite-availability").get_by_role("link", name="(715) 555-0142")).to_be_visible()
    for field in page.locator("#main textarea").all():
        assert field.input_value()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [640, 480, 400, 320, 240])
@pytest.mark.parametrize("band", ["full", "open"])
def test_card_fills_the_frame_that_is_copied_and_is_not_cut(house, peer, browse, band, width):
    type(house).objects.update(phone_hours="Day and night. Spanish spoken")
    if band == "open":
        publishing.confirm(house, by=peer)
    else:
        publishing.say(house, band=band, by=peer)
    page = browse({"width": width, "height": oembed.HEIGHT})

    page.goto("/embed/juniper-house/")

    assert page.evaluate("document.documentElement.scrollHeight") == oembed.HEIGHT
    assert page.evaluate("document.querySelector('.embed').getBoundingClientRect().height") == oembed.HEIGHT
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_entry_on_the_spanish_page_is_the_one_the_feed_has(house, peer):
    publishing.say(house, band="call", by=peer)
    page = BeautifulSoup(Client().get("/es/for-directories/juniper-house/").content, "html.parser")

    [item] = Client().get("/feeds/availability.json").json()["items"]

    assert page.select_one("blockquote b").get_text() == item["title"]
    assert page.select_one("blockquote p").get_text(" ").split() == item["content_text"].split()


# A whole area.

AREA = "/for-directories/area/juniper-county/"


@pytest.fixture
def three(house, peer, clock):
    """Two houses of one area, and one of another."""
    factories.BedFactory(room__house__slug="second", room__house__name="Second", room__house__area="Juniper County")
    factories.BedFactory(room__house__slug="far", room__house__name="Far", room__house__area="Hill County")
    publishing.confirm(house, by=peer)
    return house


def test_area_shows_every_form_of_all_its_houses_live(three):
    page = read(AREA)

    cards = [frame["src"] for frame in page.select("iframe")]
    elements = [part["src"] for part in page.select("respite-availability")]
    facts = json.loads(page.find("pre").text)
    assert cards == ["/embed/juniper-house/", "/embed/second/"]
    assert elements == ["/api/v1/availability/juniper-house", "/api/v1/availability/second"]
    assert [one["slug"] for one in facts["availability"]] == ["juniper-house", "second"]
    assert len(page.select(".entry")) == 2
    assert copied(page, "card").count("<iframe ") == 2
    assert copied(page, "element").count("<script ") == 1
    assert copied(page, "element").count("</respite-availability>") == 2


@pytest.mark.parametrize("name", ["list", "feed", "atom", "hsds"])
def test_addresses_of_an_area_answer_with_its_houses_only(three, name):
    answer = Client().get(copied(read(AREA), name).removeprefix(SITE))

    assert answer.status_code == 200
    assert ("Juniper House" in answer.text, "Second" in answer.text, "Far" in answer.text) == (True, True, False)


def test_area_shows_what_its_list_answers(three):
    page = read(AREA)

    assert json.loads(page.find("pre").text) == Client().get(copied(page, "list").removeprefix(SITE)).json()


def test_page_lets_choose_among_areas_of_published_houses(three):
    type(three).objects.filter(slug="far").update(published=False)

    page = read()

    links = [link["href"] for link in page.select("nav.tabs a[href*='/area/']")]
    assert links == [AREA]
    assert Client().get("/for-directories/area/hill-county/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_area_costs_the_same_with_one_and_three_houses(house, count, django_assert_num_queries):
    for _n in range(count - 1):
        factories.BedFactory(room__house__area="Juniper County")
    read(AREA)

    with django_assert_num_queries(5):
        read(AREA)


@pytest.mark.django_db(transaction=True)
def test_area_shows_cards_and_elements_live_and_breaks_no_policy(house, peer, browse):
    factories.BedFactory(room__house__name="Second", room__house__area="Juniper County")
    publishing.confirm(house, by=peer)
    page, said = browse(DESK), []
    page.on("console", lambda message: said.append(message.text))

    page.goto(AREA)

    expect(page.locator("respite-availability").first.get_by_text("There may be a room")).to_be_visible()
    expect(page.frame_locator("iframe").first.get_by_text("There may be a room").first).to_be_visible()
    assert faults_both_ways(page) == []
    assert [words for words in said if "Content Security Policy" in words] == []
