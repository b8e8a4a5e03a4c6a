"""Every block an editor can choose: a name, what it is for, and what it looks like before it is chosen."""

import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, ListBlock
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from pages import seeding
from pages.models import HomePage
from pages.seeding import plant
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


def choosable():
    """Return each block that the chooser offers, of every page type, with the place it is offered at."""
    found = {}
    for model in get_page_models():
        if model is Page or not model.__module__.startswith("pages."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                walk(field.stream_block, f"{model.__name__}.{field.name}", found)
    return found


def walk(block, place, found):
    if isinstance(block, ListBlock):
        walk(block.child_block, place, found)
    elif isinstance(block, BaseStructBlock | BaseStreamBlock):
        for name, child in block.child_blocks.items():
            if isinstance(block, BaseStreamBlock):
                found[f"{place}.{name}"] = child
            walk(child, f"{place}.{name}", found)


BLOCKS = choosable()


def test_every_kind_of_block_is_looked_at():
    kinds = {type(block).__name__ for block in BLOCKS.values()}

    assert kinds >= {"Step", "Fact", "Phone", "Sensitive", "Question", "Fault", "Paragraph", "Photos", "Area"}


def test_block_has_label_words_icon_and_preview(house, editor):
    plant(house.organization)
    editor.groups.add(seeding.editors(HomePage.objects.get()))
    client = signed_in(editor)

    for place, block in BLOCKS.items():
        assert block.label, place
        assert block.meta.icon != "placeholder", place
        assert str(block.get_description()), place
        assert block.is_previewable, place
        answer = client.get("/cms/block-preview/", {"id": block.definition_prefix})
        assert answer.status_code == 200, place
        shown = BeautifulSoup(answer.content, "html.parser").main
        assert len(shown.get_text(strip=True)) > 8, place
        assert "img" not in str(shown), place
