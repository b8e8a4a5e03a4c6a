"""What the public sees of a house, as its team may look at it: each outlet, and the last notices with who confirmed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from openings import feeds, outlets, standing, words
from openings.grid import AT_ONCE
from openings.hsds import directory
from openings.models import Notice, PooledNotice
from openings.standing import Seen
from respite.models import House
from respite.templatetags.words import moment
from stays.availability import State

LAST = 30  # notices


@dataclass(frozen=True)
class Told:
    """One notice of the past: what it said, from when until when, and on whose word."""

    band: str
    words: str
    began: str
    ended: str
    why: str
    stands: bool


@dataclass(frozen=True)
class Outside:
    """What the outlets of a house answer at this moment. Without a `page` nothing of the house is public."""

    page: str = ""
    card: str = ""
    framed: str = ""  # the card as the frame of this page asks for it: never one that the browser kept
    data: str = ""
    written: str = ""
    sentences: tuple[tuple[str, str, str], ...] = ()  # language, the word, and when it was checked
    more: tuple[tuple[str, str], ...] = ()  # name and address of the other outlets, which say the same word


def read(house: House) -> Outside:
    """Return what every outlet says now: one query."""
    now = timezone.now()
    row = standing.of_slug(house.slug, now)
    if row is None:
        return Outside()
    seen = row.seen(now)
    return Outside(
        page=f"/houses/{row.slug}/",
        card=f"/embed/{row.slug}/",
        framed=f"/embed/{row.slug}/?{int(now.timestamp())}",
        data=f"/api/v1/availability/{row.slug}",
        written=json.dumps(outlets.availability(seen), ensure_ascii=False, indent=2),
        sentences=tuple(_sentences(seen)),
        more=(
            ("JSON Feed", feeds.JSON_PATH),
            ("Atom", feeds.ATOM_PATH),
            ("oEmbed", outlets.oembed_address(row.slug).removeprefix(settings.BASE_URL)),
            ("HSDS 3.2", directory.address_of(row).removeprefix(settings.BASE_URL)),
        ),
    )


def _sentences(seen: Seen) -> Iterator[tuple[str, str, str]]:
    """Yield the word of the house's page in each language it is read in."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            told = words.told(seen)
            yield code, told.words, told.as_of


def past(house: House) -> list[Told]:
    """Return the last 30 notices, the newest first. Each ends when the next begins, or by its own time.

    Of a house that tells one word with others of its area, those of the area. Of a house that tells only by phone, what
    it told before: that it asks for calls is no word that anybody has to confirm, or that ends.
    """
    if house.in_pool:
        return _past_of_area(house)
    rows = list(Notice.objects.of_house(house).select_related("confirmed_by")[: LAST + 1])
    newer: list[Notice | None] = [None, *rows]
    before: list[Notice | None] = [*rows[1:], None]
    told = [_told(house, *three) for three in zip(newer, rows, before, strict=False)][:LAST]
    return [row for row in told if row.band != State.CALL] if house.style == "phone_only" else told


def _past_of_area(house: House) -> list[Told]:
    rows = list(PooledNotice.objects.of_pool(house.organization_id, house.area, house.zone)[:LAST])
    newer: list[PooledNotice | None] = [None, *rows]
    return [
        Told(
            band=row.band,
            words=words.of_area(row.houses, house.area, State(row.band)),
            began=moment(row.told_at, house),
            ended=moment(min(row.valid_until, after.told_at) if after else row.valid_until, house),
            why=_why_of_area(row),
            stands=after is None and row.holds(),
        )
        for after, row in zip(newer, rows, strict=False)
    ]


def _why_of_area(row: PooledNotice) -> str:
    if not row.houses:
        return _("The houses of the area were too few for one word.")
    return _("The word of %(n)d houses together. It went out at its set hour.") % {"n": row.houses}


def _told(house: House, newer: Notice | None, row: Notice, before: Notice | None) -> Told:
    end = min(row.valid_until, newer.published_at) if newer else row.valid_until
    return Told(
        band=row.band,
        words=words.sentence(row.band, row.count),
        began=moment(row.published_at, house),
        ended=moment(end, house),
        why=_why(house, row, before),
        stands=newer is None and row.holds(),
    )


def _why(house: House, row: Notice, before: Notice | None) -> str:
    """Say on whose word a notice went out, and by what way."""
    values = {"name": row.confirmed_by, "when": moment(row.confirmed_at, house)}
    if before and before.confirmed_at == row.confirmed_at and (not row.told_at or row.band in AT_ONCE):
        return _("It followed the board. %(name)s looked %(when)s.") % values  # on the same word as the one before
    if row.told_at and not (row.by_hand and row.published_at == row.confirmed_at):  # by hand "call" waits for no hour
        return _("It went out at its set hour. %(name)s looked %(when)s.") % values
    if row.by_hand:
        return _("%(name)s said so %(when)s.") % values
    return _("%(name)s confirmed it %(when)s.") % values
