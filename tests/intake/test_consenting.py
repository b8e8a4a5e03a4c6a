"""Taking back a yes: with one tap, at once, with a receipt that keeps its words (CS-32, LN-02, LN-10)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intake import consenting, flow, handing, listing, others, pairing, receipts
from intake.contact import Contact
from intake.models import Consent, Delivery, HandOver, Request
from tests.factories import ask
from tests.intake.waiting import keeps
from tests.moments import later, refused

PAGE = "/mine/request/"
CONSENTS = PAGE + "consents/"
ALL = Contact(
    call=True, voicemail=True, text=True, email=True, page=True, phone="+17155550118", address="luz@mail.example",
    ask_for="Luz", times="after 4 pm",
)  # fmt: skip


@pytest.fixture
def luz(house):
    keeps(house)
    return ask(house, contact=ALL)


@pytest.fixture
def mine(luz):
    client = Client()
    assert client.post("/mine/", {"code": str(luz[1])}).status_code == 303
    return client


def fresh(request):
    return Request.objects.with_standing().with_person().get(pk=request.pk)


def text(answer):
    return " ".join(answer.content.decode().split())


# the verbs


def test_taking_back_the_list_ends_the_place_at_once_LN_10(luz):
    place = listing.join(luz[0], kind="list")

    ended = consenting.withdraw(Consent.objects.get())

    place.refresh_from_db()
    assert (place.ending, listing.order(place.house)) == ("left", [])
    assert ended.withdrawn_how == "page"
    assert ended.withdrawn_at is not None


def test_taking_back_a_house_erases_what_it_was_told_LN_10(luz, harbor, peer):
    handed = handing.hand_over(luz[0], to=harbor, parts=["name", "contact"], by=peer, how="phone")

    consenting.withdraw(Consent.objects.get(), how="phone", by=peer)

    assert HandOver.objects.get().state == "withdrawn"
    assert not Request.objects.filter(pk=handed.far_id).exists()
    assert Consent.objects.get().withdrawn_how == "phone"


def test_taking_back_one_house_leaves_the_other_LN_10(luz, harbor, house, peer):
    lighthouse = type(house).objects.create(
        organization=house.organization, name="Lighthouse", slug="lighthouse", neutral_name="Light",
        phone="+17155550143", phone_hours="always", area="Town",
    )  # fmt: skip
    for other in (harbor, lighthouse):
        handing.hand_over(luz[0], to=other, parts=["contact"], by=peer, how="phone")

    consenting.withdraw(Consent.objects.get(to=harbor))

    assert dict(HandOver.objects.values_list("to__slug", "state")) == {"harbor": "withdrawn", "lighthouse": "asked"}
    assert [row.to for row in Consent.objects.in_force(house.local().date())] == [lighthouse]


def test_taking_back_waiting_together_parts_the_two(luz, house, peer):
    sam = ask(house, name="Sam")[0]
    pairing.pair(luz[0], sam, by=peer)

    consenting.withdraw(luz[0].consents.get())

    assert set(Request.objects.values_list("waits_with", flat=True)) == {None}
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_taking_back_a_professionals_word_ends_the_receipt(luz, house, peer):
    receipts.write(
        luz[0], purpose="professional", to=house, until=house.local().date() + timedelta(days=9), how="phone"
    )

    consenting.withdraw(Consent.objects.get())

    assert others.word(luz[0]).yes is None
    assert Consent.objects.get().withdrawn_at is not None


def test_taking_back_twice_changes_nothing(luz):
    listing.join(luz[0], kind="list")
    first = consenting.withdraw(Consent.objects.get())

    again = consenting.withdraw(Consent.objects.get(), how="phone")

    assert (again.withdrawn_at, again.withdrawn_how) == (first.withdrawn_at, "page")


def test_taking_back_a_list_that_ran_out_only_ends_the_receipt(luz):
    listing.join(luz[0], kind="list")
    yes = Consent.objects.get()

    with later(days=40):
        ended = consenting.withdraw(yes)

    assert ended.withdrawn_at is not None


@pytest.mark.parametrize(
    ("way", "left"),
    [
        ("call", {"text", "email", "page", "phone", "address", "times"}),
        ("voicemail", {"call", "text", "email", "page", "phone", "address", "ask_for", "times"}),
        ("text", {"call", "voicemail", "email", "page", "phone", "address", "ask_for", "times"}),
        ("email", {"call", "voicemail", "text", "page", "phone", "ask_for", "times"}),
        ("page", {"call", "voicemail", "text", "email", "phone", "address", "ask_for", "times"}),
    ],
)
def test_taking_back_a_way_turns_it_off_and_forgets_its_number_CS_34(luz, way, left):
    told = consenting.withdraw_way(luz[0], way).safe_contact

    said = {name for name, value in told.kept().items() if value} - {"vague", "said_on"}
    assert said == left


def test_number_goes_with_the_last_way_that_needs_it_CS_34(luz):
    consenting.withdraw_way(luz[0], "call")

    told = consenting.withdraw_way(fresh(luz[0]), "text").safe_contact

    assert (told.phone, told.ask_for, told.voicemail) == ("", "", False)
    assert Request.objects.get().phone_print is None


def test_taking_back_a_way_holds_for_who_they_are_to_us_too(luz, peer):
    flow.converse(luz[0], outcome="known", by=peer)

    consenting.withdraw_way(fresh(luz[0]), "text")

    assert not fresh(luz[0]).safe_contact.text


def test_what_is_no_way_is_refused(luz):
    assert refused("choice", consenting.withdraw_way, luz[0], "vague") == "Choose one of the ways."
    assert fresh(luz[0]).safe_contact.vague


# what the page shows


def test_receipt_shows_the_exact_words_who_until_when_and_how_LN_02(mine, luz, house):
    listing.join(luz[0], kind="list")
    flow.say_contact(luz[0], contact=Contact.read({**ALL.kept(), "vague": False}))

    found = text(mine.get(CONSENTS))

    assert str(Consent.objects.get().words) in found
    assert "<dt>Who may</dt> <dd>Juniper House</dd>" in found
    assert "<dt>What for</dt> <dd>The call list</dd>" in found
    assert "You said yes on your page, today at" in found
    assert "Version 1 of the words." in found


def test_receipt_that_ended_stays_readable_with_how_it_ended_LN_02(mine, luz):
    listing.join(luz[0], kind="list")
    mine.post(CONSENTS, {"consent": str(Consent.objects.get().pk), "page": "all"})

    found = text(mine.get(CONSENTS))

    assert "You took it back on your page, today at" in found
    assert 'name="consent"' not in found


@pytest.mark.parametrize(
    ("how", "said"), [("end", "It came to its end today at"), ("phone", "You took it back on the phone, today at")]
)
def test_how_a_yes_ended_is_said(luz, how, said):
    listing.join(luz[0], kind="list")
    Consent.objects.update(withdrawn_at=timezone.now(), withdrawn_how=how)

    assert consenting.receipts_of(fresh(luz[0]))[0].ended.startswith(said)


def test_yes_that_ran_out_says_until_when_it_held(luz):
    listing.join(luz[0], kind="list")

    with later(days=40):
        given = consenting.receipts_of(fresh(luz[0]))

    assert given[0].ended.startswith("It held until ")


def test_page_shows_what_holds_and_each_way_with_a_button_CS_34(mine, luz):
    listing.join(luz[0], kind="list")

    found = text(mine.get(PAGE))

    assert re.findall(r'name="way" value="(\w+)"', found) == ["call", "voicemail", "text", "email", "page"]
    assert found.count('name="consent"') == 1
    assert "You may text me: (715) 555-0118." in found


def test_one_tap_on_the_page_takes_a_yes_back_CS_32(mine, luz):
    """Giving it takes one tap on this page, and taking it back one tap on the same page."""
    mine.post(PAGE + "list/", {"wish": "join"})
    yes = re.search(r'name="consent"\s+value="([^"]+)"', mine.get(PAGE).content.decode())[1]

    done = mine.post(CONSENTS, {"consent": yes, "page": ""})

    assert (done.status_code, done["Location"]) == (303, PAGE)
    assert "You took it back. From now on it does not hold." in text(mine.get(PAGE))
    assert listing.place_of(fresh(luz[0])) is None


def test_one_tap_takes_a_way_back_and_nothing_waits_for_it_CS_34(mine, luz):
    done = mine.post(CONSENTS, {"way": "text", "page": "all"})

    assert (done.status_code, done["Location"]) == (303, CONSENTS)
    assert "You may text me" not in text(mine.get(CONSENTS))
    assert not fresh(luz[0]).safe_contact.text
    assert not Delivery.objects.filter(channel="text", state="waiting").exists()


def test_nobody_takes_back_the_yes_of_another(mine, house, peer):
    listing.join(ask(house, name="Omar")[0], kind="list")

    foreign = mine.post(CONSENTS, {"consent": str(Consent.objects.get().pk)})

    assert foreign.status_code == 404
    assert Consent.objects.get().withdrawn_at is None


@pytest.mark.parametrize("sent", [{}, {"consent": "nothing"}, {"consent": "' OR 1=1"}])
def test_tap_on_nothing_is_404(mine, sent):
    assert mine.post(CONSENTS, sent).status_code == 404


def test_tap_on_what_is_no_way_says_so(mine):
    mine.post(CONSENTS, {"way": "pigeon"})

    assert "Choose one of the ways." in text(mine.get(PAGE))


def test_page_of_somebody_who_said_yes_to_nothing_says_so(house):
    client = Client()
    client.post("/mine/", {"code": str(ask(house, contact=Contact(i_will_call=True))[1])})

    assert "You said yes to no way." in text(client.get(CONSENTS))
    assert "There are no receipts yet." in text(client.get(CONSENTS))
    assert "Nothing so far." in text(client.get(PAGE))


def test_stranger_is_led_to_the_code_CS_06(client, luz):
    assert client.get(CONSENTS)["Location"] == "/mine/"
    assert client.post(CONSENTS, {"way": "call"})["Location"] == "/mine/"
    assert fresh(luz[0]).safe_contact.call


def test_page_asks_the_database_as_often_for_one_yes_as_for_three(
    mine, luz, house, django_assert_num_queries, django_assert_max_num_queries
):
    receipts.write(luz[0], purpose="third_party", to=house, until=house.local().date(), how="phone")
    mine.get(CONSENTS)
    with django_assert_max_num_queries(12) as seen:
        mine.get(CONSENTS)
    for purpose in ("professional", "together"):
        receipts.write(luz[0], purpose=purpose, to=house, until=house.local().date(), how="phone")

    with django_assert_num_queries(len(seen)):
        mine.get(CONSENTS)
