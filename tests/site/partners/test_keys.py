"""Keys: what they open, what they cost, and how they end."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from openings import outlets, publishing
from openings.models import PartnerKey, PartnerUse
from openings.partners import keys, partnering
from respite.models import Entry
from tests.moments import refused
from tests.site.partners.cast import ask

pytestmark = pytest.mark.usefixtures("clock")
LIST, ONE = "/api/v1/availability", "/api/v1/availability/juniper-house"


@pytest.mark.parametrize("path", [LIST, ONE])
def test_key_reads_what_everybody_reads_and_nobody_keeps_it(house, peer, clock, key, path):
    publishing.confirm(house, by=peer)

    answer, public = ask(key, path), Client().get(path)

    assert (answer.status_code, answer.json()) == (200, public.json())
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Vary"] == "Accept, Accept-Encoding, Authorization"
    assert "Access-Control-Allow-Origin" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("path", [LIST, ONE])
def test_without_a_key_nothing_is_asked_about_keys(house, key, path, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        answer = Client().get(path)

    assert "partner" not in asked[0]["sql"]
    assert answer["Cache-Control"].startswith("public, max-age=60")
    assert answer["Vary"] == "Accept, Accept-Encoding, Authorization", "a cache keeps apart who sends a key"


@pytest.mark.parametrize("path", [LIST, ONE])
def test_key_costs_one_look_more(house, key, path, django_assert_num_queries):
    with django_assert_num_queries(2):
        ask(key, path)


def test_without_a_key_the_bytes_are_those_of_before(house, peer, clock, key):
    publishing.confirm(house, by=peer)
    before = Client().get(ONE)
    ask(key)
    after = Client().get(ONE)

    assert (before.content, dict(before.headers)) == (after.content, dict(after.headers))


WRONG = ["", "x", "respite_abcdefgh_" + "a" * 43, "respite_abcdefgh_" + "a" * 42, "\x00", "' OR true --", "é"]


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_key_is_401_with_its_challenge(house, clock, key, wrong):
    answer = ask(wrong)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="partners", error="invalid_token"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "We do not know this key. Please ask the people you have it from.",
    }
    assert not PartnerUse.objects.exists()


def test_wrong_key_says_nothing_about_what_is_there(house, clock, key):
    assert ask("x", "/api/v1/availability/nowhere").content == ask("x").content


def test_malformed_key_costs_no_look(house, clock, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask("x")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_scheme_is_read_in_any_case(house, clock, key, scheme):
    assert Client().get(ONE, headers={"authorization": f"{scheme} {key}"})["Cache-Control"] == "private, no-store"


def test_other_schemes_are_not_ours(house, clock):
    answer = Client().get(ONE, headers={"authorization": "Basic dXNlcjpwYXNz"})

    assert (answer.status_code, answer["Vary"]) == (200, "Accept, Accept-Encoding, Authorization")


def test_key_on_a_house_that_is_not_there_is_a_private_404(house, clock, key):
    answer = ask(key, "/api/v1/availability/nowhere")

    assert (answer.status_code, answer["Cache-Control"]) == (404, "private, no-store")


def test_head_with_a_key_is_get_without_the_body(house, clock, key):
    get, head = ask(key), ask(key, method="head")

    assert (head.content, dict(head.headers)) == (b"", dict(get.headers))


# How they are kept.


def test_key_is_shown_once_and_kept_as_a_hash_only(house, clock, key, partner):
    row = PartnerKey.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM openings_partnerkey k")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(e::text, ' ') FROM respite_entry e")
        kept += cursor.fetchone()[0]

    secret = key.removeprefix(row.start)
    assert key.startswith(row.start)
    assert keys.KEY.fullmatch(key)
    assert secret not in kept
    assert bytes(row.digest) != key.encode()
    assert len({keys.make(partner, by=row.made_by) for _n in range(5)}) == 5


def test_very_many_keys_are_refused(partner, office):
    for _n in range(keys.MOST):
        keys.make(partner, by=office)

    assert "ten keys" in refused("state", keys.make, partner, by=office)


# How they end.


def test_replaced_key_works_for_seven_more_days_beside_the_new_one(house, clock, key, partner, office):
    new = keys.rotate(PartnerKey.objects.get(), by=office)

    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    before = [ask(one).status_code for one in (key, new)]
    clock.shift(timedelta(seconds=1))
    after = [ask(one).status_code for one in (key, new)]

    assert (before, after) == ([200, 200], [401, 200])


def test_key_is_replaced_once(key, partner, office):
    row = PartnerKey.objects.get()
    keys.rotate(row, by=office)

    assert "has an end already" in refused("state", keys.rotate, row, by=office)


def test_revoked_key_opens_nothing_from_that_moment_on(house, clock, key, office):
    row = PartnerKey.objects.get()
    keys.revoke(row, by=office)
    keys.revoke(row, by=office)

    assert ask(key).status_code == 401
    assert Entry.objects.filter(verb="took a key back").count() == 1


def test_key_of_a_partner_that_ended_opens_nothing(house, clock, key, partner, office):
    partnering.end(partner, by=office, on=house.tonight())

    assert ask(key).status_code == 401


# What is counted.


def test_use_is_counted_by_day_without_who_it_was(house, clock, key, partner):
    for _n in range(3):
        ask(key, **{"user-agent": "Valley/7", "x-forwarded-for": "203.0.113.9"})
    clock.shift(timedelta(days=1))
    ask(key)

    rows = {row.day: row.times for row in PartnerUse.objects.all()}
    assert rows == {date(2026, 11, 24): 3, date(2026, 11, 25): 1}
    assert PartnerKey.objects.get().last_used_on == date(2026, 11, 25)
    assert {field.name for field in PartnerUse._meta.fields} == {"id", "partner", "day", "times"}


def test_use_is_counted_on_the_day_of_the_house_s_clock(house, clock, key):
    clock.move_to(clock_at(5))  # still the 24th in Chicago
    ask(key)

    assert PartnerUse.objects.get().day == date(2026, 11, 24)


def clock_at(hour):
    from datetime import UTC, datetime

    return datetime(2026, 11, 25, hour, 0, tzinfo=UTC)


def test_files_of_the_public_answers_know_no_key(house, peer, clock, key):
    publishing.confirm(house, by=peer)
    outlets.one.cache_clear()
    private = ask(key).content

    assert outlets.one.cache_info().currsize == 0, "what a key opens is in no memory that the public is answered from"
    assert private
