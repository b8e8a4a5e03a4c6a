"""What partners are told, and when: once a matter, written with what it is about, never of a confidential house."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from openings import hours, publishing, tasks
from openings.models import Notice, PooledNotice, Subscription, SubscriptionHouse, Webhook
from openings.partners import delivering, events, subscribing
from openings.partners.webhook_models import Kind
from respite.deciding import decide
from respite.models import House
from stays import booking
from tests import factories
from tests.moments import refused
from tests.site import pooling
from tests.site.partners.cast import subscribed
from tests.working import queued

pytestmark = pytest.mark.usefixtures("clock", "no_look_up")
ONE = "/api/v1/availability/juniper-house"


def told():
    """Return type and status of every event, the oldest first."""
    rows = Webhook.objects.order_by("made_at", "event")
    return [(row.event, json.loads(row.body)["data"]["status"]) for row in rows]


@pytest.fixture
def subscription(house, partner, office):
    """Valley 211 wants to be told all of Juniper House."""
    return subscribed(partner, [house], office)


def to_the_grid(house, clock):
    """Go to the next time of the grid, and let the worker do what it does each minute."""
    clock.move_to(hours.following(house, timezone.now()).at)
    tasks.tidy([house])
    return timezone.now()


# A house on the grid.


def test_grid_tells_at_each_of_its_times_changed_or_not(house, peer, clock, subscription):
    publishing.confirm(house, by=peer)
    assert told() == []
    at = to_the_grid(house, clock)
    tasks.tidy([house])  # the same minute again, or a second worker
    to_the_grid(house, clock)
    to_the_grid(house, clock)

    assert at.hour == 20
    assert told() == [("availability.published", "full"), ("availability.published", "full"),
                      ("availability.published", "unknown")]  # fmt: skip


def test_event_carries_the_public_object_of_that_moment(house, peer, clock, subscription):
    publishing.confirm(house, by=peer)
    at = to_the_grid(house, clock)

    row = Webhook.objects.get()
    body = json.loads(row.body)
    assert body == {"type": "availability.published", "timestamp": at.isoformat(), "data": Client().get(ONE).json()}
    assert row.message_id == f"msg_{row.pk.hex}"


def test_grid_tells_please_call_at_once_as_the_page_does(house, peer, subscription):
    publishing.say(house, band="call", by=peer)

    assert told() == [("availability.published", "call")]


def test_departure_is_told_to_nobody_between_the_times_of_the_grid(house, peer, clock, subscription):
    stays = [factories.here(house, peer) for _bed in house.beds.all()]
    publishing.confirm(house, by=peer)
    to_the_grid(house, clock)
    before = Webhook.objects.count()
    clock.shift(timedelta(minutes=7))
    booking.leave(stays[0], by=peer)
    publishing.confirm(house, by=peer)

    assert Webhook.objects.count() == before


def test_subscription_knows_nothing_of_an_agreement(subscription, peer, clock, partner, two):
    """Finer words are asked for with a key; what is sent is what everybody reads."""
    from tests.site.partners.cast import agreed

    house = House.objects.get()
    agreed(partner, [house], *two)
    publishing.confirm(house, by=peer)
    to_the_grid(house, clock)

    assert json.loads(Webhook.objects.get().body)["data"]["precision"] == "coarse"


# A house that publishes at once.


@pytest.mark.live
def test_house_that_publishes_at_once_tells_each_notice(house, peer, clock, subscription):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(minutes=5))
    publishing.say(house, band="full", by=peer)
    clock.shift(timedelta(minutes=5))
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(minutes=5))
    [factories.here(house, peer) for _bed in house.beds.all()]

    assert [status for _event, status in told()] == ["open", "full", "open", "full"]
    assert Webhook.objects.count() == Notice.objects.count()


@pytest.mark.live
def test_newer_news_of_a_house_takes_the_place_of_what_still_waits(house, peer, clock, subscription):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(minutes=5))
    publishing.say(house, band="full", by=peer)

    assert [row.state for row in Webhook.objects.order_by("made_at")] == ["newer", "waiting"]


@pytest.mark.live
def test_news_of_one_house_leaves_what_waits_of_another(house, peer, partner, office):
    other = factories.HouseFactory(organization=house.organization)
    subscribed(partner, [house, other], office)
    publishing.say(other, band="call", by=office)
    publishing.say(house, band="call", by=peer)

    assert set(Webhook.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.live
def test_event_is_written_with_its_notice_or_not_at_all_RE_10(house, peer, subscription):
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        publishing.confirm(house, by=peer)
        assert Webhook.objects.count() == len(queued(events.JOB)) == 1
        raise RuntimeError

    assert (Webhook.objects.count(), queued(events.JOB), Notice.objects.count()) == (0, [], 0)


@pytest.mark.live
def test_body_is_far_below_its_limit_whatever_names_a_house_has(house, peer, settings, subscription):
    House.objects.update(name="Ñ" * 80, phone_hours="ü" * 80, area="é" * 80)
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français"), ("de", "Deutsch"), ("so", "Soomaali")]
    publishing.confirm(house, by=peer)

    assert len(Webhook.objects.get().body.encode()) < 20_000 / 4


@pytest.mark.live
def test_event_names_no_guest_stay_bed_or_colleague_SE_56(house, peer, subscription):
    stay = factories.here(house, peer)
    notice = publishing.confirm(house, by=peer)
    text = "".join(Webhook.objects.values_list("body", flat=True))

    assert '"status":"open"' in text
    for private in ("Rosa", "Joy", "Birch", "Quiet Lane", str(stay.pk), str(notice.pk)):
        assert private not in text


# A word that became too old.


@pytest.mark.live
def test_expired_is_told_once_when_a_word_is_too_old(house, peer, clock, subscription):
    ends = publishing.confirm(house, by=peer).valid_until
    clock.move_to(ends - timedelta(seconds=1))
    before = events.expired()
    clock.move_to(ends)
    after = [events.expired(), events.expired()]

    assert (before, after) == (0, [1, 0])
    assert told()[-1] == ("availability.expired", "unknown")


@pytest.mark.live
def test_expired_of_long_ago_is_not_told(house, peer, clock, subscription):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(days=3))

    assert events.expired() == 0


@pytest.mark.live
def test_expired_before_somebody_subscribed_is_not_told(house, peer, clock, partner, office):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(hours=10))
    subscribed(partner, [house], office)

    assert events.expired() == 0


# Houses that tell one word for their area.


@pytest.fixture
def three(house, partner, office, clock):
    """Three houses that tell one word together, and an address that wants to be told of all of them."""
    clock.move_to(pooling.DAY)
    houses = [pooling.member(house.organization, slug) for slug in ("ash", "elm", "oak")]
    subscribed(partner, houses, office)
    pooling.minute()
    return houses


def told_of(kind):
    """Return the houses of which an address was told something at last, by name."""
    rows = Webhook.objects.filter(event=kind, made_at=timezone.now())
    return sorted(rows.values_list("house__slug", flat=True))


def test_word_of_an_area_is_told_of_each_house_of_one_address(three, clock):
    pooling.to(clock, 8)

    assert told_of(Kind.PUBLISHED) == ["ash", "elm", "oak"]


def test_word_of_an_area_that_became_too_old_is_told_once_of_each_house(three, clock):
    pooling.to(clock, 8)
    ends = PooledNotice.objects.latest("told_at").valid_until
    clock.move_to(ends - timedelta(seconds=1))
    before = events.expired()
    clock.move_to(ends)

    assert (before, events.expired(), events.expired()) == (0, 3, 0)
    assert told_of(Kind.EXPIRED) == ["ash", "elm", "oak"]


def test_old_word_of_a_house_is_not_told_when_it_tells_with_others_now(three, clock, peer):
    Notice.objects.create(
        house=three[0], band="open", published_at=timezone.now(), confirmed_at=timezone.now(), confirmed_by=peer,
        valid_until=timezone.now() + timedelta(minutes=30),
    )  # fmt: skip
    clock.shift(timedelta(minutes=31))

    assert events.expired() == 0


# A word that is taken back.


@pytest.fixture
def told_open(house, peer, clock, subscription):
    """Juniper House told that it has room, at a time of the grid."""
    clock.move_to(pooling.DAY)
    publishing.confirm(house, by=peer)
    to_the_grid(house, clock)
    publishing.confirm(house, by=peer)
    to_the_grid(house, clock)
    clock.shift(timedelta(minutes=30))
    assert told()[-1] == ("availability.published", "open")
    return house


def test_house_that_goes_over_to_the_phone_takes_its_word_back_once(told_open, lead, clock, subscription):
    decide(told_open, by=lead, publishing="phone_only")
    made = [events.by_phone(), events.by_phone()]
    clock.shift(timedelta(minutes=1))
    made.append(events.by_phone())

    assert made == [1, 0, 0]
    newest = Webhook.objects.latest("made_at")
    assert json.loads(newest.body)["data"] == Client().get(ONE).json()
    assert told()[-1] == ("availability.published", "call")
    assert [row.state for row in Webhook.objects.order_by("made_at")] == ["newer", "newer", "waiting"]


def test_house_that_goes_over_to_the_phone_on_a_day_takes_its_word_back_then(told_open, lead, clock):
    decide(told_open, by=lead, publishing="phone_only", holds_from=told_open.tonight() + timedelta(days=1))
    before = events.by_phone()
    clock.move_to(pooling.DAY + timedelta(hours=31))

    assert (before, events.by_phone()) == (0, 1)


def test_word_is_taken_back_from_nobody_who_did_not_hear_it(told_open, lead, clock, partner, office):
    other = factories.HouseFactory(organization=told_open.organization)
    subscribed(partner, [other], office, address="https://other.valley211.example/")
    subscribed(partner, [told_open], office, kinds=[Kind.EXPIRED], address="https://third.valley211.example/")
    decide(told_open, by=lead, publishing="phone_only")

    assert events.by_phone() == 1


def test_area_that_falls_apart_takes_its_word_back_of_each_house(three, clock):
    pooling.to(clock, 8)
    clock.shift(timedelta(minutes=5))
    decide(three[2], by=None, publishing="phone_only")

    assert (events.by_phone(), told_of(Kind.PUBLISHED)) == (3, ["ash", "elm", "oak"])
    clock.shift(timedelta(minutes=1))
    assert events.by_phone() == 0


def test_confidential_house_takes_back_nothing_and_what_waited_is_gone(told_open, subscription):
    House.objects.update(confidential=True)

    assert (events.by_phone(), Webhook.objects.count()) == (0, 0)


@pytest.mark.parametrize("what", ["phone", "unpublished", "over"])
def test_word_that_is_not_true_any_more_is_not_sent(what, told_open, lead, clock):
    if what == "phone":
        decide(told_open, by=lead, publishing="phone_only")
    elif what == "unpublished":
        House.objects.update(published=False)
    else:
        clock.move_to(Webhook.objects.latest("made_at").until)

    assert delivering.take() == []
    assert set(Webhook.objects.values_list("state", flat=True)) == {"newer"}


def test_word_that_still_holds_is_sent(told_open, clock):
    clock.move_to(Webhook.objects.latest("made_at").until - timedelta(seconds=1))

    assert len(delivering.take()) == 1


def test_that_a_house_tells_only_by_phone_is_sent(told_open, lead):
    decide(told_open, by=lead, publishing="phone_only")
    events.by_phone()

    [parcel] = delivering.take()
    assert b'"status":"call"' in parcel.body


def test_word_that_is_not_true_any_more_is_not_sent_again(told_open, lead, office):
    row = Webhook.objects.latest("made_at")
    Webhook.objects.filter(pk=row.pk).update(state="done")
    decide(told_open, by=lead, publishing="phone_only")

    assert "not true any more" in refused("state", subscribing.send_again, row, by=office)


def test_nothing_of_a_confidential_house_is_due(house, subscription):
    events.test(subscription)
    before = Webhook.objects.due().count()
    with connection.cursor() as cursor:  # whatever stands in the tables
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE respite_house DISABLE TRIGGER partners_forget_confidential")
    House.objects.update(confidential=True)

    assert (before, Webhook.objects.count(), Webhook.objects.due().count()) == (1, 1, 0)


# Facts of a house.


def test_service_is_told_when_public_facts_change_and_not_before(house, subscription):
    first = [events.services(), events.services()]
    House.objects.update(phone="+15555550144")
    changed = [events.services(), events.services()]

    assert (first, changed) == ([0, 0], [1, 0])
    assert json.loads(Webhook.objects.get().body)["data"]["contact"]["phone"] == "+15555550144"
    assert Webhook.objects.get().event == "service.updated"


@pytest.mark.parametrize("name", ["name", "area", "phone_hours", "slug"])
def test_service_is_told_of_each_public_fact(house, subscription, name):
    events.services()
    House.objects.update(**{name: "Other"})

    assert events.services() == 1


def test_service_is_not_told_of_what_is_not_public(house, peer, subscription):
    events.services()
    House.objects.update(address="14 Quiet Lane", neutral_name="Place", door="pine")
    publishing.confirm(house, by=peer)

    assert events.services() == 0


# Who is told.


@pytest.mark.live
@pytest.mark.parametrize("kinds", [[Kind.EXPIRED], [Kind.SERVICE]])
def test_nobody_is_told_what_they_did_not_choose(house, peer, partner, office, kinds):
    subscribed(partner, [house], office, kinds=kinds)
    publishing.confirm(house, by=peer)

    assert told() == []


@pytest.mark.live
def test_nobody_is_told_of_a_house_they_did_not_choose(house, peer, partner, office):
    other = factories.HouseFactory(organization=house.organization)
    subscribed(partner, [other], office)
    publishing.confirm(house, by=peer)

    assert told() == []


@pytest.mark.live
def test_paused_address_is_told_nothing_and_on_going_on_what_is_true_then(house, peer, office, subscription):
    subscribing.pause(subscription, by=office)
    publishing.confirm(house, by=peer)
    while_paused = told()
    subscribing.go_on(subscription, by=office)
    subscribing.go_on(subscription, by=office)

    assert (while_paused, told()) == ([], [("availability.published", "open")])


def test_house_that_tells_by_phone_tells_nothing_about_room(house, peer, lead, clock, subscription):
    events.services()
    decide(house, by=lead, publishing="phone_only")
    publishing.confirm(House.objects.get(), by=peer)
    clock.shift(timedelta(hours=23))
    tasks.tidy(House.objects.all())
    events.expired()

    assert told() == []
    assert events.services() == 1, "that it tells by phone now is a public fact"


@pytest.mark.live
def test_unpublished_house_is_told_to_nobody(house, peer, subscription):
    House.objects.update(published=False)
    publishing.confirm(house, by=peer)

    assert told() == []


# A confidential house.


@pytest.mark.live
def test_confidential_house_occurs_in_no_event(house, peer, clock, subscription):
    events.services()
    publishing.confirm(house, by=peer)
    before = Webhook.objects.count()
    House.objects.update(confidential=True)
    publishing.confirm(House.objects.get(), by=peer)
    clock.shift(timedelta(hours=23))
    House.objects.update(phone="+15555550144")
    made = events.expired() + events.services() + events.test(subscription) + events.anew(subscription)

    assert (before, Webhook.objects.count(), made) == (1, 0, 0)
    assert not SubscriptionHouse.objects.exists()


def test_database_refuses_a_confidential_house_in_a_subscription_and_in_an_event(house, harbor, subscription):
    hidden = factories.HouseFactory(organization=house.organization, confidential=True)
    now = timezone.now()
    facts = {"event": "endpoint.test", "about": "x", "body": "{}", "made_at": now, "next_at": now, "changed_at": now}

    for other in (hidden, harbor):
        with pytest.raises(IntegrityError, match="confidential"), transaction.atomic():
            SubscriptionHouse.objects.create(subscription=subscription, house=other)
    with pytest.raises(IntegrityError, match="confidential"), transaction.atomic():
        Webhook.objects.create(subscription=subscription, house=hidden, **facts)
    assert Subscription.objects.get().houses.get() == house


# What partners can read about it.


@pytest.mark.live
def test_event_fits_its_description(house, peer, subscription):
    described = Client().get("/api/v1/openapi.json").json()
    publishing.confirm(house, by=peer)
    events.test(subscription)

    assert set(described["webhooks"]) == {kind.value for kind in Kind}
    for row in Webhook.objects.all():
        schema = described["webhooks"][row.event]["post"]["requestBody"]["content"]["application/json"]["schema"]
        checker = Draft202012Validator(described | schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        checker.validate(json.loads(row.body))
        assert not checker.is_valid({"type": row.event, "data": {}})


# What it costs the house.


@pytest.mark.live
@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_the_same_for_one_address_and_for_three(house, partner, office, count, django_assert_num_queries):
    for n in range(count):
        subscribed(partner, [house], office, address=f"https://hooks{n}.valley211.example/")
    with transaction.atomic(), django_assert_num_queries(8):
        events.published(house, "x")

    assert Webhook.objects.count() == count
