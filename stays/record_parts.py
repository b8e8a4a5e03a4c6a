"""The verbs of extra record parts: for houses whose licence asks for more. Off, until a lead adds one."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again, locked
from respite.models import House, Person
from stays.models import RecordPart, RecordWords, Stay
from stays.recording import clean, recording


@again
def add(house: House, *, name: str, why: str, by: Person, holds_from: date | None = None) -> RecordPart:
    """Ask for one more part of each record from a day on. Refused (code "part") without the rule that asks for it."""
    name, why = " ".join(name.split()), " ".join(why.split())
    if not name or not why:
        raise ValidationError(_("Say what it is, and which rule asks for it."), code="part")
    with locked(house) as fresh:
        since = holds_from or fresh.tonight()
        if since < fresh.tonight():
            raise ValidationError(_("Choose today or a later day."), code="part")
        old = RecordPart.objects.filter(house=fresh, name__iexact=name).first()
        if old and (old.ends is None or old.ends > since):
            raise ValidationError(_("The house already has a part of this name."), code="part")
        part = old or RecordPart(house=fresh, position=RecordPart.objects.filter(house=fresh).count())
        part.name, part.why, part.holds_from, part.ends = name, why, since, None
        part.save()
        history.record("record part added", part, house=fresh, by=by, holds_from=since.isoformat())
        return part


@again
def end(part: RecordPart, *, by: Person) -> RecordPart:
    """Ask for it no more from tonight on. What was written stays with its stays, and is deleted with them."""
    with locked(part.house) as house:
        part = RecordPart.objects.select_for_update().get(pk=part.pk)
        part.ends = max(house.tonight(), part.holds_from)
        part.save(update_fields=["ends"])
        history.record("record part ended", part, house=house, by=by, on=part.ends.isoformat())
        return part


@again
def fill(stay: Stay, *, part: RecordPart, words: str, by: Person) -> RecordWords:
    """Write what stands in one part of a stay's record, or write it anew. The guest can read it."""
    with recording(stay) as (house, fresh):
        if part.house_id != house.pk or part not in in_force(house):
            raise ValidationError(_("This part is not asked any more."), code="state")
        row = RecordWords.objects.select_for_update().filter(part=part, stay=fresh).first()
        row = row or RecordWords(part=part, stay=fresh)
        row.stay, row.by, row.at = fresh, by, timezone.now()
        row.words = clean(words)
        row.save()
        history.record("record part filled", fresh, house=house, by=by, part=str(part.pk))
        return row


def in_force(house: House, on: date | None = None) -> list[RecordPart]:
    """Return the extra parts that a house asks for on a day; for most houses none."""
    day = on or house.tonight()
    return list(RecordPart.objects.filter(Q(ends=None) | Q(ends__gt=day), house=house, holds_from__lte=day))
