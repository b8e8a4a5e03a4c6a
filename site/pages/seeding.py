"""A site to start from: home, houses and the pages of words, and the group of those who may edit them."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Site

from pages import agreements, albums, house_wording, scenes, wording
from pages.models import HomePage, HouseListPage, HousePage, Picture, SitePage, StandardPage
from respite.models import House, Organization

EDITORS = "Page editors"
MAY = ("add_page", "change_page", "publish_page")


@transaction.atomic
def plant(organization: Organization, *, on: date | None = None) -> HomePage:
    """Grow the site of `organization` with our first words, one page for each published house; once only.

    `on` is the day on which somebody read the words and found them good. Returns the home page.
    """
    standing = HomePage.objects.filter(organization=organization).first()
    if standing:
        return standing
    home = _home(organization)
    houses = _put(home, HouseListPage(**wording.LIST, places=house_wording.MAP))
    for house in organization.houses.published():
        welcome(house, under=houses)
    for words in wording.PAGES:
        _put(home, StandardPage(**words, reviewed_on=on))
    return home


def welcome(house: House, *, under: HouseListPage) -> HousePage:
    """Give a house its page: our words for this house, or for any house."""
    words = wording.HOUSES.get(house.slug, wording.ANY_HOUSE)
    page = HousePage(
        house=house,
        lead=words["lead"],
        line=words["line"],
        why_we_ask=words["why_we_ask"],
        parts=house_wording.HOUSES.get(house.slug, []),
        facts=[("fact", {"term": term, "words": about}) for term, about in words["facts"].items()],
        steps=_steps(words.get("steps", {})),
        emergencies=wording.EMERGENCIES,
        before="" if house.confidential else wording.BEFORE,
    )
    return _put(under, page)


def hang(page: HousePage) -> None:
    """Put drawn photos onto the page of a house of the demo."""
    photos = []
    for name, (title, english, spanish, words) in house_wording.SCENES.items():
        kept = Picture(title=title, alt_en=english, alt_es=spanish, collection=albums.album(page.house.organization))
        kept.file.save(f"{name}.webp", scenes.drawn(name), save=True)
        kept.make_sizes()
        photos.append({"picture": kept, "words": words})
    page.parts = [("photos", {"photos": photos}), *((part.block_type, part.value) for part in page.parts)]
    page.save()


def editors(home: HomePage) -> Group:
    """Return the group of those who may write and publish under `home`: pages and their pictures, no people or files.

    Guidelines of the houses they may write, too; whoever leads the house says yes to them (pages/agreements.py).
    Pictures are those of their own organization (pages/albums.py).
    """
    group, _made = Group.objects.get_or_create(name=f"{EDITORS}, {home.organization or home.title}")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for codename in MAY:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    agreements.writers(group)
    if home.organization:
        albums.keepers(group, home.organization)
    return group


def _home(organization: Organization) -> HomePage:
    """Put a home page at the top of the tree and make it the site's, in place of Wagtail's own welcome page."""
    page = HomePage(
        title=organization.name,
        slug=organization.slug,
        organization=organization,
        **wording.HOME,
        steps=_steps(wording.STEPS),
        finds=[("line", line) for line in wording.FINDS],
        nots=[("line", line) for line in wording.NOTS],
    )
    home = _put(Page.get_first_root_node(), page)
    address = urlsplit(settings.BASE_URL)
    facts: dict[str, Any] = {
        "root_page": home,
        "site_name": organization.name,
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
    }
    Site.objects.update_or_create(is_default_site=True, defaults=facts)
    for leftover in Page.objects.filter(depth=2).exact_type(Page):
        leftover.delete()
    return home


def _steps(steps: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    return [("step", {"title": title, "words": words}) for title, words in steps.items()]


def _put[P: SitePage](parent: Page, page: P) -> P:
    page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    return page
