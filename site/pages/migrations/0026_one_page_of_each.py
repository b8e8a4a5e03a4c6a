"""One home page an organization, and one page a house, in each language.

The language of a page stands in Wagtail's own table, so no unique constraint can hold both: a trigger does.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    page integer;
    whose {table}.{column}%TYPE;
BEGIN
    IF TG_TABLE_NAME = 'wagtailcore_page' THEN
        page := NEW.id;
    ELSE
        page := NEW.page_ptr_id;
    END IF;
    SELECT {column} INTO whose FROM {table} WHERE page_ptr_id = page;
    IF whose IS NULL THEN
        RETURN NULL;
    END IF;
    -- Whoever comes second waits here until the first one is through, and then sees that page.
    PERFORM pg_advisory_xact_lock(hashtextextended('{name} ' || whose, 0));
    IF EXISTS (
        SELECT FROM {table} other
        JOIN wagtailcore_page there ON there.id = other.page_ptr_id
        JOIN wagtailcore_page here ON here.id = page AND here.locale_id = there.locale_id
        WHERE other.{column} = whose AND other.page_ptr_id <> page
    ) THEN
        RAISE unique_violation USING MESSAGE = '{name}', CONSTRAINT = '{name}', TABLE = '{table}';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_other AFTER UPDATE OF {column} ON {table} FOR EACH ROW
WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_language AFTER UPDATE OF locale_id ON wagtailcore_page FOR EACH ROW
WHEN (OLD.locale_id IS DISTINCT FROM NEW.locale_id) EXECUTE FUNCTION {name}();
"""
TAKE = """
DROP TRIGGER {name}_language ON wagtailcore_page;
DROP TRIGGER {name}_other ON {table};
DROP TRIGGER {name} ON {table};
DROP FUNCTION {name}();
"""
EACH = [
    {"name": "one_home_an_organization", "table": "pages_homepage", "column": "organization_id"},
    {"name": "one_page_a_house", "table": "pages_housepage", "column": "house_id"},
]


class Migration(migrations.Migration):
    dependencies = [("pages", "0025_blocks_with_previews"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunSQL(FUNCTION.format(**each), TAKE.format(**each)) for each in EACH
    ]
