import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError

from intake.models import Draft
from respite.models import Entry, Key


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


def test_leave_writes_nothing_about_the_person_CS_09(client, house):
    client.post("/ask/juniper-house/")

    client.get("/leave/")

    assert Entry.objects.count() == 0


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


def test_neutral_place_is_secure_and_not_a_search_CS_07(settings):
    assert settings.LEAVE_URL.startswith("https://")
    assert "?" not in settings.LEAVE_URL
