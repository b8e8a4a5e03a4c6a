"""Begin the public site of an organization: once, with our first words, to be read over before anybody relies on it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Site

from pages import agreements, seeding
from respite.models import Organization


class Command(BaseCommand):
    """Make the pages of an organization and the groups of those who write them."""

    help = (
        "Begin the public site of an organization, with a page for each of its published houses. "
        "The first site answers under every name, a further one under its --hostname. "
        "That name has to stand in RESPITE_HOSTS, too. "
        "Safe to run again: a site that is there stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the organization, the name of its site, and the languages it is written in besides English."""
        parser.add_argument("organization", help="The short name of the organization, as in addresses.")
        parser.add_argument("--hostname", default="", help="Like coast.example; for any site after the first.")
        others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        parser.add_argument("--language", action="append", default=[], choices=others, help="Also in this language.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plant, translate where asked, and say where the site is and which groups write it."""
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            known = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"No organization is called “{options['organization']}”. There are: {known or 'none'}.")
        try:
            home = seeding.plant(organization, on=timezone.now().date(), hostname=options["hostname"])
        except seeding.NameTaken as refusal:
            raise CommandError(str(refusal)) from refusal
        for language in options["language"]:
            seeding.speak(home, language)
        call_command("update_index", verbosity=0)
        site = Site.objects.filter(root_page=home).first()
        self.stdout.write(f"The site of {organization} stands at {site.root_url if site else home.url_path}.")
        self.stdout.write(f"Put who writes it into the group “{seeding.editors(home)}”,")
        self.stdout.write(f"and who says yes to guidelines into “{agreements.leads(organization)}”.")
