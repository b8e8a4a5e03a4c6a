"""The markup of public pages and cards, as the checker of the W3C reads it; runs where VNU_JAR names its file.

It needs Java, and its file comes from npm (`npm pack vnu-jar`), so `make test` leaves it out; see CONTRIBUTING.
"""

import json
import os
import re
import shutil
import subprocess

import pytest
from django.test import Client

from openings import publishing
from tests.cast import member
from tests.safety.guest_pages import SLUG, World, every_page

JAR = os.environ.get("VNU_JAR", "")
BESIDE = [
    f"/embed/{SLUG}/", "/for-directories/", f"/for-directories/{SLUG}/", "/es/for-directories/", "/hsds/profile/",
    "/hsds/data-guide/",
]  # fmt: skip
# What it warns of is no fault: it does not know attributes newer than its own list, and some headings are on purpose.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not JAR or not shutil.which("java"), reason="VNU_JAR names no checker, or there is no Java"),
]


def test_markup_of_public_pages_has_no_error(tmp_path):
    world = World()
    publishing.confirm(world.house, by=member(world.house, "lead", "Ada"))
    pages = {str(page): page.body for page in every_page(world) if page.is_html and page.body}
    pages |= {address: Client().get(address).content.decode() for address in BESIDE}
    named = {}
    for number, (name, body) in enumerate(pages.items()):
        path = tmp_path / f"{number}.html"
        path.write_text(body)
        named[path.name] = name

    told = subprocess.run(
        ["java", "-jar", JAR, "--errors-only", "--format", "json", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,  # it ends with 1 when it has found something
    )
    found = json.loads(told.stderr)["messages"]

    assert len(pages) > 50
    assert [f"{named[re.split('[/:]', one['url'])[-1]]}: {one['message']}" for one in found] == []
