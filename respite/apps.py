"""Registration of the ground floor."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from respite.gateways.checks import check_ways_out


class RespiteConfig(AppConfig):
    """Houses, rooms, people and what protects them."""

    name = "respite"
    verbose_name = _("Houses and people")

    def ready(self) -> None:
        """Register what a deployment is told about its ways out."""
        checks.register(check_ways_out, deploy=True)
