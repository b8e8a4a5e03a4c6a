"""What may be said on a phone or by mail: only templates, and the vague ones give nothing away."""

import re

import pytest
from django.urls import resolve
from django.utils import translation

from intake import flow, letters, offering
from intake.contact import Contact
from respite.management import cast
from tests import factories
from tests.reading import banned, grade
from tests.working import BOTH

LANGUAGES = ["en", "es"]
CHANNELS = ["text", "email"]
# Longer than the product's own list, and found inside of words as well.
TELLING = re.compile(
    "respite|crisis|mental|psych|suicid|health|wellness|recovery|therap|hospital|clinic|peer|support|shelter|refuge"
    "|retreat|house|home|stay|room|bed\\b|beds|guest|addict|free|offer|hold"
    "|respiro|siquiatr|salud|bienestar|recuperaci|terapia|clínica|apoyo|albergue|refugio|retiro|casa|hogar|estancia"
    "|estadía|cuarto|habitaci|cama|huésped|oferta",
    re.IGNORECASE,
)
NEVER = re.compile("crisis|respite|mental|suicid|respiro", re.IGNORECASE)  # in full ones neither (CS-13)
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
          "abcdefghijklmnopqrstuvwxyzäöñüà")  # fmt: skip


@pytest.fixture
def luz(house):
    """Luz, at a house whose neutral name is as in the demo."""
    house.neutral_name = "Juniper"
    house.save()
    return factories.ask(house, contact=BOTH)[0]


def everything(request, vague):
    """Return each letter there is, in each language."""
    for language in LANGUAGES:
        request.language = language
        for template in letters.TEMPLATES.values():
            for channel in CHANNELS:
                yield template, channel, template.text(request, channel, vague)


