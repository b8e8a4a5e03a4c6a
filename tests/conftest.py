"""What every test may use."""

import gc

import pytest
from argon2 import PasswordHasher
from django.utils import translation

from respite import codes

pytest_plugins = ["tests.database", "tests.cast", "tests.chromium", "tests.servers", "tests.working"]
DEAR = codes._hasher  # what the product seals a guest's code with


@pytest.fixture(scope="session", autouse=True)
def cheap():
    """Seal codes cheaply, as passwords are in tests, and look for garbage seldom: together a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture
def dear_codes(monkeypatch):
    """Seal codes as the product does."""
    monkeypatch.setattr(codes, "_hasher", DEAR)


@pytest.fixture(autouse=True)
def english():
    """Begin every test in English: a page asked for in another language leaves that language behind in its thread."""
    translation.activate("en")
