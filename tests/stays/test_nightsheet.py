"""The night sheet says what a shift needs, by the names people use or by initials, and nothing it should not."""

import dataclasses
import io
from datetime import date, timedelta

import pikepdf
import pypdf
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite import pdf
from respite.deciding import decide
from respite.templatetags.words import day
from stays import booking, closing, nightsheet, shifts
from stays.models import Band, Closure, LogEntry, Opened, Stay, TurnRound
from tests.cast import member, signed_in
from tests.factories import (
    BedFactory,
    HouseFactory,
    RoomFactory,
    expected,
    held,
    make_guest,
    nights_from_tonight,
)
from tests.respite.test_pdf import bare
from tests.stays.nights import at, coded, folder  # noqa: F401 - fixtures

EVENING = "2043-11-24 21:40"  # a Tuesday


@pytest.fixture
def evening():
    with at(EVENING):
        yield


def guest(house, name, **more):
    return make_guest(house.organization, name, **more)


def bed(house, room):
    return house.beds.get(room__name=room)


def room(sheet, name):
    return next(line for line in sheet.rooms if line.room == name)


def in_room(house, by, name, room, count=3, *, later=0, **more):
    """Return an agreed stay in one room, beginning so many nights from now."""
    nights = nights_from_tonight(house, count, later=later)
    return expected(house, by, guest(house, name, **more), nights, bed=bed(house, room))


def arrived(house, by, name, room, count=3, **more):
    return booking.arrive(in_room(house, by, name, room, count, **more), by=by)


def page_words(sheet):
    return repr(dataclasses.replace(sheet, opens=()))


# rooms


def test_sheet_says_which_night_it_is_and_when_it_was_made(evening, house, peer):
    sheet = nightsheet.read(house, reader=peer)

    assert sheet.nights == "Tuesday 24 to Wednesday 25 November 2043"
    assert sheet.made == "Made at 9:40 pm from the board. Changes after that are not here."


def test_sheet_of_the_small_hours_is_still_of_last_night(house, peer):
    with at("2043-11-25 02:10"):
        assert nightsheet.read(house, reader=peer).nights == "Tuesday 24 to Wednesday 25 November 2043"


def test_sheet_names_who_is_here_and_what_they_asked_us_to_know(evening, house, peer):
    arrived(house, peer, "Rosa", "Birch", count=6, to_know="No perfume.\nKnock twice.")

    line = room(nightsheet.read(house, reader=peer), "Birch")

    assert (line.name, line.words, line.small) == ("Rosa", "here, night 1 of 6", "no steps")
    assert line.to_know == "No perfume. Knock twice."
    assert line.next == ("Leaves Mon 30.",)


def test_sheet_says_the_last_night_and_who_comes_next_by_initials(evening, house, peer):
    arrived(house, peer, "Theo", "Willow", count=1)
    in_room(house, peer, "Mara Quinn", "Willow", later=1, to_know="Mara's words")

    sheet = nightsheet.read(house, reader=peer)

    line = room(sheet, "Willow")
    assert (line.name, line.words) == ("Theo", "here, last night")
    assert line.next == ("Leaves tomorrow.", "M. Q. arrives tomorrow, 2 pm to 5 pm.")
    assert "Mara" not in page_words(sheet)


def test_sheet_tells_who_is_expected_tonight_by_initials(evening, house, peer):
    in_room(house, peer, "Mara Quinn", "Willow", to_know="Mara's words")

    line = room(nightsheet.read(house, reader=peer), "Willow")

    assert (line.name, line.words, line.mark) == ("M. Q.", "expected tonight", "expected")
    assert line.next == ("Arrives 2 pm to 5 pm.",)
    assert line.to_know == ""


def test_sheet_tells_a_held_room_by_initials(evening, house, peer):
    held(house, peer, guest(house, "Luz"), nights_from_tonight(house, 2, later=3), bed=bed(house, "Cedar"), hours=20)
    held(house, peer, guest(house, "Kim"), nights_from_tonight(house, 2), bed=bed(house, "Birch"), hours=20)

    sheet = nightsheet.read(house, reader=peer)

    assert room(sheet, "Cedar").next == ("Held for L. from Fri 27.",)
    assert (room(sheet, "Birch").name, room(sheet, "Birch").mark) == ("K.", "held")
    assert room(sheet, "Birch").words.startswith("held until")


