from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from openings import outlets, publishing, standing, words
from openings.standing import Seen, Standing
from openings.views.embed import card
from respite.deciding import decide
from stays import booking, closing
from tests import factories

pytestmark = pytest.mark.live
MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
LIST, ONE, EMBED = "/api/v1/availability", "/api/v1/availability/juniper-house", "/embed/juniper-house/"
API = "/api/v1/openapi.json"
FEED, ATOM = "/feeds/availability.json", "/feeds/availability.atom"
OEMBED = "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fhouses%2Fjuniper-house%2F&format=json"
OUTLETS = [LIST, ONE, EMBED, FEED, ATOM, OEMBED]
SCRIPT = "/embed/v1/respite-availability.js"
FIXED = [API, SCRIPT]


@pytest.fixture
def visitor():
    """A browser of somebody who never was here."""
    return Client()


@pytest.fixture(autouse=True)
def clock():
    """A quarter past eight in the morning; it stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def object_of(client, slug="juniper-house"):
    return client.get(f"/api/v1/availability/{slug}").json()


# The object of INTEROP.md 6.


def test_availability_is_the_published_object(house, peer, visitor):
    publishing.confirm(house, by=peer)

    told = object_of(visitor)

    good = "Checked Tuesday 24 November at 8 am. Good until Tuesday at 4 pm. After that, please call."
    assert told["as_of_label"]["en"] == good
    assert told == {
        "id": str(house.pk),
        "slug": "juniper-house",
        "name": "Juniper House",
        "status": "open",
        "label": {"en": "There may be a room", "es": "Puede que haya un cuarto"},
        "sdohcc": "capacity",
        "as_of": "2026-11-24T08:00:00-06:00",
        "as_of_label": told["as_of_label"],
        "valid_until": "2026-11-24T16:00:00-06:00",
        "next_update_expected": None,
        "precision": "coarse",
        "contact": {"phone": "+17155550142", "hours": "day and night", "call_first": True},
        "area": {"name": "Juniper County", "address_withheld": True},
        "links": {
            "html": "http://127.0.0.1:8000/houses/juniper-house/",
            "embed": "http://127.0.0.1:8000/embed/juniper-house/",
            "hsds": f"http://127.0.0.1:8000/hsds/v3/services/{uuid5(house.pk, 'service/juniper-house')}",
            "oembed": f"http://127.0.0.1:8000{OEMBED}",
        },
        "notice": "Not a reservation. Please call before travelling.",
        "notice_label": told["notice_label"],
    }
    assert told["notice_label"] == {
        "en": told["notice"],
        "es": "No es una reservación. Llame antes de viajar, por favor.",
    }


def test_availability_of_all_lists_the_same_objects(house, harbor, peer, visitor):
    publishing.confirm(house, by=peer)

    listed = visitor.get(LIST).json()["availability"]

    assert listed == [object_of(visitor, "harbor"), object_of(visitor)]


def test_availability_follows_the_board(house, peer, visitor):
    publishing.confirm(house, by=peer)
    told = [object_of(visitor)]
    stays = [factories.here(house, peer) for _bed in house.beds.all()]
    told.append(object_of(visitor))
    for stay in stays:
        booking.leave(stay, by=peer)
    closing.close(house, nights=factories.nights_from_tonight(house), reason="repair", by=peer)
    told.append(object_of(visitor))

    assert [(one["status"], one["sdohcc"]) for one in told] == [
        ("open", "capacity"),
        ("full", "no-capacity"),
        ("paused", "no-capacity"),
    ]


def test_availability_tells_beds_only_with_precision_count(house, peer, visitor):
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    decide(house, by=peer, publishing="count")
    publishing.confirm(house, by=peer)

    told = object_of(visitor)

    assert (told["precision"], told["beds"], told["label"]["en"]) == (
        "count", {"available": 5, "maximum": 5}, "5 rooms open",
    )  # fmt: skip


@pytest.mark.parametrize("style", ["live", "coarse", "phone_only"])
@pytest.mark.parametrize("by_hand", [True, False])
def test_availability_tells_no_beds_once_the_house_stops_telling_numbers(house, peer, visitor, style, by_hand):
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    decide(house, by=peer, publishing="count")
    if by_hand:
        publishing.say(house, band="full", by=peer)
    else:
        publishing.confirm(house, by=peer)
    before = object_of(visitor)

    decide(house, by=peer, publishing=style)

    told = object_of(visitor)
    assert (before["precision"], before["beds"]["maximum"]) == ("count", 5)
    assert told["precision"] == ("none" if style == "phone_only" else "coarse")
    assert "beds" not in told
    assert "rooms open" not in visitor.get(EMBED).text


@pytest.mark.parametrize("confidential", [True, False])
def test_availability_of_a_phone_only_house_says_call(house, peer, visitor, confidential):
    publishing.confirm(house, by=peer)
    if confidential:
        type(house).objects.filter(pk=house.pk).update(confidential=True)
    else:
        decide(house, by=peer, publishing="phone_only")

    told = object_of(visitor)

    assert (told["status"], told["sdohcc"], told["precision"]) == ("call", "additional-assessment-required", "none")
    assert (told["as_of"], told["valid_until"]) == (None, None)
    assert "This house only tells by phone." in visitor.get(EMBED).text


def test_availability_nobody_confirmed_is_unknown(house, visitor):
    told = object_of(visitor)

    assert (told["status"], told["label"]["en"], told["as_of"]) == ("unknown", "Please call to ask", None)
    assert "sdohcc" not in told


def test_availability_says_in_another_language_only_what_is_translated(house, visitor, settings):
    settings.LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français")]
    outlets.one.cache_clear()

    told = object_of(visitor)

    assert told["label"] == {"en": "Please call to ask", "es": "Llame y pregunte, por favor"}
    assert told["as_of_label"] == {"en": "Not checked yet.", "es": "Todavía no lo revisamos."}


def test_availability_leaves_out_a_half_translated_sentence(house, peer, visitor, monkeypatch):
    monkeypatch.setattr(words, "CHECKED", "A sentence that nobody translated: %(clock)s, %(until)s.")
    outlets.one.cache_clear()
    publishing.confirm(house, by=peer)

    assert object_of(visitor)["as_of_label"] == {"en": "A sentence that nobody translated: 8 am, 4 pm."}


def test_availability_says_the_hours_in_words_that_do_not_turn_at_midnight(house, peer, clock, visitor):
    clock.move_to(MORNING + timedelta(hours=15))  # 11:17 pm
    publishing.confirm(house, by=peer)
    before = object_of(visitor)
    clock.shift(timedelta(hours=1))
    after = object_of(visitor)
    clock.shift(timedelta(hours=8))
    publishing.say(house, band="call", by=peer)

    assert before == after
    good = "Checked Tuesday 24 November at 11 pm. Good until Wednesday at 7 am. After that, please call."
    assert before["as_of_label"]["en"] == good
    said = object_of(visitor)
    assert said["status"] == "call"
    assert said["as_of_label"] == {
        "en": "Checked Wednesday 25 November at 8 am.",
        "es": "Lo revisamos el miércoles 25 de noviembre a las 8 de la mañana.",
    }


# Expiry: on every outlet, at the same second.


def test_every_outlet_turns_to_unknown_at_valid_until(house, peer, clock, visitor):
    ends = publishing.confirm(house, by=peer).valid_until

    clock.move_to(ends - timedelta(seconds=1))
    before = [visitor.get(LIST).json()["availability"][0]["status"], object_of(visitor)["status"]]
    card_before = visitor.get(EMBED).text
    clock.move_to(ends)
    after = [visitor.get(LIST).json()["availability"][0]["status"], object_of(visitor)["status"]]
    card_after = visitor.get(EMBED).text

    assert (before, after) == (["open", "open"], ["unknown", "unknown"])
    assert "<b>There may be a room</b>" in card_before
    assert "There may be a room" not in card_after
    assert "Our last check is too old to repeat." in card_after


@given(left=st.integers(0, 90_000))
def test_no_answer_can_be_kept_beyond_its_valid_until(left):
    now = MORNING
    row = Standing(UUID(int=1), *["x"] * 2, "America/Chicago", *["x"] * 3, "live", "open", None, None, now,
                   now + timedelta(seconds=left, milliseconds=500), None)  # fmt: skip

    parts = dict(part.strip().split("=") for part in outlets.kept_for([row.seen(now)], now).split(",")[1:])
    fresh, stale, broken = (int(parts[name]) for name in ("max-age", "stale-while-revalidate", "stale-if-error"))

    assert fresh <= 60
    assert stale <= 60
    assert broken <= 300
    assert fresh + max(stale, broken) <= left


def test_the_list_is_kept_no_longer_than_its_shortest_notice(house, harbor, peer, clock, visitor):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(hours=7, minutes=42, seconds=20))
    publishing.confirm(harbor, by=peer)

    assert visitor.get(LIST)["Cache-Control"] == "public, max-age=40, stale-while-revalidate=0, stale-if-error=0"


# HTTP.


@pytest.mark.parametrize("path", OUTLETS)
def test_answer_carries_its_headers_and_no_cookie(house, peer, visitor, path):
    publishing.confirm(house, by=peer)

    answer = visitor.get(path, headers={"origin": "https://directory.example", "cookie": "s=1; c=2"})

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=60, stale-while-revalidate=60, stale-if-error=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
    keyed = path.startswith("/api/v1/availability")
    assert answer["Vary"] == f"Accept, Accept-Encoding{', Authorization' if keyed else ''}"
    assert answer["X-Robots-Tag"] == "noindex, noarchive"
    assert answer["X-Content-Type-Options"] == "nosniff"
    described = '<http://127.0.0.1:8000/api/v1/openapi.json>; rel="service-desc"'
    assert answer.headers.get("Link") == (described if path in {LIST, ONE} else None), "what describes it, if anything"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["ETag"].startswith('"')
    assert not answer.cookies
    assert "Set-Cookie" not in answer
    assert "Last-Modified" not in answer
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("path", [*OUTLETS, *FIXED])
def test_asked_again_with_its_etag_the_answer_is_304(house, peer, visitor, path):
    first = visitor.get(path)

    for sent in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}', "*"):
        again = visitor.get(path, headers={"if-none-match": sent})

        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in ("ETag", "Cache-Control", "Vary")] == [
            first[name] for name in ("ETag", "Cache-Control", "Vary")
        ]
    assert visitor.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_etags_differ_by_representation_and_by_what_is_published(house, peer, visitor):
    publishing.confirm(house, by=peer)
    tags = {visitor.get(path)["ETag"] for path in OUTLETS}
    publishing.say(house, band="full", by=peer)
    tags |= {visitor.get(path)["ETag"] for path in OUTLETS}

    assert len(tags) == 2 * len(OUTLETS) - 1, "oEmbed says nothing about room"


@pytest.mark.parametrize(
    "path",
    [*OUTLETS, *FIXED, "/feeds/availability.json?a=1", "/oembed", "/api/v1/availability/nowhere", "/embed/nowhere/"],
)
def test_head_is_get_without_the_body(house, visitor, path):
    get, head = visitor.get(path), visitor.head(path)

    assert head.content == b""
    assert (head.status_code, dict(head.headers)) == (get.status_code, dict(get.headers))


@pytest.mark.parametrize("path", [*OUTLETS, *FIXED])
def test_options_says_what_may_be_asked(house, visitor, path):
    answer = visitor.options(
        path, headers={"origin": "null", "access-control-request-method": "GET",
                       "access-control-request-headers": "if-none-match"}
    )  # fmt: skip

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert (answer["Access-Control-Allow-Origin"], answer["Access-Control-Allow-Headers"]) == ("*", "If-None-Match")


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [*OUTLETS, *FIXED])
def test_other_methods_are_refused_with_allow(house, path, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert_problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path",
    ["/api/v1/availability/nowhere", "/api/v1/availability/%00", "/api/v1/availability/<script>", "/api/v1/nothing",
     "/api/v1/availability/a/b", "/api/v1/availability/", "/api/", "/api/v1/", "/api/v2/availability", "/api/%0a"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_404(house, visitor, path):
    answer = visitor.get(path)

    assert_problem(answer, 404)
    assert "script" not in answer.text


@pytest.mark.parametrize("path", [*OUTLETS, *FIXED])
@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.5", "image/*", "nonsense;;q=x", "", "a" * 5000])
def test_whatever_accept_says_the_one_form_of_an_address_is_answered(house, visitor, path, accept):
    """RFC 9110 12.5.1 lets a server pass over Accept; who mistypes it shall still learn whether there is room."""
    usual, answer = visitor.get(path), visitor.get(path, headers={"Accept": accept})

    assert (answer.status_code, answer.content, answer["ETag"]) == (200, usual.content, usual["ETag"])
    assert answer["Content-Type"] == usual["Content-Type"]


@pytest.mark.parametrize("path", [LIST, FEED, ATOM])
def test_lists_can_be_asked_for_one_area(house, harbor, visitor, path):
    type(harbor).objects.filter(pk=harbor.pk).update(area="Puerto Ñ & Co")
    everything = visitor.get(path).text

    here = visitor.get(path, {"area": "juniper county"})
    there = visitor.get(path, {"area": "Puerto Ñ & Co"})
    nowhere = visitor.get(path, {"area": "<b>Nowhere</b>"})

    assert ("Juniper House" in here.text, "Harbor" in here.text) == (True, False)
    assert ("Juniper House" in there.text, "Harbor" in there.text) == (False, True)
    assert ("Juniper House" in everything, "Harbor" in everything) == (True, True)
    assert ("Nowhere" in nowhere.text, "Harbor" in nowhere.text) == (False, False)
    assert here["ETag"] != there["ETag"]
    assert nowhere.status_code == (200 if path == LIST else 404), "a feed of nowhere would name itself as another one"
    if path != LIST:
        assert "area=Puerto+%C3%91+%26+Co" in there.text, "a feed names itself"


@pytest.mark.parametrize(
    "asked", ["area=", "area=a&area=b", "area=a&status=open", "status=open", "area=" + "a" * 81, "&" * 2000]
)
@pytest.mark.parametrize("path", [LIST, FEED, ATOM])
def test_nothing_but_an_area_can_be_asked_of_a_list(house, visitor, path, asked):
    answer = visitor.get(f"{path}?{asked}")

    assert_problem(answer, 400)
    assert answer.json()["detail"] == "This address takes only area, once, written as in the records."


@pytest.mark.parametrize("path", [LIST, ONE, FEED, ATOM, *FIXED])
def test_parameters_are_a_problem_400_that_echoes_nothing(house, visitor, path):
    answer = visitor.get(path, {"gender": "<b>women</b>"})

    assert_problem(answer, 400)
    assert "women" not in answer.text


def test_an_unpublished_house_is_not_there(house, visitor):
    type(house).objects.update(published=False)

    assert_problem(visitor.get(ONE), 404)
    assert visitor.get(EMBED).status_code == 404
    assert_problem(visitor.get(OEMBED), 404)
    assert visitor.get(LIST).json() == {"availability": []}
    assert visitor.get(FEED).json()["items"] == []
    assert "<entry>" not in visitor.get(ATOM).text


def test_without_a_database_the_answer_is_503_and_says_when_to_try_again(house, visitor, monkeypatch):
    def down(*args, **values):
        raise OperationalError

    monkeypatch.setattr(standing, "_read", down)

    for path in (LIST, ONE, FEED, ATOM, OEMBED):
        assert_problem(visitor.get(path), 503)
        assert visitor.get(path)["Retry-After"] == "30"
    card = visitor.get(EMBED)
    assert (card.status_code, card["Retry-After"]) == (503, "30")
    assert "Please call to ask" in card.text


# Cost.


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", OUTLETS)
def test_every_outlet_reads_once(house, peer, path, count, django_assert_num_queries):
    publishing.confirm(house, by=peer)
    for n in range(count - 1):
        publishing.confirm(factories.BedFactory(room__house__slug=f"more-{n}").house, by=peer)

    with django_assert_num_queries(1) as asked:
        Client().get(path)

    assert "stays_" not in asked[0]["sql"]


def test_a_304_renders_nothing(house, visitor, monkeypatch):
    tag = visitor.get(EMBED)["ETag"]
    monkeypatch.setattr("openings.views.embed.render_to_string", None)

    assert visitor.get(EMBED, headers={"if-none-match": tag}).status_code == 304


# What the public can never tell apart.


def everything(client):
    """Return every byte and header of every outlet, the Date apart."""
    return [(answer.content, dict(answer.headers)) for answer in map(client.get, OUTLETS)]


def test_two_histories_that_end_alike_are_byte_identical(house, peer, lead, clock, visitor):
    publishing.confirm(house, by=peer)
    short = everything(visitor)

    clock.shift(timedelta(minutes=11))
    stays = [factories.here(house, peer) for _bed in house.beds.all()]
    booking.leave(stays[1], by=peer)
    publishing.say(house, band="full", by=lead)
    clock.shift(timedelta(minutes=13))
    publishing.confirm(house, by=lead)

    assert everything(visitor) == short


def test_answers_name_no_guest_stay_bed_or_colleague(house, peer, visitor):
    stay = factories.here(house, peer)
    notice = publishing.confirm(house, by=peer)
    text = "".join(visitor.get(path).text for path in OUTLETS)

    for private in (
        "Rosa",
        str(stay.pk),
        str(notice.pk),
        "Joy",
        "Birch",
        "Quiet Lane",
        "8:17",
    ):
        assert private not in text


def test_a_confidential_house_tells_no_address_no_band_and_no_hour_anywhere(house, peer, clock, visitor):
    ends = publishing.confirm(house, by=peer).valid_until
    type(house).objects.update(confidential=True)
    clock.move_to(ends - timedelta(seconds=20))

    answers = [visitor.get(path) for path in OUTLETS]
    text = "".join(answer.text for answer in answers)

    assert "Quiet Lane" not in text
    assert "There may be a room" not in text
    assert '"open"' not in text
    assert {answer["Cache-Control"] for answer in answers} == {
        "public, max-age=60, stale-while-revalidate=60, stale-if-error=300"
    }


# The description.


@pytest.fixture
def described(db):
    return Client().get(API).json()


def test_openapi_is_valid_3_1_with_unique_operation_ids(described):
    OpenAPIV31SpecValidator(described).validate()

    operations = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
    assert described["openapi"] == "3.1.0"
    assert sorted(operations) == ["getAvailability", "listAvailability"]


def test_answers_fit_their_description(house, harbor, peer, visitor, described):
    validator = Draft202012Validator(
        {**described, "$ref": "#/components/schemas/AvailabilityList"},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    decide(harbor, by=None, publishing="phone_only")
    told = [visitor.get(LIST).json()]
    publishing.confirm(house, by=peer)
    told.append(visitor.get(LIST).json())

    for one in told:
        validator.validate(one)
    assert not validator.is_valid({"availability": [{"status": "free"}]})


# The card.


def test_embed_is_frameable_and_sends_its_own_policy(house, peer, visitor):
    publishing.confirm(house, by=peer)

    answer = visitor.get(EMBED)

    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors *; font-src 'self'"
    )
    assert "X-Frame-Options" not in answer
    assert visitor.get(ONE)["X-Frame-Options"] == "DENY"


def test_embed_says_all_of_it_without_javascript(house, peer, visitor):
    publishing.confirm(house, by=peer)

    text = visitor.get(EMBED).text

    for said in ("Juniper House", "There may be a room", "Checked Tuesday 24 November at 8 am. Good until Tuesday at",
                  "(715) 555-0142", 'href="tel:+17155550142"', "Not a booking. Call before you travel."):  # fmt: skip
        assert said in text
    assert 'data-ends="2026-11-24T22:00:00+00:00"' in text
    assert " style=" not in text
    assert " on" not in [part[:3] for part in text.split("<script")]


@pytest.mark.parametrize("band", ["open", "full", "call", None])
def test_embed_is_the_same_on_whatever_day_it_is_read(house, peer, band):
    """A card stays open for days, and a file of it stands for days when its worker is dead."""
    if band == "open":
        publishing.confirm(house, by=peer)
    elif band:
        publishing.say(house, band=band, by=peer)
    row = standing.of_slug("juniper-house")
    ends = row.valid_until or MORNING

    cards = {card(row.seen(ends + timedelta(days=days))).body for days in (0, 1, 9)}
    before = {card(Seen(row, True, MORNING.date() + timedelta(days=days))).body for days in (0, 1, 9)}

    assert (len(cards), len(before)) == (1, 1)
    for turns in ("today", "this morning", "tomorrow", "yesterday", "days ago"):
        assert turns not in (cards | before).pop().decode()


def test_embed_names_the_weekday_that_midnight_ends(house, peer, clock, visitor):
    clock.move_to(MORNING + timedelta(hours=8))  # 4:17 pm, so it is good until midnight
    publishing.confirm(house, by=peer)

    assert "Good until Tuesday at midnight." in visitor.get(EMBED).text


def test_embed_of_nowhere_is_a_frameable_404_that_says_please_call(db, visitor):
    answer = visitor.get("/embed/nowhere/")

    assert (answer.status_code, "Please call to ask" in answer.text) == (404, True)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "nowhere" not in answer.text
