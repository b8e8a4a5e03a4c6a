"""Two at one stay: the pages of its verbs say what a colleague changed meanwhile; nobody's words are overwritten."""

from datetime import timedelta

import pytest
from django.urls import reverse

from respite.models import Role
from stays import booking, closing, stepping_back, undoing, welcoming
from stays.models import Stay
from tests.browsing import Visitor, contents
from tests.cast import member, signed_in
from tests.factories import expected, here, make_guest, nights_from_tonight

EARLY = "Since you opened this page: Rosa: "
VERBS = {
    "extend": ("Add the nights", Stay.State.HERE),
    "shorten": ("Drop the nights", Stay.State.HERE),
    "leave": ("Rosa is leaving", Stay.State.LEFT),
    "cancel": ("Cancel this stay", Stay.State.CANCELLED),
    "did-not-arrive": ("Rosa did not come", Stay.State.DID_NOT_ARRIVE),
    "arrive": ("Rosa is here", Stay.State.HERE),
}


def url(name, stay):
    return reverse(f"stays:stay-{name}", args=[stay.house.slug, stay.code])


def day_after(stay, count):
    return (stay.leaves + timedelta(days=count)).isoformat()


@pytest.fixture
def joy(peer):
    """Joy with a browser without JavaScript."""
    visitor = Visitor()
    visitor.client = signed_in(peer)
    return visitor


@pytest.fixture
def rosa(house, peer):
    """Rosa, here for four nights."""
    return here(house, peer, nights=nights_from_tonight(house, 4))


def fields(visitor):
    return contents(visitor.soup.find("main").find("form", method="post"))


def answers(verb, stay):
    """Return what is filled in on the page of a verb."""
    return {
        "extend": {"leaves": day_after(stay, 2)},
        "shorten": {"leaves": day_after(stay, -2)},
        "leave": {"choice": "none"},
    }.get(verb, {})


def test_shorten_after_a_colleague_extended_says_so_and_goes_through_when_sent_again(house, lead, rosa, joy):
    joy.go(url("shorten", rosa))
    before, wanted = fields(joy)["seen"], day_after(rosa, -2)
    longer = booking.extend(rosa, leaves=rosa.leaves + timedelta(days=1), by=lead)

    joy.send("Drop the nights", leaves=wanted)

    assert joy.status == 409
    assert f"{EARLY}More nights: now " in joy.text
    assert "By Ana. Please look again." in joy.text
    rosa.refresh_from_db()
    assert rosa.leaves == longer.leaves
    assert fields(joy)["leaves"] == wanted
    assert int(fields(joy)["seen"]) > int(before)

    joy.send("Drop the nights")

    rosa.refresh_from_db()
    assert (joy.status, rosa.leaves.isoformat()) == (200, wanted)
    assert "Saved. Rosa has fewer nights." in joy.soup.get_text()


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_page_says_what_changed_and_can_be_sent_again(house, peer, lead, joy, verb):
    button, then = VERBS[verb]
    make = here if verb in {"extend", "shorten", "leave"} else expected
    stay = make(house, peer, nights=nights_from_tonight(house, 4))
    bed = next(bed for bed in house.beds.all() if bed != stay.allocations.get().bed)
    joy.go(url(verb, stay))
    booking.move(stay, to=bed, by=lead)
    before = stay.state

    joy.send(button, **answers(verb, stay))

    stay.refresh_from_db()
    assert (joy.status, stay.state) == (409, before)
    assert f"{EARLY}Moved to {bed}, " in joy.text

    joy.send(button)

    stay.refresh_from_db()
    assert (joy.status, stay.state) == (200, then)


def test_each_change_meanwhile_is_told_once(house, lead, rosa, joy):
    joy.go(url("shorten", rosa))
    booking.extend(rosa, leaves=rosa.leaves + timedelta(days=1), by=lead)
    joy.send("Drop the nights", leaves=day_after(rosa, -2))
    undoing.undo(undoing.of_stay(rosa), by=lead)

    joy.send("Drop the nights")

    assert joy.status == 409
    assert "The change of nights was undone." in joy.text
    assert "More nights" not in joy.text


