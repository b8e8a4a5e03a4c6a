"""Save for later, only when asked for, by code: what is kept, until when, and who opens it (CS-11)."""

from datetime import timedelta

import pytest
from django.test import Client

from intake import drafts, entering
from intake.models import Attempt, Draft, Request
from respite.deciding import decide
from respite.models import House, Key
from tests.intake.filling_in import (
    ANSWERS,
    CANARY,
    CHECK,
    LEAST,
    SAVED,
    SENT,
    START,
    answer,
    at,
    code_on,
    everything_in_the_database,
    title,
)

ON = at("on")
SOME = {"device": {"shared": "no"}, "match": {"adult": "yes"}, "name": {"name": "Luz"}}


@pytest.fixture
def noon(time_machine):
    time_machine.move_to("2026-11-24 18:00:00+00:00", tick=False)
    return time_machine


def save(client, answers=None, step="reach", typed=None):
    """Answer some questions, save the rest for later, and return the code."""
    answer(client, SOME if answers is None else answers)
    saved = client.post(at(step), {**(typed or {}), "then": "save"})
    assert saved["Location"] == SAVED
    return code_on(client.get(SAVED))


def come_back(code, client=None):
    client = client or Client()
    moved = client.post("/mine/", {"code": code})
    assert moved["Location"] == ON
    return client, client.get(ON)["Location"]


def flat(text):
    return " ".join(text.split())


def kept():
    return Draft.objects.exclude(saved_until=None)


def test_saving_gives_a_code_that_opens_the_answers_again(client, house, noon):
    code = save(client, typed={"text": "on", "text_number": "715 555 0118"})
    page = client.get(SAVED).content.decode()

    back, place = come_back(code)

    assert "We keep it until noon tomorrow, Wednesday. Then it is gone." in page
    assert "Nothing is sent." in page
    assert place == at("times")
    assert 'value="Luz"' in back.get(at("name")).content.decode()
    assert 'value="+17155550118"' in back.get(at("reach")).content.decode()
    assert Request.objects.count() == 0


def test_saving_keeps_what_could_not_be_taken_yet(client, house):
    code = save(client, typed={"text": "on", "text_number": CANARY, "call_number": "later"})

    back, place = come_back(code)
    page = back.get(place)

    assert place == at("reach")
    assert not title(page).startswith("Error")
    assert CANARY in page.content.decode()
    assert "later" in page.content.decode()


def test_saving_from_the_check_page_leads_back_to_it(client, house):
    answer(client)
    saved = client.post(at("save"))
    back, place = come_back(code_on(client.get(saved["Location"])))

    assert saved["Location"] == SAVED
    assert place == CHECK
    assert "No stairs, please." in back.get(CHECK).content.decode()
    assert back.post(CHECK)["Location"] == SENT
    assert Request.objects.get().name == "Luz"


def test_saving_ends_the_session_that_wrote(client, house):
    session = client.session
    session["mine"] = "the page of a request"
    session.save()
    before = session.session_key

    save(client)

    assert client.session.session_key != before
    assert "mine" not in client.session
    for page in (at("name"), at("reach"), CHECK, ON):
        assert client.get(page)["Location"] == SAVED
    assert drafts.is_shared(client.session) is False


@pytest.mark.parametrize(("shared", "minutes"), [("no", 30), ("yes", 15)])
def test_code_of_saved_answers_is_shown_for_a_short_time_only_CS_11(client, house, noon, shared, minutes):
    save(client, SOME | {"device": {"shared": shared}})

    noon.shift(timedelta(minutes=minutes - 1))
    assert client.get(SAVED).status_code == 200
    noon.shift(timedelta(minutes=1))

    assert client.get(SAVED)["Location"] == START


def test_closing_the_page_with_the_code_keeps_the_answers(client, house):
    code = save(client)

    gone = client.post(at("throw-away"))

    assert "your code still opens it" in client.get(gone["Location"]).content.decode()
    assert come_back(code)[1] == at("reach")
    assert client.get(SAVED)["Location"] == START


def test_answers_are_not_kept_unless_somebody_asks_CS_11(client, house):
    answer(client, SOME)

    draft = Draft.objects.get()
    assert (draft.locator, draft.secret_hash, draft.saved_until) == (None, "", None)


@pytest.mark.parametrize("hours", [24, 3])
def test_saved_answers_die_after_the_hours_of_the_house_CS_11(client, house, lead, noon, hours):
    decide(house, by=lead, draft_hours=hours)
    client.post(START)
    assert f"With it you can go on later, for {hours} hours." in flat(client.get(at("name")).content.decode())
    code = save(client)

    noon.shift(timedelta(hours=hours, seconds=-1))
    drafts.sweep()
    assert come_back(code)[1] == at("reach")
    assert kept().count() == 1
    noon.shift(timedelta(minutes=31))

    assert Client().post("/mine/", {"code": code}).status_code == 404
    assert drafts.sweep() == 1
    assert (Draft.objects.count(), Key.objects.count()) == (0, 0)


