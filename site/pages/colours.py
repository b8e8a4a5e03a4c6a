"""Which colours can be read: the WCAG formula over every ground our pages have, in light and in dark (LOOK 2.1)."""

import colorsys

LEAST = 4.5  # WCAG 2.2 AA, for text of any size
GROUNDS = {
    "light": ("#F1F5F0", "#FFFFFF", "#E8EEE7", "#F5E8F4", "#FDF1D0", "#E0F1E3"),
    "dark": ("#1A151B", "#241F26", "#131015", "#3D2A3E", "#3B301D", "#223428"),
}
ON = {"light": "#FFFFFF", "dark": "#251927"}  # words on a filled button
STEPS = 400


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    high, low = sorted((_brightness(one), _brightness(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def works(colour: str, mode: str) -> bool:
    """Say whether a link in this colour, and a button filled with it, can be read wherever they stand."""
    return all(contrast(colour, ground) >= LEAST for ground in (*GROUNDS[mode], ON[mode]))


def nearest(colour: str, mode: str) -> str:
    """Return the colour itself if it works, or the one of the same hue that is least lighter or darker and does."""
    if works(colour, mode):
        return colour
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    for step in range(1, STEPS + 1):
        for there in (light - step / STEPS, light + step / STEPS):
            found = _written(colorsys.hls_to_rgb(hue, there, full)) if 0 <= there <= 1 else ""
            if found and works(found, mode):
                return found
    raise AssertionError("Black works in the light, and white in the dark.")


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another one in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return _written(tuple(mine * (1 - share) + theirs * share for mine, theirs in pairs))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _brightness(colour: str) -> float:
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
