"""The first words of the other pages: where editors start from (CS-26, CS-27). Content, edited in the CMS."""

from datetime import date
from typing import Any

from pages.wording import ACCESS, FAMILY, KEPT, Blocks, _p

PROVIDERS: Blocks = [
    _p("You help people for a living, and you think of us. Thank you. Here is how to tell somebody about us."),
    ("heading", "What you can say"),
    (
        "list",
        [
            "“There is a house where you can stay a few nights. It is free.”",
            "“The people who run it have been through hard times, too.”",
            "“You decide. You can call them now, and I can sit with you.”",
        ],
    ),
    ("heading", "What we ask of you"),
    _p(
        "We take no papers, and we need to know nothing about the person from you.",
        "If you send us a note about them, we answer: please ask them to call us.",
        "You can call with them. They can put you on the phone, too.",
    ),
    ("heading", "Who can stay, and for how long"),
    _p(
        "Adults who ask for it. The page of each house says from which counties, and how many nights it can give.",
        "It is free. No one needs insurance, a doctor or a name for what they live with.",
        "The page also shows the rooms, and what there is for people who can not use steps.",
    ),
    ("heading", "What we can tell you"),
    _p(
        "We can tell you how the house works, and if there may be a room.",
        "We do not say who is here, who asked, or who came.",
        "Only the law, or a life in danger right now, can change that.",
    ),
    ("heading", "After a stay"),
    _p("If a guest wants you to know something, they tell you. We send no report."),
]
QUESTIONS: list[tuple[str, Any]] = [
    ("heading", "Before you call"),
    ("question", {"question": "Does it cost money?", "answer": [_p("No. It is free, and we do not ask for a card.")]}),
    (
        "question",
        {
            "question": "Do I need a doctor to send me?",
            "answer": [_p("No. You ask by yourself. You do not need papers, and you do not need a name for it.")],
        },
    ),
    (
        "question",
        {
            "question": "Who picks up the phone?",
            "answer": [_p("A person who has been through hard times. You can hang up at any time.")],
        },
    ),
    (
        "question",
        {
            "question": "Can I talk about suicide?",
            "answer": [
                _p("Yes. We do not call anyone just for that. We stay and talk."),
                _p(
                    "If a life is in danger right now and we can not help, we may call 911.",
                    "Two of us decide that, when there is time. We tell you first when we can.",
                    "911 may send the police.",
                ),
            ],
        },
    ),
    ("heading", "When you are here"),
    (
        "question",
        {
            "question": "Can I go out?",
            "answer": [_p("Yes, day and night. Tell us if you will be out all night, so we keep your room.")],
        },
    ),
    (
        "question",
        {
            "question": "What about my medicine?",
            "answer": [_p("You keep it and take it as you do at home. We do not hold it. You can lock it up.")],
        },
    ),
    (
        "question",
        {
            "question": "Can I use my own name?",
            "answer": [_p("You tell us what to call you. It can be any name. We do not ask for your ID.")],
        },
    ),
    ("question", {"question": "Can I leave early?", "answer": [_p("Yes. You do not have to say why.")]}),
    ("heading", "Later"),
    (
        "question",
        {
            "question": "Can I come back?",
            "answer": [_p("Yes. You do not have to tell it all again. Each house says how many nights it can give.")],
        },
    ),
]
KNOWN = date(2026, 11, 1)
FAULTS = [
    {
        "what": "People who use a screen reader each day have not tried the site for us yet.",
        "since": KNOWN,
        "instead": "If you get stuck, call us. We can read a page to you, and fill in the form with you.",
        "planned": "It comes next.",
    },
    {
        "what": "We can check our sheets to print only in part.",
        "since": KNOWN,
        "instead": "Each sheet is also a page you can read here. Ask us, and we send it in large print.",
        "planned": "",
    },
    {
        "what": "There are no films in sign language.",
        "since": KNOWN,
        "instead": "988 has a video line in ASL. Some houses can get an interpreter, if you tell us two days before.",
        "planned": "",
    },
]
ACCESSIBLE: dict[str, Any] = {
    "slug": "accessibility",
    "title": "Can everyone use this site?",
    "lead": "Most of you can. We build it to the rules called WCAG 2.2, level AA. Here is what does not work yet.",
    "works": [("line", line) for kind, value in ACCESS if kind == "list" for line in value][:5],
    "faults": [("fault", fault) for fault in FAULTS],
    "tell": "Tell us what went wrong, and we will try to fix it. For a house with no steps, look at its list of rooms.",
}
KEEPS: dict[str, Any] = {
    "slug": "what-we-keep",
    "title": "What we keep about you",
    "lead": "As little as we can. You can read it, change it and take it back.",
    "body": KEPT,
}
FAMILIES: dict[str, Any] = {
    "slug": "for-families",
    "title": "A page for family and friends",
    "lead": "You can help, even when it is not you who asks.",
    "body": FAMILY,
}
HELPERS: dict[str, Any] = {
    "slug": "for-providers",
    "title": "For people who help for a living",
    "lead": "You can tell somebody about us. They decide, and they call.",
    "body": PROVIDERS,
}
ASKED: dict[str, Any] = {
    "slug": "questions",
    "title": "Questions people ask us",
    "lead": "Tap a question to read what we say. If yours is not here, call us and ask.",
    "questions": QUESTIONS,
}
STORIES: dict[str, Any] = {
    "slug": "stories",
    "title": "Stories from people who stayed",
    "lead": "Each one is told by the person who lived it. They can take it back on any day.",
}
EVENTS: dict[str, Any] = {
    "slug": "events",
    "title": "Groups and open days",
    "lead": "You can come to these and not stay with us. You do not have to say a word.",
}
RESOURCES: dict[str, Any] = {
    "slug": "other-help",
    "title": "Other help",
    "lead": "People and places near here that may help. We do not get a thing from them for this.",
}
JOBS: dict[str, Any] = {
    "slug": "jobs",
    "title": "Work with us",
    "lead": "We look for people who have been there. You do not need a degree.",
}
