"""Bad days: no database, a stuck lock, a slow query, no worker. A plain sentence, a number to ring, and a way out."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction
from django.test import Client

from intake import offering
from respite import changes, locks, phones, serving
from respite.models import House, Organization
from respite.nights import Nights
from stays import beds
from tests.cast import member, signed_in
from tests.factories import ask, expected, held, make_guest
from tests.moments import refused
from tests.respite.test_secrets import GOOD

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def numbers(house, settings, tmp_path, monkeypatch):
    """The numbers of the houses, remembered on a good day."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(phones, "_kept", [])
    monkeypatch.setattr(phones, "_kept_at", 0.0)
    phones.remember()
    return tmp_path


@pytest.fixture
def client(db):
    return Client(raise_request_exception=False)


NUMBERS = {"tel:+17155550142", "tel:+17155550133"}


def down(kind=OperationalError):
    """Make every query fail, as it does when the database is away."""

    def fail(execute, sql, params, many, context):
        raise kind("connection refused")

    return connection.execute_wrapper(fail)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_database_down_is_a_503_with_the_number_of_the_house_RE_12(numbers, client, kind):
    with down(kind):
        answer = client.get("/ask/juniper-house/")

    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "no-store" in answer["Cache-Control"]
    assert "(715) 555-0142" in page
    assert 'href="tel:+17155550142"' in page
    assert 'href="tel:988"' in page
    assert 'href="/leave/"' in page
    assert "Nothing you sent in the last minute was kept" in page


def test_database_down_during_a_post_claims_nothing_was_saved_RE_12(numbers, client):
    with down():
        answer = client.post("/mine/", {"code": "B7KM willow river"})

    assert answer.status_code == 503
    assert "was kept" in answer.content.decode()


def test_database_down_for_staff_signed_in_is_a_503_too_RE_12(numbers, peer):
    browser = signed_in(peer)
    browser.raise_request_exception = False

    with down():
        answer = browser.get("/office/juniper-house/")

    assert answer.status_code == 503
    assert "(715) 555-0142" in answer.content.decode()


def test_way_out_works_without_the_database_RE_12_CS_02(numbers, peer):
    for browser in (Client(), signed_in(peer)):
        with down():
            answer = browser.get("/leave/")

        assert answer.status_code == 303
        assert answer["Location"].startswith("https://")
        assert answer.cookies["s"]["max-age"] == 0


def test_database_comes_back_without_a_restart_RE_12(numbers, client):
    with down():
        assert client.get("/mine/").status_code in {200, 503}
        assert client.get("/ask/juniper-house/").status_code == 503

    assert client.get("/ask/juniper-house/").status_code in {200, 302, 303}


def lines(answer):
    """Return what stands beside each number of the help area."""
    page = BeautifulSoup(answer.content, "html.parser")
    found = {}
    for line in page.select("#help li"):
        words = " ".join(line.get_text(" ").split())
        found[line.a["href"]] = words
    return found


def test_every_number_of_a_bad_day_says_whose_it_is_and_ours_are_among_them_RE_12(numbers, client, monkeypatch):
    runs = House.objects.get().organization
    Organization.objects.filter(pk=runs.pk).update(
        phone="+17155550111", warm_line="+17155550122", warm_line_hours="5 to 9"
    )
    monkeypatch.setattr(phones, "_kept_at", -1000.0)
    phones.remember()

    with down():
        answer = client.get("/ask/juniper-house/")

    said = lines(answer)
    house = House.objects.get()
    assert said["tel:+17155550142"] == f"(715) 555-0142 {house.neutral_name}: {house.phone_hours}"
    assert said["tel:+17155550111"] == f"(715) 555-0111 {runs.neutral_name}"
    assert said["tel:+17155550122"] == f"(715) 555-0122 Warm line. Talk with a peer. {runs.neutral_name}: 5 to 9."
    assert "tel:988" in said
    assert BeautifulSoup(answer.content, "html.parser").select_one(".top-name span").get_text() == runs.neutral_name


def test_bad_day_of_one_site_tells_no_number_of_another_organization_RE_12(numbers, harbor, client, monkeypatch):
    mine = House.objects.get(slug="juniper-house")
    House.objects.update(published=True)
    House.objects.filter(pk=harbor.pk).update(phone="+17155550133")
    monkeypatch.setattr(phones, "_kept_at", -1000.0)
    phones.remember()

    with down():
        told = {path: set(lines(client.get(path))) for path in ("/ask/juniper-house/", "/es/ask/harbor/", "/mine/")}

    assert (told["/ask/juniper-house/"] & NUMBERS, told["/es/ask/harbor/"] & NUMBERS) == (
        {f"tel:{mine.phone}"},
        {"tel:+17155550133"},
    )
    assert told["/mine/"] >= NUMBERS  # nothing tells whose it is


