"""One home page an organization and one page a house, in each language: whoever is second is told, and never a twin."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from pages import seeding, wording
from pages.checks import Stopped
from pages.models import HomePage, HouseListPage, HousePage
from tests.cast import signed_in
from tests.factories import HouseFactory
from tests.site.test_house_choice import of_a_house


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def pen(home, editor):
    """The browser of Wes, who may write pages."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def home_of(organization, slug="another"):
    return HomePage(
        title="Another", slug=slug, organization=organization, **wording.HOME, steps=seeding._steps(wording.STEPS)
    )


def page_of(house):
    """Return the page of a house beside those that are there."""
    return seeding.welcome(house, under=HouseListPage.objects.get())


def edit(home, **more):
    told = {
        "title": home.title,
        "heading": "Come in",
        "lead": "We are here.",
        "steps": streamfield([("step", {"title": "Call", "words": "We talk."})]),
        "finds": streamfield([]),
        "nots": streamfield([]),
        "families": "",
        "accent": "",
        "accent_dark": "",
        "logo": "",
    }
    return nested_form_data(told | more)


# Whose a home page is


@pytest.mark.parametrize("asked", ["none", "another"])
def test_no_editor_gives_the_first_page_to_somebody_else_SE_50(pen, home, house, harbor, asked):
    path, other = f"/cms/pages/{home.pk}/edit/", {"none": "", "another": str(harbor.organization_id)}[asked]

    assert 'name="organization"' not in pen.get(path).content.decode()
    assert pen.post(path, edit(home, **{"organization": other, "action-publish": "1"})).status_code == 302

    home.refresh_from_db()
    assert home.lead == "We are here."
    assert home.organization == house.organization


def test_old_revision_brings_no_other_organization_back_SE_50(pen, home, house, harbor):
    written = home.save_revision()
    written.content["organization"] = str(harbor.organization_id)
    written.save()

    written.publish()

    assert HomePage.objects.get(pk=home.pk).organization == house.organization


def test_organization_has_one_home_page_a_language(home, house):
    with pytest.raises(IntegrityError, match="one_home_an_organization"), transaction.atomic():
        Page.get_first_root_node().add_child(instance=home_of(house.organization))

    seeding.speak(home, "es")
    assert HomePage.objects.filter(organization=house.organization).count() == 2


def test_home_page_goes_over_to_no_organization_that_has_one(home, harbor):
    other = seeding.plant(harbor.organization)

    with pytest.raises(IntegrityError, match="one_home_an_organization"), transaction.atomic():
        HomePage.objects.filter(pk=other.pk).update(organization=home.organization)


def test_page_does_not_change_its_language_into_a_twin(home):
    seeding.speak(home, "es")
    spanish = Locale.objects.get(language_code="es")

    for page in (home, HousePage.objects.get(locale=Locale.get_default())):
        with pytest.raises(IntegrityError), transaction.atomic():
            Page.objects.filter(pk=page.pk).update(locale=spanish)


def test_home_pages_of_nobody_may_be_many(home):
    for slug in ("one", "two"):
        Page.get_first_root_node().add_child(instance=home_of(None, slug))

    assert HomePage.objects.filter(organization=None).count() == 2


# The page of a house


def test_house_takes_no_second_page_past_its_form(home, house):
    second = page_of(HouseFactory(name="Orchard", slug="orchard", organization=house.organization))

    with pytest.raises(IntegrityError, match="one_page_a_house"), transaction.atomic():
        HousePage.objects.filter(pk=second.pk).update(house=house)
    second.house = house
    with pytest.raises(Stopped, match="This house already has a page"):
        second.save(clean=False)


@pytest.mark.parametrize("pressed", [{}, {"action-publish": "1"}])
def test_second_page_of_a_house_is_answered_beside_the_house(pen, home, house, pressed):
    under = HouseListPage.objects.get()

    answer = pen.post(f"/cms/pages/add/pages/housepage/{under.pk}/", of_a_house(house, **pressed))

    assert answer.context["form"].errors["house"] == ["This house already has a page."]
    assert "A house by the water." in answer.content.decode()
    assert HousePage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_pages_become_the_page_of_one_house_in_the_same_moment(home, house):
    first, second, wanted = (HouseFactory(name=name, slug=name, organization=house.organization) for name in "abc")
    pages = [page_of(one).pk for one in (first, second)]
    begun, came = threading.Event(), []

    def late():
        try:
            begun.set()
            HousePage.objects.filter(pk=pages[1]).update(house=wanted)
        except IntegrityError as refusal:
            came.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=late)
    with transaction.atomic():
        HousePage.objects.filter(pk=pages[0]).update(house=wanted)
        other.start()
        assert begun.wait(30)
        other.join(1)
        assert other.is_alive()  # it waits for the first one
    other.join(30)

    assert ["one_page_a_house" in words for words in came] == [True]
    assert [page.pk for page in HousePage.objects.filter(house=wanted)] == [pages[0]]
