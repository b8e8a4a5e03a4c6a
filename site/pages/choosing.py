"""Choosing a page in the CMS, to link to, to move to or to copy to: only among those the person may write."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.query import PageQuerySet

from pages.whose import pages_of, top_of
from respite.models import Person


@hooks.register("construct_page_chooser_queryset")
def their_own(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Leave out the pages of other organizations, and their drafts."""
    return pages.filter(pk__in=pages_of(request.user).values("pk"))


@hooks.register("before_move_page")
def move_among_their_own(request: HttpRequest, page: Page, destination: Page) -> None:
    """Ask nobody whether to move a page of others, or below one of others: the question would name both."""
    if pages_of(request.user).filter(pk__in=[page.pk, destination.pk]).count() < 2:
        raise Http404


class OwnPageChooser(AdminPageChooser):
    """Names the page that was chosen, where it is theirs; anybody may send the number of any page."""

    def __init__(self, *, user: Person, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    def get_instance(self, value: Any) -> Page | None:
        """Return a page of the person."""
        known = isinstance(value, Page) or str(value or "").isdecimal()
        chosen: Page | None = super().get_instance(value) if known else None
        return chosen if chosen and pages_of(self.user).filter(pk=chosen.pk).exists() else None


@method_decorator(require_admin_access, name="dispatch")
class BrowseView(chooser.BrowseView):
    """The pages below one page, beginning at the top of the person's own."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        """Show nothing below, and nothing of, a page that is not theirs."""
        if parent_page_id is None:
            top = top_of(request.user) or Page.get_first_root_node()  # where they find nothing
            parent_page_id = top.pk
        elif not pages_of(request.user).filter(pk=parent_page_id).exists():
            raise Http404
        answer: HttpResponse = super().get(request, parent_page_id)
        return answer


@method_decorator(require_admin_access, name="dispatch")
class ChosenMultipleView(chooser.ChosenMultipleView):
    """Tells the titles of pages that were ticked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Know only those that are theirs."""
        asked: Any = request.GET.copy()
        asked.setlist("id", _theirs(request, asked.getlist("id")))
        request.GET = asked
        answer: HttpResponse = super().get(request)
        return answer


def _theirs(request: HttpRequest, asked: list[str]) -> list[str]:
    known = [one for one in asked if one.isdecimal()]
    return [str(page.pk) for page in pages_of(request.user).filter(pk__in=known)]
