"""One word of several houses (`pooled`): no house can be told from it, and no departure dated (INTEROP.md 5.3, 5.4)."""

import json
import threading
from datetime import timedelta
from random import Random

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from openings import cards, hours, outside, pools, publishing, structured, tasks, words
from openings.models import Notice, PooledNotice
from pages import seeding
from respite.deciding import decide
from respite.models import House
from stays import booking, closing, pausing
from stays.models import Stay
from tests import factories
from tests.cast import member as colleague
from tests.cast import signed_in
from tests.site import pooling
from tests.site.directory import every_address
from tests.site.pooling import AREA, DAY, minute, to

WORDS = "There may be a room in one of our 3 houses in Valley County"
LIST, ONE = "/api/v1/availability", "/api/v1/availability/oak"
OUTLETS = [LIST, ONE, "/embed/oak/", "/feeds/availability.json", "/feeds/availability.atom", "/for-directories/oak/",
           "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fhouses%2Foak%2F"]  # fmt: skip


@pytest.fixture
def clock():
    with time_machine.travel(DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def three(db):
    """Three houses of one organization in one area, with two beds each, that tell one word."""
    organization = factories.OrganizationFactory(slug="valley")
    return [pooling.member(organization, slug) for slug in ("ash", "elm", "oak")]


@pytest.fixture
def joy(three):
    return colleague(three[0], "peer", "Joy")


def fill(house, by):
    return [factories.here(house, by, nights=factories.nights_from_tonight(house, 14)) for _bed in house.beds.all()]


def said(slug="oak"):
    return Client().get(f"/api/v1/availability/{slug}").json()


def open_up(three, joy, clock):
    """Have the first house confirm room, and the area tell it."""
    minute()
    to(clock, 8)
    publishing.confirm(three[0], by=joy)
    to(clock, 14)


# The word.


def test_area_says_open_when_one_house_has_room_and_each_house_says_call(three, joy, clock):
    fill(three[1], joy)
    fill(three[2], joy)
    open_up(three, joy, clock)

    told = [said(slug) for slug in ("ash", "elm", "oak")]

    for one in told:
        assert (one["status"], one["precision"], one["label"]["en"]) == ("call", "pooled", WORDS)
        assert one["region"] == {"name": AREA, "status": "open", "houses": 3}
        assert one["as_of"] == "2026-11-24T14:00:00-06:00"
        assert one["valid_until"] == "2026-11-24T22:00:00-06:00"
        assert one["next_update_expected"] == "2026-11-24T20:00:00-06:00"
        good = "Updated Tuesday 24 November at 2 pm. Good until Tuesday at 10 pm. After that, please call."
        assert one["as_of_label"]["en"] == good


def test_area_never_says_full_and_says_call_when_no_house_has_room(three, joy, clock):
    for house in three:
        fill(house, joy)
        publishing.confirm(house, by=joy)

    to(clock, 8)

    one = said()
    assert (one["status"], one["label"]["en"], one["region"]["status"]) == ("call", "Please call to ask", "call")
    assert set(PooledNotice.objects.values_list("band", flat=True)) == {"call"}
    assert not Notice.objects.exists(), "no house of the area ever has a notice of its own"


@pytest.mark.parametrize(("confirmed", "found"), [(True, ["call", "open"]), (False, ["call", "call"])])
def test_room_waits_for_the_second_time_and_for_somebody_who_confirms(confirmed, found, three, joy, clock):
    stays = [fill(house, joy) for house in three]
    publishing.confirm(three[0], by=joy)
    to(clock, 8)
    clock.shift(timedelta(hours=2))
    booking.leave(stays[0][0], by=joy)
    if confirmed:
        publishing.confirm(three[0], by=joy)

    told = []
    for hour in (14, 20):
        to(clock, hour)
        told.append(said()["region"]["status"])

    assert told == found


@pytest.mark.parametrize("what", ["pause", "close", "call", "full", "arrive"])
def test_word_changes_at_its_hours_only_whatever_happens_in_a_house(what, three, joy, clock):
    open_up(three, joy, clock)
    before = Client().get(LIST).content

    if what == "pause":
        pausing.pause(three[0], reason="illness", by=joy)
    elif what == "close":
        closing.close(three[0], nights=factories.nights_from_tonight(three[0]), reason="illness", by=joy)
    elif what == "arrive":
        fill(three[0], joy)
    else:
        publishing.say(three[0], band=what, by=joy)
    minute()
    between = Client().get(LIST).content
    to(clock, 20)

    assert between == before
    assert not Notice.objects.exists()
    assert said()["region"]["status"] == "call"


def test_word_runs_out_by_itself_where_the_worker_is_dead(three, joy, clock):
    open_up(three, joy, clock)

    clock.move_to(DAY.replace(hour=12) + timedelta(hours=16))  # 10 pm, and nothing went out at 8

    one = said()
    assert (one["status"], one["region"]["status"], one["label"]["en"]) == ("unknown", "unknown", "Please call to ask")
    assert "too old" in one["as_of_label"]["en"]


def test_late_worker_publishes_the_newest_time_only(three, joy, clock):
    clock.move_to(DAY + timedelta(hours=10))

    minute()
    minute()

    assert [row.told_at for row in PooledNotice.objects.all()] == [DAY + timedelta(hours=8)]


# Who tells it.


@pytest.mark.parametrize("few", ["houses", "beds"])
def test_too_few_houses_or_beds_tell_only_by_phone(few, clock, db):
    organization = factories.OrganizationFactory()
    for slug in ("ash", "oak") if few == "houses" else ("ash", "elm", "oak"):
        house = pooling.member(organization, slug, beds=5 if few == "houses" else 1)
    alone = said()
    publishing.confirm(house, by=colleague(house, "peer", "Joy"))
    to(clock, 8)
    to(clock, 14)

    one = said()
    assert not PooledNotice.objects.exists()
    assert one == alone
    assert (one["status"], one["precision"], one["valid_until"]) == ("call", "none", None)
    assert one["as_of_label"]["en"] == "This house only tells by phone."


def test_when_a_house_leaves_the_others_tell_only_by_phone_at_once(three, joy, clock):
    open_up(three, joy, clock)

    decide(three[2], by=None, publishing="phone_only")

    assert [(said(slug)["precision"], said(slug)["label"]["en"]) for slug in ("ash", "elm", "oak")] == [
        ("none", "Please call to ask")
    ] * 3


def test_when_a_house_becomes_confidential_its_word_ends_at_once(three, joy, clock):
    """The public never reads of three houses what two of them and a hidden one say."""
    open_up(three, joy, clock)
    before = said()["region"]["status"]

    House.objects.filter(slug="elm").update(confidential=True)

    assert (before, said()["precision"], said("elm")["precision"]) == ("open", "none", "none")


@pytest.mark.parametrize("late", [False, True])
def test_when_one_house_takes_the_place_of_another_the_word_waits_for_its_hour(late, three, joy, clock):
    open_up(three, joy, clock)
    pooling.member(three[0].organization, "fir")
    decide(three[2], by=None, publishing="phone_only")
    if late:
        to(clock, 20)

    told = [said(slug)["precision"] for slug in ("ash", "elm", "fir", "oak")]

    assert told == (["pooled"] * 3 + ["none"] if late else ["none"] * 4)


@pytest.mark.parametrize("facts", [{"area": "Hill County"}, {"zone": "America/Denver"}, {"published": False}])
def test_house_that_moves_away_is_no_part_of_the_word(facts, three, joy, clock):
    open_up(three, joy, clock)

    House.objects.filter(slug="elm").update(**facts)

    assert said()["precision"] == "none"


def test_house_that_joins_waits_with_all_for_the_next_hour(three, joy, clock):
    open_up(three, joy, clock)
    pooling.member(three[0].organization, "fir")
    between = said()["precision"]

    to(clock, 20)

    assert between == "none"
    assert (said("fir")["region"]["houses"], said()["region"]["houses"]) == (4, 4)


def test_area_that_became_too_small_says_so_at_its_hour(three, joy, clock):
    open_up(three, joy, clock)
    for house in three[:2]:
        bed = house.beds.first()
        bed.out_since = house.tonight()
        bed.save()

    to(clock, 20)

    newest = PooledNotice.objects.first()
    assert (newest.houses, newest.band) == (0, "call")
    assert said()["precision"] == "none"


def test_houses_of_other_organizations_areas_and_styles_are_not_among_them(three, joy, clock):
    pooling.member(factories.OrganizationFactory(slug="coast"), "pier", beds=6)
    pooling.member(three[0].organization, "hill", area="Hill County", beds=6)
    factories.BedFactory(room__house__organization=three[0].organization, room__house__area=AREA)

    open_up(three, joy, clock)

    assert said()["region"]["houses"] == 3
    assert said("pier")["precision"] == said("hill")["precision"] == "none"


def test_confidential_house_adds_its_room_and_is_never_named(three, joy, clock):
    hidden = pooling.member(three[0].organization, "hidden", confidential=True)
    alone = said("hidden")
    for house in three:
        fill(house, joy)
    minute()
    to(clock, 8)
    publishing.confirm(hidden, by=joy)

    to(clock, 14)

    assert (said()["region"]["status"], said()["region"]["houses"]) == ("open", 4)
    assert said("hidden") == alone
    assert (alone["status"], alone["precision"], alone["label"]["en"]) == ("call", "none", "Please call to ask")


def test_confidential_houses_do_not_make_an_area_large_enough(three, joy, clock):
    House.objects.filter(slug="elm").update(confidential=True)
    factories.BedFactory(room__house=three[0], room__name="Cedar")
    minute()
    publishing.confirm(three[0], by=joy)

    to(clock, 8)
    to(clock, 14)

    assert said()["precision"] == "none"


def test_hours_are_those_all_houses_share_and_the_most_careful_holds_back_for_all(three, clock):
    decide(three[0], by=None, notice_times="6, 14, 20", hold_back=1)
    decide(three[1], by=None, notice_times="14, 20, 22", hold_back=4)

    [pool] = pools.of_all()
    assert (pool.rules().notice_times, pool.rules().hold_back) == ("14, 20", 4)

    decide(three[2], by=None, notice_times="3, 14")
    [pool] = pools.of_all()
    assert pool.rules().notice_times == "8, 14, 20"


# What the database refuses.


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"named": 2, "houses": 4}, "no_word_of_few_houses"),
        ({"houses": 2}, "no_word_of_few_houses"),
        ({"beds": 4}, "no_word_of_few_houses"),
        ({"houses": 0, "named": 0, "beds": 0, "band": "open"}, "no_word_of_few_houses"),
        ({"band": "full"}, "area_says_open_or_call"),
        ({"valid_until": DAY + timedelta(hours=25)}, "pooled_notice_ends_within_a_day"),
    ],
)
def test_database_refuses_words_that_would_tell_too_much(facts, name, three):
    right = {"organization": three[0].organization, "area": AREA, "zone": three[0].zone, "band": "call", "houses": 3,
             "named": 3, "beds": 5, "told_at": DAY, "next_update": DAY,
             "valid_until": DAY + timedelta(hours=8)}  # fmt: skip
    with transaction.atomic():
        PooledNotice.objects.create(**right)
        transaction.set_rollback(True)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PooledNotice.objects.create(**right | facts)


