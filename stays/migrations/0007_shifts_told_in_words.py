"""Who else was told of an incident, in sealed words; what stands in `told` are codes from now on."""

from django.db import migrations

from respite import vault


class Migration(migrations.Migration):
    dependencies = [("stays", "0006_guidelines_who_wrote_them")]

    operations = [
        # Rows from before hold nothing here: an empty value cannot be sealed by a migration, which has no keys.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE stays_incident ADD COLUMN told_words bytea NULL",
                    "ALTER TABLE stays_incident DROP COLUMN told_words",
                )
            ],
            state_operations=[
                migrations.AddField(model_name="incident", name="told_words", field=vault.SealedField(null=True))
            ],
        ),
    ]
