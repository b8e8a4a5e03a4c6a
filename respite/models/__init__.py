"""The nouns of the ground floor."""

from respite.models.entry import Entry
from respite.models.house import Bed, Feature, House, Organization, Room, Setting
from respite.models.key import Key
from respite.models.membership import Membership, Role
from respite.models.person import Person
from respite.models.resource import Resource
from respite.models.sending import Sending

__all__ = [
    "Bed",
    "Entry",
    "Feature",
    "House",
    "Key",
    "Membership",
    "Organization",
    "Person",
    "Resource",
    "Role",
    "Room",
    "Sending",
    "Setting",
]
