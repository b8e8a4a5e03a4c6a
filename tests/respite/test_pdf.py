"""A PDF is tagged, named, whole, and says what its page says; it never touches the network."""

import html
import io
import re

import pikepdf
import pypdf
import pytest
from django.urls import reverse

from respite import pdf
from respite.typesetting import OwnFiles, make
from stays import agreeing

TEXT = (
    "We are glad you are here.\n# Kindness\nWe knock before we come in. Señor Peña’s rule: “ask”.\n# Quiet\nFrom 10 pm."
)


@pytest.fixture
def answer(client, house, lead):
    """The guidelines of a house as a PDF."""
    agreeing.agree(house, text=TEXT, by=lead, meeting="the house meeting")
    return client.get(reverse("guidelines:pdf", args=[house.slug]))


@pytest.fixture
def document(answer):
    """The same, opened."""
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        yield opened


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def bare(text):
    """Return the letters alone: where a line of a PDF ends, a space may be missing."""
    return re.sub(r"\s+", "", text)


def test_pdf_is_tagged_and_says_its_language_and_title_AX_31(document):
    root = document.Root

    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.StructTreeRoot.K is not None
    assert str(document.docinfo.Title) == "Guidelines of Juniper House"


def test_pdf_names_its_standard_AX_31(document):
    with document.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"


def test_pdf_brings_every_font_AX_31(document):
    fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]

    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    assert {str(font.FontName).split("+")[-1].startswith("Atkinson") for font in fonts} == {True}


def test_pdf_marks_headings_and_paragraphs_AX_31(document):
    kinds = {str(item.S) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}

    assert {"/H1", "/H2", "/P"} <= kinds


def test_pdf_gives_every_table_head_a_scope_AX_31(settings, tmp_path):
    rows = "<tr><th>Room</th><th>Night</th></tr><tr><th>Birch</th><td>1</td></tr>"
    page = f"<html lang=en><head><title>T</title></head><body><table>{rows}</table></body></html>"
    (tmp_path / "table.html").write_text(page)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    with pikepdf.open(io.BytesIO(make("table.html", {}))) as document:
        heads = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"]
        assert [str(head.A.Scope) for head in heads] == ["/Column", "/Column", "/Row"]


def test_pdf_says_the_same_words_as_its_page_AX_33(client, house, answer):
    page = client.get(reverse("guidelines:public", args=[house.slug])).content.decode()
    article = re.search(r"<article.*?</article>", page, re.DOTALL)[0]
    words = plain(html.unescape(re.sub(r"<[^>]+>", " ", article)))

    told = " ".join(paper.extract_text() for paper in pypdf.PdfReader(io.BytesIO(answer.content)).pages)

    running = "Juniper House, guidelines, version 1"
    assert bare(re.sub(rf"{running}|Page 1 of 1|Page of", "", plain(told))) == bare(words)


def test_pdf_has_a_neutral_name_and_stays_out_of_caches_CS_16(answer):
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="guidelines-1.pdf"'
    assert answer["Cache-Control"] == "no-store"


def test_pdf_of_an_older_version_is_kept(client, house, answer, lead):
    agreeing.agree(house, text="New words.", by=lead, meeting="the next one")

    older = client.get(reverse("guidelines:pdf", args=[house.slug]) + "?version=1")

    assert "We knock" in pypdf.PdfReader(io.BytesIO(older.content)).pages[0].extract_text()


def test_pdf_without_guidelines_is_not_found(client, house):
    assert client.get(reverse("guidelines:pdf", args=[house.slug])).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/x.png", "file:///etc/passwd", "https://own.example/static/../respite/settings.py"],
)
def test_pdf_reads_our_own_static_files_and_nothing_else(address):
    with pytest.raises(ValueError, match="only use our own"):
        OwnFiles().fetch(address)


def test_machine_without_pango_says_so_and_serves_the_rest(monkeypatch):
    def missing(*args):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("respite.pdf.make", missing)

    told = pdf.answer("table.html", {}, "guidelines-1")

    assert told.status_code == 503
    assert "the library Pango is missing" in told.content.decode()
