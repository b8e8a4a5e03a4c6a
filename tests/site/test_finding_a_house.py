"""The list of houses: looking by need tells nobody which room is open, and the map tells no address."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from openings.models import Notice
from pages import map_blocks, seeding
from pages.models import HouseListPage, HousePage
from respite.models import Feature
from stays.availability import State
from tests.factories import BedFactory, HouseFactory, RoomFactory
from tests.site.test_pages import cold, lighthouse, meadow  # noqa: F401
from tests.site.test_pictures import store  # noqa: F401

pytestmark = pytest.mark.live


@pytest.fixture
def home(house, meadow, lighthouse):  # noqa: F811
    house.area, lighthouse.area, meadow.area = "Juniper County", "Port Ellis, downtown", "In the country"
    for one in (house, lighthouse, meadow):
        one.save()
    return seeding.plant(house.organization, on=house.tonight())


def read(query=""):
    answer = Client().get(f"/houses/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names(page, where=".houses .house"):
    return [house.select_one("h2, h3").get_text(strip=True) for house in page.select(where)]


def asked(page, where=".section .house"):
    return names(page, where)


def test_need_shows_the_houses_that_have_it(home):
    assert names(read()) == ["Juniper House", "Lighthouse", "Meadow"]
    assert names(read("?need=step_free")) == ["Juniper House"]
    assert names(read("?need=spanish")) == ["Juniper House", "Lighthouse"]
    assert names(read("?need=step_free&need=ride")) == ["Juniper House"]
    assert names(read("?need=ride")) == ["Juniper House", "Meadow"]


def test_house_that_says_ask_is_not_left_out(home):
    page = read("?need=pets")

    assert asked(page) == ["Lighthouse", "Meadow"]
    assert names(page) == []
    assert "No house says that it has all of it." in page.main.get_text()


def test_need_that_nobody_meets_leads_on(home, house):
    page = read("?need=roll_in_shower&need=spanish")

    assert names(page) == asked(page) == []
    assert "Take one tick away, or call." in page.main.get_text()
    assert page.select_one(".needs a")["href"] == "/houses/"
    assert {box["value"] for box in page.select(".needs input[checked]")} == {"roll_in_shower", "spanish"}
    assert page.select_one("aside#help")


def told(page):
    status = page.select_one("main [role=status]")
    return " ".join(status.get_text(" ", strip=True).split()) if status else ""


@pytest.fixture
def rooms(home, meadow):  # noqa: F811
    """A house that has in one room what Juniper House has in two."""
    for features in (["step_free", "quiet"], ["desk"]):
        BedFactory(room=RoomFactory(house=meadow, features=features))


def test_what_belongs_to_a_room_is_found_in_one_room(rooms):
    page = read("?need=step_free&need=quiet")

    assert names(page) == ["Meadow"]
    assert asked(page) == ["Juniper House"]
    assert told(page) == "1 house has all of it. 1 house has all of it, but not in the same room."
    assert "No one room has all of it." in page.main.get_text()
    assert names(read("?need=quiet")) == ["Juniper House", "Meadow"]


def test_no_room_with_all_of_it_is_said_before_the_houses_that_have_it_apart(home):
    page = read("?need=step_free&need=quiet")

    assert names(page) == []
    assert asked(page) == ["Juniper House"]
    assert told(page) == "1 house has all of it, but not in the same room."
    assert "No house says that it has all of it." not in page.main.get_text()


def test_house_one_has_to_ask_says_that_its_rooms_have_it_apart(home, house):
    own = HousePage.objects.get(house=house)
    own.parts = [("access", {"answers": [{"what": "pets", "answer": "ask", "words": ""}]})]
    own.save()

    page = read("?need=step_free&need=quiet&need=pets")

    assert "Juniper House" in asked(page)
    assert "Not in the same room." in page.select_one(".section .house").get_text()
    assert "Not in the same room." not in read("?need=step_free&need=pets").main.get_text()


def test_room_that_nobody_sleeps_in_any_more_does_not_make_one_room_of_two(rooms, meadow):  # noqa: F811
    meadow.rooms.get(features=["step_free", "quiet"]).beds.update(out_since=meadow.tonight())

    assert names(read("?need=step_free&need=quiet")) == []


@pytest.fixture
def birch(home, house):
    """The room of Juniper House without steps, with a door that is wide enough."""
    room = house.rooms.get(name="Birch")
    room.features = [*room.features, Feature.WIDE_DOOR]
    room.save()
    return room


def test_wheelchair_needs_a_way_in_and_one_room_with_both(birch):
    assert names(read("?need=wheelchair")) == ["Juniper House"]
    assert read("?need=wheelchair&need=quiet").select(".houses .house") == []
    assert asked(read("?need=wheelchair&need=quiet")) == ["Juniper House"]

    birch.features = [Feature.WIDE_DOOR]
    birch.save()

    assert "Juniper House" not in [*names(read("?need=wheelchair")), *asked(read("?need=wheelchair"))]


def test_wheelchair_is_asked_for_where_nobody_says_how_one_gets_in(birch, house):
    HousePage.objects.filter(house=house).update(parts="[]")

    page = read("?need=wheelchair")

    assert names(page) == []
    assert asked(page) == ["Juniper House"]


def test_pets_signs_and_smoking_are_looked_for_in_the_words_people_use(birch):
    labels = [label.get_text(strip=True) for label in read().select(".needs-one")]

    assert {"I use a wheelchair", "My pet can come", "Sign language (ASL)", "I can smoke outside"} <= set(labels)
    assert "Lighthouse" in names(read("?need=smoking"))


@pytest.mark.parametrize("query", ["?need=open", "?need=", "?need=%27%3B--", "?need=full&need=room", "?band=open"])
def test_word_that_is_no_need_asks_nothing(home, query):
    page = read(query)

    assert names(page) == ["Juniper House", "Lighthouse", "Meadow"]
    assert page.select(".needs input[checked]") == []


def test_form_says_that_it_does_not_tell_which_room_is_open(home):
    page = read()

    assert "They do not say which room is open." in page.select_one(".needs").get_text()
    assert page.select_one(".needs")["method"] == "get"
    assert page.select("main script, main [onchange]") == []


@pytest.mark.parametrize("band", [State.OPEN, State.FULL, State.CALL])
@pytest.mark.parametrize("query", ["", "?need=step_free&need=quiet", "?need=wheelchair", "?need=spanish", "?need=pets"])
def test_what_is_found_never_depends_on_room(home, house, lighthouse, lead, band, query):  # noqa: F811, PLR0917
    before = read(query)
    for one, said in ((house, band), (lighthouse, State.OPEN)):
        moment = house.local()
        Notice.objects.create(
            house=one, band=said, confirmed_at=moment, confirmed_by=lead, published_at=moment,
            valid_until=moment + timedelta(hours=8),
        )  # fmt: skip
    after = read(query)

    assert (names(after), asked(after)) == (names(before), asked(before))
    assert [box["value"] for box in after.select(".needs input")] == [
        box["value"] for box in before.select(".needs input")
    ]


def test_room_out_of_use_for_good_meets_no_need(home, house):
    room = house.rooms.get(name="Birch")
    room.beds.update(out_since=house.tonight())

    assert "Juniper House" not in names(read("?need=step_free"))


def test_list_costs_the_same_with_one_and_three_more_houses(house, meadow, store, django_assert_num_queries):  # noqa: F811
    home = seeding.plant(house.organization)
    under = HouseListPage.objects.descendant_of(home).get()

    def cost():
        read()
        with django_assert_num_queries(11):
            return read("?need=ride")

    cost()
    for _ in range(3):
        more = HouseFactory(organization=house.organization)
        BedFactory(room=RoomFactory(house=more, features=[Feature.QUIET]))
        seeding.hang(seeding.welcome(more, under=under))
    cost()


def test_list_costs_at_most_12_queries(home, django_assert_max_num_queries):
    cold()

    with django_assert_max_num_queries(12):
        read()


# The map


def test_map_shows_areas_and_who_is_in_them(home):
    page = read()

    shown = [text.get_text(strip=True) for text in page.select(".map text")]
    assert shown == ["Marsh", "Juniper County", "Port Ellis,downtown"]
    assert [line.get_text(" ", strip=True) for line in page.select(".map li")] == [
        "Juniper County: Juniper House",
        "Port Ellis, downtown: Lighthouse",
    ]
    assert page.select(".map [href], .map image, .map use") == []


def test_map_says_that_a_house_keeps_its_place_to_itself(home, meadow):  # noqa: F811
    said = "A house that keeps its place to itself is not on the map."
    assert said in read().select_one(".map").get_text()

    type(meadow).objects.filter(pk=meadow.pk).update(confidential=False)

    assert said not in read().select_one(".map").get_text()


def test_map_leaves_out_houses_that_were_left_out_of_the_list(home):
    page = read("?need=step_free")

    assert [line.get_text(" ", strip=True) for line in page.select(".map li")] == ["Juniper County: Juniper House"]
    assert len(page.select(".map ellipse")) == 1
    assert "keeps its place to itself" not in page.select_one(".map").get_text()
    assert read("?need=roll_in_shower&need=spanish").select(".map") == []


@pytest.mark.parametrize("name", ["A", "Port Ellis, downtown", "Northumberlandshire", "A place far up in the hills"])
@pytest.mark.parametrize("size", ["s", "m", "l"])
def test_name_of_an_area_stays_inside_its_shape(name, size):
    area = map_blocks._shape({"name": name, "across": 50, "down": 50, "size": size})

    assert " ".join(line["words"] for line in area["lines"]) == name
    for line in area["lines"]:
        wide, down = len(line["words"]) * map_blocks.LETTER / 2, line["down"] - 7
        assert wide**2 + down**2 <= area["radius"] ** 2
    assert area["radius"] >= map_blocks.SIZES[size]


def test_area_of_a_confidential_house_alone_is_not_drawn(home):
    page = HouseListPage.objects.get()
    page.places = [
        ("area", {"name": "In the country", "across": 10, "down": 10, "size": "l"}),
        ("area", {"name": "Juniper County", "across": 40, "down": 40, "size": "l"}),
    ]
    page.save()

    read_map = read().select_one(".map")

    assert "In the country" not in read_map.get_text()
    assert "Meadow" not in read_map.get_text()
    assert len(read_map.select("ellipse")) == 1


def test_confidential_house_shows_only_the_area_it_shares(home, house, meadow):  # noqa: F811
    meadow.area = house.area
    meadow.save()

    assert "Juniper County: Juniper House, Meadow" in read().select_one(".map").get_text(" ", strip=True)
    assert meadow.address not in read().get_text() or not meadow.address


def test_list_without_a_map_is_a_list(home):
    HouseListPage.objects.update(places="[]")

    assert read().select(".map") == []
    assert len(names(read())) == 3


def test_area_stands_on_the_map_once():
    block, area = map_blocks.Places(), {"name": "A", "across": 1, "down": 1, "size": "m"}

    with pytest.raises(ValidationError):
        block.clean(block.normalize([("area", area)] * 2))
    assert block.clean(block.normalize([("area", area)]))


@pytest.mark.parametrize("across", [-1, 101])
def test_place_beside_the_map_is_refused(across):
    block = map_blocks.Area()

    with pytest.raises(ValidationError):
        block.clean(block.to_python({"name": "A", "across": across, "down": 1, "size": "m"}))


def test_house_page_of_another_organization_is_not_found_by_need(home, harbor):
    assert "Harbor" not in str(read("?need=quiet"))
    assert not HousePage.objects.filter(house=harbor).exists()
