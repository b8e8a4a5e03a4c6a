"""Pictures for the public pages: photos of a house, by staff. Each is stored clean, with its words in two languages.

Guests upload nothing. Pictures are public by their address, which nobody can guess; private ones do not belong here.
"""

import secrets
from collections import defaultdict
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from pages.cleaning import cleaned

WIDTHS = (400, 800, 1200)
TYPES = {"webp": "image/webp", "jpeg": "image/jpeg"}  # the first one is for browsers since 2020, the last for all
SIZES = [f"width-{width}|format-{kind}" for kind in TYPES for width in WIDTHS]


class CleanFieldFile(WagtailImageFieldFile):
    """The file of a picture. Every way into the store passes here."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store the picture drawn anew, and never the file that came (SE-43)."""
        clean = cleaned(content)
        super().save(str(PurePath(name).with_suffix(PurePath(str(clean.name)).suffix)), clean, save)


class CleanImageField(WagtailImageField):
    """Holds a picture that was cleaned before it was stored."""

    attr_class = CleanFieldFile


class Picture(AbstractImage):
    """One picture, with words for those who cannot see it."""

    file = CleanImageField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    alt_en = models.CharField(
        max_length=160,
        verbose_name=_("what it shows, in English"),
        help_text=_("For those who cannot see it, like “A bed by a window, with a quilt in blue and white.”"),
    )
    alt_es = models.CharField(
        max_length=160,
        verbose_name=_("what it shows, in Spanish"),
        help_text=_("The same in Spanish, by somebody who speaks it well."),
    )

    admin_form_fields = ("title", "file", "alt_en", "alt_es", "collection")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alt_en="") & ~models.Q(alt_es=""),
                name="picture_has_words_in_both_languages",
                violation_error_message=_("Say what the picture shows, in English and in Spanish."),
            )
        ]

    @property
    def alt(self) -> str:
        """Return what it shows, in the language that is spoken now, if it is one of ours."""
        return self.alt_es if (get_language() or "").startswith("es") else self.alt_en

    @property
    def default_alt_text(self) -> str:
        """Return the words that Wagtail puts where it shows the picture by itself."""
        return self.alt

    def get_upload_to(self, filename: str) -> str:
        """Return where it is stored: under a name that says nothing, for file names tell of people and streets."""
        return f"pictures/{secrets.token_hex(12)}{PurePath(filename).suffix}"

    def generate_rendition_file(self, filter: Any, *, source: File | None = None) -> File:
        """Return one size as a file in memory; Wagtail leaves the one it wrote open."""
        with super().generate_rendition_file(filter, source=source) as written:
            written.seek(0)
            return ContentFile(written.read(), name=written.name)

    def make_sizes(self) -> dict[str, "PictureRendition"]:
        """Return the picture in every size and format that pages show; what is not there yet is made now."""
        return self.get_renditions(*SIZES)


class PictureRendition(AbstractRendition):
    """A picture in one size and format, made from the clean one."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="picture_in_one_size_once")
        ]

    def __str__(self) -> str:
        return f"{self.image_id}, {self.filter_spec}"


def shown_of(pictures: list[int]) -> dict[int, dict[str, Any]]:
    """Return these pictures as a page needs them, by their ids: one query, however many there are."""
    made: dict[Picture, list[PictureRendition]] = defaultdict(list)
    for size in PictureRendition.objects.filter(image__in=pictures, filter_spec__in=SIZES).select_related("image"):
        made[size.image].append(size)
    if missing := set(pictures) - {picture.pk for picture in made}:  # their sizes were never made: an old file, a copy
        made |= {picture: [] for picture in Picture.objects.filter(pk__in=missing)}
    for picture, found in made.items():
        picture.prefetched_renditions = found
    return {picture.pk: shown(picture) for picture in made}


def in_size(picture: int, spec: str) -> PictureRendition | None:
    """Return one size of a picture, made now if need be: one query where it is there."""
    found = PictureRendition.objects.filter(image=picture, filter_spec=spec).select_related("image").first()
    if found is None and (known := Picture.objects.filter(pk=picture).first()):
        return known.get_rendition(spec)
    return found


def shown(picture: Picture) -> dict[str, Any]:
    """Return the sizes of a picture as a page needs them: for each format, and the plain one for old browsers.

    Sizes that were not made yet are made now.
    """
    made = picture.make_sizes()
    sets = {
        TYPES[kind]: ", ".join(
            f"{one.url} {one.width}w" for one in {made[spec].width: made[spec] for spec in of_kind(kind)}.values()
        )
        for kind in TYPES
    }
    return {"sets": sets, "plain": made[of_kind("jpeg")[1]], "alt": picture.alt}


def of_kind(kind: str) -> list[str]:
    """Return the sizes in one format, the smallest first."""
    return [spec for spec in SIZES if spec.endswith(kind)]
