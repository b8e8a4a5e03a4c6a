"""What a guest reads about the call list, tours and another house: easy sentences, none of the words we do not use."""

import re

from intake import handing, listing, trail
from intake.models import HandOver
from tests.intake.waiting import keeps, nights, waits
from tests.reading import banned, grade, sentences

VERBS = [
    "joined the list", "left the list", "kept the place", "still wishes a call", "asked if still", "moved on the list",
    "back to the rule", "the list ran out", "the list ended at the limit", "waits together", "waits alone",
    "tour booked", "tour cancelled", "tour called off", "handed over", "hand-over taken", "hand-over declined",
    "hand-over lapsed", "hand-over withdrawn", "will ring",
]  # fmt: skip
VALUES = {
    "house": "Harbor",
    "when": "6 pm today, Tuesday",
    "who": "Joy",
    "reason": "no other place to be",
    "day": "Friday",
}


def page(words):
    """Return sentences as a page has them."""
    return "<main>" + "".join(f"<p>{one}</p>" for one in words) + "</main>"


def check(words):
    told = page(words)
    assert grade(told, names={"Harbor", "Joy"}) <= 6
    assert banned(told) == []
    long = [one for one in sentences(told) if len(re.findall(r"\w+", one)) > 20]
    assert long == []


def test_the_trail(db):
    check([str(trail.VERBS[verb].guest) % VALUES for verb in VERBS])


def test_where_a_hand_over_stands():
    check([str(words) % VALUES for words in handing.SENTENCES.values()])
    assert set(handing.SENTENCES) == set(HandOver.State)


def test_the_rule_and_why_not_yet(house, peer):
    rules = [
        {"list_order": "asking"},
        {"list_order": "draw"},
        {"list_order": "need", "list_need": "no other place tonight"},
        {"list_mode": "none"},
    ]
    said = [listing.rule_words(keeps(house, **more)) for more in rules]
    keeps(house, list_order="asking")
    place = waits(house)
    said += listing.why_not_yet(place)
    said += listing.why_not_yet(waits(house, peer, name="Kim", wishes=nights(house), talked=True))
    said += listing.why_not_yet(waits(house, peer, name="Ada", wishes=nights(house, count=9), talked=True))
    said += listing.why_not_yet(listing.not_now(place, rests_until=place.until))
    check(said)
