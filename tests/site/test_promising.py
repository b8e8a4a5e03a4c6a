"""The calls on the night sheet: initials and the rule of safe contact, nobody who is closed to a colleague."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.contact import Contact
from intake.models import Request
from openings import promising
from stays import booking, connecting, nightsheet
from tests.factories import ask, here, make_guest
from tests.stays.nights import at

SAM = Contact(call=True, phone="+17155550118", ask_for="Sam Noble", times="when my brother is out")


@pytest.fixture
def evening():
    with at("2043-11-24 21:40"):
        yield


def asks(house, name="Sam Noble", hour="16:00", contact=SAM):
    """Return a request that we promised to call about on the 25th, at this hour by the clock of the world."""
    request, _code = ask(house, name=name, contact=contact)
    request.promised_by = datetime.fromisoformat(f"2043-11-25T{hour}").replace(tzinfo=UTC)
    request.save(update_fields=["promised_by"])
    return request


def calls(house):
    return list(promising.calls(house, house.tonight() + timedelta(days=1)))


def test_call_that_is_due_says_initials_and_the_safe_way_CS_34(evening, house):
    asks(house)

    assert calls(house) == ["Call S. N. by 10 am. Call only. Ask for S. N. No voicemail."]


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (Contact(text=True, phone="+17155550118"), "Reach S. N. by 10 am. Text only."),
        (Contact(i_will_call=True), "S. N. asked to talk. They will contact us. Do not call."),
    ],
)
def test_sheet_never_says_call_where_no_call_is_allowed_CS_34(evening, house, contact, words):
    asks(house, contact=contact)

    assert calls(house)[0].startswith(words)


def test_call_is_on_the_sheet_itself(evening, house, peer):
    asks(house)

    sheet = nightsheet.read(house, reader=peer)

    assert "Call S. N. by 10 am. Call only. Ask for S. N. No voicemail." in sheet.promised
    assert "Sam" not in repr(sheet)
    assert "brother" not in repr(sheet)


def test_call_of_this_evening_and_one_past_its_time_say_so(evening, house):
    asks(house, name="Lee", hour="04:30")
    asks(house, name="Kim", hour="02:00")

    assert [words.split(" Call only.")[0] for words in calls(house)] == [
        "Call K.: it is past the time we said.",
        "Call L. still today, by 10:30 pm.",
    ]


def test_call_of_a_later_day_is_not_on_it(evening, house):
    asks(house)
    Request.objects.update(promised_by=house.local() + timedelta(days=3))

    assert calls(house) == []


def test_person_closed_to_a_colleague_is_not_on_it_SE_32(evening, house, peer):
    asks(house).closed_to.add(peer)

    assert calls(house) == []


def test_request_of_another_house_is_not_on_it(evening, house, harbor):
    asks(harbor)

    assert calls(house) == []


def test_call_after_a_stay_is_on_it_by_initials(evening, house, peer):
    guest = make_guest(house.organization, "Rosa Lind")
    stay = booking.leave(here(house, peer, guest), by=peer)
    connecting.wish(stay, choice="one", by=peer, contact=SAM.kept(), when="after 4 pm")
    house.connections.update(due_on=house.local().date())

    assert calls(house) == ["Call R. L., as agreed after the stay. Call only. Ask for S. N. No voicemail."]

    guest.closed_to.add(peer)
    assert calls(house) == []


@pytest.mark.parametrize("count", [1, 3])
def test_calls_cost_the_same_with_more_rows(count, evening, house):
    for n in range(count):
        asks(house, name=f"Sam {n}")

    with CaptureQueriesContext(connection) as asked:
        assert len(calls(house)) == count

    assert len(asked) == 2
