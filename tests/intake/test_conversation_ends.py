"""The ways a conversation ends, only the parts the house uses, and two colleagues at one request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake import flow, listing, offering, touring
from intake.contact import Contact
from intake.models import Consent, Conversation, ListPlace, NotMatched, Offer, Request, TourVisit
from respite import deciding
from respite.models import Role
from stays import booking
from tests import factories
from tests.cast import member, signed_in
from tests.intake.asking import asked_by, ending, known, night, offered, url, wrote
from tests.moments import lapse


@pytest.fixture
def asked(house, peer):
    """Omar, with whom Joy is talking."""
    request = asked_by(house, "Omar")
    return flow.take_up(request, by=peer)


@pytest.fixture
def full(house, peer):
    """Every room is taken for the next four nights."""
    for _n in range(3):
        factories.here(house, peer, nights=factories.nights_from_tonight(house, 4))


def sheet(desk, house, asked):
    return desk.get(url("request", house, asked.code))


def test_call_list_is_an_ending_with_their_yes(house, peer, asked, desk):
    said = ending("call_list", list_how="phone", call_list_reason="no_room", call_list_need="tonight")

    response = desk.post(url("request-converse", house, asked.code), said)

    asked.refresh_from_db()
    tally, receipt = NotMatched.objects.get(), Consent.objects.get()
    assert response.status_code == 303
    assert (asked.state, Conversation.objects.get().outcome) == (Request.State.KNOWN, "call_list")
    assert listing.place_of(asked).kind == "call"
    assert (receipt.purpose, receipt.given_how, receipt.heard_by) == ("list", "phone", peer)
    assert (tally.need, tally.reason, tally.instead) == ("tonight", "no_room", "list")
    assert tally.hour == house.local().hour


def test_call_list_needs_to_know_how_they_said_yes(house, asked, desk):
    response = desk.post(url("request-converse", house, asked.code), ending("call_list"))

    assert response.context["form"].errors == {"list_how": ["Choose how they said yes."]}
    assert not Conversation.objects.exists()


def test_call_list_keeps_the_place_of_somebody_who_is_on_it(house, peer, asked, desk):
    place = listing.join(asked, kind="call")
    ListPlace.objects.filter(pk=place.pk).update(until=house.local().date() + timedelta(days=2))

    desk.post(url("request-converse", house, asked.code), ending("call_list", list_how="door"))

    place.refresh_from_db()
    assert listing.place_of(asked) == place
    assert place.until > house.local().date() + timedelta(days=2)


def test_call_list_is_no_ending_in_a_house_without_one(house, lead, asked, desk):
    deciding.decide(house, by=lead, list_mode="none")

    text = sheet(desk, house, asked).text
    response = desk.post(url("request-converse", house, asked.code), ending("call_list", list_how="phone"))

    assert 'value="call_list"' not in text
    assert "The call list" not in text
    assert list(response.context["form"].errors) == ["outcome"]


@pytest.mark.parametrize(("rule", "there"), [("asking", False), ("need", True)])
def test_need_is_ticked_only_where_the_rule_asks_for_it(rule, there, house, lead, asked):
    deciding.decide(house, by=lead, list_order=rule, list_need="No other safe place tonight")
    desk = signed_in(asked.taken_by)

    page = sheet(desk, house, asked)
    desk.post(url("request-converse", house, asked.code), ending("call_list", list_how="phone", list_need="on"))

    assert ("list_need" in page.context["form"].fields) == there
    assert ListPlace.objects.get().need == there


@pytest.mark.parametrize("outcome", ["not_now", "elsewhere"])
def test_diary_counts_need_hour_reason_and_instead_and_no_identity(outcome, house, asked, desk):
    kinds = {f"{outcome}_need": "access", f"{outcome}_reason": "access", f"{outcome}_instead": "other_house"}

    desk.post(url("request-converse", house, asked.code), ending(outcome, **kinds))

    row = NotMatched.objects.get()
    assert (row.need, row.reason, row.instead, row.hour) == ("access", "access", "other_house", house.local().hour)
    assert {field.name for field in NotMatched._meta.fields} == {
        "id",
        "house",
        "on",
        "hour",
        "need",
        "reason",
        "instead",
    }


def test_diary_stays_empty_without_a_reason(house, asked, desk):
    desk.post(url("request-converse", house, asked.code), ending("not_now", not_now_need="tonight"))

    assert not NotMatched.objects.exists()


def test_known_says_until_when(house, asked, desk):
    until = house.local().date() + timedelta(days=house.rules().conversation_days)

    assert f"stays known to the house until {until:%A} {until.day} {until:%B}" in " ".join(
        sheet(desk, house, asked).text.split()
    )


def test_ending_of_two_colleagues_tells_the_later_one_who_has_it(house, asked, desk, lead_desk, lead):
    page = sheet(desk, house, asked)
    stood = page.context["stood"]
    lead_desk.post(url("request-take-up", house, asked.code), {"over": "yes"})

    response = desk.post(url("request-converse", house, asked.code), ending("known", stood=stood))

    assert response.status_code == 409
    assert "Ana is talking with Omar now. What you wrote is still here." in response.text
    assert "We will talk again." in response.text
    assert not Conversation.objects.exists()


def test_ending_after_a_colleague_wrote_one_shows_theirs_first(house, asked, desk, lead):
    stood = sheet(desk, house, asked).context["stood"]
    flow.converse(asked, outcome="not_now", by=lead, agreed="Not this week.")

    first = desk.post(url("request-converse", house, asked.code), ending("known", stood=stood))
    second = desk.post(url("request-converse", house, asked.code), ending("known", stood=first.context["stood"]))

    assert first.status_code == 409
    assert "A colleague wrote something down a moment ago." in first.text
    assert "Not this week." in first.text
    assert second.status_code == 303


def test_put_back_waits_for_whoever_comes_next(house, asked, desk):
    response = desk.post(url("request-let-go", house, asked.code))
    again = desk.post(url("request-let-go", house, asked.code))

    asked.refresh_from_db()
    assert response["Location"] == url("requests", house)
    assert (asked.state, asked.taken_by) == (Request.State.HEARD, None)
    assert again.status_code == 409


def test_handed_to_a_colleague_who_goes_on(house, asked, lead, desk):
    response = desk.post(url("request-hand-to", house, asked.code), {"to": str(lead.pk)})

    asked.refresh_from_db()
    assert response.status_code == 303
    assert (asked.state, asked.taken_by) == (Request.State.TALKING, lead)


def test_handing_names_the_team_but_not_whom_it_is_closed_to(house, asked, lead, editor, desk):
    kim = member(house, Role.PEER, "Kim")
    asked.closed_to.add(kim)

    form = sheet(desk, house, asked).context["hand_to"]

    assert [row.name for row in form.fields["to"].queryset] == ["Ana"]


@pytest.mark.parametrize("who", ["closed", "stranger", "editor", "nobody"])
def test_handing_to_somebody_else_is_refused(who, house, asked, request, desk):
    kim = member(house, Role.PEER, "Kim")
    asked.closed_to.add(kim)
    other = kim if who == "closed" else request.getfixturevalue(who) if who != "nobody" else None

    response = desk.post(url("request-hand-to", house, asked.code), {"to": str(other.pk)} if other else {})

    asked.refresh_from_db()
    assert "Choose a colleague." in response.text
    assert asked.taken_by.name == "Joy"


def test_lost_night_says_so_keeps_the_words_and_names_what_is_still_free(house, peer, asked, desk):
    said = ending("offer", first_night=night(house), nights="2", words="See you soon.")
    looked = desk.post(url("request-converse", house, asked.code), said | {"look": "rooms"})
    said["saw"] = looked.context["saw"]
    for _n in range(3):
        factories.here(house, peer, nights=factories.nights_from_tonight(house, 4))

    response = desk.post(url("request-converse", house, asked.code), said)

    text = " ".join(response.text.split())
    assert response.status_code == 409
    assert "That night was taken a moment ago." in text
    assert "These nights are still free:" in text
    assert [(row.arrives - house.tonight()).days for row in response.context["form"].free] == [4, 5, 6]
    assert "See you soon." in text
    assert "We will talk again." in text
    assert not Offer.objects.exists()


def test_full_house_is_not_called_a_lost_race(house, full, asked, desk):
    response = desk.post(
        url("request-converse", house, asked.code), ending("offer", first_night=night(house), nights="2")
    )

    assert "That night was taken a moment ago." not in response.text
    assert "No room is free for all of these nights." in response.text


def test_still_free_names_the_part_that_is_left(house, peer, asked, desk):
    for _n in range(3):
        factories.here(house, peer, nights=factories.nights_from_tonight(house, 1))
    for _n in range(3):
        factories.expected(house, peer, nights=factories.nights_from_tonight(house, 1, later=3))

    response = desk.post(
        url("request-converse", house, asked.code), ending("offer", first_night=night(house, 1), nights="4")
    )

    first = response.context["form"].free[0]
    assert ((first.arrives - house.tonight()).days, len(first)) == (1, 2)


@pytest.fixture
def tour(house, lead):
    """A tour tomorrow, with one place."""
    return touring.offer_time(house, starts_at=timezone.now() + timedelta(days=1), places=1, by=lead)


def test_tour_is_chosen_on_the_sheet_and_called_off(house, tour, asked, desk):
    page = sheet(desk, house, asked)
    desk.post(url("request-tour", house, asked.code), {"which": str(tour.pk)})

    assert [row["id"] for row in page.context["tours"]] == [tour.pk]
    assert touring.visit_of(asked).tour == tour
    assert "They do not come after all" in sheet(desk, house, asked).text

    desk.post(url("request-tour-off", house, asked.code))

    assert touring.visit_of(asked) is None
    assert desk.post(url("request-tour-off", house, asked.code)).status_code == 409


def test_tour_is_not_offered_to_a_guest_who_is_here(house, tour, asked, desk, peer):
    offer = offering.offer(asked, nights=factories.nights_from_tonight(house), by=peer)
    booking.arrive(offering.accept(offer, by=peer), by=peer)

    assert sheet(desk, house, asked).context["tours"] == []


def test_tour_whose_last_place_is_gone_is_refused_in_words(house, tour, asked, desk):
    touring.book(asked_by(house, "Wren"), tour)

    response = desk.post(url("request-tour", house, asked.code), {"which": str(tour.pk)})

    assert response.status_code == 409
    assert "The last place on this tour is taken." in response.text


@pytest.mark.parametrize("which", ["", "nonsense"])
def test_tour_without_a_choice_says_so(which, house, asked, desk):
    assert "Choose a time for the tour." in desk.post(url("request-tour", house, asked.code), {"which": which}).text


def test_tour_of_another_house_is_not_there(house, harbor, stranger, asked, desk):
    far = touring.offer_time(harbor, starts_at=timezone.now() + timedelta(days=1), places=1, by=stranger)

    assert desk.post(url("request-tour", house, asked.code), {"which": str(far.pk)}).status_code == 404
    assert not TourVisit.objects.exists()


def test_not_now_on_the_phone_keeps_a_place_on_the_list(house, peer, desk):
    asked = offered(house, peer, "Luz")

    desk.post(url("offer-answer", house, asked.code), {"answer": "not-now"})

    assert asked.offers.get().answer == Offer.Answer.NOT_NOW
    assert listing.place_of(asked)
    assert Consent.objects.get().heard_by == peer


def test_another_house_can_be_asked_until_the_stay_is_agreed(house, peer, desk):
    asked = offered(house, peer, "Luz")
    address = url("request-hand-over", house, asked.code)

    assert address in sheet(desk, house, asked).text
    offering.accept(asked.offers.get(), by=peer)
    assert address not in sheet(desk, house, asked).text


@pytest.mark.parametrize("how", ["declined", "lapsed"])
def test_who_is_next_is_told_once_the_room_is_free_again(how, house, peer, lead, desk):
    asked = offered(house, peer, "Luz")
    wren = known(house, peer, "Wren")
    listing.join(wren, kind="call")
    if how == "declined":
        offering.decline(asked.offers.get(), by=peer)
    else:
        lapse(asked.offers.get().stay)

    told = sheet(desk, house, asked)

    assert [row["request"] for row in told.context["next_up"]] == [wren]
    assert "Next on the call list:" in told.text

    wren.closed_to.add(peer)

    assert sheet(desk, house, asked).context["next_up"] == []


def test_nobody_is_next_while_the_offer_is_out(house, peer, desk):
    listing.join(known(house, peer, "Wren"), kind="call")

    assert sheet(desk, house, offered(house, peer, "Luz")).context["next_up"] == []


def test_messages_have_their_place_and_are_read_when_opened(house, asked, desk):
    wrote(asked, "Is there a place for my bike?")

    first, second = sheet(desk, house, asked), sheet(desk, house, asked)

    assert (first.context["unread"], second.context["unread"]) == (True, False)
    assert "Is there a place for my bike?" in second.text


def test_offer_by_the_rule_of_the_house_names_nobody(house, peer, desk):
    asked = offered(house, peer, "Luz")
    Offer.objects.update(made_by=None)

    assert "The offer went out by the rule of the house" in " ".join(sheet(desk, house, asked).text.split())


def test_known_guest_closed_to_whoever_talks_is_not_named(house, peer, lead):
    rosa = known(house, lead, "Rosa")
    rosa.refresh_from_db()
    again = asked_by(house, "R.", contact=Contact(call=True, phone="+17155550177"))
    flow.take_up(again, by=peer)
    Request.objects.filter(pk=again.pk).update(phone_print=rosa.phone_print)
    rosa.guest.closed_to.add(peer)

    assert "Rosa" not in sheet(signed_in(peer), house, again).text
