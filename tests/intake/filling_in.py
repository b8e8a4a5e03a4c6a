"""The form of somebody who asks for a conversation, as its tests fill it in."""

import re
from datetime import timedelta

from django.db import connection

from intake.models import HouseQuestion

CANARY = "canary-zinnia-4711"
ANSWERS = {
    "device": {"shared": "no"},
    "match": {"adult": "yes"},
    "name": {"name": "Luz", "language": "English"},
    "reach": {"text": "on", "text_number": "715 555 0118", "name_us": "yes"},
    "times": {"windows": ["evening"], "times": "after 4 pm"},
    "nights": {"when": "unknown", "nights": "4", "together": "Sam"},
    "to-know": {"to_know": "No stairs, please.", "animal": "no"},
}
LEAST = {"match": {"adult": "yes"}, "name": {"name": "Luz"}, "reach": {"i_will_call": "on"}}
START, CHECK, SENT = "/ask/juniper-house/", "/ask/juniper-house/check/", "/ask/juniper-house/sent/"
SAVED = "/ask/juniper-house/saved/"
STAIRS = "Can you climb stairs?"
FOOD = "What do you like to eat?"


def at(step):
    return f"/ask/juniper-house/{step}/"


def answer(client, answers=ANSWERS):
    """Go through the questions and return the last answer."""
    client.post(START)
    for step, typed in answers.items():
        last = client.post(at(step), typed)
        assert last.status_code == 303, last.content.decode()
        assert last["Location"] != at(step), client.get(at(step)).content.decode()
    return last


def refused(client, step, typed):
    """Send an answer that cannot be taken, and return the page it leads to."""
    sent = client.post(at(step), typed)
    assert (sent.status_code, sent["Location"]) == (303, at(step))
    return client.get(at(step))


def ask(house, words=STAIRS, *, match="", kind="", why="We have a lot of them.", ends=None, **more):
    """Have the house ask a question of its own."""
    told = {"en": {"ask": words, "why": why}}
    return HouseQuestion.objects.create(
        house=house,
        kind=kind or ("yes_no" if match else "words"),
        match=match,
        words=told,
        holds_from=house.tonight() - timedelta(days=30),
        holds_until=ends,
        **more,
    )


def title(page):
    return " ".join(re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)[1].split())


def code_on(page):
    """Return the code that stands on a page, as one would type it."""
    return " ".join(re.findall(r"<li[^>]*>(\w+)</li>", page.content.decode())[:6])


def everything_in_the_database():
    """Return every column of every table as text."""
    with connection.cursor() as cursor:
        said = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            said += [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND data_type = 'bytea'",
                [table],
            )
            for (column,) in cursor.fetchall():
                cursor.execute(f'SELECT encode("{column}", \'escape\') FROM "{table}"')
                said += [row[0] or "" for row in cursor.fetchall()]
    return "\n".join(said)
