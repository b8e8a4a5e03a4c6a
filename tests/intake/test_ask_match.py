"""Who may stay, asked early; and what a house asks by itself: dated, and with a public reason."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import Draft, HouseQuestion, NotMatched, Request
from respite.deciding import decide
from respite.models import Key
from tests.factories import BedFactory, HouseFactory, RoomFactory
from tests.intake.filling_in import (
    ANSWERS,
    CANARY,
    CHECK,
    FOOD,
    LEAST,
    STAIRS,
    START,
    answer,
    ask,
    at,
    title,
)

OTHER_WAYS = at("other-ways")


def field(question):
    return f"q_{question.pk.hex}"


def counted(house):
    return list(NotMatched.objects.filter(house=house).values_list("need", "reason", "instead", "on", "hour"))


def test_not_a_match_gets_other_ways_and_nothing_is_sent_CS_25(client, house, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)  # 9 am at the house
    other = HouseFactory(organization=house.organization, area="Birch County", phone="+17155550177")
    BedFactory(room=RoomFactory(house=other))
    needs = ask(house, STAIRS, match="yes")
    answer(client, {"name": {"name": CANARY}})

    moved = client.post(at("match"), {"adult": "yes", field(needs): "no"})
    page = client.get(moved["Location"])
    text = page.content.decode()

    assert moved["Location"] == OTHER_WAYS
    assert page.status_code == 200
    assert not title(page).startswith("Error")
    assert "This house is not the right match just now" in text
    for way in ("(715) 555-0142", "(800) 555-0199", "(715) 555-0177", "Birch County", 'href="tel:988"'):
        assert way in text
    assert other.neutral_name not in text[text.index("<main") : text.index("</main>")]
    assert Request.objects.count() == 0
    assert counted(house) == [("other", "not_a_match", "line", house.local().date(), 9)]


def test_page_says_which_answer_led_there_and_lets_somebody_change_it_CS_25(client, house):
    needs = ask(house, STAIRS, match="yes")
    answer(client, LEAST | {"match": {"adult": "yes", field(needs): "no"}})

    text = client.get(OTHER_WAYS).content.decode()
    form = client.get(at("match")).content.decode()

    assert STAIRS in text
    assert "Are you 18 or over?" not in text
    assert f'href="{at("match")}"' in text
    assert re.search(rf'name="{field(needs)}" value="no"[^>]*checked', form)
    assert client.get(CHECK)["Location"] == at("match")

    client.post(at("match"), {"adult": "yes", field(needs): "yes"})

    assert counted(house) == []
    assert client.get(CHECK).status_code == 200
    assert STAIRS not in client.get(OTHER_WAYS).content.decode()


def test_answer_that_was_right_before_sends_nothing_once_it_is_a_no(client, house):
    answer(client, LEAST)
    assert client.get(CHECK).status_code == 200

    client.post(at("match"), {"adult": "no"})
    client.post(CHECK)

    assert Request.objects.count() == 0


def test_somebody_under_18_is_sent_to_no_house_for_adults(client, house):
    HouseFactory(organization=house.organization, area="Birch County", phone="+17155550177")
    client.post(START)
    client.post(at("match"), {"adult": "no"})

    text = client.get(OTHER_WAYS).content.decode()

    assert "You can call at any age. We look with you for help for young people." in text
    assert 'href="tel:988"' in text
    assert "(715) 555-0177" not in text


def test_what_led_to_other_ways_is_thrown_away_at_once_or_with_the_draft(client, house):
    client.post(START)
    client.post(at("match"), {"adult": "no"})
    assert "Are you 18 or over?" in client.get(OTHER_WAYS).content.decode()

    client.post(at("throw-away"))

    assert (Draft.objects.count(), Key.objects.count()) == (0, 0)
    assert len(counted(house)) == 1
    assert "Are you 18 or over?" not in client.get(OTHER_WAYS).content.decode()


def test_who_may_stay_is_told_before_the_first_answer(client, house, lead):
    decide(house, by=lead, area_rule="Adults who live in Birch County.")

    start = client.get(START).content.decode()
    client.post(START)
    page = client.get(at("match")).content.decode()

    assert "Adults who live in Birch County." in start
    assert "Adults who live in Birch County." in page
    assert "If this is not you, please call us first." in page


def test_other_answer_than_the_house_needs_is_not_a_match_CS_25(client, house):
    needs = ask(house, STAIRS, match="yes")
    client.post(START)

    moved = client.post(at("match"), {"adult": "yes", field(needs): "no"})

    assert moved["Location"] == OTHER_WAYS
    assert len(counted(house)) == 1


@pytest.mark.parametrize("said", ["yes", "unsaid", ""])
def test_question_of_the_house_that_is_left_open_can_be_talked_about_CS_22(client, house, said):
    needs = ask(house, STAIRS, match="yes")
    client.post(START)

    moved = client.post(at("match"), {"adult": "yes", field(needs): said})

    assert moved["Location"] == at("name")
    assert counted(house) == []


def test_match_may_be_a_no(client, house):
    needs = ask(house, "Do you need a nurse at night?", match="no")
    client.post(START)
    assert client.post(at("match"), {"adult": "yes", field(needs): "no"})["Location"] == at("name")

    assert client.post(at("match"), {"adult": "yes", field(needs): "yes"})["Location"] == OTHER_WAYS


def test_same_no_sent_twice_is_counted_once(client, house):
    client.post(START)

    client.post(at("match"), {"adult": "no"})
    again = client.post(at("match"), {"adult": "no"})

    assert again["Location"] == OTHER_WAYS
    assert len(counted(house)) == 1


def test_who_may_stay_is_asked_before_anything_personal(client, house):
    assert answer(client, {"device": {"shared": "no"}})["Location"] == at("match")
    assert client.post(at("match"), {"adult": "yes"})["Location"] == at("name")


def test_answers_on_who_may_stay_are_never_kept(client, house):
    needs = ask(house, STAIRS, match="yes")
    answer(client, LEAST | {"match": {"adult": "yes", field(needs): "yes"}})
    check = client.get(CHECK).content.decode()

    client.post(CHECK)

    assert STAIRS in check
    asked = Request.objects.get()
    assert asked.answers == {}
    assert "adult" not in str([asked.wishes, asked.contact, asked.to_know])


def test_match_page_of_a_house_gives_each_reason_in_public_CS_21(client, house):
    ask(house, STAIRS, match="yes", why="All our rooms are upstairs.")
    client.post(START)

    text = client.get(at("match")).content.decode()

    assert "Does this house fit you?" in text
    assert STAIRS in text
    assert "Why we ask: All our rooms are upstairs." in text
    assert text.count("All our rooms are upstairs.") == 1
    assert "It is not sent." in text


def test_house_without_such_questions_asks_the_one_thing(client, house):
    client.post(START)

    text = client.get(at("match")).content.decode()

    assert re.search(r"<h1>\s*Are you 18 or over\?", text)
    assert "Question 2 of 7" in text


def test_questions_of_a_house_stand_on_one_page_more_and_go_with_the_request(client, house):
    food, quiet, skipped = ask(house, FOOD), ask(house, "Is quiet good?", kind="yes_no"), ask(house, "A song?")
    answer(client, LEAST)

    page = client.get(at("more")).content.decode()
    moved = client.post(at("more"), {field(food): "Soup", field(quiet): "no", field(skipped): ""})
    check = client.get(CHECK).content.decode()
    client.post(CHECK)

    assert "Question 8 of 8" in page
    assert "Why we ask: We have a lot of them." in page
    assert moved["Location"] == CHECK
    assert FOOD in check
    assert "Soup" in check
    assert Request.objects.get().answers == {
        str(food.pk): {"asked": FOOD, "said": "Soup"},
        str(quiet.pk): {"asked": "Is quiet good?", "said": "no"},
    }


def test_answer_that_somebody_would_rather_not_say_is_not_kept_CS_22(client, house):
    quiet = ask(house, "Is quiet good?", kind="yes_no")
    answer(client, LEAST | {"more": {field(quiet): "unsaid"}})

    assert "You would rather not say" in client.get(CHECK).content.decode()
    client.post(CHECK)

    assert Request.objects.get().answers == {}


def test_longest_house_has_eight_pages(client, house):
    for place in range(6):
        ask(house, f"{STAIRS} {place}", match="yes")
        ask(house, f"{FOOD} {place}")

    steps, address = [], client.post(START)["Location"]
    while address != CHECK:
        steps.append(address)
        address = client.post(address, ANSWERS.get(address.split("/")[-2], {}))["Location"]

    assert len(steps) == 8
    assert f"Question 8 of {len(steps)}" in client.get(steps[-1]).content.decode()


@pytest.mark.parametrize(("words", "why"), [("", "We have stairs."), ("  ", "We have stairs."), (STAIRS, " ")])
@pytest.mark.parametrize("match", ["", "yes"])
def test_question_without_a_reason_is_not_asked_CS_21(client, house, words, why, match):
    ask(house, words, match=match, why=why)
    client.post(START)

    page = client.get(at("match")).content.decode()

    assert "Question 2 of 7" in page
    assert STAIRS not in page


def test_question_is_asked_from_its_day_until_its_day(client, house, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    made = ask(house, FOOD)
    HouseQuestion.objects.filter(pk=made.pk).update(holds_from="2026-11-25", holds_until="2026-11-27")
    seen = {}

    for day in (24, 25, 26, 27):
        time_machine.move_to(f"2026-11-{day} 15:00:00+00:00", tick=False)
        client.post(START)
        seen[day] = client.get(at("more")).status_code == 200

    assert seen == {24: False, 25: True, 26: True, 27: False}


def test_question_speaks_the_language_of_the_page(client, house, settings):
    made = ask(house, FOOD)
    made.words |= {"es": {"ask": "¿Qué le gusta comer?", "why": "Cocinamos."}}
    made.save()
    client.post("/es" + START)

    page = client.get("/es" + at("more")).content.decode()

    assert "¿Qué le gusta comer?" in page
    assert "Cocinamos." in page


def test_more_questions_cost_no_more_queries(client, house):
    def queries(step):
        with CaptureQueriesContext(connection) as found:
            assert client.get(at(step)).status_code == 200
        return len(found)

    ask(house, STAIRS, match="yes")
    ask(house, FOOD)
    client.post(START)
    one = [queries(step) for step in ("match", "more")]
    for place in range(2):
        ask(house, f"{STAIRS} {place}", match="yes")
        ask(house, f"{FOOD} {place}")
    client.post(START)
    three = [queries(step) for step in ("match", "more")]

    assert three == one
    assert max(one) < 12
