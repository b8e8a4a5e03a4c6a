"""Registration of the stays."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaysConfig(AppConfig):
    """Guests, stays, beds and nights."""

    name = "stays"
    verbose_name = _("Stays")
