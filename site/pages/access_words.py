"""What can be said about access and ways to a house: the choices of editors, and the needs people look for."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from respite.models import Feature

YES, PARTLY, NO, ASK = "yes", "partly", "no", "ask"
ANSWERS = [(YES, _("Yes")), (PARTLY, _("Partly")), (NO, _("No")), (ASK, _("Ask us"))]
MARKS = {YES: "tick", PARTLY: "partly", NO: "not-now", ASK: "phone"}
WHAT = [
    ("entrance", _("A way in without steps")),
    ("inside", _("Getting around inside")),
    ("bath", _("Bath and shower")),
    ("hearing", _("For people who hear little")),
    ("sight", _("For people who see little")),
    ("light", _("Light and noise")),
    ("scents", _("No strong scents")),
    ("asl", _("Sign language (ASL)")),
    ("spanish", _("Spanish")),
    ("pets", _("Pets")),
    ("service_animal", _("Service animals")),
    ("smoking", _("A place to smoke outside")),
    ("parking", _("Room for a car")),
]
RIDE, WHEELCHAIR = "ride", "wheelchair"
WAYS = [
    (RIDE, _("We can drive you")),
    ("bus", _("By bus")),
    ("car", _("By car")),
    ("foot", _("On foot")),
    ("bike", _("By bike")),
]
# What people look for: features of a room, and answers of the page. A wheelchair needs some of both.
ROOMS: dict[str, str | Promise] = {
    Feature.STEP_FREE: _("A room without steps"),
    Feature.GROUND_FLOOR: _("A room on the ground floor"),
    Feature.WIDE_DOOR: _("A wide door"),
    Feature.OWN_BATH: _("A bath of my own"),
    Feature.ROLL_IN_SHOWER: _("A roll-in shower"),
    Feature.QUIET: _("A quiet room"),
}
PAGES: dict[str, str | Promise] = {
    "entrance": _("A way in without steps"),
    "scents": _("No strong scents"),
    "pets": _("My pet can come"),
    "service_animal": _("My service animal can come"),
    "spanish": _("Spanish is spoken"),
    "asl": _("Sign language (ASL)"),
    "smoking": _("I can smoke outside"),
    "parking": _("Room for my car"),
    RIDE: _("You can drive me"),
}
NEEDS: dict[str, str | Promise] = {WHEELCHAIR: _("I use a wheelchair")} | ROOMS | PAGES
ON_WHEELS: set[str] = {Feature.STEP_FREE, Feature.WIDE_DOOR}  # of one room; and then a way into the house


def of_one_room(needs: Iterable[str]) -> set[str]:
    """Return what a single room has to have, so that somebody with these needs can sleep in it."""
    needed = set(needs)
    return {need for need in ROOMS if need in needed} | (ON_WHEELS if WHEELCHAIR in needed else set())


def line(label: str | Promise, answer: str, words: str) -> dict[str, Any]:
    """Return one thing about access as a page shows it."""
    return {"label": label, "answer": dict(ANSWERS)[answer], "mark": MARKS[answer], "words": words}


def lines_of(part: Any) -> list[dict[str, Any]]:
    """Return what an editor answered, thing by thing."""
    labels: dict[str, str | Promise] = dict(WHAT)
    return [line(labels[row["what"]], row["answer"], row["words"]) for row in part["answers"]]
