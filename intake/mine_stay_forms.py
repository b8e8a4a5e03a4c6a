"""The forms on a guest's own page about their stay: one thing each; nothing is left in the browser (CS-12)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.ask_forms import LONG
from respite.forms import Form
from stays.record_forms import OutForm as StaffOutForm
from stays.recording import MOST


class WordsForm(Form):
    """A few words."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto", "rows": 6}),
        error_messages={"required": _("Write a few words first."), "max_length": LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("stay", None)
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs.pop("maxlength", None)


class NoteForm(WordsForm):
    """A note on their own stay."""


class HelpForm(WordsForm):
    """What would make the stay work."""


class HopesForm(WordsForm):
    """What they hope for; left empty, it is erased."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = False
        self.fields["words"].help_text = _("Leave it empty to erase it.")


class OutForm(StaffOutForm):
    """Until when they are out, if they like to say so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["autocomplete"] = "off"
