"""What a file would change on the list of an organization, and the verb that changes it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.checks import private
from pages.importing.rows import Entry, entry
from pages.models import ResourceFile
from respite.models import Organization, Person, Resource

KEPT = timedelta(days=1)
ORDER = ("name", "kind", "what", "phone", "hours", "languages", "area", "website", "reviewed_on", "source_id")


@dataclass(frozen=True)
class Change:
    """One row of the list that would be made, or would read differently: (field, before, after) each."""

    row: Resource
    parts: list[tuple[str, Any, Any]]
    is_new: bool


@dataclass
class Plan:
    """All that a file would do. Nothing is ever taken off the list."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    wrong: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def new(self) -> list[Change]:
        """Return what would be added."""
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        """Return what would read differently."""
        return [change for change in self.changes if not change.is_new]

    @property
    def mark(self) -> str:
        """Return a print of what would change, to see whether it is still what somebody looked at."""
        told = [
            [str(one.row), one.is_new, *[[str(value) for value in part] for part in one.parts]] for one in self.changes
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def plan(organization: Organization, rows: list[dict[str, str]]) -> Plan:
    """Say what these rows would change. Pure but for reading the list."""
    known = list(Resource.objects.filter(organization=organization))
    by_source = {row.source_id: row for row in known if row.source_id}
    by_name = {_key(row.name, row.area): row for row in known}
    made = Plan()
    seen: dict[tuple[str, str], str] = {}
    for one in map(entry, rows):
        key = _key(one.values.get("name", ""), one.values.get("area", ""))
        source = ("", one.values["source_id"]) if "source_id" in one.values else key
        twin = seen.get(key) or seen.get(source)
        if not one.wrong and twin:
            one.wrong.append(_("It is the same as row %(row)s.") % {"row": twin})
        if one.wrong:
            made.wrong.append((one.number, one.wrong))
            continue
        seen[key] = seen[source] = one.number
        row = by_source.get(one.values.get("source_id", "")) or by_name.get(key)
        if row and by_name.get(key, row).pk != row.pk:
            made.wrong.append((one.number, [_("This name is on the list already for this area.")]))
            continue
        _weigh(made, organization, row, one)
    return made


@transaction.atomic
def carry_out(kept: ResourceFile, *, mark: str, by: Person) -> Plan:
    """Change the list as it was shown. Refused (code "changed") when it would be something else by now."""
    Organization.objects.select_for_update().get(pk=kept.organization_id)
    kept = ResourceFile.objects.select_for_update().get(pk=kept.pk)
    now = plan(kept.organization, kept.rows)
    if now.mark != mark:
        raise ValidationError(_("The list has changed meanwhile. Please look at it once more."), code="changed")
    for change in now.changes:
        change.row.full_clean()
        change.row.save()
        log(change.row, "wagtail.create" if change.is_new else "wagtail.edit", user=by)
    kept.delete()
    return now


def sweep() -> int:
    """Forget files that nobody said yes to; return how many."""
    return ResourceFile.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def _key(name: str, area: str) -> tuple[str, str]:
    return name.lower(), area.lower()


def _weigh(made: Plan, organization: Organization, row: Resource | None, one: Entry) -> None:
    is_new = row is None
    row = row or Resource(organization=organization, source="file")
    parts = []
    for name in (name for name in ORDER if name in one.values):
        value = one.values[name]
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            parts.append((name, "" if is_new else before, value))
    if not parts:
        made.same += 1
        return
    try:
        row.clean_fields(exclude=["organization"])
    except ValidationError as refusal:
        made.wrong.append((one.number, refusal.messages))
        return
    found = [str(words) for words in private.in_words(organization.pk, row.all_words)]
    if found:
        made.wrong.append((one.number, found))
        return
    made.changes.append(Change(row, parts, is_new))
