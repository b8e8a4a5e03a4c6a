"""The demo's public site: stories, a group and an open day, open roles, and other help. All made up."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from pages.events import EventIndexPage, EventPage
from pages.jobs import JobIndexPage, JobPage
from pages.models import HomePage, SitePage
from pages.stories import StoryIndexPage, StoryPage
from respite.models import House, Resource

DAY = timedelta(days=1)
STORIES: list[dict[str, Any]] = [
    {
        "title": "Four nights in the yellow room",
        "told_by": "R.",
        "note": "It is about not sleeping, and about wanting it all to stop.",
        "lead": "R. came in the rain and left with a list of three people to call.",
        "body": [
            "I had not slept for days. My sister drove. I said I would look at the door and go home.",
            "Nobody asked me what I have. Marcus asked if I wanted soup. We sat, and he told me of his own bad year.",
            "I said out loud that I did not want to be here any more. He did not jump up. He asked about nights.",
            "On the third day I cooked. It was only eggs. It felt like a lot.",
            "I still have hard nights. I know now where there is a light on.",
        ],
    },
    {
        "title": "I left early, and that was fine",
        "told_by": "Sky",
        "note": "It is about a fight at home. Nobody gets hurt.",
        "lead": "Sky stayed for one night and came back two months on.",
        "body": [
            "I thought they would be cross when I said I want to go. They asked if I had a ride.",
            "I came back in the spring. I did not have to tell it all again.",
        ],
    },
]
EVENTS: list[dict[str, Any]] = [
    {
        "title": "Tea on Tuesdays",
        "lead": "Tea, talk, and a table with paper and paint. You can just sit.",
        "place": "The library in Juniper Falls, room 2",
        "weekday": 1,
        "starts": time(15),
        "ends": time(16, 30),
        "weeks": 26,
        "body": [
            ("paragraph", "<p>Two of us are there. You do not have to be a guest. You can leave when you like.</p>"),
            ("paragraph", "<p>It is free. The room has no steps. We speak English, and one of us Spanish.</p>"),
        ],
    },
    {
        "title": "Night owls, by phone",
        "lead": "A call with a few people who do not sleep well. You can just listen.",
        "phone": "+18005550199",
        "weekday": 4,
        "starts": time(21),
        "ends": time(22),
        "weeks": 26,
        "body": [
            ("paragraph", "<p>It is free. We speak English. You do not have to tell us your name.</p>"),
        ],
    },
]
JOBS: list[dict[str, Any]] = [
    {
        "title": "Peer at night",
        "lead": "Be there when someone can not sleep. Sit, talk, or make toast at 3 in the morning.",
        "hours": "Two nights a week, 10 pm to 8 am",
        "pay": "22 dollars an hour",
        "how": (
            "Call our office on weekdays from 9 to 4, and ask for Ana. "
            "Or write a few lines by hand to Valley Houses, Box 12, Juniper Falls. Tell us why you want to do this."
        ),
        "body": [
            "The work is at Juniper House, in Juniper County. You start when you and we are ready.",
            "We learn the work with you. You get a mentor, and we talk with each other each week.",
        ],
    }
]
HELP: list[dict[str, Any]] = [
    {
        "name": "County talk line",
        "kind": "line",
        "what": "A person listens. They ask you before they call anyone, unless a life is in danger.",
        "phone": "+17155550191",
        "hours": "Day and night",
        "languages": "English, Spanish",
        "area": "Juniper County",
    },
    {
        "name": "Talk line for young people",
        "kind": "line",
        "what": "For people under 18. You can talk about anything. You do not have to tell your parents.",
        "phone": "+17155550197",
        "hours": "2 pm to 10 pm",
        "languages": "English, Spanish",
        "area": "The whole state",
    },
    {
        "name": "Someone comes to you",
        "kind": "team",
        "what": "Two people come to where you are. One of them has been there.",
        "phone": "+17155550192",
        "hours": "8 am to 11 pm",
        "languages": "English",
        "area": "Juniper County",
    },
    {
        "name": "Hearing voices group",
        "kind": "group",
        "what": "People who hear voices meet and talk about it. No one tells you what they are.",
        "phone": "+17155550193",
        "hours": "Mondays at 6 pm",
        "area": "Port Ellis",
        "website": "https://voices.example/",
    },
    {
        "name": "The Open Door",
        "kind": "place",
        "what": "A warm room with coffee, showers and a washer. Call, and they tell you the way.",
        "phone": "+17155550196",
        "hours": "Each day from 9 to 5",
        "area": "Port Ellis",
    },
    {
        "name": "Food shelf on Main Street",
        "kind": "daily",
        "what": "A bag of food each week. You do not have to show papers.",
        "phone": "+17155550194",
        "hours": "Wednesdays, 2 pm to 6 pm",
        "area": "Juniper Falls",
    },
    {
        "name": "Patients' rights office",
        "kind": "rights",
        "what": "They help you if you were held or treated against your will. It is free.",
        "phone": "+17155550195",
        "hours": "Weekdays, 9 to 4",
        "languages": "English, Spanish, Hmong",
        "area": "The whole state",
    },
]


def tell(home: HomePage, house: House) -> None:
    """Fill the demo's site with what its editors would have put there, dated from today."""
    today = house.local().date()
    for facts in STORIES:
        said = {"consent": True, "consent_on": today - 40 * DAY, "consent_until": today + 320 * DAY}
        _put(home, StoryIndexPage, StoryPage(**facts | said | {"body": _paragraphs(facts["body"])}))
    for facts in EVENTS:
        _put(home, EventIndexPage, _event(house, facts, today))
    for facts in JOBS:
        closes = {"closes_on": today + 21 * DAY, "body": _paragraphs(facts["body"])}
        _put(home, JobIndexPage, JobPage(**facts | closes))
    for facts in HELP:
        Resource.objects.create(organization=house.organization, reviewed_on=today - 20 * DAY, **facts)


def _event(house: House, facts: dict[str, Any], today: date) -> EventPage:
    first = today + ((facts["weekday"] - today.weekday()) % 7) * DAY
    told = {name: value for name, value in facts.items() if name not in {"weekday", "weeks"}}
    return EventPage(house=house, day=first, weekly=True, last_day=first + facts["weeks"] * 7 * DAY, **told)


def _paragraphs(lines: list[str]) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{line}</p>") for line in lines]


def _put(home: HomePage, under: type[SitePage], page: SitePage) -> None:
    page.first_published_at = page.last_published_at = timezone.now()
    under.objects.child_of(home).get().add_child(instance=page)
