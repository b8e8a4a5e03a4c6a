"""The form of the safe ways to reach somebody: per way a yes or nothing, what may be said, whom to ask for (CS-34)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from intake.ask_forms import LONG, AskForm
from respite.phone_numbers import normal_phone

TOO_LONG = {"max_length": LONG}


class ReachForm(AskForm):
    """The safe ways, each with its own number; a way without a tick is not kept (CS-34)."""

    title = _("How can we reach you safely?")
    hint = _("Choose all that are safe for you. We will not use any other way.")
    tokens = {"text_number": "tel", "call_number": "tel", "address": "email"}

    text = forms.BooleanField(label=_("Text me"), required=False)
    text_number = forms.CharField(label=_("Number for texts"), required=False, max_length=40, error_messages=TOO_LONG)
    call = forms.BooleanField(label=_("Call me"), required=False)
    call_number = forms.CharField(label=_("Number for calls"), required=False, max_length=40, error_messages=TOO_LONG)
    ask_for = forms.CharField(
        label=_("Who should we ask for?"),
        help_text=_("If someone else may pick up."),
        required=False,
        max_length=60,
        error_messages=TOO_LONG,
    )
    voicemail = forms.ChoiceField(
        label=_("May we leave a voicemail?"),
        help_text=_("If you skip this, we leave none."),
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No, leave none"))],
    )
    email = forms.BooleanField(label=_("E-mail me"), required=False)
    address = forms.CharField(label=_("E-mail address"), required=False, max_length=200, error_messages=TOO_LONG)
    page = forms.BooleanField(label=_("Write to me on my page here"), required=False)
    i_will_call = forms.BooleanField(label=_("I will contact you"), required=False)
    name_us = forms.ChoiceField(
        label=_("May we say who we are?"),
        help_text=_("Someone else may hear or read it. If you skip this, we keep it vague."),
        required=False,
        widget=forms.RadioSelect,
        choices=[("no", _("No, keep it vague")), ("yes", _("Yes, you can say it"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text_number", "call_number"):
            self.fields[name].widget.attrs["inputmode"] = "tel"
        self.fields["address"].widget.attrs["inputmode"] = "email"

    def clean(self) -> dict[str, Any]:
        """Ask for what a ticked way needs, and for at least one way."""
        told = super().clean() or {}
        if told.get("i_will_call") and any(told.get(way) for way in ("text", "call", "email")):
            self.add_error("i_will_call", _("You chose this and another way too. Keep what is right for you."))
        if not any(told.get(way) for way in ("text", "call", "email", "page", "i_will_call")):
            self.add_error("text", _("Choose at least one way, or “I will contact you”."))
        texts = self._number("text", "text_number", _("Write a number we can text, or choose another way."))
        calls = self._number("call", "call_number", _("Write a number we can call, or choose another way."))
        if texts and calls and texts != calls:
            self.add_error("call_number", _("We keep one number. Write the safer one here and for texts."))
        if told.get("email") and "address" not in self.errors:
            self._mail(told["address"])
        return told

    def _number(self, way: str, field: str, missing: Any) -> str:
        """Return the number of a ticked way; for texts and calls together, one number is enough."""
        told = self.cleaned_data
        if not told.get(way) or field in self.errors:
            return ""
        other = {"text_number": "call_number", "call_number": "text_number"}[field]
        typed = told.get(field) or (told.get(other, "") if told.get("text") and told.get("call") else "")
        if not typed:
            self.add_error(field, missing)
            return ""
        try:
            told[field] = normal_phone(typed)
        except ValidationError as refusal:
            self.add_error(field if self.data.get(field) else other, refusal)
            return ""
        return str(told[field])

    def _mail(self, typed: str) -> None:
        try:
            validate_email(typed.strip())
        except ValidationError:
            self.add_error("address", _("Write the whole address, like luz@mail.example, or choose another way."))

    def answer(self) -> dict[str, Any]:
        """Return the parts of a safe contact; what belongs to a way without a yes is left out."""
        told = self.cleaned_data
        call, text, email = told["call"], told["text"], told["email"]
        return {
            "call": call,
            "text": text,
            "email": email,
            "page": told["page"],
            "i_will_call": told["i_will_call"],
            "voicemail": call and told["voicemail"] == "yes",
            "vague": told["name_us"] != "yes",
            "phone": told["call_number"] if call else told["text_number"] if text else "",
            "address": told["address"].strip() if email else "",
            "ask_for": told["ask_for"].strip() if call else "",
        }

    @staticmethod
    def seen(answer: dict[str, Any]) -> dict[str, Any]:
        """Turn the parts of a safe contact back into what stood in the fields."""
        if not answer:
            return {}
        return {
            **answer,
            "text_number": answer["phone"] if answer["text"] else "",
            "call_number": answer["phone"] if answer["call"] else "",
            "voicemail": ("yes" if answer["voicemail"] else "no") if answer["call"] else "",
            "name_us": "no" if answer["vague"] else "yes",
        }
