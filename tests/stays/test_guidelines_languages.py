"""The guidelines for everybody in each language, easy to read, on paper and on the wall."""

import html
import io
import re
from datetime import timedelta

import pikepdf
import pypdf
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from stays.agreeing import Words, agree
from tests.reading import NEUTRAL_NEVER

FULL = "# Quiet\nQuiet hours are from 10 pm to 8 am."
OTHERS = [
    Words("# Quiet\nPlease be quiet at night.", easy=True),
    Words("# Silencio\nHay silencio de las 10 a las 8.", "es", what_changed="El silencio empieza más temprano."),
    Words("# Silencio\nSilencio de noche, por favor.", "es", easy=True),
]
PAGE = "/houses/juniper-house/guidelines/"
PDFS = ["guidelines.pdf", "guidelines-easy.pdf", "guidelines-poster.pdf"]


@pytest.fixture
def agreed(house, lead):
    """The house with two versions; the second one has every language."""
    agree(house, text="# Quiet\nOld words.", by=lead, others=[Words("# Silencio\nPalabras de antes.", "es")])
    met = house.local().date()
    agree(
        house, text=FULL, by=lead, meeting="house meeting", met_on=met, others=OTHERS, what_changed="Quiet is earlier."
    )
    return house


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def said(page):
    """Return the words of each section and the language they are marked with."""
    return [(part.get("lang"), " ".join(part.get_text(" ").split())) for part in page.select("article section")]


def test_page_in_spanish_has_the_spanish_words_unmarked(client, agreed):
    page = read(client, f"/es{PAGE}")

    assert (None, "Silencio Hay silencio de las 10 a las 8.") in said(page)
    assert "Quiet hours" not in page.get_text()
    assert "El silencio empieza más temprano." in page.get_text()


def head(page):
    return " ".join(page.article.header.p.get_text(" ").split())


def test_page_says_what_is_new_and_which_meeting(client, agreed):
    page = read(client, PAGE)

    assert "Quiet is earlier." in page.article.get_text(" ")
    assert head(page).endswith(" 2026. Agreed at house meeting.")
    assert head(page).count("2026") == 1


def test_page_says_the_day_of_the_meeting_where_it_is_another_one(client, agreed, lead):
    met = agreed.local().date() - timedelta(days=3)
    agree(agreed, text="Soon.", by=lead, meeting="house meeting in May", met_on=met)

    assert re.search(r"Agreed at house meeting in May, \d+ \w+ 2026\.$", head(read(client, PAGE)))


def test_meeting_has_no_english_name_on_a_spanish_page(client, agreed):
    page = read(client, f"/es{PAGE}")

    assert page.article.select("header [lang]") == []
    assert not head(page).endswith("house meeting.") or "a house meeting." in head(page)


def test_easy_twin_is_one_link_away_and_leads_back(client, agreed):
    page = read(client, PAGE)
    easy = read(client, page.find("a", string=re.compile("Easy to read"))["href"])

    assert (None, "Quiet Please be quiet at night.") in said(easy)
    assert "easy to read" in easy.h1.get_text()
    assert easy.find("a", string=re.compile("The full text"))["href"] == f"{PAGE}?version=2"


def test_easy_twin_stands_in_spanish_too(client, agreed):
    easy = read(client, f"/es{PAGE}easy/")

    assert (None, "Silencio Silencio de noche, por favor.") in said(easy)
    assert {link["href"] for link in easy.select("a.top-lang")} == {f"{PAGE}easy/"}


def test_version_without_an_easy_twin_leads_to_its_full_text(client, agreed):
    for name in ("easy/?version=1", "easy/?version=1&x=1"):
        answer = client.get(f"/es{PAGE}{name}")
        assert answer["Location"].startswith(f"/es{PAGE}?version=1")
    assert client.get("/houses/juniper-house/guidelines-easy.pdf?version=1")["Location"].endswith(
        "/guidelines.pdf?version=1"
    )
    assert "Easy to read" not in read(client, f"{PAGE}?version=1").get_text()


def test_link_by_version_opens_that_text_in_that_language(client, agreed):
    page = read(client, f"/es{PAGE}?version=1")

    assert said(page) == [(None, "Silencio Palabras de antes.")]
    assert {link["href"] for link in page.select("a.top-lang")} == {f"{PAGE}?version=1"}


