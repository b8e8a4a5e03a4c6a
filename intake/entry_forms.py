"""Someone is on the phone or at the door, and how to reach somebody from now on: what the desk writes down first."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from intake.contact import WINDOW_WORDS, Contact
from intake.models import Consent, Request
from respite.days import DayField, DayInput, read_day
from respite.forms import Form
from respite.models import House
from respite.phone_numbers import normal_phone

MOST_NIGHTS = 90
MORE = ["first_night", "nights", "on_list", "ask_for", "windows", "times", "address", "page"]
HOW = [(Consent.How.PHONE, _("On the phone")), (Consent.How.DOOR, _("In person"))]


class ReachForm(Form):
    """How to reach somebody safely: nothing is allowed that was not said (CS-34)."""

    phone = forms.CharField(
        label=_("Number"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    allowed = forms.MultipleChoiceField(
        label=_("What is all right with that number?"),
        choices=[
            ("call", _("We may call")),
            ("text", _("We may text")),
            ("voicemail", _("We may leave a voicemail")),
            ("open", _("We may say who we are")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    i_will_call = forms.BooleanField(label=_("They will call us. We do not call."), required=False)
    page = forms.BooleanField(label=_("They look at their own page. We may write there."), required=False)
    address = forms.CharField(
        label=_("E-mail, if we may write there"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email"}),
        validators=[EmailValidator(_("Write the whole address, like luz@mail.example."))],
    )
    ask_for = forms.CharField(label=_("Ask for"), max_length=60, required=False)
    windows = forms.MultipleChoiceField(
        label=_("Good times to reach them"),
        choices=[(name, words) for name, words in WINDOW_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    times = forms.CharField(label=_("Good times, in their words"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs["autocomplete"] = "off"  # the browser of a house learns no guest

    def clean_phone(self) -> str:
        """Bring the number into one form."""
        typed = self.cleaned_data["phone"]
        return normal_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """Ask for one safe way to reach them, or their word that they will call or look at their page."""
        said = super().clean() or self.cleaned_data
        if {"phone", "address"} & set(self.errors):
            return said
        ways = {"call", "text"} & set(said.get("allowed", []))
        if said.get("phone") and not ways and not said.get("i_will_call"):
            self.add_error("allowed", _("Ask if we may call or text, or tick that they will call us."))
        elif ways and not said.get("phone"):
            self.add_error("phone", _("Write the number."))
        elif not (said.get("phone") or said.get("address") or said.get("i_will_call") or said.get("page")):
            self.add_error("phone", _("Write a number, or tick that they will call us."))
        return said

    def contact(self) -> Contact:
        """Return how to reach them; nothing is allowed that was not said."""
        said, allowed = self.cleaned_data, set(self.cleaned_data["allowed"])
        return Contact(
            call="call" in allowed,
            text="text" in allowed,
            email=bool(said["address"]),
            voicemail={"call", "voicemail"} <= allowed,
            page=said["page"],
            i_will_call=said["i_will_call"],
            vague="open" not in allowed,
            phone=said["phone"],
            address=said["address"],
            ask_for=said["ask_for"],
            windows=tuple(said["windows"]),
            times=said["times"],
        )

    @staticmethod
    def seen(contact: Contact) -> dict[str, Any]:
        """Turn what was said before back into what stands in the fields."""
        ticks = {"call": contact.call, "text": contact.text, "voicemail": contact.voicemail, "open": not contact.vague}
        return {
            "phone": contact.phone_words() if contact.call or contact.text else "",
            "allowed": [name for name, yes in ticks.items() if yes],
            "i_will_call": contact.i_will_call,
            "page": contact.page,
            "address": contact.address if contact.email else "",
            "ask_for": contact.ask_for,
            "windows": list(contact.windows),
            "times": contact.times,
        }


class EntryForm(ReachForm):
    """Someone is on the phone, or at the door: enough to call them back, in under a minute."""

    source = forms.ChoiceField(
        label=_("How did they come?"),
        choices=[(Request.Source.PHONE, _("They called")), (Request.Source.DOOR, _("They came to the door"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they came.")},
    )
    name = forms.CharField(
        label=_("The name they use"), max_length=60, error_messages={"required": _("Write the name they use.")}
    )
    to_know = forms.CharField(
        label=_("What they said"),
        help_text=_("Their words, as short as you can. They can read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of their page"), choices=settings.LANGUAGES, required=False)
    first_night = DayField(label=_("First night"), widget=DayInput, required=False)
    nights = forms.IntegerField(label=_("How many nights"), min_value=1, max_value=MOST_NIGHTS, required=False)
    bed = forms.IntegerField(widget=forms.HiddenInput, required=False)  # that was chosen on the board; for the offer
    on_list = forms.BooleanField(label=_("They want a call if a room opens"), required=False)
    for_them = forms.BooleanField(label=_("Somebody else asks for them"), required=False)
    own_yes = forms.BooleanField(label=_("I heard their own yes"), required=False)
    yes_how = forms.ChoiceField(label=_("How did you hear it?"), choices=HOW, widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = house.rules()
        self.fields["language"].initial = settings.LANGUAGE_CODE
        if rules.list_mode == "none":
            del self.fields["on_list"]
        if rules.others_ask != "with_yes":
            for name in ("for_them", "own_yes", "yes_how"):
                del self.fields[name]

    @staticmethod
    def planned(told: QueryDict) -> dict[str, Any]:
        """Return what was chosen on the board, from its address: the first night, how many, and the room."""
        first = read_day(told.get("from", ""))
        small = {name: told.get(name, "") for name in ("nights", "bed")}
        numbers = {name: int(word) for name, word in small.items() if word.isdecimal() and len(word) < 10}
        return {"first_night": first} | numbers if numbers else {}

    @property
    def more_open(self) -> bool:
        """Say whether something stands in the fields that are folded away."""
        return any(name in self.errors or self[name].value() for name in MORE if name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Ask how the yes of the person was heard, when somebody else speaks."""
        said = super().clean()
        if said.get("for_them") and said.get("own_yes") and not said.get("yes_how"):
            self.add_error("yes_how", _("Choose how you heard it."))
        return said

    def told(self) -> dict[str, Any]:
        """Return the facts for the verb that takes the request in."""
        said = self.cleaned_data
        start = said["first_night"]
        return {
            "name": said["name"],
            "contact": self.contact(),
            "wishes": {"from": start.isoformat() if start else "", "nights": said["nights"]},
            "to_know": said["to_know"],
            "language": said["language"] or settings.LANGUAGE_CODE,
            "source": said["source"],
        }


class ContactForm(ReachForm):
    """They say anew how to reach them."""
