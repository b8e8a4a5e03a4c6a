"""Guidelines in the CMS: written by editors, agreed on by who leads the house, published once, on their day."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from wagtail.models import Revision, Workflow, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from pages import agreements, seeding, tasks
from pages.guidelines import HouseGuidelines
from respite.models import Role
from stays.agreeing import Words, agree
from stays.models import Guidelines
from tests.cast import member, signed_in
from tests.factories import HouseFactory

LIST = "/cms/snippets/pages/houseguidelines/"
ADD = f"{LIST}add/"
FULL = "# Quiet\nQuiet hours are from 10 pm to 8 am."
SPANISH = "# Silencio\nHay silencio de las 10 a las 8."
PUBLIC = "/houses/juniper-house/guidelines/"
MACHINE = "A machine made the text in Español."


@pytest.fixture
def home(house):
    return seeding.plant(house.organization)


@pytest.fixture
def pen(home, editor):
    """The browser of Wes, who may write pages and guidelines."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


@pytest.fixture
def yes(home, lead, house):
    """The browser of Ana, who leads the house and may say yes in the CMS."""
    lead.groups.add(agreements.leads(house.organization))
    return signed_in(lead)


def edit(text, name="edit"):
    return f"{LIST}{name}/{text.pk}/"


def block(text, language="en", **more):
    empty = {"easy": "", "what_changed": "", "made": "human", "checked_by": ""}
    return ("words", {"language": language, "text": text} | empty | more)


def filled(house, *blocks, action="", **more):
    """Return what the form sends; without an action it is saved as a draft."""
    facts = {
        "house": str(house.pk),
        "meeting": "",
        "met_on": "",
        "written_after": "0",
        "go_live_at": "",
        "expire_at": "",
        "words": streamfield(list(blocks)),
    }
    button = {f"action-{action}": "1"} if action else {}
    return nested_form_data(facts | button | more)


def met(house):
    return {"meeting": "house meeting", "met_on": house.local().date().isoformat()}


def written(house, *blocks, **more):
    """Return guidelines that stand in the CMS as a draft."""
    text = HouseGuidelines(house=house, live=False, has_unpublished_changes=True, **more)
    text.words = [(name, value | {"easy": bool(value["easy"])}) for name, value in blocks or [block(FULL)]]
    text.save()
    text.save_revision()
    return text


# The journey


def test_draft_is_nobodys_guidelines(pen, house, client):
    answer = pen.post(ADD, filled(house, block("# Not yet")))

    text = HouseGuidelines.objects.get()
    assert answer["Location"] == edit(text)
    assert (text.live, Guidelines.objects.exists(), client.get(PUBLIC).status_code) == (False, False, 404)


def test_draft_may_be_unfinished(pen, house):
    pen.post(ADD, filled(house, block("Hola.", "es", made="machine")))

    assert HouseGuidelines.objects.get().texts()[0].made == "machine"


def test_editor_writes_and_sends_and_a_lead_says_yes(pen, yes, house, client, editor):
    pen.post(ADD, filled(house, block(FULL), block(SPANISH, "es"), action="submit"))
    text = HouseGuidelines.objects.get()
    state = text.current_workflow_state
    assert (state.status, Guidelines.objects.exists()) == (WorkflowState.STATUS_IN_PROGRESS, False)
    assert reverse("wagtailsnippets_pages_houseguidelines:edit", args=[text.pk]) in yes.get("/cms/").content.decode()

    task_state = text.current_workflow_task_state
    answer = yes.post(f"{LIST}workflow/action/{text.pk}/approve/{task_state.pk}/")

    assert answer.status_code == 302
    version = Guidelines.objects.get()
    assert (version.version, version.by, version.text) == (1, editor, FULL)
    assert version.said_in("es").text == SPANISH
    text.refresh_from_db()
    assert (text.live, text.agreed_version) == (True, 1)
    assert "Quiet hours are from 10 pm" in client.get(PUBLIC).content.decode()
    assert "Hay silencio" in client.get(f"/es{PUBLIC}").content.decode()


