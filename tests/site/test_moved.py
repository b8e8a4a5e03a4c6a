"""Old addresses lead on, to our own site and nowhere else; the sitemap tells addresses and no times."""

import pytest
from django.db import IntegrityError
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from openings import publishing
from pages import seeding
from pages.models import HousePage, StandardPage
from tests.cast import signed_in
from tests.site import growing

ADD = "/cms/redirects/add/"


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def pen(home, editor):
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def test_page_that_moved_is_found_at_its_old_address(home, django_capture_on_commit_callbacks):
    page = StandardPage.objects.get(slug="safer-browsing")
    under = Page.objects.get(slug="who-does-what")
    page.slug = "browsing"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert Client().get("/safer-browsing/")["Location"] == "/browsing/"
    page = Page.objects.get(pk=page.pk)
    with django_capture_on_commit_callbacks(execute=True):
        page.move(under, pos="last-child")
    for old in ("/safer-browsing/", "/browsing/"):
        answer = Client().get(old)
        assert (answer.status_code, answer["Location"]) == (301, "/who-does-what/browsing/")


def test_editor_adds_an_address_that_leads_on(pen):
    page = Page.objects.get(slug="who-does-what")

    pen.post(ADD, {"old_path": "/warm/", "redirect_page": page.pk, "is_permanent": ""})

    answer = Client().get("/warm/")
    assert (answer.status_code, answer["Location"]) == (302, "/who-does-what/")


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "/houses/"])
def test_there_is_no_field_for_an_address_of_another_site(pen, link):
    page = Page.objects.get(slug="who-does-what")

    pen.post(ADD, {"old_path": "/warm/", "redirect_page": page.pk, "redirect_link": link})
    refused = pen.post(ADD, {"old_path": "/cold/", "redirect_link": link})

    assert "redirect_link" not in pen.get(ADD).content.decode()
    assert 'value="/cold/"' in refused.content.decode()
    assert [(row.old_path, row.redirect_link) for row in Redirect.objects.all()] == [("/warm", "")]


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_database_keeps_an_address_of_another_site_out(db, link):
    with pytest.raises(IntegrityError):
        Redirect.objects.create(old_path="/warm", redirect_link=link)


def test_address_leads_to_a_page_on_a_site_and_not_to_itself(pen):
    at_itself, nowhere = Page.objects.get(slug="who-does-what"), Page.objects.get(depth=1)
    for old, page, words in (
        ("/who-does-what/", at_itself, "It leads to itself."),
        ("/warm/", nowhere, "Choose a page that stands on this site."),
    ):
        html = pen.post(ADD, {"old_path": old, "redirect_page": page.pk}).content.decode()

        assert words in html
    assert not Redirect.objects.exists()


def test_address_that_is_there_is_changed_with_the_same_care(pen):
    page = Page.objects.get(slug="who-does-what")
    row = Redirect.objects.create(old_path="/warm", redirect_page=page)

    html = pen.post(f"/cms/redirects/{row.pk}/", {"old_path": "/warm/", "redirect_link": "/houses/"}).content.decode()

    assert "redirect_link" not in html
    assert (Redirect.objects.get().redirect_page_id, Redirect.objects.get().redirect_link) == (page.pk, "")


def test_address_leads_on_where_its_page_stands_and_once(pen, home):
    page = Page.objects.get(slug="who-does-what")
    told = {"old_path": "/warm/", "redirect_page": page.pk, "is_permanent": ""}

    pen.post(ADD, told)
    again = pen.post(ADD, told)

    assert "This old address leads somewhere already." in again.content.decode()
    assert 'value="/warm/"' in again.content.decode()
    assert [(row.old_path, row.site.root_page_id) for row in Redirect.objects.all()] == [("/warm", home.pk)]


