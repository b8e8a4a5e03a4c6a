"""Run the worker behind the queue."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """The procrastinate worker with our settings; its sign of life is what /readyz reads."""

    help = "Send messages and do timed work. Keep one running; more than one do not disturb each other."
    requires_system_checks: list[str] = []  # it answers no web request, and comes back sooner without

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop, then finish the jobs at hand."""
        # Finished jobs are deleted: what was done for whom is history's to say. Failed ones stay to be seen.
        # Two at a time: while a partner's system makes us wait, messages to guests still leave (decision 0019).
        how = ["--concurrency", "2", "--delete-jobs", "successful", "--shutdown-graceful-timeout", "8"]
        call_command("procrastinate", "worker", *how)
