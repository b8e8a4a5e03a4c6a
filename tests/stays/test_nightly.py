"""A night sheet at each change of shift: by itself, exactly once, and a sentence where it could not be kept."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import override

from openings import tasks
from respite.deciding import decide
from respite.models import House
from stays import logbook, nightkeep, nightly, stepping_back
from stays.models import NightCode, NightSheet
from tests.cast import signed_in
from tests.factories import here, make_guest
from tests.moments import later
from tests.stays.nights import CHICAGO, at, coded, folder  # noqa: F401 - fixtures


def fresh():
    return House.objects.select_related("organization")


def made():
    return [(str(row.date), row.band) for row in NightSheet.objects.filter(by=None).order_by("made_at")]


@pytest.fixture
def quick(monkeypatch):
    """Leave the paper out, where it is not what is looked at."""
    monkeypatch.setattr("respite.pdf.make", lambda template, context: b"")


def minutes(first, last, step=20):
    """Let the worker's minutes pass between two instants of the world."""
    moment, end = datetime.fromisoformat(first).replace(tzinfo=UTC), datetime.fromisoformat(last).replace(tzinfo=UTC)
    while moment <= end:
        with time_machine.travel(moment, tick=False):
            nightly.make_due(fresh())
        moment += timedelta(minutes=step)


def test_sheet_is_made_when_a_shift_begins_and_only_then_RE_14(coded, quick):  # noqa: F811
    NightSheet.objects.all().delete()
    minutes("2043-11-24T12:40", "2043-11-25T13:40")  # 6:40 am to 7:40 am the next day

    assert made() == [
        ("2043-11-23", "night"),
        ("2043-11-24", "day"),
        ("2043-11-24", "evening"),
        ("2043-11-24", "night"),
        ("2043-11-25", "day"),
    ]
    assert NightSheet.objects.filter(check_word="").count() == 0


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-03-07T12:40", "2026-03-09T13:00", ["07", "08", "09"]),  # one night has an hour less
        ("2026-10-31T11:40", "2026-11-02T13:40", ["31", "01", "02"]),  # one night has an hour more
    ],
)
def test_clock_change_makes_no_sheet_twice_and_leaves_none_out(coded, quick, first, last, days):  # noqa: F811
    minutes(first, last, step=30)

    found = made()
    assert len(found) == len(set(found))
    assert [(on[-2:], band) for on, band in found[1:7]] == [
        (day, band) for day in days[:2] for band in ("day", "evening", "night")
    ]
    assert found[-1][1] == "day"


def test_sheet_follows_the_hours_of_the_house(coded, quick, lead):  # noqa: F811
    with at("2043-11-20 12:00"):
        decide(coded, night_from=24, evening_from=18, by=lead)
    minutes("2043-11-24T21:00", "2043-11-25T06:40")  # 3 pm to 12:40 am

    assert made() == [("2043-11-24", "day"), ("2043-11-24", "evening"), ("2043-11-24", "night")]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_sheet(coded):  # noqa: F811
    ready, results = threading.Barrier(2), []

    def work():
        try:
            house = fresh().get(pk=coded.pk)
            ready.wait(10)
            results.append(nightly.make_by_itself(house))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(results) == [False, True]
    assert NightSheet.objects.filter(by=None).count() == 1


def test_house_without_a_code_has_no_sheet_made_by_itself(folder, house):  # noqa: F811
    assert nightly.make_due(fresh()) == 0
    assert not folder.exists()


def test_busy_house_holds_up_no_other(coded, harbor, stranger, monkeypatch):  # noqa: F811
    nightly.new_code(harbor, by=stranger)
    real = nightly.make_by_itself

    def make(house):
        if house.pk == coded.pk:
            raise ValidationError("Somebody else is changing this house right now.", code="busy")
        return real(house)

    monkeypatch.setattr(nightly, "make_by_itself", make)

    assert nightly.make_due(fresh().order_by("-slug")) == 1
    assert NightSheet.objects.get().house == harbor


