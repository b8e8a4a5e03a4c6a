"""The record in a real browser: written with keys only, hinted at while typing, and nothing for axe to find."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from respite.deciding import decide
from stays import accommodating, agreeing, noting, outing, record_parts, welcoming
from stays.models import Note
from stays.noting import Readers
from tests.cast import signed_in
from tests.chromium import choose, faults, faults_both_ways, press, write
from tests.factories import expected, here, make_guest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay(house, peer, lead):
    """Rosa, who is here, with one thing of each kind."""
    agreeing.agree(house, text="We knock.", by=lead)
    decide(house, by=lead, lock_boxes=2)
    stay = here(house, peer, make_guest(house.organization, to_know="Tea is good."))
    noting.write(stay, words="The client planned the baking.", by=peer)
    noting.write(stay, words="I slept.", by=None)
    readers = Readers(True, "other_person", house.tonight() + timedelta(days=3))
    noting.write(stay, words="A caller asked.", by=lead, readers=readers)
    accommodating.ask(stay, words="No light at night.", by=None)
    welcoming.hope(stay, words="To sleep.", by=None)
    welcoming.lend(stay, box="2", by=peer)
    outing.out_until(stay, until=timezone.now() + timedelta(hours=2))
    record_parts.add(house, name="Plan", why="Rule 12.3 asks for it.", by=lead)
    return stay


def url(name, stay, *args):
    return reverse(f"stays:stay-{name}" if name else "stays:stay", args=[stay.house.slug, stay.code, *args])


def pages(stay):
    asked = stay.accommodations.get()
    coming = expected(stay.house, stay.notes.first().by, make_guest(stay.house.organization, "Ben"))
    house = [stay.house.slug]
    return [
        url("", stay), url("note", stay), url("hopes", stay), url("box", stay), url("out", stay), url("ask", stay),
        url("answer", stay, asked.pk), url("extend", stay), url("leave", stay), url("print", stay),
        url("know", stay), url("close-to", stay), url("arrive", coming), reverse("stays:stays", args=house),
        reverse("stays:word-list", args=house), reverse("stays:record-parts", args=house),
    ]  # fmt: skip


def test_pages_of_the_record_have_no_faults_and_scroll_down_only_AX_02_AX_05(lead, stay, browse):
    page = browse(person=signed_in(lead).cookies)
    found = []
    for address in pages(stay):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        found += faults_both_ways(page)

    assert found == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_staff_only_note_is_written_with_keys_only_AX_03(script, peer, stay, browse):
    page = browse(person=signed_in(peer).cookies, java_script_enabled=script)
    page.goto(url("", stay))

    press_or_open(page, "Write a note", script=script)
    write(page, "What you would like to keep", "Somebody asked at the door.")
    choose(page, "Only staff read this")
    choose(page, "somebody could be hurt")
    press_or_open(page, "Save the note", script=script)

    note = Note.objects.get(staff_only=True, by=peer)
    assert (note.words, note.reason) == ("Somebody asked at the door.", "safety")
    assert "2 staff-only notes of 4." in page.inner_text("#notes")


def press_or_open(page, words, *, script):
    if script:
        press(page, words)
        return
    with page.expect_navigation():
        page.get_by_text(words, exact=True).first.click()


def test_reason_and_end_show_only_for_a_staff_only_note(peer, stay, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(url("note", stay))
    reason = page.get_by_text("The last day of this note")

    assert not reason.is_visible()
    page.get_by_text("Only staff read this").click()
    assert reason.is_visible()


def test_hint_comes_after_typing_rests_and_is_left_with_one_tap_AX_22(house, peer, stay, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(url("note", stay))
    page.focus("#id_words")
    page.keyboard.type("The patient slept in the facility.")
    hint = page.locator("#gentle-words .gentle").first
    hint.wait_for()

    assert page.evaluate("document.activeElement.id") == "id_words"
    assert "“patient”: you could say guest" in hint.inner_text()
    assert faults(page) == []
    hint.get_by_role("button").click()
    page.get_by_text("“patient” stays as it is.").wait_for()
    page.wait_for_function("() => document.activeElement.textContent.includes('stays as it is')")
    assert page.locator("#gentle-words .gentle").count() == 1
    assert page.input_value("#id_words") == "The patient slept in the facility."

    page.locator("#gentle-words .gentle").get_by_role("button").click()
    page.get_by_text("“facility” stays as it is.").wait_for()
    with page.expect_navigation():
        page.get_by_text("Save the note", exact=True).click()
    note = page.locator("article.note", has_text="The patient slept")
    assert "you could say" not in note.inner_text()


def test_leaving_asks_how_to_reach_them_once_they_wish_for_contact(peer, stay, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(url("leave", stay))
    number = page.get_by_label("Number")
    assert number.count() == 1
    assert number.is_hidden()

    page.get_by_label("one call").check()
    assert number.is_visible()

    page.get_by_label("no contact").check()
    assert number.is_hidden()

    page.get_by_label("one call").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Rosa is leaving").click()
    assert page.locator(".sub .msg").first.is_visible()


def test_undo_is_pressed_with_keys_and_the_live_line_says_so_AX_03(house, peer, stay, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(url("", stay))

    press(page, "Undo")

    assert "Undone. Everything stands as it was before." in page.inner_text("#live")
    stay.refresh_from_db()
    assert stay.state == "expected"
