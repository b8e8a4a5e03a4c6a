"""What a yes covers, in words: the versioned texts of consent, and the two ways to write a receipt down (LN-02).

A text is never edited in place: change its words, and raise its version with them. A receipt keeps the exact words that
were read, in the language they were read in, so that an old one still says what it said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import Consent, Request
from respite import history
from respite.models import House, Person
from respite.templatetags.words import day

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Text:
    """One text of consent: its words take %(house)s, %(until)s and %(parts)s."""

    version: int
    words: str | Promise


TEXTS: dict[str, Text] = {
    Purpose.LIST: Text(
        1, _("%(house)s may keep my name on its call list until %(until)s, and call me if a room opens.")
    ),
    Purpose.HAND_OVER: Text(
        1, _("%(house)s may see these answers until %(until)s, and ring me: %(parts)s. Nothing else is told.")
    ),
    Purpose.THIRD_PARTY: Text(1, _("I want this. %(house)s may take my request from somebody else, until %(until)s.")),
    Purpose.PROFESSIONAL: Text(
        1, _("%(house)s may ask a professional I name for their word about me, until %(until)s.")
    ),
    Purpose.TOGETHER: Text(1, _("%(house)s may tell the person I wait with that we wait together, until %(until)s.")),
}


def words(purpose: str, house: House, *, until: date, parts: Iterable[str] = ()) -> str:
    """Return the text of a yes as it is read now, in the active language."""
    values = {"house": house.name, "until": day(until), "parts": ", ".join(parts)}
    return str(TEXTS[purpose].words) % values


def write(
    request: Request,
    *,
    purpose: str,
    to: House,
    until: date,
    how: str,
    parts: dict[str, str] | None = None,
    heard_by: Person | None = None,
) -> Consent:
    """Write down a yes of the person: `how` they gave it, to which house, until when; `parts` as {name: label}.

    In the language of their request. Needs a transaction. Raises ValidationError for an end that is over already.
    """
    if until < to.local().date():
        raise ValidationError(_("Choose a day that is still to come."), code="state")
    covered = parts or {}
    with translation.override(request.language):
        said = words(purpose, to, until=until, parts=[str(label) for label in covered.values()])
    receipt = Consent(request=request, purpose=purpose, to=to, until=until, given_how=how, heard_by=heard_by)
    receipt.words, receipt.version, receipt.language = said, TEXTS[purpose].version, request.language
    receipt.parts = sorted(covered)
    receipt.save(force_insert=True)
    history.record("said yes", request, house=request.house, by=heard_by, purpose=purpose)
    return receipt


def end(request: Request, *, purpose: str, how: str, to: House | None = None, by: Person | None = None) -> int:
    """Write down that the yes to `purpose` (of one house, or all) holds no more; return how many there were."""
    rows = Consent.objects.filter(request=request, purpose=purpose, withdrawn_at=None)
    rows = rows.filter(to=to) if to else rows
    count = rows.update(withdrawn_at=timezone.now(), withdrawn_how=how)
    if count:
        history.record("took back a yes", request, house=request.house, by=by, purpose=purpose)
    return count
