"""A bed-night belongs to the house of its bed, and of its stay or closure: composite foreign keys say so."""

from django.db import migrations

BIND = """
ALTER TABLE stays_stay ADD CONSTRAINT stay_with_its_house UNIQUE (id, house_id);
ALTER TABLE stays_closure ADD CONSTRAINT closure_with_its_house UNIQUE (id, house_id);
ALTER TABLE stays_allocation
    ADD CONSTRAINT bed_in_this_house FOREIGN KEY (bed_id, house_id)
        REFERENCES respite_bed (id, house_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT stay_in_this_house FOREIGN KEY (stay_id, house_id)
        REFERENCES stays_stay (id, house_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT closure_in_this_house FOREIGN KEY (closure_id, house_id)
        REFERENCES stays_closure (id, house_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
FREE = """
ALTER TABLE stays_allocation DROP CONSTRAINT bed_in_this_house, DROP CONSTRAINT stay_in_this_house,
    DROP CONSTRAINT closure_in_this_house;
ALTER TABLE stays_stay DROP CONSTRAINT stay_with_its_house;
ALTER TABLE stays_closure DROP CONSTRAINT closure_with_its_house;
"""


class Migration(migrations.Migration):
    dependencies = [("stays", "0001_initial")]
    operations = [migrations.RunSQL(BIND, FREE)]
