"""Changing what one told us, and asking again in one page, from the guest's own page (SE-07)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from intake import change_pages, flow, offering
from intake.contact import Contact
from intake.models import Request
from respite.models import Entry
from stays import booking, closing
from stays.models import Guest
from tests.factories import CALL, ask, nights_from_tonight

PAGE = "/mine/request/"
AGAIN = PAGE + "again/"


def change(key):
    return f"{PAGE}change/{key}/"


@pytest.fixture
def luz(house):
    wishes = {"from": (house.tonight() + timedelta(days=4)).isoformat(), "nights": 3, "interpreter": "Spanish"}
    return ask(house, wishes=wishes, to_know="No stairs.")


@pytest.fixture
def mine(luz):
    client = Client()
    assert client.post("/mine/", {"code": str(luz[1])}).status_code == 303
    return client


def fresh():
    return Request.objects.with_standing().with_person().get()


def text(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def field(found, name):
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', found)[0]


# one page each


@pytest.mark.parametrize("key", list(change_pages.CHANGES))
def test_page_shows_what_holds_now_and_one_button(mine, key):
    found = text(mine, change(key))

    assert "Back to your page" in found
    assert re.findall(r"<button[^>]*>([^<]+)</button>", found.split("<main")[1].split("</main>")[0]) == ["Save"]
    assert "Question" not in found.split("<main")[1]


def test_fields_hold_what_was_said(mine, luz):
    assert 'value="Luz"' in field(text(mine, change("name")), "name")
    assert re.search(r'value="Spanish"[^>]* checked', text(mine, change("name")))
    assert 'value="+17155550118"' in field(text(mine, change("reach")), "call_number")
    assert 'value="3"' in field(text(mine, change("nights")), "nights")
    assert "No stairs." in text(mine, change("to-know"))
    assert 'value="after 4 pm"' in field(text(mine, change("times")), "times")


def test_new_ways_hold_at_once_for_request_and_guest_CS_34(mine, luz, peer):
    flow.converse(luz[0], outcome="known", by=peer)

    done = mine.post(change("reach"), {"text": "on", "text_number": "715 555 0199", "name_us": "yes"})

    contact = fresh().safe_contact
    assert (done.status_code, done["Location"]) == (303, PAGE)
    assert (contact.channels, contact.phone, contact.vague) == (["text"], "+17155550199", False)
    assert contact.times == "after 4 pm"
    assert Guest.objects.get().contact["phone"] == "+17155550199"
    assert "Text only: (715) 555-0199." in text(mine, PAGE)
    assert "You said anew how to reach you." in text(mine, PAGE)


def test_new_times_leave_the_ways_alone(mine, luz):
    mine.post(change("times"), {"windows": ["evening"], "times": "not on Sunday"})

    contact = fresh().safe_contact
    assert (contact.windows, contact.times, contact.phone) == (("evening",), "not on Sunday", CALL.phone)


def test_new_nights_keep_the_other_wishes(mine, luz, house):
    first = (house.tonight() + timedelta(days=9)).isoformat()

    mine.post(change("nights"), {"when": "day", "first": first, "nights": "2", "together": "Sam"})

    wishes = fresh().wishes
    assert wishes == {"from": first, "nights": 2, "together": "Sam", "interpreter": "Spanish"}
    assert Entry.objects.filter(verb="wishes said", by=None).count() == 1


def test_nights_can_be_unknown_again(mine, luz):
    mine.post(change("nights"), {"when": "unknown"})

    assert (fresh().wishes["from"], fresh().wishes["nights"]) == ("", None)


def test_new_words_hold_for_request_and_guest(mine, luz, peer):
    flow.converse(luz[0], outcome="known", by=peer)

    mine.post(change("to-know"), {"to_know": "A window that opens.", "animal": "yes", "animal_task": "wakes me"})

    assert (fresh().to_know, Guest.objects.get().to_know) == ("A window that opens.", "A window that opens.")
    assert fresh().wishes["animal"] == "wakes me"


def test_new_name_and_language_hold_for_request_and_guest(mine, luz, peer):
    flow.converse(luz[0], outcome="known", by=peer)

    mine.post(change("name"), {"name": "Lucía", "language": "other", "other_language": "Mixtec"})

    assert (fresh().name, Guest.objects.get().name) == ("Lucía", "Lucía")
    assert fresh().wishes["interpreter"] == "Mixtec"
    assert "Hello, Lucía" in text(mine, PAGE)
    assert re.search(r'value="Mixtec"', text(mine, change("name")))


def test_saving_nothing_new_writes_no_history(mine, luz):
    before = Entry.objects.count()

    mine.post(change("name"), {"name": "Luz", "language": "Spanish"})
    mine.post(change("to-know"), {"to_know": "No stairs."})

    assert Entry.objects.count() == before


def test_history_says_what_kind_of_thing_changed_and_never_the_words(mine, luz):
    mine.post(change("name"), {"name": "Lucía", "language": "Spanish"})
    mine.post(change("to-know"), {"to_know": "Quillfeather."})

    told = [(entry.verb, entry.facts) for entry in Entry.objects.order_by("-pk")[:2]]
    assert told == [("to know said", {}), ("name said", {})]


@pytest.mark.parametrize(
    ("key", "sent", "sentence"),
    [
        ("name", {"name": ""}, "Write a name we can use."),
        ("reach", {"text": "on", "text_number": "abc"}, "Please look at one answer"),
        ("reach", {}, "Choose at least one way"),
        ("nights", {"when": "day", "nights": "99"}, "Please look at 2 answers"),
        ("to-know", {"to_know": "x" * 10_000}, "This is longer than 2,000 letters."),
    ],
)
def test_what_needs_another_look_comes_back_by_redirect_with_what_was_typed_CS_24(mine, luz, key, sent, sentence):
    done = mine.post(change(key), sent)
    found = text(mine, change(key))

    assert (done.status_code, done["Location"]) == (303, change(key))
    assert sentence in found
    assert "<title>Error: " in mine.get(change(key)).content.decode().replace("\n", "").replace("  ", "")
    for value in sent.values():
        assert value == "on" or value in found
    assert fresh().name == "Luz"


def test_what_was_typed_is_sealed_in_the_session_and_gone_once_it_is_good_CS_11(mine, luz):
    mine.post(change("to-know"), {"to_know": "Quillfeather" * 900})
    kept = str(dict(mine.session))

    mine.post(change("to-know"), {"to_know": "Short."})

    assert "Quillfeather" not in kept
    assert "Quillfeather" not in text(mine, change("to-know"))
    assert fresh().to_know == "Short."


def test_browser_is_asked_to_keep_nothing_on_a_shared_device_CS_12(luz):
    pages = []
    for shared in ("", "on"):
        client = Client()
        client.post("/mine/", {"code": str(luz[1]), "shared": shared})
        pages.append(text(client, change("reach")))

    assert 'autocomplete="tel"' in pages[0]
    assert 'autocomplete="tel"' not in pages[1]


def test_page_before_free_words_says_who_reads_them_CS_29(mine):
    found = text(mine, change("to-know"))

    assert "No one reads at night." in found


def test_change_leaves_a_held_room_as_it_is_and_says_so(mine, luz, house, peer):
    offer = offering.offer(luz[0], nights=nights_from_tonight(house, later=2), by=peer)

    found = text(mine, change("nights"))
    mine.post(change("nights"), {"when": "unknown"})

    assert "Your room stays as it is." in found
    assert type(offer.stay).objects.get().range == nights_from_tonight(house, later=2)


def test_what_cannot_be_changed_is_404(mine):
    assert mine.get(change("age")).status_code == 404
    assert mine.get(change("device")).status_code == 404


def test_stranger_changes_nothing_CS_06(client, luz):
    assert client.get(change("name"))["Location"] == "/mine/"
    assert client.post(change("name"), {"name": "Omar"})["Location"] == "/mine/"
    assert fresh().name == "Luz"


def test_page_language_is_chosen_and_leads_there(mine, luz):
    done = mine.post(PAGE + "language/", {"language": "es"})

    assert done["Location"] == "/es/mine/request/"
    assert fresh().language == "es"
    assert mine.post(PAGE + "language/", {"language": "xx"})["Location"] == PAGE + "language/"
    assert fresh().language == "es"


def test_code_opens_the_page_in_their_language(luz):
    Request.objects.update(language="es")

    assert Client().post("/mine/", {"code": str(luz[1])})["Location"] == "/es/mine/request/"
    assert Client().post("/es/mine/", {"code": str(luz[1])})["Location"] == "/es/mine/request/"


# asking again


@pytest.mark.parametrize("outcome", ["known", "not_now", "elsewhere"])
def test_asking_again_is_one_page_with_one_button(mine, luz, peer, outcome):
    flow.converse(luz[0], outcome=outcome, by=peer)
    assert AGAIN in text(mine, PAGE)
    found = text(mine, AGAIN)

    done = mine.post(AGAIN, {"when": "unknown", "nights": "2"})

    assert "Is this still right?" in found
    assert "Call only: (715) 555-0118." in found
    assert (done.status_code, done["Location"]) == (303, PAGE)
    request = fresh()
    assert (request.state, request.wishes["nights"], request.wishes["interpreter"]) == ("heard", 2, "Spanish")
    assert request.safe_contact.said_on == luz[0].house.local().date().isoformat()
    assert "We have your request." in text(mine, PAGE)


def test_asking_again_after_taking_it_back_and_after_a_stay(mine, luz, house, peer):
    flow.take_back(luz[0])
    mine.post(AGAIN, {"when": "unknown"})
    assert fresh().state == "heard"

    offer = offering.offer(luz[0], nights=nights_from_tonight(house), by=peer)
    booking.leave(booking.arrive(offering.accept(offer), by=peer), by=peer)
    assert AGAIN in text(mine, PAGE)
    mine.post(AGAIN, {"when": "unknown"})

    assert fresh().state == "heard"


def test_request_on_its_way_is_not_asked_again(mine, luz):
    assert AGAIN not in text(mine, PAGE)
    assert mine.get(AGAIN)["Location"] == PAGE
    assert mine.post(AGAIN, {"when": "unknown"})["Location"] == PAGE
    assert Entry.objects.filter(verb="asked again").count() == 0


def test_second_tap_on_the_button_asks_once(mine, luz, peer):
    flow.converse(luz[0], outcome="known", by=peer)

    first, second = mine.post(AGAIN, {"when": "unknown"}), mine.post(AGAIN, {"when": "unknown"})

    assert (first["Location"], second["Location"]) == (PAGE, PAGE)
    assert Entry.objects.filter(verb="asked again").count() == 1


def test_nights_that_are_over_are_not_proposed_again(mine, luz, house, peer):
    flow.converse(luz[0], outcome="known", by=peer)
    asked = fresh()
    asked.wishes = {"from": (house.tonight() - timedelta(days=3)).isoformat(), "nights": 3}
    asked.save(update_fields=["wishes"])

    found = text(mine, AGAIN)

    assert "value" not in field(found, "first").replace('value=""', "")
    assert 'value="3"' in field(found, "nights")


def test_nights_that_need_another_look_come_back_by_redirect(mine, luz, peer):
    flow.converse(luz[0], outcome="known", by=peer)

    done = mine.post(AGAIN, {"when": "day", "first": "2020-01-01"})

    assert done["Location"] == AGAIN
    assert "That day is over." in text(mine, AGAIN)
    assert fresh().state == "known"


def test_closed_house_says_so_instead(mine, luz, house, peer, lead):
    flow.converse(luz[0], outcome="known", by=peer)
    closing.close(house, nights=nights_from_tonight(house), reason="staffing", by=lead)

    assert "The house is closed for a while" in text(mine, AGAIN)
    mine.post(AGAIN, {"when": "unknown"})
    assert fresh().state == "known"


def test_somebody_who_contacts_us_is_told_so(house, peer):
    asked, code = ask(house, contact=Contact(i_will_call=True))
    flow.converse(asked, outcome="known", by=peer)
    client = Client()
    client.post("/mine/", {"code": str(code)})

    assert "You contact us when you like." in text(client, AGAIN)
