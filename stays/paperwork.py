"""The budget of answers: a hard time is no time for forms (LN-52)."""

from datetime import date

from respite.models import House
from stays import record_parts

# What a standard stay asks of a guest, once they have asked for it: how they said yes to the guidelines, what they hope
# for, and how much contact they wish afterwards. Ticks of the welcome list and a box's number are staff's.
ASKED = ("guidelines", "hopes", "contact")


def answers(house: House, on: date | None = None) -> int:
    """Return how many answers a stay takes from arriving to leaving, with the house's extra record parts."""
    return len(ASKED) + len(record_parts.in_force(house, on))
