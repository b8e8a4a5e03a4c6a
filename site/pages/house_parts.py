"""The parts of a house's page as they may be shown, and what they say about access (INTEROP.md 5.3)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from pages import pictures
from pages.access_words import ASK, NO, ON_WHEELS, PARTLY, RIDE, ROOMS, WHEELCHAIR, YES, line, lines_of
from pages.albums import Album
from pages.house_blocks import Parts
from respite.models import House, Room
from respite.models.house import Feature


class HouseParts(models.Model):
    """What the page of a house holds beside its first words."""

    house: House
    parts = StreamField(
        Parts(),
        blank=True,
        verbose_name=_("parts of the page"),
        help_text=_("Each part once, in any order: the page shows them in the same order for every house."),
    )

    parts_panels = [FieldPanel("parts")]

    class Meta:
        abstract = True

    @cached_property
    def told(self) -> dict[str, Any]:
        """Return each part by its name; of a confidential house nothing that shows its place or tells the way."""
        kinds = [part["type"] for part in self.parts.raw_data]
        found = {kind: self.parts[at] for at, kind in enumerate(kinds) if kind != "photos"}
        if self.house.confidential:
            ways = found.pop("travel", None)
            rides = [way for way in ways.value["ways"] if way["kind"] == RIDE] if ways else []
            if rides:
                found["rides"] = rides
        return found

    @property
    def photos(self) -> list[dict[str, Any]]:
        """Return the photos with their sizes: one query for all, and only those whose picture is still there."""
        if self.house.confidential:
            return []
        parts = [part["value"]["photos"] for part in self.parts.raw_data if part["type"] == "photos"]
        rows = [row["value"] for part in parts for row in part if row["value"]["picture"]]
        found = pictures.shown_of([row["picture"] for row in rows])
        return [found[row["picture"]] | {"words": row["words"]} for row in rows if row["picture"] in found]

    def check_pictures(self) -> None:
        """Refuse a picture out of the album of another organization."""
        shown = [row["picture"] for part in self.parts if part.block_type == "photos" for row in part.value["photos"]]
        albums = {one.collection_id for one in shown if one}
        mine = Album.objects.filter(organization=self.house.organization_id).values_list("collection", flat=True)
        if albums - set(mine):
            raise ValidationError({"parts": _("Please choose photos out of your own album.")})

    @property
    def answers(self) -> dict[str, str]:
        """Return what the page says to each thing people look for; read as it is stored, for no photo is needed."""
        said: dict[str, str] = {}
        for part in self.parts.raw_data:
            if part["type"] == "access":
                said |= {row["value"]["what"]: row["value"]["answer"] for row in part["value"]["answers"]}
            if part["type"] == "travel" and any(row["value"]["kind"] == RIDE for row in part["value"]["ways"]):
                said[RIDE] = YES
        return said

    def access(self, rooms: list[Room]) -> list[dict[str, Any]]:
        """Return all that is told about access: what the rooms have, and then what the editor says."""
        part = self.told.get("access")
        return [*of_rooms(rooms), *(lines_of(part.value) if part else [])]


def of_rooms(rooms: list[Room]) -> list[dict[str, Any]]:
    """Return what the rooms have, one by one; what none of them has is not spoken of."""
    lines = []
    for feature in ROOMS:
        label = capfirst(Feature(feature).label)
        having = [room.name for room in rooms if feature in room.features]
        if rooms and len(having) == len(rooms):
            lines.append(line(label, YES, gettext("Each room.")))
        elif having:
            words = ngettext("One room: %(names)s.", "These rooms: %(names)s.", len(having))
            lines.append(line(label, PARTLY, words % {"names": ", ".join(having)}))
    return lines


def fits(answers: dict[str, str], rooms: list[set[str]]) -> dict[str, str]:
    """Return the answer of a house to each need: features of its rooms are there or not, the rest is as it says.

    With a wheelchair it is a way in as the house tells it, where a room can be slept in at all.
    """
    had = set().union(*rooms)
    wheels = answers.get("entrance", ASK) if any(room >= ON_WHEELS for room in rooms) else NO
    return {need: YES if need in had else NO for need in ROOMS} | {WHEELCHAIR: wheels} | answers