def test_version_to_come_is_nowhere_before_its_day(client, agreed, lead):
    agree(agreed, text="Soon.", by=lead, meeting="May", holds_from=agreed.tonight() + timedelta(days=2), others=OTHERS)

    for address in (PAGE, f"{PAGE}easy/", "/houses/juniper-house/guidelines.pdf"):
        assert client.get(f"{address}?version=3").status_code == 404
        assert client.get(f"/es{address}?version=3").status_code == 404
    assert "Soon." not in read(client, PAGE).get_text()


def test_public_pages_cost_the_same_with_one_version_and_four(client, house, lead, django_assert_max_num_queries):
    agree(house, text=FULL, by=lead, others=OTHERS)
    client.get(PAGE)  # phones are remembered from here on

    with django_assert_max_num_queries(8) as few:
        client.get(PAGE)
    for n in range(3):
        agree(house, text=f"{FULL}\n{n}", by=lead, meeting="May", others=OTHERS)
    with django_assert_max_num_queries(8) as many:
        client.get(PAGE)
    assert len(few) == len(many)


# On paper


def paper(client, name, language="en"):
    prefix = "" if language == "en" else f"/{language}"
    answer = client.get(f"{prefix}/houses/juniper-house/{name}")
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("name", PDFS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_paper_is_tagged_in_its_language_AX_31(client, agreed, name, language):
    with pikepdf.open(io.BytesIO(paper(client, name, language))) as document:
        root = document.Root
        tagged = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
        figures = [item for item in tagged if item.S == "/Figure"]

        assert (root.MarkInfo.Marked, str(root.Lang)) == (True, language)
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.StructTreeRoot.K is not None
        assert str(document.docinfo.Title)
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        assert all("/Scope" in head.get("/A", {}) for head in tagged if head.S == "/TH")
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        with document.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"


def bare(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(("name", "page"), [("guidelines.pdf", PAGE), ("guidelines-easy.pdf", f"{PAGE}easy/")])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_paper_says_the_words_of_its_page_AX_33(client, agreed, name, page, language):
    prefix = "" if language == "en" else f"/{language}"
    words = read(client, f"{prefix}{page}").article.get_text(" ")

    told = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(paper(client, name, language))).pages)

    assert bare(words) in bare(told)


def test_poster_says_the_words_of_its_page_AX_33(client, agreed):
    page = read(client, f"{PAGE}poster/").article
    page.svg.decompose()

    told = pypdf.PdfReader(io.BytesIO(paper(client, "guidelines-poster.pdf")))

    assert len(told.pages) == 1
    assert bare(page.get_text(" ")) == bare(told.pages[0].extract_text())


def test_square_on_the_wall_has_a_name_and_leads_to_the_page_AX_31(client, agreed, settings):
    settings.BASE_URL = "https://valley.example"
    page = read(client, f"/es{PAGE}poster/")

    with pikepdf.open(io.BytesIO(paper(client, "guidelines-poster.pdf"))) as document:
        figures = [
            item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert ["guidelines of this house" in str(figure.Alt) for figure in figures] == [True]
    assert page.article.svg["role"] == "img"
    assert page.article.svg.title.get_text()
    assert page.select_one(".address").get_text() == f"valley.example/es{PAGE}"


@pytest.mark.parametrize(("asked", "size"), [("", (612, 792)), ("?paper=a4", (595, 842)), ("?paper=x", (612, 792))])
def test_poster_fits_letter_and_a4(client, agreed, asked, size):
    box = pypdf.PdfReader(io.BytesIO(paper(client, f"guidelines-poster.pdf{asked}"))).pages[0].mediabox

    assert (round(float(box.width)), round(float(box.height))) == size


def test_poster_is_neutral(client, agreed):
    words = html.unescape(read(client, f"{PAGE}poster/").article.get_text(" ")).lower()

    assert [word for word in NEUTRAL_NEVER if word in words] == []
    answer = client.get("/houses/juniper-house/guidelines-poster.pdf")
    assert answer["Content-Disposition"] == 'inline; filename="for-the-wall.pdf"'


def test_poster_needs_guidelines_and_a_published_house(client, house, lead):
    names = [f"{PAGE}poster/", "/houses/juniper-house/guidelines-poster.pdf"]
    assert {client.get(name).status_code for name in names} == {404}
    agree(house, text=FULL, by=lead)
    assert {client.get(name).status_code for name in names} == {200}
    house.published = False
    house.save()

    assert {client.get(name).status_code for name in names} == {404}


@pytest.mark.parametrize("name", ["public", "easy", "poster", "pdf", "easy-pdf", "poster-pdf"])
def test_public_doors_only_open_to_read(client, agreed, name):
    assert client.post(reverse(f"guidelines:{name}", args=[agreed.slug])).status_code == 405
