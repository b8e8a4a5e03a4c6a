"""The nouns of the intake."""

from intake.models.attempt import Attempt
from intake.models.conversation import Conversation, NotMatched
from intake.models.offer import Offer
from intake.models.request import ContactTry, Draft, Request

__all__ = ["Attempt", "ContactTry", "Conversation", "Draft", "NotMatched", "Offer", "Request"]
