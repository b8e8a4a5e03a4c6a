"""The forms of the seven questions. Each says what to ask, and gives its answer as plain values for the draft."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from respite.forms import Form
from respite.models import House
from respite.phone_numbers import normal_phone

DAY_SHAPES = ["%Y-%m-%d", "%d %B %Y", "%B %d %Y", "%B %d, %Y", "%d %b %Y", "%b %d %Y", "%b %d, %Y", "%m/%d/%Y"]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class AskForm(Form):
    """One question. `tokens` names what a browser may fill in, unless others use the device (CS-12)."""

    title: Any = ""
    hint: Any = ""
    tokens: dict[str, str] = {}

    def __init__(self, *args: Any, house: House, private: bool, **kwargs: Any) -> None:
        self.house = house
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput):
                token = "off" if private else self.tokens.get(name, "off")
                field.widget.attrs["autocomplete"] = token

    @staticmethod
    def seen(answer: dict[str, Any]) -> dict[str, Any]:
        """Turn a kept answer back into what stood in the fields."""
        return answer

    def answer(self) -> dict[str, Any]:
        """Return what to keep, as plain values."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sending"}


class DeviceForm(AskForm):
    """Do others use this device? Left open, it counts as yes."""

    title = _("Do other people use this device?")
    hint = _("If they may, we ask the browser to save nothing, and we wait less time.")
    shared = forms.ChoiceField(
        label=_("Other people use this device"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes, other people use it")),
            ("unsure", _("I am not sure, or I do not want to say")),
            ("no", _("No, only I use it")),
        ],
    )


class NameForm(AskForm):
    """What to call them."""

    title = _("What should we call you?")
    hint = _("Any name you like. It does not have to be on a paper.")
    tokens = {"name": "name"}
    name = forms.CharField(
        label=_("Name to use"),
        max_length=60,
        error_messages={
            "required": _("Write a name we can use. Any name will do."),
            "max_length": _("This name is long. Please write a shorter one."),
        },
    )


class ReachForm(AskForm):
    """The safe ways, each with its own number; a way without a tick is not kept (CS-34)."""

    title = _("How can we reach you safely?")
    hint = _("Choose all that are safe for you. We will not use any other way.")
    tokens = {"text_number": "tel", "call_number": "tel", "address": "email"}

    text = forms.BooleanField(label=_("Text me"), required=False)
    text_number = forms.CharField(label=_("Number for texts"), required=False, max_length=40)
    call = forms.BooleanField(label=_("Call me"), required=False)
    call_number = forms.CharField(label=_("Number for calls"), required=False, max_length=40)
    ask_for = forms.CharField(
        label=_("Who should we ask for?"),
        help_text=_("If someone else may pick up."),
        required=False,
        max_length=60,
    )
    voicemail = forms.ChoiceField(
        label=_("May we leave a voicemail?"),
        help_text=_("If you skip this, we leave none."),
        required=False,
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    email = forms.BooleanField(label=_("E-mail me"), required=False)
    address = forms.CharField(label=_("E-mail address"), required=False, max_length=200)
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
        if not any(told.get(way) for way in ("text", "call", "email", "i_will_call")):
            self.add_error("text", _("Choose at least one way, or “I will contact you”."))
        texts = self._number("text", "text_number", _("Write a number we can text, or choose another way."))
        calls = self._number("call", "call_number", _("Write a number we can call, or choose another way."))
        if texts and calls and texts != calls:
            self.add_error("call_number", _("We keep one number. Write the safer one here and for texts."))
        if told.get("email"):
            self._mail(told.get("address", ""))
        return told

    def _number(self, way: str, field: str, missing: Any) -> str:
        """Return the number of a ticked way; for texts and calls together, one number is enough."""
        told = self.cleaned_data
        if not told.get(way):
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


class TimesForm(AskForm):
    """When it is good to talk."""

    title = _("When is a good time to talk?")
    hint = _("Like “after 4 pm, not on Sunday”. Skip this if any time is fine.")
    times = forms.CharField(
        label=_("Good times"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("This is long. Please make it a bit shorter.")},
    )


class NightsForm(AskForm):
    """Which nights they have in mind; knowing none is a full answer."""

    title = _("Which nights do you have in mind?")
    hint = _("This books nothing. It helps us look before we talk.")
    when = forms.ChoiceField(
        label=_("The first night"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("day", _("From a day I can name")), ("unknown", _("I do not know yet"))],
    )
    first = forms.DateField(
        label=_("The first day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "data-short": True}, format="%Y-%m-%d"),
        input_formats=DAY_SHAPES,
    )
    nights = forms.CharField(label=_("About how many nights?"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = self.house.local().date()
        example = f"{today + timedelta(days=7):%-d %B %Y}"
        sentence = _("Write the day like %(day)s.")
        self.fields["first"].error_messages["invalid"] = sentence % {"day": example}
        self.fields["nights"].widget.attrs |= {"inputmode": "numeric", "data-short": True}
        most = self.house.rules().max_nights
        hint = ngettext("A stay here is %d night.", "A stay here is up to %d nights.", most) % most
        self.fields["nights"].help_text = hint

    def clean_nights(self) -> int | None:
        """Take a small whole number, or nothing."""
        typed, most = self.cleaned_data["nights"].strip(), self.house.rules().max_nights
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()) or int(typed) < 1:
            raise ValidationError(_("Write a number, like 3. Or leave it empty."))
        if int(typed) > most:
            sentence = ngettext(
                "A stay here is %d night at most. Write 1, or leave it empty.",
                "A stay here is %d nights at most. Write a smaller number, or leave it empty.",
                most,
            )
            raise ValidationError(sentence % most)
        return int(typed)

    def clean(self) -> dict[str, Any]:
        """Look at the day only when they chose to name one."""
        told = super().clean() or {}
        if told.get("when") == "unknown":
            self.errors.pop("first", None)
            return {**told, "first": None}
        first: date | None = told.get("first")
        if first is None and told.get("when") == "day" and "first" not in self.errors:
            self.add_error("first", _("Write the first day, or choose “I do not know yet”."))
        elif first and first < self.house.tonight():
            self.add_error("first", _("That day is over. Choose today or a later day."))
        elif first and first > self.house.tonight() + timedelta(days=366):
            self.add_error("first", _("That is more than a year away. Choose a day that is nearer."))
        return told

    def answer(self) -> dict[str, Any]:
        """Return the first night and how many."""
        first: date | None = self.cleaned_data.get("first")
        when = "day" if first else self.cleaned_data["when"]
        return {"when": when, "from": first.isoformat() if first else "", "nights": self.cleaned_data["nights"]}

    @staticmethod
    def seen(answer: dict[str, Any]) -> dict[str, Any]:
        """Turn the kept nights back into what stood in the fields."""
        first = parse_date(answer["from"]) if answer.get("from") else None
        return {"when": answer.get("when"), "first": first, "nights": answer.get("nights") or ""}


class ToKnowForm(AskForm):
    """Anything we should know, in their own words."""

    title = _("What would make a stay work for you?")
    hint = _("Stairs, food, a pet at home, what helps you sleep. Or nothing at all.")
    to_know = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"max_length": _("This is longer than 2,000 letters. Please make it a bit shorter.")},
    )


class AgeForm(AskForm):
    """Old enough for this house? The one thing that is asked about a person."""

    title = _("Are you 18 or over?")
    hint = _("The house is for adults. We ask for no birthday and no paper.")
    adult = forms.ChoiceField(
        label=_("You are 18 or over"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, I am 18 or over")), ("no", _("No, not yet"))],
        error_messages={"required": _("Choose yes or no.")},
    )
