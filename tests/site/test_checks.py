"""What keeps a page from being published, what is only a hint, and who is told. Each check meets a page it stops."""

from datetime import date, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
import textstat
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail import blocks as wagtail_blocks
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import GroupPagePermission, Page, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages import checks, reviews, seeding, tasks
from pages.albums import album
from pages.checks import reading, written
from pages.importing import files, plan
from pages.models import HelpNumbers, HousePage, StandardPage
from respite import years
from respite.models import House, Resource, Role
from stays import word_hints
from tests.cast import member, signed_in
from tests.factories import HouseFactory
from tests.site import growing, photos
from tests.site.test_pictures import store  # noqa: F401


@pytest.fixture
def home(house):
    return seeding.plant(house.organization, on=house.tonight())


@pytest.fixture
def meadow(house):
    """A house that keeps its address to itself."""
    return HouseFactory(
        name="Meadow",
        slug="meadow",
        organization=house.organization,
        confidential=True,
        address="482 North Willow Lane, Port Ellis, WI 54321",
    )


@pytest.fixture
def pen(home, editor):
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def page(home, *body, **facts):
    """Return a draft; what nobody may read is not there for readers either."""
    made = StandardPage(live=facts.pop("live", False), title=facts.pop("title", "Garden"), body=list(body), **facts)
    return growing.put(Page.objects.get(pk=home.pk), made)


def paragraph(words):
    return "paragraph", f"<p>{words}</p>"


def hard(found):
    return [str(words) for words in checks.stops(found)]


def hints(found):
    return [str(finding.words) for finding in found.findings if not finding.hard]


def test_page_with_nothing_wrong_is_published(home):
    made = page(home, paragraph("We grow beans."), live=False)

    made.save_revision().publish()

    assert StandardPage.objects.get(pk=made.pk).live
    assert made.findings == []


def test_our_own_first_words_pass_every_check_and_most_hints(home):
    for found in Page.objects.descendant_of(home, inclusive=True).specific():
        assert hard(found) == [], found.title
        assert [words for words in hints(found) if "years of school" in words] == [], found.title


# The address of a confidential house


@pytest.mark.parametrize(
    "words",
    [
        "Come to 482 North Willow Lane.",
        "We are at 482 N. Willow Ln, behind the church.",
        "482&nbsp;north willow <b>LANE</b>",
        '<a href="https://a.example/482-north-willow-lane">here</a>',
    ],
)
def test_address_of_a_confidential_house_stops_a_page(home, meadow, words):
    made = page(home, paragraph(words), live=False)

    with pytest.raises(ValidationError, match="The address of Meadow"):
        made.save_revision().publish()

    assert not StandardPage.objects.get(pk=made.pk).live


def test_postal_code_of_a_confidential_house_stops_a_page(home, meadow):
    assert hard(page(home, paragraph("Write to 54321."))) == [
        "The postal code of Meadow stands on this page. That house keeps it to itself."
    ]


@pytest.mark.parametrize(
    "words",
    [
        '<a href="geo:44.95,-92.71">map</a>',
        '<a href="https://www.google.com/maps/place/x">map</a>',
        '<a href="https://maps.app.goo.gl/abc">map</a>',
        '<a href="https://www.openstreetmap.org/#map=17/44.9/-92.7">map</a>',
        "We are at 44.9531, -92.7112.",
        "///filled.count.soap",
    ],
)
def test_way_to_a_place_stops_a_page_of_an_organization_with_a_confidential_house(home, house, words):
    made = page(home, paragraph(words))

    assert hard(made) == []
    House.objects.filter(pk=house.pk).update(confidential=True)
    assert any("map link or a place in numbers" in said for said in hard(made))


def test_address_is_found_wherever_it_stands(home, meadow, harbor):
    street = "482 North Willow Lane"
    found = [
        page(home, title=street, slug="title"),
        page(home, lead=street),
        page(home, title="Slug", slug="482-north-willow-lane"),
        page(home, ("list", [street]), title="List"),
        page(home, ("phone", {"whose": "warm_line", "name": "Line", "words": street}), title="Phone"),
        page(home, ("sensitive", {"note": street, "words": []}), title="Note"),
        page(home, ("sensitive", {"note": "x", "words": [paragraph(street)]}), title="Deep"),
        growing.story(home, body=[paragraph(street)], live=False),
        growing.event(home, place=street, live=False),
        growing.job(home, how=street, live=False),
    ]

    for made in found:
        assert "The address of Meadow stands on this page. That house keeps it to itself." in hard(made), made


