"""What staff send: one of the templates on a phone or by mail, or words on the person's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake import letters, writing
from intake.models import Delivery
from respite.forms import Form


class SendForm(Form):
    """One of the templates that are sent by hand; there is no field for words (CS-35)."""

    channel = forms.ChoiceField(choices=Delivery.Channel.choices)
    template = forms.ChoiceField(
        choices=[(one.key, one.what) for one in letters.TEMPLATES.values() if one.by_hand],
        error_messages={"required": _("Choose what to say."), "invalid_choice": _("Choose what to say.")},
    )


class WordsForm(Form):
    """Words to the person, on their own page only."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=writing.MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write a few words first."),
            "max_length": _("This is too long. Please keep to %(limit_value)d letters."),
        },
    )
