"""The public process with its own role of the database: all that is public answers, and no guest can be read."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import resolve
from psycopg import errors

from openings import publishing
from pages import seeding
from respite import public_doors, public_role
from respite.models import House
from stays import agreeing
from tests import factories
from tests.cast import signed_in
from tests.respite import publicly
from tests.safety.guest_pages import walk
from tests.site import pooling
from tests.site.directory import every_address

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "/", "/houses/", "/houses/juniper-house/", "/what-we-keep/", "/safer-browsing/", "/accessibility/",
    "/for-families/", "/who-does-what/", "/for-directories/", "/for-directories/juniper-house/", "/es/for-directories/",
    "/for-directories/area/juniper-county/", "/for-directories/try/?method=GET&address=/hsds/v3/services",
    "/houses/juniper-house/guidelines/", "/houses/juniper-house/guidelines.pdf", "/es/houses/juniper-house/guidelines/",
    "/houses/juniper-house/guidelines/poster/", "/houses/juniper-house/guidelines-poster.pdf",
    "/robots.txt", "/sitemap.xml", "/healthz",
]  # fmt: skip
OUTLETS = [
    "/api/v1/availability", "/api/v1/availability/juniper-house", "/api/v1/openapi.json", "/embed/juniper-house/",
    "/embed/v1/respite-availability.js", "/feeds/availability.json", "/feeds/availability.atom",
    "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fhouses%2Fjuniper-house%2F",
]  # fmt: skip
CLOSED = [
    "/ask/juniper-house/", "/mine/", "/es/mine/", "/office/", "/account/login/", "/cms/", "/night/", "/documents/1/x",
    "/mine/request/", "/office/juniper-house/",
]  # fmt: skip
SECRET = "a guest nobody may read"
PRIVATE = [
    "stays_guest", "stays_stay", "stays_allocation", "intake_request", "intake_offer", "respite_person", "respite_key",
    "respite_entry", "respite_membership", "django_session", "wagtailcore_revision", "openings_grid",
    "procrastinate_jobs",
]  # fmt: skip
WITHHELD = [
    "respite_house.address", "openings_notice.confirmed_by_id", "openings_notice.by_hand", "stays_guidelines.by_id",
    "openings_poolednotice.beds", "openings_poolednotice.named",
]  # fmt: skip
WRITES = [
    "INSERT INTO openings_notice (band) VALUES ('open')", "UPDATE respite_house SET name = 'x'",
    "DELETE FROM wagtailcore_page", "CREATE TABLE mine (id int)",
]  # fmt: skip
KEYS = ("RESPITE_SECRET_KEY", "RESPITE_VAULT_KEYS", "RESPITE_PEPPER")


@pytest.fixture
def furnished(house, peer, lead):
    """A house with its page, guidelines in two languages, a notice, a request and a stay."""
    spanish = agreeing.Words("# Silencio\nHay silencio de noche.", "es")
    agreeing.agree(house, text="# Quiet\nQuiet hours are from 10 pm to 8 am.", by=lead, others=[spanish])
    house.organization.phone = ""
    seeding.plant(house.organization, on=house.tonight())
    publishing.confirm(house, by=peer)
    factories.ask(house, name=SECRET)
    factories.here(house, peer, guest=factories.make_guest(house.organization, name=SECRET))
    return house


@pytest.fixture
def role(db):
    with publicly.role() as name:
        yield name


@pytest.fixture
def public(furnished, role, settings):
    with publicly.become(role, settings):
        yield Client()


# What is public answers.


@pytest.mark.parametrize("key", ["respite_bcdfghjk_" + "a" * 43, "respite_x"])
def test_every_key_is_told_in_the_same_words_that_keys_are_read_elsewhere(key, public, settings):
    settings.DESK_URL = "https://ask.valley.example"
    for path in ("/api/v1/availability", "/api/v1/availability/juniper-house"):
        answer = public.get(path, headers={"authorization": f"Bearer {key}"})

        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer.json()["detail"].endswith("With a key, ask https://ask.valley.example instead.")
        assert (answer["Cache-Control"], answer["WWW-Authenticate"]) == ("private, no-store", 'Bearer realm="partners"')


def test_every_public_address_answers_with_the_public_role(public):
    for path in [*PAGES, *OUTLETS]:
        answer = public.get(path)

        assert (path, answer.status_code) == (path, 200)
        assert not answer.cookies
        assert SECRET not in answer.content.decode(errors="replace")


def test_every_address_of_the_directory_answers_with_the_public_role(public):
    addresses = every_address(public)

    assert {public.get(path).status_code for path in addresses} == {200}
    assert len(addresses) > 30


def test_word_of_an_area_is_read_with_the_public_role(furnished, role, settings):
    for slug in ("ash", "elm", "oak"):
        pooling.member(furnished.organization, slug)
    pooling.minute()

    with publicly.become(role, settings):
        answer = Client().get("/api/v1/availability/oak").json()

    assert answer["precision"] == "pooled"


def test_page_with_the_public_role_is_the_same_as_without(furnished, role, settings):
    def main(client):
        return [client.get(path).content for path in ["/", "/houses/juniper-house/", *OUTLETS]]

    before = main(Client())
    with publicly.become(role, settings):
        after = main(Client())

    assert before == after


def test_way_out_works_and_leads_to_the_neutral_page(public):
    answer = public.get("/leave/")

    assert (answer.status_code, answer["Location"]) == (303, "https://www.weather.gov/")
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'


def test_what_is_not_there_is_said_with_the_public_role(public):
    for path in ("/nothing-here/", "/houses/nowhere/", "/for-directories/nowhere/"):
        answer = public.get(path)

        assert (answer.status_code, "There is no page here" in answer.text) == (404, True)


# What is not public does not.


@pytest.mark.parametrize("method", ["get", "post"])
def test_all_else_says_in_plain_words_that_it_is_not_here(method, public):
    for path in CLOSED:
        answer = getattr(public, method)(path)
        heading = BeautifulSoup(answer.content, "html.parser").h1.get_text()

        assert answer.status_code == 404
        assert heading == "You can only read here" or path.startswith("/es/")
        assert "988" in answer.text
        assert not answer.cookies


def test_every_address_is_either_open_or_closed_on_purpose(db):
    shut = ("office", "account", "mfa", "cms", "wagtailadmin", "desk:", "stays:", "connections:", "intake:")
    known = {name for name, _route in walk()}

    assert known >= public_doors.OPEN
    for path in ("/office/", "/ask/juniper-house/", "/mine/", "/cms/pages/", "/account/2fa/", "/documents/1/a.pdf",
                 "/_util/login/", "/office/hide-names/", "/_util/authenticate_with_password/1/1/"):  # fmt: skip
        assert not public_doors.is_open(resolve(path)), path
    assert not [name for name in public_doors.OPEN if name.startswith(shut)]


def test_SE_55_reading_a_guest_is_refused_by_the_database(furnished, role):
    with psycopg.connect(publicly.address(role), autocommit=True) as mine:
        for table in PRIVATE:
            with pytest.raises(errors.InsufficientPrivilege):
                mine.execute(f"SELECT * FROM {table} LIMIT 1")


def test_SE_55_columns_that_are_nobodys_business_are_refused(furnished, role):
    with psycopg.connect(publicly.address(role), autocommit=True) as mine:
        for column in WITHHELD:
            table, _dot, name = column.partition(".")
            mine.execute(f"SELECT count(*) FROM {table}")
            with pytest.raises(errors.InsufficientPrivilege):
                mine.execute(f"SELECT {name} FROM {table}")


def test_nothing_can_be_written_even_where_somebody_lifts_read_only(furnished, role):
    with psycopg.connect(publicly.address(role), autocommit=True) as mine:
        for statement in WRITES:
            mine.execute("SET default_transaction_read_only = on")
            with pytest.raises(errors.ReadOnlySqlTransaction):
                mine.execute(statement)
            mine.execute("SET default_transaction_read_only = off")
            with pytest.raises(errors.InsufficientPrivilege):
                mine.execute(statement)


def test_a_guest_is_refused_to_the_application_too(public):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        factories.Guest.objects.first()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        str(House.objects.get().address)


def test_list_is_whole_and_names_only_what_is_there(furnished, role):
    tables = set(connection.introspection.table_names())

    assert set(public_role.COLUMNS) | set(public_role.TABLES) <= tables
    assert public_role.more_than_public(role) == []
    assert {"stays_guest", "intake_request", "respite_person"} <= set(public_role.more_than_public())
    assert not [name for name in public_role.COLUMNS if name.startswith("intake_")]
    assert [name for name in public_role.COLUMNS if name.startswith("stays_")] == [
        "stays_guidelines", "stays_guidelineswords",
    ]  # fmt: skip


# How to ask.


def test_form_and_the_guests_page_are_linked_where_they_are(public, settings):
    settings.DESK_URL = "https://ask.valley.example"
    page = BeautifulSoup(public.get("/houses/juniper-house/").content, "html.parser")

    links = [link["href"] for link in page.select("a[href*='/ask/'], a[href*='/mine/']")]

    assert "https://ask.valley.example/ask/juniper-house/" in links
    assert "https://ask.valley.example/es/ask/juniper-house/" in links
    assert all(link.startswith("https://ask.valley.example/") for link in links)


def test_guest_who_comes_to_the_wrong_address_is_led_on(public, settings):
    settings.DESK_URL = "https://ask.valley.example"

    page = BeautifulSoup(public.get("/ask/juniper-house/?who=%22%3E").content, "html.parser")
    office = public.get("/office/").text

    assert page.select_one("a.button")["href"] == "https://ask.valley.example/ask/juniper-house/"
    assert "ask.valley.example/office" not in office


def test_other_process_links_to_itself(furnished):
    page = Client().get("/houses/juniper-house/").text

    assert 'href="/ask/juniper-house/"' in page


# Whether it is well.


def test_readyz_goes_on_without_a_worker_and_not_with_a_role_that_reads_guests(public, role, settings):
    mine = public.get("/readyz")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    wrong = public.get("/readyz")

    assert (mine.status_code, mine.json()["worker"], mine.json()["role"]) == (200, "down", "ok")
    assert (wrong.status_code, wrong.json()["role"]) == (503, "down")
    assert "role" not in Client().get("/readyz").json() or settings.PUBLIC


# The command.


def said(*args, **options):
    out = StringIO()
    call_command("public_role", *args, stdout=out, **options)
    return out.getvalue()


def test_command_prints_what_somebody_else_may_run(db):
    printed = said("--sql")

    assert 'GRANT SELECT ("house_id", "band"' in printed
    assert "stays_guest" not in printed
    assert "CREATE ROLE" in printed


@pytest.mark.parametrize("name", ["Public", "a b", "x;--", "", "1a", "x" * 64])
def test_command_refuses_names_that_are_none(name, db):
    with pytest.raises(CommandError, match="small letters"):
        said("--name", name)


def test_command_says_what_to_do_where_it_may_make_no_roles(db):
    with pytest.raises(CommandError, match="public_role --sql"):
        said("--name", f"{publicly.ROLE}_none")


def test_command_checks_and_names_what_is_too_much(furnished, role):
    assert said("--check", "--name", role) == f"{role} can read what is public, and nothing else.\n"

    with psycopg.connect(publicly.address(None), autocommit=True) as server:
        server.execute(f"GRANT SELECT (id) ON stays_guest TO {role}")

    with pytest.raises(CommandError, match="with: stays_guest"):
        said("--check", "--name", role)


def test_statements_take_away_what_was_given_before(furnished, role):
    with psycopg.connect(publicly.address(None), autocommit=True) as server:
        server.execute(f"GRANT SELECT ON respite_person, stays_guest TO {role}")
        server.execute(f"GRANT INSERT (band) ON openings_notice TO {role}")
        before = public_role.more_than_public(role)
        for one in public_role.statements(role):
            server.execute(one)

    assert before == ["openings_notice", "respite_person", "stays_guest"]
    assert public_role.more_than_public(role) == []


# For real: a process of its own that signs in as the role, without any key.

PROCESS = """
import json, sys
from respite.wsgi import application
from respite.management.commands.bench import answer
from django.conf import settings
found = {}
for path in json.load(sys.stdin):
    try:
        status, headers, body = answer(application, path)
        found[path] = int(status[:3])
    except RuntimeError as wrong:
        found[path] = int(str(wrong).rpartition(" answered ")[2][:3])
