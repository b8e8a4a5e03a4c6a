"""Safe contact: nothing is allowed that was not said, and the rules read as short sentences."""

import pytest

from intake.contact import Contact

NUMBER = "+17155550118"


def test_contact_allows_nothing_that_was_not_said():
    assert Contact().channels == []
    assert Contact().vague is True
    assert Contact().voicemail is False


def test_contact_is_kept_and_read_again_without_unknown_parts():
    contact = Contact(call=True, phone=NUMBER, ask_for="Luz", voicemail=True)

    assert Contact.read(contact.kept() | {"fax": "yes"}) == contact
    assert Contact.read({}) == Contact()


@pytest.mark.parametrize(
    ("contact", "lines"),
    [
        (Contact(call=True), ["Call only.", "No voicemail."]),
        (
            Contact(call=True, ask_for="Luz", voicemail=True, times="after 4 pm."),
            ["Call only.", "Ask for Luz.", "Voicemail is fine.", "Keep it vague.", "Good times: after 4 pm."],
        ),
        (Contact(text=True), ["Text only.", "Keep it vague."]),
        (Contact(text=True, vague=False), ["Text only."]),
        (Contact(email=True, vague=False), ["E-mail only."]),
        (Contact(call=True, text=True, vague=False), ["Call or text.", "No voicemail."]),
        (Contact(text=True, email=True, vague=False), ["Any of: text, e-mail."]),
        (Contact(i_will_call=True), ["They will contact us. Do not call."]),
        (Contact(i_will_call=True, phone=NUMBER), ["They will contact us. Do not call."]),
        (Contact(), ["No safe way to reach them is known. Do not call."]),
        (Contact(page=True), ["Write on their page, nowhere else. Do not call."]),
        (
            Contact(page=True, i_will_call=True),
            ["They will contact us. Do not call.", "You can write on their page."],
        ),
        (
            Contact(text=True, page=True, vague=False, windows=("evening", "morning"), times="not on Sunday."),
            [
                "Text only.",
                "You can write on their page.",
                "Good times: in the morning, in the evening, not on Sunday.",
            ],
        ),
    ],
)
def test_contact_lines_say_the_rules_to_staff(contact, lines):
    assert contact.lines() == lines


@pytest.mark.parametrize(
    ("contact", "lines"),
    [
        (
            Contact(call=True, phone=NUMBER),
            ["Call only: (715) 555-0118.", "We leave no voicemail.", "We do not say where we call from."],
        ),
        (Contact(email=True, address="luz@birch.example", vague=False), ["E-mail only: luz@birch.example."]),
        (
            Contact(text=True, email=True, phone=NUMBER, address="luz@birch.example", vague=False),
            ["Any of: text, e-mail: (715) 555-0118, luz@birch.example."],
        ),
        (Contact(i_will_call=True), ["You contact us. We will not call, text or write."]),
        (Contact(), ["You have not told us a safe way to reach you. We will not call, text or write."]),
        (
            Contact(page=True),
            ["We write on your page here. You look when it is safe.", "We will not call, text or mail you."],
        ),
        (
            Contact(call=True, phone=NUMBER, ask_for="Sam", vague=False, windows=("afternoon",)),
            [
                "Call only: (715) 555-0118.",
                "We ask for Sam.",
                "We leave no voicemail.",
                "Good times: in the afternoon.",
            ],
        ),
    ],
)
def test_contact_lines_say_the_rules_to_the_guest(contact, lines):
    assert contact.guest_lines() == lines


def test_phone_is_said_as_people_say_it():
    assert Contact(phone=NUMBER).phone_words() == "(715) 555-0118"
    assert Contact(phone="+442079460018").phone_words() == "+442079460018"


def test_marks_stand_beside_their_rules():
    contact = Contact(call=True, page=True, ask_for="Sam", voicemail=True, times="after 4 pm")

    assert [mark for mark, _words in contact.marked()] == ["phone", "letter", "people", "tick", "eye-off", "clock"]
    assert [words for _mark, words in contact.marked()] == contact.lines()


def test_ways_are_the_channels_and_the_own_page():
    assert Contact(text=True, page=True, i_will_call=True).ways == ["text", "page"]
    assert Contact(i_will_call=True).ways == []
