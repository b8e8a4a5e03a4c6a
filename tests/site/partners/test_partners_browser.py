"""The pages of partners in a real browser, as the organization's office sees them: nothing for axe to find."""

import pytest
from django.urls import reverse

from tests.a11y.office_pages import scene
from tests.cast import signed_in
from tests.chromium import faults_both_ways

pytestmark = pytest.mark.django_db(transaction=True)
OF_PARTNER = ["partner", "partner-change", "partner-end", "partner-key-new", "agreement-new", "subscription-new"]
OF_KEY = ["partner-key-rotate", "partner-key-revoke"]
OF_SUBSCRIPTION = ["subscription", "subscription-rotate", "subscription-end"]


def test_every_page_of_partners_has_no_faults_AX_02_AX_05(browse):
    it = scene()
    page = browse(person=signed_in(it.office).cookies)
    rows = [("partners", []), ("partner-new", []), ("agreement", [it.waiting.pk]), ("agreement-end", [it.agreement.pk])]
    rows += [(name, [it.partner.pk]) for name in OF_PARTNER]
    rows += [(name, [it.partner_key.pk]) for name in OF_KEY]
    rows += [(name, [it.subscription.pk]) for name in OF_SUBSCRIPTION]
    found = []
    for name, facts in rows:
        answer = page.goto(reverse(f"openings:{name}", args=[it.house.slug, *facts]))
        assert answer.status == 200, (name, answer.status)
        found += faults_both_ways(page)
    page.goto(reverse("openings:subscription-new", args=[it.house.slug, it.partner.pk]))
    page.get_by_role("button", name="Begin to send").click()
    found += faults_both_ways(page)

    assert found == []


def test_key_is_shown_to_be_copied_and_nothing_of_it_comes_back(browse):
    it = scene()
    page = browse(person=signed_in(it.office).cookies)
    page.goto(reverse("openings:partner-key-new", args=[it.house.slug, it.partner.pk]))
    page.get_by_role("button", name="Make a key").click()
    key = page.locator("#secret").input_value()
    faulty = faults_both_ways(page)
    page.get_by_role("link", name="I have copied it").click()

    assert key.startswith("respite_")
    assert faulty == []
    assert key not in page.content()
    assert key[:16] in page.content()
