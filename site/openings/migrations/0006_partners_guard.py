"""A confidential house is in no agreement, in no subscription and in nothing that is sent; the database sees to it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION openings_agreement_houses_are_public() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT h.confidential, h.organization_id = p.organization_id AS ours,
           (SELECT s.value #>> '{}' FROM respite_setting s
             WHERE s.house_id = h.id AND s.name = 'publishing'
               AND s.holds_from <= (now() AT TIME ZONE h.zone - h.turnover_hour * interval '1 hour')::date
             ORDER BY s.holds_from DESC LIMIT 1) = 'phone_only' AS by_phone
      INTO found
      FROM respite_house h, openings_agreement a JOIN openings_partner p ON p.id = a.partner_id
     WHERE h.id = NEW.house_id AND a.id = NEW.agreement_id;
    IF found.confidential OR coalesce(found.by_phone, false) OR NOT found.ours THEN
        RAISE EXCEPTION 'nothing can be agreed about a house that tells only by phone, or is of others'
            USING ERRCODE = '23514', CONSTRAINT = 'agreement_houses_are_public';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_houses_are_public BEFORE INSERT OR UPDATE ON openings_agreementhouse
    FOR EACH ROW EXECUTE FUNCTION openings_agreement_houses_are_public();

CREATE FUNCTION openings_subscription_houses_are_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM respite_house h, openings_subscription s JOIN openings_partner p ON p.id = s.partner_id
         WHERE h.id = NEW.house_id AND s.id = NEW.subscription_id
           AND NOT h.confidential AND h.organization_id = p.organization_id) THEN
        RAISE EXCEPTION 'nobody is told about a confidential house, or about one of others'
            USING ERRCODE = '23514', CONSTRAINT = 'subscription_houses_are_public';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER subscription_houses_are_public BEFORE INSERT OR UPDATE ON openings_subscriptionhouse
    FOR EACH ROW EXECUTE FUNCTION openings_subscription_houses_are_public();

CREATE FUNCTION openings_nothing_leaves_of_confidential() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM respite_house WHERE id = NEW.house_id AND confidential) THEN
        RAISE EXCEPTION 'nothing is sent about a confidential house'
            USING ERRCODE = '23514', CONSTRAINT = 'nothing_leaves_of_confidential';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nothing_leaves_of_confidential BEFORE INSERT ON openings_webhook
    FOR EACH ROW EXECUTE FUNCTION openings_nothing_leaves_of_confidential();

CREATE FUNCTION openings_at_once_confidential_only_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.band <> 'call' OR NEW.count IS NOT NULL OR NEW.maximum IS NOT NULL)
        AND EXISTS (SELECT FROM respite_house WHERE id = NEW.house_id AND confidential) THEN
        RAISE EXCEPTION 'of a confidential house nothing is kept to be told but "call"'
            USING ERRCODE = '23514', CONSTRAINT = 'at_once_confidential_only_calls';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER at_once_confidential_only_calls BEFORE INSERT OR UPDATE ON openings_atonce
    FOR EACH ROW EXECUTE FUNCTION openings_at_once_confidential_only_calls();

CREATE FUNCTION openings_partners_forget_confidential() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM openings_atonce WHERE house_id = NEW.id;
    DELETE FROM openings_agreementhouse WHERE house_id = NEW.id;
    DELETE FROM openings_subscriptionhouse WHERE house_id = NEW.id;
    DELETE FROM openings_webhook WHERE house_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER partners_forget_confidential AFTER UPDATE OF confidential ON respite_house
    FOR EACH ROW WHEN (NEW.confidential AND NOT OLD.confidential)
    EXECUTE FUNCTION openings_partners_forget_confidential();
"""
LIFT = """
DROP TRIGGER partners_forget_confidential ON respite_house;
DROP FUNCTION openings_partners_forget_confidential();
DROP TRIGGER at_once_confidential_only_calls ON openings_atonce;
DROP FUNCTION openings_at_once_confidential_only_calls();
DROP TRIGGER nothing_leaves_of_confidential ON openings_webhook;
DROP FUNCTION openings_nothing_leaves_of_confidential();
DROP TRIGGER subscription_houses_are_public ON openings_subscriptionhouse;
DROP FUNCTION openings_subscription_houses_are_public();
DROP TRIGGER agreement_houses_are_public ON openings_agreementhouse;
DROP FUNCTION openings_agreement_houses_are_public();
"""


class Migration(migrations.Migration):
    dependencies = [("openings", "0005_partners")]
    operations = [migrations.RunSQL(GUARD, LIFT)]
