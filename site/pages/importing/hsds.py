"""Services of a partner in HSDS 3 (Open Referral), as nested JSON or as tables, told in our columns."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.importing import hours

Row = dict[str, str]
Tables = dict[str, list[dict[str, str]]]


def of_json(told: Any) -> list[Row]:
    """Return the services of a page of an HSDS list, of a list, or of one service."""
    if isinstance(told, dict):
        told = told.get("contents", told.get("services", [told] if "name" in told else None))
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ValidationError(_("This JSON holds no list of services as HSDS writes it."), code="kind")
    return [_row(one) for one in told if _text(one.get("status")) in {"active", ""}]  # said nothing means active


def of_tables(tables: Tables) -> list[Row]:
    """Return the services of a tabular HSDS package."""
    if "services" not in tables:
        raise ValidationError(_("This zip has no services.csv, as HSDS writes it."), code="kind")
    nested = []
    organizations = {row.get("id", ""): row for row in tables.get("organizations", [])}
    for service in tables["services"]:
        key = service.get("id", "")
        parts: dict[str, Any] = {
            name: [row for row in tables.get(name, []) if row.get("service_id") == key]
            for name in ("phones", "languages", "service_areas", "schedules")
        }
        nested.append({**service, **parts, "organization": organizations.get(service.get("organization_id", ""), {})})
    return of_json(nested)


def _row(service: dict[str, Any]) -> Row:
    told = service.get("organization")
    organization: dict[str, Any] = told if isinstance(told, dict) else {}
    phones = [*_all(service, "phones"), *_all(organization, "phones")]
    return {
        "source_id": _text(service.get("id")),
        "name": _text(service.get("name")),
        "what": _text(service.get("description") or organization.get("description")),
        "phone": next((_text(one.get("number")) for one in phones if one.get("number")), ""),
        "hours": "; ".join(dict.fromkeys(filter(None, map(hours.said, _all(service, "schedules"))))),
        "languages": _joined(one.get("name") or one.get("code") for one in _all(service, "languages")),
        "area": _joined(one.get("name") for one in _all(service, "service_areas")),
        "website": _text(service.get("url") or organization.get("website") or organization.get("uri")),
        "reviewed_on": _text(service.get("assured_date"))[:10],
    }


def _all(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _joined(words: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(_text(word) for word in words if word))


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
