"""The verbs of a house's own word list: hint at a word, leave a word in peace, take a line off the list again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.models import House, Person
from stays.models import WordHint


def hint(house: House, *, avoid: str, say: str, by: Person) -> WordHint:
    """Put a word on the list of the house, or change what it says to it. An empty `say`: the house does not mind it.

    Refused (code "word") without a word, or when it would suggest the very word.
    """
    avoid, say = " ".join(avoid.split()), " ".join(say.split())
    if not avoid:
        raise ValidationError(_("Write the word first."), code="word")
    if avoid.casefold() == say.casefold():
        raise ValidationError(_("Suggest another word than this one."), code="word")
    with transaction.atomic():
        House.objects.select_for_update().get(pk=house.pk)  # two at once would write one word twice
        row = WordHint.objects.filter(house=house, avoid__iexact=avoid).first() or WordHint(house=house)
        row.avoid, row.say = avoid, say
        row.full_clean()
        row.save()
        history.record("word list changed", house, house=house, by=by, word=avoid)
        return row


def take_off(row: WordHint, *, by: Person) -> None:
    """Take a line off the list of the house: our own list holds again for this word."""
    with transaction.atomic():
        history.record("word list changed", row.house, house=row.house, by=by, word=row.avoid)
        row.delete()
