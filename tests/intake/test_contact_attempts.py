"""What may be done to reach somebody follows what they said: it is not on the screen, and the verb refuses it too."""

import pytest

from intake import flow
from intake.contact import Contact
from intake.models import ContactTry, Request
from tests.factories import make_guest
from tests.intake.asking import asked_by, known, url
from tests.moments import refused

PHONE = "+17155550129"
VOICEMAIL = Contact(call=True, voicemail=True, phone=PHONE)
CALL = Contact(call=True, phone=PHONE)
TEXT = Contact(text=True, phone=PHONE)
MAIL = Contact(email=True, address="luz@mail.example", phone=PHONE)
NOTHING = Contact(i_will_call=True, phone=PHONE)


@pytest.mark.parametrize(
    ("contact", "buttons"),
    [
        (VOICEMAIL, {"no_answer", "voicemail", "other"}),
        (CALL, {"no_answer", "other"}),
        (TEXT, set()),
        (MAIL, set()),
        (NOTHING, set()),
    ],
    ids=["voicemail", "call", "text", "mail", "nothing"],
)
def test_what_is_not_allowed_is_not_on_the_screen_CS_34(contact, buttons, house, desk):
    asked = asked_by(house, contact=contact)

    text = desk.get(url("request", house, asked.code)).text

    assert {came for came in ContactTry.Came.values if f'name="came" value="{came}"' in text} == buttons
    assert ("555-0129" in text) == bool(contact.call or contact.text)


@pytest.mark.parametrize("contact", [TEXT, MAIL, NOTHING], ids=["text", "mail", "nothing"])
@pytest.mark.parametrize("came", ContactTry.Came.values)
def test_what_is_not_allowed_is_refused_by_the_door_and_the_verb_CS_34(contact, came, house, peer, desk):
    asked = asked_by(house, contact=contact)

    response = desk.post(url("request-tried", house, asked.code), {"came": came})

    assert "They did not say yes to this." in response.text
    refused("contact", flow.tried, asked, by=peer, came=came)
    assert not ContactTry.objects.exists()


def test_voicemail_is_refused_without_a_yes_to_it_CS_35(house, peer, desk):
    asked = asked_by(house, contact=CALL)

    response = desk.post(url("request-tried", house, asked.code), {"came": "voicemail"})

    assert "They did not say yes to this." in response.text
    assert not ContactTry.objects.exists()


def test_voicemail_is_read_out_from_a_text_and_says_nothing_of_the_house_CS_35(house, desk):
    asked = asked_by(house, contact=VOICEMAIL)

    text = desk.get(url("request", house, asked.code)).context["ways_panel"]["voicemail"]

    assert text
    assert house.name not in text


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ("no_answer", "Joy tried today at"),
        ("voicemail", "Joy left a voicemail today at"),
        ("other", "somebody else picked up"),
    ],
)
def test_try_is_logged_and_the_promise_waits_for_the_next(came, words, house, peer, desk):
    asked = asked_by(house, contact=VOICEMAIL)
    flow.take_up(asked, by=peer)

    response = desk.post(url("request-tried", house, asked.code), {"came": came})

    asked.refresh_from_db()
    assert response["Location"] == url("requests", house)
    assert (asked.state, asked.tries.get().came) == (Request.State.HEARD, came)
    assert words in desk.get(url("requests", house)).text
    assert words in desk.get(url("request", house, asked.code)).text


def test_try_of_an_unknown_kind_is_refused(house, desk):
    asked = asked_by(house, contact=VOICEMAIL)

    assert desk.post(url("request-tried", house, asked.code), {"came": "pigeon"}).status_code == 200
    assert not ContactTry.objects.exists()


@pytest.mark.parametrize("came", ["", "voicemail"])
def test_card_has_no_way_without_a_yes_either_CS_34(came, house, desk):
    asked = asked_by(house, contact=TEXT)

    text = desk.get(
        url("request", house, asked.code), headers={"HX-Request": "true", "HX-Target": f"request-{asked.code}"}
    ).text

    assert "oicemail" not in text


def test_how_to_reach_them_is_asked_again_on_another_day_CS_34(house, desk):
    today = asked_by(house, contact=CALL)
    before = asked_by(house, "Sam", contact=Contact(call=True, phone=PHONE, said_on="2026-01-05"))

    assert "Is this still right?" not in desk.get(url("request", house, today.code)).text
    assert "Is this still right?" in desk.get(url("request", house, before.code)).text


def test_still_right_is_one_tap_and_dates_the_wish_CS_34(house, peer, desk):
    asked = asked_by(house, "Sam", contact=Contact(call=True, phone=PHONE, said_on="2026-01-05"))

    desk.post(url("request-still-right", house, asked.code))

    asked.refresh_from_db()
    assert asked.safe_contact == CALL
    assert asked.safe_contact.said_on == house.local().date().isoformat()
    text = desk.get(url("request", house, asked.code)).text
    assert "Sam said so today." in text
    assert "Is this still right?" not in text


def test_changed_wish_holds_for_the_request_and_the_guest(house, peer, desk):
    asked = known(house, peer, "Luz")
    page = desk.get(url("request-contact", house, asked.code))
    said = {"phone": "715 555 0133", "allowed": ["text"], "sending": page.context["form"]["sending"].value()}

    first = desk.post(url("request-contact", house, asked.code), said)
    again = desk.post(url("request-contact", house, asked.code), said)

    asked.refresh_from_db()
    assert (first.status_code, again.status_code) == (303, 303)
    assert asked.safe_contact == Contact(text=True, phone="+17155550133")
    assert Contact.read(asked.guest.contact).text
    assert asked.guest.phone_print == asked.phone_print


def test_change_form_shows_what_was_said_and_nothing_without_a_yes(house, desk):
    asked = asked_by(house, contact=Contact(email=True, address="luz@mail.example", phone=PHONE))

    form = desk.get(url("request-contact", house, asked.code)).context["form"]

    assert (form["phone"].value(), form["address"].value(), form["allowed"].value()) == (
        "",
        "luz@mail.example",
        ["open"] * 0,
    )


def test_change_without_a_safe_way_keeps_what_was_typed(house, desk):
    asked = asked_by(house, contact=CALL)

    response = desk.post(url("request-contact", house, asked.code), {"ask_for": "Lu", "allowed": ["call"]})

    asked.refresh_from_db()
    assert response.context["form"].errors == {"phone": ["Write the number."]}
    assert 'value="Lu"' in response.text
    assert asked.safe_contact == CALL


def test_newest_wish_of_a_guest_is_what_the_page_shows(house, peer, desk):
    asked = known(house, peer)
    asked.guest = make_guest(house.organization, contact=TEXT.kept())
    asked.save()

    assert "Text only." in desk.get(url("request", house, asked.code)).text
