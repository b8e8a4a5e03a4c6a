"""Photos of a house: nothing of where they were taken is kept, and nobody sees those of another organization."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from pages import cleaning, pictures, seeding
from pages.albums import album
from pages.pictures import Picture, PictureRendition
from respite.models import Role
from tests.cast import member, signed_in
from tests.site import photos

CANARY = photos.CANARY.encode()
ADD = "/cms/images/add/"
UPRIGHT = 6  # how EXIF says: turn a quarter


@pytest.fixture
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def home(house):
    return seeding.plant(house.organization)


@pytest.fixture
def pen(home, editor, store):
    """The browser of Wes, who may write pages of the valley."""
    editor.groups.add(seeding.editors(home))
    return signed_in(editor)


def picture(organization, kind="JPEG", **more):
    facts = {"title": "Kitchen", "alt_en": "A table with two cups.", "alt_es": "Una mesa con dos tazas."}
    return Picture.objects.create(file=photos.upload(kind), collection=album(organization), **facts | more)


def form(organization, file, **more):
    facts = {"title": "Kitchen", "alt_en": "A table with two cups.", "alt_es": "Una mesa con dos tazas."}
    return facts | {"file": file, "collection": album(organization).pk} | more


def stored(store):
    return [path for path in Path(store).rglob("*") if path.is_file()]


def refused(answer):
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    return page


# What is stored


@pytest.mark.parametrize("kind", photos.KINDS)
def test_photo_tells_where_it_was_taken_before_it_is_cleaned(kind):
    raw = photos.written(kind)

    with Image.open(BytesIO(raw)) as found:
        assert found.getexif().get_ifd(0x8825)
        assert photos.CANARY.encode() in found.info["icc_profile"]
    assert raw.count(CANARY) >= 3


@pytest.mark.parametrize("kind", photos.KINDS)
def test_no_stored_file_tells_where_it_was_taken_SE_43(pen, house, store, kind):
    answer = pen.post(ADD, form(house.organization, photos.upload(kind)))

    assert answer.status_code == 302
    files = stored(store)
    assert len(files) > 1  # the picture, and its sizes
    for path in files:
        raw = path.read_bytes()
        assert CANARY not in raw
        assert not re.search(rb"Exif|xmpmeta|Photoshop|ICC_PROFILE|iCCP|eXIf|EXIF|ICCP|XMP ", raw), path.name
        with Image.open(BytesIO(raw)) as found:
            assert not dict(found.getexif())
            assert {"icc_profile", "comment", "xmp", "exif"} & set(found.info) == set()
    assert "Rosa" not in str(files)


@pytest.mark.parametrize("kind", photos.KINDS)
def test_every_way_into_the_store_cleans_SE_43(house, store, kind):
    kept = picture(house.organization, kind)
    kept.file.save("again.jpg", ContentFile(photos.written(kind)))
    kept.get_rendition("width-300")
    kept.get_rendition("original")

    assert len(stored(store)) == 4
    assert all(CANARY not in path.read_bytes() for path in stored(store))


def test_form_of_the_chooser_cleans_too_SE_43(pen, house, store):
    sent = {f"image-chooser-upload-{name}": value for name, value in form(house.organization, photos.upload()).items()}

    answer = pen.post("/cms/images/chooser/create/", sent)

    assert answer.json()["step"] == "chosen"
    assert len(stored(store)) > 1
    assert all(CANARY not in path.read_bytes() for path in stored(store))


def test_many_files_at_once_have_no_door_SE_43(pen, house, store):
    sent = {"files[]": photos.upload()}

    answer = pen.post("/cms/images/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"})

    assert (answer.status_code, answer["Location"]) == (302, ADD)
    assert stored(store) == []
    assert not UploadedFile.objects.exists()
    assert pen.post("/cms/images/multiple/create_from_uploaded_image/1/").status_code == 404


def test_photo_is_turned_upright_though_its_note_about_it_is_gone(house, store):
    told = Image.Exif()
    told[0x0112] = UPRIGHT
    file = BytesIO()
    photos.scene(640, 480).save(file, format="JPEG", exif=told.tobytes())

    turned = cleaning.cleaned(ContentFile(file.getvalue()))

    with Image.open(turned) as found:
        assert found.size == (480, 640)
        red, green, _blue = found.getpixel((470, 10))
        assert (red > 200, green > 150) == (True, True)  # the gold corner, which was at the left


def test_picture_keeps_what_is_see_through(house):
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, format="PNG")

    with Image.open(cleaning.cleaned(ContentFile(file.getvalue()))) as found:
        assert found.getpixel((0, 0))[3] == 0


def test_picture_is_not_kept_larger_than_needed(house):
    with Image.open(cleaning.cleaned(ContentFile(photos.written(drawn=photos.scene(3000, 1000))))) as found:
        assert found.size == (2400, 800)


def test_moving_picture_stands_still(house):
    frames = [photos.scene(), photos.scene().rotate(90)]
    file = BytesIO()
    frames[0].save(file, format="WEBP", save_all=True, append_images=frames[1:])

    with Image.open(cleaning.cleaned(ContentFile(file.getvalue()))) as found:
        assert getattr(found, "n_frames", 1) == 1


# What is refused


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: photos.SimpleUploadedFile("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "image"),
        (lambda: photos.SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "format"),
        (lambda: photos.upload("PNG", ending="jpg"), "extension"),
        (lambda: photos.SimpleUploadedFile("a.gif", b"GIF89a" + b"\0" * 40), "format"),
        (lambda: photos.SimpleUploadedFile("a.jpg", photos.written()[:900]), "image"),
    ],
)
def test_file_that_is_no_picture_of_ours_is_refused_SE_43(pen, house, store, file, said):
    page = refused(pen.post(ADD, form(house.organization, file())))

    assert said in page
    assert "A table with two cups." in page  # nothing typed is lost
    assert stored(store) == []
    assert not Picture.objects.exists()


@pytest.mark.parametrize("side", [6_000, 20_000])
def test_picture_that_would_fill_the_memory_is_refused_SE_43(pen, house, store, side):
    small = photos.bomb(side)
    assert len(small) < 100_000

    page = refused(pen.post(ADD, form(house.organization, photos.SimpleUploadedFile("a.png", small))))

    assert "too many pixels" in page
    assert stored(store) == []
    with pytest.raises(ValidationError, match="30 million dots"):
        cleaning.cleaned(ContentFile(small))


def test_file_that_weighs_too_much_is_refused_SE_43(house):
    with pytest.raises(ValidationError, match="10 MB"):
        cleaning.cleaned(ContentFile(b"\0" * (cleaning.WEIGHT + 1)))


@pytest.mark.parametrize("name", ["alt_en", "alt_es"])
def test_picture_without_words_is_refused(pen, house, store, name):
    refused(pen.post(ADD, form(house.organization, photos.upload(), **{name: ""})))

    assert not Picture.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        picture(house.organization, **{name: ""})


# What is shown


def test_picture_speaks_the_language_of_the_page(house, store):
    kept = picture(house.organization)

    assert kept.alt == "A table with two cups."
    with override("es"):
        assert kept.alt == "Una mesa con dos tazas."


def test_picture_is_never_made_larger_than_it_is(house, store):
    kept = picture(house.organization)  # 640 wide

    shown = pictures.shown(kept)

    assert re.findall(r" (\d+)w", shown["sets"]["image/webp"]) == ["400", "640"]
    assert shown["plain"].width == 640


def test_sizes_are_read_at_once_and_made_once(house, store, django_assert_num_queries):
    ids = []
    for _ in range(3):
        kept = picture(house.organization)
        kept.make_sizes()
        ids.append(kept.pk)

    with django_assert_num_queries(1):
        shown = pictures.shown_of(ids)

    assert list(shown) == ids


def test_sizes_that_are_missing_are_made(house, store):
    kept = picture(house.organization)

    assert pictures.shown_of([kept.pk])[kept.pk]["plain"].width == 640
    assert kept.renditions.count() == len(pictures.SIZES)


@pytest.mark.parametrize("kind", photos.KINDS)
def test_picture_comes_from_our_own_address_and_may_be_kept_SE_52(house, store, kind):
    kept = picture(house.organization, kind)
    kept.make_sizes()

    for one in [kept, *kept.renditions.all()]:
        answer = Client().get(one.file.url)

        assert answer.status_code == 200
        assert CANARY not in b"".join(answer.streaming_content)
        assert answer["Content-Type"] in {"image/jpeg", "image/png", "image/webp"}
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.cookies == {}


@pytest.mark.parametrize(
    "path", ["", "pictures/", "secret.jpg", "../secret.jpg", "pictures/../secret.jpg", "%2e%2e/secret.jpg", "night.pdf"]
)
def test_no_other_file_of_the_folder_is_handed_out_SE_52(db, store, path):
    (store / "secret.jpg").write_bytes(photos.written())
    (store / "night.pdf").write_bytes(b"%PDF")

    assert Client().get(f"/media/{path}").status_code == 404


def test_picture_that_was_deleted_is_gone_at_once(house, store, django_capture_on_commit_callbacks):
    kept = picture(house.organization)
    address = kept.file.url

    with django_capture_on_commit_callbacks(execute=True):
        kept.delete()

    assert Client().get(address).status_code == 404


# Whose it is


def test_picture_of_another_organization_is_not_there(pen, house, harbor, store):
    theirs = picture(harbor.organization, title="Pier at night")
    mine = picture(house.organization, title="Our kitchen")

    for path in ("/cms/images/", "/cms/images/chooser/", "/cms/images/chooser/results/"):
        page = pen.get(path).content.decode()
        assert "Our kitchen" in page
        assert "Pier at night" not in page
    for path in (f"{theirs.pk}/", f"{theirs.pk}/delete/", f"chooser/chosen/{theirs.pk}/", f"usage/{theirs.pk}/"):
        assert pen.get(f"/cms/images/{path}").status_code in {302, 403, 404}, path
        assert pen.get(f"/cms/images/{path.replace(str(theirs.pk), str(mine.pk))}").status_code == 200, path


def test_picture_is_not_put_into_the_album_of_another_organization(pen, house, harbor, store):
    pen.post(ADD, form(house.organization, photos.upload(), collection=album(harbor.organization).pk))

    assert not Picture.objects.filter(collection=album(harbor.organization)).exists()


def test_album_is_one_an_organization(house, harbor):
    assert album(house.organization) == album(house.organization)
    assert album(house.organization) != album(harbor.organization)


@pytest.mark.parametrize("role", [Role.PEER, Role.LEAD, Role.READER])
def test_others_put_up_no_pictures(house, home, role):
    assert signed_in(member(house, role, "Sol")).get(ADD).status_code in {302, 403}


def test_guests_put_up_nothing_SE_43(db):
    assert Client().get(ADD)["Location"].startswith("/cms/login/")


def test_pictures_are_ours():
    assert get_image_model() is Picture
    assert Picture.get_rendition_model() is PictureRendition
    assert "svg" not in django_settings.WAGTAILIMAGES_EXTENSIONS
