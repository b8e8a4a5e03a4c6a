"""What closing a room asks: what and until when, and what happens with each stay and closure in the way."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.days import DayField
from respite.forms import Form
from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import day
from stays import closing, meanwhile, touched
from stays.forms import ClosureForm, DateInput
from stays.makingway import Answers
from stays.models import Closure, Pause
from stays.touched import Choice, Plan, Touched

FURTHER = 28  # so many later days an end can be moved to at once


class Option(NamedTuple):
    """One way, for the screen: the radio button and what it does."""

    choice: Choice
    chosen: bool
    id: str


class Question(NamedTuple):
    """One thing in the way, for the screen: its ways, and the question whether the guest agreed."""

    about: Touched
    field: BoundField
    options: list[Option]
    yes: BoundField | None


class Asking(Form):
    """A form that also asks what happens with what is in the way.

    It is sent once to see that, and once more, with `seen`, to decide it.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    found: list[Touched]

    def ask_about(self, plan: Plan | None, me: Person) -> None:
        """Add the questions about what `plan` touches."""
        self.found = touched.find(plan, me) if plan else []
        self.fingerprint = touched.fingerprint(self.found)
        for one in self.found:
            self.fields[f"choice-{one.key}"] = forms.ChoiceField(
                label=one.title,
                choices=[(choice.value, choice.label) for choice in one.choices],
                widget=forms.RadioSelect,
                required=self.deciding,
                error_messages={
                    "required": _choose(one),
                    "invalid_choice": _("That is not possible any more. Please choose again."),
                },
            )
            if one.asks_for_a_yes:
                label = _("We talked about it, and %(name)s said yes") % {"name": one.name}
                self.fields[f"yes-{one.key}"] = forms.BooleanField(label=label, required=False)

    def facts(self) -> list[BoundField]:
        """Return the fields that say what is closed, why and until when."""
        raise NotImplementedError

    @property
    def facts_are_wrong(self) -> bool:
        """Say whether something has to be put right in what is closed and until when."""
        return any(field.errors for field in self.facts())

    @property
    def deciding(self) -> bool:
        """Say whether what is in the way was seen before this was sent."""
        return bool(self.is_bound and self.data.get("seen"))

    @property
    def decided(self) -> bool:
        """Say whether nothing is left to ask."""
        return self.deciding or not self.found

    def clean(self) -> dict[str, Any]:
        """Ask for the yes that a choice needs."""
        said = super().clean() or self.cleaned_data
        for one in self.found:
            value = said.get(f"choice-{one.key}")
            needs = any(choice.yes for choice in one.choices if choice.value == value)
            if self.deciding and needs and not said.get(f"yes-{one.key}"):
                words = _("Please talk with %(name)s first, then say here that you agreed.")
                self.add_error(f"yes-{one.key}", words % {"name": one.name})
        return said

    def answers(self) -> Answers | None:
        """Return what was decided, or None when nothing was in the way."""
        if not self.found:
            return None
        said = self.cleaned_data
        return Answers(
            choices={one.key: said.get(f"choice-{one.key}", "") for one in self.found},
            agreed={one.key for one in self.found if said.get(f"yes-{one.key}")},
            seen=str(self.data.get("seen", "")),
        )

    def questions(self) -> list[Question]:
        """Return the questions as the screen shows them."""
        return [self._question(one) for one in self.found]

    def _question(self, one: Touched) -> Question:
        asked = self[f"choice-{one.key}"]
        now = asked.value()
        options = [Option(choice, choice.value == now, f"{asked.auto_id}_{n}") for n, choice in enumerate(one.choices)]
        return Question(one, asked, options, self[f"yes-{one.key}"] if f"yes-{one.key}" in self.fields else None)


class ClosingForm(Asking, ClosureForm):
    """Close a room, or the house, for some nights."""

    def __init__(self, *args: Any, house: House, me: Person, **kwargs: Any) -> None:
        super().__init__(*args, house=house, **kwargs)
        self.house = house
        self.ask_about(self._plan(), me)

    def what(self) -> str:
        """Say what is to be closed, once it was said in full."""
        plan = self._plan()
        if plan is None:
            return ""
        bed = self.chosen_bed()
        values = {"room": bed, "first": day(plan.nights.arrives), "back": day(plan.nights.leaves)}
        if bed is None:
            return _("The whole house, from %(first)s, back on %(back)s.") % values
        return _("%(room)s, from %(first)s, back on %(back)s.") % values

    def chosen_bed(self) -> Bed | None:
        """Return the bed that was chosen; None stands for the whole house."""
        return self.beds.get(self.data.get("bed", ""))

    def facts(self) -> list[BoundField]:
        """Return the fields that say what is closed, why and until when."""
        return [self[name] for name in ("bed", "reason", "first", "back")]

    def _plan(self) -> Plan | None:
        """Return what is to be closed, once it was said in full."""
        plain = ClosureForm(self.data, house=self.house) if self.is_bound else None
        if plain is None or not plain.is_valid():
            return None
        return closing.plan_of(self.house, plain.cleaned_data["nights"], self.chosen_bed())


class ClosureEndForm(Asking):
    """Another expected end of a closure."""

    back = forms.TypedChoiceField(
        label=gettext_lazy("Back on"),
        coerce=date.fromisoformat,
        error_messages={"required": gettext_lazy("Choose the day it is back.")},
    )

    def __init__(self, *args: Any, closure: Closure, me: Person, mark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closure, self.house, self.new_mark = closure, closure.house, mark
        self.fields["back"].choices = [(when.isoformat(), day(when)) for when in self._days()]  # type: ignore[attr-defined]
        self.ask_about(self._plan(), me)

    @property
    def mark(self) -> str:
        """Return how old the page is (stays/meanwhile.py); who was told what changed since has seen it."""
        told = any(error.code == meanwhile.CHANGED for error in self.non_field_errors().as_data())
        return self.new_mark if told or not self.is_bound else str(self.data.get("mark", ""))

    def facts(self) -> list[BoundField]:
        """Return the field that says until when."""
        return [self["back"]]

    def what(self) -> str:
        """Say which nights are to be closed as well."""
        plan = self._plan()
        return _("Back on %(back)s instead.") % {"back": day(plan.nights.leaves)} if plan else ""

    def _days(self) -> Iterable[date]:
        first = max(self.closure.nights.lower, self.house.tonight()) + timedelta(days=1)
        last = self.closure.nights.upper
        days = [first + timedelta(days=n) for n in range((last - first).days + FURTHER + 1)]
        return [when for when in days if when != last]

    def _plan(self) -> Plan | None:
        told = self.data.get("back", "") if self.is_bound else ""
        back = next((when for when in self._days() if when.isoformat() == told), None)
        old = self.closure.nights.upper
        if back is None or back <= old:
            return None
        return closing.plan_of(self.house, Nights(old, back), self.closure.bed, but=self.closure)


class PauseForm(Form):
    """Stop new offers."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=Pause.Reason.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The public never learns why."),
        error_messages={"required": gettext_lazy("Choose why, so the next shift knows.")},
    )
    look_again_on = DayField(
        label=gettext_lazy("When to look at it again"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Skip this if you do not know yet. Nothing starts again by itself."),
    )


def _choose(one: Touched) -> str:
    """Ask for a choice, with the name of whom it is about."""
    if one.stay is None:
        return _("Choose what happens with the other closure.")
    return _("Choose what happens with %(name)s.") % {"name": one.name}
