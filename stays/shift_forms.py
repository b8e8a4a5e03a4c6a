"""What the pages of shifts and support calls ask."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.forms import Form
from stays.asked import shift_words
from stays.models import Shift
from stays.team import Colleague


class PutOnForm(Form):
    """Which colleague a lead puts on."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Who"), coerce=int, error_messages={"required": gettext_lazy("Choose a colleague.")}
    )

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.person.pk, _per_diem(each)) for each in colleagues]


class AskForm(Form):
    """Whom to ask: all who are free, or one colleague; with `theirs`, which shift of a colleague to take for it."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Whom do you ask?"), error_messages={"required": gettext_lazy("Choose whom you ask.")}
    )

    def __init__(self, *args: Any, free: Iterable[Colleague], theirs: Iterable[Shift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)
        swaps = [(f"for-{row.pk}", shift_words(row.date, row.band)) for row in theirs]
        if swaps:
            field.label, field.choices = _("Which of their shifts is taken for it?"), swaps
            return
        one = [(f"to-{each.person.pk}", _per_diem(each)) for each in free]
        field.choices = [("all", _("Everybody who is free")), *([(_("One colleague takes it"), one)] if one else [])]

    def chosen(self) -> tuple[str, int]:
        """Return "all", "to" or "for", and the number of the colleague or of the shift."""
        kind, _dash, number = self.cleaned_data["whom"].partition("-")
        return kind, int(number or 0)


class CallForm(Form):
    """How long a support call was, and what it was about. Both can be left out; nothing about who called."""

    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes, about"), min_value=1, max_value=600, required=False
    )
    topic = forms.ChoiceField(label=gettext_lazy("What it was about"), required=False)

    def __init__(self, *args: Any, topics: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Leave it out")), *topics.items()]


def _per_diem(each: Colleague) -> str:
    return _("%(name)s, per diem") % {"name": each.name} if each.per_diem else each.name
