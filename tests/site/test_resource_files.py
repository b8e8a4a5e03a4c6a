"""Other help from a file: looked at first, nothing lost, the same file twice changes nothing."""

import csv
import io
import json
import zipfile
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from pages import seeding
from pages.importing import files, hours, plan, rows
from pages.models import ResourceFile
from respite.models import Resource, Role
from tests.cast import member, signed_in

HEAD = "name,kind,what,phone,hours,languages,area,website,reviewed_on"
LINE = 'County line,line,Somebody to talk to,(715) 555-0199,day and night,"English, Spanish",Juniper County,county.example,2025-11-01'  # noqa: E501
START = "/cms/other-help/file/"


@pytest.fixture
def home(house):
    return seeding.plant(house.organization)


@pytest.fixture
def pen(home, editor):
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def table(*lines, head=HEAD):
    return "\n".join([head, *lines])


def take(organization, text):
    """Read a file, and change the list as it says."""
    rows = files.read(text if isinstance(text, bytes) else text.encode())
    kept = ResourceFile.objects.create(organization=organization, by=member(organization.houses.first(), Role.EDITOR, "Eve"), rows=rows)  # fmt: skip # noqa: E501
    return plan.carry_out(kept, mark=plan.plan(organization, rows).mark, by=kept.by)


def plan_of(organization, text):
    return plan.plan(organization, files.read(text if isinstance(text, bytes) else text.encode()))


# Reading


def test_row_becomes_a_line_of_the_list(home):
    take(home.organization, table(LINE))

    row = Resource.objects.get()
    assert (row.name, row.kind, row.phone, row.website) == (
        "County line", "line", "+17155550199", "https://county.example"
    )  # fmt: skip
    assert (row.hours, row.languages, row.area, str(row.reviewed_on)) == (
        "day and night", "English, Spanish", "Juniper County", "2025-11-01"
    )  # fmt: skip


def test_same_file_twice_changes_nothing(home):
    take(home.organization, table(LINE))

    again = plan_of(home.organization, table(LINE))

    assert (again.changes, again.same, again.wrong) == ([], 1, [])


def test_what_a_file_leaves_out_stays(home):
    take(home.organization, table(LINE))

    done = take(home.organization, "name,area,hours\nCounty Line,Juniper County,9 to 5\nNew line,,")

    old = Resource.objects.get(name="County Line")
    assert (old.phone, old.hours) == ("+17155550199", "9 to 5")
    assert Resource.objects.count() == 2
    assert [part[0] for part in done.changed[0].parts] == ["name", "hours"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets_are_read(home, encoding):
    take(home.organization, table("Línea de ayuda,line,“Hablar”,,,,,,").encode(encoding))

    assert Resource.objects.get().name == "Línea de ayuda"
    assert Resource.objects.get().what == "“Hablar”"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_marks_between_cells_are_seen(home, mark):
    take(home.organization, f"Name{mark}Telephone\r\nCounty line{mark}988\r\n")

    assert Resource.objects.get().phone == "988"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",line,,,,,,,", "It has no name."),
        ("A,space ship,,,,,,,", "We do not know the kind “space ship”."),
        ("A,,,call us,,,,,", "We could not read the number “call us”. Write it like +17155550142."),
        ("A,,,,,,,,soon", "We could not read the day “soon”. Write it like 2026-11-30."),
        ("A,,,,,,,,2099-01-01", "This day is still to come. Choose today, or the day it was done."),
        ("A,,,,,,,not an address,", "Write a whole address, like https://county.example/."),
        ("A,,,,,,,javascript://x,", "Write a whole address, like https://county.example/."),
        (f"{'A' * 121},,,,,,,,", f"Name is longer than 120 letters: “{'A' * 30} …”."),
    ],
)
def test_bad_row_is_told_in_a_plain_sentence_and_the_others_go_on(home, line, words):
    done = take(home.organization, table(line, LINE))

    assert done.wrong == [("2", [words])]
    assert Resource.objects.get().name == "County line"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "'=", "|", "%"])
@pytest.mark.parametrize("place", [0, 2, 4, 5, 6])
def test_formula_never_comes_on_the_list(home, sign, place):
    cells = ["A", "", "", "", "", "", "", "", ""]
    cells[place] = f"{sign}HYPERLINK(1)"

    done = plan_of(home.organization, table(",".join(cells)))

    assert done.changes == []
    assert "a spreadsheet would run" in done.wrong[0][1][0]


