"""Every guest page in every language: the address says which, and nobody's language is kept (CS-10)."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation
from django.utils.translation import get_language

from intake import held
from pages import seeding
from respite import languages
from respite.models import House
from respite.settings import languages as read_languages
from respite.views import server_error
from stays import agreeing
from tests.factories import ask
from tests.reading import NEUTRAL_NEVER
from tests.translating import ROOT, guest_sources, said_in

FIXED = "/ask/juniper-house/"
PAGES = [
    "/mine/",
    "/mine/safer-browsing/",
    FIXED,
    f"{FIXED}gone/",
    f"{FIXED}other-ways/",
    f"{FIXED}safer-browsing/",
    "/houses/juniper-house/guidelines/",
]
CATALOGS = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


@pytest.fixture
def agreed(house, lead):
    """The house, with guidelines."""
    agreeing.agree(house, text="Be kind.", by=lead, meeting="")
    return house


def read(browser, address, status=200, **more):
    """Return a page, read."""
    answer = browser.get(address, **more)
    assert answer.status_code == status, address
    return BeautifulSoup(answer.content, "html.parser")


def switch(page):
    """Return where the frame leads to other languages: {code: address}; each stands there twice, once per width."""
    links = page.select("a.top-lang, .lang-line a")
    assert [link["lang"] for link in links] == [link["hreflang"] for link in links]
    assert {(link["lang"], link["href"]) for link in page.select("a.top-lang")} == {
        (link["lang"], link["href"]) for link in page.select(".lang-line a")
    }
    return {link["lang"]: link["href"] for link in links}


# The same page in each language


@pytest.mark.parametrize("address", PAGES)
def test_guest_page_stands_in_each_language_one_link_away(agreed, client, address):
    english = read(client, address)
    spanish = read(client, f"/es{address}")

    assert (english.html["lang"], switch(english)) == ("en", {"es": f"/es{address}"})
    assert (spanish.html["lang"], switch(spanish)) == ("es", {"en": address})
    assert [link.get_text() for link in english.select(".top-lang")] == ["Español"]
    assert [link.get_text() for link in spanish.select(".top-lang")] == ["English"]
    assert "Leave this page" in english.select_one("a.leave").get_text()
    assert "Salir de aquí" in spanish.select_one("a.leave").get_text()


@pytest.mark.parametrize("address", PAGES)
def test_every_link_and_form_of_a_spanish_page_stays_in_spanish(agreed, client, address):
    page = read(client, f"/es{address}")

    led = [
        *(link["href"] for link in page.select("a[href]:not([hreflang])")),
        *(f.get("action", "") for f in page("form")),
    ]
    ours = {urljoin(f"/es{address}", one) for one in led if not re.match(r"\w+:|#", one)}
    assert {one for one in ours if not one.startswith("/es/")} <= {"/leave/", "/"}


@pytest.mark.parametrize("address", PAGES)
def test_spanish_page_is_as_quiet_as_the_english_one_SE_20_SE_21_SE_27(agreed, client, address):
    kept = ["Content-Security-Policy", "Cache-Control", "Referrer-Policy", "Permissions-Policy", "X-Frame-Options"]

    english, spanish = client.get(address), client.get(f"/es{address}")

    assert [spanish[name] for name in kept] == [english[name] for name in kept]
    assert spanish["Content-Language"] == "es"


def test_language_is_in_the_address_alone_CS_10(house):
    browser = Client(headers={"Accept-Language": "es"})
    browser.cookies["django_language"] = "es"

    assert read(browser, "/mine/").html["lang"] == "en"
    answer = browser.get("/es/mine/")
    assert set(answer.cookies) <= {django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME}
    assert read(browser, "/mine/").html["lang"] == "en"


def test_switch_in_the_middle_of_the_form_keeps_all_answers(client, house):
    begun = client.post("/es/ask/juniper-house/")
    client.post("/es/ask/juniper-house/name/", {"name": "Luz"})

    page = read(client, "/es/ask/juniper-house/name/?change")
    there = read(client, switch(page)["en"])

    assert begun["Location"].startswith("/es/ask/juniper-house/")
    assert switch(page) == {"en": "/ask/juniper-house/name/?change"}
    assert there.find("input", attrs={"name": "name"})["value"] == "Luz"
    assert switch(there) == {"es": "/es/ask/juniper-house/name/?change"}


def test_code_opens_the_page_in_the_language_it_was_typed_in(client, house):
    _asked, code = ask(house)

    opened = client.post("/es/mine/", {"code": str(code)})
    page = read(client, opened["Location"])

    assert opened["Location"] == "/es/mine/request/"
    assert switch(page) == {"en": "/mine/request/"}
    assert switch(read(client, "/mine/request/")) == {"es": "/es/mine/request/"}


def test_visitor_without_a_session_is_led_on_in_their_language(client, house):
    assert client.get("/es/mine/request/")["Location"] == "/es/mine/"
    assert client.get("/es/ask/juniper-house/check/")["Location"] == "/es/ask/juniper-house/"


def test_answer_to_a_form_links_to_the_page_the_form_stands_on(rf):
    sent = rf.post("/es/mine/request/end-calls/", headers={"Referer": "http://testserver/es/mine/request/?x=1"})
    foreign = rf.post("/es/mine/", headers={"Referer": "https://elsewhere.example/es/page/"})
    mixed = rf.post("/es/mine/", headers={"Referer": "http://testserver/mine/request/"})
    bare = rf.post("/mine/")

    links = [[one.url for one in languages.elsewhere(request)] for request in (sent, foreign, mixed, bare)]

    assert links == [["/mine/request/?x=1"], ["/mine/"], ["/mine/"], ["/es/mine/"]]


# Pages that say what went wrong


def test_page_that_is_not_there_is_a_guest_page_in_spanish(client, house):
    for address in ("/ask/no-such-house/", "/ask/juniper-house/no/such/page/", "/mine/nothing/", "/no/such/page/"):
        answer = client.get(f"/es{address}")
        page = BeautifulSoup(answer.content, "html.parser")

        assert (answer.status_code, answer["Cache-Control"], page.html["lang"]) == (404, "no-store", "es"), address
        assert "Aquí no hay ninguna página" in page.title.get_text()
        assert [word for word in NEUTRAL_NEVER if word in page.title.get_text().lower()] == []
        assert switch(page) == {"en": address}


def test_form_that_only_takes_posts_says_so_in_spanish(client, house):
    page = read(client, "/es/mine/close/", status=405)

    assert page.html["lang"] == "es"
    assert "Aquí no hay ninguna página" in page.h1.get_text()


def test_page_that_was_open_for_a_while_says_so_in_spanish(house):
    answer = Client(enforce_csrf_checks=True).post("/es/mine/", {"code": "R7KT words"})
    page = BeautifulSoup(answer.content, "html.parser")

    assert (answer.status_code, page.html["lang"], switch(page)) == (403, "es", {"en": "/mine/"})
    assert "Esta página llevaba un rato abierta" in page.h1.get_text()


def test_what_broke_is_said_in_the_language_of_the_address(client, house, monkeypatch):
    monkeypatch.setattr(House, "tz", property(lambda house: 1 / 0))
    client.raise_request_exception = False

    page = read(client, "/es/ask/juniper-house/", status=500)

    assert (page.html["lang"], switch(page)) == ("es", {"en": "/ask/juniper-house/"})
    assert "Algo falló de nuestro lado" in page.h1.get_text()


def test_what_broke_before_the_language_was_looked_at_is_said_in_it_too(rf):
    page = BeautifulSoup(server_error(rf.get("/es/mine/")).content, "html.parser")

    assert (page.html["lang"], switch(page)) == ("es", {"en": "/mine/"})


# What is not translated


def test_office_and_sign_in_have_one_language(client, desk, house):
    for address in ("/office/juniper-house/", "/account/login/", "/api/v1/availability", "/embed/juniper-house/"):
        assert client.get(f"/es{address}").status_code == 404
    assert "top-lang" not in desk.get("/office/juniper-house/").content.decode()
    assert "top-lang" not in client.get("/account/login/").content.decode()


def test_page_of_the_site_is_found_as_its_editors_wrote_it(client, house):
    seeding.plant(house.organization, on=house.tonight())

    assert client.get("/es/")["Location"] == "/"
    assert client.get("/es/houses/juniper-house/")["Location"] == "/houses/juniper-house/"
    assert client.get("/es/what-we-keep/")["Location"] == "/what-we-keep/"
    assert client.get("/es//elsewhere.example/").status_code == 404
    assert switch(read(client, "/what-we-keep/")) == {}


def test_house_page_leads_to_the_form_in_each_language(client, house):
    seeding.plant(house.organization, on=house.tonight())

    page = read(client, "/houses/juniper-house/")

    found = [link for link in page.select(".side-card a") if link.get("hreflang")]
    assert [(link["href"], link["lang"], link.get_text()) for link in found] == [
        ("/es/ask/juniper-house/", "es", "Español")
    ]


def test_what_directories_read_never_speaks_the_language_of_the_last_visitor(client, house):
    client.get("/es/mine/")

    card = client.get("/embed/juniper-house/").content.decode()
    answer = client.get("/api/v1/availability/juniper-house").json()

    assert ("Please call to ask" in card, "Llame" in card) == (True, False)
    assert answer["label"]["en"] == "Please call to ask"
    plain = answer | {"label": "", "notice_label": ""}
    assert "Llame" not in str(plain), "only what is marked as Spanish is"
    assert get_language() == "es"


def test_words_of_the_house_are_marked_as_english_on_a_spanish_page(client, house):
    page = read(client, "/es/ask/juniper-house/")

    said = next(part for part in page.select("#help span[lang]") if house.phone_hours in part.get_text())
    assert said["lang"] == "en"
    assert read(client, "/ask/juniper-house/").select("#help span[lang]") == []


def test_guidelines_are_marked_as_english_on_a_spanish_page(client, agreed):
    page = read(client, "/es/houses/juniper-house/guidelines/")

    assert [(part["lang"], part.p.get_text()) for part in page.select("article section")] == [("en", "Be kind.")]
    assert client.get("/es/houses/juniper-house/guidelines.pdf").status_code == 200


def test_robots_stay_out_of_the_form_in_every_language(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /ask/", "Disallow: /es/ask/", "Disallow: /mine/", "Disallow: /es/mine/"} <= set(lines)


# A third language


@pytest.fixture
def french(settings, tmp_path):
    """Two sentences of French in a folder, and one entry in the settings."""
    catalog = Catalog(locale="fr")
    catalog.add("Open your page", "Ouvrez votre page")
    catalog.add("Leave this page", "Quitter cette page")
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    settings.LANGUAGES = read_languages("en,es,fr")


def test_third_language_needs_a_folder_and_an_entry_alone(french, client, house):
    page = read(client, "/fr/mine/")

    assert (page.html["lang"], page.h1.get_text()) == ("fr", "Ouvrez votre page")
    assert "Quitter cette page" in page.select_one("a.leave").get_text()
    assert "Talk to someone now" in page.select_one("#help-h").get_text()  # not translated yet: English
    assert switch(page) == {"en": "/mine/", "es": "/es/mine/"}
    assert switch(read(client, "/mine/")) == {"es": "/es/mine/", "fr": "/fr/mine/"}
    assert [link.get_text() for link in read(client, "/mine/").select(".top-lang")] == ["Español", "Français"]


def test_language_from_right_to_left_turns_the_page(settings, client, house):
    settings.LANGUAGES = read_languages("en,ar")

    page = read(client, "/ar/mine/")

    assert (page.html["lang"], page.html.get("dir")) == ("ar", "rtl")
    assert read(client, "/mine/").html.get("dir") is None


def test_languages_are_named_in_themselves():
    assert read_languages("en, es,so:soomaali") == [("en", "English"), ("es", "Español"), ("so", "Soomaali")]


@pytest.mark.parametrize("told", ["en,so", "es", "", "en,zh-cn"])
def test_language_without_a_name_or_no_english_stops_the_start(told):
    with pytest.raises(ImproperlyConfigured, match="RESPITE_LANGUAGES"):
        read_languages(told)


# The catalogues


def catalog_of(path):
    with path.open("rb") as file:
        return read_po(file)


def sentences(catalog):
    """Return what a catalogue says: {(context, sentence and plural): its translations}."""
    named = [(one.context.decode() if isinstance(one.context, bytes) else one.context, one) for one in catalog]
    return {(context, several(one.id)): several(one.string) for context, one in named if one.id}


def several(words):
    """Return the forms of a sentence: one, or one for each number."""
    return (words,) if isinstance(words, str) else tuple(words)


def translated(catalog):
    return {key: words for key, words in sentences(catalog).items() if all(words)}


by_language = pytest.mark.parametrize("path", CATALOGS, ids=[path.parts[-3] for path in CATALOGS])


def test_every_language_of_the_settings_has_a_catalogue():
    assert {code for code, _name in django_settings.LANGUAGES} - {"en"} <= {path.parts[-3] for path in CATALOGS}


@by_language
def test_compiled_catalogue_says_what_the_written_one_says(path):
    """Run `make messages` after every change."""
    with path.with_suffix(".mo").open("rb") as file:
        compiled = sentences(read_mo(file))

    assert compiled == translated(catalog_of(path))


@by_language
def test_no_translation_is_a_guess(path):
    assert [one.id for one in catalog_of(path) if one.id and one.fuzzy] == []


@by_language
def test_every_sentence_for_guests_is_translated(path):
    told = translated(catalog_of(path))

    missing = {
        str(source.relative_to(ROOT)): lacking
        for source in sorted(guest_sources())
        if (lacking := [sentence for sentence in sorted(said_in(source), key=str) if not is_told(sentence, told)])
    }

    count = sum(map(len, missing.values()))
    lines = [f"{name}: {sentence}" for name, lacking in missing.items() for _context, sentence, _plural in lacking]
    assert missing == {}, f"{count} sentences:\n" + "\n".join(lines)


def test_every_choice_in_the_copy_of_everything_is_translated():
    """A copy tells what stands in a column by the words of its choices, and those live in models."""
    fields = [part.model._meta.get_field(column) for part in held.PARTS for column in part.told]
    said = [str(label) for field in fields for _value, label in getattr(field, "flatchoices", [])]

    with translation.override("es"):
        missing = [words for words in said if translation.gettext(words) == words]

    assert "here" in said
    assert not missing


def is_told(sentence, told):
    context, words, plural = sentence
    return (context, (words, plural) if plural else (words,)) in told


@by_language
def test_placeholders_and_links_are_those_of_the_sentence(path):
    wrong = []
    for (context, words), translations in translated(catalog_of(path)).items():
        allowed, needed = set().union(*map(holes, words)), holes(words[-1])
        # The form for one may leave the number out, or say it in words; the last form is the one for many.
        found = [holes(one) for one in translations]
        if not all(one <= allowed for one in found) or not needed <= found[-1]:
            wrong.append((context, words))

    assert wrong == []


def holes(words):
    """Return the placeholders, tags and addresses of a sentence, and whether space stands at its ends."""
    parts = re.findall(r"%\(\w+\)[sd]|%[sd]|</?\w+|(?:href|rel|lang)=\"[^\"]*\"", words)
    return {*parts, *(end for end, there in (("<-", words[:1].isspace()), ("->", words[-1:].isspace())) if there)}


def test_every_sentence_of_the_sources_is_found():
    """To trust the list of what is missing: calls in code and tags in templates of each kind are read."""
    found = {sentence for source in guest_sources() for sentence in said_in(source)}

    assert (None, "Leave this page", None) in found
    assert (None, "Please look at one answer", "Please look at %(n)s answers") in found
    assert ("a time", "noon", None) in found
    assert ("a time in the evening", "%(time)s pm", "%(time)s pm") in found
    assert (None, "First page", None) in found  # a word inside a tag: _("…")
    assert Path(ROOT / "templates" / "parts" / "help.html") in guest_sources()
    assert ROOT / "templates" / "parts" / "rail.html" not in guest_sources()
