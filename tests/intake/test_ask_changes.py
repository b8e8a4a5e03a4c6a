"""A house that changes while somebody writes: its questions, its rules, its doors. Honest each time, nothing lost."""

import re
from datetime import timedelta

import pytest

from intake.models import Draft, Request
from respite.deciding import decide
from respite.models import House
from respite.nights import Nights
from stays import closing
from tests.intake.filling_in import (
    ANSWERS,
    CANARY,
    CHECK,
    FOOD,
    LEAST,
    SENT,
    STAIRS,
    START,
    answer,
    ask,
    at,
    title,
)

CHANGED = "The house changed a question. Please look at this page again."
NOT_ASKED = "The house does not ask this any more"


def field(question):
    return f"q_{question.pk.hex}"


def end(question):
    """Have the house ask a question no more, from today on."""
    question.holds_until = question.house.tonight()
    question.save()


def mark_on(client, step):
    return re.search(r'name="mark" value="([^"]*)"', client.get(at(step)).content.decode())[1]


def test_new_question_about_who_may_stay_is_put_before_sending(client, house):
    answer(client)
    needs = ask(house, STAIRS, match="yes")

    moved = client.post(CHECK)
    page = client.get(moved["Location"]).content.decode()
    client.post(moved["Location"], {"mark": mark_on(client, "match"), "adult": "yes", field(needs): "yes"})

    assert moved["Location"] == at("match") + "?change"
    assert CHANGED in page
    assert STAIRS in page
    assert "checked" in page  # what was said before stands there
    assert client.post(CHECK)["Location"] == SENT
    assert Request.objects.get().to_know == "No stairs, please."


def test_new_question_of_the_house_is_put_before_sending(client, house):
    answer(client)
    food = ask(house, FOOD)

    moved = client.get(CHECK)
    page = client.get(moved["Location"]).content.decode()
    back = client.post(moved["Location"], {"mark": mark_on(client, "more"), field(food): "Soup"})

    assert moved["Location"] == at("more")
    assert CHANGED in page
    assert back["Location"] == CHECK
    client.post(CHECK)
    assert Request.objects.get().answers[str(food.pk)]["said"] == "Soup"


def test_question_that_ends_shows_what_was_written_and_does_not_send_it(client, house):
    food, song = ask(house, FOOD), ask(house, "A song?")
    answer(client, LEAST | {"more": {field(food): CANARY, field(song): "Any"}})
    end(food)

    page = client.get(client.get(CHECK)["Location"]).content.decode()
    client.post(at("more"), {"mark": mark_on(client, "more"), field(song): "Any"})
    check = client.get(CHECK).content.decode()
    client.post(CHECK)

    for shown in (page, check):
        assert NOT_ASKED in shown
        assert FOOD in shown
        assert CANARY in shown
    assert CHANGED in page
    assert Request.objects.get().answers == {str(song.pk): {"asked": "A song?", "said": "Any"}}


def test_last_question_that_ends_shows_what_was_written_on_the_check_page(client, house):
    food = ask(house, FOOD)
    answer(client, LEAST | {"more": {field(food): CANARY}})
    end(food)

    check = client.get(CHECK)
    text = check.content.decode()

    assert check.status_code == 200
    assert NOT_ASKED in text
    assert CANARY in text
    client.post(CHECK)
    assert Request.objects.get().answers == {}


@pytest.mark.parametrize("others", [0, 1])
def test_answer_typed_to_a_question_that_ended_meanwhile_is_not_lost(client, house, others):
    food = ask(house, FOOD)
    for place in range(others):
        ask(house, f"A song? {place}")
    answer(client, LEAST)
    mark = mark_on(client, "more")
    end(food)

    moved = client.post(at("more"), {"mark": mark, field(food): CANARY})
    page = client.get(moved["Location"]).content.decode()

    assert moved["Location"] == (at("more") if others else CHECK)
    assert CANARY in page
    assert (CHANGED in page) is bool(others)


def test_answers_to_a_page_that_changed_meanwhile_are_not_taken_unseen(client, house):
    needs = ask(house, STAIRS, match="yes")
    client.post(START)
    mark = mark_on(client, "match")
    ask(house, "Do you like cats?", match="yes")

    moved = client.post(at("match"), {"mark": mark, "adult": "yes", field(needs): "no"})
    page = client.get(moved["Location"]).content.decode()

    assert moved["Location"] == at("match")
    assert CHANGED in page
    assert "Do you like cats?" in page
    assert page.count("checked") == 2
    assert client.get(CHECK)["Location"] == at("match") + "?change"


def test_answer_against_the_house_is_not_sent_when_its_change_is_taken_back(client, house):
    answer(client)
    mark = mark_on(client, "match")
    passing = ask(house, STAIRS, match="yes")
    client.post(at("match"), {"mark": mark, "adult": "no"})
    end(passing)

    assert client.post(CHECK)["Location"] == at("match") + "?change"
    assert Request.objects.count() == 0


def test_page_of_the_house_that_is_gone_leads_to_the_check_page(client, house):
    food = ask(house, FOOD)
    answer(client, LEAST)
    end(food)

    assert client.get(at("more"))["Location"] == CHECK


