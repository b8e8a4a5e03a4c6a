"""What a house decides about its work: stays, shifts, rooms, the log, and how long things are kept."""

from django.utils.translation import gettext_lazy as _

from respite import rule_forms
from respite.rule_forms import Group

CLOCK = _("An hour from 0 to 24: 15 is 3 pm.")
LINES = _("One a line. Left open, they are our own.")
DAYS = _("After that they are erased.")
GROUPS: list[Group] = [
    (
        "stays",
        _("Stays"),
        {
            "max_nights": (_("Nights somebody may stay"), _("In the days below, all their stays together.")),
            "window_days": (_("In any so many days"), _("Counted back and forth from each night.")),
            "connection_tries": (_("A call after a stay: we try so many times"), _("Then it rests.")),
        },
    ),
    (
        "shifts",
        _("Shifts"),
        {
            "day_from": (_("The day begins at"), CLOCK),
            "evening_from": (_("The evening begins at"), CLOCK),
            "night_from": (_("The night begins at"), CLOCK),
            "minimum_day": (_("People on by day, at least"), _("Many houses keep two at all hours.")),
            "minimum_evening": (_("People on in the evening, at least"), ""),
            "minimum_night": (_("People on at night, at least"), ""),
            "rooms_per_person": (
                _("Rooms that may be used for each person on at night"),
                _("Two people and the number 2 make four rooms. 0 means that rooms do not follow the shifts."),
            ),
            "cover_ahead_days": (
                _("So many nights ahead rooms follow the shifts"),
                _("Later nights are not planned yet, so they are not limited."),
            ),
        },
    ),
    (
        "rooms",
        _("Arriving and rooms"),
        {
            "arrive_from": (_("People arrive from this hour on"), CLOCK),
            "arrive_until": (_("They arrive until"), CLOCK),
            "turn_round_minutes": (
                _("Minutes to make a room ready"),
                _("A room that was left is open again once somebody taps “Room ready”. 0 means at once."),
            ),
            "lock_boxes": (_("How many lock boxes the house lends"), _("0 means none. We never hold medicine.")),
            "welcome": (_("What you show people when they arrive"), LINES),
        },
    ),
    (
        "phone",
        _("Support calls"),
        {"call_topics": (_("What calls are about"), LINES)},
    ),
    (
        "kept",
        _("How long things are kept"),
        {
            "log_days": (_("The house log: so many days"), DAYS),
            "log_guest_days": (_("A line of the log that names a guest: so many days"), DAYS),
            "staff_note_days": (_("A note that only staff read: at most so many days"), DAYS),
            "hopes_days": (_("What a guest hoped for: so many days after leaving"), DAYS),
            "stay_days": (_("What was written about a stay: so many days after leaving"), DAYS),
            "incident_days": (_("What happened and what we did next: so many days"), DAYS),
        },
    ),
]


class WorkForm(rule_forms.RulesForm):
    """The settings of the house at work."""

    parts = GROUPS

    def clean(self) -> None:
        """Look at hours that only make sense together."""
        said = self.cleaned_data
        first, last = said.get("arrive_from"), said.get("arrive_until")
        if first is not None and last is not None and last <= first:
            self.add_error("arrive_until", _("Choose an hour after the first."))