print(json.dumps({"answers": found, "sessions": any("Session" in one for one in settings.MIDDLEWARE)}))
"""


@pytest.mark.django_db(transaction=True)
def test_process_of_its_own_serves_the_public_with_the_role_and_no_key(furnished):
    with publicly.role() as name:
        told = {key: value for key, value in os.environ.items() if not key.startswith("RESPITE_")}
        environment = told | {"RESPITE_ROLE": "public", "RESPITE_DEBUG": "1", "RESPITE_TEST": "1",
                              "DATABASE_URL": publicly.address(name), "PYTHONPATH": str(ROOT)}  # fmt: skip
        asked = [*PAGES, *OUTLETS, "/readyz", "/office/", "/ask/juniper-house/"]
        done = subprocess.run([sys.executable, "-c", PROCESS], cwd=ROOT, env=environment, input=json.dumps(asked),
                              capture_output=True, text=True, check=False)  # fmt: skip

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {path for path, status in found["answers"].items() if status != 200} == {"/office/", "/ask/juniper-house/"}
    assert found["sessions"] is False


def test_public_process_has_no_key_even_where_keys_are_set(db):
    told = "from django.conf import settings as s; print(s.SECRET_KEY, s.RESPITE_VAULT_KEYS, s.RESPITE_PEPPER)"
    keys = {name: f"a-key-that-must-not-be-read-{name}" for name in KEYS}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "respite.settings",
                   "DATABASE_URL": "postgresql:///unused", "RESPITE_ROLE": "public", **keys}  # fmt: skip

    command = [sys.executable, "-c", told]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert "must-not-be-read" not in done.stdout
    assert len(set(done.stdout.split())) == 3


def test_signed_in_colleague_is_nobody_there(public, peer):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    desk = signed_in(peer)

    assert desk.get("/office/juniper-house/").status_code == 404
