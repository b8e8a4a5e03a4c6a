"""Who stands in the directory: the published houses as the public may know them, and their organizations."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.conf import settings

from openings import standing
from openings.standing import Seen, Standing
from respite.models import House


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

    def id(self, kind: str) -> str:
        """Return the id of a thing of this house: always the same for its slug, and unlike any other site's."""
        return id_of(self.seen.row, kind)


type Directory = tuple[Listed, ...]


def read(now: datetime) -> Directory:
    """Return all published houses by name: two queries, neither of them near a stay or a bed."""
    seen = [row.seen(now) for row in standing.of_all(now)]
    fields = [f"organization__{name}" for name in ("id", "slug", "name", "phone", "warm_line", "warm_line_hours")]
    rows = House.objects.published().values_list("pk", *fields)
    runs = {house: Runs(*facts) for house, *facts in rows}
    return tuple(Listed(one, runs[one.row.house]) for one in seen if one.row.house in runs)


def address_of(row: Standing) -> str:
    """Return where the service of a house is read, whole."""
    return f"{settings.BASE_URL}/hsds/v3/services/{id_of(row, 'service')}"


def id_of(row: Standing, kind: str) -> str:
    """Return the id of a thing of a house (INTEROP.md 1.3: UUIDv5 of the slug, so that it never changes)."""
    return str(uuid5(row.house, f"{kind}/{row.slug}"))
