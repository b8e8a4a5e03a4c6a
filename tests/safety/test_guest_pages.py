"""What holds for every page a guest can come to, error pages included, in every language (CS-01 to CS-16)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils.translation import override

from respite.models import House
from tests.browsing import Visitor
from tests.reading import NEUTRAL_NEVER, banned, grade
from tests.safety import walking
from tests.safety.guest_pages import DOWNLOADS, ROUTES, SLUG, START, names_for_guests, walk

pytestmark = pytest.mark.django_db

FOCUSABLE = {"button", "select", "textarea", "summary", "iframe"}
TYPED = {"text", "search", "email", "tel", "url", "number", "date", "password"}
TOKENS = {"name", "email", "tel"}  # what WCAG 1.3.5 wants on one's own device
QUERIES = {"change", "paper", "version"}  # all that may stand behind a question mark; neither says anything of a person
# What no page may promise, in any language: nothing hides that somebody was here (CS-08).
PROMISES = (
    r"untraceable", r"(completely|totally|fully) (private|secret|anonymous)", r"leaves? no trace",
    r"\b(it|this|that|we|button) (erases?|clears?|deletes?) (your|the) history",
    r"imposible de rastrear", r"(completamente|totalmente) (privad|secret|an[oó]nim)", r"no deja rastro",
    r"(?<!no )\b(borra|elimina) su historial",
)  # fmt: skip


def wrong(pages, fault):
    """Return what `fault` finds, by page; each finding is a sentence or empty."""
    return {str(page): found for page in pages if (found := fault(page))}


def html(pages):
    return [page for page in pages if page.is_html]


def focusable(soup):
    """Return what Tab stops at, in order."""

    def stops(tag):
        if tag.find_parent(attrs={"hidden": True}) or tag.has_attr("hidden") or tag.has_attr("disabled"):
            return False
        if tag.has_attr("tabindex"):
            return int(tag["tabindex"]) >= 0
        typed = tag.name == "input" and tag.get("type") != "hidden"
        return tag.name in FOCUSABLE or typed or (tag.name == "a" and tag.has_attr("href"))

    return soup.find_all(stops)


def forms(page):
    """Return the forms of a page that take something from the person."""
    return [form for form in page.soup.find_all("form") if fields(form)]


def fields(form):
    return [field for field in form.find_all(["input", "textarea", "select"]) if field.get("type") != "hidden"]


def typed(form):
    return [field for field in fields(form) if field.name == "textarea" or field.get("type", "text") in TYPED]


# The list itself


def test_list_of_guest_pages_is_the_list_of_addresses_AX_01():
    assert names_for_guests() == set(ROUTES)


def test_list_of_addresses_has_a_new_one_AX_01():
    """To trust the walk: an address somebody adds is found, with its space and in a language's own part."""
    new = path("more/<slug:house>/", lambda request, house: HttpResponse("in"), name="more")
    unnamed = path("bare/", lambda request: HttpResponse("in"))

    found = dict(walk([path("ask/", include(([new], "intake"))), unnamed]))

    assert found == {"intake:more": "ask/more/<slug:house>/", "bare/": "bare/"}


def test_every_guest_page_answers_as_the_list_says(world, pages):
    expected = {address: route.status for name, _language, address, route in world.routes() if not route.at}

    def fault(page):
        told = expected.get(page.address) if page.name in ROUTES else None
        told = int(page.name.split()[0]) if page.name[0].isdigit() else told
        return told and told != page.status and f"expected {told}"

    assert wrong([page for page in pages if not (page.name == "429" and page.status == 404)], fault) == {}
    assert {400, 403, 404, 405, 429, 500, 503} <= {page.status for page in pages}


# Leaving fast


def test_every_page_has_the_way_out_and_its_twin_first_CS_01(pages):
    def fault(page):
        ways = page.soup.select("a[data-leave]")
        if [way["href"] for way in ways] != ["/leave/", "/leave/"]:
            return f"ways out: {ways}"
        seen = page.soup.select_one("a.leave[data-leave]")
        if not seen or seen.find_parent(attrs={"hidden": True}) or not seen.get_text(strip=True):
            return "no way out that can be seen"
        first = focusable(page.soup)[:2]
        return "" if any(tag.has_attr("data-leave") for tag in first) else f"first comes {first}"

    assert len(html(pages)) > 50
    assert [str(page) for page in pages if page.status >= 400 and not page.is_html] == []
    assert wrong(html(pages), fault) == {}


