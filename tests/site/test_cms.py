"""The editors' side: who gets in, by which door, and that nothing about a guest is in there."""

import re
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.admin.viewsets import viewsets
from wagtail.blocks import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex, get_page_models
from wagtail.search.index import get_indexed_models
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages import blocks, seeding
from pages.models import HelpNumbers, HomePage, HouseListPage, HousePage, StandardPage
from respite.models import Resource, Role
from tests.cast import member, signed_in
from tests.factories import PASSWORD, HouseFactory

GUESTS = {"stays", "intake", "openings"}


def snippet_viewsets():
    return [viewset for viewset in viewsets.viewsets if isinstance(viewset, SnippetViewSet)]


@pytest.fixture
def home(house):
    return seeding.plant(house.organization)


@pytest.fixture
def pen(home, editor):
    """The browser of Wes, who may write pages."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def with_password_only(person):
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def edit(page):
    return f"/cms/pages/{page.pk}/edit/"


# Who gets in


def test_editor_with_second_factor_reaches_the_cms_SE_10(pen, home):
    for path in ("/cms/", f"/cms/pages/{home.pk}/", edit(home), edit(HousePage.objects.get())):
        assert pen.get(path).status_code == 200


def test_editor_with_password_only_is_kept_out_SE_10(home, editor):
    editor.groups.add(seeding.editors(home))

    for path in ("/cms/", edit(home)):
        answer = with_password_only(editor).get(path)

        assert answer.status_code in {302, 303}
        assert answer["Location"].startswith("/account/")


def test_visitor_is_led_to_our_sign_in_SE_11(home):
    answer = Client().get("/cms/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/account/login/?next=")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/cms/login/", "/django-admin/login/", "/admin/login/"])
def test_password_alone_opens_no_other_door_SE_11(home, editor, path):
    editor.groups.add(seeding.editors(home))
    client = Client()

    client.post(path, {"username": editor.email, "login": editor.email, "password": PASSWORD}, follow=True)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/cms/password_reset/", "/cms/password_reset/done/", "/account/signup/"])
def test_library_doors_are_walled_up_SE_11(home, path):
    assert Client().get(path).status_code == 404


def test_editor_signed_in_is_not_asked_again_SE_11(pen):
    assert pen.get("/cms/login/?next=/cms/pages/")["Location"] == "/cms/pages/"
    assert pen.get("/cms/login/?next=https://elsewhere.example/")["Location"] == "/cms/"


def test_editor_touches_pages_and_their_pictures_only(pen, home):
    for path in ("/cms/users/", "/cms/documents/", "/cms/sites/", "/cms/groups/", "/cms/collections/"):
        assert pen.get(path).status_code in {302, 403, 404}


def test_editor_of_one_organization_cannot_change_the_pages_of_another(pen, home, harbor):
    other = seeding.plant(harbor.organization)

    assert pen.get(edit(other)).status_code in {302, 403}


def test_editors_are_one_group_an_organization(home):
    assert seeding.editors(home) == seeding.editors(home)
    assert Group.objects.filter(name__startswith="Page editors").count() == 1


# Policies


def test_cms_has_the_looser_policy_and_pages_the_strict_one_SE_20(pen):
    cms, page = pen.get("/cms/"), Client().get("/")

    assert "'unsafe-inline'" in cms["Content-Security-Policy"]
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    for answer in (cms, page):
        assert "http" not in answer["Content-Security-Policy"]


def test_cms_asks_nothing_of_other_sites_SE_51(pen, home):
    for path in ("/cms/", edit(home)):
        html = pen.get(path).content.decode()

        for place in ('src="http', "src='http", '<link rel="stylesheet" href="http', "gravatar"):
            assert place not in html


def test_settings_close_what_wagtail_leaves_open_SE_51():
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAILEMBEDS_FINDERS == []
    assert settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"
    for name in (
        "WAGTAIL_ENABLE_UPDATE_CHECK",
        "WAGTAIL_PASSWORD_MANAGEMENT_ENABLED",
        "WAGTAIL_PASSWORD_RESET_ENABLED",
        "WAGTAIL_EMAIL_MANAGEMENT_ENABLED",
        "WAGTAILUSERS_PASSWORD_ENABLED",
    ):
        assert getattr(settings, name) is False


def test_page_never_reads_a_session_SE_53(home):
    answer = Client().get("/houses/juniper-house/")

    assert answer.cookies == {}
    assert answer["Cache-Control"] == "no-store"


# No guest in there


def test_no_guest_is_in_wagtail_SE_50():
    registered = [
        *get_page_models(),
        *get_snippet_models(),
        *get_indexed_models(),
        *ReferenceIndex.tracked_models,
        *(viewset.model for viewset in viewsets.viewsets if isinstance(getattr(viewset, "model", None), type)),
        get_image_model(),
        get_document_model(),
    ]

    assert len(registered) > 10
    assert {model._meta.app_label for model in registered} & GUESTS == set()


def test_other_help_and_help_numbers_stay_with_their_organization_SE_50(pen, home, harbor):
    theirs = Resource.objects.create(organization=harbor.organization, name="Coast line")
    numbers = HelpNumbers.objects.create(organization=harbor.organization, reviewed_on="2026-01-01")
    help_, tried = "/cms/snippets/respite/resource/", "/cms/snippets/pages/helpnumbers/"

    rows = [f"{help_}{verb}/{theirs.pk}/" for verb in ("edit", "delete", "history", "usage")]
    for path in (*rows, f"{tried}edit/{numbers.pk}/", f"{help_}edit/nothing/"):
        assert pen.get(path).status_code == 404, path
    for path in (help_, tried):
        html = pen.get(path).content.decode()
        assert "Coast" not in html
        assert harbor.organization.name not in html


def test_nothing_editors_write_points_at_a_guest_SE_50():
    """No page, snippet or file of theirs leads to a table of guests: not by a field, and not by one that comes back."""
    written = {
        *apps.get_app_config("pages").get_models(),
        *get_page_models(),
        *get_snippet_models(),
        *(viewset.model for viewset in snippet_viewsets()),
    }

    found = {
        (model.__name__, field.name)
        for model in written
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.related_model and field.related_model._meta.app_label in GUESTS
    }

    assert len(written) > 20
    assert found == set()


def test_report_and_file_of_other_help_read_no_table_of_guests_SE_50(pen, home, django_assert_max_num_queries):
    for path in ("/cms/reviews/", "/cms/other-help/file/", "/cms/snippets/respite/resource/", "/cms/redirects/"):
        with django_assert_max_num_queries(200) as asked:
            assert pen.get(path).status_code == 200
        tables = {table for query in asked for table in re.findall(r'"((?:stays|intake)_[a-z]+)"', query["sql"])}
        assert tables <= {"stays_guidelines", "stays_wordhint"}, path


@pytest.mark.parametrize("role", [Role.PEER, Role.READER])
def test_pages_of_the_cms_are_closed_to_others_SE_50(home, house, role):
    browser = signed_in(member(house, role, "Sol"))

    for path in ("/cms/reviews/", "/cms/other-help/file/", "/cms/snippets/respite/resource/", "/cms/redirects/"):
        assert browser.get(path, follow=True).status_code == 403


def test_editor_of_nowhere_reads_no_review_and_takes_in_no_file_SE_50(home, house, harbor):
    stranger = member(harbor, Role.EDITOR, "Pat")
    stranger.groups.add(seeding.editors(home))
    browser = signed_in(stranger)

    html = browser.get("/cms/reviews/").content.decode()
    assert f"<h2>{house.organization.name}</h2>" not in html
    form = browser.get("/cms/other-help/file/").context["form"]
    assert list(form.fields["organization"].queryset) == [harbor.organization]


def test_wagtail_forms_are_not_installed_SE_50():
    assert find_spec("wagtail.contrib.forms")
    assert not apps.is_installed("wagtail.contrib.forms")


def test_blocks_hold_no_files_or_embeds_and_pictures_only_of_a_house_SE_43():
    def names(block):
        yield type(block).__name__
        for child in getattr(block, "child_blocks", {}).values():
            yield from names(child)
        if hasattr(block, "child_block"):
            yield from names(block.child_block)

    held = {
        name
        for model in get_page_models()
        for field in model._meta.get_fields()
        if hasattr(field, "stream_block")
        for name in names(field.stream_block)
    }

    assert held <= {
        "StreamBlock", "Body", "Words", "Sensitive", "Phone", "Fact", "Step", "ListBlock", "CharBlock", "TextBlock",
        "Heading", "Paragraph", "Line", "Lines", "ChoiceBlock", "Answers", "Question", "Fault", "DateBlock",
        "IntegerBlock", "Places", "Area", "Town", "Parts", "Photos", "Photo", "Day",
        "Moment", "Access", "Answer", "Food", "Travel", "Way", "Bring", "NotHere", "Helpers", "Helper", "Report",
        "ImageChooserBlock",
    }  # fmt: skip
    assert "ImageChooserBlock" not in {
        name
        for model in (HomePage, HouseListPage, StandardPage)
        for field in model._meta.get_fields()
        if hasattr(field, "stream_block")
        for name in names(field.stream_block)
    }


# Writing


def test_hard_part_needs_its_note_CS_30():
    block = blocks.Sensitive()
    words = [("paragraph", "<p>What happened.</p>")]

    with pytest.raises(ValidationError):
        block.clean(block.normalize({"note": "", "words": words}))
    assert block.clean(block.normalize({"note": "It is about force.", "words": words}))["note"] == "It is about force."


def test_phone_of_somebody_else_needs_a_number():
    block = blocks.Phone()

    with pytest.raises(StructBlockValidationError):
        block.clean(block.normalize({"whose": "other", "name": "County line", "number": ""}))
    assert block.clean(block.normalize({"whose": "warm_line", "name": "Our warm line", "number": ""}))


def form_of_a_house_page(house):
    return nested_form_data(
        {
            "house": str(house.pk),
            "lead": "A house with a new first sentence.",
            "line": "",
            "facts": streamfield([("fact", {"term": "Food", "words": "We cook."})]),
            "why_we_ask": "",
            "parts": streamfield([]),
            "steps": streamfield([]),
            "emergencies": rich_text("<p>We talk.</p>"),
            "before": "",
            "action-publish": "1",
        }
    )


def test_editor_writes_and_publishes_the_page_of_a_house(pen, home, house):
    page = HousePage.objects.get()

    answer = pen.post(edit(page), form_of_a_house_page(house))

    assert answer.status_code == 302
    assert "A house with a new first sentence." in Client().get(page.address).content.decode()


def test_editor_makes_the_page_of_a_new_house_without_naming_it(pen, home, house):
    new = HouseFactory(name="Orchard", slug="orchard", organization=house.organization)
    under = HouseListPage.objects.get()

    answer = pen.post(f"/cms/pages/add/pages/housepage/{under.pk}/", form_of_a_house_page(new))

    assert answer.status_code == 302
    html = Client().get("/houses/orchard/").content.decode()
    assert "<h1>Orchard</h1>" in html
    assert "<dt>Food</dt>" in html


def test_editor_is_told_that_a_house_has_its_page(pen, home, house):
    under = HouseListPage.objects.get()

    answer = pen.post(f"/cms/pages/add/pages/housepage/{under.pk}/", form_of_a_house_page(house))

    assert "This house already has a page." in answer.content.decode()


def test_editor_previews_a_page_before_it_is_there(pen, home, house):
    new = HouseFactory(name="Orchard", slug="orchard", organization=house.organization)
    under = HouseListPage.objects.get()
    address = f"/cms/pages/add/pages/housepage/{under.pk}/preview/"

    assert pen.post(address, form_of_a_house_page(new)).json()["is_valid"]
    assert "<h1>Orchard</h1>" in pen.get(address).content.decode()


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD, Role.READER])
def test_role_alone_opens_no_cms(house, home, role):
    answer = signed_in(member(house, role, "Sol")).get("/cms/", follow=True)

    assert answer.status_code == 403
    assert "tel:988" in answer.content.decode()
