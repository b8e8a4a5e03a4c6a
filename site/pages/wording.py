"""The first words of a site, in plain English: where editors start from, and what the demo shows (CS-26, CS-27).

They are content and not the product's own sentences, so they are edited in the CMS and not translated in files.
"""

from typing import Any

Blocks = list[tuple[str, Any]]

HOME: dict[str, Any] = {
    "heading": "A few nights in a house, with people who have been there",
    "lead": (
        "When things get hard, you can stay with us for a few nights. It is free and it is your choice. "
        "No doctors, no labels, no locked doors."
    ),
    "families": "Worried about someone else?",
}
STEPS = {
    "You ask": "Call, or send a short form. It takes a name to call you by and a safe way to reach you.",
    "We talk": "A peer gets back to you in the way you chose. The form says by when. "
    "You decide with us if a stay is the right thing now.",
    "You come, if it fits": "You get a room of your own. You come and go as you like, and leave when you want.",
}
FINDS = [
    "Your own room that locks from the inside",
    "Peers in the house, day and night",
    "A kitchen, a garden, a quiet place to sit",
    "Work, school and friends go on as you wish",
]
NOTS = [
    "Not a hospital. There are no nurses here.",
    "Not a place to live. Stays are a few nights.",
    "Not a place that looks in bags or keeps your medicine",
    "Not a hotel. Nobody books. We talk first.",
]
LIST = {
    "title": "Our houses",
    "lead": "Each house has its own feel. Call the one you like. If it is full, we tell you who else may have room.",
}

EMERGENCIES = (
    "<p>You can talk about suicide here. That alone is no reason for us to call anyone. We sit with you and talk. "
    "If a life is in danger right now and we can not help, we may call 911. "
    "Two of us decide that, when there is time. We tell you first when we can.</p>"
)
BEFORE = "The form takes about five minutes. You can skip most of it. Or just call, and we fill it in with you."
WHY_WE_ASK = (
    "The county pays for the house, so we ask where you live. We do not ask for proof. "
    "If you are not sure, call and ask us."
)
ANY_HOUSE: dict[str, Any] = {
    "lead": (
        "A small house for adults who are in a hard time. It is free. The people who run it have had hard times too."
    ),
    "line": "",
    "why_we_ask": "We ask only what we need to know to say yes. We do not ask for proof.",
    "facts": {
        "Your room": "Your own. It locks from the inside.",
        "Coming and going": "As you like. Tell us if you will be out all night, so we keep your room.",
        "Who is here": "Peers, day and night. All of us have had hard times.",
        "Food": "There is a kitchen for all of us.",
        "Not here": "No nurses. No tests. We do not look in bags. You keep and take your own medicine.",
        "Where it is": "We tell you the street once you and we agree on a stay.",
    },
}
HOUSES: dict[str, dict[str, Any]] = {
    "juniper-house": {
        "lead": (
            "A house with three rooms in Juniper County, for adults who are in a hard time. "
            "It is free. The people who run it have had hard times too."
        ),
        "line": "",
        "why_we_ask": WHY_WE_ASK,
        "facts": {
            "Your room": "Your own. It locks from the inside.",
            "Coming and going": "As you like. Tell us if you will be out all night, so we keep your room.",
            "Who is here": "Two peers in the day, one or two at night. One is up. All of us have had hard times.",
        },
    },
    "lighthouse": {
        "lead": (
            "A tall old house in the middle of Port Ellis with six rooms. "
            "There is most often someone at the table, and a quiet floor on top. It is free."
        ),
        "line": "",
        "why_we_ask": WHY_WE_ASK,
        "facts": {
            "Your room": "Your own, with a lock and a desk light. The higher you go, the more quiet it is.",
            "Coming and going": "As you like. The door has a code, so you can come in late. Keep it quiet after 11 pm.",
            "Who is here": "Two or three peers in the day. Two at night, one is up. Some of us have lived outside.",
            "Words we speak": "English and Spanish, day and night. For an ASL interpreter, tell us two days before.",
        },
    },
    "meadow": {
        "lead": (
            "Two rooms in a farm house, with fields all around. It is slow here, and dark at night. "
            "It is free. You will not find the place on this site."
        ),
        "line": "We can drive you.",
        "steps": {
            "You call": "A peer picks up. Tell as much or as little as you like.",
            "We talk": "Most people talk with us once or twice before they come. You decide with us if it fits.",
            "We pick you up": "We agree on a place and a time. You leave when you want, and we drive you back.",
        },
        "why_we_ask": "Only two can stay at a time. We ask, so that both can feel at ease.",
        "facts": {
            "Your room": "Your own. It locks from the inside. Both rooms look out on the fields.",
            "Where it is": "We tell you the way once we agree on a stay. Please do not pass it on.",
            "Coming and going": "As you like. There is no bus, so plan your rides with us the day before.",
            "Who is here": "One peer at all times, two on most days. At night we sleep, and you can wake us.",
            "Why only by phone": "A house with two rooms can not say on the web if it has room. It would say too much.",
        },
    },
}


