"""Guidelines by version: agreed, in force from a day, and never changed."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from respite import history
from stays.agreeing import Words, agree
from stays.models import Guidelines
from tests.moments import refused

SPANISH = Words("Sea amable.", "es")
EASY = Words("Kind.", easy=True)


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
    soon = agree(house, text="Be kinder.", by=lead, meeting="May", holds_from=house.tonight() + timedelta(days=5))

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


def test_text_is_kept_with_one_kind_of_line_end(house, lead):
    sent = "\r\n# Nights \r\nQuiet after ten.\r\n"
    version = agree(house, text=sent, by=lead, others=[Words(sent, easy=True)])

    assert [one.text for one in version.all_words()] == ["# Nights\nQuiet after ten."] * 2


def test_version_cannot_hold_from_a_day_that_is_over(house, lead):
    refused("nights", agree, house, text="Be kind.", by=lead, holds_from=house.tonight() - timedelta(days=1))

    assert not Guidelines.objects.exists()


def test_agree_takes_all_languages_at_once(house, lead):
    version = agree(house, text="Be kind.", by=lead, others=[SPANISH, EASY, Words("  ", "es", easy=True)])

    read = Guidelines.objects.with_words().get(pk=version.pk)
    assert [(one.language, one.easy, one.text) for one in read.all_words()] == [
        ("en", False, "Be kind."),
        ("en", True, "Kind."),
        ("es", False, "Sea amable."),
    ]
    assert read.said_in("es", easy=True) is None


def test_agree_keeps_meeting_day_and_what_is_new(house, lead):
    agree(house, text="Be kind.", by=lead)
    met = house.local().date() - timedelta(days=3)
    version = agree(house, text="Be kinder.", by=lead, meeting="May", met_on=met, what_changed="We add one word.")

    version.refresh_from_db()
    assert (version.agreed_at, version.met_on, version.what_changed) == ("May", met, "We add one word.")


def test_change_comes_from_a_house_meeting(house, lead):
    agree(house, text="Be kind.", by=lead)

    refused("meeting", agree, house, text="Be kinder.", by=lead, meeting=" ")

    assert Guidelines.objects.count() == 1


def test_house_cannot_have_met_tomorrow(house, lead):
    tomorrow = house.local().date() + timedelta(days=1)

    refused("nights", agree, house, text="Be kind.", by=lead, meeting="May", met_on=tomorrow)


def test_same_words_are_not_a_new_version(house, lead):
    agree(house, text="Be kind.", by=lead, others=[SPANISH])

    told = refused("same", agree, house, text=" Be  kind.\n", by=lead, meeting="May", others=[SPANISH])

    assert told == "These are the words of version 1. Nothing is new yet."
    assert agree(house, text="Be kind.", by=lead, meeting="May", others=[SPANISH, EASY]).version == 2


def test_agree_needs_words(house, lead):
    refused("words", agree, house, text=" \n", by=lead)
    refused("words", agree, house, text="Be kind.", by=lead, others=[SPANISH, SPANISH])
    refused("words", agree, house, text="Be kind.", by=lead, others=[Words("x", "xx")])

    assert not Guidelines.objects.exists()


@pytest.mark.parametrize("where", ["own", "other"])
def test_text_by_a_machine_needs_somebody_who_checked_it_LN_31(house, lead, where):
    made = {"made": "machine"}
    text = {"others": [Words("Sea amable.", "es", **made)]} if where == "other" else made

    told = refused("machine", agree, house, text="Be kind.", by=lead, **text)

    assert "Ask somebody who speaks it well to read it over" in told
    assert ("Español" in told) == (where == "other")
    assert not Guidelines.objects.exists()


def test_text_by_a_machine_that_somebody_checked_says_so_LN_31(house, lead):
    checked = Words("Sea amable.", "es", made="machine", checked_by="Luz Ortega")
    version = agree(house, text="Be kind.", by=lead, others=[checked])

    words = version.said_in("es")
    assert (words.made, words.checked_by) == ("machine", "Luz Ortega")


def test_who_knows_the_newest_version_may_agree_on_the_next(house, lead):
    agree(house, text="Be kind.", by=lead, after=0)

    assert agree(house, text="Be kinder.", by=lead, meeting="May", after=1).version == 2


def test_who_wrote_on_top_of_an_older_version_is_told(house, lead):
    agree(house, text="Be kind.", by=lead)

    told = refused("state", agree, house, text="Be quiet.", by=lead, meeting="May", after=0)

    assert told == "Version 1 was agreed meanwhile. What you wrote is still here. Please compare."
    assert Guidelines.objects.count() == 1


def test_older_words_stay_as_they_were_LN_02(house, lead):
    first = agree(house, text="Be kind.", by=lead, others=[SPANISH])
    agree(house, text="Be kinder.", by=lead, meeting="May", others=[Words("Más amable.", "es")])

    first = Guidelines.objects.get(pk=first.pk)
    assert (first.text, first.said_in("es").text) == ("Be kind.", "Sea amable.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("knew", "versions"), [(None, [1, 2, 3]), (1, [1, 2])])
def test_two_agree_at_once_and_each_number_is_given_once(house, lead, knew, versions):
    agree(house, text="Be kind.", by=lead)
    start, told = threading.Barrier(2), []

    def one(text):
        try:
            start.wait()
            told.append(agree(house, text=text, by=lead, meeting="May", after=knew).version)
        except ValidationError as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[text]) for text in ("Be kinder.", "Be quieter.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(row.version for row in Guidelines.objects.all()) == versions
    assert sorted(map(str, told)) == (["2", "3"] if knew is None else ["2", "state"])
