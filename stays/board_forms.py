"""What the board asks: which room for which nights and needs, and which change to undo."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.days import DayField
from respite.forms import Form
from respite.models import Feature
from stays.forms import DateInput

FAR = timedelta(days=366)
MOST = 60  # nights


class FindForm(Form):
    """A room for these nights and needs. It only asks, so it is sent by address and holds no key."""

    first = DayField(
        label=gettext_lazy("First night"),
        widget=DateInput,
        error_messages={"required": gettext_lazy("Choose the first night.")},
    )
    nights = forms.IntegerField(
        label=gettext_lazy("How many nights"),
        min_value=1,
        max_value=MOST,
        error_messages={"required": gettext_lazy("Write how many nights.")},
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What the room needs"),
        choices=Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, tonight: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tonight = tonight
        del self.fields["sending"]

    def clean_first(self) -> date:
        """Ask for a night that is still to come, and not years away."""
        first: date = self.cleaned_data["first"]
        if first < self.tonight:
            raise forms.ValidationError(_("That night is already over. Choose tonight or later."))
        if first > self.tonight + FAR:
            raise forms.ValidationError(_("That is more than a year away. Choose a nearer night."))
        return first


class UndoForm(Form):
    """Which change, and where to go on from: the view of the board, or the page of a stay."""

    change = forms.UUIDField(widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
    stay = forms.SlugField(required=False, widget=forms.HiddenInput)
