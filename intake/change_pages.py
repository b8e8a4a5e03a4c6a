"""The pages on which somebody changes what they told us: a page of the form, what stands in it, what it does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import belonging, changing, flow, questions
from intake.contact import Contact
from intake.models import Request
from intake.questions import Page

Answer = dict[str, Any]
KNOWN_LANGUAGES = {"Spanish", "ASL", "other"}


@dataclass(frozen=True)
class Change:
    """One thing that can be changed: under which words, on which page of the form, from what, by what."""

    label: str | Promise
    page: Page
    now: Callable[[Request], Answer]
    save: Callable[[Request, Answer], object]


def _page(key: str) -> Page:
    return next(page for page in questions.PAGES if page.key == key)


def _name_now(asked: Request) -> Answer:
    said = str(asked.wishes.get("interpreter", ""))
    known = said in KNOWN_LANGUAGES or not said
    name = (belonging.guest_of(asked) or asked).name
    return {"name": name, "language": said if known else "other", "other_language": "" if known else said}


def _save_name(asked: Request, answer: Answer) -> None:
    before = _name_now(asked)
    if answer["name"].strip() != before["name"]:
        changing.call_me(asked, name=answer["name"])
    language = answer["language"]
    said = (answer["other_language"] or "other") if language == "other" else language
    spoken = "" if said in {"English", "unsaid"} else said
    if spoken != asked.wishes.get("interpreter", ""):
        changing.wish(asked, wishes={"interpreter": spoken})


def _save_reach(asked: Request, answer: Answer) -> None:
    told = asked.safe_contact
    flow.say_contact(asked, contact=Contact.read({**answer, "windows": told.windows, "times": told.times}))


def _times_now(asked: Request) -> Answer:
    told = asked.safe_contact
    return {"windows": list(told.windows), "times": told.times}


def _save_times(asked: Request, answer: Answer) -> None:
    windows = tuple(answer["windows"])
    flow.say_contact(asked, contact=replace(asked.safe_contact, windows=windows, times=answer["times"], said_on=""))


def _nights_now(asked: Request) -> Answer:
    wishes = asked.wishes
    first = wishes.get("from", "")
    return {
        "when": "day" if first else "",
        "from": first,
        "nights": wishes.get("nights"),
        "together": wishes.get("together", ""),
    }


def _save_nights(asked: Request, answer: Answer) -> None:
    changing.wish(asked, wishes={name: answer[name] for name in ("from", "nights", "together")})


def _to_know_now(asked: Request) -> Answer:
    said = str(asked.wishes.get("animal", ""))
    guest = belonging.guest_of(asked)
    words = (guest.to_know if guest else "") or asked.to_know
    return {"to_know": words, "animal": "yes" if said else "", "animal_task": "" if said == "yes" else said}


def _save_to_know(asked: Request, answer: Answer) -> None:
    before = _to_know_now(asked)
    if answer["to_know"] != before["to_know"]:
        changing.let_know(asked, to_know=answer["to_know"])
    animal = (answer["animal_task"] or "yes") if answer["animal"] == "yes" else ""
    if animal != asked.wishes.get("animal", ""):
        changing.wish(asked, wishes={"animal": animal})


def nights_ahead(asked: Request) -> Answer:
    """Return the nights they have in mind, as far as they are still to come; for asking again."""
    now = _nights_now(asked)
    first = parse_date(now["from"]) if now["from"] else None
    return now if first is None or first >= asked.house.tonight() else {**now, "when": "", "from": ""}


def ask_again(asked: Request, answer: Answer) -> Request:
    """Ask for a conversation again: with these nights, and with how to reach them, which they have just seen again."""
    wishes = {**asked.wishes, **{name: answer[name] for name in ("from", "nights", "together")}}
    return flow.ask_again(asked, wishes=wishes, contact=replace(asked.safe_contact, said_on=""))


CHANGES: dict[str, Change] = {
    "reach": Change(_("How we reach you"), _page("reach"), lambda asked: asked.safe_contact.kept(), _save_reach),
    "times": Change(_("When is a good time"), _page("times"), _times_now, _save_times),
    "nights": Change(_("Nights you have in mind"), _page("nights"), _nights_now, _save_nights),
    "to-know": Change(_("What would make it work"), _page("to-know"), _to_know_now, _save_to_know),
    "name": Change(_("Your name and language"), _page("name"), _name_now, _save_name),
}
