"""A place on the call list can end because “not now” was said as often as the house keeps a place for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_moves_of_a_request")]
    operations = [
        migrations.AlterField(
            model_name="listplace",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("room", "a room was agreed"),
                    ("left", "they left the list"),
                    ("quiet", "no answer to our question"),
                    ("limit", "“not now” as often as the house keeps a place for it"),
                    ("gone", "the request ended"),
                ],
                editable=False,
                max_length=6,
            ),
        )
    ]
