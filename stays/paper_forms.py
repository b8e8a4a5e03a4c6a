"""The form on which a night on paper is typed in: a few rows of each kind, empty ones left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.forms import Form
from respite.models import House
from respite.nights import ONE_DAY, at
from respite.templatetags.words import short_day
from stays import paper
from stays.models import Stay
from stays.telling import standing

ROWS, OPEN = 6, 2
MOST_WORDS = 2000
CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(?:([ap])\.?\s*m\.?)?", re.IGNORECASE)
PLAIN = {"autocomplete": "off"}
GROUPS = {
    Stay.State.EXPECTED: gettext_lazy("Expected"),
    Stay.State.HERE: gettext_lazy("Here"),
    Stay.State.LEFT: gettext_lazy("Gone home"),
}


class PaperForm(Form):
    """The sheet as a whole: its record check."""

    check = forms.CharField(
        label=gettext_lazy("Record check at the foot of the sheet"),
        help_text=gettext_lazy("Like 7F3A 90C2. With it, two people can type in one sheet and nothing counts twice."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={**PLAIN, "autocapitalize": "characters", "size": 12}),
    )

    def clean_check(self) -> str:
        """Take the eight signs in any shape."""
        signs = re.sub(r"[\s-]", "", self.cleaned_data["check"]).upper()
        if signs and not re.fullmatch(r"[0-9A-F]{8}", signs):
            raise ValidationError(_("The record check is eight signs, 0 to 9 and A to F. You can leave it out."))
        return f"{signs[:4]} {signs[4:]}" if signs else ""


class Row(forms.Form):
    """One line of the paper: a time, a day, and what its kind asks for."""

    use_required_attribute = False
    kind = ""
    whose: tuple[Stay.State, ...] = (Stay.State.HERE, Stay.State.EXPECTED, Stay.State.LEFT)  # in which order they stand
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    clock = forms.CharField(
        label=gettext_lazy("Time"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={**PLAIN, "size": 8}),
    )

    def __init__(self, *args: Any, house: House, stays: list[Stay], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": "", "empty_permitted": True})
        self.house, self.stays = house, stays
        self.fields["day"].choices = list(_days(house))  # type: ignore[attr-defined]
        if "stay" in self.fields:
            self.fields["stay"].choices = [("", "—"), *self._whose()]  # type: ignore[attr-defined]

    def _whose(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Offer the stays in groups. Whoever is done already stays listed: two people may type in one sheet."""
        for state in self.whose:
            found = [stay for stay in self.stays if stay.state == state and self.may_be(stay)]
            if found:
                yield str(GROUPS[state]), [(str(stay.pk), _called(stay, self.house)) for stay in found]

    def may_be(self, stay: Stay) -> bool:
        """Say whether a line of this kind can be about this stay."""
        return True

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed into this row; a day alone is nothing."""
        asked = [name for name in self.fields if name != "day"]
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in asked)

    def has_changed(self) -> bool:
        """Say whether there is anything to look at: an empty row is not asked about, however the others are."""
        return not self.is_empty

    def clean_clock(self) -> time:
        """Read a time as people write it: "2:10 am", "2.10", "23:40", "noon"."""
        return read_clock(self.cleaned_data["clock"])

    def clean(self) -> dict[str, Any]:
        """Put day and time together into the moment it happened, on the wall clock of the house."""
        said = super().clean() or {}
        for name in ("stay", "words"):
            if name in self.fields and not said.get(name) and name not in self.errors:
                self.add_error(name, _("Please answer this, or empty the whole line."))
        if "clock" in said and "day" in said:
            said["at"] = _moment(self.house, said["day"], said["clock"])
            try:
                paper.in_reach(said["at"])
            except ValidationError as refusal:
                self.add_error("clock", refusal)
        return said

    def written(self) -> paper.Written:
        """Return the line for the verb; the form is valid."""
        said = self.cleaned_data
        whose = next((stay for stay in self.stays if str(stay.pk) == said.get("stay")), None)
        return paper.Written(self.kind, said["at"], whose, said.get("words", "").strip(), self.prefix or "")


class Arrived(Row):
    """Somebody arrived."""

    kind = paper.ARRIVED
    whose = (Stay.State.EXPECTED, Stay.State.HERE, Stay.State.LEFT)
    stay = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    field_order = ["stay", "day", "clock"]

    def may_be(self, stay: Stay) -> bool:
        """Leave out who has been here for longer than a paper reaches back."""
        return stay.arrived_at is None or stay.arrived_at >= timezone.now() - paper.AS_FAR_BACK


class Left(Row):
    """Somebody left."""

    kind = paper.LEFT
    stay = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    field_order = ["stay", "day", "clock"]


class Noted(Row):
    """Something written about a stay; the guest can read it."""

    kind = paper.NOTE
    stay = forms.ChoiceField(label=gettext_lazy("Whose stay"), required=False)
    words = forms.CharField(
        label=gettext_lazy("What was written"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["stay", "day", "clock", "words"]


class Logged(Row):
    """Something about the house."""

    kind = paper.LOG
    words = forms.CharField(
        label=gettext_lazy("What was written"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["day", "clock", "words"]


class Called(Row):
    """A call that was simply support."""

    kind = paper.CALL


KINDS: list[tuple[type[Row], Promise, Promise]] = [
    (Arrived, gettext_lazy("Somebody arrived"), gettext_lazy("Guidelines can be talked through later.")),
    (Left, gettext_lazy("Somebody left"), gettext_lazy("No reason is asked.")),
    (Noted, gettext_lazy("A note on a stay"), gettext_lazy("The guest can read it.")),
    (Logged, gettext_lazy("The house log"), gettext_lazy("About the house, not about guests.")),
    (Called, gettext_lazy("A call that was simply support"), gettext_lazy("Only the hour is counted.")),
]


@dataclass(frozen=True)
class Group:
    """The rows of one kind: two stand open, the others come when somebody needs them."""

    heading: Promise
    hint: Promise
    rows: list[Row]

    @property
    def first(self) -> list[Row]:
        """Return the rows that stand open."""
        return self.rows[:OPEN]

    @property
    def more(self) -> list[Row]:
        """Return the rows that are folded."""
        return self.rows[OPEN:]

    @property
    def more_is_used(self) -> bool:
        """Say whether something was typed into a folded row."""
        return any(row.is_bound and not row.is_empty for row in self.more)


class Sheet:
    """The whole page of rows, as sent or empty. What was typed stands there again when a line is refused."""

    def __init__(self, sent: QueryDict | None, *, house: House, stays: list[Stay], check: str = "") -> None:
        """Make a few rows of each kind."""
        self.form = PaperForm(sent, initial={"check": check})
        self.groups = [
            Group(heading, hint, [kind(sent, house=house, stays=stays, prefix=f"{kind.kind}-{n}") for n in range(ROWS)])
            for kind, heading, hint in KINDS
        ]

    @property
    def rows(self) -> list[Row]:
        """Return the rows in which something was typed."""
        return [row for group in self.groups for row in group.rows if row.is_bound and not row.is_empty]

    def is_valid(self) -> bool:
        """Say whether every row that was typed can be written; an empty sheet is asked about."""
        well = [row.is_valid() for row in self.rows]
        if self.form.is_valid() and not well:
            self.form.add_error(None, _("Nothing is typed in yet. Please fill in one line."))
        return self.form.is_valid() and all(well)

    def refuse(self, refusal: ValidationError) -> None:
        """Put a refusal beside its line, or on top when it is about the whole."""
        named = getattr(refusal, "line", "")
        for row in self.rows:
            if row.prefix == named:
                row.add_error("clock", ValidationError(refusal.messages))
                return
        self.form.refuse(refusal)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return every sentence with the id of the field it is about, in the order of the page."""
        found = [("", str(error)) for error in self.form.non_field_errors()]
        for form in [self.form, *self.rows]:
            for field in form.visible_fields():
                found += [(field.id_for_label, str(error)) for error in field.errors]
        return found


