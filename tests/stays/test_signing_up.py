"""Signing up and off: who may be on, what is over, and races for one shift."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from respite import changes
from respite.deciding import decide
from respite.models import Entry, Membership, Role
from stays import shifts, taking, team
from stays.models import Band, Shift, ShiftAsk
from tests.cast import member
from tests.factories import HouseFactory, MembershipFactory
from tests.moments import refused

NOON = "2043-11-24 18:00:00+00:00"  # a Tuesday, noon in the house
TUESDAY = date(2043, 11, 24)


@pytest.fixture
def noon():
    """It is noon on a Tuesday."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def on(house, person, day=TUESDAY, band=Band.NIGHT):
    return shifts.sign_up(house, person=person, on=day, band=band, by=person)


@pytest.fixture
def told(monkeypatch):
    """Whom a change of nights tells, as houses."""
    houses = []
    monkeypatch.setattr(changes, "_listeners", [houses.append])
    return houses


@pytest.mark.usefixtures("noon")
def test_sign_up_refuses_who_does_not_work_here(house, peer, stranger):
    assert refused("member", on, house, stranger) == "Kai does not work in this house on that day."

    assert not Shift.objects.exists()


@pytest.mark.usefixtures("noon")
def test_sign_up_refuses_an_editor(house, editor):
    refused("member", on, house, editor)


@pytest.mark.usefixtures("noon")
def test_sign_up_ends_with_the_role(house, peer):
    Membership.objects.filter(person=peer).update(ends=TUESDAY)

    on(house, peer, TUESDAY - timedelta(days=1))
    refused("member", on, house, peer)


@pytest.mark.usefixtures("noon")
def test_sign_up_begins_with_the_role(house, peer):
    Membership.objects.filter(person=peer).update(starts=TUESDAY)

    refused("member", on, house, peer, TUESDAY - timedelta(days=1))
    on(house, peer)


@pytest.mark.usefixtures("noon")
def test_sign_up_takes_somebody_of_the_whole_organization(house):
    marta = member(house, Role.OFFICE, "Marta")

    assert on(house, marta).person == marta


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(("band", "times"), [(Band.NIGHT, 1), (Band.DAY, 0)])
def test_only_the_cover_of_a_night_is_told(house, peer, told, band, times):
    shift = on(house, peer, band=band)
    assert len(told) == times

    shifts.sign_off(shift, by=peer)
    assert len(told) == 2 * times


@pytest.mark.usefixtures("noon")
def test_sign_off_takes_somebody_off_and_tells_history(house, peer, lead):
    shift = on(house, peer)

    shifts.sign_off(shift, by=lead)

    assert not Shift.objects.exists()
    line = Entry.objects.get(verb="signed off")
    assert (line.by, line.facts) == (lead, {"on": "2043-11-24", "band": "night", "person": peer.pk})


@pytest.mark.usefixtures("noon")
def test_sign_off_twice_says_that_it_changed(house, peer):
    shift = on(house, peer)
    same = Shift.objects.get(pk=shift.pk)
    shifts.sign_off(shift, by=peer)

    assert refused("state", shifts.sign_off, same, by=peer)


def test_sign_off_of_a_shift_that_is_over_is_refused(house, peer, noon):
    shift = on(house, peer, TUESDAY, Band.DAY)

    noon.move_to(shifts.ends(house, TUESDAY, Band.DAY))

    assert refused("over", shifts.sign_off, shift, by=peer) == "This shift is over."
    assert Shift.objects.exists()


def test_night_shift_can_be_left_until_the_next_morning(house, peer, noon):
    shift = on(house, peer)

    noon.move_to(datetime(2043, 11, 25, 12, 59, tzinfo=UTC))  # 6:59 am
    shifts.sign_off(shift, by=peer)

    assert not Shift.objects.exists()


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 7), 7), (date(2026, 10, 31), 9), (date(2026, 6, 1), 8), (date(2026, 12, 31), 8)],
)
def test_night_lasts_as_long_as_the_clock_says_RE_15(house, day, hours):
    first, last = shifts.begins(house, day, Band.NIGHT), shifts.ends(house, day, Band.NIGHT)

    assert (last - first).total_seconds() == hours * 3600
    assert shifts.band_at(house, last - timedelta(minutes=1)) == (day, Band.NIGHT)
    assert shifts.band_at(house, last) == (day + timedelta(days=1), Band.DAY)
    assert shifts.band_at(house, first) == (day, Band.NIGHT)
    assert shifts.band_at(house, first - timedelta(minutes=1)) == (day, Band.EVENING)


def test_night_that_begins_at_midnight(house, lead):
    decide(house, by=lead, night_from=24, holds_from=date(2026, 1, 1))

    begins = shifts.begins(house, date(2026, 6, 1), Band.NIGHT)

    assert begins == datetime(2026, 6, 2, 5, tzinfo=UTC)
    assert shifts.ends(house, date(2026, 6, 1), Band.EVENING) == begins
    assert shifts.band_at(house, begins) == (date(2026, 6, 1), Band.NIGHT)


def test_night_ends_by_the_settings_of_the_next_day(house, lead):
    decide(house, by=lead, day_from=8, holds_from=date(2026, 6, 2))

    assert shifts.ends(house, date(2026, 6, 1), Band.NIGHT) == datetime(2026, 6, 2, 13, tzinfo=UTC)


