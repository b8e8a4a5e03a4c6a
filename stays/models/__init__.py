"""The nouns of the house."""

from stays.models.allocation import Allocation, Closure
from stays.models.connection import Connection, Wish
from stays.models.guest import Guest, Opened
from stays.models.guidelines import Guidelines
from stays.models.shift import Band, Shift
from stays.models.stay import Stay

__all__ = ["Allocation", "Band", "Closure", "Connection", "Guest", "Guidelines", "Opened", "Shift", "Stay", "Wish"]