def read_clock(typed: str) -> time:
    """Read a clock time as people write it. Raises ValidationError with a sentence."""
    plain = typed.strip().lower()
    named = {"noon": time(12), "midnight": time(0)}
    found = CLOCK.fullmatch(plain)
    if plain in named:
        return named[plain]
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 99
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValidationError(_("Write the time as on the paper, like 2:10 am or 23:40."))


def _days(house: House) -> Iterator[tuple[str, str]]:
    """Offer the last days; first the one that needs no thought: the last time the clock showed this."""
    today = house.local().date()
    yield "", _("The last time it was so late")
    yield today.isoformat(), _("Today, %(day)s") % {"day": short_day(today)}
    yield (today - ONE_DAY).isoformat(), _("Yesterday, %(day)s") % {"day": short_day(today - ONE_DAY)}
    for n in (2, 3):
        yield (today - timedelta(days=n)).isoformat(), short_day(today - timedelta(days=n))


def _moment(house: House, told: str, clock: time) -> datetime:
    today = house.local().date()
    if told:
        return at(date.fromisoformat(told), clock, house.tz)
    moment = at(today, clock, house.tz)
    return moment if moment <= house.local() else at(today - ONE_DAY, clock, house.tz)


def _called(stay: Stay, house: House) -> str:
    values = {"name": stay.guest.name, "words": standing(stay, house, house.tonight()).words}
    return _("%(name)s, %(words)s") % values