def test_change_of_what_was_not_answered_yet_needs_no_word(client, house):
    answer(client, {"device": {"shared": "no"}})
    ask(house, FOOD)

    client.post(START)

    assert CHANGED not in client.get(at("more")).content.decode()


def test_fewer_nights_by_a_new_rule_are_said_before_sending(client, house, lead):
    answer(client)
    decide(house, by=lead, max_nights=3)

    moved = client.post(CHECK)
    page = client.get(moved["Location"])

    assert moved["Location"] == at("nights") + "?change"
    assert title(page).startswith("Error: ")
    assert "A stay here is 3 nights at most." in page.content.decode()
    assert 'value="Sam"' in page.content.decode()
    assert Request.objects.count() == 0
    assert client.post(moved["Location"], {"nights": "3", "together": "Sam"})["Location"] == CHECK
    assert client.post(CHECK)["Location"] == SENT


def test_day_that_went_by_is_said_before_sending(client, house, time_machine):
    time_machine.move_to("2026-11-24 10:50:00+00:00", tick=False)  # 4:50 am at the house
    answer(client, LEAST | {"nights": {"when": "day", "first": "2026-11-23"}})
    time_machine.shift(timedelta(minutes=20))

    page = client.get(client.get(CHECK)["Location"]).content.decode()

    assert "That day is over. Choose today or a later day." in page
    assert "2026-11-23" in page


def close_house(house, lead):
    closing.close(house, nights=Nights.starting(house.tonight(), 3), reason="repair", by=lead)


def phone_only(house, lead):
    decide(house, by=lead, publishing="phone_only")


def confidential(house, lead):
    House.objects.filter(pk=house.pk).update(confidential=True)


def take_down(house, lead):
    House.objects.filter(pk=house.pk).update(published=False)


@pytest.mark.parametrize("change", [close_house, phone_only, confidential, take_down])
@pytest.mark.parametrize("step", ["", "name", "check"])
def test_house_that_closes_half_way_says_what_becomes_of_the_words(client, house, lead, change, step):
    answer(client)
    change(house, lead)

    page = client.get(at(step) if step else START)
    text = page.content.decode()

    assert page.status_code == 200
    assert "(715) 555-0142" in text
    assert "You can still call" in text
    assert "What you wrote so far is not sent." in text
    assert "No stairs" not in text
    assert "Throw this away now" in text
    assert client.post(at("throw-away"))["Location"] == at("gone")
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("change", [close_house, phone_only, confidential, take_down])
@pytest.mark.parametrize("address", [at("name"), CHECK, START])
def test_house_that_closed_takes_nothing(client, house, lead, change, address):
    answer(client)
    change(house, lead)

    moved = client.post(address, {"name": CANARY})

    assert (moved.status_code, moved["Location"]) == (303, START)
    assert Request.objects.count() == 0
    assert Draft.objects.get().answers["name"]["name"] == "Luz"


@pytest.mark.parametrize("change", [close_house, phone_only, confidential, take_down])
def test_code_of_a_sent_request_is_shown_by_a_house_that_closed_since(client, house, lead, change):
    answer(client)
    client.post(CHECK)
    change(house, lead)

    page = client.get(START).content.decode()

    assert client.get(SENT).status_code == 200
    assert "We have the request you sent." in page
    assert f'href="{SENT}"' in page
    assert "Throw this away now" not in page


@pytest.mark.parametrize("change", [phone_only, confidential])
def test_house_by_phone_shows_its_phone_and_no_form(client, house, lead, change):
    change(house, lead)

    for page in (client.get(START), client.get(at("name")), client.post(START, follow=True)):
        text = page.content.decode()
        assert page.status_code == 200
        assert "(715) 555-0142" in text
        assert "<form" not in text
        assert "What you wrote" not in text
    assert Draft.objects.count() == 0


def test_house_closed_for_a_while_says_until_when(client, house, lead):
    nights = Nights.starting(house.tonight(), 3)
    closing.close(house, nights=nights, reason="repair", by=lead)

    text = client.get(START).content.decode()

    assert "The house is closed for a while" in text
    assert f"{nights.leaves:%A} {nights.leaves.day}" in text
    assert "<form" not in text
    assert "repair" not in text


def test_house_with_one_closed_room_still_takes_requests(client, house, lead):
    closing.close(house, nights=Nights.starting(house.tonight(), 3), reason="repair", by=lead, bed=house.beds.first())

    assert client.post(START)["Location"] == at("device")


def test_unknown_house_is_404_with_help(client, house):
    page = client.get("/ask/nowhere/")

    assert page.status_code == 404
    assert 'id="help"' in page.content.decode()


def test_house_that_is_not_published_is_404(client, house, lead):
    take_down(house, lead)

    assert client.get(START).status_code == 404
    assert client.post(START).status_code == 404


def test_house_that_opens_again_has_everything_still_there(client, house, lead):
    answer(client, ANSWERS)
    take_down(house, lead)
    assert "not sent" in client.get(CHECK).content.decode()

    House.objects.filter(pk=house.pk).update(published=True)

    assert "No stairs, please." in client.get(CHECK).content.decode()