def test_formula_is_refused_by_the_form_too(home):
    with pytest.raises(ValidationError, match="a spreadsheet could run this"):
        Resource(organization=home.organization, name="=1+1").full_clean()


def test_row_that_stands_twice_in_a_file_is_told(home):
    done = take(home.organization, table(LINE, LINE.replace("County line", "COUNTY LINE")))

    assert done.wrong == [("3", ["It is the same as row 2."])]
    assert Resource.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no rows"),
        (b"name\n", "no rows"),
        (b"title,town\nA,B\n", "one of them has to be"),
        (b"{", "as JSON"),
        (b'{"a": 1}', "no list of services"),
        (b"PK\x03\x04broken", "could not open this zip"),
        (b"x" * (files.MOST_BYTES + 1), "larger than 2 MB"),
        (b"name\n" + b"A\n" * (files.MOST_ROWS + 1), "more than 2,000 rows"),
        (b"[" * 100_000, "as JSON"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(data, words):
    with pytest.raises(ValidationError, match=words):
        files.read(data)


# HSDS


SERVICE = {
    "id": "6a1e3fa0-0000-4000-8000-000000000001",
    "name": "Walk-in talk",
    "status": "active",
    "description": "Come and talk.",
    "url": "https://talk.example/",
    "assured_date": "2026-10-02",
    "phones": [{"id": "p1", "number": "715-555-0177"}],
    "languages": [{"id": "l1", "name": "English"}, {"id": "l2", "name": "Hmong"}],
    "service_areas": [{"id": "a1", "name": "Juniper County"}],
    "schedules": [{"id": "s1", "description": "Weekdays 9 to 5"}],
}


def zipped(method=zipfile.ZIP_DEFLATED, **tables):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as out:
        for name, rows in tables.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            out.writestr(f"data/{name}.csv", text.getvalue())
    return packed.getvalue()


def test_service_that_says_nothing_of_its_status_is_active():
    told = [SERVICE | {"status": status} for status in (None, "", "active", "defunct", "inactive", 3)]

    assert len(files.read(json.dumps(told).encode())) == 3


@pytest.mark.parametrize("place", [*SERVICE, "organization"])
def test_strange_value_in_a_service_is_no_crash(place):
    strange = [None, 3, 2.5, True, "abc", [], ["active"], {}, {"a": [1]}, [[]], [None], [{"name": []}]]
    told = json.dumps({"contents": [SERVICE, *[SERVICE | {place: value} for value in strange]]})

    read = [rows.entry(row) for row in files.read(told.encode())]

    assert read[0].values["name"] == "Walk-in talk"
    assert len(read) == (9 if place == "status" else 13)


@pytest.mark.parametrize("told", [b"null", b"[]", b"[null]", b"[[]]", b'{"contents": null}', b'{"contents": {}}', b"[1", b'{"services": "x"}', b"[NaN]", b"{}"])  # fmt: skip # noqa: E501
def test_json_of_something_else_is_refused_with_a_sentence(told):
    with pytest.raises(ValidationError):
        files.read(told)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_zip_is_refused_with_a_sentence_or_read(method):
    whole = zipped(services=[{"id": "1", "name": "Walk-in talk"}], method=method)
    broken = [whole[:end] for end in range(4, len(whole), 3)]
    broken += [
        whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :] for at in range(4, len(whole)) for flip in (1, 255)
    ]

    for data in broken:
        with suppress(ValidationError):  # and nothing else
            assert files.read(data)


@pytest.mark.parametrize(("at", "bit"), [(6, 1), (8, 96)])
def test_zip_with_a_password_or_of_an_unknown_kind_is_refused_with_a_sentence(at, bit):
    whole = bytearray(zipped(services=[{"id": "1", "name": "Walk-in talk"}]))
    whole[at] = bit
    whole[whole.index(b"PK\x01\x02") + at + 2] = bit

    with pytest.raises(ValidationError, match="could not open this zip"):
        files.read(bytes(whole))


