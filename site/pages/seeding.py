"""A site to start from: home, houses and the pages of words, and the group of those who may edit them."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polib
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, Locale, Page, Site, WorkflowPage

from pages import agreements, albums, checks, house_wording, more_words, scenes, translating, wording
from pages.events import EventIndexPage
from pages.help_numbers import HelpNumbers
from pages.helping import FamiliesPage, ProvidersPage
from pages.jobs import JobIndexPage
from pages.models import HomePage, HouseListPage, HousePage, Picture, SitePage, StandardPage
from pages.questions import QuestionsPage
from pages.resources import ResourcesPage
from pages.statements import AccessibilityPage, KeptPage
from pages.stories import StoryIndexPage
from respite.models import House, Organization

EDITORS = "Page editors"
WORDS = Path(__file__).parent / "words"
MAY = ("add_page", "change_page", "publish_page")
# Other help, the day on which the help numbers were tried, and old addresses that lead on.
ALSO = ("respite", "pages", "wagtailredirects")
ALSO_MAY = (
    *(f"{action}_resource" for action in ("add", "change", "delete", "view")),
    *(f"{action}_helpnumbers" for action in ("change", "view")),
    *(f"{action}_redirect" for action in ("add", "change", "delete", "view")),
)
# Each with its first words; in this order they stand in the tree.
OTHERS: tuple[tuple[type[SitePage], dict[str, Any]], ...] = (
    (FamiliesPage, more_words.FAMILIES),
    (ProvidersPage, more_words.HELPERS),
    (QuestionsPage, more_words.ASKED),
    (StoryIndexPage, more_words.STORIES),
    (EventIndexPage, more_words.EVENTS),
    (ResourcesPage, more_words.RESOURCES),
    (JobIndexPage, more_words.JOBS),
    (AccessibilityPage, more_words.ACCESSIBLE),
    (KeptPage, more_words.KEEPS),
)


class NameTaken(ValueError):
    """Another site answers under this name already."""


@transaction.atomic
def plant(organization: Organization, *, on: date | None = None, hostname: str = "") -> HomePage:
    """Grow the site of `organization` with our first words, one page for each published house; once only.

    `on` is the day on which somebody read the words and found them good. The first site answers under every name; any
    further one under `hostname`, or under its own short name before ours. Raises NameTaken. Returns the home page.
    """
    standing = HomePage.objects.filter(organization=organization, locale=Locale.get_default()).first()
    if standing:
        return standing
    looked_at(organization, on)
    home = _home(organization)
    _open(home, hostname)
    houses = _put(home, HouseListPage(**wording.LIST, places=house_wording.MAP))
    for house in organization.houses.published():
        welcome(house, under=houses)
    grow(home, on=on)
    return home


def speak(home: HomePage, language: str) -> HomePage:
    """Grow the same pages in another language, from our words in words/<language>.po; what has none is a draft.

    Returns the home page in that language. Where we have no such file every page is a draft to be written.
    """
    words = our_words(language)
    for page in Page.objects.descendant_of(home, inclusive=True).order_by("path").specific():
        translating.begin(page, language, words)
    spoken: HomePage = home.get_translation(Locale.objects.get(language_code=language))
    return spoken


def our_words(language: str) -> dict[str, str]:
    """Return our first words in another language, by the English ones; nothing where we have none."""
    path = WORDS / f"{language}.po"
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}


def grow(home: HomePage, *, on: date | None = None) -> None:
    """Put our other pages under `home`, each unless a page stands at its address already: that one keeps it.

    `on` is the day on which somebody read them. Somebody who sets up a site has just written down the numbers of its
    houses, so these count as looked at today.
    """
    _ask_nobody()
    if home.organization:
        looked_at(home.organization, on)
    taken = set(home.get_children().values_list("slug", flat=True))
    standard: list[tuple[type[SitePage], dict[str, Any]]] = [(StandardPage, words) for words in wording.PAGES]
    for kind, words in (*OTHERS, *standard):
        if words["slug"] not in taken:
            read = {"reviewed_on": on} if hasattr(kind, "reviewed_on") else {}
            _put(home, kind(**words, **read))
            taken.add(words["slug"])


def _ask_nobody() -> None:
    """Take away the workflow that Wagtail begins with, while nobody is in the group that would have to say yes.

    An editor could send a page there and never get it back. A workflow that somebody set up stays.
    """
    steps = GroupApprovalTask.objects.filter(name="Moderators approval", groups__user__isnull=False)
    if not steps.exists():
        WorkflowPage.objects.filter(workflow__name="Moderators approval", page__depth=1).delete()


def looked_at(organization: Organization, on: date | None) -> None:
    """Note that the numbers of the help area were just looked at, unless a day is noted already."""
    today = timezone.now().date()
    HelpNumbers.objects.get_or_create(organization=organization, defaults={"reviewed_on": on or today})


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
    for name in house_wording.HUNG.get(page.house.slug, house_wording.HUNG_ANYWHERE):
        title, english, spanish, words = house_wording.SCENES[name]
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
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation")
    )
    for codename in MAY:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        for page in home.get_translations(inclusive=True):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    group.permissions.add(*Permission.objects.filter(content_type__app_label__in=ALSO, codename__in=ALSO_MAY))
    agreements.writers(group)
    if home.organization:
        albums.keepers(group, home.organization)
    return group


def _home(organization: Organization) -> HomePage:
    """Put a home page at the top of the tree, in place of Wagtail's own welcome page."""
    page = HomePage(
        title=organization.name,
        slug=organization.slug,
        organization=organization,
        **wording.HOME,
        steps=_steps(wording.STEPS),
        finds=[("line", line) for line in wording.FINDS],
        nots=[("line", line) for line in wording.NOTS],
    )
    return _put(Page.get_first_root_node(), page)


def _open(home: HomePage, hostname: str) -> None:
    """Let a site answer with `home`; the pages of an organization that is there keep their addresses."""
    address = urlsplit(settings.BASE_URL)
    facts: dict[str, Any] = {
        "root_page": home,
        "site_name": home.title,
        "hostname": hostname or address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
    }
    others = Site.objects.exclude(root_page__in=Page.objects.exact_type(Page))
    if others.filter(is_default_site=True).exists():
        facts["hostname"] = hostname or f"{home.slug}.{facts['hostname']}"
        if others.filter(hostname=facts["hostname"], port=facts["port"]).exists():
            raise NameTaken(f"Another site answers at {facts['hostname']} already. Please choose another name.")
        Site.objects.create(**facts)
    else:
        Site.objects.update_or_create(is_default_site=True, defaults=facts)
    for leftover in Page.objects.filter(depth=2).exact_type(Page):
        leftover.delete()


def _steps(steps: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    return [("step", {"title": title, "words": words}) for title, words in steps.items()]


def _put[P: SitePage](parent: Page, page: P) -> P:
    """Put a page under another one: for everybody to read, or as a draft where somebody has to look at it first."""
    if not isinstance(page, HomePage):
        page.home = parent.specific.home
    page.live = not checks.stops(page)
    if page.live:
        page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    return page
