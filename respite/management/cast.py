"""Who and what the demo's story is about. Everybody and every place is made up; phones end in 555-01xx."""

from datetime import date, timedelta
from typing import Any

from django.utils.dateformat import format as django_format

from intake.contact import Contact
from respite.models import Role

Facts = dict[str, Any]
OFFICE = "office@valley.example"
PASSWORD = "juniper-demo"  # noqa: S105 - of the demo, shown when it starts

ORGANIZATIONS: list[Facts] = [
    {
        "name": "Valley Houses",
        "slug": "valley",
        "neutral_name": "Valley",
        "phone": "+17155550100",
        "warm_line": "+18005550199",
        "warm_line_hours": "3 pm to 11 pm",
    },
    {
        "name": "Coast Peer Support",
        "slug": "coast",
        "neutral_name": "Coast",
        "phone": "+15415550150",
        "warm_line": "+18005550198",
        "warm_line_hours": "day and night",
    },
]
REPORTING = (
    "If somebody tells us that a child or an older person is being harmed, the law says we must report it. "
    "If a life is in danger right now, we may have to call 911. We tell you first whenever we can."
)
REPORTING_ES = (
    "Si alguien nos cuenta que se hace daño a un niño o a una persona mayor, la ley nos obliga a avisar. "
    "Si una vida corre peligro ahora mismo, puede que tengamos que llamar al 911. "
    "Siempre que podamos, se lo decimos antes."
)
HOUSES: list[Facts] = [
    {
        "name": "Juniper House",
        "slug": "juniper-house",
        "neutral_name": "Juniper",
        "zone": "America/Chicago",
        "phone": "+17155550142",
        "phone_hours": "Day and night",
        "phone_words": "A peer answers, day and night. Voicemail is checked every two hours. You can also text.",
        "area": "Juniper County",
        "address": "48 Mill Lane, Juniper Falls",
        "door": "berry",
        "drawing": "gable",
        "rules": {
            "max_nights": 7,
            "window_days": 30,
            "publishing": "coarse",
            "list_mode": "list",
            "reporting": REPORTING,
            "reporting_es": REPORTING_ES,
            "area_rule": "Adults 18 and over who live in Juniper, Ellis or Marsh County, or have no address right now.",
        },
        "rooms": [
            (
                "Birch",
                "Ground floor",
                "No steps from the street. Wide door. Own bathroom with a roll-in shower.",
                ["step_free", "ground_floor", "wide_door", "own_bath", "roll_in_shower"],
            ),
            ("Cedar", "Upstairs, 14 steps", "Quiet side. Shares a bathroom with one room.", ["quiet"]),
            (
                "Willow",
                "Upstairs, 14 steps",
                "Morning sun. Desk. Shares a bathroom with one room.",
                ["morning_sun", "desk"],
            ),
        ],
    },
    {
        "name": "Lighthouse",
        "slug": "lighthouse",
        "neutral_name": "Lake Street",
        "zone": "America/Chicago",
        "phone": "+17155550163",
        "phone_hours": "Day and night. Spanish spoken",
        "phone_words": "A peer answers, day and night. Many of us speak Spanish. Voicemail is checked every hour.",
        "area": "Port Ellis, downtown",
        "address": "210 Lake Street, Port Ellis",
        "door": "sky",
        "drawing": "townhouse",
        "rules": {
            "max_nights": 15,
            "window_days": 60,
            "publishing": "count",
            "hold_hours": 4,
            "reporting": REPORTING,
            "reporting_es": REPORTING_ES,
            "area_rule": "Adults 18 and over who live in Ellis County.",
        },
        "rooms": [
            ("Anchor", "Ground floor", "No steps. Own bathroom.", ["step_free", "ground_floor", "own_bath"]),
            ("Beacon", "Second floor, 16 steps", "Looks on the yard, quiet.", ["quiet"]),
            ("Cove", "Second floor, 16 steps", "Near the kitchen stairs.", []),
            ("Dune", "Second floor, 16 steps", "Own bathroom.", ["own_bath"]),
            ("Ebb", "Third floor, 32 steps", "Morning sun, desk.", ["morning_sun", "desk"]),
            ("Fern", "Ground floor", "No steps. Wide door.", ["step_free", "ground_floor", "wide_door"]),
        ],
    },
    {
        "name": "Meadow",
        "slug": "meadow",
        "neutral_name": "Field Road",
        "zone": "America/Chicago",
        "phone": "+17155550187",
        "phone_hours": "8 am to 10 pm. Text is fine too",
        "phone_words": "We answer from 8 am to 10 pm. You can text us too. We can drive you.",
        "area": "In the country",
        "address": "",
        "confidential": True,
        "door": "pine",
        "drawing": "porch",
        "rules": {
            "max_nights": 10,
            "window_days": 30,
            "publishing": "phone_only",
            "minimum_day": 1,
            "minimum_evening": 1,
            "minimum_night": 1,
            "reporting": REPORTING,
            "reporting_es": REPORTING_ES,
            "area_rule": "Adults 18 and over, from any county.",
        },
        "rooms": [
            ("Clover", "Ground floor", "One step at the porch. Quiet.", ["ground_floor", "quiet"]),
            ("Yarrow", "Ground floor", "One step at the porch. Own bathroom.", ["ground_floor", "own_bath"]),
        ],
    },
    {
        "name": "Harbor",
        "slug": "harbor",
        "neutral_name": "Bay",
        "zone": "America/Los_Angeles",
        "phone": "+15415550151",
        "phone_hours": "Day and night",
        "phone_words": "A peer answers, day and night.",
        "area": "Grey Bay",
        "address": "7 Pier Road, Grey Bay",
        "door": "brick",
        "drawing": "cottage",
        "rules": {
            "max_nights": 14,
            "window_days": 90,
            "publishing": "live",
            "minimum_day": 1,
            "minimum_evening": 1,
            "minimum_night": 1,
            "reporting": REPORTING,
            "reporting_es": REPORTING_ES,
            "area_rule": "Adults 18 and over who live in Grey County.",
        },
        "rooms": [
            ("Pier", "Ground floor", "No steps.", ["step_free", "ground_floor"]),
            ("Buoy", "Upstairs, 12 steps", "Quiet.", ["quiet"]),
        ],
    },
]
# (e-mail, name, role, house or organization); the first of a house is its lead.
PEOPLE = [
    ("lead@juniper.example", "Ana", Role.LEAD, "juniper-house"),
    ("peer@juniper.example", "Joy", Role.PEER, "juniper-house"),
    ("dee@juniper.example", "Dee", Role.PEER, "juniper-house"),
    ("marcus@juniper.example", "Marcus", Role.PEER, "juniper-house"),
    ("tomasz@juniper.example", "Tomasz", Role.PEER, "juniper-house"),
    ("lou@juniper.example", "Lou", Role.PEER, "juniper-house"),
    ("bo@juniper.example", "Bo", Role.PEER, "juniper-house"),
    ("rafael@juniper.example", "Rafael", Role.PEER, "juniper-house"),
    ("lead@lighthouse.example", "Vera", Role.LEAD, "lighthouse"),
    ("sol@lighthouse.example", "Sol", Role.PEER, "lighthouse"),
    ("mo@lighthouse.example", "Mo", Role.PEER, "lighthouse"),
    ("pilar@lighthouse.example", "Pilar", Role.PEER, "lighthouse"),
    ("lead@meadow.example", "Gus", Role.LEAD, "meadow"),
    ("ivy@meadow.example", "Ivy", Role.PEER, "meadow"),
    ("lead@harbor.example", "Kai", Role.LEAD, "harbor"),
    ("rue@harbor.example", "Rue", Role.PEER, "harbor"),
    (OFFICE, "Marta", Role.OFFICE, ""),
    ("editor@valley.example", "Wes", Role.EDITOR, ""),
    ("reports@valley.example", "Nell", Role.READER, ""),
]
PER_DIEM = {"bo@juniper.example", "rafael@juniper.example", "tomasz@juniper.example"}  # called when somebody is missing
SIGN_INS = [
    ("lead@juniper.example", "house lead of Juniper House"),
    ("peer@juniper.example", "peer supporter at Juniper House"),
    ("office@valley.example", "organization lead of Valley Houses"),
    ("editor@valley.example", "editor of the public pages"),
    ("reports@valley.example", "report reader"),
    ("lead@harbor.example", "house lead in another organization"),
]
NAMES = {
    "juniper-house": [
        "Priya",
        "Alex",
        "Hana",
        "Jon",
        "Maya",
        "Eli",
        "Ruth",
        "Nico",
        "Tess",
        "Abel",
        "Fern",
        "Cora",
        "Otis",
        "Lina",
        "Sage",
        "Rory",
        "Milo",
        "Nadia",
        "Hugo",
        "Iris",
        "Pax",
        "Dina",
        "Levi",
        "Opal",
        "Remy",
        "Zoe",
        "Arlo",
        "Beth",
        "Cass",
        "Emil",
        "Flor",
        "Gwen",
    ],
    "lighthouse": [
        "Amara",
        "Bruno",
        "Celia",
        "Dario",
        "Elsa",
        "Farid",
        "Greta",
        "Hiro",
        "Imani",
        "Jules",
        "Karim",
        "Lidia",
        "Marlo",
        "Nuria",
        "Oscar",
        "Petra",
        "Quin",
        "Rosario",
        "Stella",
        "Tariq",
        "Uma",
        "Vito",
        "Willa",
        "Xenia",
        "Yara",
        "Zeke",
        "Aldo",
        "Bea",
    ],
    "meadow": [
        "Agnes",
        "Birk",
        "Clara",
        "Dov",
        "Esme",
        "Finn",
        "Gilda",
        "Hank",
        "Inga",
        "Jory",
        "Kira",
        "Lars",
        "Mina",
        "Ned",
        "Olga",
    ],
    "harbor": [
        "Pia",
        "Ravi",
        "Suki",
        "Tor",
        "Una",
        "Vance",
        "Wanda",
        "Yan",
        "Zara",
        "Axel",
        "Bree",
        "Cole",
        "Dara",
        "Enzo",
        "Faye",
    ],
}
TIMES = ["after 4 pm", "mornings", "any time", "between 10 and 2", "evenings, not on Sunday"]
TO_KNOW = [
    "",
    "",
    "Please knock twice.",
    "I would like a quiet room if there is one.",
    "I do not eat meat.",
    "Nights are hard. It helps when somebody is up.",
    "I have work on some days, and will be out then.",
    "Tea helps. So does the garden.",
    "I am new to this and a little scared.",
]
AGREED = [
    "We talked about what a few quiet nights could be good for. Sleep first. Walks in the morning.",
    "We agreed on a room on the quiet side. Lunch together on the first day, if it feels right.",
    "We talked about what helps on bad nights. There are no dates yet. Come back any day.",
    "We went through the guidelines together. Bringing own food is fine. A lock box is ready.",
]
NO_ROOM = [
    "No room for these nights. We agreed to talk again on the weekend.",
    "The house is far from your county. We called the line there together, and they will ring you.",
]
ARI = Contact(call=True, phone="+17155550131")  # who asks a second time
INSTEAD = ["line", "warm_line", "other_house", "group"]

