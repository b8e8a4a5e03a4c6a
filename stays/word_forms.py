"""What the page of the word list asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from respite.forms import Form


class WordHintForm(Form):
    """A word, and what one could say instead."""

    avoid = forms.CharField(
        label=_("When somebody writes"),
        help_text=_("A word, or a few. Plural forms count by themselves."),
        max_length=60,
        error_messages={"required": _("Write the word first.")},
    )
    say = forms.CharField(
        label=_("They could say"),
        help_text=_("Left empty, the house does not mind the word."),
        max_length=120,
        required=False,
    )
