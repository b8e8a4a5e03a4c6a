"""The forms of the guest's own page."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from intake import handing
from intake.ask_forms import LONG
from intake.writing import MOST
from respite.forms import Form

ONLY_HERE = {"autocomplete": "off", "autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}


class CodeForm(Form):
    """One field for the whole code, in any shape; nothing is to be remembered by the browser (AX-09)."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Four letters and numbers, and five words. Spaces and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(attrs=ONLY_HERE),
        error_messages={
            "required": _("Write the code, or call us for a new one."),
            "max_length": _("That did not open a page. Check the words, or call us for a new code."),
        },
    )
    shared = forms.BooleanField(
        label=_("Other people use this device"),
        help_text=_("Then your page closes sooner, and the browser is asked to save nothing."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing


class MessageForm(Form):
    """A few words to the house."""

    words = forms.CharField(
        label=_("Your message"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Write a few words first."), "max_length": LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs.pop("maxlength", None)


class LanguageForm(Form):
    """The language of their page, and of what we send them."""

    language = forms.ChoiceField(
        label=_("Language of this page"), choices=lambda: settings.LANGUAGES, widget=forms.RadioSelect
    )


class HouseForm(Form):
    """Which answers another house may see: nothing is ticked beforehand (LN-04, CS-32)."""

    parts = forms.MultipleChoiceField(
        label=_("What may they see?"),
        help_text=_("To ring you, they need to know how to reach you."),
        choices=list(handing.PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what they may see. To ring you, they need to know how to reach you.")},
    )
