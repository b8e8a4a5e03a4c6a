"""A yes, kept as it was read (LN-02, LN-10)."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from intake import receipts
from intake.models import Consent
from tests.factories import ask
from tests.moments import refused

# Change the words of a text, and its version and this digest change with it.
DIGESTS = {
    ("list", 1): "61c37390",
    ("hand_over", 1): "d65fdfb8",
    ("third_party", 1): "80da399d",
    ("professional", 1): "837dfc0a",
    ("together", 1): "a68ae8dd",
}


@pytest.fixture
def asked(house):
    return ask(house)[0]


def give(asked, **more):
    until = asked.house.local().date() + timedelta(days=30)
    facts = {"purpose": "list", "to": asked.house, "until": until, "how": "page"} | more
    return receipts.write(asked, **facts)


def test_receipt_keeps_the_exact_words_their_version_and_end_LN_02(asked):
    receipt = give(asked)

    fresh = Consent.objects.get()
    assert fresh.words.startswith("Juniper House may keep my name on its call list until ")
    assert (fresh.version, fresh.language, fresh.given_how, fresh.until) == (1, "en", "page", receipt.until)


def test_old_receipts_render_the_old_words_after_the_text_changed_LN_02(asked, monkeypatch):
    give(asked)
    monkeypatch.setitem(receipts.TEXTS, "list", receipts.Text(2, "Other words for %(house)s until %(until)s."))
    give(asked)

    assert [(row.version, row.words[:7]) for row in Consent.objects.order_by("given_at")] == [
        (1, "Juniper"),
        (2, "Other w"),
    ]


@pytest.mark.parametrize("purpose", receipts.TEXTS)
def test_text_is_never_edited_in_place_LN_02(purpose):
    text = receipts.TEXTS[purpose]
    with translation.override("en"):
        digest = hashlib.sha256(str(text.words).encode()).hexdigest()[:8]

    assert (purpose, digest) == (purpose, DIGESTS[(purpose, text.version)])


def test_receipt_always_has_an_end_LN_10(asked):
    receipt = give(asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=receipt.pk).update(until=None)


def test_receipt_that_would_be_over_already_is_refused(asked):
    refused("state", give, asked, until=asked.house.local().date() - timedelta(days=1))


def test_receipt_names_the_answers_it_covers_and_no_others_LN_04(asked, harbor):
    give(asked, purpose="hand_over", to=harbor, parts={"name": "name to use"})

    receipt = Consent.objects.get()
    assert receipt.parts == ["name"]
    assert receipt.words.startswith("Harbor may see these answers until ")
    assert "name to use" in receipt.words


def test_end_closes_what_is_open_and_nothing_twice(asked):
    give(asked)

    assert receipts.end(asked, purpose="list", how="page") == 1
    assert receipts.end(asked, purpose="list", how="page") == 0
    assert not Consent.objects.in_force().exists()


def test_receipt_past_its_end_is_not_in_force(asked):
    receipt = give(asked)

    assert Consent.objects.in_force(receipt.until).exists()
    assert not Consent.objects.in_force(receipt.until + timedelta(days=1)).exists()
