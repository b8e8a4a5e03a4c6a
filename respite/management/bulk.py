"""Houses and very many past stays, made fast: what the bench measures with. Never used on a database anybody needs."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import BaseConstraint
from django.utils import timezone

from respite.deciding import decide
from respite.models import Bed, House, Key, Membership, Organization, Person, Room
from respite.nights import Nights
from stays.models import Allocation, Guest, Stay

PER_GUEST = 9
SLOW = {"bed_night_promised_once", "stay_in_one_bed_a_night"}
# One past stay of three nights after the other in each bed, from 40 days ago backwards.
PAST = """
WITH made AS (
    INSERT INTO stays_stay (id, code, house_id, guest_id, state, nights, needs, arrived_at, left_at, acknowledged_by,
                            made_at)
    SELECT gen_random_uuid(), %(mark)s || n, %(house)s, %(guest)s, 'left', daterange(last - 3, last),
           '{}', now(), now(), '', now()
    FROM (
        SELECT n, %(today)s::date - 40 - 3 * (n / %(beds)s)::int AS last
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    ) AS days
    RETURNING id, code, nights
), kept AS (
    INSERT INTO stays_allocation (bed_id, house_id, nights, stay_id)
    SELECT (%(ids)s::bigint[])[1 + (substr(code, 2)::bigint %% %(beds)s)::int], %(house)s, nights, id FROM made
)
INSERT INTO respite_entry (organization_id, house_id, at, verb, subject_kind, subject, facts)
SELECT %(organization)s, %(house)s, now(), 'left', 'stay', id, '{}' FROM made
"""


def organization() -> Organization:
    """Make the organization whose houses are measured."""
    return Organization.objects.create(name="Bench", slug="bench", neutral_name="Bench", phone="+17155550100")


def furnish(organization: Organization, rooms: int, slug: str) -> tuple[House, Person]:
    """Make a house with so many rooms, all of them busy for five weeks, and somebody who leads it."""
    house = House.objects.create(
        organization=organization, name=f"Bench {rooms}", slug=slug, neutral_name="Bench",
        phone="+17155550142", phone_hours="Day and night", area="Juniper County",
    )  # fmt: skip
    decide(house, by=None, publishing="live", max_nights=30, window_days=60)
    person = Person.objects.create_user(f"{slug}@valley.example", "Bench", None)
    Membership.objects.create(
        person=person, organization=organization, house=house, role="lead", starts=house.tonight() - timedelta(days=1)
    )
    made = Room.objects.bulk_create(Room(house=house, name=f"Room {n + 1}", position=n) for n in range(rooms))
    beds = Bed.objects.bulk_create(Bed(room=room, house=house) for room in made)
    fill(house, beds)
    return house, person


def fill(house: House, beds: list[Bed]) -> None:
    """Promise each bed to somebody for nights with a free one between them; who comes tonight is here."""
    stays, rows = [], []
    for n, bed in enumerate(beds):
        guest = Guest(organization=house.organization, key=Key.make(house.organization))
        guest.name = f"Guest {n}"
        guest.save()
        for start in range(n % 3, 35, PER_GUEST + 1):
            stay, row = Stay(house=house, guest=guest), Allocation(bed=bed, house=house)
            row.stay = stay
            stay.range = row.range = Nights.starting(house.tonight() + timedelta(days=start), PER_GUEST)
            stay.state = Stay.State.EXPECTED if start else Stay.State.HERE
            stay.arrived_at = None if start else timezone.now()
            stays.append(stay)
            rows.append(row)
    Stay.objects.bulk_create(stays)
    Allocation.objects.bulk_create(rows)


def grow(houses: dict[str, House], before: int, count: int) -> None:
    """Have `count` past stays in all, shared out evenly over the houses; there are `before` already.

    They come straight in SQL, the two slow constraints put back at the end: history is only there to be in the way.
    """
    if count <= before:
        return
    constraints = [one for one in Allocation._meta.constraints if one.name in SLOW]
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        _without(constraints)
        for mark, house in houses.items():
            beds = list(house.beds.order_by("pk").values_list("pk", flat=True))
            guest = Guest.objects.filter(stays__house=house).first()
            facts: dict[str, Any] = {
                "house": house.pk, "guest": guest.pk if guest else None, "beds": len(beds), "ids": beds, "mark": mark,
                "today": house.tonight(), "organization": house.organization_id,
                "first": before // len(houses), "last": count // len(houses) - 1,
            }  # fmt: skip
            cursor.execute(PAST, facts)
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(Allocation, constraint)
        for table in ("stays_stay", "stays_allocation", "respite_entry"):
            cursor.execute(f"ANALYZE {table}")


def _without(constraints: list[BaseConstraint]) -> None:
    """Take the constraints away while very much is written."""
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(Allocation, constraint)


def sign_in(person: Person) -> str:
    """Return the cookie of a session of `person`, opened with a second factor."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
