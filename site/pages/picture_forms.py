"""The form with which staff put up a picture: it is cleaned here, so that a refusal stands beside the file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from pages.albums import Album
from pages.checks import private
from pages.cleaning import CANNOT_READ, cleaned
from pages.pictures import Picture


class PictureField(WagtailImageField):
    """Takes what Wagtail takes, and has a sentence for a file that breaks off in the middle."""

    def to_python(self, data: Any) -> File | None:
        """Return the file, if it is a picture of a kind we know."""
        try:
            found: File | None = super().to_python(data)
        except CANNOT_READ as fault:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from fault
        return found


class PictureForm(BaseImageForm):
    """Takes JPEG, PNG and WebP, and hands on only what is clean. The store cleans again whatever comes another way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PictureField(label=file.label, required=file.required, widget=file.widget)

    def clean_file(self) -> File | None:
        """Return the picture drawn anew, or the one that is there already."""
        file: File | None = self.cleaned_data.get("file")
        return cleaned(file) if "file" in self.changed_data and file else file

    def clean(self) -> dict[str, Any]:
        """Refuse words that give a house away which keeps its address to itself."""
        told: dict[str, Any] = super().clean() or {}
        collection = told.get("collection") or (self.collections[0] if len(self.collections) == 1 else None)
        album = Album.objects.filter(collection=collection).first() if collection else None
        for name in ("alt_en", "alt_es"):
            for words in private.in_words(album.organization_id, told.get(name) or "") if album else ():
                self.add_error(name, words)
        return told

    def save(self, commit: bool = True) -> Picture:
        """Keep the picture, and make the sizes the pages show, so that no reader waits for them."""
        picture: Picture = super().save(commit)
        if commit and "file" in self.changed_data:
            picture.make_sizes()
        return picture
