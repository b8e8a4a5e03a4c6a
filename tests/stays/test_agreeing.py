"""Guidelines by version: agreed, in force from a day, and never changed."""

from datetime import timedelta

from respite import history
from stays.agreeing import agree
from stays.models import Guidelines
from tests.moments import refused


def test_agree_makes_the_next_version_and_keeps_the_others(house, lead):
    first = agree(house, text="Be kind.", by=lead)
    second = agree(house, text="Be kind.\nQuiet after ten.", by=lead, meeting="House meeting in May")

    assert [first.version, second.version] == [1, 2]
    assert Guidelines.objects.in_force(house) == second
    first.refresh_from_db()
    assert first.text == "Be kind."
    assert history.about(second)[0].facts == {"version": 2}


def test_guidelines_hold_from_their_day_on(house, lead):
    now = agree(house, text="Be kind.", by=lead)
    soon = agree(house, text="Be kinder.", by=lead, holds_from=house.tonight() + timedelta(days=5))

    assert Guidelines.objects.in_force(house) == now
    assert Guidelines.objects.in_force(house, soon.holds_from) == soon


def test_guidelines_count_for_each_house_alone(house, harbor, lead, stranger):
    agree(house, text="Be kind.", by=lead)

    assert Guidelines.objects.in_force(harbor) is None
    assert agree(harbor, text="Row together.", by=stranger).version == 1


def test_guidelines_fall_into_headings_and_paragraphs(house, lead):
    version = agree(house, text="Welcome.\n\n# Nights\n Quiet after ten. \nLamps are fine.\n## Kitchen", by=lead)

    assert version.parts() == [
        ("", ["Welcome."]),
        ("Nights", ["Quiet after ten.", "Lamps are fine."]),
        ("Kitchen", []),
    ]


def test_version_cannot_hold_from_a_day_that_is_over(house, lead):
    refused("nights", agree, house, text="Be kind.", by=lead, holds_from=house.tonight() - timedelta(days=1))

    assert not Guidelines.objects.exists()
