"""What happened and what we did next: about the house, with a debrief and who was told. And calls that were support."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openings import tasks
from respite import history
from respite.deciding import decide
from respite.models import Entry
from stays import incidents, naming, support
from stays.logbook import can_be_named
from stays.models import Incident, SupportCall
from tests import factories
from tests.browsing import Visitor
from tests.cast import signed_in
from tests.moments import later, refused

PIPE = "A pipe burst in the kitchen."


def note(house, by, happened=PIPE, hours=2, **more):
    at = timezone.now() - timedelta(hours=hours)
    return incidents.note(house, kind="building", at=at, happened=happened, by=by, **more)


def url(name, house, *args):
    return reverse(f"stays:{name}", args=[house.slug, *args])


def visit(person, address):
    visitor = Visitor()
    visitor.client = signed_in(person)
    visitor.go(address)
    return visitor


def test_incident_is_sealed_and_history_holds_no_words(house, peer):
    incident = note(house, peer, did_next="We turned the water off.", told=["lead", "lead"], others="the plumber")

    with connection.cursor() as cursor:
        cursor.execute("SELECT stays_incident::text FROM stays_incident")
        row = cursor.fetchone()[0]
    assert "building" in row
    assert all(words.encode().hex() not in row and words not in row for words in ("pipe", "water off", "plumber"))
    assert incidents.told_words(incident) == ["the house lead", "the plumber"]
    assert history.about(incident)[0].facts == {"kind": "building", "told": 2}


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"hours": -1}, "time"), ({"happened": " "}, "words")],
)
def test_incident_that_cannot_be_is_refused(house, peer, facts, code):
    refused(code, note, house, peer, **facts)

    assert not Incident.objects.exists()


def test_incident_older_than_the_house_keeps_is_refused(house, peer, lead):
    decide(house, by=lead, incident_days=30)
    note(house, peer, hours=30 * 24 - 1)

    sentence = refused("time", note, house, peer, hours=30 * 24 + 1)

    assert sentence == "This house keeps what happened for 30 days. This was before that."
    assert Incident.objects.count() == incidents.of_house(house).count() == 1


def test_incident_older_than_the_house_keeps_is_a_sentence_beside_the_day(house, peer, lead):
    decide(house, by=lead, incident_days=30)
    page = visit(peer, url("incident-new", house))
    day = house.local().date() - timedelta(days=32)

    page.send("Save", kind="building", happened=PIPE, day=day.isoformat())

    assert "This house keeps what happened for 30 days. This was before that." in page.text
    assert page.soup.find("textarea", attrs={"name": "happened"}).get_text().strip() == PIPE
    assert not Incident.objects.exists()


def test_every_verb_of_incidents_locks_the_house_first(house, peer):
    """So that an open board misses none of it (docs/decisions/0014)."""
    incident = note(house, peer)

    verbs = [
        partial(note, house, peer),
        partial(incidents.change, incident, happened=PIPE, did_next="Water off.", by=peer),
        partial(incidents.tell, incident, told=["lead"], by=peer),
        partial(incidents.debrief, incident, words="A red tag.", by=peer),
    ]

    for verb in verbs:
        with CaptureQueriesContext(connection) as asked:
            verb()
        changing = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] or one["sql"].startswith("INSERT")]
        assert 'FOR UPDATE OF "respite_house"' in changing[0]


def test_debrief_comes_after_it_happened(house, peer, lead):
    incident = note(house, peer)

    refused("time", incidents.debrief, incident, words="Learned.", by=lead, at=incident.at - timedelta(hours=1))
    refused("words", incidents.debrief, incident, words="", by=lead)
    done = incidents.debrief(incident, words="The valve has a red tag now.", by=lead)

    assert (done.debrief, done.debriefed_by) == ("The valve has a red tag now.", lead)


def test_told_grows_and_never_shrinks(house, peer):
    incident = note(house, peer, told=["lead"])

    incidents.tell(incident, told=["office", "lead"], others="the night line", by=peer)
    incidents.tell(incident, told=[], others="the  night line", by=peer)
    refused("told", incidents.tell, incident, told=["Rosa"], by=peer)

    incident = Incident.objects.get()
    assert incidents.told_words(incident) == ["the house lead", "the organization", "the night line"]
    assert [line.facts for line in history.about(incident)[:-1]] == [{"told": 2}]


def test_incident_goes_after_its_days(house, peer, lead, monkeypatch):
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own is the worker's, too
    note(house, peer)
    decide(house, by=lead, incident_days=30)

    with later(days=31):
        assert list(incidents.of_house(house)) == []
        tasks.every_hour(0)
    assert not Incident.objects.exists()


def test_debrief_of_two_at_once_is_shown_to_the_later_and_keeps_what_they_typed(house, peer, lead):
    incident = note(house, peer)
    first, second = (visit(who, url("incident-debrief", house, incident.pk)) for who in (lead, peer))
    first.send("Save", words="A red tag on the valve.")

    second.send("Save", words="We call the plumber first.")

    assert second.status == 409
    assert "Ana wrote here since you opened this page: “A red tag on the valve.”" in second.text
    assert second.soup.select_one("[name=words]").get_text(strip=True) == "We call the plumber first."
    incident.refresh_from_db()
    assert incident.debrief == "A red tag on the valve."

    second.send("Save", words="A red tag on the valve. We call the plumber first.")
    incident.refresh_from_db()
    assert incident.debrief == "A red tag on the valve. We call the plumber first."


def test_incident_said_another_way_by_two_at_once_is_shown_to_the_later(house, peer, lead):
    incident = note(house, peer)
    first, second = (visit(who, url("incident-change", house, incident.pk)) for who in (lead, peer))
    first.send("Save", happened="A pipe burst at night.")

    second.send("Save", happened="A pipe burst by the stove.")

    assert second.status == 409
    assert "Ana wrote here since you opened this page: “A pipe burst at night.”" in second.text
    incident.refresh_from_db()
    assert incident.happened == "A pipe burst at night."


def test_debrief_is_not_held_up_by_a_change_of_something_else(house, peer, lead):
    incident = note(house, peer)
    page = visit(peer, url("incident-debrief", house, incident.pk))
    incidents.tell(incident, told=["lead"], by=lead)
    incidents.debrief(note(house, peer), words="Learned.", by=lead)

    page.send("Save", words="A red tag.")

    incident.refresh_from_db()
    assert incident.debrief == "A red tag."


def test_incident_is_written_told_and_debriefed_without_javascript(house, peer):
    page = visit(peer, url("incidents", house)).follow("Something happened")

    page.send("Save", kind="building", happened=PIPE, did_next="Water off.", hour="0", told=["lead"], others="plumber")
    assert "Saved. Everybody who works here can read it." in page.text
    assert "The house lead Plumber" in page.text

    page.follow("Write down what we learned").send("Save", words="A red tag on the valve.")
    page.follow("Somebody else was told").send("Save", told=["office"])
    page.follow("Say it another way").send("Save", happened="A pipe burst at night.")

    incident = Incident.objects.get()
    assert (incident.happened, incident.debrief) == ("A pipe burst at night.", "A red tag on the valve.")
    assert incidents.told_words(incident) == ["the house lead", "the organization", "plumber"]


def test_incident_keeps_what_was_typed_when_the_day_is_to_come(house, peer):
    page = visit(peer, url("incident-new", house))
    day = house.local().date() + timedelta(days=2)

    page.send("Save", kind="building", happened=PIPE, day=day.isoformat())

    assert "This day is still to come." in page.text
    assert page.soup.find("textarea", attrs={"name": "happened"}).get_text().strip() == PIPE


def test_incident_is_read_by_peers_and_leads_only(house, peer, lead, editor, stranger_desk):
    address = url("incident", house, note(house, peer).pk)

    assert [signed_in(who).get(address).status_code for who in (peer, lead, editor)] == [200, 200, 403]
    for name in ("incident", "incident-change", "incident-told", "incident-debrief"):
        assert stranger_desk.get(url(name, house, Incident.objects.get().pk)).status_code == 404


def test_incident_of_another_house_is_not_there(house, harbor, stranger, desk):
    assert desk.get(url("incident", house, note(harbor, stranger).pk)).status_code == 404


def test_hint_names_who_is_here_and_never_blocks(house, peer, desk):
    factories.here(house, peer, factories.make_guest(house.organization, "Rosa"))
    sentence = "This names Rosa. Could it say “a guest”?"

    hinted = desk.post(url("incident-names", house), {"field": "happened", "happened": "Then rosa slipped."})
    quiet = desk.post(url("incident-names", house), {"field": "happened", "happened": "The primrosa fell."})
    page = visit(peer, url("incident-new", house))
    page.send("Save", kind="hurt", happened="Rosa slipped.", hour="0")

    assert sentence in hinted.text
    assert "This names" not in quiet.text
    assert Incident.objects.get().happened == "Rosa slipped."
    assert sentence in page.text


def test_hint_does_not_tell_of_somebody_who_is_closed_to_me(house, peer):
    stay = factories.here(house, peer, factories.make_guest(house.organization, "Rosa"))
    stay.guest.closed_to.add(peer)

    assert naming.hints("Rosa slipped.", can_be_named(house, peer)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_incidents_cost_the_same_with_more_rows(count, house, peer, desk, django_assert_num_queries):
    for _n in range(count):
        incidents.debrief(note(house, peer), words="Learned.", by=peer)
    desk.get(url("incidents", house))

    with django_assert_num_queries(9):
        desk.get(url("incidents", house))


def test_call_holds_a_day_and_an_hour_and_nobody(house, peer):
    before = Entry.objects.count()

    call = support.count(house)

    now = house.local()
    assert (call.date, call.hour, call.minutes, call.topic) == (now.date(), now.hour, None, "")
    assert {field.name for field in SupportCall._meta.get_fields()} == {
        "id",
        "house",
        "date",
        "hour",
        "minutes",
        "topic",
    }
    assert Entry.objects.count() == before


def test_call_is_counted_described_and_undone_without_javascript(house, peer):
    today = reverse("office-today", args=[house.slug])
    page = visit(peer, today)

    page.send("A call that was support")
    assert "Counted. 1 call today." in page.text
    page.send("A call that was support")
    assert "Counted. 2 calls today." in page.text
    page.send("Undo the last tap")
    assert "Taken back. It is not counted." in page.text
    assert page.address == today
    assert SupportCall.objects.count() == 1
    assert "Undo the last tap" not in page.text

    page.go(url("calls", house)).send("A call that was support")
    page.send("Save", minutes="20", topic="night")
    assert SupportCall.objects.filter(minutes=20, topic="night").count() == 1


def test_call_tapped_twice_in_one_go_counts_once_RE_05(house, desk):
    page = desk.get(url("calls", house))
    sending = str(page.context["tap"]["sending"].initial)

    for _time in range(2):
        desk.post(url("calls-count", house), {"sending": sending, "back": "stays:calls"})

    assert SupportCall.objects.count() == 1


def test_undo_of_another_session_takes_nothing_back(house, peer, lead):
    support.count(house)

    signed_in(lead).post(url("calls-undo", house))

    assert SupportCall.objects.count() == 1


def test_undo_takes_back_the_call_of_this_session(house, peer, lead):
    mine, theirs = (visit(who, url("calls", house)) for who in (peer, lead))
    mine.send("A call that was support")
    first = SupportCall.objects.get()
    theirs.send("A call that was support")

    mine.send("Undo the last tap")

    assert SupportCall.objects.exclude(pk=first.pk).count() == SupportCall.objects.count() == 1


def test_topics_are_the_lines_of_the_house(house, lead):
    assert "night" in support.topics(house)

    decide(house, by=lead, call_topics="Sleep\n\n Work ")

    assert support.topics(house) == {"Sleep": "Sleep", "Work": "Work"}
    refused("topic", support.describe, support.count(house), minutes=None, topic="night")


def test_weeks_count_calls_from_monday_to_sunday(house):
    monday = house.local().date() - timedelta(days=house.local().date().weekday())
    for days, minutes in ((0, 10), (-1, None), (-7, 20)):
        SupportCall.objects.create(house=house, date=monday + timedelta(days=days), hour=1, minutes=minutes)

    found = support.weeks(house, 3)

    assert [(week.span.arrives, week.calls, week.minutes) for week in found] == [
        (monday, 1, 10),
        (monday - timedelta(days=7), 2, 20),
        (monday - timedelta(days=14), 0, 0),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_calls_cost_the_same_with_more_rows(count, house, desk, django_assert_num_queries):
    for _n in range(count):
        support.describe(support.count(house), minutes=5, topic="talk")
    desk.get(url("calls", house))

    with django_assert_num_queries(10):
        desk.get(url("calls", house))
