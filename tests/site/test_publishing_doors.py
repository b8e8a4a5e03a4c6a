"""Whichever door a page comes by, what keeps it from being read keeps it: forms, Wagtail's own addresses, copies."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import StringTranslation, Translation

from pages import checks, reviews, seeding, translating
from pages.checks import Stopped, translated
from pages.models import HelpNumbers, HomePage, StandardPage
from tests.cast import signed_in
from tests.factories import HouseFactory
from tests.site import growing

ADDRESS = "You find it at 482 North Willow Lane."


@pytest.fixture
def home(house):
    made = seeding.plant(house.organization, on=house.tonight())
    HouseFactory(
        organization=house.organization, name="Elm", slug="elm", confidential=True,
        address="482 North Willow Lane, Marsh, WI 54001",
    )  # fmt: skip
    return made


@pytest.fixture
def pen(home, editor):
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


@pytest.fixture
def words(home):
    return seeding.our_words("es")


def page_of(slug, language="en"):
    return Page.objects.get(slug=slug, locale__language_code=language).specific


def draft(slug, **facts):
    page = page_of(slug)
    for name, value in facts.items():
        setattr(page, name, value)
    return page.save_revision()


def said(answer):
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def machine(language="es"):
    StringTranslation.objects.filter(locale__language_code=language).update(translation_type="machine")


# Going out


def test_no_door_of_wagtail_publishes_an_address_SE_28(home):
    revision = draft("safer-browsing", lead=ADDRESS)

    for door in (revision.publish, PublishPageRevisionAction(revision).execute):
        with pytest.raises(Stopped, match="keeps it to itself"):
            door()

    assert ADDRESS not in Client().get("/safer-browsing/").content.decode()


def test_what_is_read_already_goes_on_being_saved(home):
    HelpNumbers.objects.update(reviewed_on=None)
    page = page_of("safer-browsing")

    page.save()

    assert checks.stops(page)


def test_copy_that_nothing_has_checked_is_not_published(pen, home):
    HelpNumbers.objects.update(reviewed_on=None)
    page = page_of("safer-browsing")
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": home.pk, "publish_copies": "on"}

    answer = pen.post(f"/cms/pages/{page.pk}/copy/", form, follow=True)

    assert answer.status_code == 200
    assert not Page.objects.live().filter(slug="copy").exists()


@pytest.mark.parametrize("lack", ["words", "a lead"])
def test_many_pages_at_once_are_told_why_one_of_them_waits(pen, home, words, lack):
    if lack == "words":
        page = translating.begin(page_of("safer-browsing"), "es", {})
    else:
        page = page_of("juniper-house")
        page.unpublish()
        page.lead = ""
        page.save_revision(clean=False)

    answer = pen.post(f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={page.pk}")

    assert answer.status_code == 302
    assert said(answer)
    assert not Page.objects.get(pk=page.pk).live


def test_page_of_no_organization_is_checked_for_every_hidden_house_SE_28(home):
    HomePage.objects.update(organization=None)

    with pytest.raises(Stopped, match="keeps it to itself"):
        draft("safer-browsing", lead=ADDRESS).publish()


# In other languages


def test_every_sentence_of_a_machine_is_found_on_a_page_taken_over_by_hand_LN_31(home, words, house):
    for slug in ("who-does-what", "juniper-house"):
        page = page_of(slug)
        there = translating.begin(page, "es", words)
        Translation.objects.filter(source__object_id=page.translation_key).update(enabled=False)
        mine = StringTranslation.objects.filter(context__object_id=page.translation_key)
        lost = []
        for one in mine.exclude(context__path__in=["title", "slug"]):
            StringTranslation.objects.filter(pk=one.pk).update(translation_type="machine")
            if not translated.faults(there):
                lost.append(one.data)
            StringTranslation.objects.filter(pk=one.pk).update(translation_type="manual")

        assert lost == []
        assert translated.faults(there) == []


def test_form_says_that_a_machine_wrote_it_and_publishes_nothing_LN_31(pen, home, words):
    page = page_of("for-families")
    there = translating.begin(page, "es", words)
    Translation.objects.update(enabled=False)
    machine()
    form = nested_form_data({"title": there.title, "slug": there.slug, "lead": there.lead, "body": streamfield([])})

    answer = pen.post(f"/cms/pages/{there.pk}/edit/", form | {"reviewed_on": "", "action-publish": "1"})

    assert "A person has to read each sentence a machine wrote" in answer.content.decode()
    assert len(Page.objects.get(pk=there.pk).specific.body) > 0, "what readers see is as it was"


def test_copy_of_a_machines_page_is_a_machines_page_LN_31(home, words):
    there = translating.begin(page_of("who-does-what"), "es", words)
    machine()

    copied = there.copy(update_attrs={"slug": "copy", "live": False}, keep_live=False)

    assert translated.faults(copied.specific) == [
        "This page speaks of rights or consent. A person has to read each sentence a machine wrote."
    ]


@pytest.mark.parametrize("slug", ["home", "for-families", "for-providers", "questions"])
def test_pages_that_tell_how_a_stay_comes_about_speak_of_rights_LN_31(home, slug):
    page = home if slug == "home" else page_of(slug)

    assert page.speaks_of_rights


def test_spanish_tree_gets_no_english_pages_from_an_upgrade(home, words):
    translating.begin(home, "es", words)

    call_command("growsite", verbosity=0)

    assert Page.objects.filter(locale__language_code="es").count() == 1
    assert Client().get("/es/questions/")["Location"] == "/questions/"


def sent(pen, page, change):
    """Send the file of a page back as `change` leaves it, and return what the editor is told."""
    translation = Translation.objects.get(source__object_id=page.translation_key)
    there = f"/cms/localize/translate/{translation.pk}/pofile"
    file = SimpleUploadedFile("es.po", change(pen.get(f"{there}/download/").content))
    return said(pen.post(f"{there}/upload/", {"file": file}))


def test_file_of_a_translator_with_unsure_words_is_not_taken_in_LN_31(pen, home, words):
    page = page_of("safer-browsing")
    translating.begin(page, "es", {})

    def unsure(told):
        return told.replace(b'msgctxt "lead"', b'#, fuzzy\nmsgctxt "lead"').replace(b'msgstr ""', b'msgstr "Algo"')

    def nothing(told):
        return b"/etc/passwd"

    assert "1 sentence is marked as unsure" in sent(pen, page, unsure)
    assert "not the file we gave out" in sent(pen, page, nothing)
    assert not StringTranslation.objects.filter(data="Algo").exists()
    assert "Successfully imported" in sent(pen, page, lambda told: unsure(told).replace(b"#, fuzzy\n", b""))
    assert StringTranslation.objects.filter(data="Algo").exists()


# Coming down


@pytest.fixture
def story(home):
    return growing.story(home)


@pytest.fixture
def twin(story, home):
    for page in (home, story.get_parent().specific, story):
        growing.in_spanish(page)
    assert Client().get("/es/stories/four-nights/").status_code == 200
    return page_of("four-nights", "es")


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_story_taken_back_is_gone_in_every_language(story, twin, how):
    getattr(page_of("four-nights"), how)()

    assert Client().get("/es/stories/four-nights/").status_code in {302, 404}
    assert Client().get("/es/stories/four-nights/", follow=True).status_code == 404
    assert not Page.objects.get(pk=twin.pk).live


def test_yes_that_ends_sooner_ends_sooner_in_every_language(story, twin, house):
    page = page_of("four-nights")
    page.lead, page.consent_until = "Something new.", house.tonight()
    page.save_revision().publish()

    ends = Page.objects.get(pk=page.pk).expire_at
    assert ends - timezone.now() < timedelta(days=2)
    assert Page.objects.get(pk=twin.pk).expire_at == ends


def test_page_taken_down_in_spanish_stays_in_english(story, twin):
    twin.unpublish()

    assert Client().get("/stories/four-nights/").status_code == 200


def test_pages_come_down_when_a_house_keeps_its_address_to_itself_SE_28(home, words, house):
    translating.begin(page_of("safer-browsing"), "es", words)
    there = page_of("safer-browsing", "es")
    Translation.objects.update(enabled=False)
    for page in (page_of("safer-browsing"), there):
        page.lead = f"You find us at {house.address}."
        page.save_revision().publish()

    house.confidential = True
    house.save()

    assert [page.live for page in (page_of("safer-browsing"), page_of("safer-browsing", "es"))] == [False, False]
    assert page_of("for-families").live


def test_spanish_pages_that_may_not_be_read_are_told_to_the_team(home, words):
    translating.begin(home, "es", words)
    there = translating.begin(page_of("safer-browsing"), "es", words)
    Page.objects.filter(pk=there.pk).update(live=True)
    StandardPage.objects.filter(pk=there.pk).update(lead=ADDRESS)

    assert [due.what for due in reviews.due(home.organization)] == [there.title]
