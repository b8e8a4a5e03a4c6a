"""An old address leads to our own site only, whichever door it was written by."""

from django.db import migrations

ADD = r"""
ALTER TABLE wagtailredirects_redirect ADD CONSTRAINT redirect_to_our_own_site
CHECK (redirect_link = '' OR redirect_link ~ '^/($|[^/\\\s][^\\\s]*$)')
"""
TAKE = "ALTER TABLE wagtailredirects_redirect DROP CONSTRAINT redirect_to_our_own_site"


class Migration(migrations.Migration):
    dependencies = [("pages", "0020_other_pages"), ("wagtailredirects", "0008_add_verbose_name_plural")]

    operations = [migrations.RunSQL(ADD, TAKE)]