def segments(words):
    """Return into how many parts a text message is cut on its way."""
    if set(words) <= GSM:
        return 1 if len(words) <= 160 else -(-len(words) // 153)
    units = len(words.encode("utf-16-be")) // 2
    return 1 if units <= 70 else -(-units // 67)


def test_vague_ones_tell_no_house_no_topic_and_no_address_CS_13_CS_34(luz):
    for template, _channel, letter in everything(luz, vague=True):
        said = f"{letter.subject} {letter.words}"
        assert TELLING.findall(said) == [], template.key
        assert luz.house.name not in said
        assert luz.house.organization.name not in said
        assert "http" not in said
        assert not re.search(r"\d", said), template.key  # no number to look up either


def test_full_ones_name_the_house_and_at_most_the_bare_address_CS_13(luz, settings):
    settings.BASE_URL = "https://juniper.example"
    for template, _channel, letter in everything(luz, vague=False):
        assert "Juniper House" in letter.words
        assert re.findall(r"\S*//(?!juniper.example/(?:es/)?mine/$)\S*", letter.words, re.M) == [], template.key
        assert NEVER.findall(letter.words) == []
        assert TELLING.findall(letter.subject) == []
        assert luz.locator not in letter.words
        assert luz.code not in letter.words


@pytest.mark.parametrize("vague", [True, False])
def test_text_is_short_in_english_one_segment(luz, settings, peer, vague):
    """In Spanish á, í, ó and ú make a segment hold 70 letters only: two for a vague text, three for a full one."""
    settings.BASE_URL = "https://juniper.example"
    made = offering.offer(luz, nights=factories.nights_from_tonight(luz.house), by=peer)
    for template, channel, letter in everything(luz, vague):
        words = letter.words if template.key != "offer" else template.text(luz, channel, vague, made.pk).words
        most = 1 if "Hola" not in words else 2 if vague else 3
        assert channel == "email" or segments(words) <= most, words


def test_letters_read_easily(luz):
    words = [letter.words for _one, channel, letter in everything(luz, vague=False) if channel == "email"]
    page = "<main>" + "".join(f"<p>{part}</p>" for each in words for part in each.split("\n")) + "</main>"

    assert grade(page, names={"Juniper", "House"}) <= 6
    assert banned(page) == []


def test_every_template_says_what_it_is_for():
    for template in letters.TEMPLATES.values():
        assert str(template.what)
        assert str(template.use).endswith(".")
    assert {"offer", "message", "still", "room", "hand_over", "tried", "tour", "changed"} <= set(letters.TEMPLATES)


def test_offer_tells_until_when_the_room_is_held_only_in_full(luz, peer, settings):
    settings.BASE_URL = "https://juniper.example"
    made = offering.offer(luz, nights=factories.nights_from_tonight(luz.house), by=peer)

    template = letters.TEMPLATES["offer"]
    full, vague = (template.text(luz, "text", how, made.pk).words for how in (False, True))

    assert re.fullmatch(
        r"Hello from Juniper House. We hold a room for you until .+. Please answer on your page."
        r" https://juniper.example/mine/",
        full,
    )
    assert vague == "Hello from Juniper. There is news on your page. Please look soon."
    offering.decline(made)
    assert template.holds(luz, made.pk) is False
    assert "room" not in template.text(luz, "text", False, made.pk).words


def test_address_in_letters_is_where_everybody_enters_their_code():
    assert letters.page_address().endswith("/mine/")
    assert resolve("/mine/").url_name == "mine"


# Names


@pytest.mark.parametrize(
    ("neutral", "of_organization", "said"),
    [
        ("Juniper", "Valley", "Juniper"),
        ("The Green Door", "Valley", "The Green Door"),
        ("Juniper House", "Valley", "Valley"),
        ("Crisis Line", "Valley", "Valley"),
        ("The beds", "Peer Support Valley", "us"),
        ("Salud", "Valley", "Valley"),
        ("", "", "us"),
    ],
)
def test_name_that_tells_too_much_is_passed_over_CS_13(house, neutral, of_organization, said):
    house.neutral_name, house.organization.neutral_name = neutral, of_organization

    assert letters.name(house, vague=True) == said
    assert letters.name(house, vague=False) == "Juniper House"


@pytest.mark.parametrize("facts", [*cast.HOUSES, *cast.ORGANIZATIONS], ids=lambda facts: facts["slug"])
def test_neutral_names_of_the_demo_give_nothing_away_CS_13(facts):
    assert TELLING.findall(facts["neutral_name"]) == []
    assert facts["neutral_name"] != facts["name"]


# Voicemail


@pytest.mark.parametrize(
    "contact",
    [Contact(), Contact(call=True, phone="+17155550118"), Contact(voicemail=True, text=True, phone="+17155550118")],
)
def test_nothing_is_read_to_a_voicemail_without_a_yes_CS_34(house, contact):
    assert letters.voicemail(factories.ask(house, contact=contact)[0]) == ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ask_for": "Sam"}, "Hello, this is a call for Sam. Please call back when it suits you. Thank you."),
        ({}, "Hello. Please call back when it suits you. Thank you."),
        (
            {"ask_for": "Sam", "vague": False},
            "Hello, this is Juniper House. We are calling for Sam. Please call us at (715) 555-0142.",
        ),
        ({"vague": False}, "Hello, this is Juniper House. We are calling for Luz. Please call us at (715) 555-0142."),
    ],
)
def test_words_for_a_voicemail_are_vague_or_full_CS_35(house, more, said):
    contact = Contact(call=True, voicemail=True, phone="+17155550118", **more)

    assert letters.voicemail(factories.ask(house, contact=contact)[0]) == said


def test_words_for_a_voicemail_follow_the_newest_wish_CS_35(house):
    luz = factories.ask(house, contact=Contact(call=True, voicemail=True, phone="+17155550118"))[0]
    flow.say_contact(luz, contact=Contact(call=True, phone="+17155550118"))

    with translation.override("es"):
        assert letters.voicemail(type(luz).objects.get(pk=luz.pk)) == ""
