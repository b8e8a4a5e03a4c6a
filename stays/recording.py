"""The roof over every verb of a stay's record: the house and the stay are locked, and an erased guest stays erased."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from respite.locks import locked
from respite.models import House
from stays.models import Stay

State = Stay.State
AGREED = {State.EXPECTED, State.HERE, State.LEFT}  # before a stay is agreed there is nothing to write about it
OPEN = {State.EXPECTED, State.HERE}
MOST = 4_000


@contextmanager
def recording(stay: Stay, states: Collection[str] | None = None) -> Iterator[tuple[House, Stay]]:
    """Lock the house and the stay for a verb of its record; refuse any other state (code "state"), or one erased."""
    with locked(stay.house) as house:
        rows = Stay.objects.select_for_update(of=("self",)).select_related("guest__key")
        fresh = rows.get(pk=stay.pk)
        fresh.house = house
        if fresh.guest.key.destroyed_at:
            raise ValidationError(_("Everything about this guest was erased. Nothing new is kept."), code="state")
        if fresh.state not in (AGREED if states is None else states):
            sentence = _("This stay is already marked as %(state)s.")
            raise ValidationError(sentence, params={"state": fresh.get_state_display()}, code="state")
        yield house, fresh


def clean(words: str) -> str:
    """Return words as they are kept, or refuse (code "words") none at all, or too many."""
    told = words.replace("\x00", "").strip()
    if not told:
        raise ValidationError(_("Write a few words first."), code="words")
    if len(told) > MOST:
        raise ValidationError(_("This is long. Please make it a bit shorter."), code="words")
    return told
