"""Registration of the pages."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext_lazy as _
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from pages import cleaning


def send_nothing(**told: Any) -> None:
    """Stand where Wagtail would write e-mails inside the request: who has to say yes sees it on the first page."""


def follow(instance: Any, **told: Any) -> None:
    """Take a change of a page to its translations."""
    from pages import translating  # noqa: PLC0415 - models exist only when the first page is published

    translating.follow(instance)


def open_to_editors(source_obj: Any, target_obj: Any, **told: Any) -> None:
    """Let the editors of a page write its translation."""
    from pages import translating  # noqa: PLC0415 - models exist only when the first translation begins
    from pages.base import SitePage  # noqa: PLC0415

    if isinstance(source_obj, SitePage):
        translating.same_editors(source_obj, target_obj)


def take_down(instance: Any, **told: Any) -> None:
    """Take down the translations of a page that is taken down or deleted: a yes taken back counts in every language."""
    from pages import translating  # noqa: PLC0415 - models exist only when the first page is taken down
    from pages.base import SitePage  # noqa: PLC0415

    if isinstance(instance, SitePage):
        translating.take_down(instance)


def hide(instance: Any, **told: Any) -> None:
    """Take down the pages that tell the address of a house that keeps it to itself from now on."""
    if instance.confidential:
        from pages import reviews  # noqa: PLC0415 - models exist only when the first house is saved

        reviews.hide_what_gives_away(instance.organization)


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
        copy_for_translation_done.connect(open_to_editors, dispatch_uid="translations_have_editors")
        page_unpublished.connect(take_down, dispatch_uid="translations_leave")
        pre_delete.connect(take_down, dispatch_uid="translations_leave")
        post_save.connect(hide, sender=apps.get_model("respite", "House"), dispatch_uid="pages_give_nothing_away")
