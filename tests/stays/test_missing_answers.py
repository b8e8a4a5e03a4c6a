"""A form that is sent empty says of each answer what to do, in a sentence of its own (CS-24)."""

import pytest
from django import forms
from django.urls import reverse

from respite.forms import Form
from stays import agreeing
from tests.factories import expected, here

DEFAULT = forms.Field.default_error_messages["required"]


def kinds(form=Form):
    """Yield every form of the house's work."""
    for kind in form.__subclasses__():
        if kind.__module__.startswith("stays."):
            yield kind
        yield from kinds(kind)


def sentences(answer):
    """Return what the summary says, in order."""
    form = answer.context["form"]
    return [error for field in form.visible_fields() for error in field.errors]


def test_every_answer_of_the_office_is_asked_for_in_its_own_words():
    plain = {
        f"{kind.__name__}.{name}"
        for kind in kinds()
        for name, field in kind.base_fields.items()
        if field.required and field.error_messages["required"] == DEFAULT and name != "change"
    }

    assert plain == set()


def test_closing_sent_empty_says_what_to_choose(house, lead_desk):
    answer = lead_desk.post(reverse("stays:closure-new", args=[house.slug]), {})

    assert sentences(answer) == [
        "Choose a room, or the whole house.",
        "Choose why it is closed.",
        "Choose the first night it is closed.",
        "Choose the day it is back.",
    ]


def test_leaving_sent_empty_asks_what_contact_they_wish(house, peer, desk):
    stay = here(house, peer)

    answer = desk.post(reverse("stays:stay-leave", args=[house.slug, stay.code]), {})

    assert sentences(answer) == ["Choose what contact they wish after the stay."]


def test_arriving_sent_empty_asks_how_the_guidelines_were_shared(house, peer, desk):
    agreeing.agree(house, text="We knock.", by=peer)
    stay = expected(house, peer)

    answer = desk.post(reverse("stays:stay-arrive", args=[house.slug, stay.code]), {})

    assert sentences(answer) == ["Choose how you shared the guidelines."]


def test_incident_sent_empty_says_what_to_write(house, desk):
    answer = desk.post(reverse("stays:incident-new", args=[house.slug]), {})

    assert sentences(answer) == [
        "Choose what kind of thing it was.",
        "Choose the day.",
        "Choose the hour.",
        "Write a word or two.",
    ]


@pytest.mark.parametrize("typed", ["soon", "31 February 2027"])
def test_day_that_cannot_be_read_is_asked_for_again(house, lead_desk, typed):
    answer = lead_desk.post(reverse("stays:closure-new", args=[house.slug]), {"first": typed})

    assert "Write a day, like 5 December 2026." in sentences(answer)


def test_choice_that_is_not_on_the_list_is_asked_for_again(house, lead_desk):
    answer = lead_desk.post(reverse("stays:closure-new", args=[house.slug]), {"reason": "spite"})

    assert "Choose one of these." in sentences(answer)
