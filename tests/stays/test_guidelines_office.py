"""The guidelines in the office: versions, what differs, and the next one in every language."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from stays.agreeing import Words, agree
from stays.models import Guidelines
from tests.cast import signed_in

FULL = "# Quiet\nQuiet hours are from 10 pm to 8 am."
SPANISH = Words("# Silencio\nHay silencio de las 10 a las 8.", "es")


@pytest.fixture
def editor_desk(editor):
    """The browser of Wes, who edits pages."""
    return signed_in(editor)


def office(house, name="guidelines", *args):
    return reverse(f"stays:{name}", args=[house.slug, *args])


def new(house, **more):
    first = {"text": FULL, "holds_from": house.tonight().isoformat(), "meeting": "house meeting"}
    return first | {"met_on": house.local().date().isoformat()} | more


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


@pytest.fixture
def two(house, lead):
    """Two versions, the second with a Spanish text."""
    agree(house, text=FULL, by=lead)
    met = house.local().date()
    second = FULL.replace("10 pm", "11 pm")
    agree(house, text=second, by=lead, meeting="house meeting", met_on=met, others=[SPANISH], what_changed="Later.")
    return house


# Versions


def test_versions_say_meeting_languages_and_which_one_holds(desk, two):
    page = words(desk.get(office(two)))

    assert "Version 2 holds now Agreed at house meeting, " in page
    assert "English · Español" in page
    assert page.count("holds now") == 1


def test_version_that_a_newer_one_came_before_says_so(desk, two, lead):
    days = two.tonight() + timedelta(days=9), two.tonight() + timedelta(days=3)
    for text, day in zip(("Late.", "Soon."), days, strict=True):
        agree(two, text=text, by=lead, meeting="May", holds_from=day)

    page = words(desk.get(office(two)))

    assert "Version 4 not yet" in page
    assert "Version 3 a newer one came first" in page


def test_version_shows_its_words_and_what_is_new(desk, two):
    page = words(desk.get(office(two, "guidelines-version", 2)))

    assert "What is new since version 1 Later." in page
    assert "Worded in another way Quiet hours are from 11 pm to 8 am. Before: Quiet hours are from 10 pm" in page
    assert "Hay silencio de las 10 a las 8." in page


def test_version_to_come_is_read_in_the_office(desk, two, lead):
    agree(two, text="Soon.", by=lead, meeting="May", holds_from=two.tonight() + timedelta(days=3))

    assert "Soon." in words(desk.get(office(two, "guidelines-version", 3)))
    assert desk.get(office(two, "guidelines-version", 4)).status_code == 404


def test_two_versions_are_compared_in_each_language_both_have(desk, two, lead):
    agree(two, text=FULL, by=lead, meeting="May", others=[Words("# Silencio\nPor favor, silencio.", "es")])

    page = words(desk.get(office(two, "guidelines-compare"), {"from": 3, "to": 2}))

    assert "From version 2 to version 3." in page
    assert "English Worded in another way Quiet hours are from 10 pm" in page
    assert "Español New Por favor, silencio." in page


@pytest.mark.parametrize("query", [{"from": 9}, {"to": "x"}])
def test_compare_with_a_version_that_is_not_there_is_not_found(desk, two, query):
    assert desk.get(office(two, "guidelines-compare"), query).status_code == 404


def test_compare_needs_two_versions(desk, house, lead):
    agree(house, text=FULL, by=lead)

    assert desk.get(office(house, "guidelines-compare")).status_code == 404
    assert "Compare two versions" not in words(desk.get(office(house)))


def test_pages_of_guidelines_are_not_there_for_strangers(stranger_desk, editor_desk, client, two):
    for address in (office(two), office(two, "guidelines-version", 1), office(two, "guidelines-compare")):
        assert stranger_desk.get(address).status_code == 404
        assert editor_desk.get(address).status_code == 200
        assert client.get(address)["Location"].startswith("/account/login/")
    assert editor_desk.get(office(two, "guidelines-new")).status_code == 403


@pytest.mark.parametrize("name", ["guidelines-version", "guidelines-compare"])
def test_pages_of_guidelines_cost_the_same_with_two_versions_and_four(
    desk, two, lead, name, django_assert_max_num_queries
):
    address = office(two, name, 1) if name == "guidelines-version" else office(two, name)
    with django_assert_max_num_queries(14) as few:
        desk.get(address)
    for n in range(2):
        agree(two, text=f"{FULL}\n{n}", by=lead, meeting="May", others=[SPANISH])
    with django_assert_max_num_queries(14) as many:
        desk.get(address)

    assert len(few) == len(many)


# The next version


def test_new_version_is_written_in_every_language_at_once(lead_desk, house):
    more = {
        "text_es": SPANISH.text,
        "what_changed_es": "Nada nuevo.",
        "made_es": "machine",
        "checked_es": "Luz Ortega",
        "text_es_easy": "Silencio.",
        "text_easy": "Quiet.",
        "what_changed": "All of it.",
    }
    answer = lead_desk.post(office(house, "guidelines-new"), new(house, **more))

    version = Guidelines.objects.with_words().get()
    assert answer.status_code == 303
    assert [(one.language, one.easy) for one in version.all_words()] == [
        ("en", False), ("en", True), ("es", False), ("es", True),
    ]  # fmt: skip
    spanish = version.said_in("es")
    assert (spanish.made, spanish.checked_by, spanish.what_changed) == ("machine", "Luz Ortega", "Nada nuevo.")
    assert (version.made, version.what_changed, version.met_on) == ("human", "All of it.", house.local().date())


def test_new_version_opens_with_the_words_of_the_last_one(lead_desk, two):
    form = lead_desk.get(office(two, "guidelines-new")).context["form"]

    assert (form["text"].value(), form["text_es"].value()) == (FULL.replace("10 pm", "11 pm"), SPANISH.text)
    assert (form["after"].value(), form["what_changed"].value()) == (2, None)


def test_first_version_needs_no_meeting_and_the_second_does(lead_desk, house):
    bare = new(house, meeting="", met_on="")
    lead_desk.post(office(house, "guidelines-new"), bare)
    answer = lead_desk.post(office(house, "guidelines-new"), bare | {"text": "Be kind."})

    assert Guidelines.objects.count() == 1
    assert answer.context["form"].errors == {
        "meeting": ["A change comes from a house meeting. Say which."],
        "met_on": ["Choose the day on which the house met."],
    }
    assert "Be kind." in answer.content.decode()


def test_meeting_still_to_come_is_asked_again(lead_desk, house):
    tomorrow = (house.local().date() + timedelta(days=1)).isoformat()

    answer = lead_desk.post(office(house, "guidelines-new"), new(house, met_on=tomorrow))

    assert set(answer.context["form"].errors) == {"met_on"}


def test_text_by_a_machine_is_asked_who_checked_it_LN_31(lead_desk, house):
    answer = lead_desk.post(office(house, "guidelines-new"), new(house, text_es="Hola.", made_es="machine"))

    assert set(answer.context["form"].errors) == {"checked_es"}
    assert "A machine made this text (Español). Write down who read it over." in words(answer)
    assert not Guidelines.objects.exists()


def test_machine_without_a_text_is_nothing_to_check(lead_desk, house):
    answer = lead_desk.post(office(house, "guidelines-new"), new(house, made_es="machine"))

    assert answer.status_code == 303


def test_same_words_are_refused_and_kept_on_the_page(lead_desk, house, lead):
    agree(house, text=FULL, by=lead)

    answer = lead_desk.post(office(house, "guidelines-new"), new(house, after=1))

    assert "These are the words of version 1. Nothing is new yet." in words(answer)
    assert answer.context["form"]["text"].value() == FULL


def test_later_one_of_two_sees_what_changed_and_may_send_again(lead_desk, two, lead):
    mine = new(two, text=f"{FULL}\nMine.", after=2)
    agree(two, text=f"{FULL}\nTheirs.", by=lead, meeting="May")

    answer = lead_desk.post(office(two, "guidelines-new"), mine)

    assert answer.status_code == 409
    assert "Version 3 was agreed meanwhile. What you wrote is still here." in words(answer)
    assert "New Mine. It stands under: Quiet No longer there Theirs." in words(answer)
    after = BeautifulSoup(answer.content, "html.parser").find("input", attrs={"name": "after"})["value"]
    assert lead_desk.post(office(two, "guidelines-new"), mine | {"after": after}).status_code == 303
    assert Guidelines.objects.in_force(two).version == 4


# Starting


def test_house_without_guidelines_may_start_from_our_texts(lead_desk, house):
    page = lead_desk.get(office(house))
    form = lead_desk.get(office(house, "guidelines-new") + "?start=ours").context["form"]

    assert "Start from our texts" in words(page)
    assert "You are at Juniper House because you want to be." in form["text"].value()
    assert "Usted está en Juniper House porque quiere." in form["text_es"].value()
    assert form["text_easy"].value()
    assert form["text_es_easy"].value()
    assert not Guidelines.objects.exists()


def test_house_may_start_from_headings_alone(lead_desk, house):
    form = lead_desk.get(office(house, "guidelines-new") + "?start=headings").context["form"]

    assert form["text"].value().startswith("# Peer values\n\n# Culture and language")
    assert form["text_es"].value() is None


def test_house_with_guidelines_starts_from_its_own(lead_desk, two):
    assert "Start from our texts" not in words(lead_desk.get(office(two)))
    form = lead_desk.get(office(two, "guidelines-new") + "?start=ours").context["form"]

    assert form["text"].value() == FULL.replace("10 pm", "11 pm")


def test_peer_is_not_led_to_a_page_they_may_not_open(desk, house):
    assert "Start from our texts" not in words(desk.get(office(house)))