def test_address_of_another_organization_or_of_an_open_house_stops_nothing(home, house, harbor):
    House.objects.filter(pk=harbor.pk).update(confidential=True, address="7 Pier Street, Coast")

    assert hard(page(home, paragraph("7 Pier Street, or 12 Quiet Lane"))) == []


def test_finding_never_repeats_the_address(home, meadow):
    said = " ".join(hard(page(home, paragraph("482 North Willow Lane 54321"))))

    assert "Willow" not in said
    assert "54321" not in said


@pytest.mark.parametrize("alt", ["alt_en", "alt_es"])
@pytest.mark.usefixtures("store", "meadow")
def test_words_of_a_picture_give_no_house_away(home, house, pen, alt):
    words = {"alt_en": "A door.", "alt_es": "Una puerta."} | {alt: "Our door at 482 N. Willow Ln."}
    sentence = "The address of Meadow stands on this page. That house keeps it to itself."
    facts = {"title": "Door", "collection": album(house.organization).pk}
    refused = pen.post("/cms/images/add/", facts | words | {"file": photos.upload("JPEG")}).content.decode()
    door = get_image_model().objects.create(
        title="Door", file=photos.upload("JPEG"), collection=album(house.organization), **words
    )
    shown = HousePage.objects.get(house=house)

    shown.parts = [("photos", {"photos": [{"picture": door, "words": ""}]})]
    home.logo = door

    assert sentence in refused
    assert get_image_model().objects.count() == 1
    assert hard(shown) == [sentence]
    assert hard(home) == [sentence]


# Numbers


def test_help_area_nobody_checked_for_a_year_stops_every_page_CS_31(home, house):
    today = timezone.now().date()
    made = page(home, paragraph("We grow beans."), live=False)
    numbers = HelpNumbers.objects.get(organization=house.organization)
    numbers.reviewed_on = today - timedelta(days=365)
    numbers.save()
    made.save_revision().publish()

    numbers.reviewed_on = today - timedelta(days=366)
    numbers.save()

    with pytest.raises(ValidationError, match="numbers in the help area"):
        made.save_revision().publish()
    HelpNumbers.objects.all().delete()
    assert len(hard(made)) == 1


@pytest.mark.parametrize("days", [None, 366])
def test_page_with_numbers_nobody_checked_for_a_year_is_stopped_CS_31(home, days):
    phone = ("phone", {"whose": "other", "name": "County line", "number": "988", "words": ""})
    day = timezone.now().date() - timedelta(days=days) if days else None

    assert any("names numbers to call" in words for words in hard(page(home, phone, reviewed_on=day)))
    assert hard(page(home, phone, title="Fresh", reviewed_on=timezone.now().date())) == []
    hidden = ("sensitive", {"note": "x", "words": [phone]})
    assert hard(page(home, hidden, title="Deep", reviewed_on=day)) != []


@pytest.mark.parametrize("day", [date(2099, 1, 1), date(9999, 12, 31)])
def test_review_that_is_still_to_come_is_none_CS_31(home, house, pen, day):
    phone = ("phone", {"whose": "other", "name": "County line", "number": "988", "words": ""})
    made = page(home, phone, title="Lines", live=True, reviewed_on=timezone.now().date())
    StandardPage.objects.filter(pk=made.pk).update(reviewed_on=day)
    HelpNumbers.objects.filter(organization=house.organization).update(reviewed_on=day)
    Resource.objects.bulk_create([Resource(organization=house.organization, name="County line", reviewed_on=day)])

    told = [(str(one.what), str(one.why)) for one in reviews.due(house.organization)]

    assert len(hard(StandardPage.objects.get(pk=made.pk))) == 2
    assert ("County line", "Nobody has checked it for a year.") in told
    assert "Lines" in dict(told)
    assert "Help numbers" in dict(told)
    assert pen.get("/cms/reviews/").status_code == 200


