"""Many rows at once in the CMS: Wagtail names those it may not touch, so rows of others are not there at all."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import index
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.pictures import Picture
from pages.whose import pages_of

ANY = {"add", "change", "delete", "publish", "choose"}


@require_admin_access
def act(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Show Wagtail's question, and do it, for rows of the person alone; a move leads below a page of theirs."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as unknown:
        raise Http404 from unknown
    asked, below = request.GET.getlist("id"), request.POST.get("chooser")
    if "all" in asked:
        known = model is Picture or (model is Page and _below_their_own(request, request.GET.get("childOf", "")))
    else:
        known = _all_theirs(_rows(request, model), asked)
    if not known or (below and not _all_theirs(pages_of(request.user), [below])):
        raise Http404
    answer: HttpResponse = index(request, app_label, model_name, action)
    return answer


def _rows(request: HttpRequest, model: type[Any]) -> QuerySet[Any]:
    if model is Page:
        return pages_of(request.user)
    rows: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(request.user, ANY)
    return rows


def _below_their_own(request: HttpRequest, page: str) -> bool:
    """Say whether all pages below `page` are theirs; at the top of the tree stand those of everybody."""
    return _all_theirs(pages_of(request.user).filter(depth__gt=1), [page])


def _all_theirs(rows: QuerySet[Any], asked: list[str]) -> bool:
    try:
        return rows.filter(pk__in=asked).count() == len(set(asked))
    except (ValueError, ValidationError):  # no key at all
        return False
