"""Copying a page in the CMS: always a draft, never into another language, and never what there is one of."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages import copy
from wagtail.models import Page

from pages.choosing import OwnPageChooser
from pages.home import HomePage
from pages.houses import HousePage
from pages.whose import pages_of

ONE_EACH = _("There is one such page for each house or organization. It cannot be copied.")


class DraftCopyForm(CopyForm):
    """Asks neither for copies that anybody reads at once nor for ones that follow: both go round the checks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)
        field = self.fields["new_parent_page"]
        field.queryset = pages_of(self.user)
        under = self.page.specific_class.allowed_parent_page_models()
        field.widget = OwnPageChooser(user=self.user, target_models=under, can_choose_root=True, user_perms="copy_to")
        field.error_messages["invalid_choice"] = _("Choose a place among your own pages.")

    def clean_new_parent_page(self) -> Page:
        """Refuse a place among pages of another language; at the top stand those of every language."""
        under: Page = self.cleaned_data["new_parent_page"]
        if not under.is_root() and under.locale_id != self.page.locale_id:
            sentence = _("The pages there are in another language. Translate this page instead of copying it.")
            raise ValidationError(sentence)
        return under

    def clean_copy_subpages(self) -> bool:
        """Refuse to take pages of houses along."""
        wanted: bool = self.cleaned_data["copy_subpages"]
        if wanted and HousePage.objects.descendant_of(self.page).exists():
            raise ValidationError(_("The page of a house cannot be copied. Copy this page without those below it."))
        return wanted


@method_decorator(require_admin_access, name="dispatch")
class CopyView(copy.CopyView):
    """Copies with that form."""

    form_class = DraftCopyForm

    def get_form_class(self) -> type[CopyForm]:
        """Return our form, whichever page it is."""
        return self.form_class

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask the form at once: Wagtail looks the new place up before anybody checked it."""
        return FormView.post(self, request, *args, **kwargs)


@hooks.register("before_copy_page")
def refuse_what_there_is_one_of(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say so before anybody fills in the form."""
    if not issubclass(page.specific_class, HousePage | HomePage):
        return None
    messages.error(request, ONE_EACH)
    return redirect("wagtailadmin_explore", page.get_parent().pk)