@pytest.mark.parametrize("day", ["2099-01-01", "9999-12-31"])
def test_day_of_a_review_that_is_still_to_come_is_refused_CS_31(home, house, pen, day):
    row = Resource.objects.create(organization=house.organization, name="County line")
    sentence = "This day is still to come. Choose today, or the day it was done."
    told = {"organization": str(house.organization_id), "kind": "line", "name": "County line"}

    for address, facts in (
        (f"/cms/snippets/pages/helpnumbers/edit/{house.organization_id}/", {}),
        (f"/cms/snippets/respite/resource/edit/{row.pk}/", told),
        (f"/cms/pages/add/pages/standardpage/{home.pk}/", form()),
        (
            f"/cms/pages/{Page.objects.get(slug='accessibility').pk}/edit/",
            form(works=streamfield([]), faults=streamfield([])),
        ),
        (f"/cms/pages/{Page.objects.get(slug='questions').pk}/edit/", form(questions=streamfield([]))),
    ):
        answer = pen.post(address, facts | {"reviewed_on": day})

        assert (answer.status_code, sentence in answer.content.decode()) == (200, True), address
    assert HelpNumbers.reviewed(house.organization_id) == house.tonight()


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Kiritimati", "America/Chicago"])
def test_day_of_a_review_is_that_of_the_writers_own_calendar(zone):
    with time_machine.travel("2026-06-01T11:30:00Z", tick=False):
        day = timezone.now().astimezone(ZoneInfo(zone)).date()

        years.gone_by(day)

        assert checks.reviewed.is_fresh(day)


@pytest.mark.parametrize("kind", ["tel", "sms", "TEL"])
def test_number_in_a_link_is_a_number_CS_31(home, kind):
    link = ("paragraph", f'<p>Ring <a href="{kind}:+17155550111">us</a></p>')
    today = timezone.now().date()

    assert any("names numbers to call" in words for words in hard(page(home, link)))
    assert hard(page(home, link, title="Fresh", reviewed_on=today)) == []
    assert hard(page(home, ("paragraph", '<p><a href="https://a.example/tel:1">us</a></p>'), title="Other")) == []


def test_who_publishes_a_page_with_an_end_looks_at_its_numbers_for_a_year_CS_31(home):
    phone = ("phone", {"whose": "other", "name": "County line", "number": "988", "words": ""})
    for made in (growing.event(home, phone="+17155550142"), growing.event(home, title="Two", body=[phone], live=False)):
        assert hard(made) == []
        made.last_published_at = timezone.now() - timedelta(days=366)
        assert any("names numbers to call" in words for words in hard(made))


def test_our_warm_line_needs_no_review_on_the_page(home):
    ours = ("phone", {"whose": "warm_line", "name": "Our warm line", "number": "", "words": ""})

    assert hard(page(home, ours)) == []


# Hard parts, and pictures


@pytest.mark.parametrize("note", ["", "   "])
def test_hard_part_without_its_note_is_not_published_CS_30(home, note):
    made = page(home, ("sensitive", {"note": note, "words": [paragraph("About force.")]}), live=False)

    with pytest.raises(ValidationError, match="has no note before it"):
        made.save_revision().publish()


class Shelf(wagtail_blocks.StructBlock):
    picture = ImageChooserBlock()
    alt = wagtail_blocks.CharBlock(required=False)


@pytest.fixture
def picture(db, tmp_path):
    Picture.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with (tmp_path / "a.png").open("rb") as file:
        return get_image_model().objects.create(
            title="A porch", alt_en="A porch with a lamp", alt_es="Un porche con lámpara", file=ImageFile(file, "a.png")
        )


@pytest.fixture
def image(picture, monkeypatch):
    """One without words of its own, as the database lets nobody keep it."""
    monkeypatch.setattr(type(picture), "alt", "")
    return picture


def with_pictures(home, block, value):
    """Return a page in whose body pictures may stand, as an editor left it."""
    made = page(home)
    field = StreamField([("picture", block)])
    made.body = field.stream_block.to_python(
        [{"type": "picture", "value": block.get_prep_value(block.to_python(value))}]
    )
    return made