def test_yes_is_shown_on_the_first_page_and_sends_no_mail(pen, yes, house, mailoutbox):
    pen.post(ADD, filled(house, block(FULL), action="submit"))

    assert "Juniper House" in yes.get("/cms/").content.decode()
    assert mailoutbox == []


def test_list_of_guidelines_counts_and_heads_in_plain_words(yes, house, lead):
    agree(house, text=FULL, by=lead)
    HouseGuidelines.objects.create(house=house, live=False)

    page = " ".join(yes.get(LIST).content.decode().split())

    assert "Where it stands" in page
    assert "guidelines of a house" not in page
    assert "set of guidelines" in page


def test_lead_may_ask_for_changes(pen, yes, house):
    pen.post(ADD, filled(house, block(FULL), action="submit"))
    text = HouseGuidelines.objects.get()

    task_state = text.current_workflow_task_state
    yes.post(f"{LIST}workflow/action/{text.pk}/reject/{task_state.pk}/", {"comment": "Say when."})

    assert text.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert not Guidelines.objects.exists()


def test_text_stands_still_for_its_writer_while_it_waits(pen, yes, house):
    pen.post(ADD, filled(house, block(FULL), action="submit"))
    text = HouseGuidelines.objects.get()

    pen.post(edit(text), filled(house, block("# Sneaked in")))

    assert text.get_latest_revision_as_object().texts()[0].text == FULL


def test_lead_writes_and_publishes_in_one_go(yes, house, lead):
    text = written(house)

    answer = yes.post(edit(text), filled(house, block(FULL), action="publish"))

    assert answer.status_code == 302
    assert (Guidelines.objects.get().by, Guidelines.objects.get().text) == (lead, FULL)


def test_change_comes_from_a_meeting(yes, house, lead):
    agree(house, text="Be kind.", by=lead)
    text = agreements.bring(house)

    refused = yes.post(edit(text), filled(house, block(FULL), action="publish", written_after="1"))
    taken = yes.post(edit(text), filled(house, block(FULL), action="publish", written_after="1", **met(house)))

    assert "Write down which house meeting agreed on it." in refused.content.decode()
    assert taken.status_code == 302
    version = Guidelines.objects.in_force(house)
    assert (version.version, version.agreed_at, version.met_on) == (2, "house meeting", house.local().date())


def test_meeting_needs_its_day(yes, house, lead):
    agree(house, text="Be kind.", by=lead)
    text = agreements.bring(house)

    answer = yes.post(edit(text), filled(house, block(FULL), action="publish", written_after="1", meeting="May"))

    assert "A change comes from a house meeting. Say which." not in answer.content.decode()
    assert "Choose the day on which the house met." in answer.content.decode()
    assert Guidelines.objects.count() == 1


@pytest.mark.parametrize("action", ["publish", "submit"])
def test_text_by_a_machine_is_refused_until_somebody_checked_it_LN_31(yes, house, action):
    text = written(house)
    machine = block(SPANISH, "es", made="machine")

    answer = yes.post(edit(text), filled(house, block(FULL), machine, action=action))

    assert MACHINE in answer.content.decode()
    assert not Guidelines.objects.exists()
    assert text.current_workflow_state is None
    checked = block(SPANISH, "es", made="machine", checked_by="Luz Ortega")
    assert yes.post(edit(text), filled(house, block(FULL), checked, action=action)).status_code == 302


