"""The first words of the parts of a house's page: how a day goes, what to bring, access, ways there (CS-26, CS-27)."""

from typing import Any

Parts = list[tuple[str, dict[str, Any]]]

BRING = {
    "bring": ["Clothes for a few days", "Your own medicine", "A charger for your phone", "What helps you sleep"],
    "here": ["Towels, sheets and soap", "Coffee, tea and snacks", "Paper, paint and a few games"],
    "home": ["Knives and guns", "Candles", "Drugs and beer"],
}
NOT_HERE = {
    "lines": [
        "We do not look in bags.",
        "We do not keep or hand out your medicine.",
        "We do not test you or ask what a doctor calls it.",
        "We do not lock the door on you.",
        "We do not say that you are here. The few times when we may have to stand below.",
    ]
}
HELPERS = {
    "helpers": [
        {
            "who": "911",
            "words": (
                "We may call when a life is in danger right now and we can not help. "
                "Two of us decide that, when there is time. We tell you first when we can. 911 may send the police."
            ),
        },
        {
            "who": "988",
            "words": "We do not call 988 about you. You can call it from our phone, with us or on your own.",
        },
        {
            "who": "police",
            "words": (
                "We do not ask them to check on you. If we call 911, they may come, and we may not get to choose. "
                "We stay with you when they let us."
            ),
        },
        {"who": "hospital", "words": "If you want to go, we can come with you. We keep your room if we can."},
    ]
}
REPORT = {
    "words": "The law asks us to speak up at two times. We tell you first when we can, and say no more than we must.",
    "lines": [
        "When a child or an old person is being hurt",
        "When a judge says so",
    ],
}


