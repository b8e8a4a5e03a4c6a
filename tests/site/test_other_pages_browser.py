"""The other pages in a real browser: what axe finds, and that they fit the smallest phone without a script."""

import pytest

from pages import seeding
from respite.models import Resource
from tests.chromium import faults_both_ways
from tests.site import growing


@pytest.fixture
def addresses(house):
    home = seeding.plant(house.organization, on=house.tonight())
    found = [growing.story(home), growing.event(home, phone="+17155550142"), growing.job(home)]
    Resource.objects.create(
        organization=house.organization, name="County line", phone="988", website="https://county.example/a-long-one"
    )
    lists = ["for-families", "for-providers", "questions", "stories", "events", "other-help", "jobs", "accessibility"]
    return [f"/{slug}/" for slug in [*lists, "what-we-keep"]] + [page.address for page in found] + [
        "/search/", "/search/?q=house", "/search/?q=xylophone",
    ]  # fmt: skip


def test_other_pages_have_no_faults_AX_02_AX_05(browse, addresses):
    page = browse()

    found = []
    for address in addresses:
        page.goto(address)
        found += [f"{address}: {fault}" for fault in faults_both_ways(page)]

    assert found == []
