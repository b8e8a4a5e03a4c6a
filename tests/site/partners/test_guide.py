"""The guide for a partner's developer: its example is signed as we sign, and says what we really send."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from jsonschema import Draft202012Validator
from standardwebhooks import Webhook, WebhookVerificationError

from openings.partners.webhook_models import Kind

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "webhooks.md").read_text()
HEADERS = dict(re.findall(r"^(webhook-[a-z]+): (.+)$", GUIDE, re.MULTILINE))
[SECRET] = re.findall(r"^whsec_[A-Za-z0-9+/=]+$", GUIDE, re.MULTILINE)
[BODY] = re.findall(r"^```json\n(.+)\n```$", GUIDE, re.MULTILINE)
SENT = datetime.fromtimestamp(int(HEADERS["webhook-timestamp"]), UTC)


def test_example_is_signed_as_the_library_signs():
    with time_machine.travel(SENT, tick=False):
        assert Webhook(SECRET).verify(BODY, HEADERS) == json.loads(BODY)
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(BODY.replace("open", "full", 1), HEADERS)
    assert Webhook(SECRET).sign(HEADERS["webhook-id"], SENT, BODY) == HEADERS["webhook-signature"]


def test_times_of_the_example_belong_together():
    facts = json.loads(BODY)

    assert datetime.fromisoformat(facts["timestamp"]) == SENT
    assert facts["data"]["as_of"] < facts["data"]["valid_until"]
    assert abs(SENT - datetime.fromisoformat(facts["data"]["as_of"])).total_seconds() < 3600


def test_example_fits_the_description(db):
    described = Client().get("/api/v1/openapi.json").json()
    facts = json.loads(BODY)

    schema = described["webhooks"][facts["type"]]["post"]["requestBody"]["content"]["application/json"]["schema"]
    Draft202012Validator(described | schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(facts)


def test_guide_tells_of_every_event():
    assert re.findall(r"^\| `([a-z.]+)` \|", GUIDE, re.MULTILINE) == [kind.value for kind in Kind]


@pytest.mark.parametrize(
    "words", ["only with the scheme `Bearer`", "count toward the same limit", "private addresses", "a tunnel"]
)
def test_guide_says_what_a_developer_runs_into(words):
    assert words in " ".join(GUIDE.split())
