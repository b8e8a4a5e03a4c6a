"""What the tests of partners share, and no others: their clock stands at another hour than that of the messages."""

from tests.site.partners.cast import clock, key, no_look_up, office, office_desk, partner, two
from tests.site.partners.receiver import receiver

__all__ = ["clock", "key", "no_look_up", "office", "office_desk", "partner", "receiver", "two"]
