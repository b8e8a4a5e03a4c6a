"""The guest's page of their stay: what they may read, what only exists, what they can write, and how it reads."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake import flow, guest_stay, offering
from respite import vault
from respite.deciding import decide
from stays import accommodating, booking, noting, outing, record_parts, welcoming
from stays.models import Accommodation, LogEntry, Note, Stay
from stays.noting import Readers
from tests.factories import ask, here, make_guest, nights_from_tonight
from tests.moments import later
from tests.reading import NEUTRAL_NEVER, banned, grade, sentences

PAGE = "/mine/request/stay/"
SECRET = "zinnia canary"
NAMES = {"Luz", "Joy", "Juniper", "Plan"}


@pytest.fixture
def asked(house):
    """Luz asked, and has her code."""
    return ask(house)


@pytest.fixture
def stay(house, peer, asked):
    """Luz is here."""
    made = offering.offer(asked[0], nights=nights_from_tonight(house, 4), by=peer, agreed="A quiet room.")
    return booking.arrive(offering.accept(made), by=peer)


@pytest.fixture
def mine(asked):
    return entered(asked)


def entered(asked):
    """Return the browser of somebody who entered their code."""
    client = Client()
    assert client.post("/mine/", {"code": str(asked[1])}).status_code == 303
    return client


def text(client, address=PAGE):
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def only_staff(house):
    return Readers(True, "other_person", house.tonight() + timedelta(days=3))


def in_the_log(house, guest, by, words):
    entry = LogEntry(house=house, guest=guest, by=by, until=house.tonight() + timedelta(days=2))
    entry.words = words
    entry.save()


def everything(house, stay, by):
    decide(house, by=by, lock_boxes=2)
    noting.write(stay, words="We planned the baking.", by=by)
    noting.write(stay, words="I slept well.", by=None)
    noting.write(stay, words=SECRET, by=by, readers=only_staff(house))
    accommodating.answer(
        accommodating.ask(stay, words="No light at night.", by=None), state="agreed", words="It is off.", by=by
    )
    welcoming.hope(stay, words="To sleep.", by=None)
    welcoming.lend(stay, box="2", by=by)
    outing.out_until(stay, until=timezone.now() + timedelta(hours=2))
    part = record_parts.add(house, name="Plan", why="Rule 12.3 asks for it.", by=by)
    record_parts.fill(stay, part=part, words="Walks and tea.", by=by)
    in_the_log(house, stay.guest, by, "Luz has the blue mug.")


# Reading


def test_page_of_the_stay_shows_all_that_is_written(house, stay, peer, mine):
    everything(house, stay, peer)

    page = text(mine)

    for told in (
        "We planned the baking.", "You wrote", "I slept well.", "No light at night.", "We said yes.", "It is off.",
        "To sleep.", "You have the key of lock box 2.", "You are out until", "Walks and tea.", "Rule 12.3 asks for it.",
        "Luz has the blue mug.", "It goes by itself one year after the stay.",
    ):  # fmt: skip
        assert told in page


@pytest.mark.parametrize("address", [PAGE, "/mine/request/", "/mine/request/copy/", "/mine/request/copy.json"])
def test_words_of_a_staff_only_note_stand_nowhere_the_guest_can_read_LN_53(house, stay, peer, mine, address):
    everything(house, stay, peer)

    page = mine.get(address).content.decode()

    assert SECRET not in page


def test_staff_only_note_is_said_to_exist_with_reason_and_end_LN_53(house, asked, stay, peer):
    noting.write(stay, words=SECRET, by=peer, readers=only_staff(house))

    page = text(entered(asked))
    with later(days=5):
        gone = text(entered(asked))

    assert "There is a note here that only the team can read. It goes after" in page
    assert "The reason: another person&#x27;s privacy." in page
    assert "There is a note here" not in gone


def test_page_shows_nothing_of_another_guest(house, stay, peer, mine):
    other = here(house, peer, make_guest(house.organization, "Ben"))
    noting.write(other, words=SECRET, by=peer)
    accommodating.ask(other, words=SECRET, by=None)
    welcoming.hope(other, words=SECRET, by=None)
    in_the_log(house, other.guest, peer, SECRET)
    in_the_log(house, None, peer, SECRET)

    assert SECRET not in text(mine)


def test_page_is_only_there_once_there_is_a_stay(house, asked, mine, peer):
    assert mine.get(PAGE).headers["Location"] == "/mine/request/"
    assert "Open your stay" not in text(mine, "/mine/request/")

    offering.offer(asked[0], nights=nights_from_tonight(house, 4), by=peer, agreed="A quiet room.")
    assert mine.get(PAGE).headers["Location"] == "/mine/request/"


def test_page_is_closed_without_the_code(stay, client):
    for address in (PAGE, *[f"{PAGE}{what}/" for what in guest_stay.PAGES]):
        assert client.get(address).headers["Location"] == "/mine/"


def test_way_to_the_stay_stands_on_the_guests_own_page(stay, mine):
    assert "Open your stay" in text(mine, "/mine/request/")


def test_page_of_an_erased_guest_is_not_there(stay, peer, mine, asked):
    booking.leave(stay, by=peer)
    stay.guest.key.destroy()

    assert mine.get(PAGE).status_code == 303


def test_page_costs_the_same_with_one_of_each_and_three(house, stay, peer, mine):
    def more():
        noting.write(stay, words="We baked.", by=peer)
        noting.write(stay, words="I slept.", by=None)
        accommodating.ask(stay, words="Tea.", by=None)
        in_the_log(house, stay.guest, peer, "A mug.")

    more()
    counts = []
    for times in (0, 2):
        for _n in range(times):
            more()
        mine.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            mine.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_hopes_stay_some_days_after_the_stay_and_say_until_when(asked, stay, peer):
    welcoming.hope(stay, words="To sleep.", by=None)
    booking.leave(stay, by=peer)

    page = text(entered(asked))
    with later(days=15):
        after = text(entered(asked))

    assert "To sleep." in page
    assert "It stays here until" in page
    assert "To sleep." not in after


# Writing


def test_guest_writes_a_note_and_takes_it_back(stay, mine, peer):
    answer = mine.post(f"{PAGE}note/", {"words": "Nights are hard around 3."})
    note = Note.objects.get()
    page = text(mine)

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert (note.by, note.words, note.staff_only) == (None, "Nights are hard around 3.", False)
    assert "Your note is here. The team can read it now." in page
    mine.post(f"{PAGE}notes/{note.pk}/take-back/")
    assert not Note.objects.exists()


def test_guest_cannot_take_back_what_we_or_another_guest_wrote(house, stay, mine, peer):
    other = here(house, peer, make_guest(house.organization, "Ben"))
    notes = [noting.write(stay, words="Ours.", by=peer), noting.write(other, words="Theirs.", by=None)]

    for note in notes:
        assert mine.post(f"{PAGE}notes/{note.pk}/take-back/").status_code == 404
    assert Note.objects.count() == 2


def test_guest_writes_hopes_and_erases_them(stay, mine):
    mine.post(f"{PAGE}hopes/", {"words": "To sleep."})
    assert "To sleep.</textarea>" in text(mine, f"{PAGE}hopes/")
    assert "To sleep." in text(mine)

    mine.post(f"{PAGE}hopes/", {"words": ""})

    stay.refresh_from_db()
    assert stay.hopes == ""


def test_guest_asks_for_what_would_help_and_reads_the_answer_LN_21(stay, mine, peer):
    mine.post(f"{PAGE}help/", {"words": "No light at night."})
    assert "We have not answered yet." in text(mine)

    accommodating.answer(Accommodation.objects.get(), state="another_way", words="A small lamp.", by=peer)

    page = text(mine)
    assert "We found another way." in page
    assert "A small lamp." in page


def test_guest_says_until_when_they_are_out_and_is_back_LN_51(house, stay, mine):
    tomorrow = house.local().date() + timedelta(days=1)

    mine.post(f"{PAGE}out/", {"on": tomorrow.isoformat(), "time": "10:00"})
    assert "You are out until 10 am tomorrow" in text(mine)
    mine.post(f"{PAGE}back/")

    stay.refresh_from_db()
    assert stay.out_until is None
    assert "You come and go as you like." in text(mine)


def test_words_that_need_another_look_come_back_once_sent_AX_20(house, stay, mine):
    today = house.local().date().isoformat()

    empty = mine.post(f"{PAGE}note/", {"words": " "})
    assert (empty.status_code, empty["Location"]) == (303, f"{PAGE}note/")
    assert "Write a few words first." in text(mine, f"{PAGE}note/")
    mine.post(f"{PAGE}out/", {"on": today, "time": "00:00"})
    page = text(mine, f"{PAGE}out/")

    assert "Choose a time that is still to come." in page
    assert 'role="alert"' in page
    assert 'value="00:00' in page


def test_note_sent_twice_is_one_note_RE_05(stay, mine):
    sent = {"words": "I slept.", "sending": "00000000-0000-4000-8000-000000000002"}

    mine.post(f"{PAGE}note/", sent)
    mine.post(f"{PAGE}note/", sent)

    assert Note.objects.count() == 1


def test_after_the_stay_a_note_can_be_written_and_nothing_else_asked(stay, mine, peer):
    booking.leave(stay, by=peer)

    open_pages = {what for what in guest_stay.PAGES if mine.get(f"{PAGE}{what}/").status_code == 200}

    assert open_pages == {"note"}
    assert mine.get(f"{PAGE}secrets/").status_code == 404


def test_before_the_stay_nothing_is_asked_about_being_out(house, asked, mine, peer):
    offering.accept(offering.offer(asked[0], nights=nights_from_tonight(house, 4, later=1), by=peer, agreed="A room."))

    assert "out" not in {what for what in guest_stay.PAGES if mine.get(f"{PAGE}{what}/").status_code == 200}
    assert Stay.objects.get().state == "expected"


def test_what_they_write_is_sealed(stay, mine):
    mine.post(f"{PAGE}note/", {"words": SECRET})
    mine.post(f"{PAGE}hopes/", {"words": SECRET})

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM stays_note UNION ALL SELECT hopes FROM stays_stay")
        rows = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(rows) == 2
    assert all(row.startswith(vault.VERSION) and SECRET.encode() not in row for row in rows)


# How it reads


@pytest.mark.parametrize("address", ["", *[f"{what}/" for what in guest_stay.PAGES]])
def test_pages_of_the_stay_read_at_grade_six_with_neutral_titles_CS_26(house, stay, peer, mine, address):
    everything(house, stay, peer)

    found = mine.get(PAGE + address).content.decode()

    assert round(grade(found, NAMES), 1) <= 6
    assert banned(found) == []
    said = [sentence.split() for sentence in sentences(found)]
    assert sum(map(len, said)) / len(said) <= 20
    title = re.search(r"<title>(.*?)</title>", found, re.S)[1].lower()
    assert [word for word in NEUTRAL_NEVER if word in title] == []
    assert "hx-" not in found


@pytest.mark.parametrize("what", ["note", "hopes", "help"])
def test_who_reads_it_and_when_stands_before_every_box_CS_29(stay, mine, what):
    page = text(mine, f"{PAGE}{what}/")

    assert page.index("No one reads at night.") < page.index("<textarea")
    assert page.index("What we would have to report") < page.index("<textarea")
    assert 'autocomplete="off"' in page


def test_pages_of_the_stay_say_no_name_of_the_house_to_who_asked_for_vague_contact(house, stay, mine):
    assert house.name not in text(mine)


def test_request_that_is_only_believed_to_be_theirs_shows_no_stay(house, peer, stay):
    again = ask(house)
    request = again[0]
    flow.recognise(request, stay.guest)
    request.guest = stay.guest
    request.save(update_fields=["guest"])

    assert entered(again).get(PAGE).headers["Location"] == "/mine/request/"