def test_word_is_never_changed_once_written(three, joy, clock):
    open_up(three, joy, clock)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PooledNotice.objects.update(band="call")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_time_write_one_word(three, joy, clock):
    minute()
    clock.move_to(DAY + timedelta(hours=3))
    ready, wrong = threading.Barrier(2), []

    def work():
        try:
            [pool] = pools.of_all()
            ready.wait(5)
            pools.on_the_hour(pool)
        except Exception as trouble:
            wrong.append(trouble)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert wrong == []
    assert PooledNotice.objects.filter(told_at=DAY + timedelta(hours=2)).count() == 1


@pytest.mark.parametrize("trouble", [DatabaseError, LookupError])
def test_area_in_trouble_waits_and_holds_up_no_other(trouble, three, clock, monkeypatch, caplog):
    def broken(pool):
        raise trouble

    monkeypatch.setattr(pools, "on_the_hour", broken)

    tasks.publish_pools()

    assert "An area waits for the next minute." in caplog.text


# Every outlet says it the same way.


def test_every_outlet_says_the_word_of_the_area(three, joy, clock):
    open_up(three, joy, clock)
    visitor = Client()

    for path in [*OUTLETS[:-1], "/hsds/v3/services?search=oak", "/exports/hsds.zip"]:
        answer = visitor.get(path)
        assert answer.status_code == 200
        if "zip" not in path:
            assert WORDS in answer.content.decode(), path
    item = visitor.get("/feeds/availability.json").json()["items"][0]
    assert "Good until 10 pm on Tuesday, November 24, 2026." in item["content_text"] or "Good until 10 pm" in str(item)
    [service] = visitor.get("/hsds/v3/services?search=oak&full=true").json()["contents"]
    assert service["availability"]["region"] == {"name": AREA, "status": "open", "houses": 3}
    assert (service["status"], "capacities" in service, "assured_date" in service) == ("active", False, False)
    assert service["alert"] == f"{WORDS}. Call to ask which."


