"""Photos for the demo, drawn by hand of code: no place and no person is on them, for there is none."""

from collections.abc import Callable, Iterable
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDE, HIGH, FINE = 1200, 900, 2  # drawn at twice the size, so that edges are smooth
WALL, FLOOR, WOOD, DARK, LAMP = "#E8EEE7", "#B98E62", "#8A5A3B", "#33233A", "#FACC60"
LEAF, LINEN, BERRY, SKY, WHITE = "#4E7A5A", "#D9ADD6", "#623161", "#A9C7DE", "#FFFFFF"
Pen = ImageDraw.ImageDraw


def drawn(name: str) -> ContentFile:
    """Return one scene as a small WebP file. Raises KeyError for a name there is no scene of."""
    sheet = Image.new("RGB", (WIDE * FINE, HIGH * FINE), WALL)
    SCENES[name](ImageDraw.Draw(sheet))
    file = BytesIO()
    sheet.resize((WIDE, HIGH), Image.Resampling.LANCZOS).save(file, format="WEBP", quality=70)
    return ContentFile(file.getvalue(), name=f"{name}.webp")


def _box(pen: Pen, x: int, y: int, wide: int, high: int, fill: str, round_by: int = 0) -> None:  # noqa: PLR0917 - like every pen
    pen.rounded_rectangle(_at(x, y, x + wide, y + high), radius=round_by * FINE, fill=fill)


def _ball(pen: Pen, x: int, y: int, wide: int, high: int, fill: str) -> None:  # noqa: PLR0917
    pen.ellipse(_at(x, y, x + wide, y + high), fill=fill)


def _shape(pen: Pen, points: Iterable[tuple[int, int]], fill: str) -> None:
    pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)


def _at(*places: int) -> list[int]:
    return [place * FINE for place in places]


def _indoors(pen: Pen) -> None:
    _box(pen, 0, 660, WIDE, 240, FLOOR)
    _box(pen, 0, 646, WIDE, 14, WHITE)


