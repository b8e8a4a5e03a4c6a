"""The pages of a stay's record: what they show and to whom, what they keep, and what each costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respite.deciding import decide
from respite.models import Role
from respite.templatetags.words import day
from stays import accommodating, agreeing, booking, closing, noting, outing, record_parts, stepping_back, welcoming
from stays.models import Accommodation, Change, Note, Opened, RecordPart, RecordWords, Stay
from stays.noting import Readers
from tests.cast import member, signed_in
from tests.factories import expected, held, here, make_guest, nights_from_tonight
from tests.moments import later

SECRET = "zinnia canary"


@pytest.fixture
def stay(house, peer):
    """Rosa, who is here."""
    return here(house, peer, nights=nights_from_tonight(house, 4), bed=house.beds.get(room__name="Birch"))


def url(name, stay, *args):
    return reverse(f"stays:stay-{name}" if name else "stays:stay", args=[stay.house.slug, stay.code, *args])


def undo(desk, stay, change=None, **more):
    """Tap Undo on the page of a stay: for the newest change of it, unless another one is named."""
    found = change or Change.objects.filter(before__stays__has_key=str(stay.pk)).latest("at")
    sent = {"change": str(found.pk), "stay": stay.code}
    return desk.post(reverse("stays:undo", args=[stay.house.slug]), sent, **more)


def words(answer):
    return " ".join(answer.content.decode().split())


def only_staff(house, days=3):
    return Readers(True, "other_person", house.tonight() + timedelta(days=days))


def everything(house, stay, by):
    """Write one thing of each kind, and return the pages that stand on them."""
    note = noting.write(stay, words="We baked.", by=by)
    asked = accommodating.ask(stay, words="No stairs.", by=None)
    part = record_parts.add(house, name="Plan", why="Rule 12.3.", by=by)
    return [
        ("", ()), ("note", ()), ("note-change", (note.pk,)), ("note-take-back", (note.pk,)), ("hopes", ()),
        ("box", ()), ("key-back", ()), ("out", ()), ("back", ()), ("ask", ()), ("answer", (asked.pk,)),
        ("part", (part.pk,)), ("print", ()), ("know", ()), ("close-to", ()), ("arrive", ()),
        ("leave", ()), ("extend", ()), ("guidelines", ()),
    ]  # fmt: skip


# Who comes in


def test_record_pages_open_for_peer_and_lead_and_write_it_down_SE_32(house, stay, peer, desk):
    agreeing.agree(house, text="We knock.", by=peer)
    shut = set()

    for name, args in everything(house, stay, peer):
        Opened.objects.all().delete()
        answer = desk.get(url(name, stay, *args))
        if name == "arrive":
            assert answer.status_code == 303  # they are here already
            continue
        assert answer.status_code == 200, name
        if not Opened.objects.filter(guest=stay.guest, by=peer).exists():
            shut.add(name)

    assert shut == set()


def test_record_pages_are_404_for_strangers_and_the_closed_out(house, stay, peer, lead, stranger_desk):
    pages = everything(house, stay, peer)
    stay.guest.closed_to.add(lead)

    for name, args in pages:
        for browser in (stranger_desk, signed_in(lead)):
            assert browser.get(url(name, stay, *args)).status_code == 404, name
            assert browser.post(url(name, stay, *args)).status_code in {404, 405}, name


def test_record_pages_are_refused_to_an_editor_and_a_report_reader(house, stay, peer, editor):
    for who in (editor, member(house, Role.READER, "Uli")):
        browser = signed_in(who)
        for name, args in everything(house, here(house, peer, make_guest(house.organization, who.name)), peer):
            assert browser.get(url(name, stay, *args)).status_code == 403, name
        RecordPart.objects.all().delete()


def test_note_of_another_stay_or_colleague_is_not_there(house, stay, peer, lead_desk, desk):
    other = here(house, peer, make_guest(house.organization, "Ben"))
    note = noting.write(other, words="Ben sings.", by=peer)

    assert desk.get(url("note-change", stay, note.pk)).status_code == 404
    assert lead_desk.get(url("note-change", other, note.pk)).status_code == 404
    assert desk.get(url("note-change", other, note.pk)).status_code == 200


def test_list_of_stays_covers_a_guest_who_is_closed_to_me(house, stay, peer, lead, lead_desk):
    stepping_back.close(stay.guest, house=house, to=lead, by=peer)

    page = words(lead_desk.get(reverse("stays:stays", args=[house.slug])))

    assert "Rosa" not in page
    assert "Guest" in page


# Notes


def test_note_page_writes_a_note_that_the_guest_can_read_LN_53(house, stay, desk):
    form = words(desk.get(url("note", stay)))
    answer = desk.post(url("note", stay), {"words": "We baked."}, follow=True)

    assert "Staff who run stays here, and Rosa, unless you tick the box above." in form
    assert "checked" not in form.split("staff_only")[1][:80], "readable is what happens by itself"
    assert "Saved. Rosa can read your note." in words(answer)
    assert "Rosa can read this" in words(answer)
    assert Note.objects.get().staff_only is False


def test_note_page_keeps_what_was_typed_and_asks_why_and_until_when(house, stay, desk):
    late = (house.tonight() + timedelta(days=99)).isoformat()

    answer = desk.post(url("note", stay), {"words": "A caller.", "staff_only": "on", "until": late})

    page = words(answer)
    assert "Choose why they do not read it." in page
    assert "Choose a day from today to" in page
    assert "A caller.</textarea>" in page
    assert not Note.objects.exists()


def test_staff_only_note_says_so_with_its_end_and_is_counted_LN_53(house, stay, peer, desk):
    noting.write(stay, words="We baked.", by=peer)
    noting.write(stay, words="I slept.", by=None)
    until = house.tonight() + timedelta(days=2)

    typed = {"words": "A caller.", "staff_only": "on", "reason": "other_person", "until": until.isoformat()}
    page = words(desk.post(url("note", stay), typed, follow=True))

    assert "Only staff can read your note, and Rosa sees that there is one." in page
    assert f"Staff only until {until:%a} {until.day} {until:%b}. Reason: another person&#x27;s privacy" in page
    assert "1 staff-only note of 3." in page
    assert "Rosa wrote" in page


def test_count_of_staff_only_notes_is_shown_to_leads_on_the_list_LN_53(house, stay, peer, desk, lead_desk):
    noting.write(stay, words="A caller.", by=peer, readers=only_staff(house))
    noting.write(stay, words="We baked.", by=peer)
    address = reverse("stays:stays", args=[house.slug])

    assert "In this house: 1 staff-only note of 2." in words(lead_desk.get(address))
    assert "staff-only" not in words(desk.get(address))


def test_own_note_is_changed_and_taken_back(stay, peer, desk):
    note = noting.write(stay, words="The oven at one.", by=peer)

    assert "The oven at one.</textarea>" in words(desk.get(url("note-change", stay, note.pk)))
    desk.post(url("note-change", stay, note.pk), {"words": "The oven at noon."})
    assert "The oven at noon." in words(desk.get(url("", stay)))
    desk.post(url("note-take-back", stay, note.pk))

    assert not Note.objects.exists()


def test_note_that_cannot_be_changed_any_more_keeps_what_was_typed(stay, peer, desk):
    note = noting.write(stay, words="The oven at one.", by=peer)

    with later(hours=2):
        page = words(desk.get(url("", stay)))
        answer = desk.post(url("note-change", stay, note.pk), {"words": "The oven at noon."})

    assert "Change your note" not in page
    assert answer.status_code == 409
    assert "This note cannot be changed any more." in words(answer)
    assert "The oven at noon.</textarea>" in words(answer)


def test_note_sent_twice_is_one_note_RE_05(stay, desk):
    sending = {"words": "We baked.", "sending": "00000000-0000-4000-8000-000000000001"}

    desk.post(url("note", stay), sending)
    desk.post(url("note", stay), sending)

    assert Note.objects.count() == 1


def test_words_are_hinted_at_after_saving_and_left_with_one_tap(stay, lead, lead_desk, desk):
    lead_desk.post(url("note", stay), {"words": "The client “is a patient”, she said."})
    note = Note.objects.get()
    page = words(lead_desk.get(url("", stay)))

    assert "“client”: you could say" in page
    assert "“patient”" not in page
    assert "“client”" not in words(desk.get(url("", stay))), "only who wrote it is asked"
    lead_desk.post(url("note-leave-words", stay, note.pk))
    assert "“client”" not in words(lead_desk.get(url("", stay)))
    assert "The client" in words(lead_desk.get(url("", stay)))


def test_words_that_were_left_while_typing_are_not_hinted_at_again(stay, desk):
    desk.post(url("note", stay), {"words": "The client slept.", "left": ["client"]})

    assert "“client”: you could say" not in words(desk.get(url("", stay)))


def test_words_of_a_guest_are_never_hinted_at(stay, desk):
    noting.write(stay, words="I am a mental patient and a client.", by=None)

    assert "you could say" not in words(desk.get(url("", stay)))


def test_words_of_a_note_are_escaped(stay, peer, desk):
    noting.write(stay, words="<script>1</script>", by=peer)

    assert "<script>1" not in desk.get(url("", stay)).content.decode()


@pytest.mark.parametrize("page", ["", "print"])
def test_record_costs_the_same_with_one_of_each_and_three(house, stay, peer, desk, page):
    def more(n):
        noting.write(stay, words="We baked.", by=peer)
        noting.write(stay, words="A caller.", by=peer, readers=only_staff(house))
        accommodating.answer(accommodating.ask(stay, words="Tea.", by=None), state="agreed", words="", by=peer)
        part = record_parts.add(house, name=f"Part {n}", why="Rule 12.3.", by=peer)
        record_parts.fill(stay, part=part, words="Walks.", by=peer)

    more(1)
    counts = []
    for again in ((), (2, 3)):
        for n in again:
            more(n)
        desk.get(url(page, stay))
        with CaptureQueriesContext(connection) as asked:
            desk.get(url(page, stay))
        counts.append(len(asked))

    assert counts[0] == counts[1]


# Arriving and leaving


def test_arrive_asks_nothing_but_how_the_guidelines_were_shown_LN_52(house, peer, lead, desk):
    agreeing.agree(house, text="We knock.", by=peer)
    decide(house, by=lead, lock_boxes=2, welcome="Tea first\nThe garden")
    stay = expected(house, peer)

    assert "Choose how you shared the guidelines." in words(desk.post(url("arrive", stay), {}))
    sent = {"word": "spoken", "language": "es", "shown": ["The garden"], "box": "1", "hopes": "To sleep."}
    answer = desk.post(url("arrive", stay), sent, follow=True)

    stay.refresh_from_db()
    assert (stay.acknowledged_in, stay.welcomed, stay.lock_box, stay.hopes) == ("es", ["The garden"], "1", "To sleep.")
    page = words(answer)
    assert "Lock box 1, key with Rosa." in page
    assert "Lock box 1: the key went out. By Joy." in page
    assert "Language: Español." in page
    assert "To sleep." in page


def test_arrive_with_a_box_that_is_out_changes_nothing_at_all(house, peer, lead, desk):
    decide(house, by=lead, lock_boxes=2)
    welcoming.lend(here(house, peer, make_guest(house.organization, "Ben")), box="1", by=peer)
    stay = expected(house, peer)

    answer = desk.post(url("arrive", stay), {"word": "later", "box": "1", "hopes": "To sleep."})

    stay.refresh_from_db()
    assert answer.status_code == 409
    assert "Lock box 1 is with somebody else who is here." in words(answer)
    assert "Ben" not in words(answer)
    assert "To sleep.</textarea>" in words(answer)
    assert stay.state == "expected"


def test_arrive_without_lock_boxes_does_not_ask_for_one(house, peer, desk):
    assert "Lock box" not in words(desk.get(url("arrive", expected(house, peer))))


def test_leave_looks_at_the_hopes_together_and_lets_the_guest_keep_them(house, stay, peer, lead, desk):
    decide(house, by=lead, lock_boxes=1)
    welcoming.hope(stay, words="To sleep.", by=None)
    welcoming.lend(stay, box="1", by=peer)

    page = words(desk.get(url("leave", stay)))
    desk.post(url("leave", stay), {"choice": "none", "key_back": "on"})

    stay.refresh_from_db()
    assert "What they hoped for" in page
    assert "It stays on their page for 14 days, then it is erased." in page
    assert stay.key_back_at
    assert stay.hopes == "To sleep."


def test_leave_erases_the_hopes_when_the_guest_says_so(stay, desk):
    welcoming.hope(stay, words="To sleep.", by=None)

    desk.post(url("leave", stay), {"choice": "none", "forget_hopes": "on"})

    stay.refresh_from_db()
    assert (stay.state, stay.hopes) == ("left", "")


# Out until, lock box, hopes, wishes, parts


def test_out_until_is_written_at_their_word_and_deleted_with_one_tap_LN_51(house, stay, desk):
    tomorrow = (house.local() + timedelta(days=1)).date()

    page = words(desk.post(url("out", stay), {"on": tomorrow.isoformat(), "time": "10:00"}, follow=True))
    assert "Out until tomorrow, 10 am" in page
    page = words(desk.post(url("back", stay), follow=True))

    assert "Out until tomorrow" not in page
    stay.refresh_from_db()
    assert stay.out_until is None


def test_out_until_a_time_that_is_over_is_refused_kindly(house, stay, desk):
    today = house.local().date().isoformat()

    answer = desk.post(url("out", stay), {"on": today, "time": "00:00"})

    assert "Choose a time that is still to come." in words(answer)


def test_hopes_wishes_and_parts_are_written_on_their_pages(house, stay, lead, desk):
    part = record_parts.add(house, name="Plan", why="Rule 12.3 asks for it.", by=lead)
    desk.post(url("hopes", stay), {"words": "To sleep."})
    desk.post(url("ask", stay), {"words": "No stairs."})
    asked = Accommodation.objects.get()
    refused = desk.post(url("answer", stay, asked.pk), {"state": "not_possible", "words": ""})
    desk.post(url("answer", stay, asked.pk), {"state": "another_way", "words": "The room below."})
    assert "Rule 12.3 asks for it." in words(desk.get(url("part", stay, part.pk)))
    desk.post(url("part", stay, part.pk), {"words": "Walks."})

    page = words(desk.get(url("", stay)))
    assert "Say what we can do instead" in words(refused)
    for told in ("To sleep.", "No stairs.", "another way found", "The room below.", "Walks.", "Answered by Joy"):
        assert told in page
    assert RecordWords.objects.get().by.name == "Joy"


def test_answer_to_a_wish_of_another_stay_is_not_there(house, stay, peer, desk):
    other = here(house, peer, make_guest(house.organization, "Ben"))
    asked = accommodating.ask(other, words="Tea.", by=None)

    assert desk.post(url("answer", stay, asked.pk), {"state": "agreed"}).status_code == 404


def test_no_page_of_the_record_has_a_field_for_what_we_never_keep_LN_50(house, stay, peer, desk):
    for name, args in everything(house, stay, peer):
        page = desk.get(url(name, stay, *args)).content.decode().lower()
        for never in ("diagnosis", "insurance", "birth", "medication"):
            assert f'name="{never}' not in page


def test_record_settings_are_off_and_say_why_a_part_is_asked(house, stay, desk, lead_desk):
    address = reverse("stays:record-parts", args=[house.slug])
    assert "This house asks for nothing more." in words(lead_desk.get(address))
    assert "More that a rule asks for" not in words(desk.get(url("", stay)))

    assert "Say which rule asks for it." in words(lead_desk.post(address, {"name": "Plan", "why": ""}))
    lead_desk.post(address, {"name": "Plan", "why": "Rule 12.3."})
    assert "Rule 12.3." in words(desk.get(url("", stay)))
    lead_desk.post(reverse("stays:record-part-end", args=[house.slug, RecordPart.objects.get().pk]))

    assert "More that a rule asks for" not in words(desk.get(url("", stay)))
    assert desk.get(address).status_code == 403


# Ways back


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("arrived", ("You marked Rosa as here today at", "Undo brings back: expected,")),
        ("left", ("You wrote today at", "Undo brings back: here,")),
        ("cancelled", ("You cancelled this stay today at", "Undo brings back: expected,")),
        ("did not arrive", ("that Rosa did not come.", "Undo brings back: expected,")),
        ("extended", ("You added nights today at", "Undo brings back: here,")),
    ],
)
def test_last_change_is_said_with_its_way_back(house, peer, desk, verb, told):
    stay = expected(house, peer) if verb in {"arrived", "cancelled", "did not arrive"} else here(house, peer)
    was = (stay.state, stay.nights)
    with_it = {"leaves": stay.leaves + timedelta(days=1)} if verb == "extended" else {}
    named = {"arrived": "arrive", "left": "leave", "cancelled": "cancel", "extended": "extend"}
    getattr(booking, named.get(verb, "did_not_arrive"))(stay, by=peer, **with_it)

    page = words(desk.get(url("", stay)))
    after = words(undo(desk, stay, follow=True))

    stay.refresh_from_db()
    assert [words for words in told if words not in page] == []
    assert (stay.state, stay.nights) == was
    assert "Undone. Everything stands as it was before." in after
    assert "was a slip" in after or "was undone" in after


def test_undo_of_a_closure_is_not_for_peers_from_the_page_of_a_stay_SE_29(house, stay, lead, desk):
    bed = stay.allocations.get().bed
    closing.close(house, nights=nights_from_tonight(house, 2, later=8), reason="repair", by=lead, bed=bed)

    answer = undo(desk, stay, Change.objects.latest("at"))

    assert answer.status_code == 403


def test_undo_of_a_page_that_is_old_takes_nothing_that_came_after(house, stay, peer, desk):
    arrived = Change.objects.latest("at")
    booking.extend(stay, leaves=stay.leaves + timedelta(days=1), by=peer)

    answer = undo(desk, stay, arrived)

    stay.refresh_from_db()
    assert answer.status_code == 409
    assert (stay.state, len(stay.range)) == ("here", 5)


def test_undo_of_a_colleague_says_who_did_it(house, stay, peer, lead_desk):
    assert "Joy marked Rosa as here today at" in words(lead_desk.get(url("", stay)))


def test_undo_is_not_offered_the_next_day(stay, peer):
    with later(hours=13):
        desk = signed_in(peer)
        assert "Undo brings back" not in words(desk.get(url("", stay)))
        answer = undo(desk, stay)

    assert answer.status_code == 409
    assert "This is too long ago to undo." in words(answer)


def test_undo_that_somebody_was_faster_than_is_refused_in_words(house, peer, desk):
    stay = here(house, peer, nights=nights_from_tonight(house, 3), bed=house.beds.get(room__name="Birch"))
    booking.leave(stay, by=peer)
    change = Change.objects.latest("at")
    new = make_guest(house.organization, "Ben")
    here(house, peer, new, nights=nights_from_tonight(house, 2), bed=house.beds.get(room__name="Birch"))

    answer = undo(desk, stay, change)

    stay.refresh_from_db()
    assert answer.status_code == 409
    assert stay.state == "left"


# Longer and over


def test_overstay_is_a_state_with_words_and_asks_what_happened_first(house, peer):
    stay = here(house, peer, nights=nights_from_tonight(house, 1))

    with later(days=3):
        answer = signed_in(peer).get(url("", stay))

    assert "here, was to leave" in words(answer)
    assert "Nothing happens by itself" in words(answer)
    assert [verb["label"] for verb in answer.context["verbs"]] == ["Rosa stays longer", "Rosa has left"]


def test_longer_says_for_each_day_what_is_free_and_what_the_limit_allows(house, peer, desk):
    stay = here(house, peer, nights=nights_from_tonight(house, 5), bed=house.beds.get(room__name="Birch"))
    next_guest = make_guest(house.organization, "Ben")
    coming = nights_from_tonight(house, 4, later=7)
    expected(house, peer, next_guest, nights=coming, bed=house.beds.get(room__name="Birch"))

    page = words(desk.get(url("extend", stay)))
    next_guest.closed_to.add(peer)
    covered = words(desk.get(url("extend", stay)))

    assert page.count("In Birch, as now.") == 2
    assert "With a move to" in page
    assert "Birch is promised to Ben from" in page
    assert page.count("Beyond the limit of the house") == 12
    assert "Ben" not in covered
    assert "Birch is promised to Guest from" in covered


def test_longer_says_when_no_room_is_left(house, peer, desk):
    stay = here(house, peer, nights=nights_from_tonight(house, 2), bed=house.beds.get(room__name="Birch"))
    for name, room in (("Ben", "Birch"), ("Kim", "Cedar"), ("Lou", "Willow")):
        nights = nights_from_tonight(house, 3, later=3)
        expected(house, peer, make_guest(house.organization, name), nights=nights, bed=house.beds.get(room__name=room))

    answer = desk.get(url("extend", stay))

    assert [day.possible for day in answer.context["days"]] == [True, False]
    assert "No room from here on. Birch is promised to Ben" in words(answer)


def test_longer_names_who_truly_stands_in_the_way_after_a_move(house, peer, lead, desk):
    stay = here(house, peer, nights=nights_from_tonight(house, 2), bed=house.beds.get(room__name="Birch"))
    for name, room, start in (("Ben", "Birch", 3), ("Kim", "Cedar", 3), ("Lou", "Willow", 5)):
        nights = nights_from_tonight(house, 4, later=start)
        expected(house, peer, make_guest(house.organization, name), nights=nights, bed=house.beds.get(room__name=room))

    days = desk.get(url("extend", stay)).context["days"]

    blocked, full = (day(house.tonight() + timedelta(days=count)) for count in (3, 5))
    assert [one.possible for one in days] == [True, True, True, False]
    assert days[2].where.endswith(f"Birch is promised to Ben from {blocked} on.")
    assert days[3].where == f"No room from here on. Willow is promised to Lou from {full} on."


def test_longer_says_that_a_room_is_closed(house, peer, lead, desk):
    stay = here(house, peer, nights=nights_from_tonight(house, 2), bed=house.beds.get(room__name="Birch"))
    closing.close(house, nights=nights_from_tonight(house, 2, later=2), reason="staffing", by=lead)

    (first,) = desk.get(url("extend", stay)).context["days"]

    assert first.where == f"No room from here on. Birch is closed from {day(stay.leaves)} on."


def test_room_moves_stand_on_one_timeline(house, stay, peer, desk):
    booking.move(stay, to=house.beds.get(room__name="Cedar"), by=peer, from_night=house.tonight() + timedelta(days=1))
    booking.move(stay, to=house.beds.get(room__name="Willow"), by=peer, from_night=house.tonight() + timedelta(days=2))

    answer = desk.get(url("", stay))

    assert "Birch, then Cedar, then Willow" in words(answer)
    assert [line.mark for line in answer.context["trail"]][:2] == ["swap", "swap"]


# Closing, printing, privacy


def test_staff_step_back_close_to_a_colleague_and_a_lead_opens_again(house, stay, lead, desk):
    kim = member(house, Role.PEER, "Kim")

    desk.post(url("close-to", stay), {"to": kim.pk})
    assert signed_in(kim).get(url("", stay)).status_code == 404
    assert "Closed to Kim" in words(desk.get(url("", stay)))
    assert desk.post(url("reopen", stay, kim.pk)).status_code == 403
    signed_in(lead).post(url("reopen", stay, kim.pk))
    assert signed_in(kim).get(url("", stay)).status_code == 200
    answer = signed_in(kim).post(url("know", stay), follow=True)

    assert "You stepped back." in words(answer)
    assert signed_in(kim).get(url("", stay)).status_code == 404


def test_print_holds_what_the_guest_may_read_and_says_the_rest_exists_LN_53(house, stay, peer, desk):
    noting.write(stay, words="We baked.", by=peer)
    noting.write(stay, words=SECRET, by=peer, readers=only_staff(house))
    welcoming.hope(stay, words="To sleep.", by=None)

    page = words(desk.get(url("print", stay)))

    assert "We baked." in page
    assert "To sleep." in page
    assert "There is a note that only staff can read, until" in page
    assert SECRET not in page
    assert list(Opened.objects.values_list("why", flat=True)) == ["printed for them"]


def test_record_of_an_erased_guest_still_opens_and_holds_nothing(house, stay, peer, desk):
    noting.write(stay, words=SECRET, by=peer)
    outing.out_until(stay, until=timezone.now() + timedelta(hours=1))
    booking.leave(stay, by=peer)
    stay.guest.key.destroy()

    answer = desk.get(url("", stay))

    assert answer.status_code == 200
    assert SECRET not in words(answer)
    assert "Write a note" not in words(answer)
    assert desk.post(url("note", stay), {"words": "Hello."}).status_code == 409


def test_held_stay_has_no_notes_yet(house, peer, desk):
    stay = held(house, peer)

    assert "Write a note" not in words(desk.get(url("", stay)))
    assert desk.post(url("note", stay), {"words": "Hello."}).status_code == 409
    assert Stay.objects.get().state == "held"