@pytest.mark.parametrize("alone", [False, True])
def test_page_of_a_house_says_the_word_and_still_takes_requests(alone, three, joy, clock):
    seeding.plant(three[0].organization)
    open_up(three, joy, clock)
    if alone:
        decide(three[0], by=None, publishing="phone_only")

    page = BeautifulSoup(Client().get("/houses/oak/").content, "html.parser")

    assert page.select_one(".avail b").get_text() == ("Please call to ask" if alone else WORDS)
    assert page.select_one("a[href='/ask/oak/']"), "that too few tell one word closes no door"
    assert Client().get("/ask/oak/").status_code == 200


def test_search_engines_learn_of_no_room(three, joy, clock):
    open_up(three, joy, clock)
    from openings import standing

    told = json.loads(structured.service(standing.of_slug("oak").seen(DAY + timedelta(hours=9)), provider="Valley"))

    assert "availability" not in told["offers"]


def test_records_fit_their_description(three, joy, clock):
    open_up(three, joy, clock)
    described = Client().get("/api/v1/openapi.json").json()
    schema = {**described, "$ref": "#/components/schemas/Availability"}

    Draft202012Validator(schema).validate(said())
    assert not Draft202012Validator(schema).is_valid(said() | {"region": {"name": AREA, "status": "full", "houses": 3}})


