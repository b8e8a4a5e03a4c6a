"""The nouns of the intake."""

from intake.models.attempt import Attempt
from intake.models.consent import Consent
from intake.models.conversation import Conversation
from intake.models.house_question import HouseQuestion
from intake.models.listing import HandOver, ListMove, ListPlace
from intake.models.message import Delivery, Message
from intake.models.offer import Offer
from intake.models.request import ContactTry, Draft, Looked, Request
from intake.models.tally import Enquiry, NotMatched
from intake.models.tour import TourTime, TourVisit

__all__ = [
    "Attempt",
    "Consent",
    "ContactTry",
    "Conversation",
    "Delivery",
    "Draft",
    "Enquiry",
    "HandOver",
    "HouseQuestion",
    "ListMove",
    "ListPlace",
    "Looked",
    "Message",
    "NotMatched",
    "Offer",
    "Request",
    "TourTime",
    "TourVisit",
]