OLD_GUIDELINES = """
# Coming and going
This is {house}. You come and go as you like. There is no curfew.
Tell us if you will be out overnight, so we keep your room.

# Your things
You keep and take your own medicine. We can lend you a lock box.
We never search bags.

# Living together
Please keep what other guests say and who they are to yourself.
Quiet hours are from 10 pm to 8 am.
"""
NEW_GUIDELINES = """
# Why these are here
We wrote these together at house meetings. They help people who live close feel at ease.
If one of them does not work for you, talk with us. We will look at it together.

# Coming and going
You come and go as you like. There is no curfew. Work, school and friends go on as you wish.
Tell us if you will be out overnight, so we keep your room.

# Your room and your things
Your room is yours. It locks from the inside. We knock and wait.
You keep and take your own medicine. We can lend you a lock box and a key.
We never search bags and we never test anyone.

# Food and shared rooms
The kitchen is stocked. Cook what you like, or eat with us around 6.
Please clean up after yourself. If you cannot today, say so and we help.
Some guests cannot be near perfume. Please leave scents at home.

# Quiet, smoke and visitors
Quiet hours are from 10 pm to 8 am. The kitchen is always open.
Please smoke outside, by the back bench.
Visitors are welcome in the shared rooms in the day. Ask the others first.

# Each other
What other guests say, and that they are here, stays here. No photos of people.
We ask before we touch, hug or give advice.
Please do not drink or use here. If you did, come home anyway, and talk with us.

# When things get hard
Wake us. Somebody is up, day and night.
When people fall out, we sit down together and listen to each side.
Talking about suicide does not mean that we call anyone. If a life is in danger right now, we may have to call 911.

# Leaving
You can leave any time, and you do not need a reason. You can come back.
"""
GUIDELINES = [(300, OLD_GUIDELINES), (40, NEW_GUIDELINES)]  # (days ago, text)


def meeting_on(met: date) -> str:
    """Name a house meeting by its month, which stays true while the demo grows old."""
    return f"house meeting in {django_format(met, 'F')}"


def dinner_on(today: date) -> str:
    """Name the day of the next house dinner, which Rosa is still there for."""
    return django_format(today + timedelta(days=2), "l")
