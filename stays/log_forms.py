"""What the house log and the page of incidents ask."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.days import DayField
from respite.forms import Form
from respite.models import House
from respite.nights import at
from respite.templatetags.words import hour_words
from stays import incidents, logbook
from stays.forms import DateInput
from stays.models import Guest, Incident, Stay


def area(rows: int = 3) -> forms.Textarea:
    """Return a field for some lines."""
    return forms.Textarea(attrs={"rows": rows})


class LogForm(Form):
    """An entry: the words, whom they name, and until when there is something to do."""

    words = forms.CharField(
        label=gettext_lazy("What the next shift should know"),
        widget=area(),
        max_length=logbook.LONGEST,
        error_messages={"required": gettext_lazy("Write a word or two.")},
    )
    names = forms.ChoiceField(label=gettext_lazy("Does it name a guest?"), required=False)
    due_on = DayField(
        label=gettext_lazy("Something to do by"),
        widget=DateInput,
        required=False,
    )

    def __init__(self, *args: Any, stays: Iterable[Stay], named: Guest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guests: dict[str, Guest] = {stay.code: stay.guest for stay in stays}
        if named is not None and named.pk not in {guest.pk for guest in self.guests.values()}:
            self.guests["same"] = named
        field = self.fields["names"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("No, it is about the house")),
            *(
                (code, _("Yes: %(name)s, who can read it") % {"name": guest.name})
                for code, guest in self.guests.items()
            ),
        ]
        if named is not None:
            self.initial.setdefault("names", next(code for code, each in self.guests.items() if each.pk == named.pk))

    @property
    def guest(self) -> Guest | None:
        """Return the guest whom it names."""
        return self.guests.get(self.cleaned_data.get("names") or "")


class WhenForm(Form):
    """A day and an hour of the house's clock that are over."""

    day = DayField(
        label=gettext_lazy("Day"), widget=DateInput, error_messages={"required": gettext_lazy("Choose the day.")}
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour, about"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose the hour.")},
    )

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        now = house.local()
        kwargs["initial"] = {"day": now.date(), "hour": now.hour} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.house = house
        field = self.fields["hour"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(hour, hour_words(hour)) for hour in range(24)]

    @property
    def at(self) -> datetime:
        """Return the instant."""
        day: date = self.cleaned_data["day"]
        return at(day, time(self.cleaned_data["hour"]), self.house.tz)


class ToldForm(Form):
    """Who was told: places, and other words."""

    told = forms.MultipleChoiceField(
        label=gettext_lazy("Who was told"),
        choices=list(incidents.TOLD.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.CharField(
        label=gettext_lazy("Who else, as a role"),
        help_text=gettext_lazy("For example: the plumber, the night line. No names of guests."),
        max_length=80,
        required=False,
    )


class WordsForm(Form):
    """What happened in the house and what we did next, in words."""

    happened = forms.CharField(
        label=gettext_lazy("What happened in the house"),
        help_text=gettext_lazy("About the house, not about a person. What a guest should read goes into a note."),
        widget=area(4),
        max_length=incidents.LONGEST,
        error_messages={"required": gettext_lazy("Write a word or two.")},
    )
    did_next = forms.CharField(
        label=gettext_lazy("What we did next"), widget=area(4), max_length=incidents.LONGEST, required=False
    )


class IncidentForm(WhenForm, ToldForm, WordsForm):
    """What kind of thing happened, when, what we did next, and who was told."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of thing it was"),
        choices=Incident.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of thing it was.")},
    )
    field_order = ["sending", "kind", "day", "hour", "happened", "did_next", "told", "others"]

    def clean_day(self) -> date:
        """Refuse a day that is still to come, or that the house does not keep any more."""
        day: date = self.cleaned_data["day"]
        if day > self.house.local().date():
            raise ValidationError(_("This day is still to come."))
        if day < self.house.local(incidents.kept_since(self.house)).date():
            raise incidents.too_old(self.house)
        return day


class DebriefForm(WhenForm):
    """What we learned together, and when we talked."""

    words = forms.CharField(
        label=gettext_lazy("What we learned, and what the house does another way now"),
        widget=area(5),
        max_length=incidents.LONGEST,
        error_messages={"required": gettext_lazy("Write a word or two.")},
    )
    field_order = ["sending", "words", "day", "hour"]
