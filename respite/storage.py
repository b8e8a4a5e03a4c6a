"""Static files carry a fingerprint in their name, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage that follows the imports between our stylesheets, and forgives a file nobody collected."""

    manifest_strict = False
