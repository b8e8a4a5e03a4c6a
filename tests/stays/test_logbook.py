"""The house log: words about the house, entries that name a guest, things to do, and when all of it goes."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import opened_by
from openings import tasks
from respite import history
from respite.deciding import decide
from stays import logbook, readable
from stays.models import LogEntry, Opened
from stays.models.log import key_of_the_house
from tests import factories
from tests.browsing import Visitor
from tests.cast import signed_in
from tests.moments import later, refused

LOG_QUERIES = 11  # for one entry and for three
WORDS = "The heater in the hall knocks."


@pytest.fixture
def rosa(house, peer):
    """Rosa, who is here."""
    return factories.here(house, peer, factories.make_guest(house.organization, "Rosa")).guest


def write(house, by, words=WORDS, **more):
    return logbook.write(house, words=words, by=by, **more)


def url(name, house, *args):
    return reverse(f"stays:{name}", args=[house.slug, *args])


def visit(person, address):
    visitor = Visitor()
    visitor.client = signed_in(person)
    visitor.go(address)
    return visitor


def sealed(entry):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM stays_logentry WHERE id = %s", [entry.pk])
        return bytes(cursor.fetchone()[0])


def test_entry_is_about_the_house_and_kept_for_its_days(house, peer, lead):
    decide(house, by=lead, log_days=10)

    entry = write(house, peer)

    assert (entry.guest, entry.until) == (None, house.tonight() + timedelta(days=10))
    assert entry.vault_key() == key_of_the_house(house)
    assert WORDS.encode() not in sealed(entry)
    assert history.about(entry)[0].facts == {"names": False, "until": entry.until.isoformat()}


def test_entry_that_names_a_guest_is_sealed_for_them_and_goes_sooner(house, peer, rosa):
    entry = write(house, peer, guest=rosa)

    assert entry.until == house.tonight() + timedelta(days=7)
    assert entry.vault_key() == rosa.key.opened
    assert [row.words for row in readable.log(rosa)] == [WORDS]


def test_entry_that_says_nothing_is_refused(house, peer):
    refused("words", write, house, peer, words="  ")


def test_entry_about_somebody_of_another_organization_is_refused(house, harbor, peer):
    refused("guest", write, house, peer, guest=factories.make_guest(harbor.organization))


def test_change_to_naming_moves_key_reader_and_end(house, peer, rosa):
    entry = write(house, peer, "Rosa bakes.")

    logbook.change(entry, words="Rosa bakes on Friday.", guest=rosa, due_on=None, by=peer)

    entry = LogEntry.objects.with_all().get()
    assert (entry.guest, entry.words) == (rosa, "Rosa bakes on Friday.")
    assert entry.until == house.tonight() + timedelta(days=7)


def test_change_back_to_the_house_takes_it_from_the_guest(house, peer, rosa):
    entry = write(house, peer, "Rosa bakes.", guest=rosa)

    logbook.change(entry, words="Somebody bakes.", guest=None, due_on=None, by=peer)

    assert readable.log(rosa) == []
    assert LogEntry.objects.with_all().get().words == "Somebody bakes."


@pytest.mark.parametrize("words", ["Rosa bakes.", "Ask ROSA first."])
def test_entry_is_not_taken_from_a_guest_it_still_names(house, peer, rosa, words):
    entry = write(house, peer, "Rosa bakes.", guest=rosa)
    theo = factories.make_guest(house.organization, "Theo")

    for other in (None, theo):
        refused("guest", logbook.change, entry, words=words, guest=other, due_on=None, by=peer)

    assert [row.words for row in readable.log(rosa)] == ["Rosa bakes."]


def test_entry_may_go_to_another_guest_once_the_first_is_not_named(house, peer, rosa):
    entry = write(house, peer, "Rosa bakes.", guest=rosa)
    theo = factories.make_guest(house.organization, "Theo")

    logbook.change(entry, words="Theo bakes.", guest=theo, due_on=None, by=peer)

    assert (readable.log(rosa), [row.words for row in readable.log(theo)]) == ([], ["Theo bakes."])


def test_entry_can_be_changed_for_an_hour_and_done_at_any_time(house, peer):
    entry = write(house, peer, due_on=house.local().date())

    with later(minutes=59):
        entry = logbook.change(entry, words="It hums.", guest=None, due_on=entry.due_on, by=peer)
    with later(minutes=61):
        refused("state", logbook.change, entry, words="It sings.", guest=None, due_on=None, by=peer)
        logbook.done(entry, by=peer)

    entry = LogEntry.objects.with_all().get()
    assert (entry.words, entry.done_by) == ("It hums.", peer)


def test_change_of_an_old_entry_is_not_offered_and_keeps_what_was_typed(house, peer, rosa):
    write(house, peer, "rosa wants to bake.")
    page = visit(peer, url("log", house)).follow("Mark it")

    with later(minutes=61):
        page.send("Save", words="Somebody bakes.")
        assert "This entry cannot be changed any more." in page.text
        assert page.soup.find("textarea").get_text().strip() == "Somebody bakes."
        log = visit(peer, url("log", house))

    assert LogEntry.objects.with_all().get().words == "rosa wants to bake."
    assert log.soup.find("a", string=lambda words: words and words.startswith("Change")) is None
    assert "change/" not in str(log.soup.find("article"))


def test_taking_off_a_guest_who_is_still_named_is_a_sentence_on_the_form(house, peer, rosa):
    entry = write(house, peer, "Rosa bakes.", guest=rosa)
    page = visit(peer, url("log-change", house, entry.pk))

    page.send("Save", names="")

    assert "This still names Rosa, so they can read it. Please say it without the name first." in page.text
    assert LogEntry.objects.get().guest == rosa


def test_every_verb_of_the_log_locks_the_house_first(house, peer):
    """So that an open board misses none of it (docs/decisions/0014)."""
    entry = write(house, peer, due_on=house.local().date())

    verbs = [
        partial(write, house, peer),
        partial(logbook.change, entry, words=WORDS, guest=None, due_on=entry.due_on, by=peer),
        partial(logbook.done, entry, by=peer),
        partial(logbook.not_done, entry, by=peer),
    ]

    for verb in verbs:
        with CaptureQueriesContext(connection) as asked:
            verb()
        changing = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] or one["sql"].startswith("INSERT")]
        assert 'FOR UPDATE OF "respite_house"' in changing[0]


def test_task_is_done_and_not_done_again(house, peer, lead):
    entry = write(house, peer, due_on=house.local().date())

    logbook.done(entry, by=lead)
    logbook.done(entry, by=peer)
    assert LogEntry.objects.get().done_by == lead
    assert list(logbook.to_do(house, peer)) == []

    logbook.not_done(entry, by=peer)
    assert [row.pk for row in logbook.to_do(house, peer)] == [entry.pk]


def test_entry_without_a_day_cannot_be_done(house, peer):
    refused("state", logbook.done, write(house, peer), by=peer)


def test_expired_entry_vanishes_before_anything_is_swept(house, peer, rosa):
    write(house, peer, guest=rosa)

    with later(days=7):
        assert logbook.of_house(house, peer).count() == 1
    with later(days=8):
        assert logbook.of_house(house, peer).count() == 0
        assert LogEntry.objects.count() == 1


def test_sweep_by_the_hour_forgets_what_has_expired(house, peer, rosa, monkeypatch):
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own is the worker's, too
    write(house, peer, guest=rosa)
    kept = write(house, peer)

    with later(days=8):
        tasks.every_hour(0)

    assert list(LogEntry.objects.all()) == [kept]


def test_entry_of_an_erased_guest_is_gone_at_once(house, peer, rosa):
    write(house, peer, guest=rosa)
    rosa.key.destroy()

    assert list(logbook.of_house(house, peer)) == []


def test_entry_about_somebody_closed_to_a_colleague_never_shows(house, peer, lead, rosa):
    write(house, lead, "Rosa bakes on Friday.", guest=rosa)
    rosa.closed_to.add(peer)

    page = visit(peer, url("log", house))

    assert "bakes" not in page.text
    assert "Rosa" not in page.soup.find("select", attrs={"name": "names"}).get_text()
    assert "bakes" in visit(lead, url("log", house)).text


def test_log_page_is_not_there_for_another_house(house, peer, stranger_desk):
    entry = write(house, peer, due_on=house.local().date())

    assert stranger_desk.get(url("log", house)).status_code == 404
    for name in ("log-done", "log-not-done", "log-change"):
        assert stranger_desk.post(url(name, house, entry.pk)).status_code == 404


def test_log_entry_of_another_house_is_not_there(house, harbor, stranger, desk):
    entry = write(harbor, stranger, due_on=harbor.local().date())

    assert desk.post(url("log-done", house, entry.pk)).status_code == 404
    entry.refresh_from_db()
    assert entry.done_at is None


def test_log_is_written_without_javascript_LN_53(house, peer, rosa):
    page = visit(peer, url("log", house))
    code = page.soup.find("option", string=lambda words: words and "Rosa" in words)["value"]

    page.send("Write it down", words="Rosa wants to bake on Thursday.", names=code)

    assert "Saved. Rosa can read it." in page.text
    assert "Names Rosa, who can read it. Goes on" in page.text
    assert [row.words for row in readable.log(rosa)] == ["Rosa wants to bake on Thursday."]


def test_log_keeps_what_was_typed_when_a_day_cannot_be_read(house, peer):
    page = visit(peer, url("log", house))

    page.send("Write it down", words=WORDS, due_on="soonish")

    assert "Write a day, like 5 December 2026." in page.text
    assert page.soup.find("textarea").get_text().strip() == WORDS
    assert not LogEntry.objects.exists()


def test_log_sent_twice_is_written_once_RE_05(house, peer):
    page = visit(peer, url("log", house))
    sending = page.soup.find("input", attrs={"name": "sending"})["value"]
    told = {"words": WORDS, "names": "", "due_on": "", "sending": sending}
    browser = signed_in(peer)

    for _time in range(2):
        assert browser.post(url("log", house), told).status_code == 303

    assert LogEntry.objects.count() == 1


def test_task_is_marked_done_and_undone_without_javascript(house, peer):
    write(house, peer, due_on=house.local().date())
    page = visit(peer, url("log", house) + "?tab=to-do")

    page.send("Done")
    assert "Nothing is left to do." in page.text

    page.go(url("log", house)).send("Not done yet")
    assert LogEntry.objects.get().done_at is None


def test_hint_where_an_entry_names_somebody_leads_to_marking_it(house, peer, rosa):
    write(house, peer, "rosa wants to bake.")
    page = visit(peer, url("log", house))
    assert "This names Rosa. Mark it, and they can read it." in page.text

    page.follow("Mark it")
    code = page.soup.find("option", string=lambda words: words and "Rosa" in words)["value"]
    page.send("Save", names=code)

    assert LogEntry.objects.get().guest == rosa
    assert "Mark it" not in page.text


def test_change_is_for_who_wrote_it_and_for_leads(house, peer, lead, desk):
    entry = write(house, lead)

    assert desk.get(url("log-change", house, entry.pk)).status_code == 403
    assert signed_in(lead).get(url("log-change", house, entry.pk)).status_code == 200


def test_reading_an_entry_that_names_a_guest_is_logged_once_an_hour_SE_32(house, peer, lead, rosa, desk):
    write(house, lead)
    desk.get(url("log", house))
    assert not Opened.objects.filter(why="house log").exists()

    write(house, lead, guest=rosa)
    for _time in range(2):
        desk.get(url("log", house))

    [opened] = Opened.objects.filter(why="house log")
    assert (opened.guest, opened.by) == (rosa, peer)
    assert opened_by.reason(opened.why) == "To read the house log."


def test_today_tells_the_last_entries_and_logs_the_reading_SE_32(house, peer, lead, rosa, desk):
    write(house, lead, "Dinner is at 4.", guest=rosa)

    text = desk.get(reverse("office-today", args=[house.slug])).text

    assert "Dinner is at 4." in text
    assert "Names Rosa, who can read it." in text
    assert Opened.objects.filter(guest=rosa, by=peer, why="house log").exists()


def test_today_lists_what_is_to_do(house, lead, desk):
    write(house, lead, "Window repair in Cedar at 9 am", due_on=house.local().date() + timedelta(days=1))

    day = desk.get(reverse("office-today", args=[house.slug])).context["day"]

    assert [row.words for row in day.tomorrow] == ["Window repair in Cedar at 9 am"]


@pytest.mark.parametrize("count", [1, 3])
def test_log_costs_the_same_with_more_rows(count, house, peer, desk, django_assert_num_queries):
    for n in range(count):
        guest = factories.here(house, peer, factories.make_guest(house.organization, f"Guest {n}")).guest
        write(house, peer, guest=guest, due_on=house.local().date())
        write(house, peer)
    desk.get(url("log", house))

    with django_assert_num_queries(LOG_QUERIES):
        desk.get(url("log", house))


def test_log_has_pages(house, peer, desk):
    for n in range(21):
        write(house, peer, f"Entry {n}.")

    assert "Entry 0." not in desk.get(url("log", house)).text
    assert "Entry 0." in desk.get(url("log", house) + "?page=2").text