@pytest.mark.parametrize("path", [*OUTLETS[:5], OUTLETS[6]])
def test_every_outlet_still_reads_once(path, three, joy, clock, django_assert_num_queries):
    open_up(three, joy, clock)

    with django_assert_num_queries(1):
        Client().get(path)


# Privacy (INTEROP.md 5.4).

ACTS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["arrive", "arrive", "leave", "confirm", "confirm", "full"])),
    min_size=45,
    max_size=45,
)


def everything():
    """Return every byte and header of every outlet."""
    visitor = Client()
    paths = [*OUTLETS, "/", "/houses/", "/houses/oak/", *every_address(visitor)]
    return {path: (got.content, sorted(got.headers.items())) for path in paths for got in [visitor.get(path)]}


def act(house, what, by):
    here = list(Stay.objects.filter(house=house, state=Stay.State.HERE))
    if what == "arrive" and len(here) < 2:
        factories.here(house, by, nights=factories.nights_from_tonight(house, 14))
    elif what == "leave" and here:
        booking.leave(here[0], by=by)
    elif what == "confirm":
        publishing.confirm(house, by=by)
    elif what == "full":
        publishing.say(house, band="full", by=by)


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(acts=ACTS)
def test_no_departure_in_one_house_can_be_dated(three, joy, acts):
    """Bytes change at times of the one grid only, all houses at once, and room shows only after its hold-back."""
    visitor, before, room_since = Client(), None, {}
    with transaction.atomic(), time_machine.travel(DAY, tick=False) as clock:
        for house in three:
            fill(house, joy)
        for n, (which, what) in enumerate(acts):
            at = DAY + n * timedelta(minutes=47)
            clock.move_to(at)
            act(three[which], what, joy)
            for house in three:
                room = Stay.objects.filter(house=house, state=Stay.State.HERE).count() < 2
                room_since[house] = room_since.get(house) or at if room else None
            minute()
            told = visitor.get(LIST).json()["availability"]
            [pool] = pools.of_all()
            slot = hours.last(pool, at)
            regions = {json.dumps([one.get("region"), one["as_of"], one["valid_until"]]) for one in told}
            assert len(regions) == 1, "no house ever differs from the others"
            if before and told != before:
                assert at - timedelta(minutes=47) < slot.at or told[0]["status"] == "unknown"
            if told[0].get("region", {}).get("status") == "open" and before != told:
                since = [one for one in room_since.values() if one]
                assert min(since) <= hours.earlier(pool, slot, 1).at
            before = told
        transaction.set_rollback(True)


