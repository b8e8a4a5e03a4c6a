"""The pages in Spanish: a tree beside the English one, whole or not there, and never a machine's word on rights."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale, Page, Revision, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from openings import publishing
from pages import seeding, translating
from pages.models import HomePage, HouseListPage, HousePage, StandardPage
from stays import agreeing
from tests.cast import member, signed_in
from tests.factories import BedFactory, HouseFactory, RoomFactory

pytestmark = pytest.mark.live
READ = ["for-families", "who-does-what", "safer-browsing"]


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def hogar(home):
    """The same site in Spanish, as far as these tests read it."""
    words = seeding.our_words("es")
    for page in Page.objects.descendant_of(home, inclusive=True).order_by("path").specific():
        if page.slug in {home.slug, "houses", "juniper-house", *READ}:
            translating.begin(page, "es", words)
    return spanish(home)


@pytest.fixture
def pen(home, editor):
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def soup(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def spanish(page):
    return page.get_translation(Locale.objects.get(language_code="es")).specific


def english(slug):
    return Page.objects.get(slug=slug, locale=Locale.get_default()).specific


def republish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


# Reading


def test_every_page_of_ours_has_spanish_words(home, house):
    HouseFactory(organization=house.organization, name="Lighthouse", slug="lighthouse")
    HouseFactory(organization=house.organization, name="Meadow", slug="meadow", confidential=True)
    HouseFactory(organization=house.organization)
    under = HouseListPage.objects.get()
    for more in house.organization.houses.exclude(pk=house.pk):
        seeding.welcome(more, under=under)
    seeding.hang(HousePage.objects.get(house=house))

    seeding.speak(home, "es")

    drafts = Page.objects.filter(locale__language_code="es", live=False)
    assert [page.slug for page in drafts] == []
    assert Page.objects.filter(locale__language_code="es").count() == Page.objects.filter(depth__gte=2).count() / 2


def test_our_spanish_words_are_there_and_not_english():
    names = {"Juniper County", "Port Ellis, downtown", "Marsh"}

    words = seeding.our_words("es")

    assert all(words.values())
    assert {said for english, said in words.items() if said == english} == names


def test_page_stands_in_both_languages_one_link_apart(hogar):
    english, other = soup("/for-families/"), soup("/es/for-families/")

    assert english.html["lang"] == "en"
    assert english.select_one("a.top-lang")["href"] == "/es/for-families/"
    assert other.html["lang"] == "es"
    assert other.h1.get_text() == "Una página para familia y amigos"
    assert other.select_one("a.top-lang")["href"] == "/for-families/"


def test_house_page_in_spanish_tells_the_notice_and_facts_in_spanish(hogar, house, lead):
    publishing.confirm(house, by=lead)

    page = soup("/es/houses/juniper-house/")

    assert page.h1.get_text() == "Juniper House"
    assert "Puede que haya un cuarto" in page.get_text()
    assert "Es solo para usted. Se cierra por dentro." in page.get_text()
    assert page.select_one('a[href="/es/ask/juniper-house/"]')


def test_what_must_be_reported_is_told_in_spanish_where_the_house_wrote_it_LN_40(hogar, house):
    house.settings.create(name="reporting", value="The law of the county.", holds_from=house.tonight())
    house.settings.create(name="reporting_es", value="La ley del condado.", holds_from=house.tonight())

    page = soup("/es/houses/juniper-house/").get_text()

    assert "La ley del condado." in page
    assert "The law of the county." not in page


def test_words_of_the_house_on_a_spanish_page_say_that_they_are_english(hogar, house):
    house.rooms.update(place="Up the stairs")
    house.settings.create(name="area_rule", value="People who live near.", holds_from=house.tonight())

    page = soup("/es/houses/juniper-house/")

    for words in ("People who live near.", house.phone_words, "Up the stairs"):
        assert words in page.get_text()
        marked = [tag for tag in page.select('[lang="en"]') if words in tag.get_text()]
        assert marked, words


def test_page_nobody_wrote_in_spanish_is_found_in_english(hogar):
    spanish(english("for-families")).unpublish()

    answer = Client().get("/es/for-families/")

    assert answer["Location"] == "/for-families/"
    assert not soup("/for-families/").select("a.top-lang")
    assert Client().get("/es/nothing-of-ours/").status_code == 404


def test_house_nobody_wrote_in_spanish_stands_in_the_spanish_list_with_its_english_page(hogar, house):
    more = HouseFactory(organization=house.organization, name="Aspen", slug="aspen")
    seeding.welcome(more, under=HouseListPage.objects.get(locale=Locale.get_default()))

    links = soup("/es/houses/").select(".house h2 a")

    assert [(link["href"], link.get("hreflang")) for link in links] == [
        ("/es/houses/juniper-house/", None),
        ("/houses/aspen/", "en"),
    ]


def test_alias_of_the_english_page_is_not_shown_as_spanish(home):
    Locale.objects.create(language_code="es")
    home.copy_for_translation(Locale.objects.get(language_code="es"), alias=True)

    assert Client().get("/es/")["Location"] == "/"
    assert not soup("/").select("a.top-lang")


def test_foot_leads_to_the_pages_of_the_language_and_names_the_language_of_others(hogar):
    foot = soup("/es/for-families/").footer

    assert foot.select_one('a[href="/es/safer-browsing/"]').get_text() == "Navegar con más seguridad"
    assert foot.select_one('a[href="/what-we-keep/"]')["hreflang"] == "en"


def test_spanish_home_of_another_organization_shows_its_own_houses(hogar, harbor):
    translating.begin(seeding.plant(harbor.organization, on=harbor.tonight()), "es", seeding.our_words("es"))
    Site.objects.update(root_page=HomePage.objects.get(organization=harbor.organization, locale=Locale.get_default()))

    assert "Juniper House" not in soup("/es/").get_text()


def test_spanish_list_costs_the_same_with_one_and_three_more_houses(hogar, home, house, django_assert_num_queries):
    under = HouseListPage.objects.get(locale=Locale.get_default())
    seeding.welcome(HouseFactory(organization=house.organization), under=under)
    Client().get("/es/houses/")
    with django_assert_num_queries(12):
        Client().get("/es/houses/")

    for _ in range(2):
        more = HouseFactory(organization=house.organization)
        BedFactory(room=RoomFactory(house=more))
        seeding.welcome(more, under=under)
    with django_assert_num_queries(12):
        Client().get("/es/houses/")


def test_spanish_house_page_costs_little(hogar, house, lead, django_assert_max_num_queries):
    agreeing.agree(house, text="# Be kind\nWe cook in turns.", by=lead)
    publishing.confirm(house, by=lead)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()

    with django_assert_max_num_queries(12):
        Client().get("/es/houses/juniper-house/")


def test_sitemap_names_the_pages_of_every_language(hogar):
    named = Client().get("/sitemap.xml").content.decode()

    for path in ("/for-families/", "/es/for-families/", "/houses/juniper-house/", "/es/houses/juniper-house/"):
        assert f"{path}</loc>" in named
    assert "/es/what-we-keep/" not in named


# Following


def test_new_sentence_in_english_leaves_the_spanish_page_as_it_was_and_behind(hogar):
    page = english("for-families")

    republish(page, lead="Something new.")

    other = spanish(page)
    assert other.lead == "Usted puede ayudar, aunque no sea quien pide."
    assert translating.behind(other)
    assert translating.faults(other) == ["1 sentence has no words in this language yet. We publish a page whole."]


def test_reader_of_a_page_on_rights_is_told_that_the_english_one_changed(hogar):
    page = english("who-does-what")
    words = "cambió después de traducir esta"
    assert words not in soup("/es/who-does-what/").get_text()

    republish(page, lead="Something new.")

    assert words in soup("/es/who-does-what/").get_text()
    assert soup("/es/who-does-what/").select_one('p.small a[href="/who-does-what/"]')


def test_change_that_needs_no_words_goes_to_the_spanish_page_at_once(hogar, house):
    page = english("for-families")

    republish(page, reviewed_on=house.tonight() - timedelta(days=1))

    other = spanish(page)
    assert other.reviewed_on == house.tonight() - timedelta(days=1)
    assert not translating.behind(other)


# Publishing


def test_translation_is_published_whole_or_not_at_all(hogar):
    page = english("for-families")
    republish(page, lead="Something new.")
    other = spanish(page)

    with pytest.raises(ValidationError, match="We publish a page whole"):
        other.save_revision().publish()


@pytest.mark.parametrize(("slug", "kept"), [("who-does-what", True), ("for-families", True), ("safer-browsing", False)])
def test_machine_alone_translates_no_page_on_rights(hogar, slug, kept):
    page = english(slug)
    other = spanish(page)
    StringTranslation.objects.filter(data=other.lead).update(translation_type="machine")

    assert bool(translating.faults(other)) is kept

    StringTranslation.objects.filter(data=other.lead).update(translation_type="manual")
    assert translating.faults(other) == []


def test_machine_is_found_on_a_page_that_was_taken_over_by_hand(hogar):
    page = HousePage.objects.get(locale=Locale.get_default())
    other = spanish(page)
    StringTranslation.objects.filter(data=other.lead).update(translation_type="machine")
    Translation.objects.filter(source__object_id=page.translation_key).update(enabled=False)
    assert translating.faults(other)

    with pytest.raises(ValidationError, match="A person has to read each sentence"):
        other.save_revision().publish()
    other.lead = "Otra cosa."
    Revision.objects.get(pk=other.save_revision().pk).publish()  # as the CMS and the schedule find it
    assert spanish(page).lead == "Otra cosa."


# In the CMS


def test_editor_publishes_a_translation_only_when_it_is_whole(home, hogar, editor):
    editor.groups.add(seeding.editors(home))
    pen = signed_in(editor)
    page = english("for-families")
    republish(page, lead="Something new.")
    edit = f"/cms/pages/{spanish(page).pk}/edit/"

    answer = pen.post(edit, {"action": "publish"}, follow=True)

    assert "1 sentence has no words in this language yet" in answer.content.decode()
    assert spanish(page).lead == "Usted puede ayudar, aunque no sea quien pide."

    words = StringTranslation.objects.create(
        translation_of=TranslationSource.objects.get(object_id=page.translation_key)
        .stringsegment_set.get(string__data="Something new.")
        .string,
        context_id=TranslationSource.objects.get(object_id=page.translation_key)
        .stringsegment_set.get(string__data="Something new.")
        .context_id,
        locale=Locale.objects.get(language_code="es"),
        data="Algo nuevo.",
        translation_type="manual",
    )
    pen.post(edit, {"action": "publish"}, follow=True)

    assert spanish(page).lead == words.data


def test_editor_begins_no_translation_of_another_organization(pen, harbor):
    Locale.objects.get_or_create(language_code="es")
    theirs = StandardPage.objects.descendant_of(seeding.plant(harbor.organization, on=harbor.tonight())).first()

    assert pen.get(f"/cms/localize/submit/page/{theirs.pk}/").status_code in {302, 403}
    assert not TranslationSource.objects.exists()


def test_editor_begins_a_translation_of_their_own_page(pen, home):
    es = Locale.objects.create(language_code="es")

    pen.post(f"/cms/localize/submit/page/{home.pk}/", {"locales": es.pk})

    assert not home.get_translation(es).live


def test_report_names_no_page_of_another_organization(home, hogar, harbor, editor):
    editor.groups.add(seeding.editors(home))
    pen = signed_in(editor)
    translating.begin(seeding.plant(harbor.organization, on=harbor.tonight()), "es", seeding.our_words("es"))

    html = pen.get("/cms/localize/reports/translations/").content.decode()

    assert "Juniper House" in html
    assert harbor.name not in html


@pytest.mark.parametrize(
    "path",
    ["api/snippets/pages/houseguidelines/", "submit/snippet/pages/houseguidelines/1/", "page/1/convert_to_alias/"],
)
def test_library_opens_no_door_past_the_organization(pen, path):
    assert pen.get(f"/cms/localize/{path}").status_code == 404


def test_editor_of_both_trees_is_one(home, hogar, editor):
    editor.groups.add(seeding.editors(home))
    pen = signed_in(editor)

    assert pen.get(f"/cms/pages/{hogar.pk}/edit/").status_code == 200
    stranger = member(hogar.organization.houses.first(), "peer", "Nobody")
    assert signed_in(stranger).get(f"/cms/pages/{hogar.pk}/edit/").status_code in {302, 403}