def test_host_of_a_site_tells_whose_numbers_are_meant_and_the_default_site_answers_for_the_rest(numbers, monkeypatch):
    facts = {"neutral_name": "N", "phone": "", "warm_line": "", "warm_line_hours": ""}
    runs = [
        phones.Runs("valley", "Valley", hosts=["valley.example"], default=True, **facts),
        phones.Runs("coast", "Coast", hosts=["coast.example"], **facts),
    ]
    monkeypatch.setattr(phones, "organizations", lambda: runs)

    assert [phones.of_page(host, "/").organization for host in ("valley.example", "coast.example", "x.example")] == [
        *runs,
        runs[0],
    ]


def test_numbers_written_by_an_older_version_break_nothing(numbers):
    (numbers / "phones.json").write_text('[{"slug": "x", "name": "X", "phone": "+17155550142", "hours": ""}]')

    assert [known.slug for known in phones.known()] == ["juniper-house"]
    assert [runs.slug for runs in phones.organizations()] == [House.objects.get().organization.slug]


def test_another_error_is_a_500_in_plain_words(numbers, client, monkeypatch):
    monkeypatch.setattr(House, "tz", property(lambda house: 1 / 0))

    answer = signed_in_error(client)

    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something broke on our side" in page
    assert "Retry-After" not in answer
    assert "ZeroDivisionError" not in page


def signed_in_error(client):
    """Return what a page answers that asks for the house's time."""
    browser = signed_in(member(House.objects.get(), "peer", "Sky"))
    browser.raise_request_exception = False
    return browser.get("/office/juniper-house/")


def test_numbers_are_known_to_a_process_that_never_saw_the_database_RE_12(numbers, monkeypatch):
    monkeypatch.setattr(phones, "_kept", [])

    assert [(known.slug, known.phone) for known in phones.known()] == [("juniper-house", "+17155550142")]


def test_numbers_are_known_although_the_file_cannot_be_written(house, settings, tmp_path, monkeypatch):
    (tmp_path / "state").write_text("a file stands where the folder should be")
    settings.STATE_DIR = tmp_path / "state"
    monkeypatch.setattr(phones, "_kept", [])
    monkeypatch.setattr(phones, "_kept_at", 0.0)

    phones.remember()

    assert [known.name for known in phones.known()] == ["Juniper House"]


def test_numbers_leave_out_houses_that_are_not_published(numbers, harbor, monkeypatch):
    House.objects.filter(pk=harbor.pk).update(published=False)
    monkeypatch.setattr(phones, "_kept_at", -1000.0)

    phones.remember()

    assert [known.slug for known in phones.known()] == ["juniper-house"]


def test_broken_or_missing_file_is_no_second_misfortune(numbers, client, monkeypatch):
    monkeypatch.setattr(phones, "_kept", [])
    for words in ("", "{", '[{"fax": 1}]', "null"):
        (numbers / "phones.json").write_text(words)
        with down():
            answer = client.get("/ask/juniper-house/")
        assert answer.status_code == 503
        assert 'href="tel:988"' in answer.content.decode()


LIVE = """
import io, json, sys
from respite.wsgi import application

def get(path, cookie):
    answer = {}
    def start(status, headers, *_):
        answer.update(status=int(status[:3]), headers=dict(headers))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
               "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "HTTP_COOKIE": cookie,
               "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "CONTENT_LENGTH": "0"}
    body = application(environ, start)
    return answer | {"body": b"".join(body).decode()}

print(json.dumps({path: get(path, cookie="s=somebody") for path in sys.argv[1:]}))
"""


