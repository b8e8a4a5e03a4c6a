"""The public directory, as tests ask it: every address, and the clock it is asked by."""

from datetime import UTC, datetime

MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
ROOT = "/hsds/v3/"
KINDS = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]
LISTS = [f"{ROOT}{kind}" for kind in KINDS]
OF_HOUSES = LISTS[:3]
API, PROFILE, GUIDE, ZIP = f"{ROOT}openapi.json", "/hsds/profile/", "/hsds/data-guide/", "/exports/hsds.zip"
FORMS = ["", "?full=true", "?format=ndjson", "?full=true&format=ndjson"]


def contents(client, kind, **asked):
    """Return the records on the first page of a list."""
    answer = client.get(f"{ROOT}{kind}", asked)
    assert answer.status_code == 200
    return answer.json()["contents"]


def whole(client, kind, **asked):
    """Return the first record of a list, read alone and whole."""
    [first, *_others] = contents(client, kind, **asked)
    return client.get(f"{ROOT}{kind}/{first['id']}").json()


def every_address(client):
    """Return every address of the directory that leads to an answer, found by reading its lists and its profile."""
    found = [ROOT, API, PROFILE, GUIDE, ZIP]
    found += [f"{one}{form}" for one in OF_HOUSES for form in FORMS] + LISTS[3:]
    found += [f"{LISTS[0]}?minimal=true", f"{LISTS[1]}?full_service=true"]
    for kind in KINDS:
        found += [f"{ROOT}{kind}/{one['id']}" for one in contents(client, kind)]
    return found