def test_way_out_tells_nobody_where_somebody_was_CS_07(pages):
    def fault(page):
        return [way for way in page.soup.select("a[data-leave]") if way.get("rel") != ["noreferrer", "nofollow"]]

    assert wrong(html(pages), fault) == {}


def test_shift_keys_have_dots_and_a_voice_on_every_page_CS_03(pages):
    def fault(page):
        voice, dots = page.soup.select_one("[data-leave-status]"), page.soup.select("[data-leave-dots] > i")
        said = [voice.get(f"data-{when}") for when in ("two", "one", "out", "going")] if voice else []
        return not (voice and voice["role"] == "status" and all(said) and len(dots) == 3)

    assert wrong(html(pages), fault) == {}


def test_nothing_is_kept_in_any_cache_CS_05(pages):
    """Pages, redirects, PDFs and errors alike; only what everybody gets, styles and script, may be kept."""
    assert wrong(pages, lambda page: "no-store" not in page.headers.get("Cache-Control", "")) == {}


def test_forms_a_browser_may_fill_in_are_new_each_time_CS_05(world):
    """Else Back puts the old words into the form again, when somebody else has begun to ask meanwhile."""
    for address in world.questions:
        seen = [world.open("", address, "asking") for _ in range(2)]
        names = [{field["name"] for field in page.soup.select("main form input[type=hidden]")} for page in seen]
        assert len(names[0] - names[1]) == 1, address


@pytest.mark.parametrize("cookie", ["", "made-up-and-long-enough-for-one"])
def test_page_of_a_session_leads_anybody_else_to_the_neutral_start_CS_06(world, cookie):
    found, stranger = {}, Client()
    for _name, language, address, route in world.routes():
        if not route.else_to or (cookie and language != settings.LANGUAGE_CODE):
            continue
        stranger.cookies.clear()
        if cookie:
            stranger.cookies[settings.SESSION_COOKIE_NAME] = cookie
        prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
        answer = stranger.get(address)
        found[address] = (answer.status_code, answer["Location"].removeprefix(prefix), answer.content) == (
            303,
            route.else_to,
            b"",
        )

    assert len(found) > 10
    assert [address for address, led in found.items() if not led] == []


def test_neutral_start_knows_nothing_of_who_was_here_CS_06(world):
    for browser in (Client(), world.visitors["asking"].client, world.visitors["sent"].client):
        text = browser.get(START).content.decode()
        assert "canary" not in text.lower()
        assert "your request" not in text.lower()


def test_start_page_tells_it_all_before_the_first_question_CS_08(world):
    for language, _name in settings.LANGUAGES:
        with override(language):
            address, safer = reverse("intake:ask", args=[SLUG]), reverse("intake:ask-safer-browsing", args=[SLUG])
        text = world.open("", address).body
        before = text[text.index("<main") : text.index("<form")]
        assert f'href="{safer}"' in before, language
        assert "data-needs-script hidden" in before, language
    text = world.open("", START).body
    before = " ".join(BeautifulSoup(text[: text.index("<form")], "html.parser").get_text(" ").split())
    for said in (
        "Use the button “Leave this page” at the top.",
        "press the Shift key three times",
        "It does not clear your history.",
        "It cannot stop someone who watches this device.",
        "What you wrote here is then gone, unless you saved it.",
        "To come back, you start again.",
    ):
        assert said in before


def test_safer_browsing_is_one_link_away_from_every_page_CS_08(pages):
    def fault(page):
        with override(page.language):
            ours = {reverse("intake:ask-safer-browsing", args=[SLUG]), reverse("intake:mine-safer-browsing")}
        return not ours & {link["href"] for link in page.soup.select("footer a")}

    assert wrong([page for page in html(pages) if page.is_flow and page.status < 500], fault) == {}
    broken = [page for page in html(pages) if page.status >= 500]
    assert broken
    assert wrong(broken, lambda page: "safer-browsing/" not in page.body) == {}


def test_no_page_promises_what_nobody_can_keep_CS_08(pages):
    assert wrong(html(pages), lambda page: [one for one in PROMISES if re.search(one, page.words.lower())]) == {}


