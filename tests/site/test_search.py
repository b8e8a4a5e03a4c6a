"""Looking for something: only what anybody may read, in the language of the page, and kept nowhere."""

import logging
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from pages import seeding
from pages.models import HelpNumbers, HousePage, StandardPage
from respite.models import Feature, House, Organization, Resource
from tests.factories import HouseFactory
from tests.site import growing
from tests.site.reading import lines_of

CANARY = "zanzibarina"


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


def words_page(under, title, **facts):
    body = [("paragraph", f"<p>Something about {CANARY} here.</p>")]
    return growing.put(Page.objects.get(pk=under.pk), StandardPage(title=title, body=body, **facts))


def look(words, path="/search/"):
    answer = Client().get(path, {"q": words})

    assert answer.status_code == 200
    return answer


def titles(words, path="/search/"):
    found = look(words, path).context["found"]
    return [page.title for page in found.pages] + [row.name for row in found.resources]


def test_page_of_words_is_found_by_its_stem(home):
    words_page(home, "Garden", lead="We grow tomatoes.")

    assert titles("tomato") == ["Garden"]
    html = look("tomato").content.decode()
    assert 'href="/garden/"' in html
    assert "We grow tomatoes." in html


def test_stories_events_jobs_and_other_help_are_found(home):
    growing.story(home, title="Night", lead=f"{CANARY}")
    growing.event(home, title="Tea", lead=f"{CANARY}")
    growing.job(home, title="Role", lead=f"{CANARY}")
    Resource.objects.create(organization=home.organization, name="Line", what=CANARY)

    assert set(titles(CANARY)) == {"Night", "Tea", "Role", "Line"}


def test_nothing_found_says_so_with_help_in_its_place_CS_31(home):
    answer = look("xylophone")
    html = answer.content.decode()

    assert "We found nothing with these words." in lines_of(html)
    assert 'id="help"' in html
    assert 'href="tel:988"' in html


def test_page_without_words_asks_nothing_of_the_index(home):
    html = Client().get("/search/").content.decode()

    assert "We found" not in html
    assert Client().get("/search/", {"q": " \0 "}).status_code == 200


