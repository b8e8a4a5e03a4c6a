"""What the pages of a stay, a closure and the guidelines ask."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from respite.days import DayField
from respite.forms import Form
from respite.models import House
from respite.nights import Nights
from respite.phone_numbers import normal_phone
from respite.templatetags.words import day
from stays import window
from stays.models import Closure, Guidelines, Stay, Wish
from stays.moving import Option

MORE_DAYS = 28  # how many later days of leaving the form lists


class DateInput(forms.DateInput):
    """The browser's own date field."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class WordForm(Form):
    """How the guidelines were shared."""

    word = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you shared the guidelines.")},
    )

    def __init__(self, *args: Any, guidelines: Guidelines | None, later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guidelines is None:
            del self.fields["word"]
            return
        field = self.fields["word"]
        assert isinstance(field, forms.ChoiceField)
        field.label = _("Guidelines, version %(version)s") % {"version": guidelines.version}
        rest = [("later", _("later: best over the first hours, not at the door"))] if later else []
        field.choices = [*Stay.Word.choices, *rest]


class LeaveForm(Form):
    """What the guest wishes after leaving. The details count only when there is contact at all."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Contact after the stay"),
        choices=Wish.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what contact they wish after the stay.")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("call", gettext_lazy("Call")), ("text", gettext_lazy("Text"))],
        widget=forms.RadioSelect,
        required=False,
    )
    phone = forms.CharField(label=gettext_lazy("Number"), max_length=30, required=False)
    when = forms.CharField(label=gettext_lazy("Good times"), max_length=80, required=False)
    first = DayField(label=gettext_lazy("First call"), widget=DateInput, required=False)
    until = DayField(label=gettext_lazy("Last day of contact"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a way and a number only when there is contact; drop them when there is none."""
        said = super().clean() or self.cleaned_data
        if said.get("choice") in {None, Wish.Choice.NONE}:
            return said
        if not said.get("way") and "way" not in self.errors:
            self.add_error("way", _("Choose how to reach them."))
        try:
            said["phone"] = normal_phone(said.get("phone") or "")
        except ValidationError as refusal:
            self.add_error("phone", refusal)
        return said


class NightsForm(Form):
    """A new day of leaving."""

    leaves = forms.TypedChoiceField(
        label=gettext_lazy("New day of leaving"),
        coerce=date.fromisoformat,
        error_messages={"required": gettext_lazy("Choose the new day of leaving.")},
    )

    def __init__(self, *args: Any, days: Iterable[date], usual: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["leaves"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(when.isoformat(), _change_words(when, usual)) for when in days]


class ExtendForm(NightsForm):
    """More nights. Past the limit of the house it also asks whether we agreed on them."""

    agreed = forms.BooleanField(label=gettext_lazy("We agreed on more nights"), required=False)

    def __init__(self, *args: Any, stay: Stay, house: House, **kwargs: Any) -> None:
        days = [stay.leaves + timedelta(days=n) for n in range(1, MORE_DAYS + 1)]
        super().__init__(*args, days=days, usual=stay.leaves, **kwargs)
        asked = self.data.get(self.add_prefix("leaves"), "") if self.is_bound else ""
        chosen = next((when for when in days if when.isoformat() == asked), None)
        nights = Nights(stay.arrives, chosen) if chosen else None
        answer = window.ask(stay.guest, house, nights, apart_from=stay.pk) if nights else None
        if answer is None or answer.fits:
            del self.fields["agreed"]
            return
        words = _("%(limit)s If you agreed on more nights, tick the box here.") % {"limit": answer.words}
        self.fields["agreed"].required = True
        self.fields["agreed"].error_messages["required"] = words


class ShortenForm(NightsForm):
    """Fewer nights."""

    def __init__(self, *args: Any, stay: Stay, house: House, **kwargs: Any) -> None:
        first = max(stay.arrives, house.tonight()) if stay.state == Stay.State.HERE else stay.arrives
        days = [first + timedelta(days=n) for n in range(1, (stay.leaves - first).days)]
        super().__init__(*args, days=reversed(days), usual=stay.leaves, **kwargs)


class MoveForm(Form):
    """Which nights, to which room. `sure` repeats what the page said would change; `seen` says how old the page is."""

    from_night = forms.TypedChoiceField(
        label=gettext_lazy("From which night"),
        coerce=date.fromisoformat,
        error_messages={"required": gettext_lazy("Choose from which night.")},
    )
    until_night = forms.TypedChoiceField(
        label=gettext_lazy("Until which night"), coerce=date.fromisoformat, required=False, empty_value=None
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Where to"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a room."),
            "invalid_choice": gettext_lazy("That room is not free from that night on. These are."),
        },
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, starts: Iterable[date], options: Iterable[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts = list(starts)
        nights, ends, rooms = self.fields["from_night"], self.fields["until_night"], self.fields["to"]
        assert isinstance(nights, forms.ChoiceField)
        assert isinstance(ends, forms.ChoiceField)
        assert isinstance(rooms, forms.ChoiceField)
        nights.choices = [(night.isoformat(), day(night)) for night in starts]
        until = [(night.isoformat(), _("%(day)s, then as before") % {"day": day(night)}) for night in starts[1:]]
        ends.choices = [("", _("to the end of the stay")), *until]
        rooms.choices = [(option.value, option.room) for option in options if option.possible]
        if not until:
            del self.fields["until_night"]

    def clean(self) -> dict[str, Any]:
        """See that the nights end after they begin."""
        said = super().clean() or self.cleaned_data
        first, until = said.get("from_night"), said.get("until_night")
        if first and until and until <= first:
            self.add_error("until_night", _("Choose a night after the first one."))
        return said


class ClosureForm(Form):
    """Close a room, or the house, for some nights."""

    bed = forms.ChoiceField(
        label=gettext_lazy("What to close"),
        error_messages={"required": gettext_lazy("Choose a room, or the whole house.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=Closure.Reason.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The public never learns why, nor which room."),
        error_messages={"required": gettext_lazy("Choose why it is closed.")},
    )
    first = DayField(
        label=gettext_lazy("First night closed"),
        widget=DateInput,
        error_messages={"required": gettext_lazy("Choose the first night it is closed.")},
    )
    back = DayField(
        label=gettext_lazy("Back on"),
        widget=DateInput,
        error_messages={"required": gettext_lazy("Choose the day it is back.")},
    )

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beds = {str(bed.pk): bed for bed in house.beds.select_related("room")}
        field = self.fields["bed"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose")),
            *((key, str(bed)) for key, bed in self.beds.items()),
            ("house", _("The whole house")),
        ]
        self.fields["back"].help_text = _("The first night on which it can be used again.")

    def clean(self) -> dict[str, Any]:
        """Put the two days together."""
        said = super().clean() or self.cleaned_data
        first, back = said.get("first"), said.get("back")
        if first and back and back <= first:
            self.add_error("back", _("Choose a day after the first night."))
        elif first and back:
            said["nights"] = Nights(first, back)
        return said


def _change_words(when: date, usual: date) -> str:
    """Say a day of leaving and how many nights that is more or fewer."""
    count = (when - usual).days
    values = {"day": day(when), "count": abs(count)}
    if count < 0:
        return ngettext("%(day)s, %(count)d night fewer", "%(day)s, %(count)d nights fewer", -count) % values
    return ngettext("%(day)s, %(count)d night more", "%(day)s, %(count)d nights more", count) % values
