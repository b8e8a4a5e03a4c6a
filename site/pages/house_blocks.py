"""The parts of a house's page: photos, a day in the house, what to bring, access, food, ways there, help from outside.

Each part may stand once; the page keeps them in its own order, so that every house is found again in the same way.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from pages.access_words import ANSWERS, WAYS, WHAT, lines_of

MOST_PHOTOS = 6  # a look around, not an album
HELPERS = [
    ("911", _("911")),
    ("988", _("988")),
    ("police", _("The police")),
    ("hospital", _("A hospital")),
    ("other", _("Others")),
]


def _lines(label: Any, **more: Any) -> blocks.ListBlock:
    return blocks.ListBlock(blocks.CharBlock(max_length=120, label=_("Line")), label=label, max_num=10, **more)


class Part(blocks.StructBlock):
    """One part of the page; an editor sees what it looks like before choosing it."""

    class Meta:
        preview_template = "pages/block_preview.html"


class Photo(blocks.StructBlock):
    """One photo; what it shows is told with the picture itself, in each language."""

    picture = ImageChooserBlock(label=_("Picture"))
    words = blocks.CharBlock(max_length=120, required=False, label=_("Words below it"))

    class Meta:
        icon = "image"
        label = _("Photo")


class Photos(Part):
    """A look around."""

    photos = blocks.ListBlock(
        Photo(),
        min_num=1,
        max_num=MOST_PHOTOS,
        label=_("Photos"),
        help_text=_("Rooms without people, and nothing that shows where the house is: no street, no front door."),
    )

    class Meta:
        icon = "image"
        label = _("Photos")
        description = _("A look around the house. A house that keeps its place to itself shows none.")
        template = "pages/parts/photos.html"
        preview_value: ClassVar[dict[str, list[Any]]] = {"photos": []}


class Moment(blocks.StructBlock):
    """Some time of the day, and what happens then."""

    when = blocks.CharBlock(max_length=40, label=_("When"))
    words = blocks.TextBlock(max_length=300, label=_("What happens"))

    class Meta:
        icon = "time"
        label = _("Time of the day")


class Day(Part):
    """A day in the house."""

    moments = blocks.ListBlock(Moment(), min_num=1, max_num=8, label=_("Times of the day"))

    class Meta:
        icon = "time"
        label = _("A day in the house")
        description = _("What a day is like, so that nobody has to guess. Nothing in it is a must.")
        template = "pages/parts/day.html"
        preview_value = {
            "moments": [
                {"when": "Morning", "words": "Sleep as long as you like. There is coffee from 8."},
                {"when": "Evening", "words": "Some of us cook. You can eat with us, or on your own."},
            ]
        }


class Bring(Part):
    """What to bring, and what is there."""

    bring = _lines(_("Good to bring"))
    here = _lines(_("Already here"), min_num=0)
    home = _lines(_("Please leave at home"), min_num=0)

    class Meta:
        icon = "list-ul"
        label = _("What to bring")
        description = _("What to pack, what is there already, and what should stay at home.")
        template = "pages/parts/bring.html"
        preview_value = {"bring": ["Clothes for a few days"], "here": ["Towels and sheets"], "home": ["Candles"]}


class NotHere(Part):
    """What the house does not do."""

    lines = _lines(_("What we do not do"), min_num=1)

    class Meta:
        icon = "cross"
        label = _("What we do not do")
        description = _("Said plainly, so that nobody is let down.")
        template = "pages/parts/not_here.html"
        preview_value = {"lines": ["We do not look in bags.", "We do not keep your medicine."]}


class Answer(blocks.StructBlock):
    """One thing about access, and whether it is there."""

    what = blocks.ChoiceBlock(choices=WHAT, label=_("What"))
    answer = blocks.ChoiceBlock(choices=ANSWERS, label=_("Is it there?"))
    words = blocks.CharBlock(max_length=200, required=False, label=_("In words"))

    class Meta:
        icon = "check"
        label = _("Answer")


class Access(Part):
    """Access, thing by thing."""

    answers = blocks.ListBlock(
        Answer(),
        min_num=1,
        label=_("Answers"),
        help_text=_("What the rooms have is added by itself. People find houses by these answers."),
    )

    class Meta:
        icon = "help"
        label = _("Access")
        description = _("Thing by thing: yes, partly, no, or ask us. An honest “no” saves a hard trip.")
        template = "pages/parts/access.html"
        preview_value = {
            "answers": [
                {"what": "entrance", "answer": "yes", "words": "A ramp leads to the side door."},
                {"what": "scents", "answer": "partly", "words": "We wash with soap that has no scent."},
                {"what": "pets", "answer": "no", "words": "A service animal is always fine."},
            ]
        }

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        """Add the answers in words."""
        return super().get_context(value, parent_context) | {"access": lines_of(value)}


class Food(Part):
    """Food in the house."""

    words = blocks.TextBlock(max_length=400, label=_("How we eat"))
    lines = _lines(_("Good to know"), min_num=0)

    class Meta:
        icon = "home"
        label = _("Food")
        description = _("Who cooks, what is there, and what you may need to bring.")
        template = "pages/parts/food.html"
        preview_value = {"words": "The kitchen is stocked. Cook what you like.", "lines": ["No nuts in the house"]}


class Way(blocks.StructBlock):
    """One way to get there."""

    kind = blocks.ChoiceBlock(choices=WAYS, label=_("How"))
    words = blocks.CharBlock(max_length=200, label=_("In words"))

    class Meta:
        icon = "site"
        label = _("Way")


class Travel(Part):
    """Getting there and around."""

    ways = blocks.ListBlock(
        Way(),
        min_num=1,
        max_num=6,
        label=_("Ways"),
        help_text=_("No street and no house number. A house that keeps its place to itself shows only rides."),
    )

    class Meta:
        icon = "site"
        label = _("Getting here")
        description = _("By bus, by car, on foot, and whether you can pick people up.")
        template = "pages/parts/travel.html"
        preview_value = {"ways": [{"kind": "ride", "words": "We can pick you up in the county."}]}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        """Add the ways."""
        return super().get_context(value, parent_context) | {"ways": value["ways"]}


class Helper(blocks.StructBlock):
    """Somebody from outside, and what the house does about them."""

    who = blocks.ChoiceBlock(choices=HELPERS, label=_("Who"))
    words = blocks.TextBlock(max_length=400, label=_("What we do, and do not do"))

    class Meta:
        icon = "mobile-alt"
        label = _("Help from outside")


class Helpers(Part):
    """What the house does about 911, 988, police and hospital."""

    helpers = blocks.ListBlock(Helper(), min_num=1, max_num=6, label=_("Who, and what we do"))

    class Meta:
        icon = "mobile-alt"
        label = _("911, 988, police and hospital")
        description = _("One by one: when we call, who decides, and when you are told.")
        template = "pages/parts/helpers.html"
        preview_value = {"helpers": [{"who": "911", "words": "We may call when a life is in danger right now."}]}


class Report(Part):
    """What the house must report."""

    words = blocks.TextBlock(max_length=400, label=_("In short"))
    lines = _lines(_("What we must report"), min_num=0)

    class Meta:
        icon = "warning"
        label = _("What we must report")
        description = _("What the law asks of you, before anybody writes a word. Never promise more than it allows.")
        template = "pages/parts/report.html"
        preview_value = {"words": "We tell you first when we can.", "lines": ["When a child is being hurt"]}


class Parts(blocks.StreamBlock):
    """All parts of a house's page."""

    photos = Photos()
    day = Day()
    access = Access()
    food = Food()
    travel = Travel()
    bring = Bring()
    not_here = NotHere()
    helpers = Helpers()
    report = Report()

    class Meta:
        block_counts = {
            name: {"max_num": 1}
            for name in (
                "photos", "day", "access", "food", "travel", "bring", "not_here", "helpers", "report",
            )
        }  # fmt: skip
