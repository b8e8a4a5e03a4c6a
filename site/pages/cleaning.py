"""Pictures lose all they carry beside their dots: places, times, names of cameras and people, hidden words (SE-43).

A file is never kept as it came. It is read, drawn anew, and only the new file is stored: so nothing that hides before,
between or behind the dots comes along, whatever it is called.
"""

import warnings
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

PIXELS = 30_000_000  # a good deal more than a phone takes; drawn out they need about 120 MB
WEIGHT = 10 * 1024 * 1024
SIDE = 2400  # the longest side that is kept: twice what any page shows
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
SAVED: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85, "method": 4},
}
CANNOT_READ = (OSError, SyntaxError, ValueError, EOFError)  # what the library says of a file it cannot read


class Clean(ContentFile):
    """A file that was drawn anew: nothing has to be taken out of it."""


def guard() -> None:
    """Have the library look at the size in a picture's head, and draw nothing out that is far too large.

    It refuses above twice its limit, and below only warns, which nobody would read.
    """
    Image.MAX_IMAGE_PIXELS = PIXELS // 2
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def cleaned(file: File) -> Clean:
    """Return the picture as a new file that holds nothing but its dots, turned upright, and not larger than needed.

    Raises ValidationError with a sentence for the screen when it is too large, or no JPEG, PNG or WebP.
    """
    if isinstance(file, Clean):
        return file
    if file.size > WEIGHT:
        raise ValidationError(_("This file is larger than 10 MB. Please make it smaller and try again."))
    file.seek(0)
    try:
        with Image.open(BytesIO(file.read()), formats=list(ENDINGS)) as found:
            kind = str(found.format)
            if found.width * found.height > PIXELS:
                raise _too_large()
            bare = _bare(found, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except CANNOT_READ as fault:
        raise ValidationError(
            _("We could not read this picture. Please save it as JPEG, PNG or WebP and try again.")
        ) from fault
    written = BytesIO()
    bare.save(written, format=kind, **SAVED[kind])
    return Clean(written.getvalue(), name=f"picture.{ENDINGS[kind]}")


def _too_large() -> ValidationError:
    return ValidationError(_("This picture has more than 30 million dots. Please make it smaller and try again."))


def _bare(found: Image.Image, kind: str) -> Image.Image:
    """Return the dots of the first frame on a new sheet, in the colours every screen knows."""
    shown = _in_plain_colours(ImageOps.exif_transpose(found))
    see_through = kind != "JPEG" and ("A" in shown.getbands() or "transparency" in shown.info)
    mode = "RGBA" if see_through else "RGB"
    shown = shown.convert(mode)
    shown.thumbnail((SIDE, SIDE))
    sheet = Image.new(mode, shown.size)
    sheet.paste(shown)
    return sheet


def _in_plain_colours(found: Image.Image) -> Image.Image:
    """Return a picture with a colour profile of its own in the common colours: the profile does not come along."""
    profile = found.info.get("icc_profile")
    if not profile or found.mode not in {"RGB", "CMYK"}:
        return found
    try:
        read = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(found, read, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a profile that nobody can read: the colours stay as they are
        return found
    return turned or found
