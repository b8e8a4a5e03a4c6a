"""A stay moves only as stays/booking.py and its way back say, whoever writes it (RE-06). A test compares the two."""

from django.db import migrations

MOVES = {
    "held": "expected let_go cancelled",
    "expected": "here cancelled did_not_arrive",
    "here": "left expected",
    "left": "here",
    "cancelled": "held expected",
    "did_not_arrive": "expected",
}
ALLOWED = ", ".join(f"('{old}','{new}')" for old, news in MOVES.items() for new in news.split())
FORBID = f"""
CREATE FUNCTION stays_stay_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN ({ALLOWED}) THEN
        RAISE EXCEPTION 'a stay does not move from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stay_moves BEFORE UPDATE OF state ON stays_stay
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION stays_stay_moves();
"""
ALLOW = """
DROP TRIGGER stay_moves ON stays_stay;
DROP FUNCTION stays_stay_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("stays", "0004_house_at_work")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