def test_worker_makes_it_every_minute(coded, peer, monkeypatch):  # noqa: F811
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own is the worker's, too
    here(coded, peer, make_guest(coded.organization, "Rosa"))

    tasks.every_minute(0)

    assert "Rosa" in nightkeep.find(coded.code).words


def test_list_forgets_sheets_of_last_month(coded, peer):  # noqa: F811
    with later(days=-31):
        nightly.make(coded, by=peer)

    nightly.make_due(fresh())

    assert NightSheet.objects.count() == 1


# a full disk, a dead worker


@pytest.fixture
def full(coded, folder):  # noqa: F811
    """The disk takes nothing: a file stands where the folder should be."""
    for file in folder.glob("*"):
        file.unlink()
    if folder.exists():
        folder.rmdir()
    folder.write_text("in the way")
    return coded


def test_full_disk_is_a_sentence_on_the_page_and_no_500_RE_14(full, desk):
    answer = desk.post(reverse("stays:night-sheet-keep", args=[full.slug]))

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "disk may be full. Please print it." in page
    assert "Tonight at Juniper House" in page
    assert not NightSheet.objects.exists()


def test_full_disk_leaves_the_sheet_before_it_whole(coded, folder, peer, monkeypatch):  # noqa: F811
    nightly.make(coded, by=peer)
    before = nightkeep.find(coded.code)

    def no_space(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nightkeep.os, "fsync", no_space)

    assert nightkeep.keep(coded.code, before) is False
    assert nightkeep.find(coded.code) == before
    assert len(list(folder.iterdir())) == 1


def test_sheet_that_could_not_be_kept_is_tried_again_RE_14(full, folder, quick):  # noqa: F811
    with at("2043-11-24 15:00"):
        assert nightly.make_due(fresh()) == 0
    folder.unlink()
    with at("2043-11-24 15:01"):
        assert nightly.make_due(fresh()) == 0
    with at("2043-11-24 15:06"):
        assert nightly.make_due(fresh()) == 1
        assert nightly.make_due(fresh()) == 0

    assert made() == [("2043-11-24", "evening")]


def test_sheet_that_is_gone_from_the_disk_is_made_anew(coded, folder, lead, quick):  # noqa: F811
    """As after a new code: its file is deleted, and within minutes there is one under the new words."""
    with at("2043-11-24 15:00"):
        assert nightly.make_due(fresh()) == 1
    for file in folder.iterdir():
        file.unlink()
    code = str(nightly.new_code(coded, by=lead).code)
    with at("2043-11-24 15:04"):
        assert nightly.make_due(fresh()) == 0
    with at("2043-11-24 15:05"):
        assert nightly.make_due(fresh()) == 1
        assert nightly.make_due(fresh()) == 0
        assert nightkeep.find(code)

    assert made() == [("2043-11-24", "evening")]


def test_today_and_the_page_say_that_the_phone_has_no_sheet_of_this_shift(coded, peer):  # noqa: F811
    """As after a day without a worker."""
    sentence = "The phone has no night sheet of this shift."
    with later(days=-1):
        nightly.make(coded, by=peer)

    with at("2043-11-24 21:40"):
        desk = signed_in(peer)
        for name in ("office-today", "stays:night-sheet"):
            assert sentence in desk.get(reverse(name, args=[coded.slug])).content.decode()
        nightly.make(coded, by=peer)
        for name in ("office-today", "stays:night-sheet"):
            assert sentence not in desk.get(reverse(name, args=[coded.slug])).content.decode()
    with at("2043-11-24 23:02"):
        assert nightly.trouble(coded) == ""
    with at("2043-11-24 23:06"):
        assert nightly.trouble(coded).startswith(sentence)


def test_sheet_without_pango_is_kept_without_its_paper(coded, peer, monkeypatch):  # noqa: F811
    def missing(*args):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("respite.pdf.make", missing)

    nightly.make(coded, by=peer)

    kept = nightkeep.find(coded.code)
    assert kept.pdf == b""
    assert "Asked us to know" in kept.words


