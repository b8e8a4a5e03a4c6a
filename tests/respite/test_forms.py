"""A form sent once does it once: doubled, resent, from two tabs, at the same moment (RE-05); and kind words (CS-24)."""

import threading
import uuid

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory

from respite.forms import Conflict, Form, once
from respite.models import Organization, Sending
from tests.factories import OrganizationFactory


class Wave(Form):
    """A small form."""

    name = forms.CharField(max_length=20)
    note = forms.CharField(required=False)
    colour = forms.CharField(required=False, error_messages={"required": "Which colour?"})


def send(path="/wave/", **words):
    """Return the request and the form of one sending."""
    request = RequestFactory().post(path, words)
    form = Wave(request.POST)
    assert form.is_valid(), form.errors
    return request, form


def effect():
    """Do something that can be counted."""
    made = OrganizationFactory()
    return f"/sent/{made.slug}/"


def count():
    return Organization.objects.count()


def test_form_sent_twice_does_it_once_and_leads_to_the_same_place_RE_05(db):
    key = uuid.uuid4()
    answers = [once(*send(sending=key, name="Joy"), effect) for _ in range(3)]

    assert len(set(answers)) == 1
    assert count() == 1


def test_token_of_the_session_makes_no_difference_RE_05(db):
    key = uuid.uuid4()

    for token in ("one", "two"):
        once(*send(sending=key, name="Joy", csrfmiddlewaretoken=token), effect)

    assert count() == 1


@pytest.mark.parametrize("other", [{"name": "Ana"}, {"note": "late"}, {"path": "/other/"}])
def test_form_sent_again_with_other_content_is_a_conflict_RE_05(db, other):
    key = uuid.uuid4()
    once(*send(sending=key, name="Joy"), effect)

    with pytest.raises(Conflict, match="already sent with other words"):
        once(*send(**{"sending": key, "name": "Joy"} | other), effect)

    assert count() == 1


def test_two_forms_do_it_twice(db):
    for _ in range(2):
        once(*send(sending=uuid.uuid4(), name="Joy"), effect)

    assert count() == 2


def test_form_without_a_key_still_works(db):
    once(*send(name="Joy"), effect)

    assert count() == 1


def test_refused_form_may_be_sent_again_with_better_words_RE_05(db):
    key = uuid.uuid4()

    def refusing():
        effect()
        raise ValidationError("Not like this.")

    with pytest.raises(ValidationError):
        once(*send(sending=key, name="Joy"), refusing)
    assert (count(), Sending.objects.count()) == (0, 0)

    once(*send(sending=key, name="Ana"), effect)

    assert count() == 1


@pytest.mark.django_db(transaction=True)
def test_effect_that_breaks_leaves_no_trace_of_the_sending_RE_05():
    key = uuid.uuid4()

    def breaking():
        effect()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(*send(sending=key, name="Joy"), breaking)

    assert (count(), Sending.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_form_sent_by_many_hands_at_once_does_it_once_RE_05():
    key, start, answers, troubles = uuid.uuid4(), threading.Barrier(8), [], []

    def hand():
        try:
            start.wait(10)
            answers.append(once(*send(sending=key, name="Joy"), effect))
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    hands = [threading.Thread(target=hand) for _ in range(8)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()

    assert troubles == []
    assert (len(answers), len(set(answers))) == (8, 1)
    assert count() == Sending.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_effect_is_tried_again_whole_after_a_deadlock_RE_02():
    trouble = ["40P01"]

    def unlucky():
        where = effect()
        if trouble:
            with connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{trouble.pop()}'; END $$")
        return where

    once(*send(sending=uuid.uuid4(), name="Joy"), unlucky)

    assert count() == Sending.objects.count() == 1


def test_form_keeps_its_key_while_it_is_put_right():
    first = Wave()
    key = first["sending"].value()
    again = Wave({"sending": key, "name": ""})

    assert uuid.UUID(str(key))
    assert first["sending"].value() == key
    assert str(key) in str(again["sending"])
    assert Wave()["sending"].value() != key


def test_missing_answer_is_asked_for_kindly_CS_24():
    form = Wave({"name": ""})
    form.fields["colour"].required = True

    assert form.errors == {"name": ["Please answer this, or go back."], "colour": ["Which colour?"]}


def test_form_leaves_checking_to_us_CS_24():
    assert "required" not in str(Wave()["name"])


def test_refusal_of_a_verb_stands_on_the_form_with_its_code():
    form = Wave({"name": "Joy"})
    assert form.is_valid()

    form.refuse(ValidationError("That night was taken a moment ago.", code="taken"))

    assert form.non_field_errors() == ["That night was taken a moment ago."]
    assert form.non_field_errors().as_data()[0].code == "taken"


def test_refusal_by_fields_stands_at_the_fields_it_knows():
    form = Wave({"name": "Joy"})
    assert form.is_valid()

    form.refuse(ValidationError({"name": ["Too short."], "reason": ["Choose one."]}))

    assert form.errors == {"name": ["Too short."], "__all__": ["Choose one."]}


def test_digest_of_a_sending_needs_the_key_of_the_installation(db, settings):
    key = uuid.uuid4()
    once(*send(sending=key, name="Joy"), effect)

    settings.RESPITE_VAULT_KEYS = "the-key-of-another-installation-altogether"

    with pytest.raises(Conflict):
        once(*send(sending=key, name="Joy"), effect)


def test_number_out_of_range_says_both_ends_in_our_words():
    class Nights(Form):
        nights = forms.IntegerField(min_value=1, max_value=90)

    for typed in ("0", "99", "many"):
        assert Nights({"nights": typed}).errors["nights"] == ["Write a whole number from 1 to 90."]


def test_field_that_a_form_adds_of_its_own_speaks_kindly_too():
    class Adding(Form):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["more"] = forms.CharField()

    assert Adding({}).errors["more"] == ["Please answer this, or go back."]