def test_server_that_never_reached_its_database_tells_the_number_RE_12_RE_24(numbers):
    """A real process with a real port where nobody answers."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("RESPITE_", "DJANGO_"))}
    environment = (
        plain
        | GOOD
        | {
            "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
            "RESPITE_STATE_DIR": str(numbers),
            "RESPITE_LOG_LEVEL": "CRITICAL",
        }
    )
    paths = ["/", "/ask/juniper-house/", "/office/", "/cms/", "/leave/", "/healthz", "/readyz"]

    done = subprocess.run(
        [sys.executable, "-c", LIVE, *paths], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    for path in ("/", "/ask/juniper-house/", "/office/", "/cms/"):
        assert (path, answers[path]["status"]) == (path, 503)
        assert answers[path]["headers"]["Retry-After"] == "30"
        assert "(715) 555-0142" in answers[path]["body"]
        assert 'href="/leave/"' in answers[path]["body"]
    assert answers["/leave/"]["status"] == 303
    assert answers["/healthz"]["status"] == 200
    assert answers["/readyz"]["status"] == 503
    assert json.loads(answers["/readyz"]["body"]) == {
        "status": "down",
        "database": "down",
        "migrations": "down",
        "worker": "down",
    }


# health


def beat(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def test_healthz_asks_nobody(client):
    with down():
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz_is_ok_when_all_parts_work_RE_24(numbers, client):
    beat(5)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok", "worker": "ok"}


@pytest.mark.parametrize("last", [None, 3600])
def test_readyz_says_that_the_worker_is_down_RE_24(numbers, client, last):
    if last:
        beat(last)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "ok", "migrations": "ok", "worker": "down"}


def test_readyz_of_an_empty_database_says_so_and_does_not_break_RE_24(numbers, client, monkeypatch):
    def no_table():
        raise ProgrammingError('relation "procrastinate_workers" does not exist')

    monkeypatch.setattr(serving, "worker_alive", no_table)

    assert client.get("/readyz").json()["worker"] == "down"


def test_readyz_keeps_the_numbers_fresh(numbers, client, monkeypatch):
    House.objects.update(phone="+17155550199")
    monkeypatch.setattr(phones, "_kept_at", -1000.0)

    client.get("/readyz")

    assert [known.phone for known in phones.known()] == ["+17155550199"]


# locks and limits of time


def test_database_waits_for_nobody_for_ever_RE_13(db):
    with connection.cursor() as cursor:
        limits = {}
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            limits[name] = cursor.fetchone()[0]

    assert limits == {
        "lock_timeout": "5s",
        "statement_timeout": "20s",
        "idle_in_transaction_session_timeout": "30s",
    }


@pytest.fixture
def stuck(house, peer):
    """Somebody in another connection has locked the house and does not let go."""
    let_go, holding = threading.Event(), threading.Event()

    def keep():
        with transaction.atomic():
            House.objects.select_for_update().get(pk=house.pk)
            holding.set()
            let_go.wait(20)
        connection.close()

    keeper = threading.Thread(target=keep)
    keeper.start()
    holding.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    yield
    let_go.set()
    keeper.join()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_stuck_lock_is_a_sentence_within_its_time_RE_13(house, peer, stuck):
    guest = make_guest(house.organization)
    begun = time.monotonic()

    sentence = refused("busy", held, house, peer, guest)

    assert sentence == "Somebody else is changing this house right now. Please try again."
    assert time.monotonic() - begun < 2
    assert not house.stays.exists()


def failing(*errors):
    """Return a verb that fails with each of the SQLSTATEs in turn, and then succeeds."""
    left = list(errors)
    seen = []

    @locks.again
    def verb():
        seen.append(1)
        if left:
            state = left.pop(0)
            with connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{state}'; END $$")
        return len(seen)

    return verb


@pytest.mark.django_db(transaction=True)
def test_deadlock_or_serialization_failure_is_tried_again_RE_02():
    assert failing("40P01", "40001", "40P01")() == 4


@pytest.mark.django_db(transaction=True)
def test_trying_ends_after_five_times_with_a_sentence_RE_02():
    verb = failing(*["40P01"] * 9)

    assert "changing this house right now" in refused("busy", verb)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["57014", "53300", "08006"])
def test_other_trouble_is_not_tried_again_RE_02(state):
    verb = failing(state)

    with pytest.raises(OperationalError):
        verb()

    assert verb() == 2


def test_deadlock_inside_somebody_elses_transaction_is_theirs_to_try_again_RE_02(db):
    with pytest.raises(OperationalError), transaction.atomic():
        failing("40P01")()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_verb_tried_again_leaves_nothing_half_written_RE_02(house, peer, state, monkeypatch):
    trouble = [state, state]

    def listener(house):
        if trouble:
            with connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{trouble.pop()}'; END $$")

    monkeypatch.setattr(changes, "_listeners", [listener])
    request, _ = ask(house)

    offering.offer(request, nights=Nights.starting(house.tonight(), 2), by=peer)

    assert (house.stays.count(), request.offers.count(), request.conversations.count()) == (1, 1, 1)


def test_lost_race_is_a_sentence_with_the_words_of_the_constraint_RE_02(house, peer, monkeypatch):
    stay = expected(house, peer)
    there = stay.allocations.get().bed
    monkeypatch.setattr(beds, "choose", lambda house, nights, *more, **most: [beds.Part(there, nights)])

    sentence = refused("taken", held, house, peer, make_guest(house.organization))

    assert sentence == "That night was taken a moment ago."
    assert house.stays.count() == 1
