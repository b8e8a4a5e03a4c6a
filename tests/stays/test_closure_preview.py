"""A closure over stays: who is in the way is shown first, each is moved or agreed on, and all of it is one step."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from intake import offering
from intake.models import Offer, Request
from openings import publishing, words
from respite import history
from respite.deciding import decide
from respite.models import Entry
from respite.nights import Nights
from stays import availability, booking, closing, touched, undoing, unplaced
from stays.availability import Band, State
from stays.makingway import Answers
from stays.models import Allocation, Closure, Stay
from stays.telling import near_day
from tests import factories
from tests.cast import live
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.moments import later, refused


def room(house, name):
    return house.beds.get(room__name=name)


def guest_in(house, by, name, bed, *nights, make=here):
    return make(house, by, make_guest(house.organization, name), *nights, bed=room(house, bed))


def in_the_way(house, nights, bed=None):
    return touched.find(closing.plan_of(house, nights, bed))


def answers(found, agreed=True, **chosen):
    """Answer for each name in the way; everything seen as it stands."""
    keys = {one.name: one.key for one in found}
    return Answers(
        choices={keys[name]: value for name, value in chosen.items()},
        agreed=set(keys.values()) if agreed else set(),
        seen=touched.fingerprint(found),
    )


def close(house, by, nights, bed=None, **chosen):
    found = in_the_way(house, nights, bed)
    return closing.close(house, nights=nights, reason="repair", by=by, bed=bed, answers=answers(found, **chosen))


def plan(stay):
    rows = Allocation.objects.filter(stay=stay).select_related("bed__room").order_by("nights")
    return [(row.bed.room.name, row.range) for row in rows]


def picture(house):
    return (
        list(Stay.objects.filter(house=house).order_by("pk").values_list("pk", "state", "nights")),
        list(Allocation.objects.filter(house=house).order_by("bed", "nights").values_list("bed", "nights", "stay")),
    )


def values(one):
    return [choice.value.split("-")[0] for choice in one.choices]


# What is offered.


def test_preview_offers_a_guest_who_is_here_another_room_an_earlier_end_or_to_look(house, peer):
    guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 5))
    guest_in(house, peer, "Ben", "Cedar", nights_from_tonight(house, 5))

    (one,) = in_the_way(house, nights_from_tonight(house, 4, later=2), room(house, "Birch"))

    assert one.title.startswith("Rosa is here, in Birch until ")
    assert [choice.label.split(":")[0] for choice in one.choices] == [
        "Move to Willow", "End earlier", "We still look for a room",
    ]  # fmt: skip
    assert [choice.yes for choice in one.choices] == [False, True, False]
    assert one.choices[0].words.startswith("Rosa sleeps in Willow from ")


def test_preview_says_near_days_as_people_say_them(house, peer):
    guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 5))
    guest_in(house, peer, "Ben", "Cedar", nights_from_tonight(house, 4), make=expected)

    (leaves,) = in_the_way(house, nights_from_tonight(house, 2, later=1), room(house, "Birch"))
    (comes,) = in_the_way(house, nights_from_tonight(house, 1), room(house, "Cedar"))

    told = {one.value: (one.label, one.words) for one in [*leaves.choices, *comes.choices]}
    last = near_day(house.tonight() + timedelta(days=5), house.tonight())
    assert told["end"] == ("End earlier: tomorrow", f"Rosa leaves tomorrow instead of {last}.")
    assert told["later"] == ("Come later: tomorrow", "Ben comes tomorrow instead of today.")


def test_preview_says_when_the_public_reads_of_it(house, lead, lead_desk):
    decide(house, by=lead, publishing="coarse")

    page = lead_desk.get(reverse("stays:closure-new", args=[house.slug]))

    assert page.context["page"].public == (
        "The public page may change at its next set hour. When the whole house is closed, it says so at once."
    )


def test_preview_offers_nobody_here_to_go_home_tonight(house, peer):
    guest_in(house, peer, "Rosa", "Birch")

    (one,) = in_the_way(house, nights_from_tonight(house, 2), room(house, "Birch"))

    assert values(one) == ["move", "move", "look"]


def test_preview_offers_only_rooms_that_can_take_the_guest(house, peer):
    stay = guest_in(house, peer, "Rosa", "Birch")
    Stay.objects.filter(pk=stay.pk).update(needs=["step_free"])

    (one,) = in_the_way(house, nights_from_tonight(house, 2), room(house, "Birch"))

    assert values(one) == ["look"]


def test_preview_offers_somebody_expected_to_come_later_or_to_change_plans(house, peer):
    guest_in(house, peer, "Ben", "Cedar", nights_from_tonight(house, 4, later=1), make=expected)

    (one,) = in_the_way(house, nights_from_tonight(house, 3), room(house, "Cedar"))

    assert values(one) == ["move", "move", "later", "cancel", "look"]


def test_preview_offers_a_held_room_a_move_or_its_end_after_a_yes(house, peer):
    factories.held(house, peer, bed=room(house, "Cedar"))

    (one,) = in_the_way(house, nights_from_tonight(house, 1), room(house, "Cedar"))

    assert "Rosa was offered Cedar" in one.title
    assert values(one) == ["move", "move", "let_go"]
    assert [choice.yes for choice in one.choices] == [False, False, True]


def test_preview_of_the_whole_house_offers_no_room_in_it(house, peer):
    guest_in(house, peer, "Rosa", "Birch")
    guest_in(house, peer, "Ben", "Cedar", make=expected)

    found = in_the_way(house, nights_from_tonight(house, 2))

    assert {one.name: values(one) for one in found} == {"Rosa": ["look"], "Ben": ["later", "cancel", "look"]}


def test_preview_can_change_no_night_that_is_over(house, peer):
    guest_in(house, peer, "Rosa", "Birch")
    with later(days=1):
        nights = Nights.starting(house.tonight() - timedelta(days=1), 2)

        (one,) = in_the_way(house, nights, room(house, "Birch"))

    assert one.choices == []


def test_preview_names_nobody_who_is_closed_to_me(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch")
    stay.guest.closed_to.add(lead)

    (one,) = touched.find(closing.plan_of(house, nights_from_tonight(house, 2), room(house, "Birch")), lead)

    assert "Rosa" not in str(one.title) + "".join(choice.words for choice in one.choices)
    assert one.title.startswith("A guest is here")


def moving_to_willow(house, by, bed="Birch"):
    """Rosa, here for four nights: one in `bed`, then three in Willow."""
    stay = guest_in(house, by, "Rosa", bed, nights_from_tonight(house, 4))
    return booking.move(stay, to=room(house, "Willow"), by=by, from_night=house.tonight() + timedelta(days=1))


def test_preview_tells_each_room_of_a_guest_who_moves(house, peer):
    stay = moving_to_willow(house, peer)

    (one,) = in_the_way(house, nights_from_tonight(house, 1), room(house, "Birch"))

    home = near_day(stay.leaves, house.tonight())
    assert one.title == f"Rosa is here: Birch until tomorrow, then Willow until {home}."
    assert one.choices[0].words == "Rosa sleeps in Cedar from today to tomorrow, then in Willow as planned."
    assert one.choices[1].words == "Rosa sleeps in Willow from today to tomorrow, and stays there as planned."


def test_preview_tells_each_room_of_somebody_expected_who_will_move(house, peer):
    tonight = house.tonight()
    nights = nights_from_tonight(house, 3, later=1)
    stay = guest_in(house, peer, "Ben", "Cedar", nights, make=expected)
    booking.move(stay, to=room(house, "Willow"), by=peer, from_night=tonight + timedelta(days=2))

    (one,) = in_the_way(house, nights, room(house, "Willow"))

    second, home = (near_day(tonight + timedelta(days=days), tonight) for days in (2, 4))
    assert one.title == f"Ben is expected from tomorrow on: Cedar until {second}, then Willow until {home}."


def test_preview_tells_a_guest_without_a_room_for_some_nights_until_when_there_is_one(house, peer, lead):
    guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 4))
    close(house, lead, nights_from_tonight(house, 3, later=1), room(house, "Birch"), Rosa="look")

    (one,) = in_the_way(house, nights_from_tonight(house, 1), room(house, "Birch"))

    assert one.title == "Rosa is here: Birch until tomorrow."
    assert one.choices[0].words == "Rosa sleeps in Cedar from today to tomorrow."


def test_preview_costs_the_same_with_one_guest_and_three(house, peer, django_assert_num_queries):
    for n, name in enumerate(("Birch", "Cedar", "Willow")):
        guest_in(house, peer, f"Guest {n}", name)
        closing_plan = closing.plan_of(house, nights_from_tonight(house, 2), None)
        with django_assert_num_queries(4):
            touched.find(closing_plan)


# What is carried out.


def test_move_changes_only_the_nights_that_are_closed(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 6))
    nights = nights_from_tonight(house, 2, later=2)

    close(house, lead, nights, room(house, "Birch"), Rosa=f"move-{room(house, 'Willow').pk}")

    first = house.tonight()
    assert plan(stay) == [
        ("Birch", Nights.starting(first, 2)),
        ("Willow", nights),
        ("Birch", Nights.starting(first + timedelta(days=4), 2)),
    ]


def test_end_later_and_cancel_need_a_yes(house, peer, lead):
    guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 6))
    before = picture(house)

    sentence = refused(
        "agree", close, house, lead, nights_from_tonight(house, 3, later=2), room(house, "Birch"), Rosa="end",
        agreed=False,
    )  # fmt: skip

    assert sentence == "Please talk with Rosa first, then say here that you agreed."
    assert (picture(house), Closure.objects.count()) == (before, 0)


@pytest.mark.parametrize(("choice", "start", "left"), [("end", 3, (1, 3)), ("later", 1, (4, 7))])
def test_agreed_nights_are_those_that_are_left(house, lead, choice, start, left):
    stay = guest_in(house, lead, "Ben", "Cedar", nights_from_tonight(house, 6, later=1), make=expected)

    close(house, lead, nights_from_tonight(house, 3, later=start), room(house, "Cedar"), Ben=choice)

    stay.refresh_from_db()
    tonight = house.tonight()
    assert stay.range == Nights(*(tonight + timedelta(days=days) for days in left))
    assert plan(stay) == [("Cedar", stay.range)]


def test_cancelled_together(house, peer, lead):
    stay = guest_in(house, peer, "Ben", "Cedar", make=expected)

    close(house, lead, nights_from_tonight(house, 2), room(house, "Cedar"), Ben="cancel")

    stay.refresh_from_db()
    assert (stay.state, plan(stay)) == ("cancelled", [])


def test_guest_without_a_room_keeps_the_nights_and_takes_a_bed_that_looks_free(house, peer, lead):
    house = live(house)
    publishing.confirm(house, by=lead)
    for name, bed in (("Rosa", "Birch"), ("Ben", "Cedar")):
        guest_in(house, peer, name, bed)
    before = words.published(house).band

    close(house, lead, nights_from_tonight(house, 2), room(house, "Birch"), Rosa="look")

    stay = Stay.objects.get(allocations__bed=room(house, "Cedar")).guest
    assert stay.name == "Ben"
    assert [(stay.guest.name, nights) for stay, nights in unplaced.from_tonight_on(house)] == [
        ("Rosa", nights_from_tonight(house, 2))
    ]
    assert (before, availability.tonight(house)) == (State.OPEN, Band(State.FULL, 0, 3))
    assert words.published(house).band == State.FULL


def test_guest_without_a_room_gets_one_by_a_move(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch")
    close(house, lead, nights_from_tonight(house, 3), room(house, "Birch"), Rosa="look")

    booking.move(stay, to=room(house, "Cedar"), by=peer)

    assert plan(stay) == [("Cedar", nights_from_tonight(house))]
    assert unplaced.from_tonight_on(house) == []


@pytest.mark.parametrize("verb", ["leave", "extend", "shorten"])
def test_guest_without_any_room_can_still_leave_stay_longer_and_shorter(house, peer, lead, verb):
    stay = guest_in(house, peer, "Rosa", "Birch")
    close(house, lead, nights_from_tonight(house, 3), room(house, "Birch"), Rosa="look")

    more = {"leave": {}, "extend": {"leaves": stay.leaves + timedelta(days=1)}}
    getattr(booking, verb)(stay, by=peer, **more.get(verb, {"leaves": stay.leaves - timedelta(days=1)}))

    stay.refresh_from_db()
    assert stay.state == ("left" if verb == "leave" else "here")


def test_somebody_expected_without_a_room_can_arrive(house, peer, lead):
    stay = guest_in(house, peer, "Ben", "Cedar", make=expected)
    close(house, lead, nights_from_tonight(house, 3), room(house, "Cedar"), Ben="look")

    assert booking.arrive(stay, by=peer).state == "here"


def test_list_of_those_without_a_room_is_one_query_with_one_and_three(house, peer, lead, django_assert_num_queries):
    for n, name in enumerate(("Birch", "Cedar", "Willow")):
        guest_in(house, peer, f"Guest {n}", name)
        close(house, lead, nights_from_tonight(house, 2), room(house, name), **{f"Guest {n}": "look"})

        with django_assert_num_queries(1):
            found = unplaced.from_tonight_on(house)

        assert [nights for _stay, nights in found] == [nights_from_tonight(house, 2)] * (n + 1)


def test_list_of_those_without_a_room_names_nobody_closed_to_me(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch")
    close(house, lead, nights_from_tonight(house, 3), room(house, "Birch"), Rosa="look")
    stay.guest.closed_to.add(peer)

    (hidden,), (shown,) = unplaced.lines(house, peer), unplaced.lines(house, lead)

    assert (hidden.name, hidden.url) == ("A guest", "")
    assert (shown.name, bool(shown.url)) == ("Rosa", True)


def test_swap_with_somebody_without_a_room_is_refused(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch")
    close(house, lead, nights_from_tonight(house, 3), room(house, "Birch"), Rosa="look")
    other = guest_in(house, peer, "Ben", "Cedar")

    assert "no room yet" in refused("state", booking.swap, stay, other=other, by=peer)


def test_offer_whose_room_was_let_go_reads_as_over_everywhere(house, peer, lead):
    request, _code = factories.ask(house)
    made = offering.offer(
        request, nights=nights_from_tonight(house), by=peer, agreed="Come to us.", bed=room(house, "Cedar")
    )

    close(house, lead, nights_from_tonight(house, 2), room(house, "Cedar"), Luz="let_go")

    assert Offer.objects.with_standing().get().standing == "lapsed"
    assert Request.objects.with_standing().get(pk=request.pk).standing == "known"
    refused("lapsed", offering.accept, made)
    offering.tidy(house)
    request.refresh_from_db()
    assert request.state == "known"


def test_offer_that_moved_can_be_accepted(house, peer, lead):
    request, _code = factories.ask(house)
    made = offering.offer(
        request, nights=nights_from_tonight(house), by=peer, agreed="Come to us.", bed=room(house, "Cedar")
    )

    close(house, lead, nights_from_tonight(house, 3), room(house, "Cedar"), Luz=f"move-{room(house, 'Willow').pk}")

    assert plan(offering.accept(made)) == [("Willow", nights_from_tonight(house))]


def test_change_between_preview_and_save_is_refused(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch")
    nights, birch = nights_from_tonight(house, 5), room(house, "Birch")
    said = answers(in_the_way(house, nights, birch), Rosa="look")
    booking.extend(stay, leaves=stay.leaves + timedelta(days=1), by=peer)

    sentence = refused("state", closing.close, house, nights=nights, reason="repair", by=lead, bed=birch, answers=said)

    assert sentence == "Something changed since this page was made. Please look again."
    assert not Closure.objects.exists()


def test_undo_puts_all_of_a_closure_back_in_one_step(house, peer, lead):
    guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 6))
    guest_in(house, peer, "Ben", "Cedar", nights_from_tonight(house, 6), make=expected)
    willow = room(house, "Willow")
    closing.close(house, nights=nights_from_tonight(house, 9, later=1), reason="other", by=lead, bed=willow)
    before = picture(house)
    close(house, lead, nights_from_tonight(house, 3, later=2), None, Rosa="look", Ben="end", other="replace")
    assert picture(house) != before

    undoing.undo(undoing.last(house), by=lead)

    assert picture(house) == before
    assert Closure.objects.filter(ended_at__isnull=True).count() == 1


def test_every_step_is_on_the_record_of_its_stay(house, peer, lead):
    stay = guest_in(house, peer, "Rosa", "Birch", nights_from_tonight(house, 4))

    close(house, lead, nights_from_tonight(house, 2), room(house, "Birch"), Rosa="look")

    line = history.about(stay)[0]
    assert (line.verb, line.by) == ("without a room", lead)
    assert "Rosa" not in str(list(Entry.objects.values_list("facts")))


# Another closure in the way.


def test_older_closure_stays_and_the_new_one_takes_what_is_left(house, lead):
    cedar = room(house, "Cedar")
    old = closing.close(house, nights=nights_from_tonight(house, 2, later=1), reason="repair", by=lead, bed=cedar)

    new = close(house, lead, nights_from_tonight(house, 4), cedar, repair="keep")

    tonight = house.tonight()
    spans = [row.range for row in new.allocations.order_by("nights")]
    assert spans == [Nights.starting(tonight, 1), Nights.starting(tonight + timedelta(days=3), 1)]
    assert [row.range for row in old.allocations.all()] == [nights_from_tonight(house, 2, later=1)]


def test_older_closure_gives_way(house, lead):
    cedar = room(house, "Cedar")
    old = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead, bed=cedar)

    new = close(house, lead, nights_from_tonight(house, 6, later=2), cedar, repair="replace")

    assert [row.range for row in new.allocations.all()] == [nights_from_tonight(house, 6, later=2)]
    assert [row.range for row in old.allocations.all()] == [nights_from_tonight(house, 2)]


def test_closing_what_is_closed_already_closes_nothing(house, lead):
    cedar = room(house, "Cedar")
    closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead, bed=cedar)

    sentence = refused("taken", close, house, lead, nights_from_tonight(house, 3), cedar, repair="keep")

    assert "All of this is closed already." in sentence
    assert Closure.objects.count() == 1


def test_house_closed_around_a_closed_room_is_closed_outside(house, lead):
    closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead, bed=room(house, "Cedar"))

    close(house, lead, nights_from_tonight(house, 3), None, repair="keep")

    assert availability.tonight(house).state == State.PAUSED


# Another end.


def test_end_sooner_frees_the_nights(house, lead):
    closure = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead)

    closing.change_end(closure, back=house.tonight() + timedelta(days=2), by=lead)

    assert {row.range for row in closure.allocations.all()} == {nights_from_tonight(house, 2)}
    closure.refresh_from_db()
    assert (closure.ended_at, closure.nights.upper) == (None, house.tonight() + timedelta(days=2))


def test_end_later_takes_more_nights_and_asks_about_who_is_there(house, peer, lead):
    cedar = room(house, "Cedar")
    closure = closing.close(house, nights=nights_from_tonight(house, 3), reason="repair", by=lead, bed=cedar)
    stay = guest_in(house, peer, "Ben", "Cedar", nights_from_tonight(house, 4, later=3), make=expected)
    back = house.tonight() + timedelta(days=5)
    refused("taken", closing.change_end, closure, back=back, by=lead)
    found = touched.find(
        closing.plan_of(house, Nights(closure.nights.upper, back), cedar, but=Closure.objects.get(pk=closure.pk))
    )

    closing.change_end(closure, back=back, by=lead, answers=answers(found, Ben=f"move-{room(house, 'Willow').pk}"))

    assert [row.range for row in closure.allocations.all()] == [nights_from_tonight(house, 5)]
    assert [name for name, _nights in plan(stay)] == ["Willow", "Cedar"]
    undoing.undo(undoing.last(house), by=lead)
    closure.refresh_from_db()
    assert closure.nights.upper == house.tonight() + timedelta(days=3)
    assert [name for name, _nights in plan(stay)] == ["Cedar"]


@pytest.mark.parametrize("days", [0, -2, 5])
def test_end_that_changes_nothing_or_is_over_is_refused(house, lead, days):
    closure = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead)

    assert "Choose another day." in refused(
        "nights", closing.change_end, closure, back=house.tonight() + timedelta(days=days), by=lead
    )


def test_end_of_what_is_open_again_is_refused(house, lead):
    closure = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead)
    closing.reopen(closure, by=lead)

    refused("state", closing.change_end, closure, back=house.tonight() + timedelta(days=9), by=lead)


# The page.


def said(house, **more):
    first = house.tonight()
    return {
        "bed": str(room(house, "Birch").pk),
        "sending": str(uuid.uuid4()),
        "reason": "repair",
        "first": first.isoformat(),
        "back": (first + timedelta(days=2)).isoformat(),
    } | more


@pytest.fixture
def page(house):
    return reverse("stays:closure-new", args=[house.slug])


def test_page_shows_who_is_in_the_way_and_saves_nothing_yet(house, peer, lead_desk, page):
    guest_in(house, peer, "Rosa", "Birch")

    answer = lead_desk.post(page, said(house))

    assert answer.status_code == 200
    assert "What is planned for these nights" in answer.text
    assert "Rosa is here, in Birch until" in answer.text
    assert "Move to Cedar" in answer.text
    assert not Closure.objects.exists()


def decide_on(form, **more):
    return {"seen": form.fingerprint, "sending": str(form["sending"].value())} | more


def test_page_saves_all_of_it_once_it_was_decided(house, peer, lead_desk, page):
    stay = guest_in(house, peer, "Rosa", "Birch")
    form = lead_desk.post(page, said(house)).context["form"]

    answer = lead_desk.post(page, said(house) | decide_on(form, **{f"choice-{stay.pk}": "look"}))

    assert answer.status_code == 303
    assert Closure.objects.get().reason == "repair"
    assert "Rosa is here and has no room from today to" in lead_desk.get(house.get_absolute_url()).text
    assert reverse("stays:stay-move", args=[house.slug, stay.code]) in lead_desk.get(house.get_absolute_url()).text


def test_page_asks_for_a_choice_and_for_the_yes(house, peer, lead_desk, page):
    stay = guest_in(house, peer, "Ben", "Birch", make=expected)
    form = lead_desk.post(page, said(house)).context["form"]

    without = lead_desk.post(page, said(house) | decide_on(form))
    unasked = lead_desk.post(page, said(house) | decide_on(form, **{f"choice-{stay.pk}": "cancel"}))
    agreed = lead_desk.post(
        page, said(house) | decide_on(form, **{f"choice-{stay.pk}": "cancel", f"yes-{stay.pk}": "on"})
    )

    assert "Choose what happens with Ben." in without.text
    assert "Please talk with Ben first, then say here that you agreed." in unasked.text
    assert agreed.status_code == 303
    assert Stay.objects.get(pk=stay.pk).state == "cancelled"


def test_page_is_refused_and_made_anew_when_something_changed_and_keeps_the_choice(house, peer, lead_desk, page):
    stay = guest_in(house, peer, "Rosa", "Birch")
    form = lead_desk.post(page, said(house)).context["form"]
    booking.extend(stay, leaves=stay.leaves + timedelta(days=1), by=peer)

    answer = lead_desk.post(page, said(house) | decide_on(form, **{f"choice-{stay.pk}": "look"}))

    assert answer.status_code == 409
    assert "Something changed since this page was made. Please look again." in answer.text
    assert not Closure.objects.exists()
    (question,) = answer.context["form"].questions()
    assert [option.choice.value for option in question.options if option.chosen] == ["look"]
    assert answer.context["form"].fingerprint != form.fingerprint


def test_page_says_that_a_room_was_taken_meanwhile(house, peer, lead_desk, page):
    stay = guest_in(house, peer, "Rosa", "Birch")
    form = lead_desk.post(page, said(house)).context["form"]
    cedar = room(house, "Cedar")
    guest_in(house, peer, "Ben", "Cedar")

    answer = lead_desk.post(page, said(house) | decide_on(form, **{f"choice-{stay.pk}": f"move-{cedar.pk}"}))

    assert "That is not possible any more. Please choose again." in answer.text
    assert not Closure.objects.exists()


def test_page_changes_the_end(house, lead, lead_desk):
    closure = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead)
    url = reverse("stays:closure-end", args=[house.slug, closure.pk])
    back = (house.tonight() + timedelta(days=7)).isoformat()

    assert "Now it is back on" in lead_desk.get(url).text
    assert lead_desk.post(url, {"back": back}).status_code == 303
    closure.refresh_from_db()
    assert closure.nights.upper.isoformat() == back


def test_page_of_a_closure_that_is_over_leads_back_to_it(house, lead, lead_desk):
    closure = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead)
    closing.reopen(closure, by=lead)

    answer = lead_desk.get(reverse("stays:closure-end", args=[house.slug, closure.pk]))

    assert (answer.status_code, answer["Location"]) == (303, reverse("stays:closure", args=[house.slug, closure.pk]))


def test_page_is_closed_to_peers(house, lead, desk, stranger_desk):
    closure = closing.close(house, nights=nights_from_tonight(house, 5), reason="repair", by=lead)
    url = reverse("stays:closure-end", args=[house.slug, closure.pk])

    assert desk.get(url).status_code == 403
    assert stranger_desk.get(url).status_code == 404


def test_public_never_learns_the_reason_nor_the_room_of_a_closure(house, lead, client):
    publishing.confirm(house, by=lead)
    closing.close(house, nights=nights_from_tonight(house), reason="illness", by=lead, bed=room(house, "Cedar"))
    one = client.get(f"/api/v1/availability/{house.slug}").content
    closing.reopen(Closure.objects.get(), by=lead)

    closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead, bed=room(house, "Willow"))

    assert b"illness" not in one
    assert b"Cedar" not in one
    assert client.get(f"/api/v1/availability/{house.slug}").content == one


def test_refusal_without_answers_names_everybody_and_closes_nothing(house, peer, lead):
    guest_in(house, peer, "Rosa", "Birch")

    with pytest.raises(ValidationError, match="Birch: Rosa, from"):
        closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead)
