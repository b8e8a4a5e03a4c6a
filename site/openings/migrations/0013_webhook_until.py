"""When the word in an event is over, so that it is not sent after that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("openings", "0012_who_tells_a_word")]
    operations = [
        migrations.AddField(
            model_name="webhook",
            name="until",
            field=models.DateTimeField(blank=True, help_text="When the word about room in it is over.", null=True),
        ),
        migrations.AlterField(
            model_name="webhook",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("leaving", "Going out now"),
                    ("done", "Taken"),
                    ("newer", "Not sent: it was no news any more"),
                    ("gave_up", "Not taken. We tried ten times"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
