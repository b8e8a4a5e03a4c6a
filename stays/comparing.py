"""Two texts side by side: what is new, what is gone, what is worded in another way. Pure; knows no house."""

from collections import Counter
from dataclasses import dataclass

from stays.models.guidelines import parts_of

ALIKE = 0.55  # from this share of common words on, two paragraphs are the same one, worded in another way
MOST_PAIRS = 40_000  # beyond, two texts have nothing to do with each other, and looking would take seconds


@dataclass(frozen=True)
class Line:
    """A heading or a paragraph, and the heading it stands under."""

    words: str
    under: str
    heading: bool = False


@dataclass(frozen=True)
class Change:
    """One paragraph that differs: `kind` is "new", "gone" or "changed"; `before` is how it was."""

    kind: str
    words: str
    under: str = ""
    before: str = ""
    heading: bool = False


def compare(old: str, new: str) -> list[Change]:
    """Return what differs between two texts, heading by heading in the order of the new one, what is gone at its place.

    A paragraph that only moved is no change.
    """
    before, after = _lines(old), _lines(new)
    gone, came = _without(before, after), _without(after, before)
    pairs = _pairs(gone, came)
    found = [_changed(gone[pairs[n]], line) if n in pairs else _one("new", line) for n, line in enumerate(came)]
    paired = set(pairs.values())
    found += [_one("gone", line) for n, line in enumerate(gone) if n not in paired]
    order = {under: n for n, under in reversed(list(enumerate(line.under for line in after)))}
    return sorted(found, key=lambda change: order.get(change.under, len(after)))


def _lines(text: str) -> list[Line]:
    lines = []
    for heading, paragraphs in parts_of(text):
        if heading:
            lines.append(Line(heading, heading, heading=True))
        lines += [Line(words, heading) for words in paragraphs]
    return lines


def _without(lines: list[Line], others: list[Line]) -> list[Line]:
    """Return the lines that do not stand among `others`, wherever that may be; each of those counts once."""
    there = Counter((line.words, line.heading) for line in others)
    rest = []
    for line in lines:
        if there[line.words, line.heading] > 0:
            there[line.words, line.heading] -= 1
        else:
            rest.append(line)
    return rest


def _pairs(gone: list[Line], came: list[Line]) -> dict[int, int]:
    """Return which new line is which old one, worded in another way: the most alike first."""
    if len(gone) * len(came) > MOST_PAIRS:
        return {}
    counted = [[Counter(line.words.lower().split()) for line in lines] for lines in (gone, came)]
    likely = [
        (-likeness, b, a)
        for b, line in enumerate(came)
        for a, other in enumerate(gone)
        if line.heading == other.heading and (likeness := _likeness(counted[0][a], counted[1][b])) >= ALIKE
    ]
    pairs: dict[int, int] = {}
    for _unlike, b, a in sorted(likely):
        if b not in pairs and a not in pairs.values():
            pairs[b] = a
    return pairs


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _one(kind: str, line: Line) -> Change:
    return Change(kind, line.words, line.under, heading=line.heading)


def _changed(old: Line, new: Line) -> Change:
    return Change("changed", new.words, new.under, old.words, new.heading)
