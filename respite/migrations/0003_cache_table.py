"""The table of the cache that all processes share, so that `migrate` alone makes an installation ready."""

from django.db import migrations

MAKE = """
CREATE TABLE IF NOT EXISTS respite_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS respite_cache_expires ON respite_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("respite", "0002_history_append_only")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE respite_cache")]