def test_sheet_tells_a_closed_room_and_when_it_is_back(evening, house, lead):
    nights = nights_from_tonight(house, 2)
    closing.close(house, nights=nights, reason=Closure.Reason.REPAIR, by=lead, bed=bed(house, "Cedar"))

    line = room(nightsheet.read(house, reader=lead), "Cedar")

    assert (line.name, line.words, line.mark) == ("Closed", "repair", "closed")
    assert line.next == ("Back Thu 26.",)


def test_sheet_says_that_a_room_is_free_or_being_made_ready(evening, house, peer, lead):
    decide(house, turn_round_minutes=90, by=lead)
    house = type(house).objects.get(pk=house.pk)
    booking.leave(arrived(house, peer, "Rosa", "Birch", count=2), by=peer)
    TurnRound.objects.update(expected_at=house.local() + timedelta(minutes=90))

    sheet = nightsheet.read(house, reader=peer)

    assert room(sheet, "Birch").words == "being made ready, by 11:10 pm"
    assert room(sheet, "Cedar").words == "free"
    assert "Make Birch ready by 2 pm." in sheet.promised


def test_sheet_keeps_somebody_whose_last_night_is_over_in_their_room(house, peer):
    with at("2043-11-24 12:00"):
        arrived(house, peer, "Rosa", "Birch", count=1)
        in_room(house, peer, "Mara", "Birch", later=1)

    with at("2043-11-25 21:40"):
        sheet = nightsheet.read(house, reader=peer)

    assert (room(sheet, "Birch").name, room(sheet, "Birch").words) == ("Rosa", "here, leaves today")
    assert "M. arrives today, 2 pm to 5 pm." in room(sheet, "Birch").next
    assert sheet.alone == []


def test_sheet_names_people_without_a_room(house, peer):
    with at("2043-11-24 12:00"):
        arrived(house, peer, "Rosa", "Birch", count=1)
        in_room(house, peer, "Theo", "Birch", later=1)
    with at("2043-11-25 13:00"):
        booking.arrive(house.stays.get(guest__in=[row.guest for row in Stay.objects.expected()]), by=peer)
        sheet = nightsheet.read(house, reader=peer)

    assert room(sheet, "Birch").name == "Theo"
    assert [(row.name, row.words) for row in sheet.alone] == [("Rosa", "here, leaves today")]


def test_sheet_tells_a_move_inside_a_stay(evening, house, peer):
    stay = arrived(house, peer, "Rosa", "Birch", count=6)
    booking.move(stay, to=bed(house, "Cedar"), by=peer, from_night=house.tonight() + timedelta(days=2))

    sheet = nightsheet.read(house, reader=peer)

    assert room(sheet, "Birch").next == ("Moves to Cedar Thu 26.",)
    assert room(sheet, "Cedar").next == ("Rosa moves in Thu 26.",)


# who is on, phones, promises


def test_sheet_says_who_is_on_for_this_shift_and_the_two_after_it(evening, house, peer, lead):
    tonight = house.tonight()
    for who, on, band in (
        (peer, tonight, Band.EVENING),
        (lead, tonight, Band.EVENING),
        (peer, tonight, Band.NIGHT),
        (lead, tonight, Band.DAY),
    ):
        shifts.sign_up(house, person=who, on=on, band=band, by=lead)

    on = nightsheet.read(house, reader=peer).on

    assert [(line.label, line.words, line.needed) for line in on] == [
        ("Evening, 3 pm to 11 pm", "Ana, Joy", ""),
        ("Night, 11 pm to 7 am", "Joy", "and one more needed"),
        ("Day, 7 am to 3 pm", "", "2 needed"),
    ]


def test_sheet_lists_the_phones_of_the_house_and_of_its_sisters(house, peer, harbor):
    whole = {"organization": house.organization}
    HouseFactory(name="Lighthouse", phone="+17155550163", phone_hours="all night", **whole)
    HouseFactory(
        name="Meadow", neutral_name="The barn", confidential=True, phone="+17155550164", phone_hours="", **whole
    )

    phones = [(line.label, line.words) for line in nightsheet.read(house, reader=peer).phones]

    assert phones == [
        ("Juniper House", "(715) 555-0142"),
        ("Warm line, 3 pm to 11 pm", "(800) 555-0199"),
        ("988", "call, text or chat"),
        ("The office", "(715) 555-0100"),
        ("Lighthouse: all night", "(715) 555-0163"),
        ("The barn", "(715) 555-0164"),
    ]


