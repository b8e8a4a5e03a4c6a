"""What somebody typed and did not send: on our side, sealed, and gone in time (CS-11)."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from intake import drafts, guest_session
from intake.models import Draft
from intake.writing import MOST
from openings import tasks
from respite.models import Key
from tests.browsing import Visitor
from tests.factories import ask
from tests.intake.filling_in import everything_in_the_database
from tests.safety import walking
from tests.safety.walking import CANARY, MAIL

NOON = "2043-11-24 18:00:00+00:00"


def everything():
    """Return every column of every table, and every session as it is read."""
    return "\n".join([everything_in_the_database(), *(str(row.get_decoded()) for row in Session.objects.all())])


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def asking(house, clock):
    """Somebody whose answers were all taken but the last, which is too long: it waits to be looked at."""
    visitor = Visitor()
    questions = walking.ask(visitor)
    form = visitor.go(questions[-1]).soup.find("main").find("form")
    too_long = walking.answers(form) | {"to_know": CANARY * 1000}
    visitor.send("Continue", **too_long)
    assert CANARY in visitor.soup.find(attrs={"name": "to_know"}).text
    return visitor


@pytest.fixture
def writing(house, clock):
    """Somebody on their own page whose message is too long: it waits to be looked at."""
    _asked, code = ask(house)
    visitor = Visitor().go("/mine/").send("Open", code=str(code)).go("/mine/request/messages/")
    name = visitor.soup.select_one("main textarea")["name"]
    visitor.send("Send", **{name: CANARY * MOST})
    assert CANARY in visitor.soup.select_one("main textarea").text
    return visitor


def test_words_on_the_way_are_in_no_table_and_no_session_CS_11(asking, writing):
    said = everything()

    assert (CANARY in said, MAIL in said) == (False, False)
    assert Session.objects.count() == 2


def test_search_for_words_would_find_them_CS_11(house, client):
    """To trust the search: it finds a word in the clear in a column and in a session."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO respite_cache VALUES ('a', %s, now())", [CANARY])
    session = client.session
    session["typed"] = MAIL
    session.save()

    said = everything()

    assert (CANARY in said, MAIL in said) == (True, True)


def test_answers_are_gone_half_an_hour_after_the_last_of_them_CS_11(asking, clock):
    key = Draft.objects.get().key_id
    clock.shift(timedelta(minutes=30))
    assert drafts.sweep() == 0

    clock.shift(timedelta(seconds=1))

    assert drafts.sweep() == 1
    assert Draft.objects.count() == 0
    assert not Key.objects.filter(pk=key).exists(), "with the key, what a backup holds falls silent, too"


def test_own_page_is_gone_with_what_was_typed_there_after_its_quiet_minutes_CS_11(writing, clock):
    clock.shift(guest_session.IDLE - timedelta(seconds=1))
    assert guest_session.sweep() == 0

    clock.shift(timedelta(seconds=1))

    assert guest_session.sweep() == 1
    assert Session.objects.count() == 0
    assert writing.go("/mine/request/messages/").address == "/mine/"


def test_sessions_that_ran_out_are_not_kept_and_others_are_CS_11(clock, client, desk, house):
    client.post("/ask/juniper-house/")
    mine, theirs = client.session.session_key, desk.session.session_key
    Session.objects.exclude(pk=theirs).update(expire_date=NOON)

    assert guest_session.sweep() == 1
    assert [row.pk for row in Session.objects.all()] == [theirs] != [mine]


def test_worker_forgets_what_is_idle_every_minute_CS_11(asking, writing, clock, monkeypatch):
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own is the worker's, too
    clock.shift(timedelta(minutes=31))

    tasks.every_minute(0)

    assert Draft.objects.count() == 0
    assert [row.get_decoded().get("mine") for row in Session.objects.all()] == [None]
