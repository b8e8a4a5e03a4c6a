"""Pages that leave by themselves: a story whose yes is over, an event that has been, a job that is taken.

Each says when it ends; Wagtail's own `expire_at` keeps that moment. Reading never waits for the worker: what is over is
left out of every list, search and address at once, and the worker takes the page down when it comes by.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Locale, PageQuerySet
from wagtail.url_routing import RouteResult

from pages.base import SitePage
from pages.home import HomePage
from pages.open_pages import open_to_all
from respite.models import House
from respite.nights import at


def standing[Pages: PageQuerySet](pages: Pages) -> Pages:
    """Return what is live, open to everybody and not over by the clock."""
    return open_to_all(pages).live().filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now()))


def listed(kind: type["TimedPage"], under: SitePage) -> PageQuerySet["TimedPage"]:
    """Return what stands on the list `under`; what nobody wrote in its language stands there in English."""
    rows = kind.objects.get_queryset()
    own = rows.child_of_q(under)
    home_language = get_language() == settings.LANGUAGE_CODE
    twin = None if home_language else under.get_translation_or_none(Locale.get_default())
    if twin is None:
        return standing(rows.filter(own))
    written = standing(rows.filter(own)).values("translation_key")
    return standing(rows.filter(own | (rows.child_of_q(twin) & ~Q(translation_key__in=written))))


def marked[Timed: "TimedPage"](pages: Iterable[Timed], under: SitePage) -> list[Timed]:
    """Return the pages of a list; those in another language than the list know in which, as their links do."""
    found = list(pages)
    for page in found:
        page.told_in = "" if page.locale_id == under.locale_id else settings.LANGUAGE_CODE
    return found


def zone_of(home: HomePage | None) -> ZoneInfo:
    """Return the zone in which an organization reads its dates: that of its first house."""
    houses = House.objects.filter(organization=home.organization_id) if home and home.organization_id else House.objects
    zone = houses.order_by("name").values_list("zone", flat=True).first() if home else None
    return ZoneInfo(zone or "UTC")


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which `day` is over on the wall clock of `zone`."""
    return at(day + timedelta(days=1), time(), zone)


class TimedPage(SitePage):
    """A page with an end."""

    settings_panels: list[Any] = []  # its end is its own; Wagtail's schedule would be a second one

    class Meta:
        abstract = True

    def ends_at(self) -> datetime | None:
        """Return the moment from which the page is not shown any more; None as long as nobody knows."""
        raise NotImplementedError

    @property
    def is_over(self) -> bool:
        """Say whether its time is over, whether or not the worker came by."""
        return self.expire_at is not None and self.expire_at <= timezone.now()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take the end from what the page says."""
        self._take_end()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Take the end from what the page says, in drafts too."""
        self._take_end()
        super().minimal_clean()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page only until its end."""
        if self.is_over:
            raise Http404
        return super().route(request, path_components)

    def _take_end(self) -> None:
        try:
            self.expire_at = self.ends_at()
        except OverflowError:  # no calendar goes that far: the field of the day says so
            self.expire_at = None
