"""Other help, help numbers and reviews in the CMS: each for the organizations whose pages somebody may write."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from pages import reviews
from pages.checks import private
from pages.help_numbers import HelpNumbers
from pages.importing import views
from pages.phones import AnyWay
from pages.whose import OfTheirOrganization, organizations_of
from respite.models import Resource

View = Callable[..., HttpResponse]


class ResourceForm(AnyWay):
    """Offers the organizations whose pages the person may write, and takes a phone number however it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = organizations_of(self.for_user)
        field = self.fields["organization"]
        field.queryset = mine
        if mine.count() == 1:
            field.initial = mine.get()

    def _post_clean(self) -> None:
        super()._post_clean()
        row: Resource = self.instance
        if row.organization_id:
            for words in private.in_words(row.organization_id, row.all_words):
                self.add_error(None, words)


class ResourceIndexView(IndexView):
    """The list of other help, with the way to take in a file."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Add the way to take in a file."""
        button = Button(_("Take in a file"), url=reverse("resource-file-new"), icon_name="upload", priority=40)
        return [*super().header_more_buttons, button]


class OwnRows(SnippetViewSet):
    """Shows what belongs to the organizations of the person, and nothing else."""

    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """List those of the person's own organizations."""
        mine = organizations_of(request.user)  # type: ignore[arg-type]
        return self.model._default_manager.filter(organization__in=mine).select_related("organization")

    def construct_view(self, view_class: type, **kwargs: Any) -> View:
        """Put one door before every page of one row, whichever page it is: to others the row is not there."""
        view, model = super().construct_view(view_class, **kwargs), self.model

        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "pk" in kwargs and request.user.is_authenticated:
                mine = organizations_of(request.user)
                get_object_or_404(model, pk=_sound(model, kwargs["pk"]), organization__in=mine)
            return view(request, *args, **kwargs)

        return door


def _sound(model: type[Model], told: str) -> Any:
    """Return a key that may be asked for. Raises Http404 for anything else."""
    try:
        return model._meta.pk.to_python(unquote(str(told)))
    except ValidationError as unsound:
        raise Http404 from unsound


class ResourceViewSet(OwnRows):
    """Other help."""

    model = Resource
    icon = "group"
    menu_label = _("Other help")
    menu_order = 410
    index_view_class = ResourceIndexView
    list_display = ["name", "kind", "area", "phone", "reviewed_on"]
    list_export = ["name", "kind", "what", "phone", "hours", "languages", "area", "website", "reviewed_on"]
    export_headings = {name: name for name in list_export}
    export_filename = "other-help"
    list_filter = ["kind", "shown"]
    search_fields = ["name", "what", "area"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("organization"),
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldPanel("what"),
            MultiFieldPanel(
                [
                    FieldPanel("phone"),
                    FieldPanel("hours"),
                    FieldPanel("languages"),
                    FieldPanel("area"),
                    FieldPanel("website"),
                ],
                heading=_("How to reach it"),
            ),
            FieldPanel("reviewed_on"),
            FieldPanel("shown"),
        ],
        base_form_class=ResourceForm,
    )


class HelpNumbersViewSet(OwnRows):
    """When the help area was last checked."""

    model = HelpNumbers
    icon = "mobile-alt"
    menu_label = _("Help numbers")
    menu_order = 420
    list_display = ["organization", "reviewed_on"]


for model, viewset in ((Resource, ResourceViewSet), (HelpNumbers, HelpNumbersViewSet)):
    register_permission_policy(model, OfTheirOrganization(model))
    register_snippet(viewset)


def reviews_due(request: HttpRequest) -> HttpResponse:
    """Show what nobody has looked at for a year, in each organization of the person."""
    mine = organizations_of(request.user)  # type: ignore[arg-type]
    lists = [(organization, reviews.due(organization)) for organization in mine]
    return render(request, "pages/cms/reviews.html", {"lists": lists})


@hooks.register("register_admin_urls")
def more_pages() -> list[Any]:
    """Put our own pages into the CMS."""
    return [
        path("other-help/file/", views.start, name="resource-file-new"),
        path("other-help/file/<uuid:key>/", views.look, name="resource-file"),
        path("other-help/file/<uuid:key>/throw-away/", views.throw_away, name="resource-file-throw-away"),
        path("reviews/", reviews_due, name="reviews-due"),
    ]


@hooks.register("register_reports_menu_item")
def in_the_reports() -> MenuItem:
    """Lead to what is to be looked at again."""
    return MenuItem(_("To look at again"), reverse("reviews-due"), icon_name="date", order=10)


@hooks.register("construct_reports_menu")
def leave_out_what_is_closed(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer no report of the kinds of pages: it names pages of every organization."""
    menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]
