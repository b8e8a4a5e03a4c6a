"""Bring the sites of all organizations to where a new one begins, without touching a page that is there."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Page

from pages import seeding
from pages.models import HomePage


class Command(BaseCommand):
    """Add the pages that came with a newer version, and what editors may do with them."""

    help = (
        "Add the public pages that a site does not have yet. Pages that are there keep their address and their words."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go over every site; safe to run again. Trees in other languages follow by being translated, never by this."""
        homes = HomePage.objects.exclude(organization=None).filter(locale__language_code=settings.LANGUAGE_CODE)
        for home in homes.select_related("organization"):
            before = home.get_children().count()
            seeding.grow(home)
            seeding.editors(home)
            added = HomePage.objects.get(pk=home.pk).get_children().count() - before
            self.describe(home)
            self.stdout.write(f"{home.organization}: {added} pages added.")
        call_command("update_index", verbosity=0)

    def describe(self, home: HomePage) -> None:
        """Let the first sentence of each page stand for it among what was found, as it does once it is saved."""
        pages = Page.objects.descendant_of(home, inclusive=True).live().filter(search_description="")
        for page in pages.specific():
            Page.objects.filter(pk=page.pk).update(search_description=getattr(page, "lead", ""))
