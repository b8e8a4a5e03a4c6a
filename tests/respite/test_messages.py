"""What a page says once is sealed on its way to the next page: no cookie and no session row holds a name (SE-40)."""

from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.urls import reverse

from respite.messages import SealedStorage
from tests.factories import expected, make_guest

CANARY = "Zinnia"


def arrive(house, by, desk):
    """Have a page say the name of a guest, and return its answer."""
    stay = expected(house, by, make_guest(house.organization, CANARY))
    return desk.post(reverse("stays:stay-arrive", args=[house.slug, stay.code]), {"word": "later"})


def test_name_in_a_message_is_readable_in_no_cookie_and_no_session_row_SE_40(house, peer, desk):
    answer = arrive(house, peer, desk)

    rows = [row.get_decoded() for row in Session.objects.all()]
    assert any("_messages" in row for row in rows)
    assert CANARY not in str(rows)
    assert CANARY not in answer.cookies.output()
    assert "messages" not in answer.cookies


def test_message_is_shown_once_on_the_next_page(house, peer, desk):
    answer = arrive(house, peer, desk)

    assert "Saved. Zinnia is here." in desk.get(answer.url).text
    assert "Saved. Zinnia is here." not in desk.get(answer.url).text


def test_message_sealed_with_a_key_that_is_gone_is_dropped(house, peer, desk, settings):
    answer = arrive(house, peer, desk)
    settings.RESPITE_VAULT_KEYS = f"{settings.RESPITE_VAULT_KEYS} an-older-installation-key-of-32-letters"

    assert desk.get(reverse("stays:board", args=[house.slug])).status_code == 200
    assert answer.status_code == 303


def test_message_that_is_not_sealed_is_dropped():
    request = RequestFactory().get("/")
    request.session = {"_messages": '[["__json_message", 0, 25, "Saved."]]'}

    assert list(SealedStorage(request)) == []
