"""What the start page says about the house, before the first question: what must be reported, and when it is full."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake import listing, saying
from respite.models import House


@dataclass(frozen=True)
class Reporting:
    """What a house must report by law, as it wrote it, and from which day on that holds (LN-40)."""

    words: str
    since: date | None
    language: str = ""  # in which it is written, where that is not the language of the page


def reporting(house: House) -> Reporting | None:
    """Return the words in force in the language of the page, else the English ones; None when the house has none."""
    rules, on = house.rules(), house.tonight()
    if not rules.reporting:
        return None
    spoken = get_language() or "en"
    name = "reporting_es" if spoken.startswith("es") and rules.reporting_es else "reporting"
    days = [row.holds_from for row in house.settings.all() if row.name == name and row.holds_from <= on]
    own = spoken.startswith("en") or name == "reporting_es"
    return Reporting(getattr(rules, name), max(days, default=None), "" if own else "en")


def is_full(house: House) -> bool:
    """Say whether the newest word the house published says that it is full, and still holds."""
    notice = house.notices.order_by("-published_at").first()
    return bool(notice and notice.band in {"full", "waitlist"} and notice.valid_until > timezone.now())


def when_full(house: House) -> list[str]:
    """Say what somebody can do when no room is open, as the house keeps a list or not."""
    mode = house.rules().list_mode
    first = _("You can still ask and talk with us.")
    if mode == "none":
        return [first, _("We keep no list. You can ask again any day.")]
    if mode == "call":
        return [first, _("If you like, we call you when a room opens.")]
    return [first, _("If you like, we put you on our list."), listing.rule_words(house)]


def of(house: House) -> dict[str, object]:
    """Return what the start page shows."""
    return {
        "area_rule": house.rules().area_rule,
        "call_back": saying.call_back(house),
        "kept": saying.kept(house),
        "reporting": reporting(house),
        "full": is_full(house),
        "when_full": when_full(house),
    }
