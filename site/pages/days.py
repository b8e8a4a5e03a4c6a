"""Days and times in the CMS: the browser's own fields, which keep what was typed or refuse it.

Wagtail's calendar turns what it cannot read into today or now, without a word. Its own schedule still has it.
"""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override

from respite.days import DayField, DayInput

TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?(?::00)?\s*(?P<half>[ap]\.?\s?m\.?)?")


class ClockInput(forms.TimeInput):
    """The browser's own field for a time; without one, a time is typed."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ClockField(forms.TimeField):
    """A time from the browser's field, or typed as people say it."""

    def to_python(self, value: Any) -> time | None:
        """Read the time, or refuse it with the field's own sentence."""
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        found = read_time(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def read_time(typed: str) -> time | None:
    """Read "15:30", "3:30 pm", "3 p.m." or "noon"; None when it is no such time, or could be two."""
    said = " ".join(typed.lower().split())
    if said in {"noon", "midnight"}:
        return time(12 if said == "noon" else 0)
    found = TIME.fullmatch(said)
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def say_zone(form: forms.BaseForm) -> None:
    """Say beside the times of a schedule which clock they go by."""
    place = timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
    for name in ("go_live_at", "expire_at"):
        if name in form.fields:
            form.fields[name].help_text = _("By the clock of %(place)s.") % {"place": place}


def use() -> None:
    """Have every form of the CMS ask for days and times of our own models this way."""
    day = {"invalid": _("Write a day, like 5 December 2026.")}
    clock = {"invalid": _("Write a time, like 3:30 pm.")}
    register_form_field_override(
        models.DateField, override={"form_class": DayField, "widget": DayInput, "error_messages": day}
    )
    register_form_field_override(
        models.TimeField, override={"form_class": ClockField, "widget": ClockInput, "error_messages": clock}
    )