def test_sheet_speaks_the_language_of_the_house_whoever_makes_it(coded, peer, quick):  # noqa: F811
    here(coded, peer, make_guest(coded.organization, "Rosa"))

    with override("es"):
        nightly.make(coded, by=peer)
    by_hand = nightkeep.find(coded.code)
    with override("es"), later(minutes=6):
        nightly.make_by_itself(coded)
        by_itself = nightkeep.find(coded.code)

    assert by_itself.made != by_hand.made
    for sheet in (by_hand, by_itself):
        assert sheet.made.startswith("Made at")
        assert "Promised " in sheet.words
        assert not any(day in sheet.nights for day in ("lunes", "martes", "miércoles", "jueves", "viernes", "domingo"))


def test_code_of_a_house_is_made_once_a_time(coded, lead):  # noqa: F811
    row = NightCode.objects.get()

    nightly.new_code(coded, by=lead)

    assert NightCode.objects.get().pk == row.pk
    assert CHICAGO.key == coded.zone


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_with_more_sheets_listed(count, coded, desk, peer, django_assert_num_queries):  # noqa: F811
    for _ in range(count):
        nightly.make(coded, by=peer)
    address = reverse("stays:night-sheet", args=[coded.slug])
    page = desk.get(address).content.decode()

    with django_assert_num_queries(21):
        desk.get(address)

    assert page.count("Kept by Joy.") == count


# a name that goes while a sheet is being made


def meanwhile(monkeypatch, what):
    """Let something happen once, while the worker draws a sheet."""
    to_come = [what]

    def drawing(template, context):
        if to_come:
            to_come.pop()()
        return b""

    monkeypatch.setattr("respite.pdf.make", drawing)


@pytest.mark.parametrize("by_hand", [False, True])
def test_sheet_keeps_no_name_that_was_covered_while_it_was_made_SE_32(coded, lead, peer, monkeypatch, by_hand):  # noqa: F811
    rosa = here(coded, peer, make_guest(coded.organization, "Rosa")).guest
    meanwhile(monkeypatch, lambda: stepping_back.close(rosa, house=coded, to=peer, by=lead))

    if by_hand:
        nightly.make(coded, by=lead)
    else:
        assert nightly.make_by_itself(coded)

    kept = nightkeep.find(coded.code).words
    assert "Rosa" not in kept
    assert "here, night 1 of 3" in kept


def test_sheet_keeps_no_task_that_was_erased_while_it_was_made_SE_62(coded, lead, monkeypatch, quick):  # noqa: F811
    entry = logbook.write(coded, words="Call the sister of Rosa.", by=lead, due_on=coded.tonight())
    assert nightly.make_by_itself(coded)
    assert "the sister" in nightkeep.find(coded.code).words
    meanwhile(monkeypatch, entry.delete)

    nightly.make(coded, by=lead)

    assert "the sister" not in nightkeep.find(coded.code).words


def test_sheet_of_a_house_that_never_rests_is_left_for_later(coded, lead, monkeypatch):  # noqa: F811
    def drawing(template, context):
        logbook.write(coded, words="One more.", by=lead, due_on=coded.tonight())
        return b""

    monkeypatch.setattr("respite.pdf.make", drawing)

    assert not nightly.make_by_itself(coded)
    assert nightkeep.find(coded.code) is None


@pytest.mark.django_db(transaction=True)
def test_sheet_waits_for_a_name_that_is_being_covered_SE_32(coded, lead, peer, quick):  # noqa: F811
    """The name goes in a transaction that is not over when the worker is about to keep the sheet."""
    rosa = here(coded, peer, make_guest(coded.organization, "Rosa")).guest
    covered, done = threading.Event(), []

    def work():
        try:
            covered.wait(10)
            done.append(nightly.make_by_itself(fresh().get(pk=coded.pk)))
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    with transaction.atomic():
        stepping_back.close(rosa, house=coded, to=peer, by=lead)
        covered.set()
        worker.join(0.7)
    worker.join(30)

    assert done == [True]
    kept = nightkeep.find(coded.code)
    assert kept is None or "Rosa" not in kept.words
