"""Closing, pausing and making ready in a browser: by keyboard alone, without script, and axe finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from respite.deciding import decide
from stays import booking, closing, pausing, ready
from stays.models import Closure, Pause, Stay, TurnRound
from tests.cast import signed_in
from tests.chromium import PHONE, faults_both_ways, tab_to
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def full(house, lead):
    """Rosa is here, Ben is expected, Theo just left: his room is being made ready."""
    decide(house, by=lead, turn_round_minutes=180)
    here(house, lead, make_guest(house.organization, "Rosa"), bed=house.beds.get(room__name="Birch"))
    nights = nights_from_tonight(house, 4, later=1)
    expected(house, lead, make_guest(house.organization, "Ben"), nights, bed=house.beds.get(room__name="Cedar"))
    theo = here(house, lead, make_guest(house.organization, "Theo"), bed=house.beds.get(room__name="Willow"))
    booking.leave(theo, by=lead)
    return house


def ask_to_close(page, house, bed, nights=2):
    page.goto(reverse("stays:closure-new", args=[house.slug]))
    page.select_option("select[name=bed]", label=bed)
    page.check("input[value=repair]")
    page.fill("input[name=back]", (house.tonight() + timedelta(days=nights)).isoformat())
    page.get_by_role("button", name="Close it").click()
    page.get_by_text("What is planned for these nights").wait_for()


def test_closure_over_a_guest_is_decided_by_keyboard_without_script(full, lead, browse):
    page = browse(person=signed_in(lead).cookies, java_script_enabled=False)
    ask_to_close(page, full, "Birch")

    hands = Keyboard(page)
    hands.choose("Move to Willow")
    hands.press("Do all of this now")

    assert hands.done == 2
    assert Closure.objects.get().bed == full.beds.get(room__name="Birch")
    rosa = Stay.objects.get(allocations__bed__room__name="Birch")
    assert [str(row.bed) for row in rosa.bed_nights()] == ["Willow", "Birch"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_keys_go_on_from_the_message_after_a_save(script, full, lead, browse):
    page = browse(person=signed_in(lead).cookies, java_script_enabled=script)
    ask_to_close(page, full, "Birch")
    hands = Keyboard(page)
    hands.choose("Move to Willow")

    hands.press("Do all of this now")

    page.wait_for_function("document.activeElement.id === 'live'")
    assert page.inner_text(":focus") == "Saved. It is closed for these nights."
    page.goto(page.url)
    assert page.locator("#live:focus").count() == 0


def test_room_is_ready_with_one_tap_and_no_script(full, lead, browse):
    page = browse(PHONE, person=signed_in(lead).cookies, java_script_enabled=False)
    page.goto(full.get_absolute_url())

    page.get_by_role("button", name="Room ready, Willow").click()

    page.get_by_text("Saved. Willow is ready.").wait_for()
    assert not TurnRound.objects.open().exists()
    page.get_by_role("button", name="Willow is not ready yet").click()
    page.get_by_text("Willow is being made ready, by").wait_for()
    assert TurnRound.objects.open().exists()


def test_offers_are_stopped_and_started_by_keyboard(full, lead, browse):
    page = browse(person=signed_in(lead).cookies)
    page.goto(full.get_absolute_url())

    hands = Keyboard(page)
    hands.press("Stop new offers now")
    hands.choose("too few people on")
    hands.press("Stop new offers")
    page.get_by_text("No new offers since").wait_for()
    assert Pause.objects.open().exists()

    hands.press("Start again")
    tab_to(page, "Start again")
    page.keyboard.press("Enter")
    page.get_by_text("Offers can be made again.").wait_for()
    assert not Pause.objects.open().exists()


def test_pages_have_no_faults_and_do_not_scroll_sideways_AX_01(full, lead, browse):
    page = browse(person=signed_in(lead).cookies)
    closure = closing.close(
        full, nights=nights_from_tonight(full, 9, later=9), reason="repair", by=lead, bed=full.beds.first()
    )
    found = []

    def look():
        found.extend(faults_both_ways(page))

    ask_to_close(page, full, "The whole house", 12)
    look()
    page.get_by_role("button", name="Do all of this now").click()
    page.get_by_text("Choose what happens with Rosa.").first.wait_for()
    look()
    for name, more in (
        ("pause", []), ("rooms", []), ("zone", []), ("closure-end", [closure.pk]), ("closure", [closure.pk]),
        ("room-out", [full.beds.first().pk]),
    ):  # fmt: skip
        page.goto(reverse(f"stays:{name}", args=[full.slug, *more]))
        look()
    pausing.pause(full, reason="illness", by=lead)
    ready.room_ready(TurnRound.objects.get(), by=lead)
    page.goto(full.get_absolute_url())
    look()

    assert found == []
