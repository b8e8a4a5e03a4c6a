"""A request moves only as intake/moves.py says, whoever writes it (RE-06). A test compares the two."""

from django.db import migrations

MOVES = {
    "heard": "talking known not_now elsewhere taken_back",
    "talking": "heard known not_now elsewhere taken_back",
    "known": "heard talking offered not_now elsewhere taken_back",
    "offered": "known coming taken_back",
    "coming": "known heard taken_back",
    "not_now": "heard talking known offered elsewhere taken_back",
    "elsewhere": "heard known offered not_now taken_back",
    "taken_back": "heard",
}
ALLOWED = ", ".join(f"('{old}','{new}')" for old, news in MOVES.items() for new in news.split())
FORBID = f"""
CREATE FUNCTION intake_request_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN ({ALLOWED}) THEN
        RAISE EXCEPTION 'a request does not move from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_moves BEFORE UPDATE OF state ON intake_request
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION intake_request_moves();
"""
ALLOW = """
DROP TRIGGER request_moves ON intake_request;
DROP FUNCTION intake_request_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_list_messages_consents")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
