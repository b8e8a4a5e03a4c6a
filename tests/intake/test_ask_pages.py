"""What stands on the pages of asking: before the first question, and what every one of them keeps to."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import questions
from intake.models import Request
from openings.models import Notice
from respite.deciding import decide
from respite.models import House
from respite.nights import Nights
from stays import closing
from tests.intake.filling_in import (
    ANSWERS,
    CHECK,
    FOOD,
    LEAST,
    SAVED,
    SENT,
    STAIRS,
    START,
    answer,
    ask,
    at,
    everything_in_the_database,
    refused,
    title,
)
from tests.reading import NEUTRAL_NEVER, banned, grade, sentences

STEPS = [page.key for page in questions.PAGES]
OURS = [step for step in STEPS if step != questions.MORE]
REPORT = "If a child is hurt, we have to tell the county."


def before_the_first_control(client):
    text = client.get(START).content.decode()
    return " ".join(text[: text.index('<form class="acts"')].split())


def test_start_page_tells_all_before_the_first_question(client, house, lead):
    decide(house, by=lead, reporting=REPORT, request_days=14)

    told = before_the_first_control(client)

    for said in (
        "A few nights in a quiet house, free of charge, by your own choice.",
        "There are no nurses or doctors here, and no one locks you in.",
        f"in messages we call the house {house.neutral_name}. It is the house you chose.",
        f"{house.organization.neutral_name} runs it.",
        "No one reads at night.",
        "Ask now, and you hear from us by",
        "Nothing is sent before the end, when you have seen it all.",
        "14 days, if it leads nowhere.",
        REPORT,
        'href="/ask/juniper-house/safer-browsing/"',
    ):
        assert said in told, said
    assert 'id="help"' in client.get(START).content.decode()


def test_start_page_tells_what_leaving_does_and_does_not_CS_08(client, house):
    told = before_the_first_control(client)

    for said in (
        "It does not clear your history",
        "press the Shift key three times",
        "someone who watches this device",
        "What you wrote here is then gone, unless you saved it.",
    ):
        assert said in told


def test_what_must_be_reported_says_from_when_it_holds_LN_40(client, house, lead):
    today = house.tonight()
    decide(house, by=lead, reporting="The old law.", holds_from=today - timedelta(days=40))
    decide(house, by=lead, reporting=REPORT, holds_from=today - timedelta(days=3))
    decide(house, by=lead, reporting="The next law.", holds_from=today + timedelta(days=3))
    since = today - timedelta(days=3)

    told = before_the_first_control(client)

    assert REPORT in told
    assert f"This has been so since {since.day} {since:%B %Y}." in told
    assert "The old law." not in told
    assert "The next law." not in told


def test_spanish_page_shows_the_spanish_law_or_the_english_one_with_a_word_about_it_LN_40(client, house, lead):
    decide(house, by=lead, reporting=REPORT)
    english = client.get("/es" + START).content.decode()
    decide(house, by=lead, reporting_es="Si un niño sufre daño, avisamos al condado.")
    spanish = client.get("/es" + START).content.decode()

    assert REPORT in english
    assert 'lang="en"' in english[english.index('id="report"') :]
    assert "Si un niño" in spanish
    assert REPORT not in spanish
    assert REPORT in client.get(START).content.decode()


def test_house_without_a_law_text_has_no_such_row(client, house):
    assert 'id="report"' not in client.get(START).content.decode()


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("none", "We keep no list. You can ask again any day."),
        ("call", "If you like, we call you when a room opens."),
        ("list", "If you like, we put you on our list. We call in the order in which people asked."),
    ],
)
def test_start_page_says_what_happens_when_no_room_is_open(client, house, lead, mode, said):
    decide(house, by=lead, list_mode=mode)

    assert said in before_the_first_control(client)


@pytest.mark.parametrize(("band", "hours"), [("full", 4), ("waitlist", 4), ("open", 4), ("full", -1)])
def test_full_house_can_still_be_asked(client, house, lead, band, hours):
    full = band != "open" and hours > 0
    now = timezone.now()
    at_times = {"confirmed_at": now - timedelta(hours=2), "published_at": now - timedelta(hours=2)}
    Notice.objects.create(
        house=house, band=band, confirmed_by=lead, valid_until=now + timedelta(hours=hours), **at_times
    )

    page = client.get(START).content.decode()

    assert ("The house is full today. You can still call and talk." in page) is full
    assert ">Start<" in page


def every_page(client, house, lead):
    """Return every page of asking, with what stands on it in its longest state."""
    decide(house, by=lead, reporting=REPORT)
    ask(house, STAIRS, match="yes", why="We have a lot of stairs.")
    food = ask(house, FOOD)
    yield "over", client.get(START + "?over")
    yield "start", client.get(START)
    client.post(START)
    for step in STEPS:
        yield step, client.get(at(step))
    for step, wrong in {
        "match": {}, "name": {}, "reach": {"call": "on", "email": "on"},
        "nights": {"when": "day", "first": "soon", "nights": "many"}, "to-know": {"to_know": "x" * 2001},
    }.items():  # fmt: skip
        yield f"error in {step}", refused(client, step, wrong)
    answer(client, ANSWERS | {"more": {f"q_{food.pk.hex}": "Soup"}})
    yield "check", client.get(CHECK)
    yield "closed half-way", closed(client, lead, house)
    ask(house, "Do you like tea?")
    yield "changed", client.get(client.get(CHECK)["Location"])
    client.post(at("save"))
    yield "saved", client.get(SAVED)
    answer(client, LEAST | {"more": {}})
    yield "sent", client.post(CHECK, follow=True)
    for shape in ("card", "large", "say"):
        yield shape, client.get(at(f"sent/{shape}"))
    for step in ("gone", "other-ways"):
        yield step, client.get(at(step))
    House.objects.filter(pk=house.pk).update(confidential=True)
    yield "by phone", Client().get(START)


def closed(client, lead, house):
    closure = closing.close(house, nights=Nights.starting(house.tonight(), 3), reason="repair", by=lead)
    page = client.get(CHECK)
    closing.reopen(closure, by=lead)
    return page


@pytest.fixture
def pages(client, house, lead):
    house.name, house.neutral_name = "Juniper Crisis Respite", "Juniper"
    house.save()
    return {name: page for name, page in every_page(client, house, lead) if page.status_code == 200}


def test_pages_read_at_grade_six_in_short_sentences_CS_26_CS_27(pages):
    names = {"Luz", "Juniper", "Organization", "Sam"}
    texts = {name: page.content.decode() for name, page in pages.items()}

    assert len(texts) == 26
    assert {name: round(grade(text, names), 1) for name, text in texts.items() if grade(text, names) > 6} == {}
    assert {name: banned(text) for name, text in texts.items() if banned(text)} == {}
    assert [said for text in texts.values() for said in sentences(text) if len(said.split()) > 20] == []


def test_pages_blame_nobody_and_are_red_in_the_summary_of_errors_only_CS_24_CS_36(pages):
    for name, page in pages.items():
        text = page.content.decode()
        said = " ".join(sentences(text)).lower().replace("we must report", "")
        assert ('class="errors"' in text) is name.startswith("error")
        assert not re.search(r"\b(must|sorry|failed|wrong|invalid)\b", said), name


def test_pages_keep_house_and_topic_out_of_titles_and_addresses_CS_13(pages):
    for page in pages.values():
        assert [word for word in NEUTRAL_NEVER if word in title(page).lower()] == []
        assert "Juniper Crisis" not in page.content.decode()
    addresses = [reverse("intake:ask-question", args=["x", step]) for step in STEPS]
    assert [word for word in NEUTRAL_NEVER if word in "".join(addresses)] == []


def test_pages_are_plain_html_never_stored_and_without_htmx_CS_10_AX_20(pages):
    for page in pages.values():
        assert page["Cache-Control"] == "no-store"
        assert not re.search("hx-|htmx|style=", page.content.decode())


def test_pages_set_two_cookies_at_most_CS_10(client, house, settings):
    answer(client)
    client.post(CHECK, follow=True)

    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_forms_need_their_token_SE_25(house):
    client = Client(enforce_csrf_checks=True)

    assert client.post(START).status_code == 403


def test_looking_changes_nothing_SE_25(client, house):
    answer(client)
    before = everything_in_the_database()

    for address in (START, CHECK, at("on"), *(at(step) for step in OURS), at("gone")):
        client.get(address)

    assert everything_in_the_database() == before


def test_pages_tell_other_sites_nothing_and_still_send_forms_SE_21(client, house):
    # With "no-referrer" a browser sends the form with the origin "null", and it is refused: seen in Chromium.
    for address in (START, "/mine/"):
        assert client.get(address)["Referrer-Policy"] == "same-origin"


def test_request_keeps_the_language_it_was_written_in(client, house):
    client.post("/es" + START)
    for step, typed in LEAST.items():
        client.post("/es" + at(step), typed)

    sent = client.post("/es" + CHECK)

    assert sent["Location"] == "/es" + SENT
    assert Request.objects.get().language == "es"
