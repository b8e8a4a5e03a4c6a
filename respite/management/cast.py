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
    "We must also speak when a judge says so. We tell you first when we can.\n\n"
    "A call to 911 is our own choice. If a life is in danger right now and we can not help, we may call. "
    "Two of us decide that, when there is time. We tell you first when we can. 911 may send the police."
)
REPORTING_ES = (
    "Si alguien nos cuenta que se hace daño a un niño o a una persona mayor, la ley nos obliga a avisar. "
    "También debemos hablar cuando lo ordena un juez. Se lo decimos antes, si podemos.\n\n"
    "Llamar al 911 es decisión nuestra. Si una vida está en peligro ahora mismo y no podemos ayudar, "
    "puede que llamemos. Lo decidimos entre dos, si hay tiempo. Se lo decimos antes, si podemos. "
    "El 911 puede mandar a la policía."
)
HOUSES: list[Facts] = [
    {
        "name": "Juniper House",
        "slug": "juniper-house",
        "neutral_name": "Juniper",
        "zone": "America/Chicago",
        "phone": "+17155550142",
        "phone_hours": "Day and night",
        "phone_words": "A peer answers. If no one can, leave a message. We listen within two hours. You can text.",
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
        "neutral_name": "The Green Door",
        "zone": "America/Chicago",
        "phone": "+17155550163",
        "phone_hours": "Day and night, in English and Spanish",
        "phone_words": "A peer answers. If no one can, leave a message. We listen within an hour.",
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
            ("Ebb", "Third floor, 32 steps", "Morning sun, desk, quiet.", ["morning_sun", "desk", "quiet"]),
            ("Fern", "Ground floor", "No steps. Wide door.", ["step_free", "ground_floor", "wide_door"]),
        ],
    },
    {
        "name": "Meadow",
        "slug": "meadow",
        "neutral_name": "The Blue Cup",
        "zone": "America/Chicago",
        "phone": "+17155550187",
        "phone_hours": "8 am to 10 pm",
        "phone_words": "A peer answers. You can text us too.",
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
        "neutral_name": "The Round Table",
        "zone": "America/Los_Angeles",
        "phone": "+15415550151",
        "phone_hours": "Day and night",
        "phone_words": "A peer answers.",
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


def meeting_on(met: date) -> str:
    """Name a house meeting by its month, which stays true while the demo grows old."""
    return f"house meeting in {django_format(met, 'F')}"


def dinner_on(today: date) -> str:
    """Name the day of the next house dinner, which Rosa is still there for."""
    return django_format(today + timedelta(days=2), "l")