def test_hsds_as_json_and_as_tables_say_the_same(home):
    told = json.dumps({"contents": [SERVICE, SERVICE | {"id": "x", "name": "Closed", "status": "defunct"}]})
    take(home.organization, told)
    plain = {name: value for name, value in SERVICE.items() if isinstance(value, str)}
    parts = {
        name: [{**row, "service_id": SERVICE["id"]} for row in rows]
        for name, rows in SERVICE.items()
        if isinstance(rows, list)
    }

    again = plan_of(home.organization, zipped(services=[plain], **parts))

    row = Resource.objects.get()
    assert (row.name, row.phone, row.languages, row.hours, row.area) == (
        "Walk-in talk", "+17155550177", "English, Hmong", "Weekdays 9 to 5", "Juniper County"
    )  # fmt: skip
    assert (again.changes, again.same) == ([], 1)


WEEK = {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (WEEK, "Monday to Friday 9 am to 5 pm"),
        (WEEK | {"description": "Weekdays 9 to 5"}, "Weekdays 9 to 5"),
        (WEEK | {"byday": "SU,mo, WE"}, "Monday, Wednesday, Sunday 9 am to 5 pm"),
        (WEEK | {"byday": "MO,TU"}, "Monday, Tuesday 9 am to 5 pm"),
        (WEEK | {"byday": "MO,TU,WE,FR,SA,SU"}, "Monday to Wednesday, Friday to Sunday 9 am to 5 pm"),
        (WEEK | {"opens_at": "09:30:00-06:00", "closes_at": "12:00-06:00"}, "Monday to Friday 9:30 am to noon"),
        (WEEK | {"byday": "MO,TU,WE,TH,FR,SA,SU"}, "every day 9 am to 5 pm"),
        (
            WEEK | {"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"},
            "day and night",
        ),
        (WEEK | {"byday": "SA,SU", "opens_at": "00:00", "closes_at": "00:00"}, "Saturday, Sunday, all day"),
        (WEEK | {"freq": "", "interval": None}, "Monday to Friday 9 am to 5 pm"),
        # No plain week: a person has to read it.
        (WEEK | {"interval": 2}, ""),
        (WEEK | {"freq": "MONTHLY", "byday": "-1FR"}, ""),
        (WEEK | {"byday": "1MO"}, ""),
        (WEEK | {"byday": ""}, ""),
        (WEEK | {"until": "2026-12-24"}, ""),
        (WEEK | {"valid_from": "2027-01-01"}, ""),
        (WEEK | {"opens_at": "nine"}, ""),
        (WEEK | {"opens_at": "15:00Z", "closes_at": "23:00+00:00"}, ""),
        (WEEK | {"closes_at": None}, ""),
        ({}, ""),
    ],
)
def test_hours_of_a_plain_week_are_told_in_words(schedule, words):
    assert hours.said(schedule) == words


def test_hours_of_several_schedules_stand_beside_each_other(home):
    plans = [WEEK, WEEK | {"byday": "SA", "closes_at": "12:00"}, WEEK | {"freq": "MONTHLY"}]
    take(home.organization, json.dumps([SERVICE | {"schedules": plans}]))

    assert Resource.objects.get().hours == "Monday to Friday 9 am to 5 pm; Saturday 9 am to noon"


def test_signs_that_no_database_keeps_are_left_out(pen, home):
    odd = json.dumps([SERVICE | {"name": "Walk\0-in \ud800 talk"}])

    html = send(pen, home, odd, name="help.json").content.decode()

    assert "Walk-in ? talk" in html


def test_service_that_got_another_name_is_the_same_line(home):
    take(home.organization, json.dumps([SERVICE]))

    take(home.organization, json.dumps([SERVICE | {"name": "Talk house"}]))

    assert Resource.objects.get().name == "Talk house"


def test_zip_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000)

    with pytest.raises(ValidationError, match="more in this zip"):
        files.read(zipped(services=[{"id": "1", "name": "A" * 5_000}]))


# Two people, and two organizations


def test_list_that_changed_meanwhile_is_shown_once_more(home, editor):
    rows = files.read(table(LINE).encode())
    kept = ResourceFile.objects.create(organization=home.organization, by=editor, rows=rows)
    mark = plan.plan(home.organization, rows).mark
    Resource.objects.create(organization=home.organization, name="County line", area="Juniper County")

    with pytest.raises(ValidationError, match="changed meanwhile"):
        plan.carry_out(kept, mark=mark, by=editor)

    assert ResourceFile.objects.filter(pk=kept.pk).exists()
    assert Resource.objects.get().phone == ""