def test_choice_that_is_gone_since_says_what_changed(house, lead, rosa, joy):
    joy.go(url("shorten", rosa))
    booking.shorten(rosa, leaves=rosa.leaves - timedelta(days=2), by=lead)

    joy.send("Drop the nights", leaves=day_after(rosa, -1))

    rosa.refresh_from_db()
    assert joy.status == 409
    assert f"{EARLY}Fewer nights: now " in joy.text
    assert len(rosa.range) == 2


def test_answer_that_is_missing_is_asked_for_and_tells_of_nothing_else(rosa, joy):
    joy.go(url("leave", rosa))

    joy.send("Rosa is leaving")

    assert joy.status == 200
    assert "Choose what contact they wish" in joy.text
    assert "Since you opened" not in joy.text


def test_second_tap_leads_to_the_same_place_and_changes_nothing_more_RE_05(rosa, desk):
    page = Visitor()
    page.client = desk
    page.go(url("extend", rosa))
    told = {name: fields(page)[name] for name in ("sending", "seen")} | {"leaves": day_after(rosa, 1)}

    first, second = (desk.post(url("extend", rosa), told) for _tap in range(2))

    rosa.refresh_from_db()
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert rosa.leaves.isoformat() == told["leaves"]


def test_change_of_another_stay_is_no_reason_to_look_again(house, lead, rosa, joy):
    ben = expected(house, lead, make_guest(house.organization, "Ben"))
    joy.go(url("shorten", rosa))
    booking.cancel(ben, by=lead)

    joy.send("Drop the nights", leaves=day_after(rosa, -2))

    assert joy.status == 200
    assert "Saved. Rosa has fewer nights." in joy.soup.get_text()


# A closure


def test_reopen_after_a_colleague_changed_the_end_says_so_and_goes_through_when_sent_again(house, lead, joy):
    made = closing.close(house, nights=nights_from_tonight(house, 4), reason="repair", by=lead)
    joy.client = signed_in(member(house, Role.LEAD, "Kim"))
    joy.go(reverse("stays:closure", args=[house.slug, made.pk]))
    closing.change_end(made, back=made.nights.upper + timedelta(days=3), by=lead)

    joy.send("Open it again")

    made.refresh_from_db()
    assert (joy.status, made.ended_at) == (409, None)
    assert "Since you opened this page: It is now back on " in joy.text
    assert "By Ana. Please look again." in joy.text

    joy.send("Open it again")

    made.refresh_from_db()
    assert joy.status == 200
    assert made.ended_at


def test_reopen_after_a_colleague_reopened_says_who(house, lead, joy):
    made = closing.close(house, nights=nights_from_tonight(house, 4), reason="repair", by=lead)
    joy.client = signed_in(member(house, Role.LEAD, "Kim"))
    joy.go(reverse("stays:closure", args=[house.slug, made.pk]))
    closing.reopen(made, by=lead)

    joy.send("Open it again")

    assert joy.status == 409
    assert "Since you opened this page: It was opened again. By Ana. Please look again." in joy.text


def test_another_end_after_a_colleague_changed_it_says_so_and_goes_through_when_sent_again(house, lead, joy):
    made = closing.close(house, nights=nights_from_tonight(house, 4), reason="repair", by=lead)
    mine, theirs = made.nights.upper + timedelta(days=1), made.nights.upper + timedelta(days=3)
    joy.client = signed_in(member(house, Role.LEAD, "Kim"))
    joy.go(reverse("stays:closure-end", args=[house.slug, made.pk]))
    closing.change_end(made, back=theirs, by=lead)

    joy.send("Change the end", back=mine.isoformat())

    made.refresh_from_db()
    assert (joy.status, made.nights.upper) == (409, theirs)
    assert "Since you opened this page: It is now back on " in joy.text
    assert "By Ana. Please look again." in joy.text

    joy.send("Change the end", back=mine.isoformat())

    made.refresh_from_db()
    assert (joy.status, made.nights.upper) == (200, mine)


