"""A request moves only as the table says, whoever writes it (RE-06)."""

import pytest
from django.db import IntegrityError, transaction

from intake import moves
from intake.models import Request
from tests.factories import ask

State = Request.State


def test_table_names_every_state():
    assert set(moves.TABLE) == set(State)


@pytest.mark.parametrize("old", State)
def test_database_allows_just_the_moves_of_the_table_RE_06(house, old):
    asked = ask(house)[0]
    rows = Request.objects.filter(pk=asked.pk)
    went = set()

    for new in set(State) - {old}:
        try:
            with transaction.atomic():
                rows.delete()
                Request.objects.bulk_create([asked.__class__(pk=asked.pk, **_facts(asked), state=old)])
                rows.update(state=new)
        except IntegrityError:
            continue
        went.add(new)

    assert went == moves.TABLE[old]


def _facts(asked):
    return {"house": asked.house, "key": asked.key, "promised_by": asked.promised_by, "locator": asked.locator}


def test_same_state_again_is_no_move(house):
    asked = ask(house)[0]

    assert Request.objects.filter(pk=asked.pk).update(state="heard") == 1


def test_direct_write_past_the_verbs_is_refused_RE_06(house):
    asked = ask(house)[0]

    with pytest.raises(IntegrityError, match="does not move from heard to coming"), transaction.atomic():
        Request.objects.filter(pk=asked.pk).update(state="coming")
