"""Hide names: one tap, and no page of the office shows the name of a guest, until the next tap (LOOK 5.39)."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from intake.models import Request
from respite import hiding
from stays import booking, logbook, noting
from stays.models import Guest, Note, Stay
from tests.a11y.office_pages import LONG, PAGES, address, scene
from tests.cast import signed_in
from tests.factories import make_guest

NAMES = {*LONG.split(), "Mika", "Theo", "Edda", "Omar", "Luz", "Uma"}
HIDE = "/office/hide-names/"


@pytest.fixture
def it(db):
    """A house on a full day; what is written names people, too."""
    made = scene()
    noting.write(made.here, words="Rosamunde and I had tea.", by=made.peer)
    logbook.write(made.house, words="Theo comes after 5.", by=made.peer, guest=made.today.guest)
    return made


def told(answer):
    """Return what is read on a page: its text, and what is said in place of it; not what stands in a field."""
    soup = BeautifulSoup(answer.content, "html.parser")
    for typed in soup.select("textarea, script, style"):
        typed.decompose()
    spoken = [tag[name] for name in ("aria-label", "title", "alt") for tag in soup.select(f"[{name}]")]
    return " ".join([soup.get_text(" "), *spoken])


def named(answer):
    return {name for name in NAMES if re.search(rf"\b{name}\b", told(answer))}


def test_no_page_of_the_office_names_a_guest_while_names_are_hidden(it):
    browser = signed_in(it.lead)
    shown = {entry[0] for entry in PAGES if named(browser.get(address(it, *entry)))}
    browser.post(HIDE)

    found = {address(it, *entry): names for entry in PAGES if (names := named(browser.get(address(it, *entry))))}

    assert found == {}
    assert {"office-today", "stays:board", "stays:stays", "office-shift", "desk:requests", "stays:log"} <= shown


def test_initials_stand_where_the_name_would(it):
    browser = signed_in(it.peer)
    browser.post(HIDE)

    page = told(browser.get(reverse("stays:stay", args=[it.house.slug, it.here.code])))

    assert "RW" in page
    assert "R and I had tea." in " ".join(page.split()) or "RW and I had tea." in " ".join(page.split())


def test_names_are_hidden_for_this_browser_until_the_next_tap(it):
    mine, other = signed_in(it.lead), signed_in(it.lead)
    board = reverse("stays:board", args=[it.house.slug])

    answer = mine.post(HIDE, headers={"referer": f"http://testserver{board}?nights=35"})

    assert (answer.status_code, answer["Location"]) == (303, f"{board}?nights=35")
    assert "Show names" in told(mine.get(board))
    assert named(other.get(board))
    mine.post(HIDE)
    assert "Hide names" in told(mine.get(board))
    assert named(mine.get(board))


@pytest.mark.parametrize("before", ["", "https://elsewhere.example/office/", "http://testserver/mine/"])
def test_switch_leads_nowhere_else(it, before):
    answer = signed_in(it.lead).post(HIDE, headers={"referer": before})

    assert answer["Location"] == "/office/"


def test_switch_is_for_staff_and_changes_nothing_when_only_opened(it, client):
    assert client.post(HIDE)["Location"].startswith("/account/login/")
    assert signed_in(it.lead).get(HIDE).status_code == 405


def test_what_is_saved_while_names_are_hidden_keeps_every_name(it):
    browser = signed_in(it.lead)
    browser.post(HIDE)
    change = reverse("stays:stay-note-change", args=[it.house.slug, it.here.code, it.note.pk])
    Note.objects.filter(pk=it.note.pk).update(by=it.lead)
    note = Note.objects.get(pk=it.note.pk)
    note.words = "Rosamunde likes tea."
    note.save()

    form = browser.get(change).context["form"]
    page = BeautifulSoup(browser.get(change).content, "html.parser")
    browser.post(change, {"words": page.select_one("textarea[name=words]").get_text().strip(), "seen": ""})

    assert form["words"].value() == "Rosamunde likes tea."
    assert Note.objects.get(pk=it.note.pk).words == "Rosamunde likes tea."
    assert {guest.name for guest in Guest.objects.all()} >= {LONG, "Theo"}
    assert "Omar" in {asked.name for asked in Request.objects.all()}


def test_what_is_said_once_names_nobody_on_the_next_page(it):
    browser = signed_in(it.lead)
    browser.post(HIDE)
    end = reverse("connections:connection-end", args=[it.house.slug, it.call.code])

    page = browser.post(end, follow=True)

    assert page.status_code == 200
    assert named(page) == set()


def test_refusal_names_nobody_either(it):
    browser = signed_in(it.lead)
    browser.post(HIDE)
    stay = Stay.objects.get(code=it.coming.code)
    booking.cancel(stay, by=it.peer)

    page = browser.post(reverse("stays:stay-cancel", args=[it.house.slug, stay.code]), {}, follow=True)

    assert named(page) == set()


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Rosa is here.</p>", "<p>R is here.</p>"),
        ("<p>Rosanna’s room is Rosa’s.</p>", "<p>Rosanna’s room is R’s.</p>"),
        ('<a href="/x?q=Rosa" aria-label="Open, Rosa">Rosa</a>', '<a href="/x?q=Rosa" aria-label="Open, R">R</a>'),
        ('<input value="Rosa"><textarea>Rosa</textarea>', '<input value="Rosa"><textarea>Rosa</textarea>'),
        ("<p>O&#x27;Neil</p>", "<p>O</p>"),
        ("<Ben>Ben</Ben>", "<Ben>B</Ben>"),
    ],
)
def test_page_shows_no_name_and_breaks_no_tag(html, shown):
    assert hiding.page(html, {"Rosa", "O'Neil", "Ben"}) == shown


def test_names_of_some_are_hidden_in_closed_records_as_before(it):
    closed = make_guest(it.house.organization, "Guest")

    with hiding.noting() as names:
        assert closed.name == "Guest"

    assert names == set()