def test_file_of_one_organization_touches_no_other(home, harbor):
    Resource.objects.create(organization=harbor.organization, name="County line", area="Juniper County", hours="never")

    take(home.organization, table(LINE))

    assert Resource.objects.get(organization=harbor.organization).hours == "never"
    assert Resource.objects.filter(organization=home.organization).count() == 1


# The pages of the CMS


def send(pen, home, text=None, name="help.csv"):
    file = SimpleUploadedFile(name, (text or table(LINE)).encode())
    return pen.post(START, {"file": file, "organization": str(home.organization.pk)}, follow=True)


def test_editor_sees_what_would_change_before_it_does(pen, home):
    answer = send(pen, home, table(LINE, "B,,,call us,,,,,"))
    html = answer.content.decode()

    assert "County line" in html
    assert "Row 3:" in html
    assert "We could not read the number “call us”" in html
    assert Resource.objects.count() == 0

    mark = answer.context["plan"].mark
    done = pen.post(answer.request["PATH_INFO"], {"mark": mark}, follow=True)

    assert "1 line was changed." in done.content.decode()
    assert Resource.objects.get().name == "County line"
    assert ResourceFile.objects.count() == 0


def test_second_tap_says_that_it_is_taken_in(pen, home):
    answer = send(pen, home)
    pen.post(answer.request["PATH_INFO"], {"mark": answer.context["plan"].mark})

    again = pen.post(answer.request["PATH_INFO"], {"mark": "x"}, follow=True)

    assert "not here any more" in again.content.decode()
    assert Resource.objects.count() == 1


def test_same_file_twice_says_that_nothing_would_change(pen, home):
    take(home.organization, table(LINE))

    assert "Nothing on the list would change." in send(pen, home).content.decode()


def test_file_is_thrown_away(pen, home):
    answer = send(pen, home)

    pen.post(f"{answer.request['PATH_INFO']}throw-away/")

    assert (ResourceFile.objects.count(), Resource.objects.count()) == (0, 0)


def test_file_that_cannot_be_read_is_told_at_its_field(pen, home):
    html = send(pen, home, "title\nA").content.decode()

    assert "one of them has to be “name”" in html
    assert ResourceFile.objects.count() == 0


def test_file_of_another_organization_is_not_there(pen, home, harbor, editor):
    other = ResourceFile.objects.create(organization=harbor.organization, by=editor, rows=[])

    answer = pen.get(f"{START}{other.pk}/", follow=True)

    assert "not here any more" in answer.content.decode()
    assert pen.post(f"{START}{other.pk}/throw-away/").status_code == 404
    assert ResourceFile.objects.filter(pk=other.pk).exists()


def test_whoever_writes_no_pages_takes_in_no_file(home, lead):
    answer = signed_in(lead).get(START)

    assert answer.status_code in {302, 403}


def test_list_goes_out_and_comes_in_again_unchanged(pen, home):
    take(home.organization, table(LINE))

    out = b"".join(pen.get("/cms/snippets/respite/resource/?export=csv").streaming_content)

    again = plan_of(home.organization, out)
    assert (again.changes, again.same, again.wrong) == ([], 1, [])


def test_editor_sees_other_help_of_their_own_organization_only(pen, home, harbor):
    mine = Resource.objects.create(organization=home.organization, name="County line")
    theirs = Resource.objects.create(organization=harbor.organization, name="Coast line")

    html = pen.get("/cms/snippets/respite/resource/").content.decode()

    assert "County line" in html
    assert "Coast line" not in html
    assert pen.get(f"/cms/snippets/respite/resource/edit/{mine.pk}/").status_code == 200
    assert pen.get(f"/cms/snippets/respite/resource/edit/{theirs.pk}/").status_code in {302, 403, 404}
    assert pen.post(f"/cms/snippets/respite/resource/delete/{theirs.pk}/").status_code in {302, 403, 404}
    assert Resource.objects.filter(pk=theirs.pk).exists()
