"""What the public process may read: a role of the database that knows notices and pages, and no guest (SE-54, SE-55).

Whoever breaks into a process that runs with this role finds there what everybody may read anyway. The list is whole:
what is not in it is refused by the database, and a new table is refused until somebody writes it here. See
docs/decisions/0021.
"""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg import sql

NAME = "respite_public"
FIT = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)
# Each table with its columns. Missing on purpose: the address of a house, and who confirmed or wrote something. Notices
# of the past can be read, as many as are kept (openings/forgetting.py).
COLUMNS: dict[str, tuple[str, ...]] = {
    "respite_organization": ("id", "name", "slug", "neutral_name", "phone", "warm_line", "warm_line_hours"),
    "respite_house": (
        "id", "organization_id", "name", "slug", "neutral_name", "zone", "turnover_hour", "phone", "phone_hours",
        "phone_words", "area", "confidential", "published", "door", "drawing",
    ),
    "respite_setting": ("id", "house_id", "name", "value", "holds_from"),
    "respite_room": ("id", "house_id", "name", "place", "about", "features", "position"),
    "respite_bed": ("id", "room_id", "house_id", "name", "out_since"),
    "openings_notice": (
        "house_id", "band", "count", "maximum", "confirmed_at", "told_at", "valid_until", "next_update", "published_at",
    ),
    "openings_poolednotice": (
        "organization_id", "area", "zone", "band", "houses", "tellers", "told_at", "valid_until", "next_update",
    ),
    "stays_guidelines": (
        "id", "house_id", "version", "holds_from", "text", "made", "checked_by", "what_changed", "agreed_at", "met_on",
    ),
    "stays_guidelineswords": (
        "id", "guidelines_id", "language", "easy", "text", "made", "checked_by", "what_changed",
    ),
    "pages_picture": (
        "id", "title", "file", "width", "height", "created_at", "focal_point_x", "focal_point_y", "focal_point_width",
        "focal_point_height", "file_size", "file_hash", "collection_id", "description", "alt_en", "alt_es",
    ),
    # Whether a translation is behind the page it was made from.
    "wagtail_localize_translationsource": ("object_id", "locale_id", "last_updated_at"),
    # Whether the process is well (/readyz).
    "django_migrations": ("id", "app", "name", "applied"),
    "procrastinate_workers": ("id", "last_heartbeat"),
}  # fmt: skip
# The pages, whole. What editors have not published lies in revisions, which are not among these.
TABLES = (
    "django_content_type", "wagtailcore_locale", "wagtailcore_page", "wagtailcore_pageviewrestriction",
    "wagtailcore_site", "pages_homepage", "pages_houselistpage", "pages_housepage", "pages_standardpage",
    "pages_familiespage", "pages_providerspage", "pages_questionspage", "pages_resourcespage", "pages_eventindexpage",
    "pages_eventpage", "pages_storyindexpage", "pages_storypage", "pages_jobindexpage", "pages_jobpage",
    "pages_accessibilitypage", "pages_keptpage", "pages_picturerendition", "respite_resource",
    "wagtailredirects_redirect", "wagtailsearch_indexentry",
)  # fmt: skip
FUNCTIONS = ("openings_word_of_area(uuid, text, text, timestamptz)",)


def statements(role: str) -> Iterator[sql.Composed]:
    """Yield what gives `role` exactly these rights on tables, columns and sequences of ours, whatever it had before.

    What it has as a member of another role, by default rights or through functions stays; `more_than_public` tells of
    the tables that it can reach by any of these but functions. Raises ValidationError for a wrong name.
    """
    if not FIT.fullmatch(role):
        raise ValidationError(_("Write the name of the role in small letters, digits and underscores."))
    named = sql.Identifier(role)
    make = sql.SQL("IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {}) THEN CREATE ROLE {} LOGIN; END IF;")
    yield sql.SQL("DO $$ BEGIN {} END $$").format(make.format(sql.Literal(role), named))
    yield sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(named)
    for kind in ("TABLES", "SEQUENCES"):
        yield sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}").format(sql.SQL(kind), named)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(named)
    for table, columns in COLUMNS.items():
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        yield sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(listed, sql.Identifier(table), named)
    for table in TABLES:
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), named)
    for function in FUNCTIONS:  # each has the rights of whoever calls it
        yield sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), named)


def more_than_public(role: str = "") -> list[str]:
    """Return the tables of which `role`, or whoever is connected, may do more than the list says: none, if all is well.

    A process that should be public asks it of itself: with the wrong DATABASE_URL it would have all rights.
    """
    whole = set(TABLES)
    with connection.cursor() as cursor:
        cursor.execute(MORE, {"role": role or None})
        rows = cursor.fetchall()
    return sorted({
        table
        for table, column, reads, writes in rows
        if writes or (reads and table not in whole and column not in COLUMNS.get(table, ()))
    })  # fmt: skip


MORE = """
SELECT c.relname, a.attname, has_column_privilege(r.name, c.oid, a.attnum, 'SELECT'),
       has_table_privilege(r.name, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
       OR has_any_column_privilege(r.name, c.oid, 'INSERT, UPDATE')
  FROM (SELECT coalesce(%(role)s, current_user)::name AS name) r, pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
"""