def task(house, by, words, due, guest=None, **more):
    entry = LogEntry(house=house, by=by, guest=guest, due_on=due, until=date(2044, 1, 1), **more)
    entry.words = words
    entry.save(force_insert=True)


def test_sheet_lists_what_is_promised_for_tomorrow(evening, house, peer, lead):
    tonight = house.tonight()
    task(house, peer, "Window repair in Cedar at 9 am.", tonight + timedelta(days=1))
    task(house, peer, "Not yet.", tonight + timedelta(days=2))
    task(house, peer, "Done.", tonight, done_at=house.local(), done_by=peer)
    arrived(house, peer, "Theo", "Willow", count=1)
    in_room(house, peer, "Mara", "Willow", later=1)
    closing.close(
        house, nights=nights_from_tonight(house, 1), reason=Closure.Reason.REPAIR, by=lead, bed=bed(house, "Cedar")
    )

    sheet = nightsheet.read(house, reader=peer)

    assert sheet.promised_for == f"Promised until {day(tonight + timedelta(days=1))}"
    assert sheet.promised == [
        "Window repair in Cedar at 9 am.",
        "Cedar opens again.",
        "M. arrives, Willow, 2 pm to 5 pm.",
        "Make Willow ready by 2 pm.",
    ]


def test_sheet_of_the_day_lists_what_is_promised_for_today(house, peer):
    with at("2043-11-24 07:00"):
        task(house, peer, "Buy salt.", house.tonight())
        task(house, peer, "Tomorrow's.", house.tonight() + timedelta(days=1))

        sheet = nightsheet.read(house, reader=peer)

    assert (sheet.promised_for, sheet.promised) == ("Promised for today", ["Buy salt."])


def test_sheet_lists_what_other_parts_promised(evening, house, peer, monkeypatch):
    asked = []
    monkeypatch.setattr(nightsheet, "_promising", [lambda house, until: asked.append(until) or ["Call S. by 10 am."]])

    sheet = nightsheet.read(house, reader=peer)

    assert sheet.promised == ["Call S. by 10 am."]
    assert asked == [date(2043, 11, 25)]


# what it does not say


def test_sheet_never_says_until_when_somebody_is_out_nor_why_they_are_here(evening, house, peer):
    stay = arrived(house, peer, "Rosa", "Birch")
    stay.out_until, stay.hopes = house.local() + timedelta(hours=1), "A quiet week after the funeral"
    stay.save(update_fields=["out_until", "hopes"])

    words = page_words(nightsheet.read(house, reader=peer))

    assert "Rosa" in words
    assert "10:40" not in words
    assert "funeral" not in words
    assert "(715) 555-0118" not in words


def test_guest_closed_to_somebody_on_that_shift_is_covered_SE_32(evening, house, peer, lead):
    stay = arrived(house, lead, "Rosa", "Birch", to_know="Knock twice.")
    task(house, lead, "Rosa's key.", house.tonight(), guest=stay.guest)
    stay.guest.closed_to.add(peer)
    assert room(nightsheet.read(house, reader=lead), "Birch").name == "Rosa"

    shifts.sign_up(house, person=peer, on=house.tonight(), band=Band.NIGHT, by=lead)
    sheet = nightsheet.read(house, reader=lead)

    line = room(sheet, "Birch")
    assert (line.name, line.to_know) == ("Guest", "")
    assert "Rosa" not in page_words(sheet)
    assert sheet.opens == ()


def test_guest_closed_to_whoever_makes_the_sheet_is_covered_SE_32(evening, house, peer, lead):
    arrived(house, lead, "Rosa", "Birch").guest.closed_to.add(peer)

    assert room(nightsheet.read(house, reader=peer), "Birch").name == "Guest"


def test_guest_closed_to_anybody_is_covered_on_the_phone_SE_32(evening, house, peer, lead):
    """Everybody who runs stays holds the code, on this shift or not."""
    arrived(house, lead, "Rosa", "Birch").guest.closed_to.add(peer)
    expected(house, lead, guest(house, "Luz"), nights_from_tonight(house, 2, later=4), bed=bed(house, "Birch"))

    line = room(nightsheet.read(house), "Birch")

    assert line.name == "Guest"
    assert "L. arrives" in line.next[1]


