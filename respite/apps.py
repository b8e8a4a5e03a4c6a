"""Registration of the ground floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RespiteConfig(AppConfig):
    """Houses, rooms, people and what protects them."""

    name = "respite"
    verbose_name = _("Houses and people")