@pytest.mark.parametrize(
    ("words", "caught"),
    [
        ("It erases your history.", True),
        ("It does not clear your history.", False),
        ("This site is completely private.", True),
        ("Este botón borra su historial.", True),
        ("No borra su historial.", False),
    ],
)
def test_promise_is_caught_and_honest_words_are_not_CS_08(words, caught):
    assert any(re.search(one, words.lower()) for one in PROMISES) is caught


# What stays on a shared device


def test_pages_set_two_cookies_that_go_with_the_browser_CS_10(pages):
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}

    def fault(page):
        kept = [
            cookie for cookie in page.cookies.values() if "expires" in cookie.lower() or "max-age" in cookie.lower()
        ]
        open_to_script = [cookie for cookie in page.cookies.values() if "httponly" not in cookie.lower()]
        return set(page.cookies) - ours or kept or open_to_script

    assert any(page.cookies for page in pages)
    assert wrong(pages, fault) == {}


def test_browser_may_fill_in_who_somebody_is_on_their_own_device_only_CS_12(world):
    kinds = {}
    for shared in ("no", "unsure"):
        visitor, kinds[shared] = Visitor(), {}
        for address in walking.ask(visitor, shared=shared):
            page = visitor.go(address)
            if shared != "no" and address != world.questions[0]:
                assert page.soup.select_one("main form")["autocomplete"] == "off", address
            for field in typed(page.soup.select_one("main form")):
                kinds[shared][field["name"]] = field.get("autocomplete")

    assert kinds["no"]["name"] == "name"
    assert set(kinds["no"].values()) == TOKENS | {"off"}
    assert set(kinds["unsure"].values()) == {"off"}
    free = [name for name, kind in kinds["no"].items() if kind == "off"]
    assert {"to_know", "times", "ask_for"} <= set(free)


def test_no_form_is_kept_by_the_browser_CS_05_CS_12(pages):
    """Not a code, a message, a choice: a form asks for nothing to be kept, or is another one each time it is shown.

    Only that kind of form has fields that say who somebody is, for browsers to fill in on one's own device.
    """

    def fault(page):
        found = []
        for form in forms(page):
            new = any(is_new_each_time(field) for field in form.select("input[type=hidden]"))
            allowed = TOKENS | {"off"} if new else {"off"}
            found += [field for field in typed(form) if field.get("autocomplete") not in allowed]
            found += [] if new or form.get("autocomplete") == "off" else [form.get("action", "form")]
        return found

    assert {"intake:ask-question", "mine", "intake:mine-messages", "intake:mine-change"} <= {
        page.name for page in html(pages) if forms(page)
    }
    assert wrong(html(pages), fault) == {}


def is_new_each_time(field):
    return not field.has_attr("value") and len(field["name"]) == 16


def telling(words):
    return [word for word in NEUTRAL_NEVER if word in str(words).lower()]


def test_title_address_and_headers_tell_nothing_CS_13(pages):
    def fault(page):
        headers = {name: said for name, said in page.headers.items() if telling(name) or telling(said)}
        return telling(page.soup.title.get_text()) or telling(page.address) or headers

    assert wrong([page for page in html(pages) if page.is_flow], fault) == {}


def test_every_title_says_something_and_no_page_has_cards_for_others_CS_13(pages):
    def fault(page):
        cards = page.soup.select('meta[property^="og:"], meta[name^="twitter:"], meta[name="description"]')
        return cards or not page.soup.title.get_text(strip=True)

    assert wrong([page for page in html(pages) if page.is_flow], fault) == {}


def test_picture_in_the_tab_is_plain_CS_13(pages):
    def fault(page):
        return [link["href"] for link in page.soup.select('link[rel~="icon"]')] != ["/static/respite/plain.svg"]

    assert wrong([page for page in html(pages) if page.is_flow], fault) == {}
    with open(finders.find("respite/plain.svg")) as picture:
        drawn = picture.read()
    assert telling(drawn) == []
    assert "<text" not in drawn


def test_names_of_files_tell_nothing_CS_13(pages):
    files = {
        page.address: page.headers["Content-Disposition"] for page in pages if "Content-Disposition" in page.headers
    }

    assert f"/houses/{SLUG}/guidelines.pdf" in files
    assert {address: name for address, name in files.items() if telling(name)} == {}


