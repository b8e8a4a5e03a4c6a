"""Phone numbers: read as people write them, kept in one shape, and refused when they cannot be one."""

import pytest
from django.core.exceptions import ValidationError

from respite.phone_numbers import normal_phone

NUMBER = "+17155550118"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("715 555 0118", NUMBER),
        ("(715) 555-0118", NUMBER),
        ("715.555.0118", NUMBER),
        ("1-715-555-0118", NUMBER),
        (" +1 715 555 0118 ", NUMBER),
        ("+44 20 7946 0018", "+442079460018"),
        ("+521 55 5555 0142", "+5215555550142"),
        ("７１５ ５５５ ０１１８", NUMBER),
        ("٧١٥ ٥٥٥ ٠١١٨", NUMBER),
    ],
)
def test_normal_phone_reads_numbers_as_people_write_them(typed, number):
    assert normal_phone(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "555 0118", "call me", "715 555 0118 x12", "+12345", "+1234567890123456", "+0123456789", "911"]
)
def test_normal_phone_refuses_what_is_no_number(typed):
    with pytest.raises(ValidationError, match="with its area code"):
        normal_phone(typed)
