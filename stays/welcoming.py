"""The verbs of arriving: the welcome list, the language of the guidelines, the lock box, and what a guest hopes for.

Nothing here is compulsory. What a guest hopes for is theirs: in their words, on their page, and gone after the stay.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from stays.models import Stay
from stays.recording import AGREED, OPEN, clean, recording

HERE = {Stay.State.HERE}
# Our own welcome list, until a house writes one.
WELCOME: tuple[str | Promise, ...] = (
    _("Show the room, the bath and the way out"),
    _("Kitchen: food is there for everybody"),
    _("Quiet hours, and where to find somebody at night"),
    _("Your medicine is yours. Nobody here holds it"),
    _("You come and go as you like"),
    _("You can read what we write about your stay"),
)
MOST_LETTERS = 120


def welcome_list(house: House) -> list[str]:
    """Return the lines of the house's welcome list, else our own."""
    own = [line.strip()[:MOST_LETTERS] for line in house.rules().welcome.splitlines() if line.strip()]
    return own or [str(line) for line in WELCOME]


def boxes(house: House, stay: Stay | None = None) -> list[str]:
    """Return the lock boxes that can be lent now; none in a house without any. That of `stay` is among them."""
    numbers = [str(n + 1) for n in range(house.rules().lock_boxes)]
    out = _boxes_out(house, stay) if numbers else set()
    return [number for number in numbers if number not in out]


@again
def welcome(stay: Stay, *, shown: Iterable[str], language: str = "", by: Person) -> Stay:
    """Keep what was shown on arrival, and in which language the guidelines were read or heard."""
    with recording(stay, HERE) as (house, fresh):
        lines = welcome_list(house)
        fresh.welcomed = [line for line in lines if line in set(shown)]
        if language in dict(settings.LANGUAGES) and fresh.acknowledged_at:
            fresh.acknowledged_in = language
        fresh.save(update_fields=["welcomed", "acknowledged_in"])
        return fresh


@again
def lend(stay: Stay, *, box: str, by: Person) -> Stay:
    """Lend a lock box with its key. Refused (code "taken") while somebody else who is here has it."""
    with recording(stay, HERE) as (house, fresh):
        if box not in [str(n + 1) for n in range(house.rules().lock_boxes)]:
            raise ValidationError(_("The house has no lock box of this number."), code="box")
        if box in _boxes_out(house, fresh):
            raise ValidationError(
                _("Lock box %(box)s is with somebody else who is here. Choose another one."),
                params={"box": box},
                code="taken",
            )
        if (fresh.lock_box, fresh.key_back_at) == (box, None):
            return fresh
        fresh.lock_box, fresh.key_out_at, fresh.key_back_at = box, timezone.now(), None
        fresh.save(update_fields=["lock_box", "key_out_at", "key_back_at"])
        history.record("key lent", fresh, house=house, by=by, box=box)
        return fresh


@again
def key_back(stay: Stay, *, by: Person) -> Stay:
    """The key of the lock box is back. Twice does no harm."""
    with recording(stay, AGREED) as (house, fresh):
        if fresh.key_out_at and not fresh.key_back_at:
            fresh.key_back_at = timezone.now()
            fresh.save(update_fields=["key_back_at"])
            history.record("key back", fresh, house=house, by=by, box=fresh.lock_box)
        return fresh


@again
def hope(stay: Stay, *, words: str, by: Person | None) -> Stay:
    """Keep what a guest hopes for, in their words; `by` is None when they write it themselves. No words: none kept."""
    with recording(stay, OPEN) as (house, fresh):
        fresh.hopes = clean(words) if words.strip() else ""
        fresh.save(update_fields=["hopes"])
        history.record("hopes said", fresh, house=house, by=by)
        return fresh


@again
def forget_hopes(stay: Stay, *, by: Person | None) -> Stay:
    """Erase what a guest hoped for, because they say so."""
    with recording(stay) as (house, fresh):
        fresh.hopes = ""
        fresh.save(update_fields=["hopes"])
        history.record("hopes erased", fresh, house=house, by=by)
        return fresh


def _boxes_out(house: House, apart_from: Stay | None) -> set[str]:
    rows = Stay.objects.of_house(house).here().filter(key_out_at__isnull=False, key_back_at__isnull=True)
    rows = rows.exclude(pk=apart_from.pk) if apart_from else rows
    return set(rows.exclude(lock_box="").values_list("lock_box", flat=True))
