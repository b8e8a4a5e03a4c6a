"""A print template in, a tagged PDF out. Never touches the network."""

import io
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pikepdf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse


class OwnFiles(URLFetcher):
    """Hands WeasyPrint our own static files and nothing else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a static file. Raises ValueError for any other address."""
        path = urlsplit(url).path
        name = path.removeprefix(settings.STATIC_URL)
        if name == path or ".." in name:
            raise ValueError(f"A PDF may only use our own static files, not {url}.")
        found = finders.find(name) or settings.STATIC_ROOT / name
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(str(found)).read_bytes(), {"Content-Type": kind})


def make(template: str, context: dict[str, Any]) -> bytes:
    """Return the PDF/UA-1 of `template`: tagged, with a language and a title, all fonts inside (AX-31)."""
    html = render_to_string(template, context)
    document = HTML(string=html, base_url="https://own.example/", url_fetcher=OwnFiles())
    return _scoped(document.write_pdf(pdf_variant="pdf/ua-1"))


def _scoped(pdf: bytes) -> bytes:
    """Give every table head a Scope, which WeasyPrint leaves out (F18): a head beside cells is of its row."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == pikepdf.Name.TH:
                told = item.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
                told.Scope = told.get("/Scope", pikepdf.Name.Row if _beside_cells(item) else pikepdf.Name.Column)
                item.A = told
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _beside_cells(head: pikepdf.Object) -> bool:
    return any(isinstance(cell, pikepdf.Dictionary) and cell.get("/S") == pikepdf.Name.TD for cell in head.P.K)
