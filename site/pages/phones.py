"""Phone numbers as editors write them: with an area code, with a country code, or a short one like 988."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from respite.phone_numbers import normal_phone

LONGEST = 40  # letters, as somebody may write one
SHORT = re.compile(r"[0-9]{3,6}")
WORDS = _("Write the number with its area code, like 715 555 0142, or a short one like 988.")


def read(typed: str) -> str:
    """Return a number in the one shape we keep, +17155550142 or 988; nothing for nothing.

    Raises ValidationError when it cannot be a phone number.
    """
    plain = " ".join(typed.split())
    if not plain or SHORT.fullmatch(plain):
        return plain
    try:
        return normal_phone(plain)
    except ValidationError:
        raise ValidationError(WORDS, code="invalid") from None


class AnyWay(WagtailAdminModelForm):
    """A form of the CMS whose field "phone" takes a number however it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = self.fields.get("phone")
        if isinstance(phone, forms.CharField):  # it is longer as it is typed than as it is kept
            phone.max_length = LONGEST
            phone.widget.attrs["maxlength"] = str(LONGEST)
            kept = [check for check in phone.validators if not isinstance(check, MaxLengthValidator)]
            phone.validators = [*kept, MaxLengthValidator(LONGEST)]

    def clean_phone(self) -> str:
        """Keep it in the one shape."""
        return read(self.cleaned_data["phone"] or "")
