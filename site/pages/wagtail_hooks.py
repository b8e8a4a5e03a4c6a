"""The CMS. Here the guidelines: shown and changed only by those who edit, or lead, the house they are of."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from pages import checks, cms, moved, translating  # noqa: F401 - they register themselves
from pages.base import SitePage
from pages.checks import translated
from pages.guidelines import AGREE, EDIT, HouseGuidelines, houses_of
from respite.access import may
from respite.models import Person

View = Callable[..., HttpResponse]


class OfTheirHouses(ModelPermissionPolicy):
    """What the groups of a person allow, in the houses where their role allows it, too."""

    def user_has_permission_for_instance(self, user: Person, action: str, instance: HouseGuidelines) -> bool:
        """Say whether `user` may do this to the guidelines of this house."""
        roles = [AGREE] if action == "publish" else [EDIT, AGREE]
        return self.user_has_permission(user, action) and any(may(user, words, instance.house) for words in roles)

    def instances_user_has_any_permission_for(self, user: Person, actions: list[str]) -> QuerySet[HouseGuidelines]:
        """Return the guidelines of the houses of `user`."""
        rows: QuerySet[HouseGuidelines] = super().instances_user_has_any_permission_for(user, actions)
        return rows.filter(house__in=houses_of(user, EDIT, AGREE))


class GuidelinesViewSet(SnippetViewSet):
    """The pages of the CMS around the guidelines."""

    model = HouseGuidelines
    icon = "list-ul"
    menu_label = _("Guidelines")
    add_to_admin_menu = True
    list_display = ["house", Column("standing", label=_("Where it stands")), "agreed_version"]
    copy_view_enabled = False
    inspect_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[HouseGuidelines]:
        """List those of the person's own houses."""
        mine = houses_of(request.user, EDIT, AGREE)  # type: ignore[arg-type]
        return HouseGuidelines.objects.filter(house__in=mine).select_related("house", "latest_revision")

    @property
    def unpublish_view(self) -> View:
        """Stand where Wagtail would take a text down: a version holds until the next one does."""
        return _nothing_here

    @property
    def delete_view(self) -> View:
        """Stand where Wagtail would delete a text."""
        return _nothing_here

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        """Put one door before every page of one row, whichever page it is."""
        return _theirs(super().construct_view(view_class, **kwargs), self.get_url_name("edit"))


def _nothing_here(request: HttpRequest, **asked: Any) -> HttpResponse:
    raise Http404


def _theirs(view: View, edit: str) -> View:
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = str(kwargs.get("pk", ""))
        if asked and request.user.is_authenticated:
            allowed = houses_of(request.user, EDIT, AGREE)
            if not asked.isdecimal() or not HouseGuidelines.objects.filter(pk=asked, house__in=allowed).exists():
                raise Http404
        try:
            return view(request, *args, **kwargs)
        except ValidationError as refusal:  # somebody was faster than a yes that comes without the form
            messages.error(request, " ".join(refusal.messages))
            return redirect(edit, asked)

    return door


register_permission_policy(HouseGuidelines, OfTheirHouses(HouseGuidelines))
register_snippet(GuidelinesViewSet)


@hooks.register("construct_snippet_action_menu")
def leave_out_what_guidelines_cannot(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Offer no unpublishing and no deleting."""
    if context["model"] is HouseGuidelines:
        menu_items[:] = [item for item in menu_items if item.name not in {"action-unpublish", "action-delete"}]


@hooks.register("before_edit_page", order=-1)
def say_why_a_translation_waits(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Tell the editor of a translation in plain words what it lacks, before the library tries to publish it."""
    if request.method != "POST" or request.POST.get("action") != "publish" or not translating.is_one(page):
        return None
    found = translated.faults(page.specific)
    for fault in found:
        messages.error(request, fault)
    return redirect(request.path) if found else None


@hooks.register("before_bulk_action")
def publish_many_with_care(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Say what keeps one of many pages from being published; then none of them is."""
    if action_type != "publish":
        return None
    for page in objects:
        newest = page.get_latest_revision_as_object()
        if isinstance(newest, SitePage) and (found := _in_the_way(newest)):
            messages.error(request, f"{page.title}: {' '.join(map(str, found))}")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def _in_the_way(page: SitePage) -> list[Any]:
    """Return what keeps a page from being published, and what is not filled in."""
    try:
        page.full_clean()
    except ValidationError as unfinished:
        return [*unfinished.messages]
    return [*checks.stops(page)]