def test_guidelines_give_no_house_away_by_any_door(yes, house, lead):
    HouseFactory(
        name="Meadow",
        slug="meadow",
        organization=house.organization,
        confidential=True,
        address="482 North Willow Lane",
    )
    told, text = "# Where\nMeadow is at 482 N. Willow Ln.", written(house)
    sentence = "The address of Meadow stands on this page. That house keeps it to itself."

    for words in ([block(told)], [block(FULL), block(told, "es")], [block(FULL, what_changed="482 north willow lane")]):
        answer = yes.post(edit(text), filled(house, *words, action="publish"))
        assert sentence in answer.content.decode()
    with pytest.raises(ValidationError, match="The address of Meadow"):
        agree(house, text=told, by=lead)

    assert not Guidelines.objects.exists()


def test_own_language_may_not_be_left_out(yes, house):
    text = written(house)

    answer = yes.post(edit(text), filled(house, block(SPANISH, "es"), action="publish"))

    assert "Write the full text in English, too." in answer.content.decode()


def test_guidelines_do_not_expire(yes, house):
    text = written(house)
    later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%d %H:%M")

    answer = yes.post(edit(text), filled(house, block(FULL), action="publish", expire_at=later))

    assert "Guidelines do not expire." in answer.content.decode()


def test_who_wrote_on_an_older_version_is_told(yes, house, lead):
    text = written(house)
    agree(house, text="Be kind.", by=lead)

    answer = yes.post(edit(text), filled(house, block(FULL), action="publish", written_after="0", **met(house)))

    assert "Version 1 was agreed meanwhile. What you wrote is still here." in answer.content.decode()
    assert Guidelines.objects.count() == 1


def test_yes_that_comes_too_late_is_a_sentence(pen, yes, house, lead):
    pen.post(ADD, filled(house, block(FULL), action="submit"))
    text = HouseGuidelines.objects.get()
    agree(house, text="Be kind.", by=lead)

    task_state = text.current_workflow_task_state
    answer = yes.post(f"{LIST}workflow/action/{text.pk}/approve/{task_state.pk}/", follow=True)

    assert "Version 1 was agreed meanwhile." in answer.content.decode()
    assert (Guidelines.objects.count(), text.current_workflow_state.status) == (1, "in_progress")


# One version


def test_publishing_the_same_words_twice_is_one_version(house, lead):
    text = written(house)
    for _n in range(2):
        text.save_revision(user=lead).publish(user=lead, skip_permission_checks=True)

    assert Guidelines.objects.count() == 1


def test_publishing_one_revision_twice_is_one_version(house, lead):
    text = written(house)
    revision = text.save_revision(user=lead)
    for _n in range(2):
        revision.publish(user=lead, skip_permission_checks=True)

    text.refresh_from_db()
    assert (Guidelines.objects.count(), text.agreed_version) == (1, 1)


def test_version_from_the_office_stands_in_the_editor(pen, house, lead):
    text = agreements.bring(house)
    agree(house, text="# New from the office", by=lead, others=[Words(SPANISH, "es")])

    form = pen.get(edit(text)).context["form"]

    assert [block.value["text"] for block in form["words"].value()] == ["# New from the office", SPANISH]
    assert form["written_after"].value() == 1


def test_next_version_begins_without_the_meeting_of_the_last_one(yes, house, lead):
    text = written(house)
    begun = filled(house, block(FULL, what_changed="All of it."), action="publish", **met(house))
    yes.post(edit(text), begun)

    form = yes.get(edit(text)).context["form"]

    assert (form["meeting"].value(), form["met_on"].value(), form["written_after"].value()) == ("", None, 1)
    assert [block.value["what_changed"] for block in form["words"].value()] == [""]
    assert Guidelines.objects.get().what_changed == "All of it."


def test_office_leads_to_the_editor_whoever_may_write_there(pen, desk, house, lead):
    agree(house, text=FULL, by=lead)
    address = reverse("stays:guidelines", args=[house.slug])

    assert LIST in pen.get(address).content.decode()
    assert LIST not in desk.get(address).content.decode()


def test_draft_is_not_replaced_by_a_version_from_the_office(pen, house, lead):
    text = written(house, block("# Mine"))
    agree(house, text="# New from the office", by=lead)

    form = pen.get(edit(text)).context["form"]

    assert [block.value["text"] for block in form["words"].value()] == ["# Mine"]


