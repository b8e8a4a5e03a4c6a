"""The public site of an organization begins by a command, and takes nothing away from the one that is there."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Site

from pages import seeding
from pages.models import HomePage


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example", "coast.127.0.0.1", "127.0.0.1"]


def status(path, host="testserver"):
    return Client(headers={"host": host}).get(path).status_code


def begin(*args):
    call_command("beginsite", *args)


def test_site_of_an_organization_begins(house, capsys):
    begin("valley", "--language", "es")

    told = capsys.readouterr().out
    assert [status(path) for path in ("/", "/houses/juniper-house/", "/questions/", "/es/")] == [200] * 4
    assert Site.objects.get().is_default_site
    assert all(group.name in told for group in Group.objects.filter(name__contains=house.organization.name))


def test_second_site_leaves_the_first_where_it_is(house, harbor):
    begin("valley")
    begin("coast", "--hostname", "coast.example")

    assert status("/houses/juniper-house/") == 200
    assert status(f"/houses/{harbor.slug}/") == 302, "it leads to the site where its page is"
    assert status(f"/houses/{harbor.slug}/", "coast.example") == 200
    assert status("/houses/juniper-house/", "coast.example") == 302
    assert Site.objects.get(is_default_site=True).root_page.specific.organization == house.organization


def test_second_site_without_a_name_stands_under_its_short_name(house, harbor):
    first = seeding.plant(house.organization)
    seeding.plant(harbor.organization)

    known = Site.objects.get(is_default_site=True).hostname
    assert list(Site.objects.order_by("pk").values_list("hostname", flat=True)) == [known, f"coast.{known}"]
    assert Site.objects.get(is_default_site=True).root_page_id == first.pk


def test_site_that_is_there_stays_as_it_is(house):
    begin("valley")
    HomePage.objects.update(heading="Our own words")

    begin("valley")

    assert (HomePage.objects.count(), HomePage.objects.get().heading) == (1, "Our own words")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere"], "No organization is called “nowhere”. There are: coast, valley."),
        (["coast", "--hostname", "first.example"], "Another site answers at first.example already."),
    ],
)
def test_command_says_what_is_in_the_way_and_changes_nothing(house, harbor, args, words):
    begin("valley", "--hostname", "first.example")

    with pytest.raises(CommandError, match=words):
        begin(*args)

    assert HomePage.objects.count() == 1
