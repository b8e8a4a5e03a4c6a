"""Registration of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Requests, conversations and offers."""

    name = "intake"
    verbose_name = _("Intake")
