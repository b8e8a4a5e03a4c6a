"""The two screens of a hand-over: asking with a yes for each thing, and the other house's answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intake import closing_to, flow, handing
from intake.contact import Contact
from intake.models import Consent, HandOver, Request
from respite.models import Role
from tests import factories
from tests.cast import member, signed_in
from tests.intake.test_handing import over
from tests.intake.waiting import nights

CALL = Contact(call=True, phone="+17155550118", ask_for="Luz")


@pytest.fixture
def asked(house):
    """Luz asked Juniper House, which is full."""
    return factories.ask(house, contact=CALL, wishes=nights(house), to_know="I sleep badly.")[0]


@pytest.fixture
def handed(asked, harbor, peer):
    """Harbor is asked to ring Luz."""
    return handing.hand_over(asked, to=harbor, parts=list(handing.PARTS), by=peer, how="phone")


def url(request, name="request-hand-over"):
    return reverse(f"desk:{name}", args=[request.house.slug, request.code])


def ring(made):
    return url(made.far, "request-ring")


def text(response):
    return " ".join(response.content.decode().split())


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def sent(harbor, **more):
    return {"to": str(harbor.pk), "parts": ["name", "contact"], "how": "phone", **more}


def at_six(house):
    local = house.local() + timedelta(hours=3)
    return {"day": local.date().isoformat(), "clock": local.strftime("%H:%M")}


class TestHandOver:
    def test_starts_with_nothing_ticked_LN_04(self, asked, harbor, desk):
        told = text(desk.get(url(asked)))
        assert "Harbor, Juniper County" in told
        assert "checked" not in told
        assert "I sleep badly." in told  # the very words the other house would read

    def test_asks_with_what_they_said_yes_to(self, asked, harbor, desk, peer):
        answer = desk.post(url(asked), sent(harbor), follow=True)
        assert "Harbor is asked to ring Luz." in text(answer)
        assert "Harbor is asked. It answers by" in text(answer)
        far = HandOver.objects.get().far
        assert (far.name, far.to_know, far.wishes) == ("Luz", "", {})
        assert Consent.objects.get(request=asked).heard_by == peer

    def test_without_a_yes_for_the_house_or_the_way_to_reach_them(self, asked, harbor, desk):
        assert "Choose the house they said yes to." in text(desk.post(url(asked), sent(harbor, to="")))
        answer = desk.post(url(asked), sent(harbor, parts=["name"]))
        assert "may know how to reach them" in text(answer)
        assert "Please answer this" in text(desk.post(url(asked), sent(harbor, how="")))
        assert not HandOver.objects.exists()

    def test_a_double_tap_asks_once(self, asked, harbor, desk):
        key = "3c5d5d4e-8e6f-4a57-9a55-0d4a3f6f6d11"
        for _ in range(2):
            assert desk.post(url(asked), sent(harbor, sending=key)).status_code == 303
        assert HandOver.objects.count() == 1

    def test_the_same_house_again_is_refused(self, asked, harbor, handed, desk):
        assert "There is no other house here to ask." in text(desk.get(url(asked)))
        answer = desk.post(url(asked), sent(harbor))  # a colleague was quicker
        assert answer.status_code == 409
        assert "That house has been asked already." in text(answer)

    def test_is_taken_back(self, asked, handed, desk):
        answer = desk.post(url(asked), {"take-back": str(handed.pk)}, follow=True)
        assert "What Harbor was told is erased." in text(answer)
        assert not Request.objects.filter(pk=handed.far_id).exists()
        again = desk.post(url(asked), {"take-back": str(handed.pk)}, follow=True)
        assert "This is over already." in text(again)

    def test_taken_back_from_a_house_that_talked_with_them_says_so(self, asked, handed, desk, stranger):
        handing.take(handed, rings_by=timezone.now() + timedelta(hours=1), by=stranger)
        flow.converse(handed.far, outcome="known", by=stranger)
        answer = desk.post(url(asked), {"take-back": str(handed.pk)}, follow=True)
        assert "Harbor has talked with them" in text(answer)

    def test_nothing_of_another_request_is_taken_back(self, house, asked, handed, desk):
        other = factories.ask(house, name="Kim")[0]
        assert desk.post(url(other), {"take-back": str(handed.pk)}).status_code == 404
        assert desk.post(url(other), {"take-back": "what"}).status_code == 404
        assert fresh(handed).state == "asked"

    def test_a_house_alone_says_so(self, asked, desk):
        assert "There is no other house here to ask." in text(desk.get(url(asked)))

    def test_is_for_the_team_and_not_for_who_is_closed_out(self, asked, desk, stranger_desk, editor, peer):
        assert stranger_desk.get(url(asked)).status_code == 404
        assert signed_in(editor).get(url(asked)).status_code == 403
        member(asked.house, Role.PEER, "Noor")
        closing_to.close(asked, to=peer, by=peer)
        assert desk.get(url(asked)).status_code == 404


class TestRing:
    def test_shows_the_parts_and_nothing_of_home(self, asked, handed, house, stranger_desk, peer):
        told = text(stranger_desk.get(ring(handed)))
        assert "Juniper House asks you to ring Luz" in told
        assert "(715) 555-0118" in told
        assert "I sleep badly." in told
        assert asked.code not in told
        assert peer.name not in told

    def test_without_a_name_it_says_somebody(self, asked, harbor, stranger_desk):
        made = handing.hand_over(asked, to=harbor, parts=["contact"], by=None, how="page")
        assert "asks you to ring somebody" in text(stranger_desk.get(ring(made)))

    def test_says_by_when(self, handed, harbor, stranger_desk, stranger):
        answer = stranger_desk.post(ring(handed), at_six(harbor), follow=True)
        assert "They see that you will ring by" in text(answer)
        made = fresh(handed)
        assert (made.state, made.answered_by) == ("taken", stranger)
        assert stranger_desk.get(ring(handed)).status_code == 303  # an ordinary request from now on

    def test_cannot_this_time(self, handed, stranger_desk):
        answer = stranger_desk.post(ring(handed), {"cannot": "yes"}, follow=True)
        assert "is erased here" in text(answer)
        assert not Request.objects.filter(pk=handed.far_id).exists()
        assert stranger_desk.get(ring(handed)).status_code == 404

    def test_needs_a_time_that_is_soon(self, handed, stranger_desk):
        assert "Please answer this" in text(stranger_desk.post(ring(handed), {"day": "", "clock": ""}))
        far_off = {"day": "2043-01-01", "clock": "10:00"}
        assert "within the next two days" in text(stranger_desk.post(ring(handed), far_off))
        assert fresh(handed).state == "asked"

    def test_after_the_time_it_shows_nothing_more(self, handed, harbor, stranger_desk):
        over(handed)
        told = text(stranger_desk.get(ring(handed)))
        assert "The time to answer is over" in told
        assert "555-0118" not in told
        answer = stranger_desk.post(ring(handed), at_six(harbor))
        assert answer.status_code == 409
        handing.sweep()
        assert stranger_desk.get(ring(handed)).status_code == 404

    def test_an_ordinary_request_has_no_such_page(self, asked, desk):
        assert desk.get(url(asked, "request-ring")).status_code == 404

    def test_home_and_strangers_see_nothing_there(self, handed, desk, harbor):
        assert desk.get(ring(handed)).status_code == 404
        reader = member(harbor, Role.READER, "Rae")
        assert signed_in(reader).get(ring(handed)).status_code == 403
