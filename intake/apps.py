"""Registration of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Requests, conversations and offers."""

    name = "intake"
    verbose_name = _("Intake")

    def ready(self) -> None:
        """Have answers on the way die when somebody leaves, and requests asked before a stay is brought back."""
        from intake import drafts, undone  # noqa: PLC0415 - models can be imported only once the apps are ready
        from respite import leaving  # noqa: PLC0415
        from stays import undoing  # noqa: PLC0415

        leaving.listen(drafts.left)
        undoing.ask_first(undone.refuse_when_moved_on)
