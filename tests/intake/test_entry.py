"""Someone is on the phone or at the door: written down in under a minute; and somebody else who asks for a person."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from intake import listing, others
from intake.contact import Contact
from intake.models import Consent, Request
from respite import deciding
from respite.models import Entry
from tests.intake.asking import asked_by, url
from tests.moments import refused

SAID = {"source": "phone", "name": "Kit", "phone": "715 555 0144", "allowed": ["call"]}
CALL = Contact(call=True, phone="+17155550144")


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def with_yes(house, lead):
    """The house takes requests that somebody else makes, with the person's own yes."""
    deciding.decide(house, by=lead, others_ask="with_yes")
    return house


def test_entry_takes_a_call_and_shows_the_code_once_SE_02(house, peer, desk):
    said = SAID | {"to_know": "Rough week."}
    said["sending"] = desk.get(url("request-new", house)).context["form"]["sending"].value()

    response = desk.post(url("request-new", house), said)
    again = desk.post(url("request-new", house), said)

    kept = Request.objects.get()
    assert (kept.name, kept.source, kept.to_know, kept.language) == ("Kit", "phone", "Rough week.", "en")
    assert kept.safe_contact == CALL
    assert "no-store" in response["Cache-Control"]
    assert again["Location"] == url("request", house, kept.code)


def test_code_is_laid_out_to_be_said_on_the_phone(house, desk):
    response = desk.post(url("request-new", house), SAID)

    code, text = response.context["code"], response.text
    assert f"“First four letters and numbers: {', '.join(code.locator)}.”" in text
    assert f"“Then five words: {', '.join(code.words)}.”" in text


def test_room_and_nights_that_were_found_go_along_to_the_offer(house, desk):
    cedar = house.beds.get(room__name="Cedar")
    first = house.tonight() + timedelta(days=2)
    found = desk.get(reverse("stays:board-find", args=[house.slug]) + f"?first={first}&nights=3")
    plan = next(a["href"] for a in soup(found).select("a[href*=plan]") if f"at={cedar.pk}." in a["href"])

    page = soup(desk.get(plan))
    entry = desk.get(page.select_one("a[href*=from]")["href"])

    assert "Cedar, " in page.h1.find_next_sibling("p").get_text()
    assert "3 nights" in page.h1.find_next_sibling("p").get_text()
    form = entry.context["form"]
    assert [form[name].value() for name in ("first_night", "nights", "bed")] == [first, 3, cedar.pk]
    assert form.more_open
    desk.post(url("request-new", house), SAID | {"first_night": first.isoformat(), "nights": "3", "bed": cedar.pk})
    kept = Request.objects.get()
    desk.post(url("request-take-up", house, kept.code))
    offer = desk.get(url("request", house, kept.code)).context["form"]
    assert [offer[name].value() for name in ("first_night", "nights", "bed")] == [first, 3, cedar.pk]


@pytest.mark.parametrize("asked", ["?from=x&nights=x&bed=x", "?from=2026-12-01", "?nights=99999999999", ""])
def test_entry_opened_with_nothing_readable_in_its_address_starts_empty(house, desk, asked):
    form = desk.get(url("request-new", house) + asked).context["form"]

    assert [form[name].value() for name in ("first_night", "nights", "bed")] == [None, None, None]
    assert not form.more_open


def test_entry_needs_four_answers_and_no_more(house, desk):
    assert desk.post(url("request-new", house), SAID).status_code == 200
    assert Request.objects.count() == 1


def test_entry_takes_the_rest_when_they_say_it(house, desk):
    said = SAID | {
        "allowed": ["call", "text", "voicemail", "open"],
        "address": "kit@mail.example",
        "page": "on",
        "ask_for": "Kit",
        "windows": ["morning", "evening"],
        "times": "not on Sunday",
        "first_night": "2043-11-28",
        "nights": "4",
        "language": "es",
        "on_list": "on",
    }

    desk.post(url("request-new", house), said)

    kept = Request.objects.get()
    assert kept.safe_contact == Contact(
        call=True,
        text=True,
        email=True,
        voicemail=True,
        page=True,
        vague=False,
        phone="+17155550144",
        address="kit@mail.example",
        ask_for="Kit",
        windows=("morning", "evening"),
        times="not on Sunday",
    )
    assert (kept.wishes, kept.language) == ({"from": "2043-11-28", "nights": 4}, "es")
    assert listing.place_of(kept).kind == "call"
    assert Consent.objects.get().given_how == "phone"