def rows_of_others(home, harbor):
    """Plant an old address of another organization, and one of ours on the site of another one; return both."""
    coast = seeding.plant(harbor.organization)
    elsewhere = Site.objects.get(root_page=coast)
    ours = Page.objects.get(slug="who-does-what", path__startswith=home.path)
    return [
        Redirect.objects.create(old_path="/old-of-coast", redirect_page=coast),
        Redirect.objects.create(old_path="/taken", redirect_page=ours, site=elsewhere),
    ]


def test_addresses_of_another_organization_are_not_there_SE_50(pen, home, harbor):
    theirs = rows_of_others(home, harbor)
    page = Page.objects.get(slug="who-does-what", path__startswith=home.path)

    for path in ("/cms/redirects/", "/cms/redirects/results/", "/cms/redirects/?export=csv"):
        answer = pen.get(path)
        html = answer.getvalue().decode()
        assert "old-of-coast" not in html, path
        assert "/taken" not in html, path
        assert harbor.organization.name not in html, path
    for row in theirs:
        for path in (f"/cms/redirects/{row.pk}/", f"/cms/redirects/{row.pk}/delete/"):
            assert pen.get(path).status_code == 404, path
            assert pen.post(path, {"old_path": "/mine/", "redirect_page": page.pk}).status_code == 404, path
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {"/old-of-coast", "/taken"}


def test_address_leads_to_no_page_of_another_organization_SE_50(pen, home, harbor):
    coast = seeding.plant(harbor.organization)

    html = pen.post(ADD, {"old_path": "/warm/", "redirect_page": coast.pk}).content.decode()

    assert "Choose a page that stands on this site." in html
    assert coast.title not in html
    assert not Redirect.objects.exists()


def test_address_of_their_own_is_listed_and_taken_away(pen, home):
    page = Page.objects.get(slug="who-does-what")
    pen.post(ADD, {"old_path": "/warm/", "redirect_page": page.pk, "is_permanent": ""})
    row = Redirect.objects.get()

    assert "/warm" in pen.get("/cms/redirects/").content.decode()
    assert pen.get(f"/cms/redirects/{row.pk}/").status_code == 200
    pen.post(f"/cms/redirects/{row.pk}/delete/")

    assert not Redirect.objects.exists()


@pytest.mark.parametrize("path", ["/cms/redirects/import/", "/cms/redirects/import/process/"])
def test_file_of_addresses_is_not_taken(pen, path):
    assert pen.get(path).status_code == 404
    assert "import" not in pen.get("/cms/redirects/").content.decode().split("<main")[1].lower()


def test_addresses_are_for_those_who_write_pages(home, lead):
    assert signed_in(lead).get("/cms/redirects/", follow=True).status_code == 403


def test_address_that_was_never_there_still_says_so_with_the_way_out_CS_01(home):
    html = Client().get("/never/here/").content.decode()

    assert "There is no page here" in html
    assert "data-leave" in html


# The sitemap


def test_sitemap_tells_no_times_of_change(home, house, lead):
    before = Client().get("/sitemap.xml")
    publishing.confirm(house, by=lead)
    page = HousePage.objects.get(house=house)
    page.save_revision().publish()

    after = Client().get("/sitemap.xml")

    assert before.content == after.content
    assert b"lastmod" not in after.content
    assert "Last-Modified" not in after.headers


def test_sitemap_names_what_anybody_may_read_only(home, harbor):
    closed = growing.put(Page.objects.get(pk=home.pk), StandardPage(title="Closed", slug="closed"))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    growing.put(Page.objects.get(pk=home.pk), StandardPage(title="Draft", slug="draft", live=False))
    story = growing.story(home)
    seeding.looked_at(harbor.organization, harbor.tonight())
    other = growing.put(
        Page.objects.get(depth=1),
        type(home)(
            title="Coast", slug="coast", organization=harbor.organization, heading="x", lead="x", steps=home.steps
        ),
    )
    growing.put(other, StandardPage(title="Coast words", slug="coast-words"))

    text = Client().get("/sitemap.xml").content.decode()

    assert story.address in text
    assert Site.objects.get().root_page_id == home.pk
    for slug in ("closed", "draft", "coast", "search"):
        assert f"/{slug}" not in text
