"""`make messages`: gather the sentences for translators, with few reasons for a line to change without need."""

from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, which also reads `__("…")`, never guesses a translation, and keeps no date of its own."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=__"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Name files without line numbers, leave lines whole, and pass over the tests."""
        super().add_arguments(parser)
        parser.set_defaults(add_location="file", no_wrap=True, no_obsolete=True, ignore_patterns=["tests/*", "docs/*"])

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Leave out when the sentences were gathered: it would change with every run."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "POT-Creation-Date" not in line), encoding="utf-8")

    def handle(self, *args: Any, **options: Any) -> None:
        """Gather for every language that has a folder, unless some are named."""
        options["all"] = options["all"] or not (options["locale"] or options["exclude"])
        super().handle(*args, **options)
