"""The word of an area never changes once written either; and how it is read, once for every process that reads it.

A function, because the database plans it once a connection: as a part of the public read it would be planned with each,
for houses too that tell a word of their own.
"""

from django.db import migrations

GUARD = """
CREATE TRIGGER pooled_notice_never_changes BEFORE UPDATE ON openings_poolednotice
    FOR EACH ROW EXECUTE FUNCTION openings_notice_never_changes();

CREATE FUNCTION openings_word_of_area(org uuid, place text, clock text, at timestamptz)
RETURNS TABLE (band varchar, told_at timestamptz, valid_until timestamptz, next_update timestamptz, houses smallint)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT newest.band, newest.told_at, newest.valid_until, newest.next_update, newest.houses
      FROM (SELECT n.band, n.told_at, n.valid_until, n.next_update, n.houses
              FROM openings_poolednotice n
             WHERE n.organization_id = org AND n.area = place AND n.zone = clock
             ORDER BY n.told_at DESC LIMIT 1) newest
     WHERE newest.houses = (
           SELECT count(*) FROM respite_house h
            WHERE h.organization_id = org AND h.area = place AND h.zone = clock AND h.published
              AND (SELECT s.value #>> '{}' FROM respite_setting s
                    WHERE s.house_id = h.id AND s.name = 'publishing'
                      AND s.holds_from <= (at AT TIME ZONE h.zone - h.turnover_hour * interval '1 hour')::date
                    ORDER BY s.holds_from DESC LIMIT 1) = 'pooled');
END $$;
COMMENT ON FUNCTION openings_word_of_area IS
    'The newest word of an area, while as many houses tell it as when it was written';
"""
LIFT = """
DROP FUNCTION openings_word_of_area(uuid, text, text, timestamptz);
DROP TRIGGER pooled_notice_never_changes ON openings_poolednotice;
"""


class Migration(migrations.Migration):
    dependencies = [("openings", "0007_pooled_notice")]
    operations = [migrations.RunSQL(GUARD, LIFT)]
