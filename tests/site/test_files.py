"""The public answers as files: the same bytes, whole files only, and nothing of a house that is no longer public."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.test import Client

from openings import files, publishing, tasks
from respite.models import House
from respite.settings import published
from stays import booking
from tests.factories import here
from tests.moments import later

pytestmark = pytest.mark.live
ONE = "/api/v1/availability/juniper-house"
MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path, db):
    """A folder that the worker publishes to."""
    cache.clear()
    settings.PUBLISH_TO = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {"published": published(str(tmp_path))}
    return tmp_path


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_are_the_bytes_the_application_answers(folder, house, harbor, peer):
    publishing.confirm(house, by=peer)

    files.publish()

    slugs = [house.slug, harbor.slug]
    for address, name in files.addresses(slugs):
        assert (folder / name).read_bytes() == Client().get(address).content, name
    assert names(folder) == sorted(name for _address, name in files.addresses(slugs))


def test_only_what_changed_is_written(folder, house, harbor, peer):
    files.publish()

    assert files.publish() == []
    publishing.confirm(house, by=peer)

    changed = files.publish()
    assert f"embed/{house.slug}/index.html" in changed
    assert not [name for name in changed if harbor.slug in name]


def test_files_follow_the_end_of_a_notice(folder, house, peer):
    with time_machine.travel(MORNING, tick=False) as clock:
        publishing.confirm(house, by=peer)
        files.publish()
        clock.shift(timedelta(hours=25))

        files.publish()

    assert b'"status":"unknown"' in (folder / f"api/v1/availability/{house.slug}.json").read_bytes()


def test_house_that_is_no_longer_public_leaves_no_file(folder, house):
    files.publish()
    type(house).objects.filter(pk=house.pk).update(published=False)

    files.publish()

    assert not [name for name in names(folder) if house.slug in name]
    assert house.slug.encode() not in (folder / "api/v1/availability.json").read_bytes()


def test_house_taken_off_while_the_worker_was_dead_for_days_leaves_no_file(folder, house):
    files.publish()
    cache.clear()
    type(house).objects.filter(pk=house.pk).update(published=False)

    files.publish()

    assert not [name for name in names(folder) if house.slug in name]


def test_database_that_is_away_for_a_moment_takes_no_file_away(folder, house, monkeypatch):
    files.publish()
    before = names(folder)
    monkeypatch.setattr(files, "ask", lambda address: HttpResponse(status=503))

    files.publish()
    monkeypatch.undo()

    assert names(folder) == before


def test_one_file_that_cannot_be_written_holds_up_no_other(folder, house, peer, monkeypatch):
    whole = files.put
    monkeypatch.setattr(
        files, "put", lambda storage, name, body: _full() if "feeds" in name else whole(storage, name, body)
    )

    with pytest.raises(OSError, match="no space"):
        files.publish()

    assert f"embed/{house.slug}/index.html" in names(folder)
    assert not [name for name in names(folder) if "feeds" in name]


def test_lost_file_is_back_the_next_day(folder, house):
    files.publish()
    (folder / "api/v1/openapi.json").unlink()

    with later(days=1):
        files.publish()

    assert "api/v1/openapi.json" in names(folder)


def test_confidential_house_says_call_in_its_files(folder, house, peer):
    publishing.confirm(house, by=peer)
    type(house).objects.filter(pk=house.pk).update(confidential=True)

    files.publish()

    assert b'"status":"call"' in (folder / f"api/v1/availability/{house.slug}.json").read_bytes()


def test_reader_never_finds_half_a_file(folder, house, monkeypatch):
    files.publish()
    name = folder / f"embed/{house.slug}/index.html"
    before = name.read_bytes()
    monkeypatch.setattr(files.os, "replace", _full)

    with pytest.raises(OSError, match="no space"):
        files.put(files.storages["published"], f"embed/{house.slug}/index.html", b"half")

    assert name.read_bytes() == before
    assert not [one for one in names(folder) if ".new-" in one]


def _full(*_args):
    raise OSError("no space left")


def test_full_disk_holds_up_nothing_else_and_is_tried_again(folder, house, monkeypatch):
    monkeypatch.setattr(files.os, "replace", _full)
    tasks.write_files()
    monkeypatch.undo()

    tasks.write_files()

    assert f"embed/{house.slug}/index.html" in names(folder)


def test_any_storage_of_django_will_do(settings, house, peer):
    cache.clear()
    settings.PUBLISH_TO = "memory"
    settings.STORAGES = settings.STORAGES | {"published": {"BACKEND": "tests.site.test_files.Objects"}}

    files.publish()
    publishing.say(house, band="call", by=peer)
    files.publish()

    stored = files.storages["published"].objects
    assert b'"status":"call"' in stored[f"api/v1/availability/{house.slug}.json"]


def test_files_change_with_the_board_of_a_live_house(folder, house, lead, peer):
    publishing.confirm(house, by=peer)
    for bed in house.beds.all():
        stay = here(house, peer, bed=bed)
    tasks.tidy([house])
    tasks.write_files()
    full = (folder / "api/v1/availability.json").read_bytes()

    booking.leave(stay, by=peer)
    tasks.tidy([house])
    tasks.write_files()

    assert (folder / "api/v1/availability.json").read_bytes() != full


def test_nothing_is_written_where_no_place_is_set(house):
    assert files.publish() == []


@pytest.mark.parametrize("told", ["public", "./public", "ftp://x"])
def test_place_that_is_none_stops_the_start(told):
    with pytest.raises(ImproperlyConfigured):
        published(told)


def test_object_store_is_read_from_its_address():
    assert published("s3://valley/notices")["OPTIONS"] == {
        "bucket_name": "valley",
        "location": "notices",
        "object_parameters": {"CacheControl": "public, max-age=60"},
    }


class Objects(files.Storage):
    """An object store: no folder, an object is replaced whole."""

    def __init__(self):
        self.objects = {}

    def _save(self, name, content):
        self.objects[name] = content.read()
        return name

    def listdir(self, path):
        below = [name.removeprefix(f"{path}/").split("/") for name in self.objects if name.startswith(f"{path}/")]
        return sorted({way[0] for way in below if len(way) > 1}), [way[0] for way in below if len(way) == 1]

    def exists(self, name):
        return name in self.objects

    def delete(self, name):
        self.objects.pop(name, None)


def test_house_that_comes_back_gets_its_files_again(folder, house, harbor):
    files.publish()
    card = folder / f"embed/{house.slug}/index.html"
    House.objects.filter(pk=house.pk).update(published=False)
    files.publish()
    gone = card.exists()
    House.objects.filter(pk=house.pk).update(published=True)

    files.publish()

    assert (gone, card.exists()) == (False, True)


def test_file_that_cannot_be_taken_away_keeps_no_other_from_being_written(folder, house, harbor, peer, monkeypatch):
    files.publish()
    House.objects.filter(pk=harbor.pk).update(published=False)
    publishing.confirm(house, by=peer)

    def broken(storage, name):
        raise PermissionError

    monkeypatch.setattr(FileSystemStorage, "delete", broken)

    with pytest.raises(PermissionError):
        files.publish()
    assert (folder / f"api/v1/availability/{house.slug}.json").read_bytes() == Client().get(ONE).content


def test_full_disk_leaves_nothing_half_written(folder, house, monkeypatch):
    def full(*_names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)

    with pytest.raises(OSError, match="No space"):
        files.publish()
    assert names(folder) == []


def test_two_writers_of_files_never_run_at_once():
    assert tasks.files_every_minute.lock == "openings.files"
