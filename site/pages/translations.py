"""The doors to translations in the CMS: each asks whether the page is the editor's own."""

from typing import Any

import polib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView


@require_admin_access
def begin(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the library's form only to those who may change the page."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    answer: HttpResponse = SubmitPageTranslationView.as_view()(request, page_id=page_id)
    return answer


@require_admin_access
def follows_by_itself(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Say that there is nothing to do: pages.translating.follow did it when the English page was published."""
    messages.success(request, _("The translations know of every change as soon as you publish it."))
    return redirect("wagtail_localize:translations_report")


@require_admin_access
@require_POST
def take_in(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take in a file of a translator, unless it is none, or marks sentences as unsure, which nobody has read then."""
    sent = request.FILES.get("file")
    why = _unfit(sent.read() if sent else b"")
    if sent is None or why:
        messages.error(request, why)
        back: str = get_object_or_404(Translation, pk=translation_id).get_target_instance_edit_url()
        return redirect(back)
    sent.seek(0)
    answer: HttpResponse = edit_translation.upload_pofile(request, translation_id)
    return answer


def _unfit(told: bytes) -> str:
    """Return what keeps a file from being taken in; "" when nothing does."""
    try:
        words = polib.pofile(told.decode()) if b"msgid" in told else None  # anything else polib takes for a file's name
    except (UnicodeDecodeError, OSError):
        words = None
    if words is None or "X-WagtailLocalize-TranslationID" not in words.metadata:
        return _("This is not the file we gave out for this page. Please send that one, with the words filled in.")
    if unsure := len([entry for entry in words if entry.fuzzy]):
        return ngettext(
            "%(n)d sentence is marked as unsure (fuzzy). Somebody has to read it and take the mark away.",
            "%(n)d sentences are marked as unsure (fuzzy). Somebody has to read them and take the marks away.",
            unsure,
        ) % {"n": unsure}
    return ""


@require_admin_access
def nothing_here(request: HttpRequest, *asked: Any) -> HttpResponse:
    raise Http404


class Report(TranslationsReportView):
    """What is translated, and what waits for words: of the pages this person may change."""

    def get_queryset(self) -> QuerySet[Translation]:
        """Leave out the pages of other organizations."""
        mine = PagePermissionPolicy().instances_user_has_any_permission_for(self.request.user, ["change", "publish"])
        rows: QuerySet[Translation] = super().get_queryset()
        return rows.filter(source__object_id__in=mine.values("translation_key")).order_by("source__object_repr", "pk")
