"""The list of stays, the page of one, and a page for each verb: happy, refused, and closed to those outside."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respite.deciding import decide
from respite.locks import busy
from respite.models import Sending
from respite.templatetags.words import day, short_day
from stays import agreeing, booking, connecting, verb_words
from stays.models import Opened, Stay
from stays.telling import near_day
from tests.cast import signed_in
from tests.factories import CALL, expected, held, here, make_guest, nights_from_tonight

VERBS = ["arrive", "leave", "extend", "shorten", "cancel", "did-not-arrive", "move", "swap", "guidelines"]


def url(name, stay):
    return reverse(f"stays:{name}", args=[stay.house.slug, stay.code])


def bed(house, name):
    return house.beds.get(room__name=name)


def day_after(house, count):
    return (house.tonight() + timedelta(days=count)).isoformat()


def words(answer):
    return " ".join(answer.content.decode().split())


# The list


def test_stays_lists_who_is_here_expected_held_and_gone(house, peer, desk):
    booking.leave(here(house, peer, make_guest(house.organization, "Tam")), by=peer)
    here(house, peer)
    expected(house, peer, make_guest(house.organization, "Ben"))
    held(house, peer, make_guest(house.organization, "Luz"))

    groups = desk.get(reverse("stays:stays", args=[house.slug])).context["groups"]

    assert [[line["name"] for line in group["lines"]] for group in groups] == [["Rosa"], ["Ben"], ["Luz"], ["Tam"]]


def test_stays_lists_who_left_by_the_day_they_did_newest_first(house, peer, desk):
    for name, days in [("Tam", 3), ("Ada", 1), ("Ben", 2)]:
        stay = here(house, peer, make_guest(house.organization, name))
        stay = booking.leave(stay, by=peer)
        Stay.objects.filter(pk=stay.pk).update(left_at=timezone.now() - timedelta(days=days))

    lines = desk.get(reverse("stays:stays", args=[house.slug])).context["groups"][-1]["lines"]

    assert [line["name"] for line in lines] == ["Ada", "Ben", "Tam"]
    assert [line["when"] for line in lines] == [short_day(house.local().date() - timedelta(days=n)) for n in (1, 2, 3)]
    assert not any("leaves" in line["second"] for line in lines)


def test_stay_left_on_the_day_it_began_has_no_room_and_says_that_day(house, peer, desk):
    stay = booking.leave(here(house, peer), by=peer)

    page = desk.get(url("stay", stay))

    assert (page.context["room"], page.context["span"]) == ("", f"Came and left on {day(house.local().date())}")


@pytest.mark.parametrize(("arrived", "tonight"), [(False, "expected"), (True, "here")])
def test_nights_strip_counts_tonight_as_slept_only_once_they_are_here(house, peer, desk, arrived, tonight):
    stay = here(house, peer) if arrived else expected(house, peer)

    strip = desk.get(url("stay", stay)).context["strip"]

    assert [each["state"] for each in strip if each["date"] == house.tonight()] == [tonight]


def test_stays_costs_the_same_for_one_row_and_three(house, peer, desk):
    address = reverse("stays:stays", args=[house.slug])
    here(house, peer)
    desk.get(address)
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for name in ("Ben", "Luz"):
        expected(house, peer, make_guest(house.organization, name))
    with CaptureQueriesContext(connection) as three:
        desk.get(address)

    assert len(one) == len(three)


# The page


def test_stay_page_says_what_we_agreed(house, peer, desk):
    guest = make_guest(house.organization, to_know="Tea is good.", pronouns="She/her")
    stay = here(house, peer, guest, bed=bed(house, "Birch"))

    page = words(desk.get(url("stay", stay)))

    assert "here, night 1 of 3" in page
    assert "Tea is good." in page
    assert "3 of 7 in these 30 days." in page
    assert "Arrived. By Joy." in page
    assert "Rosa is leaving" in page


def test_stay_page_escapes_what_a_guest_said(house, peer, desk):
    stay = here(house, peer, make_guest(house.organization, "<i>Rosa", to_know="<script>1</script>"))

    page = words(desk.get(url("stay", stay)))

    assert "<i>Rosa" not in page
    assert "<script>1" not in page


def test_stay_page_writes_down_who_opened_it_once_an_hour_SE_32(house, peer, lead, desk, lead_desk):
    stay = here(house, peer)

    for browser in (desk, desk, lead_desk):
        browser.get(url("stay", stay))

    assert [(row.by.name, row.why) for row in Opened.objects.order_by("at")] == [
        ("Joy", "stay page"),
        ("Ana", "stay page"),
    ]


@pytest.mark.parametrize("verb", ["leave", "extend", "cancel", "move", "guidelines"])
def test_stay_verb_pages_write_down_who_opened_the_record_SE_32(house, peer, desk, verb):
    agreeing.agree(house, text="We knock.", by=peer)
    stay = here(house, peer) if verb != "cancel" else expected(house, peer)

    desk.get(url(f"stay-{verb}", stay))
    desk.get(url(f"stay-{verb}", stay))

    assert [(row.guest, row.by) for row in Opened.objects.all()] == [(stay.guest, peer)]


def test_stay_page_offers_only_what_may_happen_next(house, peer, desk):
    stay = expected(house, peer)
    labels = [verb["label"] for verb in desk.get(url("stay", stay)).context["verbs"]]

    assert labels == [
        "Add nights",
        "Drop nights",
        "Move to another room",
        "Plans changed",
        "Did not come",
        "Rosa is here",
    ]


def test_stay_page_of_a_guest_who_left_offers_nothing_and_shows_the_calls(house, peer, desk):
    stay = booking.leave(here(house, peer), by=peer)
    connecting.wish(stay, choice="one", by=peer, contact=CALL.kept(), when="after 4 pm")

    answer = desk.get(url("stay", stay))

    assert answer.context["verbs"] == []
    assert "after 4 pm, (715) 555-0118." in words(answer)


def test_stay_page_tells_no_call_as_planned_after_its_last_day(house, peer, desk):
    stay = booking.leave(here(house, peer), by=peer)
    connecting.wish(stay, choice="one", by=peer, contact=CALL.kept())
    stay.connections.update(due_on=house.local().date() - timedelta(days=2), ends_on=day_after(house, -1))

    answer = desk.get(url("stay", stay))

    assert [call["words"] for call in answer.context["calls"]] == ["Call 1 of 1, not reached"]


def test_stay_page_reads_a_lapsed_hold_as_let_go(house, peer, desk):
    stay = held(house, peer)
    Stay.objects.filter(pk=stay.pk).update(hold_until=stay.made_at - timedelta(hours=1))

    answer = desk.get(url("stay", stay))

    assert answer.context["standing"].words == "let go"
    assert answer.context["verbs"] == []


PAGES = ["stay", *(f"stay-{verb}" for verb in VERBS)]


@pytest.mark.parametrize("name", PAGES)
def test_stay_pages_are_not_there_for_strangers_and_visitors(house, peer, stranger_desk, client, name):
    stay = here(house, peer)

    assert stranger_desk.get(url(name, stay)).status_code == 404
    assert stranger_desk.post(url(name, stay)).status_code in {404, 405}
    assert client.get(url(name, stay)).url.startswith("/account/login/")


@pytest.mark.parametrize("name", PAGES)
def test_stay_pages_of_another_house_are_not_there(house, harbor, stranger, desk, name):
    theirs = here(harbor, stranger)

    assert desk.get(reverse(f"stays:{name}", args=[house.slug, theirs.code])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_stay_pages_are_refused_to_an_editor(house, peer, editor, name):
    assert signed_in(editor).get(url(name, here(house, peer))).status_code == 403


@pytest.mark.parametrize("verb", VERBS)
def test_stay_verbs_change_nothing_when_only_opened(house, peer, desk, verb):
    agreeing.agree(house, text="# Kindness\nWe knock.", by=peer)
    stay = here(house, peer)
    here(house, peer, make_guest(house.organization, "Ben"))

    answer = desk.get(url(f"stay-{verb}", stay))

    stay.refresh_from_db()
    assert answer.status_code in {200, 303}
    assert (stay.state, len(stay.range)) == ("here", 3)


# Arriving


def test_arrive_welcomes_the_guest_with_the_guidelines_of_the_day(house, peer, desk):
    agreeing.agree(house, text="# Kindness\nWe knock.", by=peer)
    stay = expected(house, peer)

    answer = desk.post(url("stay-arrive", stay), {"word": "spoken"})

    stay.refresh_from_db()
    assert (answer.status_code, answer.url) == (303, url("stay", stay))
    assert (stay.state, stay.guidelines.version, stay.acknowledged_by) == ("here", 1, "spoken")


def test_arrive_leaves_the_guidelines_for_later(house, peer, desk):
    agreeing.agree(house, text="We knock.", by=peer)
    stay = expected(house, peer)

    desk.post(url("stay-arrive", stay), {"word": "later"})
    desk.post(url("stay-guidelines", stay), {"word": "tap"})

    stay.refresh_from_db()
    assert (stay.state, stay.acknowledged_by) == ("here", "tap")


def test_arrive_asks_how_the_guidelines_were_shared(house, peer, desk):
    agreeing.agree(house, text="We knock.", by=peer)
    stay = expected(house, peer)

    answer = desk.post(url("stay-arrive", stay), {"word": ""})

    assert answer.status_code == 200
    assert answer.context["form"].has_error("word")
    stay.refresh_from_db()
    assert stay.state == "expected"


def test_arrive_before_the_first_night_is_one_sentence(house, peer, desk):
    stay = expected(house, peer, nights=nights_from_tonight(house, 3, later=4))

    answer = desk.post(url("stay-arrive", stay), {"word": "later"})

    assert answer.status_code == 200
    assert "Change the nights first" in words(answer)


def test_arrive_twice_from_two_screens_is_a_plain_sentence(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(url("stay-arrive", stay), {"word": "later"})

    assert answer.status_code == 409
    assert "This stay is already marked as here." in words(answer)


def test_arrive_opened_too_late_leads_back_to_the_stay(house, peer, desk):
    stay = here(house, peer)

    answer = desk.get(url("stay-arrive", stay), follow=True)

    assert answer.redirect_chain == [(url("stay", stay), 303)]
    assert "This stay is already marked as here." in words(answer)


# Leaving


def leaving(**more):
    return {"choice": "few", "way": "call", "phone": "715 555 0171", "when": "afternoon"} | more


def test_leave_takes_the_wish_in_the_same_step(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(url("stay-leave", stay), leaving())

    stay.refresh_from_db()
    assert (answer.status_code, stay.state, stay.wish.choice) == (303, "left", "few")
    assert stay.wish.contact["phone"] == "+17155550171"
    assert stay.wish.contact["ask_for"] == "Luz"
    assert stay.connections.count() == 3


def test_leave_without_contact_keeps_no_number(house, peer, desk):
    stay = here(house, peer)

    desk.post(url("stay-leave", stay), leaving(choice="none"))

    stay.refresh_from_db()
    assert (stay.wish.contact, stay.wish.when, stay.connections.count()) == ({}, "", 0)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"choice": ""}, "choice"),
        ({"way": ""}, "way"),
        ({"phone": "12"}, "phone"),
        ({"phone": "015 555 0171"}, "phone"),
        ({"first": "soon"}, "first"),
    ],
)
def test_leave_asks_again_and_keeps_what_was_typed(house, peer, desk, more, field):
    stay = here(house, peer)

    answer = desk.post(url("stay-leave", stay), leaving(**more))

    stay.refresh_from_db()
    assert (answer.status_code, stay.state) == (200, "here")
    assert answer.context["form"].has_error(field)
    assert 'value="afternoon"' in words(answer)


def test_leave_writes_nothing_when_the_days_of_contact_make_no_sense(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(url("stay-leave", stay), leaving(first=day_after(house, 9), until=day_after(house, 3)))

    stay.refresh_from_db()
    assert stay.state == "here"
    assert "The last day of contact has to come after the first call." in words(answer)


def test_leave_sent_twice_happens_once(house, peer, desk):
    stay = here(house, peer)
    sending = "0b6e0e0e-8d0f-4d8e-9a55-000000000001"

    first = desk.post(url("stay-leave", stay), leaving(sending=sending))
    second = desk.post(url("stay-leave", stay), leaving(sending=sending))

    assert (first.status_code, second.status_code, second.url) == (303, 303, first.url)
    assert Sending.objects.count() == 1
    assert stay.connections.count() == 3


def test_leave_sent_twice_is_said_once(house, peer, desk):
    stay = here(house, peer)
    sending = "0b6e0e0e-8d0f-4d8e-9a55-000000000002"
    for _ in range(2):
        desk.post(url("stay-leave", stay), leaving(sending=sending))

    assert words(desk.get(url("stay", stay))).count("Saved. Rosa has left.") == 1


def test_cancel_that_is_refused_at_the_end_is_not_said_to_be_saved(house, peer, desk, monkeypatch):
    stay = expected(house, peer)
    save = Sending.save

    def refuse(row, **more):
        if more.get("update_fields"):
            raise busy()
        save(row, **more)

    monkeypatch.setattr(Sending, "save", refuse)

    answer = desk.post(url("stay-cancel", stay), {"sending": ""})

    assert answer.status_code == 409
    assert "Somebody else is changing this house right now." in words(answer)
    assert "Saved." not in words(answer)


# More and fewer nights


def test_extend_adds_nights(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(url("stay-extend", stay), {"leaves": day_after(house, 5)})

    stay.refresh_from_db()
    assert (answer.status_code, len(stay.range)) == (303, 5)


def test_extend_beyond_the_limit_asks_whether_we_agreed(house, peer, desk):
    stay = here(house, peer)

    refused = desk.post(url("stay-extend", stay), {"leaves": day_after(house, 9)})
    agreed = desk.post(url("stay-extend", stay), {"leaves": day_after(house, 9), "agreed": "on"})

    stay.refresh_from_db()
    assert refused.status_code == 200
    assert "A stay here is at most 7 nights in any 30 days." in words(refused)
    assert refused.context["form"].errors["agreed"][0].endswith("If you agreed on more nights, tick the box here.")
    assert f'value="{day_after(house, 9)}" checked' in words(refused)
    assert (agreed.status_code, len(stay.range)) == (303, 9)


def test_extend_says_when_no_room_is_free(house, peer, desk):
    stay = here(house, peer)
    for name in ("Ben", "Luz", "Tam"):
        expected(house, peer, make_guest(house.organization, name), nights_from_tonight(house, 3, later=3))

    answer = desk.post(url("stay-extend", stay), {"leaves": day_after(house, 5)})

    assert answer.status_code == 409
    assert "No room is free for all of these nights." in words(answer)


@pytest.mark.parametrize("leaves", ["", "2020-01-01", "soon"])
def test_extend_refuses_days_it_does_not_list(house, peer, desk, leaves):
    stay = here(house, peer)

    answer = desk.post(url("stay-extend", stay), {"leaves": leaves})

    assert (answer.status_code, answer.context["form"].has_error("leaves")) == (200, True)


def test_shorten_drops_nights(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(url("stay-shorten", stay), {"leaves": day_after(house, 1)})

    stay.refresh_from_db()
    assert (answer.status_code, len(stay.range)) == (303, 1)


def test_shorten_keeps_tonight_of_a_guest_who_is_here(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(url("stay-shorten", stay), {"leaves": day_after(house, 0)})

    assert answer.context["form"].has_error("leaves")


# A stay that does not happen


def test_cancel_frees_the_nights(house, peer, desk):
    stay = expected(house, peer)

    answer = desk.post(url("stay-cancel", stay), {"sending": ""})

    stay.refresh_from_db()
    assert (answer.status_code, stay.state, stay.allocations.count()) == (303, "cancelled", 0)


def test_cancel_of_a_guest_who_is_here_is_a_plain_sentence(house, peer, desk):
    stay = here(house, peer)

    assert desk.post(url("stay-cancel", stay), {"sending": ""}).status_code == 409


@pytest.mark.parametrize("style", ["live", "count"])
def test_cancel_says_that_the_public_page_may_change_at_once(house, peer, desk, style):
    decide(house, by=peer, publishing=style)
    stay = expected(house, peer)

    assert "The public page may change at once." in words(desk.get(url("stay-cancel", stay)))


@pytest.mark.parametrize("action", ["cancel", "extend", "shorten"])
def test_a_house_with_set_hours_never_says_that_the_public_page_changes_at_once(house, peer, desk, action):
    decide(house, by=peer, publishing="coarse")
    stay = expected(house, peer)

    page = words(desk.get(url(f"stay-{action}", stay)))

    assert "The public page may change at its next set hour, not before." in page
    assert "at once" not in page


def test_did_not_arrive_frees_the_nights(house, peer, desk):
    stay = expected(house, peer)

    desk.post(url("stay-did-not-arrive", stay), {"sending": ""})

    stay.refresh_from_db()
    assert stay.state == "did_not_arrive"


def test_did_not_arrive_is_never_said_before_the_first_night(house, peer, desk):
    stay = expected(house, peer, nights=nights_from_tonight(house, 3, later=2))

    answer = desk.post(url("stay-did-not-arrive", stay), {"sending": ""})

    stay.refresh_from_db()
    assert stay.state == "expected"
    assert "Until then, you can cancel the stay with them." in words(answer)


# Moving


def test_move_can_be_undone_with_one_button_that_names_the_room_of_before(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    choice = {"from_night": day_after(house, 0), "to": f"bed-{bed(house, 'Cedar').pk}"}
    token = desk.post(url("stay-move", stay), choice).context["token"]

    page = desk.post(url("stay-move", stay), choice | {"sure": token}, follow=True)

    assert page.context["undo"]["back"] == f"Undo brings back: here, {page.context['span']}, in Birch."
    assert words(page).count("Saved. Rosa sleeps in Cedar") == 1
    assert words(page).count("Undo</button>") == 1


def test_move_says_what_will_change_before_it_does_it_AX_12(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    choice = {"from_night": day_after(house, 0), "to": f"bed-{bed(house, 'Cedar').pk}"}

    before = desk.post(url("stay-move", stay), choice)
    after = desk.post(url("stay-move", stay), choice | {"sure": before.context["token"]})

    assert before.context["change"].startswith("Rosa sleeps in Cedar from today until ")
    assert after.status_code == 303
    assert [str(row.bed) for row in stay.allocations.all()] == ["Cedar"]


def test_move_says_when_they_hear_of_it(house, peer, desk):
    rosa = here(house, peer, bed=bed(house, "Birch"))
    ben = expected(house, peer, make_guest(house.organization, "Ben"), bed=bed(house, "Cedar"))

    def said(name, stay, to):
        return words(desk.post(url(name, stay), {"from_night": day_after(house, 0), "to": to}))

    assert "Tell them at the house." in said("stay-move", rosa, f"bed-{bed(house, 'Willow').pk}")
    assert "Nothing is sent. Tell them when they arrive." in said("stay-move", ben, f"bed-{bed(house, 'Willow').pk}")
    assert "and the other one when they arrive." in said("stay-swap", ben, f"swap-{rosa.code}")


def test_move_shows_again_what_changes_when_the_choice_changed_meanwhile(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    choice = {"from_night": day_after(house, 0), "to": f"bed-{bed(house, 'Cedar').pk}"}
    token = desk.post(url("stay-move", stay), choice).context["token"]

    answer = desk.post(url("stay-move", stay), choice | {"to": f"bed-{bed(house, 'Willow').pk}", "sure": token})

    assert answer.status_code == 200
    assert "Willow" in answer.context["change"]
    assert [str(row.bed) for row in stay.allocations.all()] == ["Birch"]


def test_move_that_lost_the_race_answers_with_what_is_still_free(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    choice = {"from_night": day_after(house, 0), "to": f"bed-{bed(house, 'Cedar').pk}", "sure": "x"}
    here(house, peer, make_guest(house.organization, "Ben"), bed=bed(house, "Cedar"))

    answer = desk.post(url("stay-move", stay), choice)

    assert answer.status_code == 409
    assert "That room is not free from that night on. These are." in words(answer)
    assert [str(row.bed) for row in stay.allocations.all()] == ["Birch"]


def test_move_goes_back_to_the_view_of_the_board_it_came_from(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    choice = {"from_night": day_after(house, 1), "to": f"bed-{bed(house, 'Cedar').pk}"}
    choice |= {"back": "from=2026-11-23&nights=14&next=https://elsewhere.example"}
    choice["sure"] = f"{choice['to']}.{choice['from_night']}"

    answer = desk.post(url("stay-move", stay), choice)

    assert answer.url == reverse("stays:board", args=[house.slug]) + "?from=2026-11-23&nights=14"


def test_move_answers_htmx_with_the_form_and_leads_on_by_header(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    choice = {"from_night": day_after(house, 0), "to": f"bed-{bed(house, 'Cedar').pk}"}
    headers = {"HX-Request": "true", "HX-Target": "move"}

    part = desk.post(url("stay-move", stay), choice, headers=headers)
    done = desk.post(url("stay-move", stay), choice | {"sure": part.context["token"]}, headers=headers)

    assert part.content.decode().lstrip().startswith("<form")
    assert 'hx-swap-oob="innerHTML"> Rosa sleeps in Cedar' in words(part)
    assert (done.status_code, done["HX-Redirect"]) == (204, url("stay", stay))


def test_swap_changes_two_rooms_in_one_step(house, peer, desk):
    rosa = here(house, peer, bed=bed(house, "Birch"))
    ben = here(house, peer, make_guest(house.organization, "Ben"), bed=bed(house, "Cedar"))
    choice = {"from_night": day_after(house, 0), "to": f"swap-{ben.code}"}

    before = desk.post(url("stay-swap", rosa), choice)
    desk.post(url("stay-swap", rosa), choice | {"sure": before.context["token"]})

    assert before.context["change"].endswith("Both in one step.")
    assert [str(row.bed) for row in rosa.allocations.all()] == ["Cedar"]
    assert [str(row.bed) for row in ben.allocations.all()] == ["Birch"]


def test_swap_is_not_offered_where_one_of_the_two_does_not_fit(house, peer, desk):
    rosa = here(house, peer, bed=bed(house, "Birch"))
    here(house, peer, make_guest(house.organization, "Ben"), nights_from_tonight(house, 6), bed=bed(house, "Cedar"))
    expected(
        house,
        peer,
        make_guest(house.organization, "Luz"),
        nights_from_tonight(house, 2, later=3),
        bed=bed(house, "Birch"),
    )

    options = desk.get(url("stay-move", rosa)).context["options"]

    cedar = next(option for option in options if option.room == "Cedar")
    assert not cedar.possible
    assert cedar.words.startswith("not free: Ben until ")


# What becomes free, in words


def test_what_becomes_free_names_each_room_of_a_guest_who_moves(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3))
    booking.move(stay, to=bed(house, "Willow"), by=peer, from_night=house.tonight() + timedelta(days=1))

    home = near_day(stay.leaves, house.tonight())
    assert verb_words.freed(stay) == f"3 nights become free: Birch until tomorrow, then Willow until {home}."


def test_what_becomes_free_counts_no_night_that_had_no_room(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3))
    row = stay.allocations.get()
    stay.allocations.update(nights=(row.nights.lower, row.nights.upper - timedelta(days=2)))

    assert verb_words.freed(stay) == "1 night in Birch becomes free."


def test_nothing_becomes_free_where_there_was_no_room(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3))
    stay.allocations.all().delete()

    assert verb_words.freed(stay) == "There was no room for these nights. None becomes free."
