"""Registration of the openings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpeningsConfig(AppConfig):
    """What is published about room, and how it gets out."""

    name = "openings"
    verbose_name = _("Openings")

    def ready(self) -> None:
        """Follow the board: a change of beds, stays or closures is a change of what may be published.

        And tell the night sheet which calls are due.
        """
        # Models exist only from here on.
        from openings import promising, publishing  # noqa: PLC0415
        from respite import changes  # noqa: PLC0415
        from stays import nightsheet  # noqa: PLC0415

        changes.listen(publishing.refresh)
        nightsheet.promises(promising.calls)
