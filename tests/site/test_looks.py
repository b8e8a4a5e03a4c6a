"""The colour and the logo of an organization: readable in the light and in the dark, or refused with one that is."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from pages import colours, looks, seeding
from pages.models import HomePage
from tests.cast import signed_in
from tests.site.test_pictures import picture, store  # noqa: F401


@pytest.fixture
def home(house, store):  # noqa: F811
    return seeding.plant(house.organization)


def head(path="/"):
    page = BeautifulSoup(Client().get(path).content, "html.parser")
    return page, [link["href"] for link in page.select("link[rel=stylesheet]")]


def wear(home, **look):
    for name, value in look.items():
        setattr(home, name, value)
    home.full_clean()
    home.save()


def test_formula_is_that_of_WCAG():
    assert colours.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colours.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@given(st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from(["light", "dark"]))
def test_nearest_colour_works_on_every_ground(parts, mode):
    asked = "#" + "".join(f"{part:02X}" for part in parts)

    found = colours.nearest(asked, mode)

    for ground in (*colours.GROUNDS[mode], colours.ON[mode]):
        assert colours.contrast(found, ground) >= 4.5
    assert (found == asked) == colours.works(asked, mode)


def test_colour_that_works_is_taken(home):
    wear(home, accent="#1F5A4E", accent_dark="#7FC7B4")

    _page, sheets = head("/houses/juniper-house/")
    answer = Client().get(sheets[1])
    text = answer.content.decode()

    assert sheets[1].startswith("/look/1F5A4E-7FC7B4.")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--link:#1F5A4E;" in text
    assert "--link:light-dark(#1F5A4E,#7FC7B4);" in text
    assert answer.cookies == {}


@pytest.mark.parametrize(
    ("name", "colour", "mode"), [("accent", "#F4CD76", "light"), ("accent_dark", "#1F5A4E", "dark")]
)
def test_colour_that_cannot_be_read_is_refused_with_the_nearest(home, name, colour, mode):
    with pytest.raises(ValidationError) as refused:
        wear(home, **{name: colour})

    sentence = refused.value.message_dict[name][0]
    assert f"hard to read on {mode} pages" in sentence
    wear(home, **{name: sentence.split()[-1].rstrip(".")})


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345G", "#000;}*{}"])
def test_what_is_no_colour_is_refused(home, colour):
    with pytest.raises(ValidationError):
        wear(home, accent=colour)


def test_signs_warnings_and_the_way_out_keep_their_colours(home):
    home.accent = "#1F5A4E"

    named = {part.split(":")[0].strip("{;") for part in home.look.replace("{", ";").split(";") if part.startswith("--")}

    assert named == {"--link", "--action", "--on-action", "--action-down"}


def test_address_of_older_rules_is_not_kept():
    assert Client().get("/look/1F5A4E-7FC7B4.000000000000.css")["Cache-Control"] == "public, max-age=60"


def test_colours_of_a_draft_are_seen_before_they_are_published(home, editor):
    wear(home, accent="#1F5A4E")
    home.accent = "#7A1F3D"
    home.save_revision()
    editor.groups.add(seeding.editors(home))

    draft = BeautifulSoup(signed_in(editor).get(f"/cms/pages/{home.pk}/view_draft/").content, "html.parser")
    shown = draft.select("link[rel=stylesheet]")[1]["href"]

    assert "--link:#7A1F3D;" in Client().get(shown).content.decode()
    assert "--link:#1F5A4E;" in Client().get(head()[1][1]).content.decode()


def test_two_organizations_have_colours_of_their_own(home, harbor):
    wear(home, accent="#1F5A4E")
    other = HomePage(organization=harbor.organization, accent="#7A1F3D")

    assert [Client().get(one.look_url).content.decode() for one in (home, other)] == [home.look, other.look]


def test_address_that_tells_no_colours_is_not_found(home):
    ends = ["red", "7FC7B", "7FC7B4A", "000%3B%7D*", "7FC7B4%0A", ""]

    for address in ["valley", "1F5A4E", "-", *[f"1F5A4E-{end}" for end in ends]]:
        assert Client().get(f"/look/{address}.000000000000.css").status_code == 404


@given(st.from_regex(r"[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6}", fullmatch=True))
def test_sheet_of_any_colours_can_be_read_and_does_nothing_else(both):
    sheet = looks.sheet_of(*(f"#{colour}" for colour in both.split("-")))

    assert re.fullmatch(r"(@media screen|@supports \(color:light-dark\(#000,#fff\)\)|:root|[{};]|--[a-z-]+:(light-dark\(#[0-9A-Fa-f]{6},#[0-9A-Fa-f]{6}\)|#[0-9A-Fa-f]{6}))+", sheet)  # fmt: skip # noqa: E501


def test_site_without_a_colour_has_no_sheet_of_its_own(home):
    assert len(head()[1]) == 1


def test_pages_where_people_ask_stay_neutral_CS_13(home, house):
    wear(home, accent="#1F5A4E", logo=picture(house.organization, "PNG"))

    for path in ("/ask/juniper-house/", "/mine/", "/mine/safer-browsing/"):
        page, sheets = head(path)
        assert len(sheets) == 1
        assert page.select("img") == []


def test_logo_stands_in_the_strip_with_its_words(home, house):
    wear(home, logo=picture(house.organization, "PNG", alt_en="A juniper twig."))

    logo = head()[0].select_one(".top-name img")

    assert (logo["alt"], bool(logo["width"]), bool(logo["height"])) == ("A juniper twig.", True, True)
    answer = Client().get(logo["src"])
    assert b"".join(answer.streaming_content)
    assert answer.status_code == 200


def test_logo_of_another_organization_is_refused(home, harbor):
    with pytest.raises(ValidationError, match="your own album"):
        wear(home, logo=picture(harbor.organization))


def test_pages_with_a_look_cost_at_most_12_queries(home, house, django_assert_max_num_queries):
    kept = picture(house.organization, "PNG")
    wear(home, accent="#1F5A4E", logo=kept)
    head()
    for path in ("/houses/juniper-house/", "/houses/"):
        Site.clear_site_root_paths_cache()
        with django_assert_max_num_queries(12):
            Client().get(path)
