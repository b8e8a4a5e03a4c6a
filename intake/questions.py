"""The questions of a request: what each asks, why, who sees it, how long it is kept, what skipping changes (CS-21).

They stand on pages, one question or a few that belong together on each: seven pages of our own, and one more for what
a house asks by itself. A question that leaves one of these out does not load.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import ask_forms, drafts, house_forms, nights_form, reach_form, saying
from intake.contact import Contact
from respite.models import House
from respite.templatetags.words import count_nights, day

Answers = dict[str, Any]
Words = str | Promise


@dataclass(frozen=True)
class Question:
    """One thing we ask, with what we owe the person it is put to."""

    key: str
    label: Words  # its row on the page that shows all answers
    why: Words
    who: Words
    kept: Words
    skipping: Words  # what happens to somebody who leaves it open
    read: Callable[[Answers], str]  # the answer in words; empty when there is none
    made: bool = False  # by the house; its reason then stands right beside it

    def __post_init__(self) -> None:
        """Refuse a question that does not say what it owes."""
        owed = {"label": self.label, "why": self.why, "who": self.who, "kept": self.kept, "skipping": self.skipping}
        missing = [name for name, words in owed.items() if not str(words).strip()]
        if missing:
            raise ImproperlyConfigured(f"The question “{self.key}” does not say: {', '.join(missing)}.")


@dataclass(frozen=True)
class Page:
    """One page of the form. `needed` says that one cannot go on without it."""

    key: str  # stands in the address
    form: type[ask_forms.AskForm]
    questions: tuple[Question, ...]
    needed: bool = False
    template: str = "intake/ask_question.html"

    def __post_init__(self) -> None:
        """Refuse a page without a heading, or without a question."""
        if not self.form.title or not (self.questions or issubclass(self.form, house_forms.HouseForm)):
            raise ImproperlyConfigured(f"The page “{self.key}” has no title or no question.")


TEAM = _("The people who work at %(house)s.")
NOT_KEPT = _("We use it on this page only. It is not sent.")
AS_LONG_AS = _("%(kept)s")
SKIP = _("Skip this if you like. It changes nothing.")
NO_ONE = _("No one. It only opens the next page.")
TALK = _("Skip what you like, and go on. Then we ask you when we talk.")


def says(questions: tuple[Question, ...], house: House) -> dict[str, str]:
    """Return what the questions of a page say for one house, each sentence once and on a line of its own."""
    values = {"house": house.neutral_name, "kept": saying.kept(house)}
    parts = ("who", "kept", "skipping")
    told = {part: [str(getattr(question, part)) % values for question in questions] for part in parts}
    told["why"] = [str(question.why) for question in questions if not question.made]
    return {part: "\n".join(dict.fromkeys(sentences)) for part, sentences in told.items()}


def _device(answers: Answers) -> str:
    said = {"yes": __("Yes, other people use it"), "unsure": __("Not sure"), "no": __("No, only you")}
    return said.get(answers.get("device", {}).get("shared", ""), "")


def _adult(answers: Answers) -> str:
    return __("Yes") if answers.get("match", {}).get("adult") == "yes" else ""


def _language(answers: Answers) -> str:
    told = answers.get("name", {})
    if told.get("language") == "other":
        return told["other_language"] or __("Another language")
    return saying.language(told.get("language", ""))


def _reach(answers: Answers) -> str:
    return "\n".join(contact(answers, times=False).guest_lines()) if "reach" in answers else ""


def _times(answers: Answers) -> str:
    said = contact({"times": answers.get("times", {})})
    return capfirst(said.good_times) if said.windows else said.times  # their own words stay as they are


def _nights(answers: Answers) -> str:
    told = answers.get("nights", {})
    first = parse_date(told.get("from") or "")
    values = {"day": day(first) if first else "", "nights": count_nights(told["nights"]) if told.get("nights") else ""}
    if first:
        return (__("From %(day)s, about %(nights)s") if values["nights"] else __("From %(day)s")) % values
    if values["nights"]:
        return __("You do not know the day yet. About %(nights)s") % values
    return __("You do not know yet") if told.get("when") == "unknown" else ""


def _animal(answers: Answers) -> str:
    told = answers.get("to-know", {})
    if told.get("animal") == "yes":
        return told["animal_task"] or __("Yes")
    return {"no": __("No"), "unsaid": __("You would rather not say")}.get(told.get("animal", ""), "")


DEVICE = Question(
    key="device",
    label=_("Shared device"),
    why=_("So we leave less behind on this device."),
    who=_("No one. Only this page uses it."),
    kept=NOT_KEPT,
    skipping=_("Skip this if you like. Then we act as if others use it."),
    read=_device,
)
ADULT = Question(
    key="adult",
    label=_("You are 18 or over"),
    why=_("The house may only take in adults."),
    who=NO_ONE,
    kept=NOT_KEPT,
    skipping=_("We need to know if you are 18 or over."),
    read=_adult,
)
NAME = Question(
    key="name",
    label=_("What we call you"),
    why=_("So we know who we talk with."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=_("We need a name to go on."),
    read=lambda answers: answers.get("name", {}).get("name", ""),
)
LANGUAGE = Question(
    key="language",
    label=_("Language to talk in"),
    why=_("So we can talk in the language that is best for you."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=_("You can skip the language. It changes nothing."),
    read=_language,
)
REACH = Question(
    key="reach",
    label=_("How to reach you"),
    why=_("So we do not put you at risk."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=_("We need one way, or “I will contact you”."),
    read=_reach,
)
TIMES = Question(
    key="times",
    label=_("When is good"),
    why=_("So we do not call at a bad time."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=SKIP,
    read=_times,
)
NIGHTS = Question(
    key="nights",
    label=_("Nights you have in mind"),
    why=_("So we can look for a room before we talk."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=SKIP,
    read=_nights,
)
TOGETHER = Question(
    key="together",
    label=_("Who you would like to come with"),
    why=_("So we can look for a time that works for both of you."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=SKIP,
    read=lambda answers: answers.get("nights", {}).get("together", ""),
)
TO_KNOW = Question(
    key="to-know",
    label=_("What would make it work"),
    why=_("So we can get ready, and you tell it once."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=SKIP,
    read=lambda answers: answers.get("to-know", {}).get("to_know", ""),
)
ANIMAL = Question(
    key="animal",
    label=_("Service animal"),
    why=_("So we can make room for the animal, too."),
    who=TEAM,
    kept=AS_LONG_AS,
    skipping=SKIP,
    read=_animal,
)
MATCH, MORE = drafts.MATCH, "more"  # the pages on which questions of the house stand
PAGES = (
    Page("device", ask_forms.DeviceForm, (DEVICE,)),
    Page(MATCH, house_forms.MatchForm, (ADULT,), needed=True, template="intake/ask_match.html"),
    Page("name", ask_forms.NameForm, (NAME, LANGUAGE), needed=True, template="intake/ask_name.html"),
    Page("reach", reach_form.ReachForm, (REACH,), needed=True, template="intake/ask_reach.html"),
    Page("times", ask_forms.TimesForm, (TIMES,)),
    Page("nights", nights_form.NightsForm, (NIGHTS, TOGETHER), template="intake/ask_nights.html"),
    Page("to-know", ask_forms.ToKnowForm, (TO_KNOW, ANIMAL), template="intake/ask_to_know.html"),
    Page(MORE, house_forms.MoreForm, (), template="intake/ask_more.html"),
)
# What else stands in a draft, or under the same address.
RESERVED = {
    "marks", "typed", "counted", "sent", "saved", "check", "gone", "on", "other-ways", "save", "throw-away",
    "safer-browsing",
}  # fmt: skip
_keys = [page.key for page in PAGES]
if len(set(_keys)) != len(_keys) or set(_keys) & RESERVED:
    raise ImproperlyConfigured("Two pages have the same address.")


def contact(answers: Answers, *, times: bool = True) -> Contact:
    """Return the safe contact that the answers make."""
    when = answers.get("times", {}) if times else {}
    said = {"times": when.get("times", ""), "windows": when.get("windows", [])}
    return Contact.read({**answers.get("reach", {}), **said})


def wishes(answers: Answers) -> dict[str, Any]:
    """Return what somebody wishes for, as a request keeps it; what was left open is left out."""
    nights, name, known = answers.get("nights", {}), answers.get("name", {}), answers.get("to-know", {})
    told = {"from": nights.get("from", ""), "nights": nights.get("nights")}
    language = name.get("language", "")
    if language == "other":
        language = name["other_language"] or "other"
    more = {
        "together": nights.get("together", ""),
        "interpreter": "" if language in {"English", "unsaid"} else language,
        "animal": (known["animal_task"] or "yes") if known.get("animal") == "yes" else "",
    }
    return told | {key: words for key, words in more.items() if words}