def test_sheet_says_nothing_of_another_house(evening, house, peer, harbor, stranger):
    arrived(house, peer, "Rosa", "Birch")

    assert "Rosa" not in page_words(nightsheet.read(harbor, reader=stranger))


def test_check_word_follows_the_board(house, peer):
    before = nightsheet.check_word(house)

    in_room(house, peer, "Rosa", "Birch")

    assert len(before) == 9
    assert nightsheet.check_word(house) != before
    assert nightsheet.check_word(house) == nightsheet.check_word(house)


# cost


def test_sheet_costs_the_same_for_one_room_and_for_three(house, peer, harbor, stranger):
    arrived(house, peer, "Rosa", "Birch")
    arrived(house, peer, "Theo", "Cedar")
    arrived(house, peer, "Kim", "Willow")
    for n in range(3):
        task(house, peer, f"Task {n}.", house.tonight())
    arrived(harbor, stranger, "Sky", "Pier")
    task(harbor, stranger, "Task.", harbor.tonight())

    def queries(of, reader):
        fresh = type(of).objects.select_related("organization").prefetch_related("settings").get(pk=of.pk)
        with CaptureQueriesContext(connection) as asked:
            nightsheet.read(fresh, reader=reader)
        return len(asked)

    assert queries(house, peer) == queries(harbor, stranger) == 11


# paper


def many_rooms(house, by, number):
    """Fill a house up to `number` rooms, each with somebody here who asked us to know something."""
    for n in range(number - house.beds.count()):
        BedFactory(room=RoomFactory(house=house, name=f"Room {n}", position=10 + n, features=["quiet"]))
    for n, one in enumerate(house.beds.all()):
        stay = expected(
            house,
            by,
            guest(house, f"Guest {n}", to_know="Please knock twice and wait, the hearing aid is out at night."),
            nights_from_tonight(house, 2),
            bed=one,
        )
        booking.arrive(stay, by=by)
        expected(house, by, guest(house, "Mara Quinn"), nights_from_tonight(house, 2, later=2), bed=one)
    for n in range(4):
        task(house, by, f"Something to do number {n}, in words that fill most of a line.", house.tonight())


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("rooms", [3, 8])
def test_sheet_is_one_page_up_to_eight_rooms_AX_30(evening, house, peer, rooms, paper):
    many_rooms(house, peer, rooms)

    made = pdf.make("stays/pdf/night.html", {"sheet": nightsheet.read(house, reader=peer), "paper": paper})

    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 1
    size = {"letter": (612, 792), "a4": (595, 842)}[paper]
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == size


def test_second_page_repeats_the_heads_AX_30(evening, house, peer):
    many_rooms(house, peer, 24)

    made = pdf.make("stays/pdf/night.html", {"sheet": nightsheet.read(house, reader=peer)})

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert len(pages) > 1
    assert all("Asked us to know" in words for words in pages[:2])


@pytest.fixture
def document(evening, house, desk, peer):
    arrived(house, peer, "Rosa", "Birch", to_know="Knock twice.")
    answer = desk.get(reverse("stays:night-sheet-pdf", args=[house.slug]))
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        yield opened


def test_sheet_is_a_tagged_pdf_with_scopes_and_fonts_AX_31(document):
    root = document.Root
    items = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
    fonts = [item for item in items if "/FontName" in item]
    heads = [item for item in items if item.get("/S") == pikepdf.Name.TH]

    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.StructTreeRoot.K is not None
    assert str(document.docinfo.Title) == "Tonight at Juniper House"
    with document.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    assert heads
    assert {str(head.A.Scope) for head in heads} == {"/Column", "/Row"}
    assert all("/Alt" in item for item in items if item.get("/S") == pikepdf.Name.Figure)


def test_sheet_and_its_page_say_the_same_words_AX_33(document, house, desk):
    reader = io.BytesIO()
    document.save(reader)
    paper = " ".join(page.extract_text() for page in pypdf.PdfReader(reader).pages)
    soup = BeautifulSoup(desk.get(reverse("stays:night-sheet", args=[house.slug])).content, "html.parser")
    words = list(soup.select_one("article.night").stripped_strings)

    assert len(words) > 30
    assert "Rosa" in words
    assert [told for told in words if bare(told) not in bare(paper)] == []
    assert bare(soup.h1.get_text()) in bare(paper)