def test_what_nobody_may_read_is_never_found(home, house, harbor):
    draft = words_page(home, "Draft")
    draft.unpublish()
    closed = words_page(home, "For a group")
    PageViewRestriction.objects.create(page=closed, restriction_type="groups").groups.add(
        Group.objects.create(name="g")
    )
    under_closed = words_page(closed, "Below a group")
    changed = words_page(home, "Changed")
    changed.title = f"{CANARY} in a draft"
    changed.body = []
    changed.save_revision()
    HelpNumbers.objects.update(reviewed_on=timezone.now().date() - timedelta(days=60))
    with time_machine.travel(timezone.now() - timedelta(days=30)):
        over = growing.story(home, title="Over", lead=CANARY)
    Page.objects.filter(pk=over.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    hidden = HouseFactory(name="Hidden", slug="hidden", organization=house.organization)
    page = seeding.welcome(hidden, under=Page.objects.get(slug="houses").specific)
    page.lead = CANARY
    page.save()
    House.objects.filter(pk=hidden.pk).update(published=False)
    Resource.objects.create(organization=home.organization, name="Hidden line", what=CANARY, shown=False)
    Resource.objects.create(organization=harbor.organization, name="Coast line", what=CANARY)
    seeding.looked_at(harbor.organization, house.tonight())
    other = growing.put(
        Page.objects.get(depth=1),
        type(home)(
            title="Coast", slug="coast", organization=harbor.organization, heading=CANARY, lead=CANARY, steps=home.steps
        ),
    )
    words_page(other, "Of the coast")

    assert under_closed.live
    assert titles(CANARY) == ["Changed"]
    HousePage.objects.filter(pk=page.pk).update(live=True)
    House.objects.filter(pk=hidden.pk).update(published=True)
    assert set(titles(CANARY)) == {"Changed", "Hidden"}


def test_search_is_told_to_no_engine_and_no_other_site(home):
    answer = look(CANARY)

    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    assert CANARY not in answer.content.decode().split("</title>")[0]
    assert "Disallow: /search/" in Client().get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /es/search/" in Client().get("/robots.txt").content.decode().splitlines()


def test_words_stand_in_no_log_and_no_table_CS_14(home, caplog, django_assert_max_num_queries):
    with caplog.at_level(logging.DEBUG), django_assert_max_num_queries(12) as asked:
        look("quetzalcoatlus")

    assert "quetzalcoatlus" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    writes = [
        query["sql"] for query in asked if not query["sql"].lstrip("( ").startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert writes == []


@pytest.mark.parametrize("many", [1, 3])
def test_search_costs_the_same_with_one_and_three(home, many, django_assert_num_queries):
    for n in range(many):
        words_page(home, f"Garden {n}")
    look(CANARY)

    with django_assert_num_queries(8):
        assert len(titles(CANARY)) == many


def says(page, *answers):
    """Have the page of a house answer things about access."""
    rows = [{"what": what, "answer": answer, "words": ""} for what, answer in answers]
    page.parts = [("access", {"answers": rows})]
    page.save_revision().publish()


def houses(words, path="/search/"):
    page = BeautifulSoup(look(words, path).content, "html.parser")
    rows = [row for row in page.select(".entry-row") if row.select_one(".facts-line")]
    return {
        row.h3.get_text(strip=True): [line.get_text(strip=True) for line in row.select(".facts-line li")]
        for row in rows
    }


def test_house_is_found_by_what_it_says_about_a_need_in_both_languages(home, house):
    house.rooms.update(features=[Feature.STEP_FREE])
    says(HousePage.objects.get(), ("pets", "no"), ("service_animal", "yes"), ("entrance", "partly"), ("sight", "ask"))

    assert houses("Pets") == {"Juniper House": ["Pets: No", "Service animals: Yes"]}
    assert houses("a wheelchair") == {"Juniper House": ["A room without steps: Yes", "A way in without steps: Partly"]}
    assert houses("blind") == {"Juniper House": ["For people who see little: Ask us"]}
    assert list(houses("pets", "/es/search/")) == ["Juniper House"]
    assert houses("smoking") == houses("roof") == {}


def test_house_that_is_found_by_its_words_too_stands_there_once(home):
    page = HousePage.objects.get()
    page.lead = "Pets are welcome here."
    says(page, ("pets", "yes"))

    found = look("pets").context["found"]

    assert ([one.title for one, _said in found.houses], found.pages) == (["Juniper House"], [])


def test_houses_that_say_yes_come_first_and_hidden_ones_never(home, house):
    says(HousePage.objects.get(), ("pets", "no"))
    for name, answer in (("Elm", "ask"), ("Oak", "yes"), ("Hid", "yes")):
        other = HouseFactory(name=name, slug=name.lower(), organization=house.organization)
        says(seeding.welcome(other, under=Page.objects.get(slug="houses").specific), ("pets", answer))
    House.objects.filter(slug="hid").update(published=False)

    assert list(houses("pets")) == ["Oak", "Elm", "Juniper House"]


@pytest.mark.parametrize("many", [1, 3])
def test_search_by_need_costs_the_same_with_one_house_and_three(home, house, many, django_assert_num_queries):
    says(HousePage.objects.get(), ("pets", "yes"))
    for n in range(many - 1):
        other = HouseFactory(name=f"Elm {n}", slug=f"elm-{n}", organization=house.organization)
        says(seeding.welcome(other, under=Page.objects.get(slug="houses").specific), ("pets", "yes"))
    look("pets")

    with django_assert_num_queries(10):
        found = houses("pets")

    assert len(found) == many


def test_spanish_pages_are_found_by_spanish_stems(home):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    casa = home.copy_for_translation(spanish)
    casa.slug = "valle"
    casa.save_revision()
    Page.objects.filter(pk=casa.pk).update(live=True)
    words_page(casa, "Huerto", slug="huerto", lead="Sembramos tomates y flores.", locale=spanish)
    words_page(home, "Garden", lead="We grow tomatoes.")

    assert titles("tomate", "/es/search/") == ["Huerto"]
    assert titles("flor", "/es/search/") == ["Huerto"]
    assert titles("tomato") == ["Garden"]


@pytest.mark.parametrize("written", ["policia", "policía", "POLICÍA", "policías", "policias"])
def test_accents_make_no_difference(home, written):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    casa = home.copy_for_translation(spanish)
    casa.slug = "valle"
    casa.save_revision()
    Page.objects.filter(pk=casa.pk).update(live=True)
    words_page(casa, "La policía", slug="policia", lead="No llamamos a la policía.", locale=spanish)
    Resource.objects.create(organization=home.organization, name="Línea", what="Sin policía")

    assert titles(written, "/es/search/") == ["La policía", "Línea"]


def test_accents_make_no_difference_in_english(home):
    words_page(home, "Café", lead="A café where we meet.")

    assert titles("cafe") == titles("café") == titles("cafés") == ["Café"]


HEAVY = [
    "suicide", "Suicidal thoughts", "kill myself", "I want to die", "dying", "don’t want to live", "hurt myself",
    "self-harm", "overdose", "suicidio", "matarme", "matar", "morir", "quiero morirme", "muerte", "quitarme la vida",
    "hacerme daño", "hacerme dano", "no quiero vivir",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/search/", "/es/search/"])
@pytest.mark.parametrize("words", HEAVY)
def test_words_that_weigh_much_show_who_answers_first_CS_31(home, words, path):
    words_page(home, "About it", lead="Suicide, and how to talk about it.")
    page = BeautifulSoup(look(words, path).content, "html.parser")

    first = page.select_one("main section")

    assert first["class"] == ["talk-first"]
    assert first.select_one('[href="tel:988"]')
    assert first.select_one(f'[href="tel:{home.organization.warm_line}"]') or not home.organization.warm_line
    assert page.select_one("aside#help [href='tel:988']")
    assert len(page.select("[id=help]")) == 1


@pytest.mark.parametrize("words", ["skills", "diet", "material", "dog", "pets", "moral", "studies", "tomate"])
def test_other_words_show_what_was_found_alone(home, words):
    assert "talk-first" not in look(words).content.decode()


def test_page_that_stands_in_one_language_is_found_in_the_other(home):
    words_page(home, "Garden", lead="We grow tomatoes.")

    html = look("tomato", "/es/search/").content.decode()

    assert '<h3 lang="en">' in html


def test_search_without_a_site_finds_nothing(db):
    Page.objects.filter(depth__gt=1).delete()
    Organization.objects.all()

    assert Client().get("/search/", {"q": "tomato"}).status_code == 200


def test_house_is_found_by_a_need_said_in_spanish_on_both_pages(home):
    says(HousePage.objects.get(), ("pets", "yes"))

    assert list(houses("mascotas")) == list(houses("MASCOTAS", "/es/search/")) == ["Juniper House"]
