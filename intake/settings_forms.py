"""What a house decides about asking, the call list and other houses: one form, from a day on; and its own questions."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import asking_words
from intake.models import HouseQuestion
from respite import rule_forms
from respite.days import DayField, DayInput
from respite.forms import Form
from respite.models import House
from respite.rule_forms import Group

CLOCK = _("From 0 to 24: 20 is 8 pm.")
OUR_WORDS = _("Left open, they read our own words.")
# What each setting is called, and a word about it; in the order of the page.
GROUPS: list[Group] = [
    (
        "asking",
        _("Asking"),
        {
            "call_back_by": (_("We call back the same day by this hour"), CLOCK),
            "call_back_cutoff": (_("Asked after this hour, it is the next day"), CLOCK),
            "call_back_next": (_("Then we call by this hour of the next day"), CLOCK),
            "area_rule": (_("Who may ask"), _("One sentence on the house page. Leave it open when anybody may.")),
            "reporting": (
                _("What the house must report by law"),
                _("Shown before the first box for free words. Have it checked by somebody who knows the law."),
            ),
            "reporting_es": (_("The same in Spanish"), _("Written by a person. Left open, people read the English.")),
        },
    ),
    (
        "offers",
        _("Offers"),
        {
            "hold_hours": (_("An offer holds a room for so many hours"), _("To the next full hour.")),
        },
    ),
    (
        "list",
        _("The call list"),
        {
            "list_mode": (_("When the house is full"), ""),
            "list_order": (_("In which order do you call?"), _("People can read this rule.")),
            "list_need": (
                _("The need that comes first"),
                _("For the order by need. Something anybody can check, like “no other place tonight”."),
            ),
            "list_days": (_("So many days somebody stays on the list"), _("They can stay on when they wish it.")),
            "list_question_days": (_("So many days before that we ask if they still wish it"), ""),
            "not_now_times": (_("“Not now” keeps the place so many times"), ""),
            "next_room": (_("When a room is free"), ""),
        },
    ),
    (
        "houses",
        _("Another house"),
        {
            "hand_over_hours": (
                _("So many hours we have to answer when another house asks us to ring somebody"),
                _("After that, what we were told is erased here."),
            ),
        },
    ),
    (
        "others",
        _("When somebody else asks"),
        {
            "others_ask": (_("Family, friends and providers"), ""),
            "family_words": (_("What we tell family and friends"), OUR_WORDS),
            "provider_words": (_("What we tell providers"), OUR_WORDS),
            "professional_word": (_("A professional’s word"), _("Most houses need none.")),
        },
    ),
    (
        "kept",
        _("How long things are kept"),
        {
            "draft_hours": (_("Answers saved for later: so many hours"), ""),
            "request_days": (_("A request that leads nowhere: so many days"), ""),
            "conversation_days": (_("Somebody is known to the house: so many days after talking"), ""),
        },
    ),
]


class RulesForm(rule_forms.RulesForm):
    """The settings of the intake, holding from a day on."""

    parts = GROUPS

    def clean(self) -> None:
        """Look at settings that only make sense together."""
        super().clean()
        said = self.cleaned_data
        if said.get("list_order") == "need" and not said.get("list_need"):
            self.add_error("list_need", _("Write the need that comes first."))
        days, question = said.get("list_days"), said.get("list_question_days")
        if days and question and question >= days:
            self.add_error("list_question_days", _("Ask fewer days before than somebody stays on the list."))


class QuestionForm(Form):
    """A question of the house in every language of the site, with why it is asked; both are public."""

    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        choices=[
            ("words", _("In their own words")),
            ("yes_no", _("Yes or no")),
            ("match_yes", _("It says who may stay: “yes” fits the house")),
            ("match_no", _("It says who may stay: “no” fits the house")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is answered.")},
    )
    holds_from = DayField(
        label=_("From which day on?"),
        widget=DayInput(),
        error_messages={"invalid": _("Write a day like 5 December 2026.")},
    )

    def __init__(self, *args: Any, house: House, old: HouseQuestion | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"holds_from": house.tonight()}
        if old:
            first["kind"] = f"match_{old.match}" if old.match else old.kind
        super().__init__(*args, initial=first, **kwargs)
        for code, language in settings.LANGUAGES:
            said = old.words.get(code, {}) if old else {}
            for part, label in (("ask", _("%(language)s: the question")), ("why", _("%(language)s: why you ask it"))):
                self.fields[f"{part}_{code}"] = forms.CharField(
                    label=label % {"language": language},
                    max_length=asking_words.MOST_LETTERS[part],
                    initial=said.get(part, ""),
                    widget=forms.TextInput if part == "ask" else forms.Textarea(attrs={"rows": 2}),
                    error_messages={"required": MISSING[part] % {"language": language}},
                )

    def facts(self) -> dict[str, Any]:
        """Return what the verb needs."""
        said = self.cleaned_data
        kind, _sep, match = said["kind"].partition("match_")
        words = {
            code: {part: said[f"{part}_{code}"] for part in asking_words.MOST_LETTERS}
            for code, _l in settings.LANGUAGES
        }
        return {
            "kind": kind or HouseQuestion.Kind.YES_NO,
            "match": match,
            "words": words,
            "holds_from": said["holds_from"],
        }


MISSING: dict[str, Promise] = {
    "ask": _("%(language)s: write the question."),
    "why": _("%(language)s: write why you ask it. It is shown to everybody."),
}


class EndForm(Form):
    """From which day on a question is not asked any more."""

    on = DayField(
        label=_("From which day on?"),
        widget=DayInput(),
        error_messages={"invalid": _("Write a day like 5 December 2026.")},
    )

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": house.tonight()}, **kwargs)