# the page


def test_page_shows_the_sheet_and_its_pdf(evening, house, desk, peer):
    arrived(house, peer, "Rosa", "Birch")

    answer = desk.get(reverse("stays:night-sheet", args=[house.slug]))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Tonight at Juniper House" in page
    assert "Rosa" in page
    assert reverse("stays:night-sheet-pdf", args=[house.slug]) in page


def test_opening_the_sheet_is_written_down_for_who_is_named_SE_32(evening, house, desk, peer):
    stay = arrived(house, peer, "Rosa", "Birch")
    in_room(house, peer, "Mara", "Willow", later=1)

    for _ in range(2):
        desk.get(reverse("stays:night-sheet", args=[house.slug]))
    desk.get(reverse("stays:night-sheet-pdf", args=[house.slug]))

    assert [(row.guest, row.by, row.why) for row in Opened.objects.all()] == [(stay.guest, peer, "night sheet")]


def test_pdf_is_named_by_house_and_date(evening, document, house, peer):
    answer = signed_in(peer).get(reverse("stays:night-sheet-pdf", args=[house.slug]) + "?paper=a4")

    assert answer["Content-Disposition"] == 'inline; filename="juniper-house-2043-11-24.pdf"'
    assert answer["Cache-Control"] == "no-store"


def test_pdf_of_a_confidential_house_is_named_by_its_neutral_name_CS_16(evening, document, house, peer):
    house.confidential, house.neutral_name = True, "El Jardín"
    house.save()

    answer = signed_in(peer).get(reverse("stays:night-sheet-pdf", args=[house.slug]))

    assert answer["Content-Disposition"] == 'inline; filename="el-jardin-2043-11-24.pdf"'


def test_sheet_can_be_read_while_the_database_takes_no_writes_RE_14(evening, house, peer):
    """As one in recovery: the sheet itself writes nothing."""
    arrived(house, peer, "Rosa", "Birch")
    written = []

    def reading(execute, sql, params, many, context):
        if not sql.lstrip().startswith("SELECT") or "FOR UPDATE" in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(reading):
        sheet = nightsheet.read(house, reader=peer)

    assert room(sheet, "Birch").name == "Rosa"
    assert written == []


def test_page_is_for_people_who_run_stays_SE_29(house, editor, stranger_desk):
    for name in ("night-sheet", "night-sheet-pdf", "night-code", "night-paper"):
        address = reverse(f"stays:{name}", args=[house.slug])
        assert stranger_desk.get(address).status_code == 404
        assert signed_in(editor).get(address).status_code == 403
        assert signed_in(member(house, "reader", "Sky")).get(address).status_code == 403


def test_keeping_one_by_hand_lists_it_and_makes_the_first_code(folder, house, desk):  # noqa: F811
    answer = desk.post(reverse("stays:night-sheet-keep", args=[house.slug]), follow=True)

    page = answer.content.decode()
    assert "The phone has this sheet for one day." in page
    assert "Kept by Joy." in page
    assert len(list(folder.iterdir())) == 1


def test_code_is_shown_with_a_square_that_carries_it_behind_the_hash_SE_05(coded, desk, settings):  # noqa: F811
    page = BeautifulSoup(desk.get(reverse("stays:night-code", args=[coded.slug])).content, "html.parser")

    assert [item.get_text(strip=True) for item in page.select(".codecard li")] == coded.code.split()
    assert page.select_one(".codecard svg.qr")
    assert f"{settings.BASE_URL}/night/" in page.select_one(".codecard").get_text()


def test_new_code_is_made_once_and_replaces_the_old_one(coded, desk):  # noqa: F811
    address = reverse("stays:night-code", args=[coded.slug])
    key = BeautifulSoup(desk.get(address).content, "html.parser").select_one("input[name=sending]")["value"]

    first = desk.post(address, {"sending": key}, follow=True).content.decode()
    code = [item.get_text(strip=True) for item in BeautifulSoup(first, "html.parser").select(".codecard li")]
    again = desk.post(address, {"sending": key}, follow=True).content.decode()

    assert code != coded.code.split()
    assert "the new code opens the sheet of this shift" in first
    assert all(word in again for word in code)
