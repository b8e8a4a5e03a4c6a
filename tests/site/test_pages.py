"""The public site as a guest reads it: facts from the houses, words from the editor, the way out always there."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page, Site

from openings import publishing
from pages import seeding, translating
from pages.houses import good_to_know
from pages.models import HomePage, HouseListPage, HousePage, StandardPage
from respite.deciding import decide
from respite.models import Setting
from stays import agreeing
from tests.factories import BedFactory, HouseFactory, RoomFactory
from tests.site.reading import banned_in, grade, lines_of, prose_of, words_a_sentence

pytestmark = pytest.mark.live
WORDS = [
    "/what-we-keep/", "/safer-browsing/", "/accessibility/", "/for-families/", "/who-does-what/", "/for-providers/",
    "/questions/", "/stories/", "/events/", "/other-help/", "/jobs/",
]  # fmt: skip
NAMES = ["Juniper House", "Juniper County", "Lighthouse", "Port Ellis", "Meadow", "Birch", "Cedar", "Willow"]


@pytest.fixture
def meadow(house):
    """Two rooms in the country; it tells only by phone."""
    made = HouseFactory(
        name="Meadow", slug="meadow", organization=house.organization, confidential=True, phone="+17155550187"
    )
    BedFactory(room=RoomFactory(house=made, name="East"))
    return made


@pytest.fixture
def lighthouse(house):
    made = HouseFactory(
        name="Lighthouse", slug="lighthouse", organization=house.organization, area="Port Ellis", phone="+17155550163"
    )
    BedFactory(room=RoomFactory(house=made, name="Cove"))
    return made


@pytest.fixture
def home(house, meadow, lighthouse):
    """The site of the valley, as the demo has it."""
    return seeding.plant(house.organization, on=house.tonight())


def read(path, status=200):
    answer = Client().get(path)

    assert answer.status_code == status
    return answer.content.decode()


def rule(house, **rules):
    for name, value in rules.items():
        Setting.objects.create(house=house, name=name, value=value, holds_from=house.tonight() - timedelta(days=1))


# The tree


def test_plant_makes_the_site_once(home, house):
    again = seeding.plant(house.organization)

    assert again == home
    assert [page.slug for page in Page.objects.filter(depth=2)] == ["valley"]
    assert Site.objects.get().root_page_id == home.pk


def test_house_page_takes_name_and_address_from_the_house(home, house):
    page = HousePage.objects.get(house=house)

    assert (page.title, page.slug, page.address) == ("Juniper House", "juniper-house", "/houses/juniper-house/")


def test_house_page_is_made_once_a_house(home, house):
    with pytest.raises(ValidationError, match="already has a page"):
        seeding.welcome(house, under=HouseListPage.objects.get())


def test_house_page_of_another_organization_is_refused(home, harbor):
    with pytest.raises(ValidationError, match="another organization"):
        seeding.welcome(harbor, under=HouseListPage.objects.get())


def test_pages_stand_where_they_belong():
    under_home = HomePage.allowed_subpage_models()
    assert (under_home[0], under_home[-1]) == (HouseListPage, StandardPage)
    assert set(under_home[1:-1]) == {kind for kind, _words in seeding.OTHERS}
    assert HouseListPage.allowed_subpage_models() == [HousePage]
    assert HousePage.allowed_subpage_models() == []
    assert {tuple(model.private_page_options) for model in (HomePage, HouseListPage, HousePage, StandardPage)} == {()}


# Home and list


def test_home_shows_the_houses_of_its_organization(home, harbor):
    html = read("/")

    assert [link["href"] for link in BeautifulSoup(html, "html.parser").select(".house h2 a")] == [
        "/houses/juniper-house/",
        "/houses/lighthouse/",
        "/houses/meadow/",
    ]
    assert "Harbor" not in html
    assert html.count('href="tel:+17155550187"') == 1


def test_home_names_the_way_to_a_stay_and_what_we_are_not(home):
    lines = lines_of(read("/"))

    for line in ("How a stay comes about", "You ask", "What you will find", "What we are not"):
        assert line in lines
    assert "Worried about someone else? A page for family and friends" in lines


def test_home_of_one_house_is_the_page_of_that_house(house):
    seeding.plant(house.organization)

    html = read("/")

    assert "<h1>Juniper House</h1>" in html
    assert "All our houses" not in html


def test_home_costs_the_same_with_one_and_three_more_houses(house, meadow, django_assert_num_queries):
    home = seeding.plant(house.organization)
    read("/")
    with django_assert_num_queries(8):
        read("/")

    under = HouseListPage.objects.descendant_of(home).get()
    for _ in range(3):
        more = HouseFactory(organization=house.organization)
        BedFactory(room=RoomFactory(house=more))
        seeding.welcome(more, under=under)
    with django_assert_num_queries(8):
        html = read("/")

    assert html.count('class="house"') == 5
    assert html.count('class="door"') <= 2  # strip only: doors of the first three stand inside the drawing


def test_list_shows_every_house(home):
    html = read("/houses/")

    assert html.count('class="house"') == 3
    assert "This house only tells by phone." in html


def test_list_without_houses_says_so(house):
    home = seeding.plant(house.organization)
    HousePage.objects.descendant_of(home).live().update(live=False)

    assert "No house is shown here now." in lines_of(read("/houses/"))


# House page


def test_house_page_tells_the_facts_of_the_house(home, house):
    rule(house, max_nights=5, window_days=21, area_rule="Adults 18 and over who live in Juniper County.")
    room = house.rooms.get(name="Birch")
    room.place, room.about = "Ground floor", "Looks out on the garden."
    room.save()

    lines = lines_of(read("/houses/juniper-house/"))

    assert "Up to 5 nights in any 21 days. You can leave sooner. You can come back." in lines
    assert "Adults 18 and over who live in Juniper County." in lines
    at = lines.index("Birch")
    assert lines[at : at + 3] == [
        "Birch",
        "Ground floor",
        "No steps. Own bath. Looks out on the garden.",
    ]
    assert lines[lines.index("Cedar") + 1] == "Quiet."
    assert "These are facts about the house. They do not say which room is open." in lines
    assert "How a stay comes about" in lines
    assert "What we do, and do not do, about 911, police and hospitals" in lines


@pytest.mark.parametrize(
    ("place", "about", "said"),
    [
        ("", "", "No steps. Ground floor. Own bath."),
        ("Ground floor", "", "No steps. Own bath."),
        ("Ground floor", "No steps from the street. Own bathroom.", ""),
    ],
)
def test_feature_of_a_room_is_told_once_in_any_language(house, place, about, said):
    room = house.rooms.get(name="Birch")
    room.place, room.about = place, about

    assert good_to_know(room) == said
    with override("es"):
        assert good_to_know(room).count(".") == said.count(".")


def test_house_page_never_tells_the_address(home, house):
    assert house.address == "12 Quiet Lane, Juniper Falls"

    for path in ("/", "/houses/", "/houses/juniper-house/", "/api/v1/availability"):
        assert "Quiet Lane" not in Client().get(path).content.decode()


def test_house_page_links_to_the_guidelines_in_force(home, house, lead):
    agreeing.agree(house, text="# Be kind\nWe cook in turns.", by=lead)

    html = read("/houses/juniper-house/")

    assert 'href="/houses/juniper-house/guidelines/"' in html
    assert "version 1" in html


def test_house_that_is_not_published_has_no_page(home, house):
    type(house).objects.filter(pk=house.pk).update(published=False)

    read("/houses/juniper-house/", status=404)
    assert "juniper-house" not in read("/sitemap.xml")
    assert "Juniper House" not in read("/")


def test_house_that_went_to_another_organization_is_gone_from_the_list(home, house, harbor):
    lead = HousePage.objects.get(house=house).lead
    type(house).objects.filter(pk=house.pk).update(organization=harbor.organization)

    assert lead not in read("/houses/juniper-house/")  # what stands there is tested in test_plain_house.py
    assert "Juniper House" not in read("/houses/")


def test_house_page_that_is_a_draft_is_not_shown(home, house):
    page = HousePage.objects.get(house=house)
    page.unpublish()

    assert page.lead not in read("/houses/juniper-house/")


@pytest.mark.parametrize("path", ["/houses/nowhere/", "/houses/juniper-house/more/", "/houses/harbor/more/"])
def test_house_page_of_another_name_is_not_found(home, harbor, path):
    read(path, status=404)


# What the notice says


def test_notice_unknown_asks_to_call(home):
    lines = lines_of(read("/houses/juniper-house/"))

    assert "Please call to ask Not checked yet." in lines or "Please call to askNot checked yet." in lines


def test_notice_open_says_until_when(home, house, lead):
    with time_machine.travel(house.local().replace(hour=8, minute=20), tick=False):
        publishing.confirm(house, by=lead)
        html = read("/houses/juniper-house/")

    assert "There may be a room" in html
    assert "Checked this morning at 8. Good until 4 pm. After that, please call." in html
    assert 'href="/ask/juniper-house/"' in html


def test_notice_too_old_asks_to_call_on_every_page(home, house, lead):
    morning = house.local().replace(hour=8, minute=20)
    with time_machine.travel(morning, tick=False):
        publishing.confirm(house, by=lead)

    with time_machine.travel(morning + timedelta(hours=9), tick=False):
        pages = [read(path) for path in ("/", "/houses/", "/houses/juniper-house/")]

    for html in pages:
        assert "There may be a room" not in html
        assert "Last checked this morning at 8. Too old to repeat." in html
    assert "Please call to ask" in pages[2]
    assert 'href="tel:+17155550142"' in pages[2]


def test_notice_full_keeps_phone_and_form(home, house, lead):
    publishing.say(house, band="full", by=lead)

    html = read("/houses/juniper-house/")

    assert "The house is full" in html
    assert 'href="/ask/juniper-house/"' in html


def test_notice_paused_keeps_only_the_phone(home, house, lead, monkeypatch):
    paused = publishing.confirm(house, by=lead)
    type(paused).objects.create(
        house=house, band="paused", confirmed_at=paused.confirmed_at, confirmed_by=lead,
        published_at=paused.published_at + timedelta(seconds=1), valid_until=timezone.now() + timedelta(hours=8),
    )  # fmt: skip

    html = read("/houses/juniper-house/")

    assert "The house is closed for a while" in html
    assert "Call (715) 555-0142" in html
    assert "/ask/juniper-house/" not in html


def test_house_that_tells_only_by_phone_has_no_form(home, meadow):
    html = read("/houses/meadow/")

    assert "This house only tells by phone." in html
    assert "Call (715) 555-0187" in html
    assert "/ask/meadow/" not in html
    assert "Ask for a conversation" not in html


# Every page


def test_page_has_the_way_out_and_help_CS_01_CS_31(home):
    for path in ("/", "/houses/", "/houses/juniper-house/", *WORDS):
        html = read(path)

        focusable = re.findall(r"<a [^>]*>", html)
        assert "data-leave" in focusable[1]
        assert html.count("data-leave ") + html.count("data-leave>") == 2
        assert re.search(r'<aside class="help" id="help"', html)
        for number in ("tel:+18005550199", "tel:988", "sms:988"):
            assert f'href="{number}"' in html
        assert 'href="/who-does-what/"' in html


def test_page_is_easy_to_read_CS_26_CS_27(home):
    for path in ("/", "/houses/", "/houses/juniper-house/", "/houses/meadow/", *WORDS):
        html = read(path)

        text = prose_of(html, NAMES)

        assert len(text) > 150
        assert grade(text) <= 6
        assert words_a_sentence(text) <= 20
        assert banned_in(html) == []


def test_page_asks_nothing_of_other_sites_CS_15(home):
    for path in ("/", "/houses/", "/houses/juniper-house/", *WORDS):
        html = read(path)

        elements = "img|script|link(?! rel=.alternate)|iframe|source|video|audio|form"
        loaded = re.findall(rf'<(?:{elements})\b[^>]*?(?:src|href|action)="([^"]+)"', html)
        assert [address for address in loaded if not address.startswith(("/static/", "/houses/"))] == []
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script>", html)


def test_page_has_each_id_once_and_one_first_heading(home):
    for path in ("/", "/houses/", "/houses/juniper-house/", *WORDS):
        html = read(path)

        ids = re.findall(r'\bid="([^"]+)"', html)
        assert sorted(set(ids)) == sorted(ids)
        assert html.count("<h1") == 1


def test_foot_leads_to_the_pages_of_words_CS_08(home):
    html = read("/houses/juniper-house/")
    foot = html[html.index('<footer class="foot"') :]

    assert re.findall(r'<a\s+href="([^"]+)"\s*>([^<]+)</a>', foot)[:3] == [
        ("/what-we-keep/", "What we keep about you"),
        ("/safer-browsing/", "Safer browsing"),
        ("/accessibility/", "Can everyone use this site?"),
    ]


def test_foot_of_a_spanish_page_names_our_pages_in_its_language_and_theirs_as_they_are(home, house, lead):
    agreeing.agree(house, text="Be kind.", by=lead)
    Page.objects.filter(slug="accessibility").update(title="Ramps and print")
    with override("es"):
        kept = gettext("What we keep about you")
        safer = gettext("Safer browsing")

    foot = BeautifulSoup(read("/es/houses/juniper-house/guidelines/"), "html.parser").footer
    links = [(link.get("hreflang"), " ".join(link.get_text().split())) for link in foot.select("a")]

    assert links[0] == ("en", f"{kept} (English)")
    assert links[1] == ("en", "Ramps and print (English)")
    assert [part["lang"] for part in foot.select("a")[1].select("[lang]")] == ["en", "en"]
    assert links[2] == (None, safer)
    assert foot.select("a")[2]["href"] == "/es/ask/juniper-house/safer-browsing/"


def test_foot_leaves_out_what_is_not_there(home):
    StandardPage.objects.get(slug="safer-browsing").unpublish()

    assert "/safer-browsing/" not in read("/")


def test_page_that_is_not_there_has_the_way_out_and_help_CS_01(home):
    html = read("/nothing/here/", status=404)

    assert "There is no page here" in html
    assert html.count("data-leave ") + html.count("data-leave>") == 2
    assert 'id="help"' in html
    assert 'href="/mine/safer-browsing/"' in html
    assert "Juniper House" not in html


def test_hard_part_of_a_page_is_told_before_and_can_be_skipped_CS_30(home):
    html = read("/who-does-what/")

    note = html.index("about being taken to a hospital by force")
    skip = re.search(r'<a href="#(after-\d+)">Skip this part</a>', html)
    assert note < skip.start() < html.index("911 may send the police") < html.index(f'id="{skip[1]}"')


def test_safer_browsing_promises_no_secret_CS_08(home):
    html = read("/safer-browsing/")

    assert "It does not clear your history." in html
    assert "app that someone put on your phone" in html


# Cost and machines


def cold():
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


def test_house_page_costs_little(home, house, lead, django_assert_max_num_queries):
    agreeing.agree(house, text="# Be kind\nWe cook in turns.", by=lead)
    publishing.confirm(house, by=lead)
    cold()

    with django_assert_max_num_queries(12):
        html = read("/houses/juniper-house/")

    assert len(html.encode()) < 60_000


def test_page_of_words_costs_little(home, django_assert_max_num_queries):
    cold()

    with django_assert_max_num_queries(12):
        html = read("/what-we-keep/")

    assert len(html.encode()) < 60_000


def test_robots_stay_out_of_what_is_private(home):
    lines = read("/robots.txt").splitlines()

    for path in ("/office/", "/cms/", "/mine/", "/ask/", "/api/"):
        assert f"Disallow: {path}" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_sitemap_names_the_houses(home):
    assert "/houses/juniper-house/" in read("/sitemap.xml")


def test_decided_limit_shows_from_its_day(home, house, lead):
    decide(house, by=lead, max_nights=3, holds_from=house.tonight())

    assert "Up to 3 nights in any 30 days. You can leave sooner. You can come back." in lines_of(
        read("/houses/juniper-house/")
    )


def test_page_of_nobody_shows_the_organization_that_has_a_site(home, harbor):
    harbor.organization.name = "A Coast"
    harbor.organization.neutral_name = "Coast"
    harbor.organization.save()

    html = read("/nothing/here/", status=404)

    assert "Coast" not in html


def test_address_that_nobody_wrote_is_not_found(home):
    translating.begin(home, "es", seeding.our_words("es"))
    long = "a" * 5000
    hostile = ["%00", "houses/%00", "%FF", "%ED%A0%80", "%0A", "..%2F..%2Fx", long, "a/" * 500, f"houses/{long}"]
    pictures = [f"media/{path}{ending}" for path in [*hostile, "pictures/%00"] for ending in (".jpg", "")]

    told = {path: Client().get(path).status_code for path in [f"/{one}/" for one in hostile]}
    told |= {path: Client().get(path).status_code for one in hostile for path in (f"/es/{one}", f"/es/{one}/")}
    told |= {path: Client().get(f"/{path}").status_code for path in pictures}

    assert set(told.values()) == {404}
    assert read("/es/")
