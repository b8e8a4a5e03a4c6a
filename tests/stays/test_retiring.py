"""A bed out of use for good: never while somebody has nights in it, and never out of anybody's history."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from respite import history
from respite.models import Bed
from stays import availability, beds, booking, closing, retiring
from stays.models import Allocation, Stay, TurnRound
from tests.factories import BedFactory, expected, held, here, make_guest, nights_from_tonight
from tests.moments import lapse, later, refused


def room(house, name):
    return Bed.every.get(house=house, room__name=name)


def test_bed_goes_out_of_use_and_is_offered_no_more(house, lead):
    retiring.retire(room(house, "Cedar"), by=lead)

    assert [str(bed) for bed in house.beds.all()] == ["Birch", "Willow"]
    assert [str(bed) for bed in beds.free(house, nights_from_tonight(house))] == ["Birch", "Willow"]
    assert availability.facts(house).beds == 2
    assert history.about(house)[0].facts == {"bed": "Cedar"}
    assert "not free" not in refused("taken", held, house, lead, bed=room(house, "Cedar"))


@pytest.mark.parametrize("make", [held, expected, here])
def test_bed_with_nights_to_come_is_refused_and_names_them(house, peer, lead, make):
    make(house, peer, bed=room(house, "Cedar"))

    sentence = refused("taken", retiring.retire, room(house, "Cedar"), by=lead)

    assert sentence.startswith("Cedar: Rosa, until ")
    assert sentence.endswith("Please move or agree first.")
    assert house.beds.count() == 3


def test_bed_with_a_closure_or_a_far_stay_names_each(house, peer, lead):
    cedar = room(house, "Cedar")
    closing.close(house, nights=nights_from_tonight(house, 2), reason="repair", by=lead, bed=cedar)
    expected(house, peer, nights=nights_from_tonight(house, 2, later=40), bed=cedar)

    with pytest.raises(ValidationError) as refusal:
        retiring.retire(cedar, by=lead)

    assert [words.split(",")[0] for words in refusal.value.messages] == ["Cedar: repair", "Cedar: Rosa"]


def test_bed_is_not_kept_by_a_hold_whose_time_is_over_RE_04(house, peer, lead):
    lapse(held(house, peer, bed=room(house, "Cedar")))

    retiring.retire(room(house, "Cedar"), by=lead)

    assert house.beds.count() == 2


def test_bed_keeps_the_history_of_its_stays(house, peer, lead):
    stay = here(house, peer, bed=room(house, "Cedar"))
    with later(days=3):
        booking.leave(stay, by=peer)
        retiring.retire(room(house, "Cedar"), by=lead)

    assert [str(row.bed) for row in Stay.objects.get(pk=stay.pk).bed_nights()] == ["Cedar"]
    assert str(Allocation.objects.select_related("bed__room").get().bed) == "Cedar"


def test_bed_comes_back(house, lead):
    cedar = retiring.retire(room(house, "Cedar"), by=lead)
    assert "already" in refused("state", retiring.retire, cedar, by=lead)

    retiring.bring_back(cedar, by=lead)

    assert house.beds.count() == 3
    assert "in use" in refused("state", retiring.bring_back, cedar, by=lead)


def test_bed_out_of_use_is_made_ready_no_more(house, peer, lead):
    cedar = room(house, "Cedar")
    TurnRound.objects.create(house=house, bed=cedar, expected_at=booking.database_now())

    retiring.retire(cedar, by=lead)

    assert not TurnRound.objects.open().exists()


def test_room_without_a_bed_in_use_is_not_counted_outside(house, lead):
    second = BedFactory(room=room(house, "Cedar").room, name="window")
    retiring.retire(second, by=lead)
    with_one = [str(found) for found in house.rooms.in_use()]

    retiring.retire(Bed.objects.get(room__name="Cedar"), by=lead)

    assert with_one == ["Birch", "Cedar", "Willow"]
    assert [str(found) for found in house.rooms.in_use()] == ["Birch", "Willow"]


def delete_past_every_rule(bed):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM respite_bed WHERE id = %s", [bed.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_database_keeps_a_bed_that_somebody_has_nights_in(house, peer):
    stay = expected(house, peer, bed=room(house, "Cedar"))

    with pytest.raises(ProtectedError):
        room(house, "Cedar").delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        delete_past_every_rule(room(house, "Cedar"))

    assert stay.allocations.count() == 1


def test_page_refuses_with_the_names_and_then_takes_it_out(house, peer, lead_desk):
    stay = expected(house, peer, bed=room(house, "Cedar"))
    url = reverse("stays:room-out", args=[house.slug, room(house, "Cedar").pk])

    refusal = lead_desk.post(url)
    booking.move(stay, to=room(house, "Willow"), by=peer)
    done = lead_desk.post(url)

    assert refusal.status_code == 409
    assert "Cedar: Rosa, until" in refusal.text
    assert done.status_code == 303
    page = lead_desk.get(done["Location"]).text
    assert "Saved. Cedar is out of use." in page
    back = lead_desk.post(reverse("stays:room-back", args=[house.slug, room(house, "Cedar").pk]))
    assert "Saved. Cedar is in use again." in lead_desk.get(back["Location"]).text


def test_page_is_for_leads_of_this_house(house, harbor, desk, lead_desk, stranger_desk):
    url = reverse("stays:room-out", args=[house.slug, room(house, "Cedar").pk])
    other = reverse("stays:room-out", args=[house.slug, room(harbor, "Pier").pk])

    assert desk.get(url).status_code == 403
    assert stranger_desk.get(url).status_code == 404
    assert lead_desk.get(other).status_code == 404


def test_page_costs_the_same_with_more_beds(house, lead_desk, django_assert_num_queries):
    url = reverse("stays:rooms", args=[house.slug])
    lead_desk.get(url)
    with django_assert_num_queries(9):
        lead_desk.get(url)
    birch = room(house, "Birch").room
    for n in range(3):
        BedFactory(room=birch, name=f"b{n}")
    with django_assert_num_queries(9):
        lead_desk.get(url)


def test_second_bed_of_a_room_is_told_by_its_name(house, peer, lead):
    second = BedFactory(room=room(house, "Cedar").room, name="window")
    here(house, peer, make_guest(house.organization, "Luz"), bed=second)

    assert refused("taken", retiring.retire, second, by=lead).startswith("Cedar window: Luz, until ")


def test_nights_that_are_over_do_not_keep_a_bed(house, peer, lead):
    expected(house, peer, bed=room(house, "Cedar"), nights=nights_from_tonight(house, 1))

    with later(days=1):
        booking.did_not_arrive(Stay.objects.get(), by=peer)

        assert retiring.retire(room(house, "Cedar"), by=lead).out_since == house.tonight()
