"""Who opened what a person told us, and when: their request from the first day on, and later their record (SE-32)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import belonging
from intake.models import Looked, Request
from respite.models import Membership
from respite.templatetags.words import moment
from stays.models import Opened
from stays.trail import CONNECTIONS, HOUSE_LOG, NIGHT_SHEET, PRINTED, STAY_PAGE, Opening

# What the doors write down, as the person reads it; whatever is not here is said as it stands.
REASONS: dict[str, str | Promise] = {
    "read": _("To read what you asked."),
    "list": _("To look at the call list."),
    "to look at the request": _("To read what you asked."),
    STAY_PAGE: _("To look at your stay."),
    CONNECTIONS: _("To call you after your stay."),
    NIGHT_SHEET: _("To print the sheet for the night. It says your name, your room and what you asked us to know."),
    PRINTED: _("To print it for you."),
    HOUSE_LOG: _("To read the house log."),
}


def reason(why: str) -> str:
    """Return the reason of an opening in words."""
    return str(REASONS.get(why, why))


def opened_by(request: Request, most: int = 10) -> list[Opening]:
    """Return who opened anything of this person, newest first: who, in which role, when and why."""
    asked = belonging.requests_of(request)
    rows: list[Looked | Opened] = list(Looked.objects.filter(request__in=asked).select_related("by")[:most])
    guest = belonging.guest_of(request)
    if guest:
        rows += Opened.objects.filter(guest=guest).select_related("by")[:most]
    rows.sort(key=lambda row: row.at, reverse=True)
    rows = rows[:most]
    members = Membership.objects.filter(
        organization=request.house.organization_id, person__in={row.by_id for row in rows}
    )
    roles = {row.person_id: row.get_role_display() for row in members}
    return [
        Opening(row.by.name, roles.get(row.by_id, ""), moment(row.at, request.house), reason(row.why)) for row in rows
    ]