def test_addresses_and_forms_hold_nothing_of_a_person_CS_14(pages):
    """Forms are sent by POST; a link has nothing behind its question mark but a few plain words.

    Only looking for something asks by GET: what somebody looks for stands in the address, and the page says so. Looking
    for a house asks with words from a fixed list and nothing that anybody typed.
    """

    def fault(page):
        by, named = ({"post", "get"}, {*QUERIES, "q"}) if page.name == "search" else ({"post"}, QUERIES)
        links = [urlsplit(tag["href"]) for tag in page.soup.select("a[href], link[href]")]
        queries = {name for link in links if not link.scheme for name in parse_qs(link.query, keep_blank_values=True)}
        needs = {form for form in page.soup.select("form.needs") if not typed(form)}
        asked = [form for form in page.soup.find_all("form") if form not in needs]
        sent = {form.get("method", "get").lower() for form in asked} - by
        held = [link.geturl() for link in links if "canary" in link.geturl().lower()]
        return queries - named or sent or held

    assert wrong(html(pages), fault) == {}
    assert wrong(pages, lambda page: "canary" in page.headers.get("Location", "").lower()) == {}


def test_pages_load_nothing_from_anywhere_else_CS_15(pages):
    loads = "img, script, source, video, audio, iframe, object, embed, form[action]"
    loads += ", link:not([rel~=canonical], [rel~=alternate])"

    def fault(page):
        found = [
            tag.get("src") or tag.get("href") or tag.get("action") or tag.get("data") for tag in page.soup.select(loads)
        ]
        return [at for at in found if at and not (at.startswith("/") and not at.startswith("//"))]

    assert wrong(html(pages), fault) == {}
    foreign = re.compile(r"https?:|\*|[a-z0-9-]+\.[a-z]{2,}")
    assert wrong(html(pages), lambda page: foreign.search(page.headers["Content-Security-Policy"])) == {}


def test_no_file_is_pushed_CS_16(pages):
    """A download comes only from a link that says it is one."""

    def fault(page):
        return page.headers.get("Content-Disposition", "").startswith("attachment") and page.name not in DOWNLOADS

    assert wrong(pages, fault) == {}
    links = [
        (link["href"].split("?")[0], link, page.language) for page in html(pages) for link in page.soup.select("a")
    ]
    files = [page for page in pages if "Content-Disposition" in page.headers]
    papers = {f"guidelines:{name}" for name in ("pdf", "easy-pdf", "poster-pdf")}
    assert {page.name for page in files} == {*papers, *DOWNLOADS}
    for file in files:
        said = {link.get_text() for at, link, language in links if (at, language) == (file.address, file.language)}
        assert said, f"nothing leads to {file}"
        if file.language == settings.LANGUAGE_CODE:
            assert all(DOWNLOADS.get(file.name, "PDF") in words for words in said), said


# The page about safer browsing


def test_safer_browsing_says_what_leaving_does_not_do_CS_08(world):
    for address in (f"{START}safer-browsing/", "/mine/safer-browsing/"):
        page = world.open("", address)
        for said in (
            "It ends what you were doing here.",
            "It does not clear your history.",
            "It does not stop an app that shows someone else what you do on this device.",
            "Close the whole window of the browser",
            "Use another phone or computer",
            "Some browsers still offer to save a name, a number or an address.",
            "your code opens it on any phone or computer",
        ):
            assert said in page.words, address
        assert page.soup.title.get_text(strip=True).startswith("Good to know")


def test_safer_browsing_is_easy_to_read_CS_26_CS_27(world):
    text = world.open("", f"{START}safer-browsing/").body

    assert grade(text) <= 6
    assert banned(text) == []


def test_safer_browsing_is_there_for_a_house_that_only_takes_calls_CS_08(world):
    House.objects.filter(pk=world.house.pk).update(confidential=True)

    page = world.open("", f"{START}safer-browsing/")

    assert page.status == 200
    assert "It does not clear your history." in page.words


def test_safer_browsing_of_a_house_that_is_not_shown_is_404(world):
    House.objects.filter(pk=world.house.pk).update(published=False)

    assert world.open("", f"{START}safer-browsing/").status == 404
    assert world.open("", "/ask/no-such-house/safer-browsing/").status == 404


def test_safer_browsing_begins_nothing_CS_10(world):
    sessions = Session.objects.count()
    browser = Client()

    browser.get(f"{START}safer-browsing/")

    assert Session.objects.count() == sessions
    assert browser.cookies == {}