def _window(pen: Pen, x: int, y: int, wide: int, high: int) -> None:
    _box(pen, x - 14, y - 14, wide + 28, high + 28, WHITE, 6)
    _box(pen, x, y, wide, high, SKY)
    _ball(pen, x - 10, y + high - 60, wide // 2 + 60, 120, LEAF)
    _box(pen, x, y + high, wide, 70, WALL)
    _box(pen, x - 24, y + high, wide + 48, 20, WHITE, 4)
    _box(pen, x + wide // 2 - 5, y, 10, high, WHITE)


def _lamp(pen: Pen, x: int, y: int) -> None:
    _ball(pen, x - 90, y - 70, 300, 300, "#F3EACB")
    _box(pen, x + 52, y + 100, 14, 90, DARK)
    _shape(pen, [(x + 20, y), (x + 98, y), (x + 128, y + 110), (x - 10, y + 110)], LAMP)


def _room(pen: Pen) -> None:
    _window(pen, 430, 120, 320, 260)
    _indoors(pen)
    _lamp(pen, 930, 290)
    _box(pen, 900, 480, 180, 26, WOOD, 4)
    _box(pen, 920, 506, 18, 210, WOOD)
    _box(pen, 1042, 506, 18, 210, WOOD)
    _box(pen, 110, 420, 40, 340, WOOD, 8)
    _box(pen, 140, 560, 690, 170, WHITE, 20)
    _box(pen, 170, 500, 210, 100, "#F6F2EA", 34)
    _box(pen, 360, 548, 480, 190, LINEN, 26)
    for step in range(4):
        _box(pen, 420 + step * 110, 548, 30, 190, BERRY)


def _kitchen(pen: Pen) -> None:
    _indoors(pen)
    _box(pen, 120, 170, 620, 20, WOOD, 4)
    for place, (x, colour) in enumerate(((160, BERRY), (300, LEAF), (440, LAMP), (580, DARK))):
        _box(pen, x, 90 + place % 2 * 14, 100, 80 - place % 2 * 14, colour, 12)
    _window(pen, 860, 110, 220, 240)
    for x in (210, 430, 650, 870):
        _box(pen, x, 400, 120, 300, WOOD, 16)
        _box(pen, x + 16, 420, 88, 100, FLOOR, 10)
    _box(pen, 130, 540, 940, 40, "#A66F48", 10)
    _box(pen, 170, 580, 30, 250, "#A66F48")
    _box(pen, 1000, 580, 30, 250, "#A66F48")
    for x, colour in ((400, WHITE), (720, LINEN)):
        _box(pen, x, 486, 70, 56, colour, 12)
    _ball(pen, 530, 476, 150, 66, LEAF)


def _corner(pen: Pen) -> None:
    _indoors(pen)
    _box(pen, 700, 120, 380, 580, WOOD, 10)
    for row in range(3):
        _box(pen, 724, 144 + row * 180, 332, 156, "#5E3C28")
        for book, colour in enumerate((BERRY, LAMP, LEAF, SKY, LINEN, WHITE, DARK)):
            _box(
                pen,
                736 + book * 44,
                170 + row * 180 + (book * 7 + row * 5) % 30,
                36,
                130 - (book * 7 + row * 5) % 30,
                colour,
            )
    _lamp(pen, 130, 210)
    _box(pen, 186, 400, 10, 330, DARK)
    _box(pen, 270, 380, 320, 330, "#7E5A86", 60)
    _box(pen, 230, 520, 90, 220, BERRY, 40)
    _box(pen, 540, 520, 90, 220, BERRY, 40)
    _box(pen, 300, 590, 260, 110, LINEN, 30)
    _box(pen, 620, 720, 110, 110, "#C9794F", 14)
    for x, y in ((600, 560), (650, 520), (700, 580), (640, 630)):
        _ball(pen, x, y, 90, 120, LEAF)


def _garden(pen: Pen) -> None:
    _box(pen, 0, 0, WIDE, 560, SKY)
    _ball(pen, 930, 70, 130, 130, LAMP)
    _ball(pen, -200, 380, 900, 420, "#7FA684")
    _ball(pen, 500, 420, 1000, 420, "#8FB293")
    _box(pen, 0, 560, WIDE, 340, "#6E9A63")
    for x in range(20, WIDE, 110):
        _box(pen, x, 470, 26, 150, WHITE, 6)
    _box(pen, 0, 510, WIDE, 18, WHITE)
    _box(pen, 0, 572, WIDE, 18, WHITE)
    _box(pen, 270, 360, 60, 340, WOOD)
    for x, y in ((80, 100), (230, 40), (370, 130), (180, 220)):
        _ball(pen, x, y, 280, 260, LEAF)
    for y in (560, 610, 680):
        _box(pen, 520, y, 430, 30, "#A66F48", 6)
    for x in (550, 890):
        _box(pen, x, 560, 26, 230, WOOD)
    for place in range(14):
        x, y = 90 + place * 78, 800 + place * 37 % 50
        _box(pen, x + 16, y, 6, 60, LEAF)
        _ball(pen, x, y - 24, 38, 38, (BERRY, LAMP, LINEN, WHITE)[place % 4])


def _stairs(pen: Pen) -> None:
    _box(pen, 0, 0, WIDE, HIGH, "#8D6A63")
    for row in range(8):
        for brick in range(7):
            _box(pen, brick * 190 - row % 2 * 90, row * 96 + 10, 176, 6, "#7C5B55")
    for x in (110, 850):
        _box(pen, x - 16, 184, 272, 372, WHITE, 6)
        _box(pen, x, 200, 240, 340, LAMP)
        _box(pen, x + 114, 200, 12, 340, WHITE)
        _box(pen, x, 360, 240, 12, WHITE)
        _box(pen, x - 30, 546, 300, 24, WHITE, 4)
    _box(pen, 446, 210, 308, 600, WHITE, 10)
    _box(pen, 470, 234, 260, 576, "#2C5A86", 6)
    _box(pen, 500, 270, 200, 130, LAMP, 8)
    _ball(pen, 680, 530, 28, 28, LAMP)
    _box(pen, 400, 800, 400, 54, "#D6D2D8", 4)
    _box(pen, 0, 850, WIDE, 50, "#5D535E")
    _box(pen, 870, 740, 130, 110, "#C9794F", 14)
    for place, colour in enumerate((BERRY, LAMP, LINEN)):
        _box(pen, 886 + place * 50, 660, 8, 90, LEAF)
        _ball(pen, 860 + place * 50, 640 + place % 2 * 24, 60, 60, colour)


def _roofs(pen: Pen) -> None:
    _box(pen, 0, 0, WIDE, HIGH, "#5B4766")
    _ball(pen, 880, 110, 110, 110, LAMP)
    for x, y, wide, colour in (
        (-60, 380, 360, "#47344F"), (260, 320, 300, "#3D2C46"), (520, 400, 340, "#47344F"), (830, 350, 420, "#3D2C46"),
    ):  # fmt: skip
        _box(pen, x + 40, y - 60, 44, 120, "#2E2036")
        _shape(pen, [(x - 20, y + 90), (x + wide // 2, y - 40), (x + wide + 20, y + 90)], "#2E2036")
        _box(pen, x, y + 90, wide, 500, colour)
        for pane in range(3):
            _box(pen, x + 40 + pane * (wide // 3 - 6), y + 140, 54, 74, LAMP if (pane + x) % 2 else "#6B5876", 4)
            _box(pen, x + 40 + pane * (wide // 3 - 6), y + 260, 54, 74, "#6B5876" if (pane + x) % 2 else LAMP, 4)
    _box(pen, 0, 0, 50, HIGH, WHITE)
    _box(pen, WIDE - 50, 0, 50, HIGH, WHITE)
    _box(pen, 580, 0, 34, 760, WHITE)
    _box(pen, 0, 750, WIDE, 150, WHITE)
    _box(pen, 0, 750, WIDE, 16, "#D9D5DC")
    _box(pen, 210, 650, 110, 110, BERRY, 16)
    _ball(pen, 296, 676, 60, 60, BERRY)
    _ball(pen, 310, 690, 32, 32, "#5B4766")


SCENES: dict[str, Callable[[Pen], None]] = {
    "room": _room,
    "kitchen": _kitchen,
    "corner": _corner,
    "garden": _garden,
    "stairs": _stairs,
    "roofs": _roofs,
}
