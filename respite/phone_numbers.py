"""Phone numbers in one shape, however people write them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def normal_phone(typed: str) -> str:
    """Return a number as +17155550142; ten digits are taken as a North American number.

    Raises ValidationError when it cannot be a phone number.
    """
    digits = "".join(str(unicodedata.decimal(letter)) for letter in typed if letter.isdecimal())
    abroad = typed.strip().startswith("+")
    if abroad and 7 <= len(digits) <= 15 and digits[0] != "0":
        return f"+{digits}"
    home = digits.removeprefix("1") if len(digits) == 11 else digits
    if not abroad and len(home) == 10 and home[0] not in "01":
        return f"+1{home}"
    raise ValidationError(_("Write the number with its area code, like 715 555 0142."))
