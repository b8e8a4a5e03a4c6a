"""The form of the guest's own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from respite.forms import Form


class CodeForm(Form):
    """One field for the whole code, in any shape; nothing is to be remembered by the browser (AX-09)."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Four signs and five words. Spaces and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Write the code, or call us for a new one."),
            "max_length": _("That did not open a page. Check the words, or call us for a new code."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
