"""A copy of everything held about somebody: nothing is held in silence (SE-60)."""

import json

import pytest
from django.apps import apps
from django.test import Client

from intake import copying, flow, held, joining
from intake.models import Request
from respite.templatetags.words import phone
from respite.vault import SealedField
from stays.models import Guest
from tests.factories import ask
from tests.intake.telling_all import RARE, tell_all
from tests.reading import NEUTRAL_NEVER, banned

COPY = "/mine/request/copy/"
FILE = "/mine/request/copy.json"


def visitor(code):
    client = Client()
    assert client.post("/mine/", {"code": str(code)}).status_code == 303
    return client


@pytest.fixture
def told(house, harbor, peer):
    return tell_all(house, harbor, peer)


def test_copy_says_where_a_request_stands_in_words_for_its_reader(house, peer):
    _request, code = ask(house)

    html = visitor(code).get(COPY).content.decode()

    assert "We have your request." in html
    assert "Heard from" not in html
    assert "Language of this site" in html


# nothing is left out


def is_about_somebody(model):
    """Say whether a model holds sealed words, or is tied to a request or a guest."""
    fields = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    sealed = any(isinstance(field, SealedField) for field in fields)
    return sealed or any(field.related_model in {Request, Guest} for field in fields)


def test_every_model_about_somebody_is_in_the_copy_SE_60():
    about = {model for model in apps.get_models() if is_about_somebody(model)}
    kept = {part.model for part in held.PARTS}
    said = {apps.get_model(label) for label in held.NOT_HERE}

    assert {model._meta.label for model in about - kept - said} == set()
    assert len(about) >= 15


@pytest.mark.parametrize("part", held.PARTS, ids=lambda part: part.key)
def test_every_column_is_told_or_says_why_not_SE_60(part):
    columns = {field.name for field in [*part.model._meta.concrete_fields, *part.model._meta.local_many_to_many]}

    assert columns - set(part.told) - set(part.untold) == set()
    assert set(part.told) & set(part.untold) == set()
    assert (set(part.told) | set(part.untold)) - columns == set()
    sealed = {field.name for field in part.model._meta.concrete_fields if isinstance(field, SealedField)}
    assert sealed <= set(part.told)


def test_column_that_a_table_forgets_is_noticed_SE_60():
    part = next(part for part in held.PARTS if part.model is Request)
    columns = {field.name for field in part.model._meta.concrete_fields} | {"a new one"}

    assert columns - set(part.told) - set(part.untold) == {"a new one"}


def test_every_word_they_told_is_on_the_page_and_in_the_file_SE_60(told):
    client = visitor(told.code)

    page = client.get(COPY).content.decode().replace("&#x27;", "'")
    page += "".join(word for name, word in RARE.items() if "phone" in name and phone(word) in page)  # as people say it
    file = client.get(FILE).content.decode()

    assert [name for name, word in RARE.items() if word not in page] == []
    assert [name for name, word in RARE.items() if word not in file] == []


def test_file_and_page_hold_the_same_SE_60(told):
    copy = copying.everything(told.request)
    plain = copy.plain()

    assert [part.key for part in copy.parts] == [key for key in plain if key != "made_at"]
    assert json.loads(json.dumps(plain)) == plain
    assert {part.key for part in copy.parts} == {part.key for part in held.PARTS} | {"happened"}


def test_copy_tells_who_opened_it_and_each_yes_SE_60(told):
    plain = copying.everything(told.request).plain()

    assert [row["by"] for row in plain["looked"]] == ["Joy"]
    assert [row["by"] for row in plain["opened"]] == ["Joy"]
    assert {row["purpose"] for row in plain["consents"]} == {"list", "hand_over"}
    assert plain["consents"][0]["parts"] == ["contact", "name", "nights", "to_know"]


def test_copy_tells_nothing_of_others_SE_60(told, house, peer):
    other, _code = ask(house, name="Omarion")
    flow.converse(other, outcome="known", by=peer, agreed="Words of Omarion.")

    assert "Omarion" not in json.dumps(copying.everything(told.request).plain())


def test_wrong_guess_of_ours_shows_nobody_the_words_of_another_SE_60(house, peer):
    flow.converse(ask(house, name="Omarion")[0], outcome="known", by=peer, agreed="Words of Omarion.")
    luz, code = ask(house)
    joining.recognise(luz, Guest.objects.get(), by=peer)

    client = visitor(code)
    pages = [client.get(address).content.decode() for address in ("/mine/request/", COPY, FILE)]

    assert [page for page in pages if "Omarion" in page] == []
    assert "Hello, Luz" in pages[0]


def test_earlier_requests_are_told_once_we_talked_SE_60(house, peer):
    flow.converse(ask(house)[0], outcome="known", by=peer, agreed="The first talk.")
    later, _code = ask(house)
    flow.converse(later, outcome="known", by=peer, agreed="The second talk.", guest=Guest.objects.get())

    plain = copying.everything(Request.objects.get(pk=later.pk)).plain()

    assert [row["agreed"] for row in plain["conversations"]] == ["The second talk.", "The first talk."]


# the page and the file


def test_file_comes_by_a_link_that_says_so_under_a_neutral_name_CS_16(told):
    client = visitor(told.code)

    page = client.get(COPY)
    file = client.get(FILE)

    assert f'<a href="{FILE}">Download it as a file</a>' in page.content.decode()
    assert "Content-Disposition" not in page
    assert file["Content-Disposition"] == 'attachment; filename="copy.json"'
    assert [word for word in NEUTRAL_NEVER if word in file["Content-Disposition"]] == []
    assert file["Cache-Control"] == "no-store"
    assert file["Content-Type"] == "application/json"


@pytest.mark.parametrize("address", [COPY, FILE])
def test_copy_needs_the_code_CS_06(client, told, address):
    assert client.get(address)["Location"] == "/mine/"


def test_copy_names_the_house_as_they_allowed_SE_06(house, harbor, peer):
    house.name, house.neutral_name = "Juniper Crisis House", "Valley"
    house.save()
    told = tell_all(house, harbor, peer)
    client = visitor(told.code)

    assert "Juniper Crisis" not in client.get(COPY).content.decode()
    assert "Juniper Crisis" not in client.get(FILE).content.decode()


def test_copy_uses_no_word_that_guests_should_not_read_CS_27(told):
    assert banned(visitor(told.code).get(COPY).content.decode()) == []


def test_copy_asks_the_database_as_often_for_one_talk_as_for_three(
    house, peer, django_assert_num_queries, django_assert_max_num_queries
):
    request, _code = ask(house)
    flow.converse(request, outcome="known", by=peer, agreed="One.")
    asked = Request.objects.with_standing().with_person().get(pk=request.pk)
    with django_assert_max_num_queries(len(held.PARTS) + 6) as seen:
        copying.everything(asked)
    for words in ("Two.", "Three."):
        flow.converse(request, outcome="known", by=peer, agreed=words)

    with django_assert_num_queries(len(seen)):
        copying.everything(asked)
