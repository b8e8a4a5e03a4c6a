"""What happened and what we did next: about the house and never about a person. With a debrief, and who was told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite import history
from respite.locks import again, locked
from respite.models import House, Person
from stays import meanwhile
from stays.models import Incident

# Who is told, as places and not as people; whoever else was told stands in sealed words.
TOLD: dict[str, str | Promise] = {
    "lead": gettext_lazy("the house lead"),
    "office": gettext_lazy("the organization"),
    "team": gettext_lazy("the team"),
    "guests": gettext_lazy("the guests of the house"),
    "owner": gettext_lazy("who owns the building"),
    "emergency": gettext_lazy("fire, ambulance or police"),
    "licence": gettext_lazy("who licenses the house"),
}
LONGEST = 4000


@again
def note(
    house: House,
    *,
    kind: str,
    at: datetime,
    happened: str,
    by: Person,
    did_next: str = "",
    told: Sequence[str] = (),
    others: str = "",
    from_paper: bool = False,
) -> Incident:
    """Write down what happened, what we did next and who was told, sealed under the key for words of the house.

    Refused with code "words" when it says nothing, "time" when it is still to come or older than what the
    house keeps, "kind" for no kind of ours, "told" for nobody on our list; whoever else was told stands in `others`.
    """
    if kind not in Incident.Kind.values:
        raise ValidationError(_("Choose one of these."), code="kind")
    if at > timezone.now():
        raise ValidationError(_("This time is still to come."), code="time")
    if at < kept_since(house):
        raise too_old(house)
    with locked(house):
        incident = Incident(house=house, kind=kind, at=at, by=by, from_paper=from_paper, told=_told(told))
        incident.happened, incident.did_next = _said(happened), did_next.strip()[:LONGEST]
        incident.told_words = _line(others)
        incident.save(force_insert=True)
        history.record("incident", incident, house=house, by=by, kind=kind, told=len(told_words(incident)))
        return incident


@again
def change(incident: Incident, *, happened: str, did_next: str, by: Person, seen: str = "") -> Incident:
    """Say it in other words. Refused with code "words" when it says nothing.

    With `seen` (meanwhile.mark) also with code "changed", when somebody said it another way since.
    """
    with locked(incident.house):
        found = _found(incident)
        _check_seen(found, "incident changed", seen, f"{found.happened} {found.did_next}")
        found.happened, found.did_next = _said(happened), did_next.strip()[:LONGEST]
        found.save(update_fields=["happened", "did_next"])
        history.record("incident changed", found, house=found.house, by=by)
        return found


@again
def tell(incident: Incident, *, told: Sequence[str], by: Person, others: str = "") -> Incident:
    """Add who was told; nobody is taken off the list. Refused with code "told" for nobody on our list."""
    with locked(incident.house):
        found = _found(incident)
        before = len(told_words(found))
        found.told = list(dict.fromkeys([*found.told, *_told(told)]))
        found.told_words = "\n".join(
            dict.fromkeys([*(found.told_words or "").splitlines(), *_line(others).splitlines()])
        )
        if added := len(told_words(found)) - before:
            found.save(update_fields=["told", "told_words"])
            history.record("incident told", found, house=found.house, by=by, told=added)
        return found


@again
def debrief(incident: Incident, *, words: str, by: Person, at: datetime | None = None, seen: str = "") -> Incident:
    """Write down what we learned together, and when; said again it takes the place of the older words.

    Refused with code "words" when it says nothing, and "time" when it was before the thing itself or is still to come.
    With `seen` (meanwhile.mark) also with code "changed", when somebody wrote it down since.
    """
    when = at or timezone.now()
    with locked(incident.house):
        found = _found(incident)
        _check_seen(found, "debrief", seen, found.debrief)
        if when < found.at or when > timezone.now():
            sentence = _("We talk after it happened, and not later than now.")
            raise ValidationError(sentence, code="time")
        found.debrief, found.debriefed_at, found.debriefed_by = _said(words), when, by
        found.save(update_fields=["debrief", "debriefed_at", "debriefed_by"])
        history.record("debrief", found, house=found.house, by=by)
        return found


def of_house(house: House) -> QuerySet[Incident]:
    """Return what happened in a house, newest first, without what is past its time."""
    rows = Incident.objects.filter(house=house, at__gte=kept_since(house))
    return rows.select_related("by", "debriefed_by", "house")


def told_words(incident: Incident) -> list[str]:
    """Return who was told, in words."""
    return [*(str(TOLD[each]) for each in incident.told), *(incident.told_words or "").splitlines()]


def kept_since(house: House) -> datetime:
    """Return the moment from which on a house keeps what happened."""
    return timezone.now() - timedelta(days=house.rules().incident_days)


def too_old(house: House) -> ValidationError:
    """Return the sentence for a moment before that: it would be swept within the hour."""
    sentence = _("This house keeps what happened for %(days)d days. This was before that.")
    return ValidationError(sentence, params={"days": house.rules().incident_days}, code="time")


def sweep(house: House) -> int:
    """Forget what is past its time; return how many."""
    return Incident.objects.filter(house=house, at__lt=kept_since(house)).delete()[0]


def _found(incident: Incident) -> Incident:
    rows = Incident.objects.select_for_update(of=("self",)).select_related("house__organization")
    found = rows.filter(pk=incident.pk).first()
    if found is None:
        raise ValidationError(_("This is not kept any more."), code="state")
    return found


def _check_seen(found: Incident, verb: str, seen: str, words: str) -> None:
    """Refuse to take the place of words that somebody wrote after the page was opened, and show them."""
    if who := meanwhile.last_by(found, verb, seen):
        sentence = _(
            "%(name)s wrote here since you opened this page: “%(words)s” What you typed is still below. "
            "Take in what is missing, then save again."
        )
        raise ValidationError(sentence % {"name": who, "words": words.strip()}, code=meanwhile.CHANGED)


def _said(words: str) -> str:
    words = words.strip()
    if not words:
        raise ValidationError(_("Write a word or two."), code="words")
    return words[:LONGEST]


def _told(told: Sequence[str]) -> list[str]:
    if not set(told) <= set(TOLD):
        raise ValidationError(_("Choose from this list, or write it in words."), code="told")
    return list(dict.fromkeys(told))


def _line(words: str) -> str:
    return " ".join(words.split())[:80]
