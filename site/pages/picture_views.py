"""Pictures are served from our own address, by name: no list of them, and no file that is not a picture of ours."""

from pathlib import PurePath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages.pictures import Picture, PictureRendition

KINDS = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
FOR_EVER = "public, max-age=31536000, immutable"  # a name is drawn anew for each file, so a file never changes


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Hand out a picture, or one of its sizes, whose row is still there (SE-52)."""
    kind = KINDS.get(PurePath(path).suffix)
    known = kind and any(model.objects.filter(file=path).exists() for model in (PictureRendition, Picture))
    if not known or not default_storage.exists(path):
        raise Http404
    answer = FileResponse(default_storage.open(path), content_type=kind)
    answer["Cache-Control"] = FOR_EVER
    answer["Content-Security-Policy"] = "default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
