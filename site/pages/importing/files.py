"""A file somebody hands over, turned into rows of words. Small enough, readable, and nothing in it is run."""

import csv
import io
import json
import lzma
import struct
import zipfile
import zlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.importing import hsds

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_FILES = 60
MOST_ROWS = 2_000
# What the library says of a zip that is damaged, locked with a password, or packed in a way it does not know.
CANNOT_OPEN = (
    zipfile.BadZipFile, csv.Error, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
Row = dict[str, str]
HEADS = {
    "id": "source_id",
    "source_id": "source_id",
    "name": "name",
    "kind": "kind",
    "type": "kind",
    "category": "kind",
    "what": "what",
    "description": "what",
    "about": "what",
    "phone": "phone",
    "telephone": "phone",
    "number": "phone",
    "hours": "hours",
    "when": "hours",
    "languages": "languages",
    "language": "languages",
    "area": "area",
    "county": "area",
    "town": "area",
    "website": "website",
    "url": "website",
    "web page": "website",
    "reviewed_on": "reviewed_on",
    "reviewed on": "reviewed_on",
    "assured_date": "reviewed_on",
}


def read(data: bytes) -> list[Row]:
    """Return the rows of a CSV file, or of HSDS as JSON or as a zip of tables; each knows its number as "row".

    Refused with a plain sentence when it is too large, or none of these.
    """
    if len(data) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 2 MB. Please split it."), code="size")
    if data[:4] == b"PK\x03\x04":
        rows = hsds.of_tables(_tables(data))
    else:
        text = _decoded(data)
        rows = hsds.of_json(_json(text)) if text.lstrip()[:1] in {"{", "["} else _lines(text)
    if not rows:
        raise ValidationError(_("We found no rows in this file."), code="empty")
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("This file has more than 2,000 rows. Please split it."), code="size")
    return [{"row": str(n)} | {name: _sound(cell) for name, cell in row.items()} for n, row in enumerate(rows, start=1)]


def _sound(cell: str) -> str:
    """Return what a database can keep: no sign that stands for nothing, no half of one."""
    return cell.replace("\0", "").encode(errors="replace").decode()


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or what spreadsheets on Windows write."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> list[Row]:
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=mark, strict=False))
    except csv.Error as broken:
        raise ValidationError(_("We could not read this file as a table."), code="kind") from broken
    heads = [HEADS.get(head.strip().casefold(), "") for head in (table or [[]])[0]]
    if not any(heads) and not text.strip():
        return []
    if "name" not in heads:
        raise ValidationError(
            _("The first line has to name the columns, and one of them has to be “name”."), code="kind"
        )
    rows = []
    for n, line in enumerate(table[1:], start=2):  # as a spreadsheet numbers them
        if any(map(str.strip, line)):
            rows.append({"row": str(n)} | {head: cell for head, cell in zip(heads, line, strict=False) if head})
    return rows


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise ValidationError(_("We could not read this file as JSON."), code="kind") from broken


def _tables(data: bytes) -> dict[str, list[Row]]:
    """Return each table of a zip by its name, without unpacking more than a sound file has."""
    found: dict[str, list[Row]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [entry for entry in packed.infolist() if entry.filename.endswith(".csv")]
            if len(names) > MOST_FILES or sum(entry.file_size for entry in names) > MOST_UNPACKED:
                raise ValidationError(_("There is more in this zip than we can take in."), code="size")
            for entry in names:
                with packed.open(entry) as file:
                    content = file.read(MOST_UNPACKED + 1)
                name = entry.filename.rsplit("/", 1)[-1].removesuffix(".csv")
                found[name] = list(csv.DictReader(io.StringIO(_decoded(content), newline="")))
    except CANNOT_OPEN as broken:
        raise ValidationError(_("We could not open this zip."), code="kind") from broken
    return found
