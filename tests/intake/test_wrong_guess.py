"""Two people who share a phone, and a colleague who takes them for one: nothing of the one is the other's."""

import pytest
from django.core.exceptions import ValidationError

from intake import drafts, flow, handing, joining, listing, offering, saving, taking_back, touring
from intake.contact import Contact
from intake.models import Delivery, HandOver, Request
from respite.deciding import decide
from stays import booking
from tests.factories import HouseFactory, ask, nights_from_tonight
from tests.intake.filling_in import answer
from tests.moments import refused

PHONE = "+17155550118"
LUZ = Contact(call=True, phone=PHONE)
SAM = Contact(email=True, address="sam@mail.example", phone=PHONE)


def read(request):
    return Request.objects.with_person().get(pk=request.pk)


@pytest.fixture
def luz(house, peer):
    asked = ask(house, name="Luz", contact=LUZ)[0]
    flow.converse(asked, outcome="known", by=peer)
    return read(asked)


@pytest.fixture
def sam(house, luz, peer):
    asked = ask(house, name="Sam", contact=SAM)[0]
    joining.recognise(asked, luz.guest, by=peer)
    return read(asked)


def test_guess_mixes_nobodys_way_to_be_reached_CS_34(luz, sam):
    assert (read(luz).safe_contact, read(sam).safe_contact) == (LUZ, SAM)


def test_what_one_says_anew_is_not_the_others_CS_34(luz, sam):
    flow.say_contact(luz, contact=Contact(text=True, phone="+17155550199"))

    assert read(sam).safe_contact == SAM


def test_once_we_talked_the_newest_word_holds_for_both_CS_34(luz, sam, peer):
    flow.converse(sam, outcome="known", by=peer)

    assert read(luz).safe_contact == read(sam).safe_contact == SAM


def test_other_house_is_told_the_name_of_who_asked(house, sam, peer):
    other = HouseFactory(organization=house.organization)

    handing.hand_over(sam, to=other, parts=["name", "contact"], by=peer, how="phone")

    assert HandOver.objects.get().far.name == "Sam"


def test_taking_back_calls_off_what_waits_on_it(house, peer):
    decide(house, by=None, list_mode="list")
    asked = ask(house, contact=LUZ)[0]
    other = HouseFactory(organization=house.organization)
    handing.hand_over(asked, to=other, parts=["contact"], by=peer, how="phone")
    listing.join(asked, kind="list")
    tour = touring.offer_time(house, starts_at=booking.hours_from_now(house, 30), places=1, by=peer)
    touring.book(asked, tour)

    taking_back.take_back(asked)

    made = HandOver.objects.get()
    assert (made.state, made.far) == ("withdrawn", None)
    assert not asked.places.filter(ended_at=None).exists()
    assert touring.visit_of(asked) is None
    assert not asked.consents.filter(withdrawn_at=None).exists()


def stayed(house, peer):
    asked = ask(house, contact=LUZ)[0]
    stay = offering.accept(offering.offer(asked, nights=nights_from_tonight(house, 1), by=peer))
    booking.leave(booking.arrive(stay, by=peer), by=peer)
    return flow.ask_again(asked)


def test_somebody_who_stayed_and_asks_again_can_take_it_back(house, peer):
    asked = stayed(house, peer)

    assert taking_back.take_back(asked).state == "taken_back"


def test_second_stay_that_is_cancelled_leaves_them_known(house, peer):
    asked = stayed(house, peer)
    flow.converse(asked, outcome="known", by=peer)
    nights = nights_from_tonight(house, 1, later=2)
    stay = offering.accept(offering.offer(asked, nights=nights, by=peer, talked=False))
    assert Request.objects.with_standing().get().standing == "coming"

    booking.cancel(stay, by=peer)

    assert Request.objects.with_standing().get().standing == "known"
    assert flow.take_up(asked, by=peer).state == "talking"


def test_not_now_brings_nobody_back_who_left_the_list(house, peer, desk):
    decide(house, by=None, list_mode="list")
    asked = ask(house, contact=LUZ)[0]
    place = listing.join(asked, kind="list")
    listing.leave(place)

    desk.post(f"/office/juniper-house/requests/list/{place.pk}/", {"do": "not-now"})

    assert listing.place_of(asked) is None


def test_copy_of_another_house_is_put_together_with_nothing_while_it_may_be_taken_back(house, peer):
    other = HouseFactory(organization=house.organization)
    older = ask(other, contact=LUZ)[0]
    handing.hand_over(ask(house, contact=LUZ)[0], to=other, parts=["contact"], by=peer, how="phone")

    refused("state", joining.join, older, HandOver.objects.get().far, by=peer)


def test_sent_in_one_tab_is_not_saved_for_later_in_the_other_SE_02(client, house):
    answer(client)
    draft = drafts.find(client.session, house)
    client.post("/ask/juniper-house/check/")

    with pytest.raises(ValidationError):
        saving.save(draft)


def test_message_settled_by_phone_goes_nowhere_any_more(house, peer):
    from intake import outgoing

    asked = ask(house, contact=Contact(text=True, phone=PHONE))[0]
    made = Delivery.objects.create(request=asked, channel="text", template="call", vague=True, tries=1)
    Delivery.objects.filter(pk=made.pk).update(state="unsure", settled_at=made.made_at)

    outgoing._wait_longer(made.pk)

    assert Delivery.objects.get().state == "unsure"
