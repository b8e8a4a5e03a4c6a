"""What every test may use."""

import pytest
from django.utils import translation

pytest_plugins = ["tests.database", "tests.cast", "tests.chromium", "tests.servers", "tests.working"]


@pytest.fixture(autouse=True)
def english():
    """Begin every test in English: a page asked for in another language leaves that language behind in its thread."""
    translation.activate("en")
