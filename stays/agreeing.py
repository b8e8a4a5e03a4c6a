"""The verb of guidelines: agree on a new version, in all its languages at once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from respite import history
from respite.giving_away import in_words
from respite.locks import again
from respite.models import House, Person
from stays.models import Guidelines, GuidelinesWords

Made = Guidelines.Made


@dataclass(frozen=True)
class Words:
    """The text of a version in one language, in full or easy to read."""

    text: str
    language: str = settings.LANGUAGE_CODE
    easy: bool = False
    made: str = Made.HUMAN
    checked_by: str = ""
    what_changed: str = ""


@again
def agree(
    house: House,
    *,
    text: str,
    by: Person | None,
    holds_from: date | None = None,
    meeting: str = "",
    met_on: date | None = None,
    what_changed: str = "",
    made: str = Made.HUMAN,
    checked_by: str = "",
    others: Iterable[Words] = (),
    after: int | None = None,
) -> Guidelines:
    """Publish the next version of the guidelines of `house`; older versions stay as they are.

    `text` is in the language of the house; `others` are the same version in other languages or easy to read. From the
    second version on it has to come from a house meeting. `after` is the newest version the writer knew: where somebody
    was faster it is refused with code "state". Refused with "nights" for a day that is over or a meeting still to come,
    with "machine" where no person checked what a machine made (LN-31), with "private" where the words give away a house
    that keeps its address to itself, with "same" where nothing differs.
    """
    own = Words(tidy(text), made=made, checked_by=checked_by.strip(), what_changed=what_changed.strip())
    texts = [own, *(replace(one, text=tidy(one.text)) for one in others if one.text.strip())]
    if holds_from and holds_from < house.tonight():
        raise ValidationError(_("Choose today or a later day for it to hold from."), code="nights")
    with transaction.atomic():
        House.objects.select_for_update().get(pk=house.pk)
        last = check(house, texts, meeting=meeting, met_on=met_on, after=after)
        version = Guidelines.objects.create(
            house=house,
            version=last.version + 1 if last else 1,
            text=own.text,
            made=own.made,
            checked_by=own.checked_by,
            what_changed=own.what_changed,
            holds_from=holds_from or house.tonight(),
            agreed_at=meeting.strip(),
            met_on=met_on,
            by=by,
        )
        rows = [GuidelinesWords(guidelines=version, **asdict(one)) for one in texts[1:]]
        GuidelinesWords.objects.bulk_create(rows)
        history.record("guidelines agreed", version, house=house, by=by, version=version.version)
        return version


def tidy(text: str) -> str:
    """Return a text with one kind of line end, however it was sent, and nothing around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def newest(house: House) -> Guidelines | None:
    """Return the version that was agreed last, whether or not its day has come."""
    return Guidelines.objects.with_words().filter(house=house).order_by("-version").first()


def says_the_same(version: Guidelines, texts: Iterable[Words]) -> bool:
    """Say whether `texts` are the very words of this version."""
    now = {(one.language, one.easy): one.text.split() for one in version.all_words()}
    return now == {(one.language, one.easy): one.text.split() for one in texts}


def check(
    house: House, texts: list[Words], *, meeting: str = "", met_on: date | None = None, after: int | None = None
) -> Guidelines | None:
    """Return the newest version, which these texts would follow; raise ValidationError as `agree` would."""
    if met_on and met_on > house.local().date():
        raise ValidationError(_("Choose the day on which the house met: today or earlier."), code="nights")
    _refuse_texts(texts)
    _refuse_what_gives_away(house, texts, meeting)
    last = newest(house)
    _refuse_after(last, texts, meeting, after)
    return last


def _refuse_texts(texts: list[Words]) -> None:
    names = dict(settings.LANGUAGES)
    if not texts[0].text:
        raise ValidationError(_("Write down what the house agrees on."), code="words")
    keys = [(one.language, one.easy) for one in texts]
    if len(set(keys)) < len(keys) or not {one.language for one in texts} <= set(names):
        raise ValidationError(_("Write each language once, in full and easy to read."), code="words")
    for one in texts:
        if one.made == Made.MACHINE and not one.checked_by.strip():
            sentence = _(
                "A machine made the text in %(language)s. "
                "Ask somebody who speaks it well to read it over, and write down who."
            )
            raise ValidationError(sentence, params={"language": names[one.language]}, code="machine")


def _refuse_what_gives_away(house: House, texts: list[Words], meeting: str) -> None:
    said = "\n".join([meeting, *(f"{one.text}\n{one.what_changed}" for one in texts)])
    if found := list(map(str, in_words(house.organization_id, said))):
        raise ValidationError(" ".join(found), code="private")


def _refuse_after(last: Guidelines | None, texts: list[Words], meeting: str, after: int | None) -> None:
    if last and says_the_same(last, texts):
        raise ValidationError(
            _("These are the words of version %(version)s. Nothing is new yet."),
            params={"version": last.version},
            code="same",
        )
    if after is not None and after != (last.version if last else 0):
        sentence = _("Version %(version)s was agreed meanwhile. What you wrote is still here. Please compare.")
        raise ValidationError(sentence, params={"version": last.version if last else 0}, code="state")
    if last and not meeting.strip():
        raise ValidationError(_("Write down which house meeting agreed on it."), code="meeting")
