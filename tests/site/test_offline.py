"""The page for when nothing of ours answers: plain files, with phones, in every language (RE-12)."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from pages import offline, tasks
from respite import phones


@pytest.fixture
def kept(house, settings, tmp_path, monkeypatch):
    """A state folder of its own, in which the numbers of the house are known."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(phones, "_kept", [])
    monkeypatch.setattr(phones, "_kept_at", 0.0)
    phones.remember()
    return tmp_path / "offline"


def test_files_say_phones_and_the_way_out_in_every_language_RE_12(kept):
    assert offline.write() == ["offline.html", "offline.css"]

    soup = BeautifulSoup((kept / "offline.html").read_text(), "html.parser")
    sections = soup.select("section")
    assert [section["lang"] for section in sections] == [code for code, _name in settings.LANGUAGES]
    for section in sections:
        assert section.select_one("a.leave")["href"] == settings.LEAVE_URL
        ours = ["tel:+17155550142", "tel:+17155550100", "tel:+18005550199"]  # of the house, and of who runs it
        assert [link["href"] for link in section.select("li a")] == [*ours, "tel:988", "sms:988"]
        runs = phones.organizations()[0].name
        assert sum(runs in line.get_text() for line in section.select("li")) == 2
    assert len(soup.select("h1")) == 1
    assert soup.title.string == "This site is resting"


def test_files_ask_for_nothing_but_each_other(kept):
    offline.write()

    html, sheet = (kept / "offline.html").read_text(), (kept / "offline.css").read_text()
    assert re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]+)"', html) == ["offline.css"]
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", html)
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert len(html) + len(sheet) < 40_000


def test_files_are_written_again_only_when_a_number_changes(kept, house):
    offline.write()
    assert offline.write() == []

    house.phone = "+17155550177"
    house.save()
    phones._kept_at = 0.0
    phones._kept.clear()
    phones.remember()
    tasks.write_offline()

    assert "tel:+17155550177" in (kept / "offline.html").read_text()
    assert list(kept.glob(".new-*")) == []


def test_page_needs_no_database(kept, django_assert_num_queries):
    with django_assert_num_queries(0):
        offline.write()


def test_full_disk_holds_up_nothing_else(kept, monkeypatch):
    def full():
        raise OSError

    monkeypatch.setattr(offline, "write", full)

    tasks.write_offline()
