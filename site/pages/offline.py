"""A page for when nothing of ours answers: two plain files that any web server can show (docs/decisions/0025).

The worker writes them as soon as a number changes. They need no database, no application, no script and no other file,
and they say every language one below the other, since nobody is there to ask which one.
"""

import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

from respite import phones

PAGE, LOOKS = "offline.html", "offline.css"
SHEETS = ("tokens", "base", "layout", "button", "help", "offline")


def folder() -> Path:
    """Return where the files stand."""
    return settings.STATE_DIR / "offline"


def write() -> list[str]:
    """Write what has changed, each file in one step; return the names."""
    wanted = {PAGE: page(), LOOKS: looks()}
    return [name for name, text in wanted.items() if _put(folder() / name, text)]


def page() -> str:
    """Return the page, with the numbers as they were last known."""
    parts: list[str] = []
    for code, name in settings.LANGUAGES:
        with override(code):
            known = {"numbers": phones.of_all(), "code": code, "name": name, "leave_url": settings.LEAVE_URL}
            parts.append(render_to_string("pages/offline_part.html", known | {"first": not parts}))
    with override(settings.LANGUAGE_CODE):
        return render_to_string("pages/offline.html", {"parts": parts, "looks": LOOKS})


def looks() -> str:
    """Return the looks as one sheet, without fonts or pictures to load."""
    found = [finders.find(f"respite/css/{name}.css") for name in SHEETS]
    sheets = [Path(path).read_text() for path in found if path]
    return re.sub(r"@import[^;]+;|@font-face\s*{[^}]*}", "", "\n".join(sheets))


def _put(path: Path, text: str) -> bool:
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".new-", delete=False) as new:
        new.write(text)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(path)
    return True
