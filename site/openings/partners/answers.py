"""What a key opens: the public answers, and finer ones for houses under an agreement. Nobody else keeps them.

Without a key nothing here is asked. With one there is one look: it knows the key, counts the use, and brings what the
agreements of its partner let it read. The rest is the public read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openings import outlets
from openings.outlets import JSON
from openings.partners import keys
from openings.standing import Seen, Standing

SCHEME = "bearer "
ELSEWHERE = "Keys are not read at this address. Everybody reads here without one."
AT = " With a key, ask %s instead."
UNKNOWN = "We do not know this key. Please ask the people you have it from."
PRIVATE = "private, no-store"
LOOK = """
WITH found AS (
    SELECT k.id, k.partner_id AS partner, (%(now)s AT TIME ZONE coalesce((
           SELECT zone FROM respite_house WHERE organization_id = p.organization_id ORDER BY name LIMIT 1
           ), 'UTC'))::date AS day
      FROM openings_partnerkey k JOIN openings_partner p ON p.id = k.partner_id
     WHERE k.digest = %(digest)s AND k.revoked_at IS NULL AND (k.ends_at IS NULL OR k.ends_at > %(now)s)
       AND p.ended IS NULL
), counted AS (
    INSERT INTO openings_partneruse (partner_id, day, times) SELECT partner, day, 1 FROM found
    ON CONFLICT (partner_id, day) DO UPDATE SET times = openings_partneruse.times + 1
), marked AS (
    UPDATE openings_partnerkey k SET last_used_on = found.day FROM found
     WHERE k.id = found.id AND k.last_used_on IS DISTINCT FROM found.day
)
SELECT agreed.* FROM found LEFT JOIN LATERAL (
    SELECT h.id, bool_or(a.what = 'numbers'), o.band, o.count, o.maximum, o.confirmed_at, o.valid_until, EXISTS (
           SELECT FROM openings_poolednotice n
            WHERE n.organization_id = h.organization_id AND n.area = h.area AND n.zone = h.zone
              AND n.houses > n.named AND n.valid_until > %(now)s)
      FROM openings_agreement a
      JOIN openings_agreementhouse ah ON ah.agreement_id = a.id
      JOIN respite_house h ON h.id = ah.house_id
      JOIN openings_atonce o ON o.house_id = h.id
     WHERE a.partner_id = found.partner AND a.agreed_at IS NOT NULL AND a.ended_at IS NULL
       AND (%(now)s AT TIME ZONE h.zone)::date BETWEEN a.signed_on AND a.ends_on
       AND NOT h.confidential AND o.valid_until > %(now)s
     GROUP BY h.id, o.house_id
) agreed ON true
"""


@dataclass(frozen=True)
class Finer:
    """What may be told of one house under an agreement: its state at once, and numbers where they were agreed."""

    numbers: bool
    band: str
    count: int | None
    maximum: int | None
    confirmed_at: datetime
    valid_until: datetime
    hidden: bool = False  # a word of its area still stands in which the room of a confidential house counts

    def of(self, row: Standing) -> Standing:
        """Return what stands for the house as this partner may read it; by phone stays by phone.

        A house that tells as much to everybody reads as it does for everybody.
        """
        numbers = self.numbers and self.count is not None
        if row.by_phone or not (row.on_grid or numbers):
            return row
        if row.style == "pooled" and self.hidden:  # what the others say would tell what that house says
            return row
        return row._replace(
            style="count" if numbers else "live",
            band=self.band,
            number=self.count if numbers else None,
            maximum=self.maximum if numbers else None,
            told_at=self.confirmed_at,
            valid_until=self.valid_until,
            next_update=None,
            houses=None,  # its own word, not that of its area
        )


def key_of(request: HttpRequest) -> str | None:
    """Return the key that was sent, whatever it is; None when none was. Other schemes than Bearer are not ours."""
    sent = request.META.get("HTTP_AUTHORIZATION", "")
    return sent[len(SCHEME) :].strip() if sent[: len(SCHEME)].lower() == SCHEME else None


def look(key: str, now: datetime) -> dict[UUID, Finer] | None:
    """Know a key, count its use, and return what it opens beyond the public; None for a key that is none: one query.

    The public process knows no key, and has no right to ask for one (decision 0021).
    """
    if settings.PUBLIC or not keys.KEY.fullmatch(key):
        return None
    with connection.cursor() as cursor:
        cursor.execute(LOOK, {"now": now, "digest": keys.digest(key)})
        rows = cursor.fetchall()
    return {house: Finer(*facts) for house, *facts in rows if house} if rows else None


def one(request: HttpRequest, key: str, read: Callable[[datetime], Standing | None]) -> HttpResponse:
    """Answer about one house to whoever holds `key`."""
    now = timezone.now()
    finer = look(key, now)
    if finer is None:
        return unknown(request)
    row = read(now)
    if row is None:
        return private(outlets.problem(request, HTTPStatus.NOT_FOUND))
    return _send(request, _told(row, finer, now))


def many(request: HttpRequest, key: str, read: Callable[[datetime], list[Standing]]) -> HttpResponse:
    """Answer about several houses to whoever holds `key`."""
    now = timezone.now()
    finer = look(key, now)
    if finer is None:
        return unknown(request)
    return _send(request, {"availability": [_told(row, finer, now) for row in read(now)]})


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer 401: the same to every key that is none (RFC 6750), and to every one where keys are not read."""
    told, bearer = UNKNOWN, 'Bearer realm="partners", error="invalid_token"'
    if settings.PUBLIC:
        told, bearer = ELSEWHERE + (AT % settings.DESK_URL if settings.DESK_URL else ""), 'Bearer realm="partners"'
    answer = private(outlets.problem(request, HTTPStatus.UNAUTHORIZED, told))
    answer.headers["WWW-Authenticate"] = bearer
    return answer


def private(answer: HttpResponse) -> HttpResponse:
    """Have nobody keep an answer, nor show it to anybody else."""
    answer.headers["Cache-Control"] = PRIVATE
    answer.headers["Vary"] = "Accept, Accept-Encoding, Authorization"
    del answer.headers["Access-Control-Allow-Origin"]  # a key belongs on a server, never in a page
    del answer.headers["Access-Control-Expose-Headers"]
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _send(request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    return private(outlets.send(request, outlets.page(outlets.written(facts), JSON), PRIVATE))


def _told(row: Standing, finer: dict[UUID, Finer], now: datetime) -> dict[str, Any]:
    """Return the availability object; where it is finer than in public, `precision` says so."""
    mine = finer[row.house].of(row) if row.house in finer else row
    seen: Seen = mine.seen(now)
    facts = outlets.availability(seen)
    return facts | {"precision": "live"} if mine is not row and facts["precision"] == "coarse" else facts
