"""The guidelines: for everybody as a page, for the team by version."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stays import agreeing
from stays.models import Guidelines

TEXT = "We are glad you are here.\n# Kindness\nWe knock before we come in.\nNobody has to talk.\n# Quiet\nFrom 10 pm."


def public(house, query=""):
    return reverse("guidelines:public", args=[house.slug]) + query


def office(house, name="guidelines"):
    return reverse(f"stays:{name}", args=[house.slug])


def new(house, **more):
    return {"text": TEXT, "holds_from": house.tonight().isoformat(), "meeting": "house meeting"} | more


def test_public_page_shows_the_version_in_force(client, house, lead):
    agreeing.agree(house, text="Old words.", by=lead)
    agreeing.agree(house, text=TEXT, by=lead, meeting="the house meeting")

    page = client.get(public(house)).content.decode()

    assert "<h2>Kindness</h2>" in page
    assert "Nobody has to talk." in page
    assert "Version 2, from " in page
    assert "Old words." not in page


def test_public_page_shows_an_older_version_and_says_which_holds(client, house, lead):
    agreeing.agree(house, text="Old words.", by=lead)
    agreeing.agree(house, text=TEXT, by=lead, meeting="the house meeting")

    page = client.get(public(house, "?version=1")).content.decode()

    assert "Old words." in page
    assert "Version 2 holds now" in page


def test_public_page_keeps_a_version_to_come_for_its_day(client, house, lead):
    agreeing.agree(house, text="Old words.", by=lead)
    agreeing.agree(house, text=TEXT, by=lead, meeting="May", holds_from=house.tonight() + timedelta(days=2))

    assert "Old words." in client.get(public(house)).content.decode()
    assert client.get(public(house, "?version=2")).status_code == 404


@pytest.mark.parametrize("query", ["", "?version=9", "?version=x", "?version=99999999999999999999", "?version=-1"])
def test_public_page_of_a_version_that_is_not_there_is_not_found(client, house, query):
    assert client.get(public(house, query)).status_code == 404


def test_public_page_of_a_house_that_is_not_published_is_not_found(client, house, lead):
    agreeing.agree(house, text=TEXT, by=lead)
    house.published = False
    house.save()

    assert client.get(public(house)).status_code == 404


def test_public_page_escapes_what_somebody_wrote(client, house, lead):
    agreeing.agree(house, text="# <script>1</script>\n<img src=x>", by=lead)

    page = client.get(public(house)).content.decode()

    assert "<script>1" not in page
    assert "<img src=x>" not in page


def test_versions_are_listed_for_everybody_in_the_office(desk, house, lead):
    agreeing.agree(house, text=TEXT, by=lead)

    page = desk.get(office(house)).content.decode()

    assert "Version 1" in page
    assert "holds now" in page
    assert "Agree on a new version" not in page


def test_versions_are_not_there_for_strangers(stranger_desk, client, house):
    assert stranger_desk.get(office(house)).status_code == 404
    assert client.get(office(house)).url.startswith("/account/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_versions_cost_the_same_for_one_row_and_three(desk, house, lead, count, django_assert_max_num_queries):
    for n in range(count):
        agreeing.agree(house, text=f"{TEXT}\n{n}", by=lead, meeting="May", others=[agreeing.Words("Sí.", "es")])

    with django_assert_max_num_queries(14):
        desk.get(office(house))


def test_new_version_is_written_by_a_lead(lead_desk, house):
    answer = lead_desk.post(office(house, "guidelines-new"), new(house))

    version = Guidelines.objects.get()
    assert answer.status_code == 303
    assert (version.version, version.agreed_at, version.by.name) == (1, "house meeting", "Ana")


def test_new_version_sent_twice_is_one_version(lead_desk, house):
    sending = "0b6e0e0e-8d0f-4d8e-9a55-000000000002"
    for _n in range(2):
        lead_desk.post(office(house, "guidelines-new"), new(house, sending=sending))

    assert Guidelines.objects.count() == 1


def test_new_version_without_words_is_asked_again(lead_desk, house):
    answer = lead_desk.post(office(house, "guidelines-new"), new(house, text=" "))

    assert (answer.status_code, answer.context["form"].has_error("text")) == (200, True)
    assert Guidelines.objects.count() == 0


def test_new_version_is_refused_to_a_peer(desk, stranger_desk, house):
    assert desk.get(office(house, "guidelines-new")).status_code == 403
    assert desk.post(office(house, "guidelines-new"), new(house)).status_code == 403
    assert stranger_desk.get(office(house, "guidelines-new")).status_code == 404
