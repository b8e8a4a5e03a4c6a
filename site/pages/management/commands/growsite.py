"""Bring the sites of all organizations to where a new one begins, without touching a page that is there."""

from typing import Any

from django.core.management.base import BaseCommand

from pages import seeding
from pages.models import HomePage


class Command(BaseCommand):
    """Add the pages that came with a newer version, and what editors may do with them."""

    help = (
        "Add the public pages that a site does not have yet. Pages that are there keep their address and their words."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go over every site; safe to run again."""
        for home in HomePage.objects.exclude(organization=None).select_related("organization"):
            before = home.get_children().count()
            seeding.grow(home)
            seeding.editors(home)
            added = HomePage.objects.get(pk=home.pk).get_children().count() - before
            self.stdout.write(f"{home.organization}: {added} pages added.")
