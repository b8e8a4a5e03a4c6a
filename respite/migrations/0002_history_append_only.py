"""History can only grow: the database refuses to change, delete or truncate it, whoever asks (SE-30, F10)."""

from django.db import migrations

FORBID = """
CREATE FUNCTION respite_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER history_only_grows BEFORE UPDATE OR DELETE ON respite_entry
    FOR EACH ROW EXECUTE FUNCTION respite_history_only_grows();
CREATE TRIGGER history_never_truncated BEFORE TRUNCATE ON respite_entry
    FOR EACH STATEMENT EXECUTE FUNCTION respite_history_only_grows();
"""
ALLOW = """
DROP TRIGGER history_only_grows ON respite_entry;
DROP TRIGGER history_never_truncated ON respite_entry;
DROP FUNCTION respite_history_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("respite", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
