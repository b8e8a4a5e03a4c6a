"""PDFs for people: shown in the browser, under a neutral name."""

from typing import Any

from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _


def make(template: str, context: dict[str, Any]) -> bytes:
    """Return the PDF of `template` (see respite/typesetting.py). Raises OSError where the library Pango is missing.

    WeasyPrint is loaded here and not above, so that a machine without Pango serves everything else.
    """
    return import_string("respite.typesetting.make")(template, context)


def answer(template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """Answer with the PDF shown in the browser; `name` is its neutral file name (CS-16).

    Without Pango the answer is 503 and a plain sentence; every PDF has an HTML twin (AX-33).
    """
    try:
        response = HttpResponse(make(template, context), content_type="application/pdf")
    except OSError:
        words = _("This machine cannot make PDFs yet: the library Pango is missing. Please print the page instead.")
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=503)
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