def _p(*sentences: str) -> tuple[str, str]:
    return "paragraph", f"<p>{' '.join(sentences)}</p>"


WARM_LINE = {"whose": "warm_line", "name": "Our warm line", "number": ""}
KEPT: Blocks = [
    ("heading", "When you only read"),
    _p("We keep nothing. There are no ads on this site, and no one else counts you. You do not need an account."),
    ("heading", "What is yours"),
    _p(
        "You can read what we write about you. You can also see who opened it, when and why.",
        "It is sealed, with a key of its own for each guest. Your page is where you find it.",
    ),
    ("heading", "When you want it gone"),
    _p(
        "You can ask us to erase it all. We throw away your key, so no copy can be read again.",
        "Only counts stay, with no names. A count may be how many nights all guests slept here in a year.",
    ),
    (
        "sensitive",
        {
            "note": "The next part is about harm, and what the law asks of us.",
            "words": [
                ("heading", "What we may have to tell"),
                _p(
                    "We do not say that you are here, but at some times the law may ask us to speak.",
                    "That can be when a child or an old person is being hurt, or when a judge says so.",
                    "We tell you first when we can, and we say only what we have to.",
                ),
                _p(
                    "If a life is in danger right now and we can not help, we may call 911.",
                    "That is our own choice. Two of us decide that, when there is time. We tell you first when we can.",
                    "911 will then ask where you are.",
                ),
            ],
        },
    ),
]
BROWSING: Blocks = [
    ("heading", "What “Leave this page” does"),
    _p("It is at the top of each page. Where your browser runs scripts, you can also press Shift three times."),
    (
        "list",
        [
            "It takes you off this site fast, to a page about the weather.",
            "It ends what you were doing here. What you typed is gone.",
            "It takes away our cookie, the small file that knows you between two pages.",
        ],
    ),
    ("heading", "What it does not do"),
    (
        "list",
        [
            "It does not clear your history. The list of pages still shows that you were here.",
            "It does not stop a person who looks over your shoulder, or who watches the screen from far away.",
            "It does not stop an app that someone put on your phone to see what you do.",
        ],
    ),
    ("heading", "Ways to be safer"),
    (
        "list",
        [
            "Use a phone or computer that no one else can get at. A library has some.",
            "Open a private window first. It keeps no list of pages. It does not stop an app that watches.",
            "If you clear your history, clear one line and not all of it. An empty list can stand out.",
            "Calls show up in the list of calls, and on the bill. You can use the phone of a friend.",
            "Do not let the browser save your name or number.",
        ],
    ),
    ("heading", "If you think someone watches this device"),
    _p(
        "Use it for the things you always do, so nothing looks new. Use another phone to reach us.",
        "You can ask us not to call back at all. You call us, when it is safe.",
    ),
    ("heading", "Your code"),
    _p(
        "When you ask for a talk, you get a code: four letters and numbers, and five words.",
        "It opens your page on any phone. You need all of it.",
        "If you write it down, keep it where only you look. If someone else has it, call us. We give you a new one, "
        "and the old one stops.",
    ),
]
ACCESS: Blocks = [
    _p(
        "We want each of you to be able to use this site. We build it to the rules called WCAG 2.2, level AA.",
        "A program looks at each page for faults it can find. We also go through the site with only the keys.",
    ),
    ("heading", "What works"),
    (
        "list",
        [
            "All pages work with no mouse, and with scripts turned off.",
            "You can make the text twice as big, and the page still fits a small phone.",
            "There is a light look and a dark look. Your device picks the one you set.",
            "No page moves, blinks or makes a sound.",
            "Each sheet to print is also a page you can read here.",
        ],
    ),
    ("heading", "What does not work yet"),
    (
        "list",
        [
            "The pages are in English and in Spanish. We have no other languages yet.",
            "People who use a screen reader each day have not tried it for us yet. That comes next.",
            "We can check our sheets to print only in part. If one is hard to read, ask us for it in large print.",
            "There are no films in sign language.",
        ],
    ),
    ("heading", "If something stops you"),
    _p(
        "Call the house, or ask someone to call for you. You do not have to use the site at all.",
        "Tell us what went wrong, and we will try to fix it. We can read the form to you and fill it in with you.",
        "For a house with no steps, look at the list of rooms on its page.",
    ),
]
FAMILY: Blocks = [
    _p("It is hard to see someone you love in a hard time. You can call us just to talk, with no reason at all."),
    ("heading", "You can be there"),
    _p(
        "We can not hold a room for someone else, so the call is theirs.",
        "If you like, sit with them when they call. They can put you on the phone too.",
    ),
    ("heading", "What you can say"),
    (
        "list",
        [
            "“I found a house where you can stay some nights. It is free.”",
            "“The people there have been through hard times, too.”",
            "“You can leave when you want. Shall we look at the page?”",
        ],
    ),
    ("heading", "When they are with us"),
    _p(
        "We do not say who is here. Only the law, or a life in danger right now, can change that. "
        "We would do the same for you.",
        "Your friend may call you each day, or not at all for a while. Both are fine. They can go out to meet you.",
    ),
    ("heading", "When you are scared for a life"),
    _p(
        "Ask them straight out if they think about suicide. It does not put the thought in their head.",
        "Stay with them if you can. You can call 988 with them, or for your own sake.",
        "Before you call 911, read who may come.",
    ),
    (
        "phone",
        {"whose": "warm_line", "name": "Our warm line", "number": "", "words": "You can call for your own sake, too."},
    ),
    ("phone", {"whose": "other", "name": "Call or text", "number": "988", "words": "Day and night. It is free."}),
]
WHO: Blocks = [
    _p("Here is who answers, what they can do, and who may come. So you can pick."),
    ("heading", "A house, and our warm line"),
    _p(
        "A peer answers. You can talk for as long as you both like. We do not trace calls.",
        "If you say that you may die tonight, we stay on the line. We talk with you about what would help.",
        "If a life is in danger right now and we can not help, we may call 911.",
        "Two of us decide that, when there is time. We tell you first when we can.",
    ),
    (
        "phone",
        {
            "whose": "warm_line",
            "name": "Our warm line",
            "number": "",
            "words": "To talk. You do not have to be in danger.",
        },
    ),
    ("heading", "988"),
    _p(
        "A trained person answers, day and night, in all states. It is free. You can call, text or chat.",
        "For Spanish, press 2, or text AYUDA. If you served in the armed forces, press 1. "
        "There is a video line for ASL.",
    ),
    ("phone", {"whose": "other", "name": "Call or text", "number": "988", "words": "Day and night. It is free."}),
    ("heading", "911"),
    _p("It sends help that is near: an ambulance, the fire crew, the police, or all of them. You may not get to pick."),
    ("phone", {"whose": "other", "name": "Call", "number": "911", "words": "For a life in danger right now."}),
    (
        "sensitive",
        {
            "note": "The next part is about the police, and about being taken to a hospital by force.",
            "words": [
                ("heading", "When someone may come who you did not ask for"),
                _p(
                    "988 can help most people by talking. In fewer than 2 of 100 calls, it may send help "
                    "without asking you first.",
                    "911 may send the police. In some states, the police or a doctor can take a person to a hospital "
                    "for a while when they think a life is in danger. The law says for how long, and who can say no.",
                ),
                ("heading", "What we do in our houses"),
                (
                    "list",
                    [
                        "If you talk about suicide, we stay and talk. That alone is no reason for us to call 911.",
                        "If a life is in danger right now and we can not help, we may call 911.",
                        "Two of us decide that, when there is time.",
                        "We tell you first when we can. We stay with you if we may, and say what you want said.",
                        "If you want to go to a hospital, we can go with you. Your room waits if we can keep it.",
                        "911 may send the police. We can not promise that they stay away from the house.",
                    ],
                ),
            ],
        },
    ),
    ("heading", "What the law asks of us"),
    _p(
        "Each state has its own law on what we have to tell. Ask us, and we go through it with you first.",
        "This page is not advice from a lawyer.",
    ),
]
PAGES: list[dict[str, Any]] = [
    {
        "slug": "safer-browsing",
        "title": "Safer browsing",
        "lead": "If someone looks at your phone or computer, read this first. No site can hide that you were on it.",
        "body": BROWSING,
    },
    {
        "slug": "who-does-what",
        "rights": True,
        "title": "Who does what: 988, 911 and warm lines",
        "lead": "You have more than one number to call. They are not the same.",
        "body": WHO,
    },
]
