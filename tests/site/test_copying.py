"""Copying, moving and making pages in the CMS: copies are drafts, each page stays in its language, some are once."""

import pytest
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from pages import seeding
from pages.models import HouseListPage, HousePage, StandardPage
from tests.cast import signed_in
from tests.factories import HouseFactory
from tests.site import growing

ONE_EACH = "There is one such page for each house or organization. It cannot be copied."
OTHER_LANGUAGE = "The pages there are in another language. Translate this page instead of copying it."


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def hogar(home):
    """The same site in Spanish."""
    seeding.speak(home, "es")
    return home.get_translation(Locale.objects.get(language_code="es")).specific


@pytest.fixture
def pen(home, editor):
    """The browser of Wes, who may write pages."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


@pytest.fixture
def walks(home):
    return growing.put(Page.objects.get(pk=home.pk), StandardPage(title="Walks", slug="walks", lead="We walk."))


def copy(pen, page, under, **more):
    told = {"new_title": "More walks", "new_slug": "more-walks", "new_parent_page": under.pk}
    return pen.post(f"/cms/pages/{page.pk}/copy/", told | more)


def errors(answer, field):
    return answer.context["form"].errors[field]


def test_copy_is_a_draft_whatever_is_asked(pen, home, walks):
    form = pen.get(f"/cms/pages/{walks.pk}/copy/").context["form"]
    assert set(form.fields) == {"new_title", "new_slug", "new_parent_page"}

    assert copy(pen, walks, home, publish_copies="on", alias="on").status_code == 302

    made = Page.objects.get(slug="more-walks")
    assert (made.live, made.alias_of_id) == (False, None)
    assert pen.get("/more-walks/").status_code == 404


def test_page_of_a_house_and_first_page_are_not_copied(pen, home):
    for page in (HousePage.objects.get(), home):
        for answer in (
            pen.get(f"/cms/pages/{page.pk}/copy/", follow=True),
            pen.post(f"/cms/pages/{page.pk}/copy/", {"new_parent_page": page.get_parent().pk}, follow=True),
        ):
            assert ONE_EACH in answer.content.decode()
    assert HousePage.objects.count() == 1


def test_copy_takes_no_page_of_a_house_along(pen, home, house):
    houses = HouseListPage.objects.get()

    answer = copy(pen, houses, home, copy_subpages="on")

    assert errors(answer, "copy_subpages") == [
        "The page of a house cannot be copied. Copy this page without those below it."
    ]
    assert HousePage.objects.count() == 1


def test_copy_takes_the_pages_below_it_along_as_drafts(pen, home, walks):
    growing.put(Page.objects.get(pk=walks.pk), StandardPage(title="Woods", slug="woods", lead="Trees."))

    assert copy(pen, walks, home, copy_subpages="on", publish_copies="on").status_code == 302

    made = Page.objects.get(slug="more-walks")
    assert made.get_descendants(inclusive=True).live().count() == 0
    assert made.get_children().count() == 1


def test_copy_stays_in_its_language(pen, home, hogar, walks):
    seeding.editors(home)

    answer = copy(pen, walks, hogar)

    assert errors(answer, "new_parent_page") == [OTHER_LANGUAGE]
    assert 'value="More walks"' in answer.content.decode()
    assert not Page.objects.filter(slug="more-walks").exists()


def test_page_moves_into_no_other_language(pen, home, hogar, walks):
    seeding.editors(home)

    pen.post(f"/cms/pages/{walks.pk}/move/{hogar.pk}/confirm/")
    pen.post(f"/cms/bulk/wagtailcore/page/move/?id={walks.pk}&next=/cms/", {"chooser": hogar.pk})

    assert Page.objects.get(pk=walks.pk).get_parent().pk == home.pk


def test_new_page_is_in_the_language_of_those_around_it(pen, home, hogar):
    seeding.editors(home)
    told = {"title": "Paseos", "slug": "paseos", "lead": "", "body": streamfield([]), "locale": "en"}

    pen.post(f"/cms/pages/add/pages/standardpage/{hogar.pk}/?locale=en", nested_form_data(told))

    assert Page.objects.get(slug="paseos").locale.language_code == "es"


def test_copy_goes_to_no_page_of_another_organization_SE_50(pen, home, harbor, walks):
    theirs = seeding.plant(harbor.organization)

    answer = copy(pen, walks, theirs)

    assert errors(answer, "new_parent_page") == ["Choose a place among your own pages."]
    assert theirs.title not in answer.content.decode()


def test_page_of_another_organization_is_not_copied_SE_50(pen, home, harbor):
    theirs = seeding.plant(harbor.organization)
    page = Page.objects.get(slug="who-does-what", path__startswith=theirs.path)

    assert copy(pen, page, home).status_code in {302, 403}

    assert not Page.objects.filter(slug="more-walks").exists()


@pytest.mark.parametrize("under", ["", "x", "999999"])
def test_copy_to_nowhere_is_answered_with_a_sentence(pen, walks, under):
    told = {"new_title": "More walks", "new_slug": "more-walks", "new_parent_page": under}

    answer = pen.post(f"/cms/pages/{walks.pk}/copy/", told)

    assert answer.status_code == 200
    assert errors(answer, "new_parent_page")


def test_list_of_houses_is_once_under_a_first_page(pen, home, house):
    HouseFactory(name="Orchard", slug="orchard", organization=house.organization)

    copy(pen, HouseListPage.objects.get(), home)

    assert HouseListPage.objects.count() == 1
