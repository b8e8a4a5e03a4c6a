"""The two pages that a house shapes itself: who may stay there, and what else it asks."""

import re
import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intake.ask_forms import UNSAID, AskForm
from intake.models import HouseQuestion

Kind = HouseQuestion.Kind
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
AGES = [("yes", _("Yes, I am 18 or over")), ("no", _("No, not yet"))]
MOST_WORDS = 2000
MOST_UNREAD = 20_000
FIELD = re.compile("q_[0-9a-f]{32}")


def field_name(question: HouseQuestion) -> str:
    """Return the name of the field that takes the answer to a house's own question."""
    return f"q_{question.pk.hex}"


def unread(sent: QueryDict) -> dict[str, Any]:
    """Return the answers on a page of the house as they were sent, whether it still asks them or not."""
    made = {str(uuid.UUID(name[2:])): str(said) for name, said in sent.items() if FIELD.fullmatch(name) and said}
    return {"adult": sent.get("adult", ""), "made": {key: said[:MOST_UNREAD] for key, said in made.items()}}


class HouseForm(AskForm):
    """A page with questions of the house. It knows which ones were shown, for they may change while somebody writes."""

    open_words: Any = UNSAID

    def ask_house_questions(self) -> None:
        """Add a field for each of them, with its public reason beside it."""
        for question in self.made:
            self.fields[field_name(question)] = self._field(question)

    def _field(self, question: HouseQuestion) -> forms.Field:
        language = get_language() or "en"
        why = _("Why we ask: %(why)s") % {"why": question.said("why", language)}
        words: dict[str, Any] = {"label": question.said("ask", language), "help_text": why}
        if question.kind == Kind.YES_NO:
            choices = [*YES_NO, ("unsaid", self.open_words)]
            return forms.ChoiceField(**words, required=False, widget=forms.RadioSelect, choices=choices)
        too_long = {"max_length": _("This is longer than 2,000 letters. Please make it a bit shorter.")}
        return forms.CharField(
            **words, required=False, max_length=MOST_WORDS, widget=forms.Textarea, error_messages=too_long
        )

    def answer(self) -> dict[str, Any]:
        """Return the answers by question, beside those to our own."""
        told = super().answer()
        made = {str(question.pk): told.pop(field_name(question)) for question in self.made}
        return {**told, "made": {key: said for key, said in made.items() if said}}

    @staticmethod
    def seen(answer: dict[str, Any]) -> dict[str, Any]:
        """Turn kept answers back into what stood in the fields."""
        made = {f"q_{key.replace('-', '')}": said for key, said in answer.get("made", {}).items()}
        return {**answer, **made}


class MatchForm(HouseForm):
    """Old enough for this house, and what else it has to ask first: early, so that nobody tells a lot for nothing."""

    title = _("Are you 18 or over?")
    hint = _("The house is for adults. We ask for no birthday and no paper.")
    open_words = _("I am not sure, or I would rather talk about it")
    adult = forms.ChoiceField(
        label=_("Are you 18 or over?"),
        widget=forms.RadioSelect,
        choices=AGES,
        error_messages={"required": _("Choose yes or no.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.made:
            self.title = _("Does this house fit you?")
            self.hint = _("We ask this first, so you know early.")
            self.fields["adult"].help_text = _("The house is for adults. We ask for no birthday and no paper.")

    @property
    def against(self) -> list[tuple[str, str]]:
        """Return the answers that stand against this house, each after its question; what is left open does not."""
        told = self.cleaned_data
        wanted = {field_name(question): question.match for question in self.made}
        found = [name for name, match in wanted.items() if told[name] not in {match, "unsaid", ""}]
        if not self.old_enough:
            found.insert(0, "adult")
        ages, answers = dict(AGES), dict(YES_NO)
        return [
            (str(self.fields[name].label), str((ages if name == "adult" else answers).get(told[name], told[name])))
            for name in found
        ]

    @property
    def old_enough(self) -> bool:
        """Say whether the house is for somebody of this age."""
        return self.cleaned_data["adult"] == "yes"

    @property
    def fits(self) -> bool:
        """Say whether nothing stands against this house."""
        return not self.against


class MoreForm(HouseForm):
    """What else the house asks, in its own words; each can be left open."""

    title = _("A few more things this house asks")
    hint = _("You can skip each of them.")
