"""Both descriptions (OpenAPI 3.1) are kept word for word: schemathesis asks all that they allow, and what they do not.

All its checks, data that fits and data that does not, every method; few examples, so the suite stays quick (RE-18).
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test

from openings import publishing, terms_of_use
from tests.site.test_outlets import API as AVAILABILITY

DIRECTORY = "/hsds/v3/openapi.json"
calm = settings(max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def one_connection():
    """Leave the connection of the test open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def asked(path):
    """Ask every operation of a description: its examples, every corner of its parameters, and what chance brings."""
    schema = schemathesis.openapi.from_wsgi(path, get_wsgi_application())
    kept = HypothesisTestConfig(project=schema.config, modes=list(HypothesisTestMode), settings=calm)
    found = [result.ok() for result in schema.get_all_operations()]

    def ask(case):
        case.call_and_validate()

    for operation in found:
        create_test(operation=operation, test_func=ask, config=kept)()
    return len(found)


@pytest.mark.live
def test_RE_18_availability_keeps_to_its_description(house, peer, one_connection):
    publishing.confirm(house, by=peer)

    assert asked(AVAILABILITY) == 2


@pytest.mark.live
def test_RE_18_directory_keeps_to_its_description(house, harbor, peer, one_connection):
    publishing.confirm(house, by=peer)

    assert asked(DIRECTORY) == 11


@pytest.mark.parametrize(("path", "operations"), [(AVAILABILITY, 2), (DIRECTORY, 11)])
def test_description_is_valid_and_its_operations_have_names_of_their_own(path, operations, db):
    described = Client().get(path).json()

    OpenAPIV31SpecValidator(described).validate()
    named = [one["get"]["operationId"] for one in described["paths"].values()]
    assert len(set(named)) == len(named) == operations


@pytest.mark.parametrize("path", [AVAILABILITY, DIRECTORY])
def test_description_says_all_the_terms(path, db):
    assert terms_of_use.ENGLISH in Client().get(path).json()["info"]["description"]


def test_terms_are_sentences_of_at_most_twenty_words():
    assert [one for part in terms_of_use.TERMS for one in part.split(". ") if len(one.split()) > 20] == []
