"""How the site of an organization looks: one colour for links and buttons, and a logo.

Signs, warnings, the way out and the focus ring keep their own colours. Pages where people ask or look at their own
request show neither, for they are neutral (CS-13).
"""

import hashlib
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from pages import colours
from pages.albums import Album
from pages.pictures import Picture, in_size
from respite.models import Organization

COLOUR = r"#[0-9A-Fa-f]{6}"
written = RegexValidator(rf"^{COLOUR}\Z", _("Write a colour like #1F5A4E."))
LOGO = "max-320x96"
SHEET = "@media screen{{:root{{{light}}}@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}}}"


class Look(models.Model):
    """The colour and the logo of the pages under a home page."""

    organization: Organization | None
    logo_id: int | None
    accent = models.CharField(
        max_length=7,
        blank=True,
        validators=[written],
        verbose_name=_("colour of links and buttons"),
        help_text=_("Like #1F5A4E. Without one the site is berry. Signs and warnings keep their colours."),
    )
    accent_dark = models.CharField(
        max_length=7,
        blank=True,
        validators=[written],
        verbose_name=_("the same on dark pages"),
        help_text=_("Many phones show dark pages at night. Without one we take the nearest that can be read."),
    )
    logo = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Stands small beside your name, on white. It must not tell where a house is."),
    )

    look_panels = [
        MultiFieldPanel(
            [FieldPanel("accent"), FieldPanel("accent_dark"), FieldPanel("logo")], heading=_("Colour and logo")
        )
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a colour that cannot be read, and say which one can; refuse a logo of somebody else."""
        super().clean()
        refused: dict[str, str] = {}
        for name, mode in (("accent", "light"), ("accent_dark", "dark")):
            colour = getattr(self, name)
            if is_colour(colour) and not colours.works(colour, mode):
                refused[name] = _sentence(mode) % {"colour": colours.nearest(colour, mode)}
        if (
            self.logo
            and not Album.objects.filter(organization=self.organization, collection=self.logo.collection_id).exists()
        ):
            refused["logo"] = _now("Please choose a picture out of your own album.")
        if refused:
            raise ValidationError(refused)

    @property
    def look(self) -> str:
        """Return the stylesheet of this look, or nothing; whatever was written, its colours can be read."""
        return sheet_of(self.accent, self.accent_dark or self.accent) if self.accent else ""

    @property
    def look_url(self) -> str:
        """Return where the stylesheet is served from, or nothing. The address tells the colours, a draft's too."""
        if not self.accent:
            return ""
        light, dark = (colour.removeprefix("#") for colour in (self.accent, self.accent_dark or self.accent))
        return reverse("look", args=[light, dark, fingerprint(self.look)])

    @property
    def logo_shown(self) -> dict[str, Any] | None:
        """Return the logo in the size of the strip."""
        made = in_size(self.logo_id, LOGO) if self.logo_id else None
        return {"url": made.url, "width": made.width, "height": made.height, "alt": made.image.alt} if made else None


def sheet_of(accent: str, accent_dark: str) -> str:
    """Return the stylesheet of two colours, each brought to where it can be read."""
    light, dark = colours.nearest(accent, "light"), colours.nearest(accent_dark, "dark")
    pairs = {
        "link": (light, dark),
        "action": (light, dark),
        "on-action": (colours.ON["light"], colours.ON["dark"]),
        "action-down": (colours.mixed(light, "#000000", 0.25), colours.mixed(dark, "#FFFFFF", 0.25)),
    }
    plain = "".join(f"--{name}:{one};" for name, (one, _other) in pairs.items())
    both = "".join(f"--{name}:light-dark({one},{other});" for name, (one, other) in pairs.items())
    return SHEET.format(light=plain, both=both)


def is_colour(text: str) -> bool:
    """Say whether this is a colour as we write them; anything else is refused by its field."""
    return bool(re.fullmatch(COLOUR, text))


def fingerprint(sheet: str) -> str:
    """Return what tells one stylesheet from another."""
    return hashlib.sha256(sheet.encode()).hexdigest()[:12]


def _sentence(mode: str) -> str:
    if mode == "light":
        return _now("This colour is hard to read on light pages. The nearest that works is %(colour)s.")
    return _now("This colour is hard to read on dark pages. The nearest that works is %(colour)s.")
