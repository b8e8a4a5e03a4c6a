"""Sentences of the guest's own page that are put together from facts: the come-again rule, the list, tours, houses."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import handing
from intake.models import HandOver, Request
from respite.models import House
from respite.templatetags.words import day, until
from stays.window import SoFar


def house_name(house: House, request: Request) -> str:
    """Return the name of a house as the person allowed it to stand on a screen (SE-06)."""
    return house.neutral_name if request.safe_contact.vague else house.name


def come_again(so_far: SoFar, tonight: date) -> list[str]:
    """Work the come-again rule out in the open: how many nights, since when, what the house gives, and from when on."""
    values = {"count": so_far.count, "day": day(so_far.since)}
    nights = ngettext(
        "You have %(count)d night here since %(day)s.", "You have %(count)d nights here since %(day)s.", so_far.count
    )
    if so_far.since > tonight:
        nights = ngettext(
            "You have %(count)d night here, on %(day)s.",
            "You have %(count)d nights here from %(day)s on.",
            so_far.count,
        )
    rule = ngettext(
        "This house gives %(most)d night in any %(window)d days.",
        "This house gives %(most)d nights in any %(window)d days.",
        so_far.most,
    ) % {"most": so_far.most, "window": so_far.window}
    said = [nights % values, rule]
    if so_far.more:
        more = ngettext("So %d more night may fit now.", "So %d more nights may fit now.", so_far.more)
        said.append(more % so_far.more)
    if so_far.first:
        said.append(_("From %(day)s on there may be more; sooner if we talk.") % {"day": day(so_far.first)})
    return said


def handed(made: HandOver, request: Request) -> str:
    """Say where a question to another house stands, and by when it answers or rings."""
    values = {"house": house_name(made.to, request)}
    when = made.rings_by if made.state == HandOver.State.TAKEN else made.until
    values["when"] = until(when, request.house) if when else ""
    return str(handing.words(made)) % values