def test_another_end_that_a_colleague_chose_too_says_so(house, lead, joy):
    made = closing.close(house, nights=nights_from_tonight(house, 4), reason="repair", by=lead)
    back = made.nights.upper + timedelta(days=1)
    joy.client = signed_in(member(house, Role.LEAD, "Kim"))
    joy.go(reverse("stays:closure-end", args=[house.slug, made.pk]))
    closing.change_end(made, back=back, by=lead)

    joy.send("Change the end", back=back.isoformat())

    assert joy.status == 409
    assert "Since you opened this page: It is now back on " in joy.text


def test_another_end_over_a_guest_is_refused_when_the_end_changed_before_it_was_decided(house, lead, peer, joy):
    cedar = house.beds.get(room__name="Cedar")
    made = closing.close(house, nights=nights_from_tonight(house, 2), reason="repair", by=lead, bed=cedar)
    nights = nights_from_tonight(house, 3, later=3)
    expected(house, peer, make_guest(house.organization, "Ben"), nights, bed=cedar)
    joy.client = signed_in(member(house, Role.LEAD, "Kim"))
    joy.go(reverse("stays:closure-end", args=[house.slug, made.pk]))
    joy.send("Change the end", back=(made.nights.upper + timedelta(days=2)).isoformat())
    closing.change_end(made, back=made.nights.upper + timedelta(days=1), by=lead)

    joy.send("Do all of this now", **{joy.soup.select_one("input[value=look]")["name"]: "look"})

    made.refresh_from_db()
    assert (joy.status, made.nights.upper) == (409, house.tonight() + timedelta(days=3))
    assert "Since you opened this page: It is now back on " in joy.text


# What they hope for


def test_arrive_shows_what_they_wrote_and_does_not_ask_again(house, peer, joy):
    stay = expected(house, peer)
    welcoming.hope(stay, words="To sleep <well>.", by=None)

    joy.go(url("arrive", stay))

    assert "hopes" not in fields(joy)
    assert joy.soup.find("blockquote").get_text(strip=True) == "To sleep <well>."
    joy.send("Rosa is here")
    stay.refresh_from_db()
    assert (stay.state, stay.hopes) == (Stay.State.HERE, "To sleep <well>.")


def test_arrive_never_writes_over_what_they_wrote_meanwhile(house, peer, joy):
    stay = expected(house, peer)
    joy.go(url("arrive", stay))
    welcoming.hope(stay, words="To sleep.", by=None)

    joy.send("Rosa is here", hopes="To rest.")

    stay.refresh_from_db()
    assert joy.status == 409
    assert "Rosa wrote their own words meanwhile." in joy.text
    assert (stay.state, stay.hopes) == (Stay.State.EXPECTED, "To sleep.")
    assert joy.soup.find("blockquote").get_text(strip=True) == "To sleep."
    assert fields(joy)["hopes"].strip() == "To rest."

    joy.send("Rosa is here", hopes="")

    stay.refresh_from_db()
    assert (joy.status, stay.state, stay.hopes) == (200, Stay.State.HERE, "To sleep.")


def test_arrive_asks_for_hopes_when_there_are_none(house, peer, joy):
    stay = expected(house, peer)
    joy.go(url("arrive", stay))

    joy.send("Rosa is here", hopes="To rest.")

    stay.refresh_from_db()
    assert stay.hopes == "To rest."


# Stepping back


def test_second_tap_on_stepping_back_leads_to_the_list(house, rosa, lead, desk):
    address = url("know", rosa)

    first, second = desk.post(address), desk.post(address)

    there = reverse("stays:stays", args=[house.slug])
    assert [(answer.status_code, answer["Location"]) for answer in (first, second)] == [(303, there), (303, there)]
    assert desk.get(address).status_code == 404


def test_stepping_back_is_not_found_by_who_was_closed_out_by_others(house, rosa, peer, lead, stranger_desk):
    stepping_back.close(rosa.guest, house=house, to=peer, by=lead)

    assert signed_in(peer).post(url("know", rosa)).status_code == 404
    assert stranger_desk.post(url("know", rosa)).status_code == 404
