"""The seven questions of a request, in their order: what each asks, why, who sees it, how long it is kept (CS-21).

A question that leaves one of these out does not load.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import ask_forms, saying
from intake.contact import Contact
from respite.models import House
from respite.templatetags.words import count_nights, day

Answers = dict[str, Any]
Words = str | Promise


@dataclass(frozen=True)
class Question:
    """One page of the form."""

    key: str  # stands in the address
    form: type[ask_forms.AskForm]
    label: Words  # its row on the page that shows all answers
    why: Words
    who: Words
    kept: Words
    skipping: Words  # what happens to somebody who leaves it open
    read: Callable[[Answers], str]  # the answer in words; empty when there is none
    needed: bool = False
    template: str = "intake/ask_question.html"

    def __post_init__(self) -> None:
        """Refuse a question that does not say what it owes the person it is put to."""
        owed = {"label": self.label, "why": self.why, "who": self.who, "kept": self.kept, "skipping": self.skipping}
        missing = [name for name, words in owed.items() if not str(words).strip()]
        if missing or not self.form.title:
            raise ImproperlyConfigured(f"The question “{self.key}” does not say: {', '.join(missing) or 'title'}.")

    def says(self, house: House) -> dict[str, str]:
        """Return the sentences of this question for one house."""
        values = {"house": house.neutral_name, "kept": saying.kept(house)}
        return {name: str(getattr(self, name)) % values for name in ("why", "who", "kept", "skipping")}


TEAM = _("The people who work at %(house)s.")
NOT_KEPT = _("We use it on this page only. It is not sent.")
AS_LONG_AS = _("%(kept)s")
SKIP = _("Skip this if you like. It changes nothing.")
NEEDED = _("We need this one to go on.")


def _device(answers: Answers) -> str:
    said = {"yes": __("Yes, other people use it"), "unsure": __("Not sure"), "no": __("No, only you")}
    return said.get(answers.get("device", {}).get("shared", ""), "")


def _reach(answers: Answers) -> str:
    return "\n".join(contact(answers, times=False).guest_lines()) if "reach" in answers else ""


def _nights(answers: Answers) -> str:
    told = answers.get("nights", {})
    first = parse_date(told.get("from") or "")
    values = {"day": day(first) if first else "", "nights": count_nights(told["nights"]) if told.get("nights") else ""}
    if first:
        return (__("From %(day)s, about %(nights)s") if values["nights"] else __("From %(day)s")) % values
    if values["nights"]:
        return __("You do not know the day yet. About %(nights)s") % values
    return __("You do not know yet") if told.get("when") == "unknown" else ""


def _adult(answers: Answers) -> str:
    return __("Yes") if answers.get("age", {}).get("adult") == "yes" else ""


QUESTIONS = (
    Question(
        key="device",
        form=ask_forms.DeviceForm,
        label=_("Shared device"),
        why=_("So we leave less behind on this device."),
        who=_("No one. Only this page uses it."),
        kept=NOT_KEPT,
        skipping=_("Skip this if you like. Then we act as if others use it."),
        read=_device,
    ),
    Question(
        key="name",
        form=ask_forms.NameForm,
        label=_("What we call you"),
        why=_("So we know who we talk with."),
        who=TEAM,
        kept=AS_LONG_AS,
        skipping=NEEDED,
        read=lambda answers: answers.get("name", {}).get("name", ""),
        needed=True,
    ),
    Question(
        key="reach",
        form=ask_forms.ReachForm,
        label=_("How to reach you"),
        why=_("So we do not put you at risk."),
        who=TEAM,
        kept=AS_LONG_AS,
        skipping=_("We need one way, or “I will contact you”."),
        read=_reach,
        needed=True,
        template="intake/ask_reach.html",
    ),
    Question(
        key="times",
        form=ask_forms.TimesForm,
        label=_("When is good"),
        why=_("So we do not call at a bad time."),
        who=TEAM,
        kept=AS_LONG_AS,
        skipping=SKIP,
        read=lambda answers: answers.get("times", {}).get("times", ""),
    ),
    Question(
        key="nights",
        form=ask_forms.NightsForm,
        label=_("Nights you have in mind"),
        why=_("So we can look for a room before we talk."),
        who=TEAM,
        kept=AS_LONG_AS,
        skipping=SKIP,
        read=_nights,
        template="intake/ask_nights.html",
    ),
    Question(
        key="to-know",
        form=ask_forms.ToKnowForm,
        label=_("What would make it work"),
        why=_("So we can get ready, and you tell it once."),
        who=TEAM,
        kept=AS_LONG_AS,
        skipping=SKIP,
        read=lambda answers: answers.get("to-know", {}).get("to_know", ""),
        template="intake/ask_to_know.html",
    ),
    Question(
        key="age",
        form=ask_forms.AgeForm,
        label=_("You are 18 or over"),
        why=_("The house may only take in adults."),
        who=_("No one. It only opens the next page."),
        kept=NOT_KEPT,
        skipping=NEEDED,
        read=_adult,
        needed=True,
    ),
)
KEYS = [question.key for question in QUESTIONS]
if len(set(KEYS)) != len(KEYS):
    raise ImproperlyConfigured("Two questions have the same address.")


def find(key: str) -> Question | None:
    """Return the question at this address, or None."""
    return next((question for question in QUESTIONS if question.key == key), None)


def around(key: str) -> tuple[str | None, str | None]:
    """Return the addresses of the question before and the one after; None is the start, or the page to check."""
    place = KEYS.index(key)
    return KEYS[place - 1] if place else None, KEYS[place + 1] if place + 1 < len(KEYS) else None


def first_open(answers: Answers) -> Question | None:
    """Return the first question that has to be answered and is not, or None."""
    return next((question for question in QUESTIONS if question.needed and not question.read(answers)), None)


def contact(answers: Answers, *, times: bool = True) -> Contact:
    """Return the safe contact that the answers make."""
    said = answers.get("times", {}).get("times", "") if times else ""
    return Contact.read({**answers.get("reach", {}), "times": said})


def wishes(answers: Answers) -> dict[str, Any]:
    """Return the nights somebody has in mind, as a request keeps them."""
    told = answers.get("nights", {})
    return {"from": told.get("from", ""), "nights": told.get("nights")}
