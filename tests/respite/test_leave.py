"""The way out: what it ends, what it leaves, and where it leads (CS-02, CS-05, CS-07, CS-09, CS-11)."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from intake.models import Draft
from respite import leaving
from respite.models import Key
from tests.browsing import Visitor
from tests.factories import ask
from tests.safety import walking

ROOT = Path(__file__).resolve().parents[2]


def test_leave_ends_the_session_and_leads_out_CS_02(client, house, settings):
    client.post("/ask/juniper-house/")
    assert Session.objects.count() == 1

    answer = client.get("/leave/")

    assert answer.status_code == 303
    assert answer["Location"] == settings.LEAVE_URL
    assert answer["Referrer-Policy"] == "no-referrer"
    assert Session.objects.count() == 0


def test_leave_deletes_cookies_and_clears_storage_CS_05(client, house, settings):
    client.get("/ask/juniper-house/")
    client.post("/ask/juniper-house/")

    answer = client.get("/leave/")

    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer["Cache-Control"] == "no-store"
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert answer.cookies[name]["max-age"] == 0
        assert answer.cookies[name].value == ""


def test_leave_destroys_answers_on_the_way_CS_11(client, house):
    client.post("/ask/juniper-house/")
    client.post("/ask/juniper-house/name/", {"name": "Luz"})
    assert Draft.objects.count() == 1

    client.get("/leave/")

    assert Draft.objects.count() == 0
    assert Key.objects.count() == 0


def rows():
    """Return how many rows each table holds."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return Counter(dict(cursor.fetchall()))


def test_leave_in_the_middle_of_asking_writes_nothing_and_sends_nothing_CS_09(client, house):
    walking.ask(Visitor(), words="Somebody else, who stays")
    visitor = Visitor()
    walking.ask(visitor)
    before = rows()

    answer = visitor.client.get("/leave/")

    assert answer.status_code == 303  # at once: nothing is asked, nothing is confirmed
    gone, new = before - rows(), rows() - before
    assert gone == {"django_session": 1, "intake_draft": 1, "respite_key": 1}
    assert new == {}


def test_leave_from_the_own_page_changes_nothing_but_the_session_CS_09(client, house):
    _asked, code = ask(house)
    client.post("/mine/", {"code": str(code)})
    assert client.get("/mine/request/").status_code == 200
    before = rows()

    client.get("/leave/")

    assert (before - rows(), rows() - before) == ({"django_session": 1}, {})
    assert client.get("/mine/request/")["Location"] == "/mine/"


def test_leave_works_without_a_session(client, db):
    assert client.get("/leave/").status_code == 303


@pytest.mark.parametrize("broken", ["flush", "get"])
def test_leave_works_without_the_database(client, house, settings, monkeypatch, broken):
    client.post("/ask/juniper-house/")

    def down(*words):
        raise OperationalError("gone")

    monkeypatch.setattr(f"django.contrib.sessions.backends.db.SessionStore.{broken}", down)

    answer = client.get("/leave/")

    assert answer.status_code == 303
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0


def test_leave_is_asked_for_by_a_link_and_by_nothing_else_CS_02(client, db):
    answer = client.post("/leave/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET")


@pytest.mark.parametrize("place", ["https://www.weather.gov/", "https://news.example/today"])
def test_neutral_place_may_be_any_plain_page_CS_07(place):
    assert leaving.fault(place, "https://house.example") == ""


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("", "https://"),
        ("weather.gov", "https://"),
        ("http://www.weather.gov/", "https://"),
        ("https://", "https://"),
        ("https://search.example/?q=weather", "plain"),
        ("https://news.example/#mine", "plain"),
        ("https://luz@news.example/", "plain"),
        ("https://luz:words@news.example/", "plain"),
        ("https://house.example/houses/", "away from this site"),
        ("https://search.example/Mental%20health", "what this site is about"),
        ("https://respite-houses.example/", "what this site is about"),
    ],
)
def test_neutral_place_is_secure_impersonal_and_says_nothing_CS_07(place, fault):
    assert fault in leaving.fault(place, "https://house.example")


def test_neutral_place_unless_set_is_a_national_weather_page_CS_07():
    assert django_settings.LEAVE_URL == "https://www.weather.gov/"
    assert leaving.fault(django_settings.LEAVE_URL, django_settings.BASE_URL) == ""


def test_server_does_not_start_with_another_kind_of_place_CS_07():
    environment = os.environ | {"RESPITE_LEAVE_URL": "https://search.example/?q=house"}
    environment |= {"DATABASE_URL": "postgresql:///unused"}

    started = subprocess.run(
        [sys.executable, "-c", "import respite.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert "RESPITE_LEAVE_URL must be a plain address, without ? and # and @ (CS-07)." in started.stderr


def test_address_that_only_takes_forms_shows_the_way_out_CS_01(client, house):
    page = client.get("/mine/close/")

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert 'class="leave"' in page.content.decode()


def test_machine_that_wants_no_page_gets_none(client, db):
    answer = client.post("/healthz", headers={"accept": "application/json"})

    assert (answer.status_code, answer.content) == (405, b"")
