"""Registration of the pages."""

from typing import Any

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published, workflow_approved, workflow_rejected, workflow_submitted

from pages import cleaning


def send_nothing(**told: Any) -> None:
    """Stand where Wagtail would write e-mails inside the request: who has to say yes sees it on the first page."""


def follow(instance: Any, **told: Any) -> None:
    """Take a change of a page to its translations."""
    from pages import translating  # noqa: PLC0415 - models exist only when the first page is published

    translating.follow(instance)


class PagesConfig(AppConfig):
    """The pages that anybody may read; no guest is ever written about here."""

    name = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Take the place of Wagtail's own mails, which it connects later: one receiver for each `dispatch_uid`.

        Have pictures looked at before they are drawn out, and let the translations of a page know that it changed.
        Ask for days and times in a way that keeps what was typed.
        """
        cleaning.guard()
        from pages import days  # noqa: PLC0415 - it speaks to forms of Wagtail, which need all models

        days.use()
        states = apps.get_model("wagtailcore", "WorkflowState")
        signals = {"submitted": workflow_submitted, "approved": workflow_approved, "rejected": workflow_rejected}
        for name, signal in signals.items():
            signal.connect(send_nothing, sender=states, dispatch_uid=f"workflow_state_{name}_email_notification")
        page_published.connect(follow, dispatch_uid="translations_follow")
