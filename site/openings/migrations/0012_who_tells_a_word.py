"""The word of an area holds only while the very houses tell it that told it, each as confidential as it was then.

Words written before do not say who told them. They are taken away, and the worker writes new ones within a minute.
"""

from django.db import migrations, models

READ = """
CREATE OR REPLACE FUNCTION openings_word_of_area(org uuid, place text, clock text, at timestamptz)
RETURNS TABLE (band varchar, told_at timestamptz, valid_until timestamptz, next_update timestamptz, houses smallint)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT newest.band, newest.told_at, newest.valid_until, newest.next_update, newest.houses
      FROM (SELECT n.band, n.told_at, n.valid_until, n.next_update, n.houses, n.tellers
              FROM openings_poolednotice n
             WHERE n.organization_id = org AND n.area = place AND n.zone = clock
             ORDER BY n.told_at DESC LIMIT 1) newest
     WHERE newest.tellers = (
           -- As openings.pools.Pool.tellers makes it.
           SELECT encode(sha256(convert_to(
                      string_agg(h.id::text || ' ' || h.confidential::text, ',' ORDER BY h.id), 'UTF8')), 'hex')
             FROM respite_house h
            WHERE h.organization_id = org AND h.area = place AND h.zone = clock AND h.published
              AND (SELECT s.value #>> '{}' FROM respite_setting s
                    WHERE s.house_id = h.id AND s.name = 'publishing'
                      AND s.holds_from <= (at AT TIME ZONE h.zone - h.turnover_hour * interval '1 hour')::date
                    ORDER BY s.holds_from DESC LIMIT 1) = 'pooled');
END $$;
COMMENT ON FUNCTION openings_word_of_area IS
    'The newest word of an area, while the same houses tell it as when it was written';
"""
COUNTED = """
CREATE OR REPLACE FUNCTION openings_word_of_area(org uuid, place text, clock text, at timestamptz)
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
"""


class Migration(migrations.Migration):
    dependencies = [("openings", "0011_name_all_public_facts")]
    operations = [
        migrations.RunSQL("DELETE FROM openings_poolednotice", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="poolednotice", name="no_word_of_few_houses"),
        migrations.AddField(
            model_name="poolednotice",
            name="named",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="How many of them are not confidential; never told."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="poolednotice",
            name="tellers",
            field=models.CharField(
                blank=True, default="", help_text="A digest of who the houses of the area were.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="poolednotice",
            name="beds",
            field=models.PositiveSmallIntegerField(help_text="How many beds those have; never told."),
        ),
        migrations.AddConstraint(
            model_name="poolednotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("beds__gte", 5), ("houses__gte", models.F("named")), ("named__gte", 3)),
                    models.Q(("band", "call"), ("beds", 0), ("houses", 0), ("named", 0)),
                    _connector="OR",
                ),
                name="no_word_of_few_houses",
                violation_error_message="One word for an area takes three houses with five beds.",
            ),
        ),
        migrations.RunSQL(READ, COUNTED),
    ]