def test_two_histories_that_end_alike_are_byte_identical(three, joy):
    """In the second a guest of another house left, and it is that house which has room."""
    seeding.plant(three[0].organization)
    answers = []
    for seed in (1, 2):
        random = Random(seed)
        with transaction.atomic(), time_machine.travel(DAY, tick=False) as clock:
            stays = [fill(house, joy) for house in three]
            minute()
            clock.shift(timedelta(minutes=random.randrange(90)))
            booking.leave(stays[seed][seed - 1], by=joy)
            for hour in (8, 14):
                clock.move_to(DAY + timedelta(hours=hour - 7, minutes=random.randrange(50)))
                publishing.confirm(three[seed], by=joy)
                if seed == 2:
                    publishing.confirm(three[0], by=joy)
                to(clock, hour)
            assert said()["region"]["status"] == "open"
            answers.append(everything())
            transaction.set_rollback(True)

    assert answers[0] == answers[1]


def test_what_a_confidential_house_says_is_the_same_whatever_it_adds(three, joy):
    """Its own answers never tell whether it has room, nor whether it takes part at all."""
    hidden = pooling.member(three[0].organization, "hidden", confidential=True)
    seeding.plant(three[0].organization)
    found = set()
    for style, full in (("pooled", True), ("pooled", False), ("phone_only", False)):
        with transaction.atomic(), time_machine.travel(DAY, tick=False) as clock:
            decide(hidden, by=None, publishing=style)
            for house in [*three, *([hidden] if full else [])]:
                fill(house, joy)
            minute()
            to(clock, 8)
            publishing.confirm(House.objects.get(pk=hidden.pk), by=joy)
            to(clock, 14)
            assert said().get("region", {}).get("status") == ("open" if (style, full) == ("pooled", False) else "call")
            visitor = Client()
            [service] = visitor.get("/hsds/v3/services?search=hidden&full=true").json()["contents"]
            bodies = [visitor.get(path).content for path in ("/api/v1/availability/hidden", "/embed/hidden/")]
            shown = BeautifulSoup(visitor.get("/houses/hidden/").content, "html.parser").main.decode()
            found.add(str((bodies, service, shown)))
            transaction.set_rollback(True)

    assert len(found) == 1


def test_no_house_guest_or_colleague_stands_in_the_word(three, joy, clock):
    open_up(three, joy, clock)
    columns = {field.column for field in PooledNotice._meta.fields}

    assert columns == {"id", "organization_id", "area", "zone", "band", "houses", "named", "beds", "tellers",
                       "told_at", "valid_until", "next_update"}  # fmt: skip
    row = PooledNotice.objects.first()
    assert str(row.pk) not in str(everything())


# The office.