def _day(*moments: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    return "day", {"moments": [{"when": when, "words": words} for when, words in moments]}


def _access(*answers: tuple[str, str, str]) -> tuple[str, dict[str, Any]]:
    return "access", {"answers": [dict(zip(("what", "answer", "words"), row, strict=True)) for row in answers]}


def _travel(*ways: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    return "travel", {"ways": [{"kind": kind, "words": words} for kind, words in ways]}


EVERY: Parts = [("bring", BRING), ("not_here", NOT_HERE), ("helpers", HELPERS), ("report", REPORT)]
HOUSES: dict[str, Parts] = {
    "juniper-house": [
        _day(
            ("Morning", "Sleep as long as you like. There is coffee from 7, and toast when you want it."),
            ("Day", "Go to work, walk to the creek, or stay in bed. One of us is at the table if you want to talk."),
            ("Around 6", "Some of us cook. You can eat with us, or take a plate to your room."),
            ("Night", "It gets quiet at 11. One of us is up all night. You can knock at any time."),
        ),
        _access(
            ("entrance", "yes", "There is a ramp at the side door. It is wide enough for a big wheelchair."),
            ("inside", "partly", "The ground floor is all on one level. Upstairs is 14 steps, with a rail."),
            ("bath", "yes", "One roll-in shower with a seat, on the ground floor."),
            ("light", "partly", "You can dim the light in each room. The road in front is loud until 8."),
            ("scents", "yes", "We wash with soap that has no scent, and ask all to do the same."),
            ("hearing", "partly", "The fire alarm flashes in Birch."),
            ("asl", "ask", "We can get an interpreter. Please tell us two days before."),
            ("spanish", "partly", "Three of us speak it, most days."),
            ("pets", "no", "There is a kennel in town that takes dogs for free."),
            ("service_animal", "yes", "No papers. Tell us, so we plan the room."),
            ("smoking", "yes", "On the back porch."),
            ("parking", "yes", "Room for four cars behind the house."),
        ),
        ("food", {"words": "The kitchen is stocked. Cook what you like, or eat with us around 6.", "lines": []}),
        _travel(
            ("ride", "We can pick you up in the county, most days from 9 to 6."),
            ("bus", "The bus stops at the end of the road, six minutes on foot."),
            ("car", "There is room for your car."),
        ),
        *EVERY,
    ],
    "lighthouse": [
        _day(
            ("Morning", "The house wakes up late. There is coffee, and the paper if you want it."),
            ("Noon", "Soup is on the stove. Come as you are."),
            ("Day", "The town is at the door: the library, the pier, your job. Your key is the door code."),
            ("Night", "Quiet after 11. Two of us are here, and one is up."),
        ),
        _access(
            ("entrance", "partly", "One low step at the door. We have a ramp and put it down for you."),
            ("inside", "no", "There is no lift. Two rooms are on the ground floor."),
            ("light", "partly", "The rooms to the yard and on the top floor are quiet. Down at the street it is not."),
            ("scents", "ask", "We can clean a room with no scent, if we know a day before."),
            ("asl", "ask", "We can get an interpreter. Please tell us two days before."),
            ("spanish", "yes", "Day and night."),
            ("pets", "ask", "A cat or a small dog may come, if no one here has a hard time with it."),
            ("service_animal", "yes", "No papers. Tell us, so we plan the room."),
            ("smoking", "yes", "In the yard."),
            ("parking", "no", "There is a shed for bikes."),
        ),
        (
            "food",
            {
                "words": "Soup is on the stove at noon. The rest of the day you cook, or we order in with you.",
                "lines": ["There is a shelf for you in the fridge.", "We can shop with you."],
            },
        ),
        _travel(("bus", "Three bus lines stop at the corner."), ("bike", "There is a shed for bikes, with a lock.")),
        *EVERY,
    ],
    "meadow": [
        _day(
            ("Morning", "It is slow here. You may wake up to the birds, or not at all before noon."),
            ("Day", "Walk in the fields, read, help in the garden, or do nothing. We are near."),
            ("Evening", "We cook once a day, and eat late."),
            (
                "Night",
                "It is dark, and you see the stars. It gets quiet at 10. One of us is here, and you can wake us.",
            ),
        ),
        _access(
            ("light", "yes", "No road, no street lights, no loud music."),
            ("service_animal", "yes", "There are sheep near. Tell us, so we plan for both."),
            ("pets", "ask", "A calm dog may come. Please call first."),
            ("smoking", "yes", "On the porch."),
        ),
        ("food", {"words": "We cook once a day, most of it from the garden. You can help, or just eat.", "lines": []}),
        _travel(("ride", "We pick you up and bring you back. You do not need a car.")),
        *EVERY,
    ],
}
# The map of the valley: an area's name is the area its houses tell, in hundredths of the drawing.
MAP: Parts = [
    ("area", {"name": "Juniper County", "across": 34, "down": 34, "size": "l"}),
    ("area", {"name": "Port Ellis, downtown", "across": 74, "down": 72, "size": "m"}),
    ("town", {"name": "Marsh", "across": 80, "down": 22}),
]
# Which drawn photos hang on a page: those of any house, and those of a house in a town.
HUNG = {"lighthouse": ("stairs", "kitchen", "roofs", "corner")}
HUNG_ANYWHERE = ("room", "kitchen", "corner", "garden")
# What the drawn photos of the demo show (pages/scenes.py): title, English, Spanish, and the words below.
SCENES = {
    "room": (
        "A room",
        "A made bed under a window, with a lamp on a small table.",
        "Una cama tendida bajo una ventana, con una lámpara en una mesita.",
        "Each room has a bed, a lamp and a lock.",
    ),
    "kitchen": (
        "The kitchen",
        "A long table with four chairs and two cups, and a shelf with pots.",
        "Una mesa larga con cuatro sillas y dos tazas, y un estante con ollas.",
        "Someone is most often at the table.",
    ),
    "corner": (
        "A quiet place",
        "A soft chair beside a shelf of books, with a plant on the floor.",
        "Un sillón junto a un estante de libros, con una planta en el suelo.",
        "A place to sit where no one asks you a thing.",
    ),
    "garden": (
        "The garden",
        "A bench under a tree, with beds of flowers and a low fence.",
        "Una banca debajo de un árbol, con flores y una cerca baja.",
        "You can sit outside at any hour.",
    ),
    "stairs": (
        "The front door",
        "A blue door with one low step, between two lit windows, with a pot of flowers.",
        "Una puerta azul con un escalón bajo, entre dos ventanas con luz, y una maceta con flores.",
        "Ring once. One of us opens.",
    ),
    "roofs": (
        "The view from upstairs",
        "Roofs and chimneys of a town in the evening, with a cup on the window sill.",
        "Techos y chimeneas de una ciudad por la noche, con una taza junto a la ventana.",
        "Upstairs you see far over the town.",
    ),
}