@pytest.mark.parametrize("alt", ["", "A porch with a lamp"])
@pytest.mark.parametrize("decorative", [False, True])
def test_picture_needs_words_or_is_decoration(home, image, alt, decorative):
    value = {"image": image.pk, "alt_text": alt, "decorative": decorative}

    said = hard(with_pictures(home, ImageBlock(), value))

    expected = [] if alt or decorative else ["The picture “A porch” has no words for people who do not see it."]
    assert said == expected


@pytest.mark.parametrize(("alt", "stops"), [("", 1), ("A porch", 0)])
def test_picture_in_a_block_of_its_own_needs_words(home, image, alt, stops):
    assert len(hard(with_pictures(home, Shelf(), {"picture": image.pk, "alt": alt}))) == stops


def test_picture_of_ours_brings_its_words(home, picture):
    assert hard(with_pictures(home, Shelf(), {"picture": picture.pk, "alt": ""})) == []


def test_picture_in_a_text_needs_words(home):
    tag = '<embed embedtype="image" format="fullwidth" id="1" alt="{}"/>'

    assert len(hard(page(home, paragraph(tag.format(""))))) == 1
    assert hard(page(home, paragraph(tag.format("A porch")), title="Told")) == []


# Hints


def test_hints_never_stop_a_page(home):
    long = "This is a long sentence that goes on and on and on without ever saying what a client might find in it here."
    made = page(home, paragraph(f"{long} Discharge is an administrative determination of organizational eligibility."))

    made.save_revision().publish()

    said = " ".join(hints(made))
    assert "This sentence has 23 words: “This is a long sentence that goes on …”." in said
    assert "You wrote “client”. You could say: guest, person, or their name. You can also leave it." in said
    assert "years of school" in said


def test_grade_is_between_the_two_formulas():
    hard_text = "Administrative determinations regarding organizational eligibility necessitate documentation. " * 5
    easy_text = "We sit with you. You can talk or not. There is tea. You can go when you like. It is free. " * 5

    assert reading.grade(hard_text) > 15
    assert reading.grade(easy_text) < 3
    assert reading.grade("Short.") is None


def test_grade_is_that_of_the_tests_formulas(home):
    text = written.ours(Page.objects.get(slug="safer-browsing").specific)
    one_line = " ".join(text.replace("\n", ". ").replace("..", ".").split())

    known = mean([textstat.automated_readability_index(one_line), textstat.coleman_liau_index(one_line)])
    assert abs(reading.grade(text) - known) < 1.5


def test_list_of_the_house_is_used(home, house, lead):
    word_hints.hint(house, avoid="beans", say="peas", by=lead)
    word_hints.hint(house, avoid="client", say="", by=lead)

    assert hints(page(home, paragraph("Beans for a client."))) == [
        "You wrote “Beans”. You could say: peas. You can also leave it."
    ]


def test_words_of_guests_and_stories_are_left_in_peace(home):
    said = "I was a patient, a client, and I suffer from it. " * 3
    long = "I " + "went on and " * 12 + "slept. " + "Administrative determinations regarding eligibility. " * 12

    assert hints(page(home, paragraph(f"One guest wrote: “{said} {long}”"))) == []
    assert hints(growing.story(home, title="A patient", body=[paragraph(said), paragraph(long)])) == []
    assert hints(growing.story(home, title="Night", lead="A client."))[0].startswith("You wrote “client”.")


# In the editor


def form(**more):
    told = {
        "title": "Garden",
        "slug": "garden",
        "lead": "We grow beans.",
        "body": streamfield([("paragraph", rich_text("<p>482 North Willow Lane</p>"))]),
        "reviewed_on": "",
    }
    return nested_form_data(told | more)


def test_editor_is_told_before_publishing_and_keeps_what_they_typed(pen, home, meadow):
    address = f"/cms/pages/add/pages/standardpage/{home.pk}/"

    answer = pen.post(address, form(**{"action-publish": "1"}))
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "The address of Meadow stands on this page." in html
    assert "We grow beans." in html
    assert not Page.objects.filter(slug="garden").exists()
    assert pen.post(address, form()).status_code == 302
    assert not Page.objects.get(slug="garden").live


