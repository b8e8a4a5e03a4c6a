"""The nouns of the house."""

from stays.models.allocation import Allocation, Closure
from stays.models.connection import Connection, Wish
from stays.models.guest import Guest, Opened
from stays.models.guidelines import Guidelines, GuidelinesWords
from stays.models.log import Incident, LogEntry, SupportCall
from stays.models.note import Accommodation, Note, RecordPart, RecordWords, WordHint
from stays.models.shift import Band, Shift, ShiftAsk
from stays.models.stay import Stay
from stays.models.work import Change, NightCode, NightSheet, Pause, TurnRound

__all__ = [
    "Accommodation",
    "Allocation",
    "Band",
    "Change",
    "Closure",
    "Connection",
    "Guest",
    "Guidelines",
    "GuidelinesWords",
    "Incident",
    "LogEntry",
    "NightCode",
    "NightSheet",
    "Note",
    "Opened",
    "Pause",
    "RecordPart",
    "RecordWords",
    "Shift",
    "ShiftAsk",
    "Stay",
    "SupportCall",
    "TurnRound",
    "Wish",
    "WordHint",
]
