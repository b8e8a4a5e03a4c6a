"""Pages for those who ask for somebody else: family and friends, and people who help for their living.

Both lead to the same sentence: please ask them to call us. The numbers beside the words are the houses' own.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pages.written import WrittenPage
from respite.models import House


class AskThemPage(WrittenPage):
    """A page for people who ask for somebody else: it tells how a referral comes about (LN-31)."""

    speaks_of_rights = True

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the houses one can call."""
        return super().get_context(request, *args, **kwargs) | {"houses": self._houses()}

    def _houses(self) -> QuerySet[House]:
        if self.home is None:
            return House.objects.none()
        return House.objects.published().filter(organization=self.home.organization_id).order_by("name")


class FamiliesPage(AskThemPage):
    """For family and friends."""

    template = "pages/families_page.html"

    class Meta:
        verbose_name = _("page for families")
        verbose_name_plural = _("pages for families")


class ProvidersPage(AskThemPage):
    """For those who help for their living: how to tell somebody about us, and what we are not."""

    template = "pages/providers_page.html"

    class Meta:
        verbose_name = _("page for providers")
        verbose_name_plural = _("pages for providers")
