"""Finer data only under an agreement of two people, never of a house that tells by phone, and over when it is over."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from jsonschema import Draft202012Validator

from openings import cards, files, publishing
from openings.models import Agreement, AgreementHouse, AtOnce, Notice
from openings.partners import agreements, partnering
from respite.deciding import decide
from respite.models import House, Role
from respite.settings import published
from stays import booking, pausing
from tests import factories
from tests.cast import live, member
from tests.moments import refused
from tests.site import pooling
from tests.site.partners.cast import agreed, ask, larger

pytestmark = pytest.mark.usefixtures("clock")
ONE = "/api/v1/availability/juniper-house"


@pytest.fixture
def agreement(house, partner, two):
    """Juniper House tells Valley 211 its state at once."""
    return agreed(partner, [house], *two)


def status(key=None):
    told = (ask(key) if key else Client().get(ONE)).json()
    return told["status"], told["precision"]


def test_agreement_tells_the_state_at_once_and_the_public_waits_for_the_grid(house, peer, key, agreement):
    publishing.confirm(house, by=peer)

    told = ask(key).json()

    assert status() == ("unknown", "coarse")
    assert (told["status"], told["precision"]) == ("open", "live")
    assert (told["as_of"], told["valid_until"]) == ("2026-11-24T09:00:00-06:00", "2026-11-24T17:00:00-06:00")
    assert told["next_update_expected"] is None
    assert "beds" not in told


def test_agreement_has_no_hold_back(house, peer, key, agreement):
    stays = [factories.here(house, peer) for _bed in house.beds.all()]
    publishing.confirm(house, by=peer)
    before = status(key)
    booking.leave(stays[0], by=peer)

    assert (before, status(key)) == (("full", "live"), ("open", "live"))


def test_agreement_follows_what_is_said_by_hand(house, peer, key, agreement):
    publishing.confirm(house, by=peer)
    publishing.say(house, band="full", by=peer)
    by_hand = status(key)
    factories.here(house, peer)  # the board is followed no more
    publishing.refresh(house)

    assert (by_hand, status(key)) == (("full", "live"), ("full", "live"))


def test_please_call_ends_only_with_a_person(house, peer, key, agreement):
    publishing.say(house, band="call", by=peer)
    publishing.refresh(house)
    before = status(key)
    publishing.confirm(house, by=peer)

    assert (before, status(key)) == (("call", "live"), ("open", "live"))


def test_stopped_offers_are_told_as_please_call_until_somebody_confirms(house, peer, key, agreement):
    publishing.confirm(house, by=peer)
    pausing.pause(house, reason="staffing", by=peer)
    stopped = status(key)
    pausing.start_again(house, by=peer)
    before = status(key)
    publishing.confirm(house, by=peer)

    assert [stopped, before, status(key)] == [("call", "live"), ("call", "live"), ("open", "live")]


def test_word_too_old_to_repeat_leaves_what_everybody_reads(house, peer, clock, key, agreement):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(hours=9))

    assert status(key) == status()


def test_answer_is_that_of_a_house_that_publishes_at_once(house, harbor, peer, key, agreement):
    """The finer answer can say no more than the public one of a house that chose to publish at once."""
    publishing.confirm(house, by=peer)
    finer = ask(key).json()
    live(house)
    publishing.confirm(house, by=peer)

    assert finer | {"precision": "coarse"} == Client().get(ONE).json()


@pytest.mark.parametrize("beds", [3, 6])
def test_house_that_tells_with_others_tells_its_own_state_under_an_agreement(partner, key, clock, two, beds):
    clock.move_to(pooling.DAY)
    three = [pooling.member(partner.organization, slug, beds=beds) for slug in ("ash", "elm", "oak")]
    second = member(three[0], Role.OFFICE, "Ida")
    agreed(partner, [three[0]], two[0], second, what="numbers" if beds == 6 else "state")
    pooling.minute()
    pooling.to(clock, 8)
    for each in three:
        publishing.confirm(each, by=two[0])
    pooling.to(clock, 14)
    for _bed in range(beds):
        factories.here(three[0], two[0])
    publishing.refresh(three[0])

    mine, other = (ask(key, f"/api/v1/availability/{slug}").json() for slug in ("ash", "elm"))
    public = Client().get("/api/v1/availability/ash").json()

    assert (mine["status"], mine["label"]["en"], mine.get("region")) == ("full", "The house is full", None)
    assert mine.get("beds") == ({"available": 0, "maximum": 6} if beds == 6 else None)
    assert mine["precision"] == ("count" if beds == 6 else "live")
    assert (other["precision"], public["precision"]) == ("pooled", "pooled")
    assert public["region"]["status"] == "open"


@pytest.fixture
def numbers(house, partner, two):
    """Juniper House, with five beds, tells Valley 211 its numbers."""
    return agreed(partner, [larger(house)], *two, what="numbers")


def test_numbers_are_told_where_they_were_agreed(house, peer, key, numbers):
    factories.here(house, peer)
    publishing.confirm(house, by=peer)

    told = ask(key).json()

    assert (told["precision"], told["beds"]) == ("count", {"available": 4, "maximum": 5})
    assert "beds" not in Client().get(ONE).json()
    assert not Notice.objects.filter(count__isnull=False).exists()


@pytest.mark.live
def test_numbers_are_told_of_a_house_that_publishes_at_once(house, peer, key, numbers):
    publishing.confirm(house, by=peer)
    factories.here(house, peer)

    assert ask(key).json()["beds"] == {"available": 4, "maximum": 5}
    assert status() == ("open", "coarse")


@pytest.mark.live
def test_state_of_a_house_that_publishes_at_once_is_what_everybody_reads(house, peer, key, agreement):
    publishing.confirm(house, by=peer)

    assert ask(key).content == Client().get(ONE).content


def test_answer_names_no_bed_guest_or_colleague(house, peer, key, numbers):
    stay = factories.here(house, peer)
    publishing.confirm(house, by=peer)

    text = ask(key).text + ask(key, "/api/v1/availability").text

    for private in ("Birch", "Cedar", "Rosa", "Joy", str(stay.pk), "Quiet Lane", "9:17", "step_free"):
        assert private not in text


def test_answers_fit_their_description(house, peer, key, numbers):
    described = Client().get("/api/v1/openapi.json").json()
    publishing.confirm(house, by=peer)
    schema = {**described, "$ref": "#/components/schemas/Availability"}

    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(ask(key).json())
    scheme = described["components"]["securitySchemes"]["PartnerKey"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for path in described["paths"].values():
        assert path["get"]["security"] == [{}, {"PartnerKey": []}]
        assert "401" in path["get"]["responses"]


@pytest.mark.parametrize("count", [1, 3])
def test_finer_list_is_read_in_two_queries(partner, office, key, count, django_assert_num_queries):
    house = House.objects.get()
    houses = [house, *(factories.HouseFactory(organization=house.organization) for _n in range(count - 1))]
    both = member(house, Role.OFFICE, "Ida")
    agreed(partner, houses, office, both)
    for each in houses:
        publishing.confirm(each, by=office)

    with django_assert_num_queries(2) as asked:
        ask(key, "/api/v1/availability")

    assert "stays_" not in "".join(one["sql"] for one in asked)


def test_files_of_the_public_answers_hold_nothing_finer(house, key, agreement, settings, tmp_path):
    settings.PUBLISH_TO = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {"published": published(str(tmp_path))}
    cache.clear()
    publishing.confirm(house, by=agreement.agreed_by)
    finer = ask(key).content
    files.publish()

    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert b'"precision":"live"' in finer
    assert Client().get(ONE).content in written
    assert not [one for one in written if b'"precision":"live"' in one or b'"status":"open"' in one]


# Two people, and an end.


def test_nothing_finer_is_told_before_a_second_person_agreed(house, peer, partner, key, two):
    office, lead = two
    today = house.local().date()
    facts = {"houses": [house], "what": "state", "signed_on": today, "ends_on": today}
    row = agreements.record(partner, by=office, **facts)
    publishing.confirm(house, by=peer)
    before = status(key)

    assert "two people" in refused("state", agreements.agree, row, by=office)
    assert "two people" in refused("state", agreements.agree, row, by=peer)
    assert (before, status(key)) == (("unknown", "coarse"), ("unknown", "coarse"))
    agreements.agree(row, by=lead)
    assert status(key) == ("open", "live")


def test_second_person_has_to_lead_every_house_in_it(house, partner, office, lead):
    other = factories.HouseFactory(organization=house.organization)
    today = house.local().date()
    facts = {"houses": [house, other], "what": "state", "signed_on": today, "ends_on": today}
    row = agreements.record(partner, by=office, **facts)

    assert "each house" in refused("state", agreements.agree, row, by=lead)
    assert agreements.agree(row, by=member(house, Role.OFFICE, "Ida")).agreed_at


def test_agreement_is_agreed_to_once(house, partner, office, lead, agreement):
    assert "changed just now" in refused("state", agreements.agree, agreement, by=lead)
    assert "changed just now" in refused("state", agreements.take_back, agreement, by=office)


def test_what_nobody_agreed_to_can_be_taken_back(house, partner, office):
    today = house.local().date()
    facts = {"houses": [house], "what": "state", "signed_on": today, "ends_on": today}
    agreements.take_back(agreements.record(partner, by=office, **facts), by=office)

    assert not Agreement.objects.exists()


def test_agreement_of_one_person_is_refused_by_the_database(house, partner, office, agreement):
    with pytest.raises(IntegrityError, match="agreement_of_two_people"), transaction.atomic():
        Agreement.objects.update(agreed_by=office)


def test_agreement_is_over_after_its_last_day_by_itself(partner, peer, clock, key, two):
    house = House.objects.get()
    agreed(partner, [house], *two, days=1)
    clock.move_to("2026-11-26T05:59:00Z")  # 11:59 pm on the last day
    publishing.confirm(house, by=peer)
    before = status(key)
    clock.shift(timedelta(minutes=1))

    assert before == ("open", "live")
    assert status(key) == status()


def test_agreement_that_begins_later_opens_nothing_yet(house, peer, partner, key, two):
    office, lead = two
    today = house.local().date()
    later = today + timedelta(days=3)
    facts = {"houses": [house], "what": "state", "signed_on": today, "ends_on": later + timedelta(days=9)}
    row = agreements.agree(agreements.record(partner, by=office, **facts), by=lead)
    Agreement.objects.update(signed_on=later)
    row.refresh_from_db()
    publishing.confirm(house, by=peer)

    assert (status(key), row.state(house.local().date())) == (("unknown", "coarse"), "coming")


def test_ended_agreement_opens_nothing_from_that_moment_on(house, peer, key, lead, agreement):
    publishing.confirm(house, by=peer)
    agreements.end(agreement, by=lead)
    agreements.end(agreement, by=lead)

    assert status(key) == status() == ("unknown", "coarse")


def test_agreement_of_one_partner_opens_nothing_for_another(house, peer, office, agreement):
    from openings.partners import keys

    other = partnering.begin(house.organization, name="County", phone="+15555550123", since=house.tonight(), by=office)
    publishing.confirm(house, by=peer)

    assert status(keys.make(other, by=office)) == ("unknown", "coarse")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"houses": []}, "Choose a house."),
        ({"what": "numbers"}, "fewer than five beds"),
        ({"signed_on": 1}, "This day is still to come."),
        ({"signed_on": date(1989, 12, 31)}, "Write a day from 1990 on."),
        ({"signed_on": -9, "ends_on": -1}, "This day is over."),
        ({"ends_on": date(2099, 1, 1)}, "Five years from the day of signing is the longest."),
        ({"signed_on": -365, "ends_on": 5 * 365 + 2}, "Five years from the day of signing is the longest."),
    ],
)
def test_agreement_that_cannot_be_is_refused_with_a_sentence(house, partner, office, changed, words):
    today = house.local().date()
    facts = {"houses": [house], "what": "state", "signed_on": today, "ends_on": today} | changed
    for name in ("signed_on", "ends_on"):
        if isinstance(facts[name], int):
            facts[name] = today + timedelta(days=facts[name])

    with pytest.raises(agreements.ValidationError) as refusal:
        agreements.record(partner, by=office, **facts)

    assert words in " ".join(refusal.value.messages)
    assert not Agreement.objects.exists()


def test_agreement_of_five_years_to_the_day_is_taken(house, partner, office):
    today = house.local().date()
    facts = {"houses": [house], "what": "state", "signed_on": today, "ends_on": today.replace(year=today.year + 5)}

    assert agreements.record(partner, by=office, **facts).ends_on == facts["ends_on"]


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_on": date(2099, 1, 1)},
        {"signed_on": date(1989, 1, 1), "ends_on": date(1990, 1, 1)},
        {"ends_on": date(2001, 1, 1)},
    ],
)
def test_database_takes_no_agreement_whose_days_cannot_be(agreement, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(**facts)


# Houses that tell by phone.


def test_agreement_about_a_house_that_tells_by_phone_is_refused(house, partner, office):
    House.objects.filter(pk=house.pk).update(confidential=True)
    today = house.local().date()
    facts = {"houses": House.objects.all(), "what": "state", "signed_on": today, "ends_on": today}

    with pytest.raises(agreements.ValidationError) as refusal:
        agreements.record(partner, by=office, **facts)

    assert "tells only by phone" in refusal.value.messages[0]


@pytest.mark.parametrize("way", ["confidential", "phone_only", "of others"])
def test_database_refuses_such_a_house_in_an_agreement(house, harbor, agreement, lead, way):
    other = harbor if way == "of others" else factories.HouseFactory(organization=house.organization)
    if way == "confidential":
        House.objects.filter(pk=other.pk).update(confidential=True)
    if way == "phone_only":
        decide(other, by=lead, holds_from=other.tonight() - timedelta(days=30), publishing="phone_only")

    with pytest.raises(IntegrityError, match="tells only by phone"), transaction.atomic():
        AgreementHouse.objects.create(agreement=agreement, house=other)


def test_house_that_becomes_confidential_is_in_nothing_from_that_moment_on(house, peer, key, agreement):
    publishing.confirm(house, by=peer)
    House.objects.filter(pk=house.pk).update(confidential=True)

    assert status(key) == ("call", "none")
    assert not AtOnce.objects.exists()
    assert not AgreementHouse.objects.exists()


def test_house_that_goes_back_to_the_phone_tells_its_partners_no_more(house, peer, lead, key, agreement):
    publishing.confirm(house, by=peer)
    decide(house, by=lead, publishing="phone_only")

    assert status(key) == ("call", "none")


def test_serializer_alone_keeps_a_confidential_house_silent(house, peer, agreement):
    """Whatever stands in the tables of partners: what a house tells by phone is not in the answer."""
    from django.utils import timezone

    from openings import standing
    from openings.partners.answers import Finer

    publishing.confirm(house, by=peer)
    finer = Finer(True, "open", 3, 5, timezone.now(), timezone.now())
    House.objects.filter(pk=house.pk).update(confidential=True)
    row = standing.of_slug("juniper-house")

    assert finer.of(row) is row


def test_database_keeps_nothing_to_be_told_of_a_confidential_house(house):
    from django.utils import timezone

    House.objects.filter(pk=house.pk).update(confidential=True)
    facts = {"house": house, "confirmed_at": timezone.now(), "valid_until": timezone.now()}

    with pytest.raises(IntegrityError, match="confidential"), transaction.atomic():
        AtOnce.objects.create(band="open", **facts)
    assert AtOnce.objects.create(band="call", **facts)


def test_partner_reads_no_finer_word_of_an_unpublished_house(house, peer, key, agreement):
    publishing.confirm(house, by=peer)
    House.objects.filter(pk=house.pk).update(published=False)

    assert ask(key).status_code == 404
    assert ask(key, "/api/v1/availability").json() == {"availability": []}


# A confidential house in an area of which a partner reads more.


@pytest.fixture
def area(partner, two, clock):
    """Three houses that tell one word, all full, and a confidential one with room: nobody reads of it."""
    clock.move_to(pooling.DAY)
    three = [pooling.member(partner.organization, slug) for slug in ("ash", "elm", "oak")]
    hidden = pooling.member(partner.organization, "hidden", confidential=True)
    for house in three:
        for _bed in range(2):
            factories.here(house, two[0], nights=factories.nights_from_tonight(house, 14))
    return three, hidden


def to_hour(clock, area, by, hour):
    """Have every house confirm, and go to the next time of the grid."""
    for house in [*area[0], area[1]]:
        publishing.confirm(house, by=by)
    pooling.to(clock, hour)


def read(key):
    """Return the word of the area, and how much the partner reads of one house in it."""
    public = Client().get("/api/v1/availability/ash").json()["region"]
    return public["status"], public["houses"], ask(key, "/api/v1/availability/ash").json()["precision"]


def test_confidential_house_adds_nothing_while_a_partner_reads_more_of_the_others(area, partner, two, key, clock):
    agreed(partner, area[0][:1], two[0], member(area[0][0], Role.OFFICE, "Ida"))
    pooling.minute()
    to_hour(clock, area, two[0], 8)
    to_hour(clock, area, two[0], 14)

    assert read(key) == ("call", 3, "live")
    assert "adds nothing to their word" in cards.card(area[1])["confirmed"]


def test_partner_reads_nothing_finer_while_a_word_stands_in_which_a_confidential_house_counts(
    area, partner, two, key, clock
):
    pooling.minute()
    to_hour(clock, area, two[0], 8)
    to_hour(clock, area, two[0], 14)
    agreed(partner, area[0], two[0], member(area[0][0], Role.OFFICE, "Ida"))
    begun = read(key)
    to_hour(clock, area, two[0], 20)
    before_it_is_over = read(key)
    clock.shift(timedelta(hours=2))
    publishing.confirm(area[0][0], by=two[0])

    assert (begun, before_it_is_over, read(key)) == (("open", 4, "pooled"), ("call", 3, "pooled"), ("call", 3, "live"))


def test_what_a_partner_knew_before_the_end_tells_nothing_of_a_confidential_house(area, partner, two, key, clock):
    agreement = agreed(partner, area[0], two[0], member(area[0][0], Role.OFFICE, "Ida"))
    pooling.minute()
    to_hour(clock, area, two[0], 8)
    to_hour(clock, area, two[0], 14)
    agreements.end(agreement, by=two[0])
    found = [read(key)]
    for hour, days in ((20, 0), (8, 1), (14, 1)):
        for house in [*area[0], area[1]]:
            publishing.confirm(house, by=two[0])
        pooling.to(clock, hour, days)
        found.append(read(key))

    assert found == [("call", 3, "pooled")] * 3 + [("open", 4, "pooled")]


def test_agreement_that_was_taken_back_meanwhile_is_said(house, partner, two):
    today = house.local().date()
    row = agreements.record(partner, houses=[house], what="state", signed_on=today, ends_on=today, by=two[0])
    agreements.take_back(row, by=two[0])

    assert "changed just now" in refused("state", agreements.end, row, by=two[0])
