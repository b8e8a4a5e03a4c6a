"""The night door: the newest sheet on a phone while the database is away, and nothing for anybody else."""

import io
import json
import logging
import os
import subprocess
import sys
from urllib.parse import urlencode

import pypdf
import pytest
from django.db import OperationalError, connection
from django.test import Client

from intake import closing_to, erasing, flow, offering
from respite import codes
from stays import booking, nightkeep, nightly, stepping_back
from stays.models import Guest, Stay
from stays.views import nightdoor
from tests.cast import signed_in
from tests.factories import HouseFactory, ask, here, make_guest, nights_from_tonight
from tests.moments import later
from tests.respite.test_bad_days import ROOT
from tests.respite.test_secrets import GOOD
from tests.stays.nights import coded, folder  # noqa: F401 - fixtures

WRONG = "BCDF willow river willow river willow"


@pytest.fixture
def kept(coded, peer):  # noqa: F811
    """A house whose sheet names Rosa, kept for the phone."""
    here(coded, peer, make_guest(coded.organization, "Rosa", to_know="Knock twice."))
    nightly.make(coded, by=peer)
    return coded


def never(execute, sql, params, many, context):
    """Stand where the database is away."""
    raise OperationalError("connection refused")


def knock(code, address="/night/", browser=None):
    """Send a code while every query fails."""
    with connection.execute_wrapper(never):
        return (browser or Client()).post(address, {"code": code})


def test_door_opens_without_any_query_RE_12_RE_14(kept):
    answer = knock(kept.code)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Rosa" in page
    assert "Knock twice." in page
    assert "Tonight at Juniper House" in page


def test_door_opens_to_somebody_signed_in_without_any_query_RE_12(kept, peer):
    browser = signed_in(peer)

    assert "Rosa" in knock(kept.code, browser=browser).content.decode()