def test_bring_is_done_once(house, lead):
    agree(house, text=FULL, by=lead)

    assert agreements.bring(house) == agreements.bring(house)
    assert (HouseGuidelines.objects.get().live, HouseGuidelines.objects.get().texts()[0].text) == (True, FULL)


# By the clock


def scheduled(house, lead, **time):
    """Return a text that a lead said yes to, for later."""
    text = written(house)
    text.go_live_at = timezone.now() + timedelta(**time)
    text.save_revision(user=lead).publish(user=lead, skip_permission_checks=True)
    return text


def test_scheduled_text_goes_live_by_itself_on_its_day(house, lead, client):
    scheduled(house, lead, hours=2)
    tasks.publish_due()
    assert (Guidelines.objects.exists(), client.get(PUBLIC).status_code) == (False, 404)

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        tasks.publish_due()
        tasks.publish_due()

        version = Guidelines.objects.get()
        assert (version.text, version.by, version.holds_from) == (FULL, lead, house.tonight())
        assert "Quiet hours are from 10 pm" in client.get(PUBLIC).content.decode()


def test_scheduled_change_of_a_live_text_waits_for_its_day(house, lead):
    text = written(house)
    text.save_revision(user=lead).publish(user=lead, skip_permission_checks=True)
    text.refresh_from_db()
    text.words = [block("# Soon", easy=False)]
    text.meeting, text.met_on, text.written_after = "May", house.local().date(), 1
    text.go_live_at = timezone.now() + timedelta(days=2)
    text.save_revision(user=lead).publish(user=lead, skip_permission_checks=True)
    tasks.publish_due()
    assert Guidelines.objects.count() == 1

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        tasks.publish_due()

        assert [row.text for row in Guidelines.objects.order_by("version")] == [FULL, "# Soon"]


def test_lead_schedules_through_the_form(yes, house):
    text = written(house)
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")

    answer = yes.post(edit(text), filled(house, block(FULL), action="publish", go_live_at=later))

    assert answer.status_code == 302
    assert not Guidelines.objects.exists()
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1


def test_scheduled_text_that_was_overtaken_is_a_draft_again_and_holds_up_no_other(house, lead):
    other = HouseFactory(organization=house.organization)
    overtaken = scheduled(house, lead, hours=1)
    scheduled(other, lead_of(other), hours=2)
    agree(house, text="Be kind.", by=lead)

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        tasks.publish_due()

    assert [row.text for row in Guidelines.objects.filter(house=house)] == ["Be kind."]
    assert [row.text for row in Guidelines.objects.filter(house=other)] == [FULL]
    overtaken.refresh_from_db()
    assert (overtaken.live, overtaken.scheduled_revision) == (False, None)


def test_scheduled_text_without_words_is_a_draft_again_and_holds_up_no_other(house, lead):
    other = HouseFactory(organization=house.organization)
    empty = scheduled(house, lead, hours=1)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["words"] = "[]"
    revision.save()
    scheduled(other, lead_of(other), hours=2)

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        tasks.publish_due()

    assert [(row.house, row.text) for row in Guidelines.objects.all()] == [(other, FULL)]
    empty.refresh_from_db()
    assert (empty.live, empty.scheduled_revision) == (False, None)


def lead_of(house):
    return member(house, Role.LEAD, "Lou")


def test_worker_does_it_every_minute():
    told = app.periodic_registry.periodic_tasks[("pages.every_minute", "")]

    assert told.cron == "* * * * *"


# Who may


def test_editor_may_not_publish(pen, house, editor):
    text = written(house)

    pen.post(edit(text), filled(house, block(FULL), action="publish"))

    assert not Guidelines.objects.exists()
    with pytest.raises(PermissionDenied):
        text.get_latest_revision().publish(user=editor, skip_permission_checks=True)
    assert not Guidelines.objects.exists()


