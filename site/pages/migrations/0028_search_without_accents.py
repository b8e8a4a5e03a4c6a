"""Text search that finds “policía” for “policia”: each language's own stems, after accents are taken off."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

LANGUAGES = (
    "arabic", "dutch", "english", "french", "german", "hindi", "italian", "portuguese", "russian", "spanish", "simple",
)  # fmt: skip


def made(language: str) -> migrations.RunSQL:
    """Copy how PostgreSQL reads a language, with accents taken off before the stem is."""
    stem = "simple" if language == "simple" else f"{language}_stem"
    return migrations.RunSQL(
        f"CREATE TEXT SEARCH CONFIGURATION plain_{language} (COPY = pg_catalog.{language});"
        f"ALTER TEXT SEARCH CONFIGURATION plain_{language} ALTER MAPPING FOR hword, hword_part, word"
        f" WITH unaccent, {stem};",
        f"DROP TEXT SEARCH CONFIGURATION plain_{language};",
    )


class Migration(migrations.Migration):
    dependencies = [("pages", "0027_days_and_plain_words")]

    operations = [UnaccentExtension(), *map(made, LANGUAGES)]
