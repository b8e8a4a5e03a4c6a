"""How far an editor reaches in the CMS: to the pages, pictures and rows of their own organization, by every door."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale, Page

from pages import seeding
from pages.albums import album
from pages.guidelines import HouseGuidelines
from pages.models import StandardPage
from pages.pictures import Picture
from respite.models import Resource
from tests.cast import signed_in
from tests.site import growing, photos

API = "/cms/api/main"
ACTIONS = [
    "publish",
    "unpublish",
    "copy",
    "move",
    "delete",
    "convert_alias",
    "create_alias",
    "copy_for_translation",
    "revert_to_page_revision",
]


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def pen(home, editor, settings, tmp_path):
    """The browser of Wes, who may write pages."""
    settings.MEDIA_ROOT = tmp_path
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


@pytest.fixture
def hogar(home):
    """The same site in Spanish."""
    seeding.speak(home, "es")
    return home.get_translation(Locale.objects.get(language_code="es")).specific


@pytest.fixture
def theirs(home, harbor):
    """The home page of another organization."""
    return seeding.plant(harbor.organization, on=harbor.tonight())


@pytest.fixture
def plans(theirs):
    """A draft of another organization."""
    return growing.put(Page.objects.get(pk=theirs.pk), StandardPage(title="Zebra plans", slug="zebra", live=False))


def own(home, **facts):
    """Return a page of their own that anybody may read."""
    told = {"title": "Walks", "slug": "walks", "lead": "We walk."}
    return growing.put(Page.objects.get(pk=home.pk), StandardPage(**(told | facts)))


def text(browser, path):
    return browser.get(path).content.decode()


def picture_of(organization):
    return Picture.objects.create(
        file=photos.upload("JPEG"), collection=album(organization), title="Pier", alt_en="A pier.", alt_es="Un muelle."
    )


# The addresses that the CMS's own script asks


def test_no_list_tells_pictures_of_another_organization_SE_50(pen, harbor):
    theirs = picture_of(harbor.organization)

    for path in (f"{API}/images/", f"{API}/images/?fields=*", f"{API}/images/{theirs.pk}/", f"{API}/documents/"):
        assert pen.get(path).status_code == 404, path


def test_menu_of_pages_knows_their_own_and_no_others_SE_50(pen, home, plans):
    mine, under = own(home), f"?child_of={home.pk}&for_explorer=1"

    listed = [row["id"] for row in pen.get(f"{API}/pages/?limit=20&order=-id").json()["items"]]

    assert mine.pk in listed
    assert plans.pk not in listed
    assert "Zebra" not in text(pen, f"{API}/pages/?limit=20&order=-id&fields=*")
    assert pen.get(f"{API}/pages/{plans.pk}/").status_code == 404
    assert mine.pk in [row["id"] for row in pen.get(f"{API}/pages/{under}").json()["items"]]
    assert pen.get(f"{API}/pages/{mine.pk}/").json()["title"] == "Walks"


@pytest.mark.parametrize("action", ACTIONS)
def test_page_is_changed_by_its_forms_alone_SE_50(pen, home, action):
    page = own(home, live=False)
    page.save_revision()
    told = {"destination_page_id": home.pk, "slug": "more", "title": "More", "locale": "en"}
    before = Page.objects.count()

    answer = pen.post(f"{API}/pages/{page.pk}/action/{action}/", told)

    assert answer.status_code == 404
    assert Page.objects.count() == before
    assert not Page.objects.get(pk=page.pk).live


def test_visitor_learns_nothing_at_those_addresses_SE_10(home):
    for path in (f"{API}/images/", "/cms/snippets/choose/respite/resource/", "/cms/choose-page/"):
        answer = Client().get(path)

        assert answer.status_code == 302
        assert answer["Location"].startswith("/cms/login/")


# Choosing


def test_no_row_of_another_organization_is_offered_SE_50(pen, harbor):
    Resource.objects.create(organization=harbor.organization, name="Coast line")
    HouseGuidelines.objects.create(house=harbor, words=[])

    for kind in ("respite/resource", "pages/houseguidelines", "pages/helpnumbers"):
        for path in (f"/cms/snippets/choose/{kind}/", f"/cms/snippets/choose/{kind}/results/?q="):
            assert pen.get(path).status_code == 404, path


def test_pages_to_choose_are_their_own_SE_50(pen, home, plans, theirs):
    own(home)

    assert "Walks" in text(pen, f"/cms/choose-page/{home.pk}/")
    assert "Walks" in text(pen, "/cms/choose-page/search/?q=walks")
    assert "Walks" in text(pen, "/cms/choose-page/")
    for path in ("/cms/choose-page/", "/cms/choose-page/search/?q=zebra", "/cms/choose-page/search/?q=coast"):
        html = text(pen, path)
        assert "Zebra" not in html
        assert theirs.title not in html
    for page in (theirs, plans):
        assert pen.get(f"/cms/choose-page/{page.pk}/").status_code == 404


def test_pages_to_choose_begin_where_both_languages_are_SE_50(pen, home, hogar, theirs):
    seeding.editors(home)

    html = text(pen, "/cms/choose-page/?locale=es")

    assert f'"{hogar.pk}"' in html or f"/{hogar.pk}/" in html
    assert theirs.title not in html


def test_title_of_a_page_that_was_ticked_is_told_of_their_own_alone_SE_50(pen, home, plans):
    mine = own(home)

    told = pen.get(f"/cms/choose-page/chosen-multiple/?id={mine.pk}&id={plans.pk}&id=x").json()["result"]

    assert [row["adminTitle"] for row in told] == ["Walks"]


def test_question_about_moving_names_no_page_of_another_organization_SE_50(pen, home, plans):
    mine = own(home)
    many = f"/cms/bulk/wagtailcore/page/move/?id={mine.pk}&next=/cms/"

    assert pen.get(many).status_code == 200
    for path in (f"/cms/pages/{mine.pk}/move/{plans.pk}/confirm/", f"/cms/pages/{plans.pk}/move/{home.pk}/confirm/"):
        assert pen.get(path).status_code == 404, path
    for told in (str(plans.pk), "x"):
        assert pen.post(many, {"chooser": told}).status_code == 404
    assert Page.objects.get(pk=mine.pk).get_parent().pk == home.pk


def test_rows_of_others_are_not_named_where_many_are_chosen_SE_50(pen, home, plans, theirs):
    line = Resource.objects.create(organization=theirs.organization, name="Coast line")
    picture, mine = picture_of(theirs.organization), own(home)
    asked = [f"wagtailcore/page/{verb}/?id={mine.pk}&id={plans.pk}" for verb in ("publish", "unpublish", "delete")]
    asked += [f"wagtailcore/page/publish/?id=all{more}" for more in ("", "&childOf=1", f"&childOf={theirs.pk}", "&q=z")]
    asked += [f"respite/resource/delete/?id={one}" for one in (line.pk, "all", "x")]
    asked += [
        f"pages/picture/add_tags/?id={picture.pk}",
        "pages/nothing/delete/?id=1",
        "wagtailcore/page/publish/?id=x",
    ]

    for path in asked:
        assert pen.get(f"/cms/bulk/{path}").status_code == 404, path
        assert pen.post(f"/cms/bulk/{path}").status_code == 404, path


def test_many_of_their_own_are_published_at_once(pen, home):
    pages = [own(home, slug=slug, live=False) for slug in ("walks", "woods")]
    for page in pages:
        page.save_revision()
    many = f"/cms/bulk/wagtailcore/page/publish/?id={pages[0].pk}&id={pages[1].pk}&next=/cms/"

    assert "Walks" in text(pen, many)
    assert "Walks" in text(pen, f"/cms/bulk/wagtailcore/page/unpublish/?id=all&childOf={home.pk}")
    pen.post(many)

    assert Page.objects.filter(pk__in=[page.pk for page in pages]).live().count() == 2


def test_many_pictures_and_rows_of_their_own_are_asked_about(pen, home):
    picture = picture_of(home.organization)
    line = Resource.objects.create(organization=home.organization, name="Valley line")

    for path in (f"pages/picture/add_tags/?id={picture.pk}", "pages/picture/add_tags/?id=all"):
        assert "Pier" in text(pen, f"/cms/bulk/{path}")
    assert "Valley line" in text(pen, f"/cms/bulk/respite/resource/delete/?id={line.pk}")


def test_no_report_names_pages_of_every_organization_SE_50(pen, plans):
    kinds = "/cms/pages/usage/pages/standardpage/"

    for path in ("/cms/reports/page-types-usage/", "/cms/reports/page-types-usage/results/", kinds, f"{kinds}results/"):
        assert pen.get(path).status_code == 404, path
    assert "page-types-usage" not in text(pen, "/cms/reviews/")


def test_pages_move_among_their_own(pen, home):
    mine, under = own(home), Page.objects.get(slug="who-does-what")

    assert "Walks" in text(pen, f"/cms/pages/{mine.pk}/move/{under.pk}/confirm/")
    pen.post(f"/cms/bulk/wagtailcore/page/move/?id={mine.pk}&next=/cms/", {"chooser": under.pk})
    assert Page.objects.get(pk=mine.pk).get_parent().pk == under.pk
    pen.post(f"/cms/pages/{mine.pk}/move/{home.pk}/confirm/")
    assert Page.objects.get(pk=mine.pk).get_parent().pk == home.pk


def test_somebody_who_writes_no_page_chooses_none_SE_50(home, pen, editor):
    editor.groups.set([Group.objects.create(name="Nobody's editors")])
    editor.groups.get().permissions.add(*seeding.editors(home).permissions.filter(codename="access_admin"))

    html = text(pen, "/cms/choose-page/")

    assert home.title not in html