def test_lead_of_another_house_sees_none_of_it(yes, house, lead):
    other = HouseFactory(organization=house.organization)
    text = written(other)

    for name in ("edit", "history", "usage", "delete", "preview", "lock", "workflow_history"):
        assert yes.get(edit(text, name)).status_code == 404, name
    assert str(other) not in yes.get(LIST).content.decode()
    assert yes.post(edit(text), filled(other, block(FULL), action="publish")).status_code == 404
    assert not Guidelines.objects.exists()


def test_editor_of_another_organization_sees_none_of_it(home, house, harbor):
    stranger = member(harbor, Role.EDITOR, "Kai")
    stranger.groups.add(seeding.editors(seeding.plant(harbor.organization)))
    text = written(house)
    desk = signed_in(stranger)

    assert desk.get(edit(text)).status_code == 404
    assert str(house) not in desk.get(LIST).content.decode()
    answer = desk.post(ADD, filled(house, block(FULL)))
    assert answer.context["form"].has_error("house")


@pytest.mark.parametrize("role", [Role.PEER, Role.READER])
def test_role_without_a_group_is_kept_out(house, home, role):
    text = written(house)

    assert signed_in(member(house, role, "Sol")).get(edit(text), follow=True).status_code == 403


def test_peer_in_a_group_still_needs_the_role(house, home, peer):
    peer.groups.add(agreements.leads(house.organization))
    text = written(house)
    desk = signed_in(peer)

    assert desk.get(edit(text)).status_code == 404
    assert desk.post(edit(text), filled(house, block(FULL), action="publish")).status_code == 404


def test_nothing_is_unpublished_or_deleted(yes, pen, house, lead):
    text = written(house)
    text.save_revision(user=lead).publish(user=lead, skip_permission_checks=True)

    for desk in (yes, pen):
        page = desk.get(edit(text)).content.decode()
        assert "action-unpublish" not in page
        assert "/unpublish/" not in page
        assert {desk.post(edit(text, name)).status_code for name in ("delete", "unpublish")} == {404}
    text.refresh_from_db()
    assert text.live


def test_workflow_is_one_for_all(home, harbor):
    seeding.editors(seeding.plant(harbor.organization))

    assert agreements.with_a_second_pair_of_eyes() == agreements.with_a_second_pair_of_eyes()
    assert Workflow.objects.filter(name=agreements.NAME).count() == 1


# What it looks like, and what is in it


@pytest.mark.parametrize(
    ("mode", "said"), [("en", "Quiet hours"), ("es", "Hay silencio"), ("en-easy", "Be quiet."), ("es-easy", "")]
)
def test_draft_is_previewed_in_each_language(pen, house, mode, said):
    blocks = [block(FULL), block(SPANISH, "es"), block("# Quiet\nBe quiet.", easy="on")]
    text = written(house, *blocks)
    address = edit(text, "preview")

    assert pen.post(f"{address}?mode={mode}", filled(house, *blocks)).json()["is_valid"]
    page = pen.get(f"{address}?mode={mode}").content.decode()
    assert "Guidelines of Juniper House" in page
    assert said in page


def test_list_costs_the_same_for_one_house_and_three(pen, house, django_assert_max_num_queries):
    written(house)
    pen.get(LIST)
    with django_assert_max_num_queries(60) as few:
        pen.get(LIST)
    for _n in range(2):
        written(HouseFactory(organization=house.organization))
    with django_assert_max_num_queries(60) as many:
        pen.get(LIST)

    assert len(many) == len(few)


def test_text_in_the_cms_points_at_no_guest_SE_50():
    led = {field.related_model._meta.label for field in HouseGuidelines._meta.get_fields() if field.related_model}
    guests = {model._meta.label for name in ("stays", "intake") for model in apps.get_app_config(name).get_models()}

    assert led & guests == set()
    assert "respite.House" in led
