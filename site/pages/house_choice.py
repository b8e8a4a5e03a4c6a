"""Choosing a house on a page: only among those of the organization whose page it is, in drafts too."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.base import CheckedForm
from respite.models import House

if TYPE_CHECKING:
    from pages.base import SitePage

ELSEWHERE = _("This house belongs to another organization.")


class HouseForm(CheckedForm):
    """Offers the houses of the organization under whose home page the page stands, or will stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page: SitePage = self.instance
        above = page if page.pk else self.parent_page and self.parent_page.specific
        home = getattr(above, "home", None)
        field = self.fields["house"]
        field.queryset = House.objects.filter(organization=home.organization_id if home else None).order_by("name")
        field.error_messages |= {"required": _("Choose the house it is about."), "invalid_choice": ELSEWHERE}


def refuse_elsewhere(page: Any) -> None:
    """Raise ValidationError where the house of a page is not one of the organization whose page it is."""
    home = page.home
    if page.house_id and home and page.house.organization_id != home.organization_id:
        raise ValidationError({"house": ELSEWHERE})
