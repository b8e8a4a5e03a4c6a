"""What the office reads about partners: every state as a sentence, and what became of each sending."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openings.partners.models import Agreement, Partner, PartnerKey
from openings.partners.webhook_models import Kind, Subscription, Webhook
from respite.models import House, Organization
from respite.templatetags.words import day, moment

TROUBLES: dict[str, str | Promise] = {
    "name": gettext_lazy("We did not find the name of their system."),
    "inside": gettext_lazy("The name does not lead to the public internet, so nothing was sent."),
    "silent": gettext_lazy("Their system did not answer in time."),
    "tls": gettext_lazy("Their certificate did not fit the name, so nothing was sent."),
    "closed": gettext_lazy("Their system closed the connection."),
    "secret": gettext_lazy("The secret of this address does not open any more, so nothing was sent."),
    "broken": gettext_lazy("Their system answered something we cannot read."),
}
STATUSES = {
    401: gettext_lazy("Their system did not take it: it did not know us (401)."),
    403: gettext_lazy("Their system did not take it: we may not send there (403)."),
    404: gettext_lazy("Their system did not take it: there is nothing at this address (404)."),
    410: gettext_lazy("Their system said that this address is gone for good (410)."),
    429: gettext_lazy("Their system asked us to wait (429)."),
}


EVENTS = {
    Kind.PUBLISHED: gettext_lazy("What %(house)s says"),
    Kind.EXPIRED: gettext_lazy("The word of %(house)s is too old to repeat"),
    Kind.SERVICE: gettext_lazy("Name, phone, hours, area or publishing of %(house)s changed"),
    Kind.TEST: gettext_lazy("A test, with what %(house)s says"),
}


@dataclass(frozen=True)
class Line:
    """One partner in the list."""

    partner: Partner
    facts: list[str]
    troubles: list[str]


@dataclass(frozen=True)
class KeyLine:
    """One key as its page tells it."""

    key: PartnerKey
    made: str
    used: str
    ends: str
    open: bool  # it has no end yet


@dataclass(frozen=True)
class Sent:
    """One event of the log: what, when, what came of it, and what is next."""

    row: Webhook
    what: str
    when: str
    result: str
    then: str
    again: bool


def line(partner: Partner, today: date) -> Line:
    """Return what the list says about one partner; its rows are read already."""
    if partner.ended:
        return Line(partner, [_("Ended on %(day)s.") % {"day": day(partner.ended)}], [])
    working = sum(key.works for key in partner.keys.all())
    holding = sum(row.state(today) == "holds" for row in partner.agreements.all())
    subscriptions = list(partner.subscriptions.all())
    facts = [
        ngettext("%(n)d key works.", "%(n)d keys work.", working) % {"n": working} if working else _("No key works."),
        ngettext("%(n)d agreement holds.", "%(n)d agreements hold.", holding) % {"n": holding} if holding else "",
        ngettext("News goes to %(n)d address.", "News goes to %(n)d addresses.", len(subscriptions))
        % {"n": len(subscriptions)}
        if subscriptions
        else "",
    ]
    waits = any(row.state(today) == "waiting" for row in partner.agreements.all())
    troubles = [stopped_words(row) for row in subscriptions if row.off_at]
    troubles += [_("An agreement waits for a second person.")] if waits else []
    return Line(partner, [fact for fact in facts if fact], troubles)


def key(row: PartnerKey, house: House) -> KeyLine:
    """Return what is said about one key."""
    ends = ""
    if row.revoked_at:
        ends = _("Taken back %(when)s.") % {"when": moment(row.revoked_at, house)}
    elif row.ends_at:
        words = _("Works until %(when)s, beside a newer one.") if row.works else _("Ended %(when)s.")
        ends = words % {"when": moment(row.ends_at, house)}
    used = _("Last used on %(day)s.") % {"day": day(row.last_used_on)} if row.last_used_on else _("Not used yet.")
    made = _("%(name)s made it %(when)s.") % {"name": row.made_by, "when": moment(row.made_at, house)}
    return KeyLine(row, made, used, ends, row.works and row.ends_at is None)


def agreements(partner: Partner, today: date) -> list[dict[str, Any]]:
    """Return the agreements of a partner, what holds or waits first."""
    rows = partner.agreements.select_related("recorded_by", "agreed_by").prefetch_related("houses")
    order = ["waiting", "holds", "coming", "over"]
    told = [{"row": row, "state": row.state(today), "who": _who(row)} for row in rows]
    return sorted(told, key=lambda one: order.index(str(one["state"])))


def state(row: Subscription) -> str:
    """Say whether news goes to an address."""
    if row.off_at:
        return _("We stopped sending. %(why)s") % {"why": row.get_off_why_display()}
    if row.paused_at:
        return _("Paused. Nothing is sent there now.")
    return _("The last tries did not arrive.") if row.failing_since else _("News goes there.")


def kinds(row: Subscription) -> list[str]:
    """Return what an address is told, in words."""
    return [str(Kind(value).label) for value in row.events]


def stopped(organization: Organization) -> list[Subscription]:
    """Return the addresses that we stopped sending to by ourselves: one query."""
    rows = Subscription.objects.filter(partner__organization=organization, off_at__isnull=False)
    return list(rows.select_related("partner"))


def stopped_words(row: Subscription) -> str:
    """Say in one line that we stopped sending, and why."""
    values = {"name": row.partner, "why": row.get_off_why_display()}
    return _("We stopped sending news to %(name)s. %(why)s") % values


def delivery(row: Webhook, house: House) -> Sent:
    """Return what is said about one event that was sent, or is to be."""
    return Sent(
        row=row,
        what=str(EVENTS[Kind(row.event)]) % {"house": row.house},
        when=moment(row.made_at, house),
        result=_result(row),
        then=_then(row, house),
        again=row.state in {Webhook.State.DONE, Webhook.State.GAVE_UP, Webhook.State.WAITING} and row.tries > 0,
    )


def _result(row: Webhook) -> str:
    if row.state == Webhook.State.DONE:
        return _("Taken (%(status)d).") % {"status": row.answer or 0}
    if row.state == Webhook.State.NEWER:
        return _("Not sent, because it was no news any more.")
    if row.trouble:
        return str(TROUBLES.get(row.trouble, _("It did not arrive.")))
    if row.answer:
        words = STATUSES.get(row.answer, gettext_lazy("Their system did not take it (%(status)d)."))
        return str(words) % {"status": row.answer}
    return ""


def _then(row: Webhook, house: House) -> str:
    if row.state == Webhook.State.LEAVING:
        return _("Going out now.")
    if row.state == Webhook.State.GAVE_UP:
        return _("We do not try again by ourselves.")
    if row.state != Webhook.State.WAITING:
        return ""
    if not row.subscription.is_on:
        return _("It waits until news goes there again.")
    return (
        _("Next try %(when)s.") % {"when": moment(row.next_at, house)} if row.tries else _("It goes out in a moment.")
    )


def _who(row: Agreement) -> str:
    values = {"name": row.recorded_by, "other": row.agreed_by}
    words = _("%(name)s wrote it down, %(other)s agreed.") if row.agreed_by else _("%(name)s wrote it down.")
    return words % values