def test_door_asks_for_the_words_without_any_query_RE_12(kept):
    with connection.execute_wrapper(never):
        answer = Client().get("/night/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="code"' in page
    assert 'class="stack code-field"' in page
    assert "<title>Page</title>" in page
    assert "Juniper" not in page


@pytest.mark.django_db(transaction=True)
def test_door_answers_a_server_whose_database_is_stopped_RE_12(kept, folder):  # noqa: F811
    """A real process with a real port where nobody answers: only the folder and the secrets are there."""
    program = f"""
import io, sys
from respite.wsgi import application
def post(path, body):
    told = {{}}
    environ = {{"REQUEST_METHOD": "POST", "PATH_INFO": path, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0), "CONTENT_LENGTH": str(len(body)), "HTTP_COOKIE": "s=somebody",
        "CONTENT_TYPE": "application/x-www-form-urlencoded"}}
    body = b"".join(application(environ, lambda status, headers, *_: told.update(status=status)))
    return told["status"], body
import json
status, page = post("/night/", {urlencode({"code": kept.code}).encode()!r})
print(json.dumps([status, page.decode()]))
"""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("RESPITE_", "DJANGO_"))}
    # The same secrets as the process that kept the sheet; nothing else of it.
    secrets = {
        name: f"only-for-the-demo-and-the-tests-{name.lower()}"
        for name in ("RESPITE_SECRET_KEY", "RESPITE_VAULT_KEYS", "RESPITE_PEPPER")
    }
    environment = (
        plain
        | GOOD
        | secrets
        | {
            "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
            "RESPITE_STATE_DIR": str(folder.parent),
            "RESPITE_LOG_LEVEL": "CRITICAL",
        }
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    status, page = json.loads(done.stdout)
    assert status == "200 OK"
    assert "Rosa" in page


def test_paper_is_given_by_post_under_a_name_that_tells_nothing_CS_16(kept):
    answer = knock(kept.code, "/night/paper/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="sheet.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert "Rosa" in pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert Client().get("/night/paper/").status_code == 405


def test_every_code_that_opens_nothing_has_the_same_answer_SE_03(kept):
    locator = kept.code.split()[0]
    wrong = [WRONG, f"{locator} willow river willow river willow", locator, "", "x" * 5000, kept.code[:-1]]

    answers = [knock(code) for code in wrong]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert "That opened no sheet" in answers[0].content.decode()


def test_every_code_costs_the_same_slow_hash_SE_03(kept, monkeypatch):
    """Also one whose four signs nobody has: what takes long is done once for each."""
    done = []
    real = nightkeep.hash_secret_raw
    monkeypatch.setattr(nightkeep, "hash_secret_raw", lambda *args: done.append(args[2:]) or real(*args))

    for code in (WRONG, f"{kept.code.split()[0]} willow river willow river willow", "", kept.code):
        knock(code)

    assert len(done) == 4
    assert len(set(done)) == 1


def test_door_never_opens_by_its_address_SE_05(kept):
    answer = Client().get("/night/", {"code": kept.code})

    assert "Rosa" not in answer.content.decode()
    assert "Rosa" not in Client().post(f"/night/?{urlencode({'code': kept.code})}").content.decode()


def test_door_leaves_nothing_behind_CS_14_SE_45(kept, caplog):
    caplog.set_level(logging.DEBUG)
    words = kept.code.split()

    browser = Client()
    answers = [browser.get("/night/"), knock(kept.code, browser=browser), knock(WRONG, browser=browser)]

    assert not browser.cookies
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "Location" not in answer
    assert " ".join(words) not in caplog.text
    assert kept.code not in answers[2].content.decode()


def test_wrong_codes_are_counted_and_the_door_rests_SE_04(kept, monkeypatch):
    monkeypatch.setattr(nightdoor, "FROM_ONE", 3)
    for _ in range(3):
        assert knock(WRONG).status_code == 200
    hashed = []
    monkeypatch.setattr(nightkeep, "hash_secret_raw", lambda *args: hashed.append(args))

    answer = knock(kept.code)

    assert answer.status_code == 429
    assert "ten minutes" in answer.content.decode()
    assert hashed == []


def test_door_counts_each_visitor_by_a_print_and_forgets_SE_04(kept, monkeypatch):
    monkeypatch.setattr(nightdoor, "FROM_ONE", 1)
    knock(WRONG)

    elsewhere = Client().post("/night/", {"code": kept.code}, REMOTE_ADDR="198.51.100.7")

    assert "Rosa" in elsewhere.content.decode()
    assert not any(b"127.0.0.1" in who for who in nightdoor._wrong)
    monkeypatch.setattr(nightdoor, "WITHIN", -1)
    assert "Rosa" in knock(kept.code).content.decode()


def test_office_without_its_database_leads_to_the_door_and_guests_pages_do_not_RE_12(kept, peer):
    browser = signed_in(peer)
    browser.raise_request_exception = False

    with connection.execute_wrapper(never):
        office, guest = browser.get("/office/juniper-house/board/"), browser.get("/ask/juniper-house/")

    assert (office.status_code, guest.status_code) == (503, 503)
    assert 'href="/night/"' in office.content.decode()
    assert "/night/" not in guest.content.decode()


# files


def test_file_says_nothing_without_the_code_SE_45(kept, folder):  # noqa: F811
    [file] = list(folder.iterdir())

    kept_bytes = file.read_bytes()
    assert kept.slug not in file.name
    assert kept.code.split()[0].lower() not in file.name
    assert not any(word in kept_bytes for word in (b"Rosa", b"Juniper", b"Tonight", b"%PDF"))
    assert file.stat().st_mode & 0o077 == 0


def test_file_does_not_open_with_another_secret_of_the_installation(kept, settings):
    settings.RESPITE_VAULT_KEYS = "another-secret-of-another-installation-1"

    assert nightkeep.find(kept.code) is None


def test_file_that_was_changed_does_not_open(kept, folder):  # noqa: F811
    [file] = list(folder.iterdir())
    whole = file.read_bytes()
    for broken in (b"", whole[:5], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(broken)
        assert nightkeep.find(kept.code) is None


def test_sheet_is_gone_after_a_day_RE_14(kept, folder):  # noqa: F811
    with later(hours=23, minutes=50):
        assert nightkeep.find(kept.code)
        assert nightkeep.sweep() == 0

    with later(hours=24, minutes=1):
        assert nightkeep.find(kept.code) is None
        assert nightkeep.sweep() == 1

    assert list(folder.iterdir()) == []


def test_newest_sheet_takes_the_place_of_the_one_before(kept, folder, peer):  # noqa: F811
    here(kept, peer, make_guest(kept.organization, "Theo"))

    nightly.make(kept, by=peer)

    assert len(list(folder.iterdir())) == 1
    assert "Theo" in knock(kept.code).content.decode()


@pytest.fixture
def luz(coded, peer):  # noqa: F811
    """Luz, who asked on the web, was here and has left; the kept sheet is from before she left."""
    request, _code = ask(coded)
    flow.converse(request, outcome="known", by=peer)
    offered = offering.offer(request, nights=nights_from_tonight(coded), by=peer, talked=True)
    stay = booking.arrive(booking.confirm(offered.stay, by=peer), by=peer)
    nightly.make(coded, by=peer)
    booking.leave(stay, by=peer)
    return request


def opened(house):
    """Return what the code of a house opens, or nothing."""
    kept = nightkeep.find(house.code)
    return kept.words if kept else ""


def test_erasing_forgets_the_kept_sheet_at_once_and_the_worker_makes_another_SE_62(
    coded,  # noqa: F811
    luz,
    django_capture_on_commit_callbacks,
):
    assert "Luz" in opened(coded)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(luz)
        assert "Luz" in opened(coded)  # nothing is lost where the erasing is not carried through

    assert opened(coded) == ""
    with later(minutes=6):
        assert nightly.make_by_itself(coded)
        assert "Tonight at" in nightkeep.find(coded.code).title
        assert "Luz" not in opened(coded)


def test_erasing_forgets_the_sheet_of_every_house_they_stayed_in_SE_62(
    coded,  # noqa: F811
    luz,
    lead,
    django_capture_on_commit_callbacks,
):
    luz.refresh_from_db()
    other, third = (HouseFactory(organization=coded.organization) for _ in range(2))
    other.code, third.code = (str(nightly.new_code(each, by=lead).code) for each in (other, third))
    Stay.objects.filter(guest=luz.guest).update(house=other)
    for each in (other, third):
        nightly.make(each, by=lead)

    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(luz)

    assert [bool(opened(each)) for each in (coded, other, third)] == [False, False, True]


def test_stepping_back_covers_them_on_the_kept_sheet(kept, peer, lead, django_capture_on_commit_callbacks):
    rosa = Guest.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        stepping_back.close(rosa, house=kept, to=lead, by=peer)

    assert opened(kept) == ""
    with later(minutes=6):
        assert nightly.make_by_itself(kept)
        assert "Knock twice." not in opened(kept)
        assert "Rosa" not in opened(kept)


def test_closing_what_they_asked_covers_them_on_the_kept_sheet(coded, peer, lead, django_capture_on_commit_callbacks):  # noqa: F811
    request, _code = ask(coded)
    flow.converse(request, outcome="known", by=peer)
    request.refresh_from_db()
    here(coded, peer, request.guest)
    nightly.make(coded, by=peer)
    assert "Luz" in opened(coded)

    with django_capture_on_commit_callbacks(execute=True):
        closing_to.close(request, to=lead, by=peer)

    assert opened(coded) == ""
    with later(minutes=6):
        assert nightly.make_by_itself(coded)
        assert opened(coded)
        assert "Luz" not in opened(coded)


def test_disk_that_refuses_holds_up_no_verb(kept, folder, lead, caplog, django_capture_on_commit_callbacks):  # noqa: F811
    [file] = list(folder.iterdir())
    file.unlink()
    file.mkdir()  # what stands there cannot be deleted as a file

    with django_capture_on_commit_callbacks(execute=True):
        stepping_back.close(Guest.objects.get(), house=kept, to=lead, by=lead)

    assert list(Guest.objects.get().closed_to.all()) == [lead]
    assert "could not be deleted" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_new_code_ends_the_old_one_and_its_file(kept, folder, lead):  # noqa: F811
    old = kept.code

    new = str(nightly.new_code(kept, by=lead).code)

    assert list(folder.iterdir()) == []
    assert nightkeep.find(old) is None
    nightly.make(kept, by=lead)
    assert nightkeep.find(old) is None
    assert nightkeep.find(new)


def test_code_is_four_signs_and_five_gentle_words_SE_01(coded):  # noqa: F811
    locator, words = codes.read(coded.code)

    assert len(locator) == 4
    assert len(words) == 5
    assert set(words) <= set(codes.words())


def test_code_stands_nowhere_in_the_database_in_the_clear_SE_45(coded):  # noqa: F811
    from stays.models import NightCode

    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM stays_nightcode")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT facts::text FROM respite_entry")
        facts = " ".join(row[0] for row in cursor.fetchall())

    words = coded.code.split()[1:]
    assert NightCode.objects.count() == 1
    assert not any(word.encode() in stored or word in facts for word in words)
