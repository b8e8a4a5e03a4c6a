"""What the list of the desk shows: groups, tabs, filters, pages, cards that open in place; and what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake import closing_to, flow, handing, joining, listing
from intake import desk as questions
from intake.contact import Contact
from intake.models import Delivery, Looked, Message, Offer, Request
from respite import deciding
from tests.intake.asking import asked_by, known, many, offered, url, wrote
from tests.moments import lapse

TEXT = Contact(text=True, phone="+17155550129")


def shown(response):
    return {row["name"]: [card.asked.name for card in row["rows"]] for row in response.context["groups"]}


def names(response):
    return [card.asked.name for card in response.context["rows"]]


def part(code):
    return {"HX-Request": "true", "HX-Target": f"request-{code}"}


@pytest.fixture
def team(peer, lead):
    """Joy and Ana."""
    return peer, lead


def test_groups_stand_by_what_is_due(house, peer, desk):
    now = timezone.now()
    asked_by(house, "Sam", at=now - timedelta(days=2))
    tomorrow = asked_by(house, "Kit")
    Request.objects.filter(pk=tomorrow.pk).update(promised_by=now + timedelta(days=2))
    offered(house, peer, "Luz")
    wrote(known(house, peer, "Noor"))

    found = shown(desk.get(url("requests", house)))

    assert found == {"late": ["Sam"], "wrote": ["Noor"], "them": ["Luz"], "later": ["Kit"]}


def test_today_ends_at_midnight_of_the_house(house, desk):
    asked = asked_by(house, "Kit")
    end = questions.end_of_today(house)
    Request.objects.filter(pk=asked.pk).update(promised_by=end)

    assert shown(desk.get(url("requests", house))) == {"later": ["Kit"]}

    if timezone.now() < end - timedelta(seconds=1):
        Request.objects.filter(pk=asked.pk).update(promised_by=end - timedelta(seconds=1))
        assert shown(desk.get(url("requests", house))) == {"today": ["Kit"]}


def test_offer_that_ends_soon_stands_first_and_says_so(house, peer, desk):
    offered(house, peer, "Luz", hours=20)
    soon = offered(house, peer, "Wren", hours=20)
    Offer.objects.filter(request=soon).update(until=timezone.now() + timedelta(minutes=90))

    response = desk.get(url("requests", house))

    assert shown(response)["them"] == ["Wren", "Luz"]
    assert response.text.count("Its time is over soon") == 1


def test_offer_that_lapsed_waits_for_nobody(house, peer, desk):
    asked = offered(house, peer, "Luz")
    lapse(asked.offers.get().stay)

    assert shown(desk.get(url("requests", house))) == {}


def test_another_house_asks_on_top_and_not_as_a_request(house, harbor, peer, desk):
    far = asked_by(harbor, "Bodil", contact=TEXT)
    handing.hand_over(far, to=house, parts=["name", "contact"], by=None, how="page")

    response = desk.get(url("requests", house))

    assert "Harbor asks you to ring Bodil" in response.text
    assert shown(response) == {}
    assert response.context["tabs"][0]["count"] == 0


def test_another_house_asks_not_for_somebody_closed_to_whoever_looks(house, harbor, peer, desk):
    made = handing.hand_over(asked_by(harbor, "Bodil"), to=house, parts=["name", "contact"], by=None, how="page")
    made.far.closed_to.add(peer)

    assert "Bodil" not in desk.get(url("requests", house)).text


def test_far_house_did_not_answer_in_time_and_nothing_is_left_on_its_desk(house, harbor, desk):
    made = handing.hand_over(asked_by(harbor, "Bodil"), to=house, parts=["name", "contact"], by=None, how="page")
    type(made).objects.update(until=timezone.now() - timedelta(minutes=1))

    response = desk.get(url("requests", house))

    assert "Bodil" not in response.text
    assert shown(response) == {}


def test_group_says_honestly_how_many_more_there_are(house, desk):
    many(house, questions.EACH + 4, late=questions.EACH + 3)

    response = desk.get(url("requests", house))

    assert {row["name"]: (len(row["rows"]), row["more"]) for row in response.context["groups"]} == {
        "late": (questions.EACH, 3),
        "later": (1, 0),
    }
    assert "and 3 more: Past the time we said" in response.text


def test_group_has_an_address_of_its_own_in_pages(house, desk):
    many(house, questions.PAGE + 4, late=questions.PAGE + 3)

    first = desk.get(url("requests", house), {"group": "late"})
    last = desk.get(url("requests", house), {"group": "late", "page": "2"})

    assert (len(names(first)), len(names(last))) == (questions.PAGE, 3)
    assert "?group=late&amp;page=2" in first.text


@pytest.mark.parametrize("tab", ["mine", "unread", "offers"])
def test_tab_lists_its_own(tab, house, peer, lead, desk):
    mine, theirs = asked_by(house, "Kit"), asked_by(house, "Sam")
    flow.take_up(mine, by=peer)
    flow.take_up(theirs, by=lead)
    wrote(known(house, peer, "Noor"))
    offered(house, peer, "Luz")

    response = desk.get(url("requests", house), {"tab": tab})

    assert names(response) == {"mine": ["Kit"], "unread": ["Noor"], "offers": ["Luz"]}[tab]
    assert {str(row["label"]): row["count"] for row in response.context["tabs"]} == {
        "Waiting for us": 2,
        "Mine": 1,
        "They wrote": 1,
        "Offers out": 1,
        "Call list": 0,
        "Known to the house": 1,
        "Ended": 0,
    }


def test_call_list_is_a_tab_with_its_count_when_the_house_keeps_one(house, lead, desk):
    listing.join(asked_by(house, "Wren"), kind="call")

    tabs = {str(row["label"]): row for row in desk.get(url("requests", house)).context["tabs"]}

    assert (tabs["Call list"]["count"], tabs["Call list"]["url"]) == (1, url("list", house))

    deciding.decide(house, by=lead, list_mode="none")

    assert "Call list" not in {str(row["label"]) for row in desk.get(url("requests", house)).context["tabs"]}


def test_unread_words_are_told_until_somebody_opened_the_page(house, peer, desk):
    asked = asked_by(house, "Kit")
    wrote(asked)

    before = desk.get(url("requests", house)).text
    desk.get(url("request", house, asked.code))
    after = desk.get(url("requests", house)).text

    assert "Kit wrote to you" in before
    assert "Kit wrote to you" not in after
    assert Message.objects.get().read_at


def test_what_was_not_delivered_says_phone_instead(house, desk):
    asked = asked_by(house, "Kit", contact=TEXT)
    Delivery.objects.create(request=asked, channel="text", template="message", vague=True, state="failed")

    assert "Not delivered: phone instead" in desk.get(url("requests", house)).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"how": "web"}, ["Ana W.", "Kit", "Sam"]),
        ({"how": "door"}, ["Bodil"]),
        ({"who": "me"}, ["Kit"]),
        ({"who": "nobody"}, ["Ana W.", "Bodil"]),
        ({"how": "web", "who": "nobody"}, ["Ana W."]),
        ({"how": "nonsense", "who": "x1"}, ["Ana W.", "Bodil", "Kit", "Sam"]),
    ],
)
def test_filters_by_how_they_asked_and_who_talks(asked, found, house, team, desk):
    peer, lead = team
    asked_by(house, "Ana W.")
    asked_by(house, "Bodil", source="door")
    flow.take_up(asked_by(house, "Kit"), by=peer)
    flow.take_up(asked_by(house, "Sam"), by=lead)

    response = desk.get(url("requests", house), asked)

    assert sorted(name for row in shown(response).values() for name in row) == found


def test_filter_names_the_colleagues_who_talk_and_nobody_else(house, peer, lead, desk):
    flow.take_up(asked_by(house, "Sam"), by=lead)
    asked_by(house, "Kit")

    response = desk.get(url("requests", house), {"who": str(lead.pk)})

    assert [str(row["label"]) for row in response.context["filters"][1]["tabs"]] == ["Anybody", "Nobody yet", "Ana"]
    assert shown(response) == {"later": ["Sam"]} or shown(response) == {"today": ["Sam"]}


def test_there_is_no_filter_by_a_trait_of_a_person(house, desk):
    asked_by(house, "Kit", wishes={"from": "", "nights": 3, "animal": "yes", "interpreter": "Spanish"})

    filters = desk.get(url("requests", house)).context["filters"]

    assert [str(row["label"]) for row in filters] == ["How they asked", "Who talks with them"]


def test_put_together_shows_once(house, peer, desk):
    older = asked_by(house, "Luz", at=timezone.now() - timedelta(minutes=5))
    newer = asked_by(house, "L.")
    joining.join(older, newer, by=peer)
    wrote(older)

    response = desk.get(url("requests", house))

    assert [name for row in shown(response).values() for name in row] == ["L."]
    assert "L. wrote to you" in response.text


def test_closed_to_a_colleague_is_not_on_their_desk_nor_counted(house, peer, lead, desk, lead_desk):
    asked = asked_by(house, "Luz")
    wrote(asked)
    listing.join(asked, kind="call")
    closing_to.close(asked, to=peer, by=lead)

    theirs, others = desk.get(url("requests", house)), lead_desk.get(url("requests", house))

    assert "Luz" not in theirs.text
    assert [row["count"] for row in theirs.context["tabs"]] == [0] * 7
    assert theirs.context["respite"]["nav"][2]["count"] == 0
    assert "Luz" in others.text


def test_card_opens_in_place_with_what_one_has_to_know(house, peer, desk):
    asked = asked_by(
        house,
        "Omar",
        to_know="A few quiet nights would help.",
        wishes={"from": "2026-11-28", "nights": 4, "together": "Jo", "interpreter": "ASL", "animal": "alerts me"},
        answers={"1": {"asked": "Do you live near?", "said": "yes"}},
    )
    wrote(asked)
    flow.tried(asked, by=peer)

    response = desk.get(url("request", house, asked.code), headers=part(asked.code))

    text = response.text
    assert text.strip().startswith("<li")
    assert f'id="request-{asked.code}"' in text
    for words in [
        "(715) 555-0118",
        "A few quiet nights would help.",
        "Is there a place for my bike?",
        "nobody answered",
        "Would like to come with Jo",
        "American Sign Language",
        "It is trained for: alerts me",
        "Do you live near?",
        "Start the conversation",
    ]:
        assert words in text
    assert "HX-Target" in response["Vary"]


def test_opening_a_card_is_written_down_and_closing_it_is_not_SE_32(house, peer, desk):
    asked = asked_by(house, "Omar")

    desk.get(url("request", house, asked.code), {"closed": "yes"}, headers=part(asked.code))
    assert not Looked.objects.exists()

    desk.get(url("request", house, asked.code), headers=part(asked.code))
    assert [(row.request, row.by, row.why) for row in Looked.objects.all()] == [(asked, peer, "read")]


def test_opened_card_leaves_words_unread_until_the_page_is_opened(house, desk):
    asked = asked_by(house, "Omar")
    wrote(asked)

    desk.get(url("request", house, asked.code), headers=part(asked.code))

    assert Message.objects.get().read_at is None


def test_card_closes_to_the_card_it_was(house, desk):
    asked = asked_by(house, "Omar")

    text = desk.get(url("request", house, asked.code), {"closed": "yes"}, headers=part(asked.code)).text

    assert text.strip().startswith("<li")
    assert "data-open" not in text


def test_card_shows_no_number_without_a_yes_CS_34(house, desk):
    asked = asked_by(house, "Kit", contact=Contact(i_will_call=True, phone="+17155550144"))

    text = desk.get(url("request", house, asked.code), headers=part(asked.code)).text

    assert "0144" not in text
    assert "They will contact us. Do not call." in text


def test_page_of_a_request_answers_a_boosted_link_and_no_script_with_the_page(house, desk):
    asked = asked_by(house, "Omar")

    boosted = desk.get(url("request", house, asked.code), headers=part(asked.code) | {"HX-Boosted": "true"})

    assert "<html" in boosted.text
    assert "<html" in desk.get(url("request", house, asked.code)).text


def test_desk_costs_the_same_with_3_and_300_open_requests(house, peer, desk, django_assert_num_queries):
    for rows in (many(house, 3, late=1), many(house, 297, late=150)):
        for row in rows[:2]:
            flow.tried(row, by=peer)
            wrote(row)
        flow.take_up(rows[2], by=peer)
        desk.get(url("requests", house))

        for query in ({}, {"group": "late"}, {"tab": "mine"}, {"tab": "unread"}, {"how": "web", "who": "nobody"}):
            with django_assert_num_queries(10):
                desk.get(url("requests", house), query)


def test_names_are_opened_only_for_the_rows_that_are_shown(house, desk, monkeypatch):
    many(house, 60, late=60)
    opened = []
    keys = Request.vault_key
    monkeypatch.setattr(Request, "vault_key", lambda row: opened.append(row.pk) or keys(row))

    desk.get(url("requests", house))

    assert len(set(opened)) == questions.EACH
