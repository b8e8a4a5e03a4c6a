"""One form for dated settings of a house: what is changed holds from a day on, the rest stays as it is."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from respite import deciding, rules
from respite.access import person
from respite.days import DayField, DayInput
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House, Person
from respite.templatetags.words import day

Words = str | Promise
Group = tuple[str, Words, dict[str, tuple[Words, Words]]]  # a key, its heading, and each setting with its hint
MOST_LETTERS = 2000


class WordsField(forms.CharField):
    """Words over several lines; a browser's line ends count as ours, so that sending them unchanged changes nothing."""

    def to_python(self, value: Any) -> str:
        """Read them."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class RulesForm(Form):
    """Settings under headings, holding from a day on. Only what is changed is decided; the rest stays as it is."""

    parts: ClassVar[list[Group]] = []
    holds_from = DayField(
        label=_("From which day on?"),
        widget=DayInput(),
        error_messages={"required": _("Choose from which day on."), "invalid": _("Write a day like 5 December 2026.")},
    )

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        now = house.rules()
        self.labels = {name: label for _key, _title, fields in self.parts for name, (label, _hint) in fields.items()}
        first = {name: getattr(now, name) for name in self.labels} | {"holds_from": house.tonight()}
        super().__init__(*args, initial=first, **kwargs)
        self.house = house
        for _key, _title, fields in self.parts:
            for name, (label, hint) in fields.items():
                self.fields[name] = _field(name, label, hint)
        self.order_fields(
            [*self.labels, "holds_from"]
        )  # as they stand on the page, and so in the list of what to look at

    def clean_holds_from(self) -> date:
        """What was promised in the past stays as it was."""
        since: date = self.cleaned_data["holds_from"]
        if since < self.house.tonight():
            raise ValidationError(_("Choose today or a later day."))
        return since

    def clean(self) -> dict[str, Any] | None:
        """Look at every setting as the verb does, so that all that does not fit is said in one round."""
        said = super().clean()
        for name in self.labels:
            if name in self.cleaned_data:
                try:
                    rules.check(name, self.cleaned_data[name])
                except ValidationError as fault:
                    self.add_error(name, fault)
        return said

    @property
    def decided(self) -> dict[str, Any]:
        """Return what was changed, for the verb; words without their outer spaces."""
        return {name: self.cleaned_data[name] for name in self.labels if name in self.changed_data}

    @property
    def told(self) -> Words:
        """Return what else is to be said after saving."""
        return ""

    def decide(self, by: Person) -> None:
        """Decide what was changed. Raises ValidationError when a value may not stand in its setting."""
        if self.decided:
            deciding.decide(self.house, by=by, holds_from=self.cleaned_data["holds_from"], **self.decided)

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields under their headings, each with what is planned for it."""
        planned = self._planned()
        return [
            {
                "key": key,
                "title": title,
                "fields": [{"field": self[name], "planned": planned.get(name, [])} for name in fields],
            }
            for key, title, fields in self.parts
        ]

    def _planned(self) -> dict[str, list[tuple[str, str]]]:
        """Return, for each setting, what will hold from when: its mark for taking it back, and its words."""
        tonight = self.house.tonight()
        planned: dict[str, list[tuple[str, str]]] = {}
        for row in sorted(self.house.settings.all(), key=lambda row: row.holds_from):
            if row.name in self.labels and row.holds_from > tonight:
                values = {"day": day(row.holds_from), "value": _said(row.name, row.value)}
                words = str(_("From %(day)s: %(value)s")) % values
                planned.setdefault(row.name, []).append((f"{row.name}.{row.holds_from.isoformat()}", words))
        return planned


def save(request: HttpRequest, form: RulesForm, address: str) -> HttpResponse:
    """Decide what was changed, once, say so, and go to `address`. Raises ValidationError when a value may not stand."""
    decided, since = form.decided, form.cleaned_data["holds_from"]

    def effect() -> str:
        form.decide(person(request))
        return address

    where = once(request, form, effect)
    if decided:
        words = ngettext(
            "Saved. %(n)d setting changes on %(day)s.", "Saved. %(n)d settings change on %(day)s.", len(decided)
        )
        messages.success(request, words % {"n": len(decided), "day": day(since)})
    elif not form.told:
        messages.info(request, _("Nothing was changed."))
    if form.told:
        messages.info(request, str(form.told))
    return go(request, where)


def _field(name: str, label: Words, hint: Words) -> forms.Field:
    words: dict[str, Any] = {"label": label, "help_text": hint}
    if name in rules.CHOICES:
        return forms.ChoiceField(choices=list(rules.CHOICES[name].items()), widget=forms.RadioSelect, **words)
    if name in rules.BOUNDS:
        low, high = rules.BOUNDS[name]
        sentence = _("Write a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
        errors = {"invalid": sentence, "required": sentence, "min_value": sentence, "max_value": sentence}
        return forms.IntegerField(min_value=low, max_value=high, error_messages=errors, **words)
    if name in rules.LINES:
        return forms.CharField(max_length=80, required=False, **words)  # its check says what to write
    return WordsField(required=False, max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 3}), **words)


def _said(name: str, value: Any) -> str:
    if name in rules.CHOICES:
        return str(rules.CHOICES[name].get(value, value))
    return str(value) if value != "" else str(_("nothing"))
