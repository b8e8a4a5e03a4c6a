"""Old addresses that lead on: made by Wagtail when a page moves, or by an editor, and only ever to a page of ours."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.choosing import OwnPageChooser
from pages.whose import organizations_of, pages_of
from respite.models import Person

NOT_HERE = _("Choose a page that stands on this site.")


def own(user: Person) -> QuerySet[Redirect]:
    """Return the old addresses that lead to pages of this person, on the sites of their organizations."""
    mine = Redirect.objects.filter(redirect_page__in=pages_of(user).values("pk"))
    return mine.filter(Q(site=None) | Q(site__root_page__homepage__organization__in=organizations_of(user)))


class OwnRedirectForm(RedirectForm):
    """Leads to a page of the person's own, on the site where that page stands.

    An address written out could be any other site's, so there is no field for it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("redirect_link", "site"):
            del self.fields[name]
        field = self.fields["redirect_page"]
        field.required, field.queryset = True, pages_of(self.for_user)
        field.widget = OwnPageChooser(user=self.for_user)
        field.error_messages["invalid_choice"] = NOT_HERE

    def clean_redirect_page(self) -> Page | None:
        """Refuse a page that stands on no site, and one that stands at the very address."""
        page: Page | None = self.cleaned_data["redirect_page"]
        parts = page.get_url_parts() if page else None
        if page and parts is None:
            raise ValidationError(NOT_HERE)
        if parts and Redirect.normalise_path(parts[2]) == Redirect.normalise_path(self.data.get("old_path", "")):
            raise ValidationError(_("It leads to itself."))
        return page

    def clean(self) -> None:
        """Take the site from the page; one old address leads to one page of it."""
        super().clean()
        page, old = self.cleaned_data.get("redirect_page"), self.cleaned_data.get("old_path")
        if not page or not old:
            return
        self.instance.site = page.get_site()
        others = Redirect.objects.filter(site=self.instance.site, old_path=Redirect.normalise_path(old))
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError({"old_path": _("This old address leads somewhere already.")})


class OwnFilters(RedirectsReportFilterSet):
    """Asks nothing about sites: their list would name those of every organization."""

    site = None

    class Meta(RedirectsReportFilterSet.Meta):
        fields = ["is_permanent"]


class IndexView(views.IndexView):
    """The list, without a file to import: that would take addresses of other sites."""

    filterset_class = OwnFilters

    def get_base_queryset(self) -> QuerySet[Redirect]:
        """List those of the person."""
        rows: QuerySet[Redirect] = super().get_base_queryset()
        return rows.filter(pk__in=own(self.request.user).values("pk"))

    @property
    def header_more_buttons(self) -> list[Button]:
        """Return no more buttons."""
        return []


class CreateView(views.CreateView):
    """A new one."""

    form_class = OwnRedirectForm


class EditView(views.EditView):
    """One that is there, and theirs."""

    form_class = OwnRedirectForm

    def get_queryset(self) -> QuerySet[Redirect]:
        """Know those of the person alone."""
        return own(self.request.user)


class DeleteView(views.DeleteView):
    """One that is to go, and theirs."""

    def get_queryset(self) -> QuerySet[Redirect]:
        """Know those of the person alone."""
        return own(self.request.user)


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
        path("<int:redirect_id>/delete/", DeleteView.as_view()),
        path("import/", no_import),
        path("import/process/", no_import),
    ]
    return [path("redirects/", include(ours))]