def test_editor_of_a_page_is_told_before_publishing(pen, home, meadow):
    made = page(home, paragraph("Beans."), slug="garden")

    html = pen.post(f"/cms/pages/{made.pk}/edit/", form(**{"action-publish": "1"})).content.decode()

    assert "The address of Meadow stands on this page." in html
    assert "Willow" not in StandardPage.objects.get(pk=made.pk).body.render_as_block()


def test_findings_stand_beside_the_page(pen, home, meadow):
    made = page(home, paragraph("A client at 482 North Willow Lane."))

    html = pen.get(f"/cms/pages/{made.pk}/edit/").content.decode()

    beside = html[html.index("What we found in this page") :]
    assert beside.index("Before you publish:") < beside.index("The address of Meadow") < beside.index("A hint:")
    assert "You wrote “client”." in beside
    clean = page(home, paragraph("Beans."), title="Clean")
    assert "Nothing. It can be published." in pen.get(f"/cms/pages/{clean.pk}/edit/").content.decode()


def test_new_page_in_the_editor_has_no_findings_yet(pen, home):
    assert pen.get(f"/cms/pages/add/pages/standardpage/{home.pk}/").status_code == 200


def test_schedule_publishes_nothing_that_gives_a_house_away(home, meadow):
    made = page(home, paragraph("Beans."), live=False)
    made.go_live_at = timezone.now() + timedelta(hours=1)
    made.save_revision(approved_go_live_at=made.go_live_at)
    StandardPage.objects.filter(pk=made.pk).update(live=False)
    made.body = [paragraph("482 North Willow Lane")]
    made.go_live_at = timezone.now() - timedelta(minutes=1)
    made.save_revision(approved_go_live_at=made.go_live_at)

    tasks.publish_due()

    found = StandardPage.objects.get(pk=made.pk)
    assert not found.live
    assert (
        not found.revisions.filter(approved_go_live_at__isnull=False)
        .filter(approved_go_live_at__lt=timezone.now())
        .exists()
    )


def test_many_pages_at_once_are_published_with_the_same_care(pen, home, meadow):
    made = page(home, paragraph("482 North Willow Lane"), live=False)
    made.save_revision()

    address = f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={made.pk}"
    html = pen.post(address, {"next": "/cms/"}, follow=True).content.decode()

    assert "The address of Meadow stands on this page." in html
    assert not StandardPage.objects.get(pk=made.pk).live


def test_moderator_who_says_yes_is_told_what_stops_the_page(pen, home, meadow, editor):
    made = page(home, paragraph("482 North Willow Lane"), live=False)
    made.save_revision()
    editor.groups.add(Group.objects.get(name="Moderators"))
    GroupPagePermission.objects.create(
        group=Group.objects.get(name="Moderators"),
        page=home,
        permission=Permission.objects.get(codename="publish_page"),
    )
    state = Workflow.objects.get(name="Moderators approval").start(made, editor)

    address = f"/cms/pages/workflow/action/{made.pk}/approve/{state.current_task_state.pk}/"
    html = pen.post(address, {"next": f"/cms/pages/{home.pk}/", "comment": ""}, follow=True).content.decode()

    assert "The address of Meadow stands on this page." in html
    assert not StandardPage.objects.get(pk=made.pk).live


# Who is told


def overdue(organization):
    HelpNumbers.objects.filter(organization=organization).update(
        reviewed_on=timezone.now().date() - timedelta(days=400)
    )


@pytest.mark.parametrize(("role", "told"), [(Role.LEAD, True), (Role.PEER, False)])
def test_lead_reads_on_the_first_page_of_the_office_that_numbers_are_due_CS_31(home, house, role, told):
    reader = signed_in(member(house, role, "Kim"))
    words = "Nobody has checked the help numbers on the public pages for a year."
    assert words not in reader.get(f"/office/{house.slug}/").content.decode()

    overdue(house.organization)

    assert (words in reader.get(f"/office/{house.slug}/").content.decode()) is told


