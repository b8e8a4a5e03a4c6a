"""The word of an area never changes once written either: what was told stays what was told."""

from django.db import migrations

GUARD = """
CREATE TRIGGER pooled_notice_never_changes BEFORE UPDATE ON openings_poolednotice
    FOR EACH ROW EXECUTE FUNCTION openings_notice_never_changes();
"""
LIFT = "DROP TRIGGER pooled_notice_never_changes ON openings_poolednotice;"


class Migration(migrations.Migration):
    dependencies = [("openings", "0007_pooled_notice")]
    operations = [migrations.RunSQL(GUARD, LIFT)]