def test_card_tells_who_says_it_together_and_what_this_house_adds(three, joy, clock):
    minute()
    to(clock, 8)
    before = cards.card(three[0])
    publishing.confirm(three[0], by=joy)
    after = cards.card(three[0])
    to(clock, 14)

    assert before["confirmed"].startswith("3 houses in Valley County tell one word together. Nobody confirmed it")
    assert before["differs"] == "There is room. Say so, and it goes into the word in time."
    assert after["confirmed"].endswith("Joy looked at 8:40 am. By 2:40 pm this house adds its room to the word.")
    assert after["acts"][0]["label"] == "Still true" or after["acts"][0]["label"] == "Say there may be a room"
    assert cards.card(three[0])["says"] == f"The public page says: {WORDS}"
    assert after["small"] == "The word changes only at its hours, next by 2:40 pm. It never says “full”."


def test_card_says_why_room_waits(three, joy, clock):
    stays = fill(three[0], joy)
    to(clock, 8)
    booking.leave(stays[0], by=joy)
    publishing.confirm(three[0], by=joy)

    card = cards.card(three[0])

    assert card["differs"] == "There is room, and the word tells it later: then nobody can tell when somebody left."
    assert "By 2:40 pm this house adds no room to the word." in card["confirmed"]


def test_card_tells_that_the_houses_are_too_few(three, clock):
    decide(three[1], by=None, publishing="coarse")

    assert cards.card(House.objects.get(slug="oak"))["confirmed"].startswith(
        "One word for Valley County takes 3 houses with 5 beds that are not confidential."
        " Until then their pages say “please call”."
    )


def test_card_while_offers_are_stopped_asks_for_nothing(three, joy, clock):
    pausing.pause(three[0], reason="illness", by=joy)

    card = cards.card(three[0])

    assert (card["acts"], card["differs"]) == ([], "New offers are stopped, so this house adds no room.")


def test_card_of_a_confidential_house_says_what_its_page_says(three, clock):
    hidden = pooling.member(three[0].organization, "hidden", confidential=True)

    card = cards.card(hidden)

    assert card["says"] == "The public page says: Please call to ask"
    assert card["confirmed"].startswith("This house counts in the word of 4 houses in Valley County.")
    assert card["acts"], "its team can say whether there is room"


def test_card_tells_staff_when_the_worker_is_late(three, joy, clock):
    open_up(three, joy, clock)
    on_time = cards.card(three[0])["confirmed"]

    clock.move_to(DAY.replace(hour=2) + timedelta(days=1, hours=1))  # 9 pm

    assert "has not gone out" not in on_time
    assert "The last word has not gone out. Please tell whoever looks" in cards.card(three[0])["confirmed"]


def test_page_of_what_the_public_sees_tells_the_words_of_the_area(three, joy, clock):
    open_up(three, joy, clock)
    desk = signed_in(joy)

    page = desk.get("/office/ash/notice/").content.decode()

    assert page.count(WORDS) >= 2
    assert "The word of 3 houses together. It went out at its set hour." in page
    assert "Say the house is closed for a while" not in page
    assert [row.band for row in outside.past(three[0])] == ["open", "call", "call"]


def test_saying_something_tells_when_it_goes_into_the_word(three, joy, clock):
    desk = signed_in(joy)

    page = desk.post("/office/ash/notice/?from=outside", {"say": "board-open"}, follow=True).content.decode()

    assert "By 8:40 am this house adds no room to the word." in page
    assert words.published(three[0]).band == "call"


def test_settings_offer_it_with_a_plain_warning(three, clock):
    lead = colleague(three[0], "lead", "Ana")
    desk, address = signed_in(lead), "/office/ash/settings/notice/"
    page = desk.get(address).content.decode()
    House.objects.filter(slug="ash").update(confidential=True)
    hidden = desk.get(address).content.decode()

    assert "One word for all our houses in this area that choose this" in page
    assert "takes three houses with five beds. With fewer, the pages only say “please call”." in page
    assert "people may guess from the number of houses" in hidden
    assert hidden.count('name="publishing"') == 2
