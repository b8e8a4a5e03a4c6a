"""Which nights a board shows, and what its address says about it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from respite.nights import ONE_DAY, Nights
from respite.templatetags.words import day

USUAL, FEWEST, MOST = 14, 7, 35
NARROW = 20  # nights: from here on a column is narrow
WEEKS = (7, 14, 21, 28, 35)
FAR = timedelta(days=3660)


@dataclass(frozen=True)
class View:
    """The nights of a view, and the steps from it."""

    nights: Nights

    @property
    def count(self) -> int:
        """Return how many nights it shows."""
        return len(self.nights)

    @property
    def narrow(self) -> bool:
        """Say whether nights are too many to be wide."""
        return self.count >= NARROW

    @property
    def query(self) -> str:
        """Return the part of an address that names it."""
        return f"from={self.nights.arrives.isoformat()}&nights={self.count}"

    @property
    def span(self) -> str:
        """Say from when to when."""
        last = self.nights.leaves - ONE_DAY
        return _("%(first)s to %(last)s") % {"first": day(self.nights.arrives), "last": day(last)}

    @property
    def first(self) -> str:
        """Return the first night as a date field wants it."""
        return self.nights.arrives.isoformat()

    @property
    def earlier(self) -> str:
        """Return the first night of the view before."""
        return (self.nights.arrives - timedelta(days=self.count)).isoformat()

    @property
    def later(self) -> str:
        """Return the first night of the view after."""
        return self.nights.leaves.isoformat()

    @property
    def weeks(self) -> list[int]:
        """Return the numbers of nights to choose from."""
        return list(WEEKS)


def asked(said: QueryDict, tonight: date) -> View:
    """Return the asked view: any start, 7 to 35 nights. Without a good answer, two weeks from yesterday on."""
    told = said.get("nights", "")
    count = int(told) if told.isdecimal() and len(told) < 4 else USUAL
    first = a_date(said.get("from", ""))
    if first is None or abs(first - tonight) > FAR:
        first = tonight - ONE_DAY
    return View(Nights.starting(first, min(max(count, FEWEST), MOST)))


def a_date(typed: str) -> date | None:
    """Return what was typed as a date, or None."""
    try:
        return parse_date(typed)
    except ValueError:
        return None
