"""Our HSDS profile: merge patches on the files of the specification, and the files that come of them (INTEROP.md 1.5).

The specification stands unchanged in `specification/`, our patches in `profile/`. What they give together is an adapted
copy under the licence of the specification, and every such file says so.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent
SCHEMAS, PATCHES = HERE / "specification" / "schema", HERE / "profile"
VERSION = "3.2"  # of HSDS, in the form of their own example
LICENCE_AT = "https://creativecommons.org/licenses/by-sa/4.0/"
LICENCE = (
    "Adapted from the Human Services Data Specification, an Open Referral resource (https://openreferral.org/), under"
    f" CC BY-SA 4.0 ({LICENCE_AT})."
)

type Facts = dict[str, Any]


def address() -> str:
    """Return the address that names the profile."""
    return f"{settings.BASE_URL}/hsds/profile/"


def merged(target: Any, patch: Any) -> Any:
    """Return `target` after a JSON merge patch (RFC 7386): null takes away, an object goes into its like."""
    if not isinstance(patch, dict):
        return patch
    found = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), value)
    return found


@cache
def patches() -> dict[str, Facts]:
    """Return our patches by the name of the file they change, like "service" or "compiled/service_list"."""
    return _files(PATCHES)


@cache
def schemas() -> dict[str, Facts]:
    """Return the merged schemas by their name; each says whose they are."""
    base, ours = _files(SCHEMAS), patches()
    return {name: merged(base.get(name), ours.get(name, {})) | {"$comment": LICENCE} for name in sorted({*base, *ours})}


def _files(folder: Path) -> dict[str, Facts]:
    found = sorted(folder.rglob("*.json"))
    return {str(file.relative_to(folder).with_suffix("")): json.loads(file.read_text()) for file in found}
