"""Who stands in the directory: the published houses as the public may know them, and their organizations."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, DurationField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from openings import standing
from openings.standing import Seen, Standing
from respite.models import Feature, House, Room, Setting

# What somebody asks who needs it to come in or to wash; which room is free is never told with it.
ACCESS = (Feature.STEP_FREE, Feature.GROUND_FLOOR, Feature.WIDE_DOOR, Feature.ROLL_IN_SHOWER)


class Runs(NamedTuple):
    """An organization, as far as it is public."""

    key: UUID
    slug: str
    name: str
    phone: str
    warm_line: str
    warm_line_hours: str

    def id(self, kind: str) -> str:
        """Return the id of a thing of this organization: always the same for its slug, and unlike any other site's."""
        return str(uuid5(self.key, f"{kind}/{self.slug}"))


class Listed(NamedTuple):
    """A house in the directory. Every public byte about it is a pure function of this."""

    seen: Seen
    runs: Runs
    who_may_stay: str = ""  # in the words of the house; not told by a confidential one
    access: tuple[str, ...] = ()  # what one of its rooms has, whether it is free or not; nor is this

    def id(self, kind: str) -> str:
        """Return the id of a thing of this house: always the same for its slug, and unlike any other site's."""
        return id_of(self.seen.row, kind)


type Directory = tuple[Listed, ...]


def read(now: datetime) -> Directory:
    """Return all published houses by name: two queries, neither of them near a stay."""
    seen = [row.seen(now) for row in standing.of_all(now)]
    fields = [f"organization__{name}" for name in ("id", "slug", "name", "phone", "warm_line", "warm_line_hours")]
    rows = House.objects.published().annotate(who=Subquery(_who(now)), has=ArraySubquery(_features()))
    known = {house: facts for house, *facts in rows.values_list("pk", "confidential", "who", "has", *fields)}
    return tuple(_listed(one, *known[one.row.house]) for one in seen if one.row.house in known)


def _listed(seen: Seen, confidential: bool, who: str | None, has: list[str], *runs: Any) -> Listed:
    if confidential:
        return Listed(seen, Runs(*runs))
    return Listed(seen, Runs(*runs), who or "", tuple(feature for feature in ACCESS if feature in has))


def _who(now: datetime) -> QuerySet[Setting, Any]:
    """Return the rule of a house on who may stay, as it holds tonight by its own clock."""
    hours = Func(
        OuterRef("turnover_hour"),
        template="make_interval(hours => %(expressions)s)",
        output_field=DurationField(),
    )
    local = Func(OuterRef("zone"), Value(now), function="timezone", output_field=DateTimeField())
    tonight = Cast(local - hours, DateField())
    found = Setting.objects.filter(house=OuterRef("pk"), name="area_rule", holds_from__lte=tonight)
    return found.order_by("-holds_from").values("value")[:1]


def _features() -> QuerySet[Room, Any]:
    """Return what the rooms of a house have, each once."""
    rooms = Room.objects.in_use().filter(house=OuterRef("pk")).order_by()
    return rooms.annotate(has=Func(F("features"), function="unnest")).values("has").distinct()


def address_of(row: Standing) -> str:
    """Return where the service of a house is read, whole."""
    return f"{settings.BASE_URL}/hsds/v3/services/{id_of(row, 'service')}"


def id_of(row: Standing, kind: str) -> str:
    """Return the id of a thing of a house (INTEROP.md 1.3: UUIDv5 of the slug, so that it never changes)."""
    return str(uuid5(row.house, f"{kind}/{row.slug}"))
