"""The board on paper: twelve rooms and two weeks stand on one page, Letter and A4 (AX-30)."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from tests.cast import signed_in
from tests.factories import BedFactory, RoomFactory, expected, here, make_guest, nights_from_tonight

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_board_of_twelve_rooms_prints_on_one_page_AX_30(paper, house, peer, browse):
    for n in range(9):
        BedFactory(room=RoomFactory(house=house, name=f"Room {n}", features=["quiet", "desk"], position=9 + n))
    here(house, peer)
    nights = nights_from_tonight(house, 2, later=1)
    for n, one in enumerate(house.beds.exclude(allocations__isnull=False)):
        expected(house, peer, make_guest(house.organization, f"Guest {n}"), nights, bed=one)
    page = browse(person=signed_in(peer).cookies)
    page.goto(reverse("stays:board", args=[house.slug]))

    page.emulate_media(media="print")
    wide = page.evaluate("document.querySelector('.board').getBoundingClientRect().width")
    pdf = page.pdf(format=paper, prefer_css_page_size=True)

    assert len(pikepdf.open(BytesIO(pdf)).pages) == 1
    assert wide <= page.evaluate("document.querySelector('.board-box').getBoundingClientRect().width") + 1
    assert page.locator("#board-cards").is_hidden()
    assert page.locator(".undo").count() == 0 or page.locator(".undo").first.is_hidden()
