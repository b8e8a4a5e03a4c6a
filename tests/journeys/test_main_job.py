"""The main job, told over HTTP: from asking to a kept call, with what directories read after each step."""

import json

import pytest

from openings.models import Notice
from tests.browsing import Visitor
from tests.cast import signed_in

CODE = "p.code"


@pytest.fixture
def guest():
    return Visitor()


@pytest.fixture
def joy(peer):
    visitor = Visitor()
    visitor.client.cookies = signed_in(peer).cookies
    return visitor


def published(house):
    """Return the state that the list, the house's record and the embed agree on."""
    directory = Visitor()
    one = json.loads(directory.go(f"/api/v1/availability/{house.slug}").response.content)
    listed = json.loads(directory.go("/api/v1/availability").response.content)
    rows = listed if isinstance(listed, list) else next(value for value in listed.values() if isinstance(value, list))
    assert [row["status"] for row in rows if row["slug"] == house.slug] == [one["status"]]
    frame = " ".join(directory.go(f"/embed/{house.slug}/").soup.get_text(" ").split())
    words = {"open": "There may be a room", "full": "The house is full", "unknown": "Please call to ask"}
    assert words[one["status"]] in frame
    return one["status"]


def ask_for_a_conversation(guest, house):
    """Go from the house page through the questions to the code, and return the code as it stands on the page."""
    guest.go(f"/houses/{house.slug}/").follow("Ask for a conversation")
    guest.send("Start")
    answers = {
        "device": {"shared": "no"},
        "match": {"adult": "yes"},
        "name": {"name": "Luz"},
        "reach": {"text": "on", "text_number": "715 555 0118", "name_us": "no"},
        "times": {"times": "after 4 pm"},
        "nights": {"when": "unknown"},
        "to-know": {"to_know": "Tea is good."},
    }
    for step, filled in answers.items():
        assert f"/{step}/" in guest.address, guest.address
        guest.send("Continue", **filled)
    assert "Nothing is sent yet" in guest.text
    guest.send("Send and ask for a conversation")
    assert guest.address.endswith("/sent/")
    return " ".join(item.get_text(" ", strip=True) for item in guest.soup.select(".codecard li"))


def test_main_job_from_asking_to_a_kept_call(house, guest, joy):
    assert published(house) == "unknown"

    joy.go(f"/office/{house.slug}/").send("Say there may be a room")
    assert published(house) == "open"

    code = ask_for_a_conversation(guest, house)
    assert published(house) == "open"

    joy.go(f"/office/{house.slug}/requests/").follow("Luz").send("Start the conversation")
    joy.send(
        "Make the offer", outcome="offer", agreed="Sleep first.", first_night=house.tonight().isoformat(), nights="3"
    )
    assert joy.status == 200, joy.text
    assert published(house) == "full"

    mine = Visitor().go("/mine/").send("Open", code=code.lower().replace(" ", " - "))
    assert "Sleep first." in mine.text
    assert house.address not in mine.text
    mine.send("Yes, I would like to come")
    assert house.address in mine.text
    assert published(house) == "full"

    joy.go(f"/office/{house.slug}/").follow("Luz")
    joy.follow("Open the stay") if "stays" not in joy.address else None
    joy.follow("Luz is here").send("Luz is here", word="tap")
    assert "here, night 1 of 3" in joy.text
    assert published(house) == "full"

    joy.follow("Luz is leaving").send(
        "Luz is leaving", choice="one", way="call", phone="715 555 0118", first=(house.local().date()).isoformat()
    )
    assert published(house) == "open"

    joy.go(f"/office/{house.slug}/connections/").send("We talked")
    assert "Luz" not in joy.go(f"/office/{house.slug}/connections/").text
    assert published(house) == "open"
    assert Notice.objects.filter(house=house).exists()
