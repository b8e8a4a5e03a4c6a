"""Old addresses that lead on: made by Wagtail when a page moves, or by an editor, and only ever to a page of ours."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page


class OwnRedirectForm(RedirectForm):
    """Leads to a page of ours. An address written out could be any other site's, so there is no field for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["redirect_link"]
        self.fields["redirect_page"].required = True

    def clean_redirect_page(self) -> Page | None:
        """Refuse a page that stands on no site, and one that stands at the very address."""
        page: Page | None = self.cleaned_data["redirect_page"]
        parts = page.get_url_parts() if page else None
        if page and parts is None:
            raise ValidationError(_("Choose a page that stands on this site."))
        if parts and Redirect.normalise_path(parts[2]) == Redirect.normalise_path(self.data.get("old_path", "")):
            raise ValidationError(_("It leads to itself."))
        return page


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
