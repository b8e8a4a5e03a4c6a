"""Old addresses that lead on: made by Wagtail when a page moves, or by an editor, and only ever to our own site."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.models import Page

OURS = re.compile(r"/(?![/\\])[^\s\\]*")


class OwnRedirectForm(RedirectForm):
    """Takes a page of a site of ours, or an address on it."""

    def clean_redirect_link(self) -> str:
        """Refuse an address of any other site."""
        link: str = self.cleaned_data["redirect_link"].strip()
        if link and not OURS.fullmatch(link):
            raise ValidationError(_("Write an address on this site, like /houses/."))
        return link

    def clean_redirect_page(self) -> Page | None:
        """Refuse a page that stands on no site."""
        page: Page | None = self.cleaned_data["redirect_page"]
        if page and page.get_url_parts() is None:
            raise ValidationError(_("Choose a page that stands on this site."))
        return page

    def clean(self) -> None:
        """Refuse one that leads nowhere."""
        super().clean()
        told = self.cleaned_data
        if not self.errors and not (told.get("redirect_page") or told.get("redirect_link")):
            raise ValidationError(_("Choose a page, or write an address on this site."))
        if not self.errors and told.get("redirect_link") == told.get("old_path"):
            raise ValidationError(_("It leads to itself."))


class IndexView(views.IndexView):
    """The list, without a file to import: that would take addresses of other sites."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """Return no more buttons."""
        return []


class CreateView(views.CreateView):
    """A new one."""

    form_class = OwnRedirectForm


class EditView(views.EditView):
    """One that is there."""

    form_class = OwnRedirectForm


def no_import(request: HttpRequest) -> HttpResponse:
    """Stand where Wagtail would read a file of addresses."""
    raise Http404


@hooks.register("register_admin_urls", order=-1)
def in_place_of_wagtails() -> list[Any]:
    """Put our pages before Wagtail's at the same addresses."""
    ours = [
        path("", IndexView.as_view()),
        path("results/", IndexView.as_view(results_only=True)),
        path("add/", CreateView.as_view()),
        path("<int:redirect_id>/", EditView.as_view()),
        path("import/", no_import),
        path("import/process/", no_import),
    ]
    return [path("redirects/", include(ours))]
