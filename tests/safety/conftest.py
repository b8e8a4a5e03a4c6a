"""One house and all its guest pages, made once for all tests of a module."""

import pytest
from django.db import transaction

from tests.safety.guest_pages import World, every_page


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world of all tests of a module; what it wrote is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("respite.pdf.make", lambda template, context: b"%PDF")  # here only its headers count
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(world):
    """Every page, opened once."""
    return list(every_page(world))