def test_cover_counts_nobody_missing_where_it_is_over(house, noon):
    rows = {row.band: row for row in shifts.cover(house, TUESDAY)}
    assert rows[Band.DAY].gap

    noon.shift(timedelta(hours=4))
    rows = {row.band: row for row in shifts.cover(house, TUESDAY)}

    assert (rows[Band.DAY].short, rows[Band.DAY].gap) == (True, False)
    assert rows[Band.NIGHT].gap


@pytest.mark.usefixtures("noon")
def test_cover_reads_once_for_any_number_of_days(house, peer, lead, django_assert_num_queries):
    on(house, peer)
    house.rules()
    with django_assert_num_queries(1):
        shifts.cover(house, TUESDAY, days=1)
    for n in range(3):
        on(house, lead, TUESDAY + timedelta(days=n))
    with django_assert_num_queries(1):
        shifts.cover(house, TUESDAY, days=14)


@pytest.mark.usefixtures("noon")
def test_free_are_those_not_on_around_it_per_diem_first(house, harbor, peer, lead, stranger):
    bo = MembershipFactory(house=house, person__name="Bo", per_diem=True).person
    lou = MembershipFactory(house=house, person__name="Lou").person
    dee = MembershipFactory(house=house, person__name="Dee").person
    member(house, Role.OFFICE, "Marta")
    gone = MembershipFactory(house=house, person__name="Gone", ends=TUESDAY, per_diem=True).person
    on(house, peer)
    on(house, lou, band=Band.EVENING)
    on(house, dee, TUESDAY + timedelta(days=1), Band.DAY)

    found = team.free(house, TUESDAY, Band.NIGHT)

    assert [(each.name, each.per_diem) for each in found] == [("Bo", True), ("Ana", False)]
    assert gone.name not in [each.name for each in found]
    assert team.free_words(found) == "Bo and Ana are free."
    assert bo.pk == found[0].person.pk


@pytest.mark.usefixtures("noon")
def test_free_knows_who_is_on_in_another_house_of_ours(house, peer):
    other = HouseFactory(organization=house.organization)
    MembershipFactory(house=other, person=peer)
    shifts.sign_up(other, person=peer, on=TUESDAY, band=Band.NIGHT, by=peer)

    assert team.free(house, TUESDAY, Band.NIGHT) == []


def at_once(*verbs):
    """Carry out the verbs at the same moment, and return for each what it returned or the sentence it refused with."""
    ready, found = Barrier(len(verbs)), [None] * len(verbs)

    def run(n, verb):
        try:
            ready.wait()
            found[n] = verb()
        except ValidationError as refusal:
            found[n] = refusal.messages[0]
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_who_take_one_shift_at_once_get_one_yes_and_one_sentence(house, lead):
    day = timezone.now().date() + timedelta(days=3)
    people = [MembershipFactory(house=house, person__name=name).person for name in ("Bo", "Rafael")]
    decide(house, by=lead, minimum_night=1)
    ask = taking.call_out(house, on=day, band=Band.NIGHT, by=lead)

    for _round in range(5):
        found = at_once(*[lambda person=person: taking.take(ask, by=person) for person in people])

        [winner] = Shift.objects.all()
        assert [isinstance(each, ShiftAsk) for each in found].count(True) == 1
        assert f"{winner.person} has taken it already. Thank you." in found
        winner.delete()
        ShiftAsk.objects.update(state="open", answered_by=None, answered_at=None)


@pytest.mark.django_db(transaction=True)
def test_sign_off_while_a_lead_signs_on_ends_with_one_shift_or_none(house, peer, lead):
    day = timezone.now().date() + timedelta(days=3)
    for _round in range(5):
        shift = shifts.sign_up(house, person=peer, on=day, band=Band.NIGHT, by=peer)

        found = at_once(
            lambda shift=shift: shifts.sign_off(shift, by=peer),
            lambda: shifts.sign_up(house, person=peer, on=day, band=Band.NIGHT, by=lead),
        )

        assert found[0] is None
        left = Shift.objects.count()
        newest = Entry.objects.filter(verb__in=["signed up", "signed off"]).order_by("-pk").first()
        assert left == (1 if newest.verb == "signed up" else 0)
        Shift.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_yes_to_a_swap_while_it_is_taken_back_has_one_outcome(house, peer, lead):
    day = timezone.now().date() + timedelta(days=3)
    for n in range(5):
        mine = shifts.sign_up(house, person=peer, on=day + timedelta(days=2 * n), band=Band.NIGHT, by=peer)
        theirs = shifts.sign_up(house, person=lead, on=day + timedelta(days=2 * n + 1), band=Band.DAY, by=lead)
        ask = taking.ask_for(mine, by=peer, in_return=theirs)

        found = at_once(lambda ask=ask: taking.take(ask, by=lead), lambda ask=ask: taking.take_back(ask, by=peer))

        people = [Shift.objects.get(pk=shift.pk).person for shift in (mine, theirs)]
        ask.refresh_from_db()
        assert people == ([lead, peer] if ask.state == ShiftAsk.State.TAKEN else [peer, lead])
        assert [isinstance(each, ShiftAsk) for each in found].count(True) == 1
