"""Registration of the pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The pages that anybody may read; no guest is ever written about here."""

    name = "pages"
    verbose_name = _("Pages")
