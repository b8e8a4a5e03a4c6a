"""Who talks with whom: take up, let go, hand to a colleague, a call nobody answered; who opened what."""

import pytest

from intake import flow
from intake.contact import Contact
from intake.models import ContactTry, Looked, Request
from respite import history
from respite.models import Role
from tests.cast import member
from tests.factories import CALL, ask
from tests.moments import later, refused


@pytest.fixture
def asked(house):
    return ask(house)[0]


@pytest.fixture
def colleague(house):
    return member(house, Role.PEER, "Noor")


def verbs(request):
    return [entry.verb for entry in history.about(request)]


def test_let_go_puts_a_request_back_with_the_same_promise(asked, peer):
    flow.take_up(asked, by=peer)

    flow.let_go(asked, by=peer)

    fresh = Request.objects.get()
    assert (fresh.state, fresh.taken_by, fresh.promised_by) == ("heard", None, asked.promised_by)
    assert "let go" in verbs(asked)


def test_let_go_of_what_nobody_took_up_is_refused(asked, peer):
    assert "Heard from" in refused("state", flow.let_go, asked, by=peer)


def test_hand_to_gives_it_to_a_colleague(asked, peer, colleague):
    flow.take_up(asked, by=peer)

    flow.hand_to(asked, to=colleague, by=peer)

    fresh = Request.objects.get()
    assert (fresh.state, fresh.taken_by) == ("talking", colleague)


def test_hand_to_somebody_it_is_closed_to_is_refused(asked, peer, colleague):
    asked.closed_to.add(colleague)

    refused("state", flow.hand_to, asked, to=colleague, by=peer)

    assert Request.objects.get().taken_by is None


def test_hand_to_somebody_of_another_organization_is_refused(asked, peer, stranger):
    refused("state", flow.hand_to, asked, to=stranger, by=peer)


def test_hand_to_an_editor_is_refused(asked, peer, editor):
    refused("state", flow.hand_to, asked, to=editor, by=peer)


@pytest.mark.parametrize(
    ("contact", "came"),
    [
        (Contact(text=True, phone="+17155550118"), "no_answer"),
        (Contact(i_will_call=True), "no_answer"),
        (Contact(), "other"),
        (CALL, "voicemail"),
    ],
)
def test_tried_without_a_yes_to_that_way_is_refused_CS_34(house, peer, contact, came):
    asked = ask(house, contact=contact)[0]

    refused("contact", flow.tried, asked, by=peer, came=came)

    assert not ContactTry.objects.exists()


def test_tried_with_a_voicemail_they_allowed_is_kept(house, peer):
    asked = ask(house, contact=Contact(call=True, voicemail=True, phone="+17155550118"))[0]

    flow.tried(asked, by=peer, came="voicemail")

    assert ContactTry.objects.get().came == "voicemail"


def test_look_is_written_once_an_hour_and_for_each_person_SE_32(asked, peer, colleague):
    for by in (peer, peer, colleague):
        flow.look(asked, by=by)
    with later(hours=2):
        flow.look(asked, by=peer)

    assert Looked.objects.filter(by=peer).count() == 2
    assert Looked.objects.filter(by=colleague).count() == 1


def test_look_at_a_list_costs_the_same_for_one_and_three(house, peer, django_assert_num_queries):
    rows = [ask(house)[0] for _ in range(4)]

    with django_assert_num_queries(2):
        flow.look_at(rows[:1], by=peer, why="list")
    with django_assert_num_queries(2):
        flow.look_at(rows[1:], by=peer, why="list")

    assert Looked.objects.count() == 4


def test_open_to_leaves_out_what_is_closed_to_a_colleague(house, peer, colleague):
    theirs, other = ask(house)[0], ask(house)[0]
    theirs.closed_to.add(colleague)

    assert list(Request.objects.open_to(colleague)) == [other]
    assert set(Request.objects.open_to(peer)) == {theirs, other}


def test_closed_before_the_first_conversation_stays_closed_after_it(asked, peer, colleague):
    asked.closed_to.add(colleague)

    guest = flow.converse(asked, outcome="known", by=peer).guest

    assert list(guest.closed_to.all()) == [colleague]
    Request.objects.get().closed_to.clear()
    assert not Request.objects.open_to(colleague).exists()


def test_closed_stays_closed_when_somebody_is_recognised(asked, house, peer, colleague):
    guest = flow.converse(asked, outcome="known", by=peer).guest
    again = ask(house)[0]
    again.closed_to.add(colleague)

    flow.converse(again, outcome="known", by=peer, guest=guest)

    assert list(guest.closed_to.all()) == [colleague]
