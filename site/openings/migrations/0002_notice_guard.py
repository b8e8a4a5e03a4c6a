"""A notice never changes once written, and a confidential house publishes nothing but "please call"."""

from django.db import migrations

GUARD = """
CREATE FUNCTION openings_notice_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a notice is never changed: write a new one' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER notice_never_changes BEFORE UPDATE ON openings_notice
    FOR EACH ROW EXECUTE FUNCTION openings_notice_never_changes();

CREATE FUNCTION openings_confidential_only_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.band <> 'call' OR NEW.count IS NOT NULL OR NEW.maximum IS NOT NULL)
        AND EXISTS (SELECT FROM respite_house WHERE id = NEW.house_id AND confidential) THEN
        RAISE EXCEPTION 'a confidential house publishes only "call"'
            USING ERRCODE = '23514', CONSTRAINT = 'confidential_only_calls';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confidential_only_calls BEFORE INSERT ON openings_notice
    FOR EACH ROW EXECUTE FUNCTION openings_confidential_only_calls();
"""
LIFT = """
DROP TRIGGER confidential_only_calls ON openings_notice;
DROP FUNCTION openings_confidential_only_calls();
DROP TRIGGER notice_never_changes ON openings_notice;
DROP FUNCTION openings_notice_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("openings", "0001_notice")]
    operations = [migrations.RunSQL(GUARD, LIFT)]
