"""An old address leads to a page of ours, whichever door it was written by."""

from django.db import migrations

ADD = """
ALTER TABLE wagtailredirects_redirect ADD CONSTRAINT redirect_to_a_page_of_ours
CHECK (redirect_link = '' AND redirect_page_id IS NOT NULL)
"""
TAKE = "ALTER TABLE wagtailredirects_redirect DROP CONSTRAINT redirect_to_a_page_of_ours"


class Migration(migrations.Migration):
    dependencies = [("pages", "0020_other_pages"), ("wagtailredirects", "0008_add_verbose_name_plural")]

    operations = [migrations.RunSQL(ADD, TAKE)]
