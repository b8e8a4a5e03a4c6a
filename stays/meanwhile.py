"""Two at the board: what happened to a stay since a page was made, so that nothing is overwritten silently.

A form carries the number of the newest line of the house's history from when its page was made (docs/decisions/0014).
Lines of one house are written under its lock, so a stay has a newer line exactly when somebody changed it meanwhile.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from respite import history
from respite.locks import locked
from respite.models import Entry, House
from respite.templatetags.words import day
from stays import trail
from stays.models import Closure, Stay

CHANGED = "changed"  # the code of the refusal
# Lines that leave bed-nights and state as they were; a note somebody wrote is no reason to ask again.
BESIDE = {
    "guidelines shared", "wish", "key lent", "key back", "accommodation asked", "accommodation answered",
    "note from paper",
}  # fmt: skip
MOVED = set(trail.VERBS) - BESIDE


def mark(house: House) -> str:
    """Return what a page has to carry to be told later what happened since."""
    return str(history.newest(house))


def check(house: House, stays: Iterable[Stay], mark: str) -> None:
    """Refuse (code "changed") with the sentence of what changed, when one of `stays` has newer lines than `mark`.

    Takes the lock of the house, which its caller's transaction keeps: nobody can come between this look and the verb.
    Without a mark (a form from elsewhere) there is nothing to compare, and the verb decides alone.
    """
    if _readable(mark):
        with locked(house):
            _refuse(since(house, stays, int(mark)))


def check_closure(closure: Closure, mark: str) -> None:
    """Refuse in the same way when `closure` has newer lines than `mark`: another end, opened again, undone."""
    if _readable(mark):
        with locked(closure.house):
            rows = Entry.objects.filter(subject=closure.pk, pk__gt=int(mark)).select_related("by").order_by("pk")
            _refuse([words for entry in rows if (words := _of_closure(entry))])


def last_by(subject: models.Model, verb: str, mark: str) -> str:
    """Return who was the last to do `verb` to `subject` after `mark`; nothing when nobody did, or without a mark."""
    if not _readable(mark):
        return ""
    rows = Entry.objects.filter(subject=subject.pk, verb=verb, pk__gt=int(mark)).select_related("by").order_by("pk")
    row = rows.last()
    return row.by.name if row and row.by else ""


def check_words(stay: Stay, mark: str, verbs: Iterable[str], **facts: Any) -> None:
    """Refuse in the same way when somebody wrote the same words of a record after `mark`: the later does not win.

    `verbs` are the lines that such words leave in the history of the stay, with these `facts`.
    """
    if _readable(mark):
        with locked(stay.house):
            rows = Entry.objects.filter(subject=stay.pk, pk__gt=int(mark), verb__in=verbs)
            rows = rows.filter(**{f"facts__{name}": str(value) for name, value in facts.items()})
            newest = rows.select_related("by").order_by("-pk").first()
            if newest:
                who = newest.by.name if newest.by else stay.guest.name
                words = _("%(who)s wrote this anew after you opened this page. Theirs stands here, and yours below.")
                raise ValidationError(words % {"who": who}, code=CHANGED)


def since(house: House, stays: Iterable[Stay], number: int) -> list[str]:
    """Return what happened to `stays` after the line `number`, as sentences, oldest first."""
    names = {stay.pk: stay.guest.name for stay in stays}
    rows = Entry.objects.filter(subject__in=list(names), pk__gt=number, verb__in=MOVED)
    told = ((entry.subject, trail.told(entry, house)) for entry in rows.select_related("by").order_by("pk"))
    return [_("%(name)s: %(what)s") % {"name": names[subject], "what": words} for subject, words in told if words]


def _readable(mark: str) -> bool:
    return mark.isdecimal() and len(mark) <= 18


def _refuse(news: list[str]) -> None:
    if news:
        words = _("Since you opened this page: %(news)s Please look again.") % {"news": " ".join(news)}
        raise ValidationError(words, code=CHANGED)


def _of_closure(entry: Entry) -> str:
    """Say one line of the history of a closure, with who did it."""
    back = parse_date(entry.facts.get("back", ""))
    words = {
        "closure changed": _("It is now back on %(day)s.") % {"day": day(back) if back else ""},
        "opened again": _("It was opened again."),
        "undone": _("The last change of it was undone."),
    }.get(entry.verb, "")
    return _("%(what)s By %(who)s.") % {"what": words, "who": entry.by} if words and entry.by else words
