"""The page of a house and the list in a real browser: axe, small phones, forced colours, no script, only us asked."""

import pytest

from pages import seeding
from pages.models import HomePage, HousePage
from tests.chromium import faults
from tests.site.test_pictures import picture, store  # noqa: F401

PATHS = ("/houses/juniper-house/", "/houses/?need=step_free", "/houses/?need=pets&need=asl")


@pytest.fixture
def home(house, store):  # noqa: F811
    home = seeding.plant(house.organization)
    house.area = "Juniper County"
    house.save()
    more = type(house).objects.create(
        organization=house.organization, name="Lighthouse", slug="lighthouse", neutral_name="The house",
        phone="+15555550163", phone_hours="day and night", area="Port Ellis, downtown",
    )  # fmt: skip
    seeding.welcome(more, under=HousePage.objects.get().get_parent())
    seeding.hang(HousePage.objects.get(house=house))
    HomePage.objects.update(accent="#1F5A4E", logo=picture(house.organization, "PNG"))
    return home


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["light", "dark", "forced"],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_houses_have_no_fault_and_fit_AX_02_AX_05_CS_15(home, browse, live_server, width, options):
    page = browse(viewport={"width": width, "height": 900}, **options)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    for path in PATHS:
        page.goto(live_server.url + path)

        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    assert any("/media/" in url for url in asked)
    assert [url for url in asked if not url.startswith(live_server.url)] == []


@pytest.mark.django_db(transaction=True)
def test_houses_are_found_without_script_AX_20(home, browse, live_server):
    page = browse(java_script_enabled=False)
    page.goto(live_server.url + "/houses/")

    page.locator(".needs-box summary").click()
    page.get_by_label("A room without steps").check()
    page.get_by_role("button", name="Show these houses").click()

    assert page.url.endswith("/houses/?need=step_free")
    assert page.locator(".house h2").all_inner_texts() == ["Juniper House"]
    assert page.get_by_label("A room without steps").is_checked()
