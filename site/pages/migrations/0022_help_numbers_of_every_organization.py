"""Every organization has a row to note that its help numbers were tried; of those that are there, nobody knows yet."""

from django.db import migrations


def add(apps, schema_editor):
    """Add a row without a day for each organization."""
    numbers, organizations = apps.get_model("pages", "HelpNumbers"), apps.get_model("respite", "Organization")
    numbers.objects.bulk_create([numbers(organization=one) for one in organizations.objects.all()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("pages", "0021_redirects_stay_with_us")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
