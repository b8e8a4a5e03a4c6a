"""The two pages of the directory for people, in a real browser narrow and dark, wide and light."""

import pytest

from tests.chromium import faults_both_ways
from tests.site.directory import GUIDE, PROFILE


@pytest.mark.parametrize("address", [GUIDE, PROFILE])
def test_pages_for_people_fit_have_no_fault_and_keep_to_their_policy(browse, live_server, address):
    page = browse()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(f"{live_server.url}{address}")

    assert faults_both_ways(page) == []
    assert complaints == []
    assert page.context.cookies() == []