def test_somebody_who_writes_when_the_time_is_over_can_go_on_writing_CS_11(client, house, noon):
    code = save(client)
    noon.shift(timedelta(hours=23, minutes=59))
    back, _place = come_back(code)
    noon.shift(timedelta(minutes=5))

    drafts.sweep()

    assert back.post(at("reach"), {"i_will_call": "on"})["Location"] == at("times")
    assert back.post(CHECK)["Location"] == SENT


def test_idle_session_ends_and_the_code_still_opens_CS_11(client, house, noon):
    code = save(client)
    back, place = come_back(code)
    noon.shift(timedelta(minutes=31))
    drafts.sweep()

    assert back.get(place)["Location"] == START
    assert come_back(code)[1] == place


def test_leaving_or_beginning_again_keeps_what_was_saved(client, house):
    code = save(client)

    back, _place = come_back(code)
    back.get("/leave/")
    again, _place = come_back(code)
    again.post(START)

    assert come_back(code)[1] == at("reach")


def test_code_opens_what_was_saved_after_an_answer_that_does_not_fit(client, house):
    code = save(client, LEAST, step="times")
    back, _place = come_back(code)
    back.post(at("match"), {"adult": "no"})

    text = back.get(at("other-ways")).content.decode()
    again = Client()
    again.post("/mine/", {"code": code})

    assert "Your code opens it until" in text
    assert "in half an hour at the latest" not in text
    assert again.get(CHECK)["Location"] == at("match")


@pytest.mark.parametrize("how", ["throw-away", "send"])
def test_code_opens_nothing_once_sent_or_thrown_away(client, house, how):
    code = save(client, LEAST, step="times")
    back, _place = come_back(code)

    if how == "send":
        back.post(CHECK)
    else:
        back.post(at("throw-away"))

    assert Client().post("/mine/", {"code": code}).status_code == 404
    assert kept().count() == 0


def test_saving_again_replaces_the_code(client, house):
    first = save(client)
    back, _place = come_back(first)
    back.post(at("reach"), {"i_will_call": "on", "then": "save"})
    second = code_on(back.get(SAVED))

    assert second != first
    assert Client().post("/mine/", {"code": first}).status_code == 404
    assert come_back(second)[1] == at("times")
    assert kept().count() == 1


def test_coming_back_is_a_new_session_SE_06(client, house):
    code = save(client)
    fixed = Client()
    fixed.get("/mine/")
    fixed.post(START)
    before = fixed.session.session_key

    come_back(code, fixed)

    assert fixed.session.session_key != before
    assert Draft.objects.filter(saved_until=None, locator=None).count() == 1  # the card of the one who saved


def test_wrong_code_for_saved_answers_reads_like_any_other_SE_03(client, house):
    code = save(client)
    locator = code.split()[0]

    known = Client().post("/mine/", {"code": f"{locator} one two three four five"})
    unknown = Client().post("/mine/", {"code": "ZZZZ one two three four five"})

    def plain(page, locator):
        return page.content.decode().replace(locator, "")

    assert (known.status_code, unknown.status_code) == (404, 404)
    assert len(plain(known, locator)) == len(plain(unknown, "ZZZZ"))


def test_codes_for_saved_answers_are_slowed_like_all_others_SE_04(client, house):
    code = save(client)
    wrong = f"{code.split()[0]} one two three four five"
    for network in range(entering.PER_LOCATOR):
        assert Client(REMOTE_ADDR=f"10.0.{network}.1").post("/mine/", {"code": wrong}).status_code == 404

    late = Client(REMOTE_ADDR="10.1.0.1").post("/mine/", {"code": code})

    assert late.status_code == 429
    assert Attempt.objects.exists()


def test_locator_of_saved_answers_is_no_other_code(client, house, monkeypatch):
    code = save(client)
    places = iter([code.split()[0], "BBBB"])
    monkeypatch.setattr("intake.flow.codes.locator", lambda: next(places))

    other = Client()
    answer(other, LEAST)
    other.post(CHECK)

    assert Request.objects.get().locator == "BBBB"


def test_saved_words_and_code_are_nowhere_in_the_clear_SE_02(client, house):
    code = save(client, SOME | {"name": {"name": CANARY}}, typed={"text_number": CANARY, "text": "on"})

    said = everything_in_the_database()
    assert CANARY not in said
    assert " ".join(code.split()[1:]) not in said
    assert str(code.split()[1:]) not in said
    assert "Luz" not in said


def test_house_that_closed_says_until_when_saved_answers_are_kept(client, house, noon):
    code = save(client)
    House.objects.filter(pk=house.pk).update(confidential=True)
    assert "What you wrote is saved, and not sent." in client.get(START).content.decode()

    back = Client()
    back.post("/mine/", {"code": code})

    page = back.get(ON).content.decode()
    assert "What you wrote so far is not sent. Your code opens it until noon tomorrow, Wednesday." in page


def test_saved_draft_of_all_answers_opens_on_the_check_page(client, house):
    code = save(client, ANSWERS, step="to-know", typed=ANSWERS["to-know"])

    assert come_back(code)[1] == CHECK
