"""What a source file says to people: its translatable sentences, read without gettext's own tools."""

import ast
import re
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
# The doors of the guest's pages. What they extend and include is found from here.
PAGES = [
    "intake/ask*.html",
    "intake/mine*.html",
    "intake/safer*.html",
    "stays/guidelines_public.html",
    "stays/guidelines_poster.html",
    "openings/for_directories*.html",
    "pages/*_page.html",
    "pages/plain_house.html",
    "pages/blocks/*.html",
    "pages/parts/*.html",
    "respite/elsewhere.html",
    "pages/search.html",
    "pages/offline_part.html",
    "4*.html",
    "5*.html",
]
# Modules of intake that only staff read; every other one is taken to speak to guests.
OFFICE = {
    "apps.py", "cards.py", "closing_to.py", "desk.py", "desk_forms.py", "enquiring.py", "entry_forms.py", "joining.py",
    "undone.py",
    "others.py", "outgoing.py", "proposing.py", "rooms.py", "sending.py", "sheet.py", "wording.py", "urls/office.py",
    "views/closing.py", "views/conversation.py", "views/desk.py", "views/enquiry.py", "views/entry.py",
    "views/joining.py", "views/offers.py", "views/reach.py",
}  # fmt: skip
BESIDE_INTAKE = [
    "respite/templatetags/words.py", "respite/forms.py", "respite/days.py", "respite/phone_numbers.py",
    "respite/views.py", "respite/locks.py", "stays/window.py", "stays/views/guidelines_public.py",
    "site/pages/kept.py", "site/openings/terms_of_use.py",
]  # fmt: skip
ONE, CONTEXT, MANY, CONTEXT_MANY = ("id",), ("context", "id"), ("id", "plural"), ("context", "id", "plural")
CALLS = {
    **dict.fromkeys(["_", "__", "gettext", "gettext_lazy", "gettext_noop"], ONE),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], CONTEXT),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], MANY),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], CONTEXT_MANY),
}


def guest_sources():
    """Return the files whose sentences guests may read."""
    found, waiting = set(), [path for shape in PAGES for path in TEMPLATES.glob(shape)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            named = re.findall(r'{%\s*(?:extends|include)\s+"([^"#]+)', path.read_text())
            waiting += [TEMPLATES / name for name in named]
    intake = ROOT / "intake"
    modules = {path for path in intake.rglob("*.py") if "migrations" not in path.parts and "models" not in path.parts}
    return found | (modules - {intake / name for name in OFFICE}) | {ROOT / name for name in BESIDE_INTAKE}


def said_in(path):
    """Return the sentences of one file, each as (context or None, sentence, plural or None)."""
    text = path.read_text()
    calls = (
        _of_template(text)
        if path.suffix == ".html"
        else [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    )
    return {said for call in calls if (said := _said(call))}


def _of_template(text):
    """Return the calls that Django writes for gettext in the place of a template's tags."""
    code = templatize(text)
    for found in re.finditer(r"\b(?:n?p?gettext|_)\(", code):
        for end in range(found.end(), len(code) + 1):
            if code[end - 1] == ")":
                try:
                    yield ast.parse(code[found.start() : end], mode="eval").body
                except SyntaxError:
                    continue
                break


def _said(call):
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    words = [part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    parts = CALLS.get(name, ())
    if not parts or len(words) < len(parts):
        return None
    told = dict(zip(parts, words, strict=False))
    return told.get("context"), told["id"], told.get("plural")
