"""The secrets of an installation: none missing, none short, none shared between purposes (SE-44)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "RESPITE_SECRET_KEY": "signs-what-we-hand-out-and-nothing-else",
    "RESPITE_VAULT_KEYS": "wraps-the-keys-of-guests-and-nothing-else",
    "RESPITE_PEPPER": "goes-into-guest-codes-and-nothing-else",
}


def start(**environment):
    """Read the settings as a process of their own would, and return what it says."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("RESPITE_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-c", "from respite import settings as s; print(s.SECOND_FACTOR_REQUIRED, s.DEBUG)"],
        cwd=ROOT,
        env=plain | {"DATABASE_URL": "postgresql://nobody@nowhere.example/none"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_start_with_real_secrets_is_strict():
    assert start(**GOOD) == "True False"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_start_without_a_secret_or_with_a_short_one_fails_SE_44(name):
    for value in ("", "short"):
        assert f"Set {name} to at least 32 random characters" in start(**GOOD | {name: value})


def test_start_with_one_secret_for_two_purposes_fails_SE_44():
    for one in sorted(GOOD):
        for two in sorted(set(GOOD) - {one}):
            assert "must all differ" in start(**GOOD | {one: GOOD[two]})


def test_start_with_a_shared_or_short_key_among_several_fails_SE_44():
    several = f"{GOOD['RESPITE_VAULT_KEYS']} {GOOD['RESPITE_SECRET_KEY']}"
    assert "must all differ" in start(**GOOD | {"RESPITE_VAULT_KEYS": several})
    assert "RESPITE_VAULT_KEYS" in start(**GOOD | {"RESPITE_VAULT_KEYS": "many short words make no key at all"})


def test_second_factor_is_off_in_the_demo_alone_SE_10():
    assert start(RESPITE_DEMO="1") == "False False"
    assert start(RESPITE_DEBUG="1") == "True True"


@pytest.mark.parametrize("address", ["http://www.weather.gov/", "javascript:alert(1)", "//weather.example"])
def test_way_out_has_to_be_https_CS_07(address):
    assert "RESPITE_LEAVE_URL must start with https://" in start(**GOOD, RESPITE_LEAVE_URL=address)
