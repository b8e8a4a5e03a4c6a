"""The verbs of a house's own questions: decide one, end one, put them in another order; and the budget of answers.

A question is never edited. A change ends the old one and begins a new one on the same day, so that what somebody
answered keeps the question it was an answer to.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from intake import questions
from intake.models import HouseQuestion
from respite import history
from respite.locks import again, locked
from respite.models import House, Person
from stays import paperwork

Words = Mapping[str, Mapping[str, str]]
Kind = HouseQuestion.Kind
BUDGET = 12  # answers for a whole stay (LN-52)
MOST_LETTERS = {"ask": 200, "why": 300}


@again
def decide_question(
    house: House,
    *,
    words: Words,
    kind: str,
    match: str = "",
    holds_from: date | None = None,
    instead_of: HouseQuestion | None = None,
    by: Person | None,
) -> HouseQuestion:
    """Let the house ask a question of its own from a day on; `instead_of` is asked until the day before, in its place.

    Refused with code "words" unless it stands in every language of the site with why it is asked, and "day" for a day
    that is over. `match` is the answer that fits the house, for a question about who may stay.
    """
    since = holds_from or house.tonight()
    if since < house.tonight():
        raise ValidationError(_("Choose today or a later day."), code="day")
    if kind not in Kind.values or match not in {"", "yes", "no"} or (match and kind != Kind.YES_NO):
        raise ValidationError(_("A question about who may stay is answered yes or no."), code="words")
    told = _whole(words)
    with locked(house) as fresh:
        position = _end_of_list(fresh)
        if instead_of:
            old = _own(fresh, instead_of)
            position = old.position
            _end(old, since)
        made = HouseQuestion.objects.create(
            house=fresh, kind=kind, match=match, words=told, position=position, holds_from=since
        )
        was = str(instead_of.pk) if instead_of else ""
        history.record("question decided", made, house=fresh, by=by, holds_from=since.isoformat(), instead_of=was)
        return made


@again
def end_question(question: HouseQuestion, *, on: date | None = None, by: Person | None) -> HouseQuestion:
    """Ask a question no more from a day on; what was answered stays. Refused for one that is over (code "state")."""
    with locked(question.house) as fresh:
        old = _own(fresh, question)
        day = on or fresh.tonight()
        if day < fresh.tonight():
            raise ValidationError(_("Choose today or a later day."), code="day")
        _end(old, day)
        history.record("question ended", old, house=fresh, by=by, on=day.isoformat())
        return old


@again
def move_question(question: HouseQuestion, *, earlier: bool, by: Person | None) -> None:
    """Ask a question before the one it follows, or after the one it leads; at either end nothing changes."""
    with locked(question.house) as fresh:
        rows = shown(fresh)
        at = next((n for n, row in enumerate(rows) if row.pk == question.pk), None)
        if at is None:
            raise ValidationError(_("This question is not asked any more."), code="state")
        other = at - 1 if earlier else at + 1
        if not 0 <= other < len(rows):
            return
        rows[at], rows[other] = rows[other], rows[at]
        for position, row in enumerate(rows):
            HouseQuestion.objects.filter(pk=row.pk).update(position=position)
        history.record("question moved", question, house=fresh, by=by, earlier=earlier)


def shown(house: House) -> list[HouseQuestion]:
    """Return the questions that the house asks tonight or will ask, in their order."""
    to_come = Q(holds_until__gt=house.tonight()) & Q(holds_until__gt=F("holds_from"))
    return list(HouseQuestion.objects.filter(Q(holds_until=None) | to_come, house=house))


def ended(house: House) -> list[HouseQuestion]:
    """Return the questions that were asked once, the last one first."""
    over = Q(holds_until__lte=house.tonight()) & Q(holds_until__gt=F("holds_from"))
    return list(HouseQuestion.objects.filter(over, house=house).order_by("-holds_until", "position"))


def answers_asked(house: House, on: date | None = None) -> int:
    """Return how many answers a whole stay takes on a day: the form, the house's own questions, the stay (LN-52)."""
    ours = sum(page.key != questions.MORE for page in questions.PAGES)
    theirs = HouseQuestion.objects.filter(house=house).in_force(on or house.tonight()).count()
    return ours + theirs + paperwork.answers(house, on)


def _own(house: House, question: HouseQuestion) -> HouseQuestion:
    rows = HouseQuestion.objects.select_for_update().filter(house=house, pk=question.pk)
    found = rows.first()
    if found is None or (found.holds_until and found.holds_until <= house.tonight()):
        raise ValidationError(_("This question is not asked any more."), code="state")
    return found


def _end(old: HouseQuestion, day: date) -> None:
    """Let a question end on `day`; one that would begin only then, or later, is never asked at all."""
    old.holds_until = max(day, old.holds_from)
    old.save(update_fields=["holds_until"])


def _end_of_list(house: House) -> int:
    last = HouseQuestion.objects.filter(house=house).aggregate(most=Max("position"))["most"]
    return 0 if last is None else last + 1


def _whole(words: Words) -> dict[str, dict[str, str]]:
    """Return the words of a question in every language of the site, or refuse."""
    told: dict[str, dict[str, str]] = {}
    for code, language in settings.LANGUAGES:
        said: Any = words.get(code, {})
        told[code] = {part: str(said.get(part, "")).strip() for part in MOST_LETTERS}
        if not all(told[code].values()):
            sentence = _("%(language)s: write the question and why you ask it.")
            raise ValidationError(sentence, params={"language": language}, code="words")
        if any(len(told[code][part]) > most for part, most in MOST_LETTERS.items()):
            sentence = _("%(language)s: make it shorter. Short questions are answered.")
            raise ValidationError(sentence, params={"language": language}, code="words")
    return told
