"""The calls that the night sheet has to know of: asked for on the web, or promised after a stay.

Initials only, and the rule of safe contact; the number stays in the office (DESIGN.md 6). Nobody is on it who is closed
to any colleague: the sheet is read by whoever is on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

from django.utils.translation import gettext as _

from intake.contact import Contact
from intake.handing import UNANSWERED
from intake.models import Request
from intake.templatetags.asking import reach
from respite.models import House
from respite.nights import ONE_DAY, at
from respite.templatetags.words import clock
from stays.models import Connection
from stays.nightrooms import lettered


def calls(house: House, until: date) -> Iterator[str]:
    """Yield a sentence for each call that is due by the end of the day `until`: "Call S. by 10 am. Call only." """
    end = at(until + ONE_DAY, time(), house.tz)
    waiting = Request.objects.of_house(house).filter(key__destroyed_at__isnull=True, promised_by__lt=end)
    for asked in waiting.exclude(UNANSWERED).filter(closed_to=None, guest__closed_to=None).waiting().with_person():
        yield " ".join([_by(asked, house, until), *_rule(asked.safe_contact)])
    due = Connection.objects.filter(house=house, guest__key__destroyed_at__isnull=True, guest__closed_to=None)
    for row in due.due(until).with_guest():
        values = {"name": lettered(str(row.guest.name))}
        call = _("Call %(name)s, as agreed after the stay.") if reach(row).call else None
        first = call or _("Reach %(name)s, as agreed after the stay.")
        yield " ".join([first % values, *_rule(reach(row))])


def _by(asked: Request, house: House, until: date) -> str:
    """Say by when we said we would be in touch; "call" only where a call is allowed (CS-34)."""
    values = {"name": lettered(str(asked.name)), "time": clock(asked.promised_by, house)}
    contact = asked.safe_contact
    if not contact.channels:
        return _("%(name)s asked to talk.") % values
    if asked.is_late:
        late = _("Call %(name)s: it is past the time we said.")
        return (late if contact.call else _("Reach %(name)s: it is past the time we said.")) % values
    if house.local(asked.promised_by).date() < until:
        today = _("Call %(name)s still today, by %(time)s.")
        return (today if contact.call else _("Reach %(name)s still today, by %(time)s.")) % values
    return (_("Call %(name)s by %(time)s.") if contact.call else _("Reach %(name)s by %(time)s.")) % values


def _rule(contact: Contact) -> list[str]:
    """Return how to reach somebody safely, with initials to ask for; what they wrote themselves stays in the office."""
    return replace(contact, ask_for=lettered(contact.ask_for) if contact.ask_for else "", times="").lines()
