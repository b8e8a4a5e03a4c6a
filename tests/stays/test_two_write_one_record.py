"""Two people write the same words of a record at once: the second is told, reads them, and loses nothing typed."""

import pytest
from django.urls import reverse

from stays import accommodating, record_parts, welcoming
from stays.models import RecordWords
from tests.browsing import Visitor
from tests.cast import signed_in
from tests.factories import here


@pytest.fixture
def stay(house, peer):
    return here(house, peer)


def opened(person, address):
    """Open a page in a browser of its own."""
    page = Visitor()
    page.client = signed_in(person)
    page.go(address)
    return page


def url(name, stay, *args):
    return reverse(f"stays:stay-{name}", args=[stay.house.slug, stay.code, *args])


def case(name, stay, lead):
    """Return the address of a form, its button, what is typed in it, and how to read what is kept."""
    if name == "hopes":
        return url("hopes", stay), "Save", {}, lambda: type(stay).objects.get(pk=stay.pk).hopes
    if name == "answer":
        asked = accommodating.ask(stay, words="A lamp.", by=lead)
        kept = type(asked).objects
        return url("answer", stay, asked.pk), "Save the answer", {"state": "agreed"}, lambda: kept.get().answer
    part = record_parts.add(stay.house, name="Plan", why="Rule 12", by=lead)
    return url("part", stay, part.pk), "Save", {}, lambda: RecordWords.objects.get(stay=stay).words


@pytest.mark.parametrize("name", ["hopes", "answer", "part"])
def test_later_words_do_not_win_silently(stay, peer, lead, name):
    address, button, more, kept = case(name, stay, lead)
    joy, ana = opened(peer, address), opened(lead, address)
    joy.send(button, words="What Joy wrote.", **more)
    assert kept() == "What Joy wrote."

    ana.send(button, words="What Ana wrote.", **more)

    assert ana.status == 409
    assert "Joy wrote this anew after you opened this page." in ana.text
    assert "What Joy wrote." in ana.text
    assert "What Ana wrote." in ana.text
    assert kept() == "What Joy wrote."
    ana.send(button)
    assert kept() == "What Ana wrote."


def test_guest_who_wrote_meanwhile_is_named(stay, peer):
    joy = opened(peer, url("hopes", stay))
    welcoming.hope(stay, words="To sleep.", by=None)

    joy.send("Save", words="To rest.")

    assert "Rosa wrote this anew" in joy.text


def test_words_of_another_part_are_no_reason_to_ask_again(stay, peer, lead):
    address, button, _more, _kept = case("part", stay, lead)
    other = record_parts.add(stay.house, name="Diet", why="Rule 13", by=lead)
    joy = opened(peer, address)
    record_parts.fill(stay, part=other, words="No nuts.", by=lead)
    welcoming.hope(stay, words="To sleep.", by=None)

    joy.send(button, words="Ours.")

    assert RecordWords.objects.filter(stay=stay).count() == 2
