"""What tests of the night sheet share: a folder for its files, a house with a code, a moment of the house's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from stays import nightly
from stays.views import nightdoor

CHICAGO = ZoneInfo("America/Chicago")


def at(text, tick=False):
    """Live a moment on the wall clock of the house, like "2043-11-24 21:40"."""
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=CHICAGO), tick=tick)


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """A folder of the test's own for sealed sheets, and nobody who tried a code before."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(nightdoor, "_wrong", {})
    return tmp_path / "night"


@pytest.fixture
def coded(folder, house, lead):
    """The house with a night code; its words are in `coded.code`."""
    house.code = str(nightly.new_code(house, by=lead).code)
    return house
