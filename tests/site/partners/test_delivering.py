"""How events leave: tried again with longer waits, never twice at the same time, and ended one day."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from openings import publishing
from openings.models import Subscription, Webhook
from openings.partners import delivering, events, guard, partnering, posting, secrets, subscribing, sweeping
from openings.partners.delivering import WAITS
from respite.models import Entry
from tests import factories
from tests.moments import refused
from tests.site.partners.cast import subscribed
from tests.working import queued, work

DAY = timedelta(days=1)


@pytest.fixture
def subscription(clock, house, partner, office, receiver):
    """Valley 211 wants to be told all of Juniper House, at its own system."""
    return subscribed(partner, [house], office)


@pytest.fixture
def waits(subscription):
    """One event that waits: a test, which nothing newer takes the place of."""
    events.test(subscription)
    return Webhook.objects.get()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def ids(receiver):
    return [headers["webhook-id"] for _path, headers, _body in receiver.got]


# One delivery.


@pytest.mark.live
def test_notice_reaches_the_partner_signed_SE_56(house, peer, subscription, receiver):
    publishing.confirm(house, by=peer)
    work()

    row = Webhook.objects.get()
    (_path, headers, body) = receiver.got[0]
    (secret,) = secrets.in_use(subscription, timezone.now())
    assert Verifier(secret).verify(body, headers)["type"] == "availability.published"
    assert (headers["webhook-id"], body) == (row.message_id, row.body)
    assert (row.state, row.answer, row.tries) == ("done", 204, 1)


def test_event_comes_again_with_the_same_id_and_the_same_bytes(waits, receiver, clock):
    receiver.then("500", "503", "204")
    for _n in range(3):
        clock.shift(timedelta(hours=1))
        delivering.deliver()

    assert ids(receiver) == [waits.message_id] * 3
    assert len({body for _path, _headers, body in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for _path, headers, _body in receiver.got}) == 3
    assert (fresh(waits).state, fresh(waits).tries) == ("done", 3)


def test_what_is_not_due_yet_waits(waits, receiver, clock):
    receiver.then("500")
    delivering.deliver()
    delivering.deliver()

    assert len(receiver.got) == 1
    assert 5 <= (fresh(waits).next_at - timezone.now()).total_seconds() <= 6


# Trying again.


@pytest.mark.parametrize("tries", range(1, len(WAITS) + 1))
def test_waits_grow_with_some_jitter(tries):
    seconds = {delivering.wait_after(tries).total_seconds() for _n in range(50)}

    assert WAITS[tries - 1] <= min(seconds)
    assert max(seconds) <= WAITS[tries - 1] * 1.2
    assert len(seconds) > 1


def test_schedule_is_that_of_the_contract():
    minute, hour = 60, 3600

    assert [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour] == WAITS


def test_short_wait_has_a_job_of_its_own(waits, receiver, clock):
    receiver.then("500")
    work()

    (_args, at) = queued(events.JOB)[-1]
    assert at == fresh(waits).next_at


@pytest.mark.parametrize(("way", "least"), [("429 Retry-After=7200", 7200), ("503 Retry-After=900", 900), ("429", 5)])
def test_retry_after_is_heeded(waits, receiver, clock, way, least):
    receiver.then(way)
    delivering.deliver()

    row = fresh(waits)
    assert (row.state, row.answer) == ("waiting", int(way[:3]))
    assert least <= (row.next_at - timezone.now()).total_seconds() <= least + 1


def test_receiver_that_answers_500_for_a_day_gets_it_when_it_is_well_again(waits, receiver, clock):
    receiver.then(*["500"] * 7)
    began = timezone.now()
    while fresh(waits).state == "waiting":
        clock.move_to(fresh(waits).next_at)
        delivering.deliver()

    assert (fresh(waits).state, fresh(waits).tries) == ("done", 8)
    assert DAY < timezone.now() - began < 2 * DAY
    assert Subscription.objects.get().failing_since is None


def test_after_the_last_try_nothing_is_sent_there_any_more(waits, receiver, clock, subscription):
    receiver.then(*["500"] * 20)
    for _n in range(20):
        clock.move_to(max(timezone.now(), fresh(waits).next_at))
        delivering.deliver()

    row = Subscription.objects.get()
    assert len(receiver.got) == 10
    assert (fresh(waits).state, row.off_why) == ("gave_up", "silent")
    assert Entry.objects.filter(verb="stopped sending to a partner").count() == 1
    assert events.published(subscription.houses.get(), "more") == 0


@pytest.mark.live
def test_address_that_takes_nothing_for_three_days_is_stopped(house, peer, subscription, receiver, clock):
    receiver.then(*["500"] * 100)
    for _n in range(20):
        publishing.confirm(house, by=peer)
        delivering.deliver()
        clock.shift(timedelta(hours=5))

    row = Subscription.objects.get()
    assert row.off_why == "silent"
    assert timedelta(days=3) < row.off_at - row.failing_since < timedelta(days=4)


def test_410_stops_at_once(waits, receiver):
    receiver.then("410")
    delivering.deliver()

    assert (fresh(waits).state, fresh(waits).tries) == ("gave_up", 1)
    assert Subscription.objects.get().off_why == "gone"


@pytest.mark.parametrize("way", ["302 Location=https://127.0.0.1/", "404", "400", "301"])
def test_other_answers_are_tried_again(waits, receiver, clock, way):
    receiver.then(way)
    delivering.deliver()

    assert (fresh(waits).state, Subscription.objects.get().off_at) == ("waiting", None)
    assert len(receiver.got) == 1


def test_name_that_leads_inside_by_now_gets_nothing_SE_57(waits, receiver, clock, monkeypatch):
    monkeypatch.setattr(guard, "_look_up", lambda host: ["169.254.169.254"])
    delivering.deliver()

    assert (fresh(waits).state, fresh(waits).trouble, receiver.got) == ("waiting", "inside", [])


# Newer news.


@pytest.mark.live
def test_event_in_flight_is_dropped_when_newer_news_comes_meanwhile(house, peer, subscription, receiver, clock):
    publishing.confirm(house, by=peer)
    (parcel,) = delivering.take()
    clock.shift(timedelta(minutes=1))
    publishing.say(house, band="full", by=peer)
    delivering.write(parcel.pk, posting.Said(status=500))

    assert [row.state for row in Webhook.objects.order_by("made_at")] == ["newer", "waiting"]


@pytest.mark.live
def test_event_that_was_put_back_is_dropped_when_there_is_newer_news(house, peer, subscription, receiver, clock):
    publishing.confirm(house, by=peer)
    delivering.take()
    clock.shift(timedelta(minutes=3))
    publishing.say(house, band="full", by=peer)
    delivering.put_back()
    delivering.deliver()

    assert [row.state for row in Webhook.objects.order_by("made_at")] == ["newer", "done"]
    assert len(receiver.got) == 1


# Dead workers, two workers, and a receiver that hangs.


def test_event_in_the_hands_of_a_dead_worker_comes_again_with_the_same_id_RE_10(waits, receiver, clock):
    delivering.take()
    at_once = (delivering.put_back(), delivering.deliver())
    clock.shift(delivering.STUCK + timedelta(seconds=1))

    assert at_once == (0, 0)
    assert (delivering.put_back(), delivering.deliver()) == (1, 1)
    assert ids(receiver) == [waits.message_id]


def test_event_without_its_job_is_found_by_the_minute_RE_10(waits, receiver):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    events.later(events.JOB, timestamp=0)  # as the clock of the worker does
    work()

    assert fresh(waits).state == "done"


def test_word_that_comes_back_late_from_a_worker_believed_dead_changes_nothing(waits, receiver, clock):
    (parcel,) = delivering.take()
    clock.shift(delivering.STUCK + timedelta(seconds=1))
    delivering.put_back()
    delivering.deliver()
    delivering.write(parcel.pk, posting.Said(status=500))

    assert fresh(waits).state == "done"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_event_once(house, partner, office, receiver):
    for n in range(4):
        events.test(subscribed(partner, [house], office, address=f"https://hooks.valley211.example/{n}"))
    barrier = threading.Barrier(2)

    def worker():
        try:
            barrier.wait(5)
            delivering.deliver()
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _n in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert len(ids(receiver)) == len(set(ids(receiver))) == 4
    assert set(Webhook.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_event_that_one_worker_is_taking_is_left_alone_by_another(house, partner, office, receiver):
    events.test(subscribed(partner, [house], office))
    found = []

    def other():
        found.append(delivering.take())
        connection.close()

    with transaction.atomic():
        mine = delivering.take()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(5)

    assert (len(mine), found) == (1, [[]])


def test_address_gets_one_event_at_a_time(house, subscription, receiver):
    for _n in range(3):
        events.test(subscription)

    assert (len(delivering.take()), delivering.take()) == (1, [])


@pytest.fixture
def other(clock, house, office, receiver):
    """Another partner, whose system is well."""
    row = partnering.begin(house.organization, name="County", phone="+15555550123", since=house.tonight(), by=office)
    return subscribed(row, [house], office, address="https://other.example/")


def test_receiver_that_hangs_holds_up_no_other_partner(subscription, other, receiver, settings, monkeypatch):
    settings.WEBHOOK_TIMEOUTS = (0.8, 0.8)
    events.test(subscription)
    for _n in range(3):
        events.test(other)
    began, real, order = time.monotonic(), delivering.write, []

    def write(pk, said):
        order.append((said.status, time.monotonic() - began))
        real(pk, said)

    receiver.slow = "/respite"
    monkeypatch.setattr(delivering, "write", write)
    delivering.deliver()

    assert [status for status, _at in order] == [204, None, 204, 204]
    assert order[0][1] < 0.6, "beside the one that hangs"
    assert order[-1][1] < 1.8, "its patience is spent once"
    assert Webhook.objects.get(subscription=subscription).trouble == "silent"


# The verbs around it.


def test_paused_address_gets_nothing_until_somebody_goes_on(waits, subscription, office, receiver):
    subscribing.pause(subscription, by=office)
    while_paused = delivering.deliver()
    subscribing.go_on(subscription, by=office)
    delivering.deliver()

    assert while_paused == 0
    assert fresh(waits).state == "done"


def test_address_that_was_stopped_begins_anew(waits, subscription, office, receiver):
    receiver.then("410")
    delivering.deliver()
    subscribing.go_on(subscription, by=office)
    work()

    row = Subscription.objects.get()
    assert (row.off_at, row.off_why, row.failing_since) == (None, "", None)
    assert Webhook.objects.filter(state="done").count() == 1


def test_sent_again_is_a_new_line_and_leaves_what_came_of_the_first(waits, office, receiver):
    work()
    receiver.then("404")
    subscribing.send_again(waits, by=office)
    work()

    first, again = Webhook.objects.get(pk=waits.pk), Webhook.objects.exclude(pk=waits.pk).get()
    assert (first.pk, first.state, first.answer) == (waits.pk, "done", 204)
    assert (again.state, again.answer, again.body, again.event) == ("waiting", 404, first.body, first.event)
    assert ids(receiver) == [first.message_id, again.message_id]


def test_sent_again_twice_in_a_row_is_sent_once(waits, office, receiver):
    work()
    subscribing.send_again(waits, by=office)

    assert "once more already" in refused("state", subscribing.send_again, waits, by=office)
    work()
    subscribing.send_again(waits, by=office)
    assert len(ids(receiver)) == 2


def test_what_waits_for_its_next_try_has_it_now_in_the_same_line(waits, office, receiver):
    receiver.then("500")
    work()
    subscribing.send_again(waits, by=office)
    delivering.deliver()

    row = Webhook.objects.get()
    assert (row.state, row.tries) == ("done", 2)
    assert ids(receiver) == [waits.message_id] * 2


@pytest.mark.live
@pytest.mark.usefixtures("subscription")
def test_word_about_room_can_be_sent_again_more_than_once(house, office, clock, receiver):
    publishing.confirm(house, by=office)
    work()
    first = Webhook.objects.get()
    for _time in range(2):
        clock.shift(timedelta(minutes=1))
        subscribing.send_again(first, by=office)
        work()

    assert len(ids(receiver)) == 3
    assert set(Webhook.objects.values_list("state", flat=True)) == {"done"}


def test_not_sent_again_while_it_is_on_its_way_or_nothing_is_sent(waits, subscription, office, receiver):
    delivering.take()
    assert "on its way" in refused("state", subscribing.send_again, waits, by=office)
    delivering.write(waits.pk, posting.Said(status=200))
    subscribing.pause(subscription, by=office)

    assert "Go on first" in refused("state", subscribing.send_again, waits, by=office)


@pytest.mark.live
def test_old_word_about_room_is_not_sent_again(house, peer, subscription, office, clock):
    publishing.confirm(house, by=peer)
    work()
    old = Webhook.objects.get()
    clock.shift(timedelta(minutes=1))
    publishing.say(house, band="full", by=peer)
    work()

    assert "newer news" in refused("state", subscribing.send_again, old, by=office)


def test_test_of_a_paused_address_is_refused(subscription, office):
    subscribing.pause(subscription, by=office)

    assert "Go on first" in refused("state", subscribing.test, subscription, by=office)


def test_secret_is_shown_once_and_sealed_SE_56(house, partner, office, receiver):
    facts = {"address": "https://hooks.valley211.example/a", "kinds": ["endpoint.test", "service.updated"]}
    row, shown = subscribing.subscribe(partner, houses=[house], by=office, **facts)
    with connection.cursor() as cursor:
        history = "(SELECT string_agg(e::text, ' ') FROM respite_entry e)"
        cursor.execute(f"SELECT secret, {history} FROM openings_subscription")
        kept, history = cursor.fetchone()
    (secret,) = secrets.in_use(row, timezone.now())

    assert shown.startswith("whsec_")
    assert len(secret) == 32
    assert secret not in bytes(kept)
    assert shown not in history
    assert row.events == ["service.updated"], "a test is nothing to choose"


def test_secret_of_another_row_does_not_open_SE_40(house, partner, office, receiver):
    from respite import vault

    one = subscribed(partner, [house], office, address="https://hooks.valley211.example/1")
    two = subscribed(partner, [house], office, address="https://hooks.valley211.example/2")
    one.secret = two.secret

    with pytest.raises(vault.Unreadable):
        secrets.in_use(one, timezone.now())


def test_secret_opens_after_the_installation_has_a_newer_key(subscription, settings):
    before = secrets.in_use(subscription, timezone.now())
    settings.RESPITE_VAULT_KEYS = f"{'n' * 40} {settings.RESPITE_VAULT_KEYS}"

    assert secrets.in_use(subscription, timezone.now()) == before


def test_secret_that_opens_no_more_stops_its_own_address_only(subscription, other, receiver):
    events.test(subscription)
    events.test(other)
    Subscription.objects.filter(pk=subscription.pk).update(secret=b"gone")
    delivering.deliver()

    assert fresh(subscription).off_why == "secret"
    assert Webhook.objects.get(subscription=subscription).trouble == "secret"
    assert Webhook.objects.get(subscription=other).state == "done"


def test_new_secret_heals_an_address_whose_old_one_opens_no_more(subscription, office, receiver):
    Subscription.objects.update(secret=b"gone")
    subscribing.rotate(subscription, by=office)
    events.test(subscription)
    delivering.deliver()

    assert Webhook.objects.get().state == "done"


def test_third_secret_is_refused_while_the_second_is_new(subscription, office, clock):
    old = secrets.in_use(subscription, timezone.now())[0]
    subscribing.rotate(subscription, by=office)

    assert "new already" in refused("state", subscribing.rotate, subscription, by=office)
    assert secrets.in_use(fresh(subscription), timezone.now())[1] == old
    clock.shift(7 * DAY)
    assert subscribing.rotate(subscription, by=office).startswith("whsec_")


@pytest.mark.parametrize("verb", ["go_on", "rotate", "test"])
def test_address_that_was_taken_away_meanwhile_is_said(verb, subscription, office):
    subscribing.take_away(subscription, by=office)

    assert "changed just now" in refused("state", getattr(subscribing, verb), subscription, by=office)


def test_event_that_was_taken_away_meanwhile_is_said(waits, subscription, office):
    row = Webhook.objects.select_related("subscription__partner").get(pk=waits.pk)  # as the page read it
    subscribing.take_away(subscription, by=office)

    assert "changed just now" in refused("state", subscribing.send_again, row, by=office)


@pytest.mark.parametrize(("kept", "off"), [(True, "silent"), (False, "")])
def test_failure_that_was_taken_away_does_not_count_weeks_later(kept, off, waits, receiver, clock):
    subscription = waits.subscription
    receiver.then("500")
    delivering.deliver()
    if not kept:
        Webhook.objects.all().delete()
    clock.shift(20 * DAY)
    events.test(subscription)
    receiver.then("500")
    receiver.then("500")
    delivering.deliver()

    assert fresh(subscription).off_why == off


def test_trouble_that_nobody_foresaw_keeps_no_other_partner_waiting(subscription, other, receiver, monkeypatch, caplog):
    def break_once(address, *args):
        if "/respite" in address:
            raise RuntimeError
        return posting.Said(status=204)

    events.test(subscription)
    events.test(other)
    monkeypatch.setattr(posting, "post", break_once)
    delivering.deliver()

    assert Webhook.objects.get(subscription=subscription).trouble == "broken"
    assert Webhook.objects.get(subscription=other).state == "done"


def test_new_secret_signs_beside_the_old_one_for_seven_days_SE_56(subscription, office, receiver, clock):
    old = secrets.in_use(subscription, timezone.now())[0]
    subscribing.rotate(subscription, by=office)
    row = Subscription.objects.get()

    clock.shift(7 * DAY - timedelta(seconds=1))
    before = secrets.in_use(row, timezone.now())
    clock.shift(timedelta(seconds=1))
    after = secrets.in_use(row, timezone.now())

    assert (len(before), before[1], after) == (2, old, before[:1])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kinds": []}, "Choose what they want to be told."),
        ({"houses": []}, "Choose houses that are not confidential."),
        ({"address": "https://127.0.0.1/"}, "Write an address like"),
        ({"address": "https://hooks.valley211.example/respite"}, "News goes to this address already."),
    ],
)
def test_subscription_that_cannot_be_is_refused_with_a_sentence(subscription, partner, office, changed, words):
    facts = {"address": "https://other.example/", "kinds": ["service.updated"], "houses": subscription.houses.all()}

    with pytest.raises(subscribing.ValidationError) as refusal:
        subscribing.subscribe(partner, by=office, **(facts | changed))

    assert words in " ".join(refusal.value.messages)
    assert Subscription.objects.count() == 1


def test_subscription_to_a_confidential_house_is_refused(house, partner, office, receiver):
    hidden = factories.HouseFactory(organization=house.organization, confidential=True)

    with pytest.raises(subscribing.ValidationError):
        subscribed(partner, [house, hidden], office)


def test_taken_away_address_is_forgotten_with_all_that_was_sent(waits, subscription, office, receiver):
    (parcel,) = delivering.take()
    subscribing.take_away(subscription, by=office)
    delivering.write(parcel.pk, posting.Said(status=200))

    assert not Webhook.objects.exists()
    assert not Subscription.objects.exists()


def test_partner_that_ended_is_told_nothing(house, partner, office, waits, receiver):
    partnering.end(partner, by=office, on=house.tonight())

    assert delivering.deliver() == 0
    assert "has ended" in refused("state", subscribing._subscribe, partner, "https://other.example/", [], [], office)


def test_log_is_kept_for_thirty_days(waits, receiver, clock):
    work()
    clock.shift(30 * DAY)
    sweeping.sweep()
    before = Webhook.objects.count()
    clock.shift(timedelta(seconds=1))
    sweeping.sweep()

    assert (before, Webhook.objects.count()) == (1, 0)


def test_secrets_that_sign_no_more_are_forgotten(subscription, office, clock):
    subscribing.rotate(subscription, by=office)
    clock.shift(8 * DAY)
    sweeping.sweep()

    assert (Subscription.objects.get().old_secret, Subscription.objects.get().old_until) == (None, None)


def test_of_all_workers_one_sends_so_that_messages_to_guests_find_one_free(waits):
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock, queueing_lock FROM procrastinate_jobs WHERE task_name = %s", [events.JOB])
        assert cursor.fetchall() == [("openings.partners", "openings.tell_partners")]