def test_entry_offers_no_list_in_a_house_without_one(house, lead, desk):
    deciding.decide(house, by=lead, list_mode="none")

    assert "on_list" not in desk.get(url("request-new", house)).context["form"].fields


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": "", "allowed": []}, "phone"),
        ({"allowed": []}, "allowed"),
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"phone": "", "allowed": [], "address": "not an address"}, "address"),
        ({"name": ""}, "name"),
        ({"source": "pigeon"}, "source"),
        ({"first_night": "31 February 2043"}, "first_night"),
        ({"name": "x" * 10_000}, "name"),
    ],
)
def test_entry_keeps_what_was_typed_when_something_is_missing(said, field, house, desk):
    response = desk.post(url("request-new", house), SAID | {"to_know": "Rough week."} | said)

    assert list(response.context["form"].errors) == [field]
    assert "Rough week." in response.text
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "said", [{"i_will_call": "on"}, {"page": "on"}, {"address": "kit@mail.example"}], ids=["calls", "page", "mail"]
)
def test_one_safe_way_without_a_number_is_enough(said, house, desk):
    desk.post(url("request-new", house), {"source": "door", "name": "Kit"} | said)

    assert Request.objects.get().safe_contact.phone == ""


def test_words_of_every_kind_survive(house, desk):
    words = "<b hx-get='/office/'>🙂</b> مرحبا " + "long " * 200

    desk.post(url("request-new", house), SAID | {"to_know": words})
    asked = Request.objects.get()

    assert asked.to_know == words.strip()
    assert "<b hx-get" not in desk.get(url("request", house, asked.code)).text


def test_somebody_else_cannot_ask_in_a_house_that_only_answers(house, desk):
    response = desk.post(url("request-new", house), SAID | {"for_them": "on", "own_yes": "on", "yes_how": "phone"})

    assert "for_them" not in desk.get(url("request-new", house)).context["form"].fields
    assert response.status_code == 200
    assert not Consent.objects.exists()


def test_somebody_else_asks_with_the_persons_own_yes(with_yes, peer, desk):
    page = desk.get(url("request-new", with_yes))

    desk.post(url("request-new", with_yes), SAID | {"for_them": "on", "own_yes": "on", "yes_how": "door"})

    asked, receipt = Request.objects.get(), Consent.objects.get()
    assert (receipt.request, receipt.purpose, receipt.given_how, receipt.heard_by) == (
        asked,
        "third_party",
        "door",
        peer,
    )
    assert receipt.words in page.text
    assert "Somebody else asked. Kit said yes to it" in " ".join(
        desk.get(url("request", with_yes, asked.code)).text.split()
    )


def test_somebody_else_without_the_persons_yes_is_refused_kindly(with_yes, desk):
    response = desk.post(url("request-new", with_yes), SAID | {"for_them": "on"})

    assert "First hear it from the person themselves." in response.text
    assert 'value="Kit"' in response.text
    assert not Request.objects.exists()


def test_somebody_else_with_a_yes_says_how_it_was_heard(with_yes, desk):
    response = desk.post(url("request-new", with_yes), SAID | {"for_them": "on", "own_yes": "on"})

    assert response.context["form"].errors == {"yes_how": ["Choose how you heard it."]}


def test_verb_refuses_somebody_else_without_a_yes_and_in_other_houses(house, peer, lead):
    said = {"name": "Kit", "contact": CALL, "how": "phone", "by": peer}

    refused("state", others.ask_for, house, yes=True, **said)
    deciding.decide(house, by=lead, others_ask="with_yes")
    refused("yes", others.ask_for, house, yes=False, **said)

    assert not Request.objects.exists()


@pytest.fixture
def asks_word(house, lead):
    """The house asks for the word of a professional."""
    deciding.decide(house, by=lead, professional_word="ask")
    return asked_by(house, "Kit")


def test_word_of_a_professional_is_not_on_the_page_of_other_houses(house, desk):
    assert "professional" not in desk.get(url("request", house, asked_by(house).code)).text


def test_word_of_a_professional_needs_the_persons_yes_and_keeps_nothing(house, asks_word, desk):
    asked = asks_word
    early = desk.post(url("request-word-here", house, asked.code))
    unheard = desk.post(url("request-word-yes", house, asked.code))
    desk.post(url("request-word-yes", house, asked.code), {"how": "phone"})
    waiting = desk.get(url("request", house, asked.code)).text
    desk.post(url("request-word-here", house, asked.code))

    assert "Without their own yes we do not ask anybody." in early.text
    assert "Choose how they said yes." in unheard.text
    assert "We have it</button>" in waiting.replace("\n", "").replace("  ", "")
    assert others.word(asked).have
    assert "No papers, and nothing of it is kept." in desk.get(url("request", house, asked.code)).text
    assert [row.facts for row in Entry.objects.filter(verb=others.HEARD)] == [{}]


def test_word_of_a_professional_ends_with_its_yes(house, peer, asks_word):
    receipt = others.may_ask_word(asks_word, how="phone", by=peer)
    others.have_word(asks_word, by=peer)
    others.have_word(asks_word, by=peer)
    refused("state", others.may_ask_word, asks_word, how="phone", by=peer)

    Consent.objects.filter(pk=receipt.pk).update(withdrawn_at=receipt.given_at, withdrawn_how="page")

    assert (others.word(asks_word).yes, others.word(asks_word).have) == (None, False)
    refused("state", others.have_word, asks_word, by=peer)


def test_word_of_a_professional_is_refused_where_the_house_does_not_ask(house, peer):
    refused("state", others.may_ask_word, asked_by(house), how="phone", by=peer)
