"""The verbs of what would make a stay work: ask at any time, answer in words. No proof is asked (LN-20, LN-21)."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from stays.models import Accommodation, Stay
from stays.recording import OPEN, clean, recording

State = Accommodation.State
ANSWERS = {State.AGREED, State.ANOTHER_WAY, State.NOT_POSSIBLE}


@again
def ask(stay: Stay, *, words: str, by: Person | None) -> Accommodation:
    """Ask for something that would make the stay work; `by` is None when the guest asks on their own page."""
    with recording(stay, OPEN) as (house, fresh):
        asked = Accommodation(stay=fresh, by=by)
        asked.words = clean(words)
        asked.save(force_insert=True)
        history.record("accommodation asked", fresh, house=house, by=by)
        return asked


@again
def answer(asked: Accommodation, *, state: str, words: str, by: Person) -> Accommodation:
    """Answer, or answer anew: agreed, another way, or not possible here; the last two need words (code "words")."""
    with recording(asked.stay) as (house, fresh):
        asked = Accommodation.objects.select_for_update().get(pk=asked.pk, stay=fresh)
        asked.stay = fresh
        if state not in ANSWERS:
            raise ValidationError(_("Choose one of the answers."), code="words")
        if state != State.AGREED and not words.strip():
            raise ValidationError(_("Say what we can do instead, or why it cannot be done."), code="words")
        asked.state, asked.answer = state, clean(words) if words.strip() else ""
        asked.answered_at, asked.answered_by = timezone.now(), by
        asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        history.record("accommodation answered", fresh, house=house, by=by, state=state, asked=str(asked.pk))
        return asked


def open_ones(house: House, person: Person) -> list[Accommodation]:
    """Return what waits for an answer in a house, the oldest first; of nobody who is closed to `person`."""
    rows = Accommodation.objects.filter(stay__house=house, state=State.ASKED, stay__state__in=OPEN)
    rows = rows.exclude(stay__guest__closed_to=person)
    return list(rows.select_related("stay__guest__key").order_by("asked_at"))
