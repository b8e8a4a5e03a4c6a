"""The pages of the guidelines in a real browser: by keyboard, on a phone, and what axe finds."""

import pytest
from django.urls import reverse

from stays import starter
from stays.agreeing import Words, agree
from stays.models import Guidelines
from tests.chromium import faults_both_ways, press, write

QUIET = "# Quiet\nQuiet from 10 pm."


@pytest.fixture
def agreed(house, lead):
    """Two versions: a short one, then our own texts in every language."""
    agree(house, text=QUIET, by=lead)
    own, *others = starter.texts()
    met = house.local().date()
    agree(house, text=own.text, by=lead, meeting="house meeting", met_on=met, others=others, what_changed="All of it.")
    return house


def test_pages_of_guidelines_have_no_faults_AX_02(browse, agreed, lead_desk):
    page = browse(person=lead_desk.cookies)
    office = [("guidelines", ()), ("guidelines-version", (2,)), ("guidelines-compare", ()), ("guidelines-new", ())]
    addresses = [reverse(f"stays:{name}", args=[agreed.slug, *more]) for name, more in office]
    addresses += [reverse(f"guidelines:{name}", args=[agreed.slug]) for name in ("public", "easy", "poster")]

    found = []
    for address in addresses:
        page.goto(address)
        found += faults_both_ways(page)

    assert found == []


def test_next_version_is_agreed_on_by_keyboard_alone(browse, house, lead, lead_desk):
    agree(house, text=QUIET, by=lead, others=[Words("# Silencio\nSilencio desde las 10.", "es")])
    page = browse(person=lead_desk.cookies)
    page.goto(reverse("stays:guidelines", args=[house.slug]))

    press(page, "Agree on a new version")
    write(page, "What we agree on", "# Quiet\nQuiet from 11 pm.")
    write(page, "The house meeting it came from", "house meeting in May")
    page.fill("input[name=met_on]", house.local().date().isoformat())
    press(page, "Publish this version")

    version = Guidelines.objects.in_force(house)
    assert (version.version, version.text, version.agreed_at) == (
        2,
        "# Quiet\nQuiet from 11 pm.",
        "house meeting in May",
    )
    assert version.said_in("es").text == "# Silencio\nSilencio desde las 10."
    assert "Saved. The new version is published." in page.inner_text("body")