def test_report_lists_what_is_to_be_looked_at_again(pen, home, house, meadow):
    assert "All of it was looked at within a year." in pen.get("/cms/reviews/").content.decode()
    overdue(house.organization)
    for title, words, day in (
        ("Way in", "482 North Willow Lane", timezone.now().date()),
        ("Old words", "Beans.", None),
    ):
        made = page(home, paragraph(words), title=title, reviewed_on=day)
        Page.objects.filter(pk=made.pk).update(live=True)  # as it stood before the house was one that hides
    Resource.objects.create(organization=house.organization, name="County line")

    html = pen.get("/cms/reviews/").content.decode()

    said = [html.index(words) for words in ("Help numbers</a>", "Way in", "Old words", "County line")]
    assert said == sorted(said)
    assert "The address of Meadow" in html


def test_other_help_gives_no_house_away_by_any_door(pen, home, house, meadow):
    told = {"name": "Way in", "kind": "place", "what": "482 N Willow Ln", "organization": str(house.organization_id)}

    html = pen.post("/cms/snippets/respite/resource/add/", told | {"shown": "on"}).content.decode()
    rows = files.read(b"name,what\nWay in,482 N Willow Ln\nTea room,Tea\n")
    looked = plan.plan(house.organization, rows)

    sentence = "The address of Meadow stands on this page. That house keeps it to itself."
    assert sentence in html
    assert not Resource.objects.exists()
    assert looked.wrong == [("2", [sentence])]
    assert [change.row.name for change in looked.changes] == ["Tea room"]
    row = Resource.objects.create(organization=house.organization, name="Way in", what="482 N Willow Ln")
    assert (row.name, sentence) in [(due.what, due.why) for due in reviews.due(house.organization)]


def test_report_shows_nothing_of_another_organization(pen, home, harbor):
    Resource.objects.create(organization=harbor.organization, name="Coast line")

    html = pen.get("/cms/reviews/").content.decode()

    assert "Coast line" not in html
    assert harbor.organization.name not in html


def test_editor_notes_that_the_numbers_were_tried(pen, home, house):
    overdue(house.organization)
    today = timezone.now().date()

    answer = pen.post(
        f"/cms/snippets/pages/helpnumbers/edit/{house.organization_id}/", {"reviewed_on": today.isoformat()}
    )

    assert answer.status_code == 302
    assert HelpNumbers.reviewed(house.organization_id) == today
    assert not reviews.help_numbers_due(house.organization)


# Places and hard words


@pytest.mark.parametrize("words", ["A house at 412 Maple Street.", "Come to 7 old Mill Rd", "Marsh, WI 54001"])
def test_page_of_a_hidden_house_names_no_street_at_all_SE_28(home, meadow, words):
    made = seeding.welcome(meadow, under=Page.objects.get(slug="houses").specific)
    assert hard(made) == []
    made.lead = words

    assert hard(made)[0] == "A street or a postal code stands on the page of a house that keeps its place to itself."


def test_street_on_another_page_is_asked_about_where_a_house_hides(home, meadow):
    made = page(home, paragraph("The library, 12 Main Street."))

    assert "reads like an address" in hints(made)[0]
    assert hard(made) == []
    House.objects.filter(pk=meadow.pk).update(confidential=False)
    assert hints(made) == []


@pytest.mark.parametrize("word", ["suicide", "Overdosed", "restraints"])
def test_hard_words_ask_for_a_note_beforehand_CS_30(home, word):
    open_ = page(home, paragraph(f"We know about {word}."))
    told = page(home, ("sensitive", {"note": "x", "words": [paragraph(f"We know about {word}.")]}), title="Told")

    assert hints(open_)[0].startswith(f"“{word.lower()}” may be hard to read.")
    assert hints(told) == []
    named = hints(page(home, paragraph("988 is the Suicide & Crisis Lifeline."), title="Named"))
    assert not any("hard to read" in words for words in named)


def test_editor_is_offered_no_workflow_that_nobody_can_end(pen, home):
    made = page(home, paragraph("We grow beans."))

    assert "Submit to" not in pen.get(f"/cms/pages/{made.pk}/edit/").content.decode()
