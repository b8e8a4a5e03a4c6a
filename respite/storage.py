"""Static files carry a fingerprint in their name, so that browsers may keep them for ever."""

from typing import Any

from django.conf import settings
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage that follows the imports between our stylesheets, and forgives a file nobody collected."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the name with its fingerprint, or as it is: a missing file must not take a page down with it."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def create_compressor(self, **options: Any) -> Compressor:
        """Leave brotli out of the demo: it takes half a minute, and nobody there is far away."""
        return super().create_compressor(**options, use_brotli=not settings.DEMO)
