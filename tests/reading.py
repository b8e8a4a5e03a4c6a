"""How hard a page is to read, and which words never stand on it: for the pages that guests see (CS-26, CS-27)."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "dt",
    "dd",
    "label",
    "legend",
    "button",
    "a",
    "summary",
    "div",
    "time",
    "ol",
    "br",
}
NEVER = [
    "patient", "client", "admission", "discharge", "intake", "diagnosis", "compliant", "non-compliant", "bed-blocker",
    "suffer", "suicide", "denied", "no-show", "invalid", "waitlist", "illegal", "failed to", "untraceable",
    "completely private", "erases your history", "census", "facility",
]  # fmt: skip
NEUTRAL_NEVER = ["crisis", "respite", "mental", "suicide"]


class _Text(HTMLParser):
    """Collects what is read in <main>; the end of a block ends a sentence."""

    def __init__(self):
        super().__init__()
        self.parts, self.depth, self.skipped = [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "main"
        self.skipped += tag in {"svg", "script", "textarea"}
        self._end(tag)

    def handle_endtag(self, tag):
        self._end(tag)
        self.depth -= tag == "main"
        self.skipped -= tag in {"svg", "script", "textarea"}

    def handle_data(self, data):
        if self.depth and not self.skipped:
            self.parts.append(data)

    def _end(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n")


def sentences(html):
    """Return the sentences in the main part of a page."""
    reader = _Text()
    reader.feed(html)
    found = re.split(r"[.!?:](?=\s)|\n", "".join(reader.parts))
    return [" ".join(part.split()) for part in found if re.search(r"[A-Za-z]", part)]


def grade(html, names=()):
    """Return the US school grade of a page: the middle of two formulas, without proper names and numbers."""
    said = sentences(html)
    words = [word for part in said for word in re.findall(r"[A-Za-z’'-]+", part) if word not in names]
    letters = sum(len(re.sub(r"[^A-Za-z]", "", word)) for word in words)
    automated = 4.71 * letters / len(words) + 0.5 * len(words) / len(said) - 21.43
    coleman_liau = 5.88 * letters / len(words) - 29.6 * len(said) / len(words) - 15.8
    return (automated + coleman_liau) / 2


def banned(html):
    """Return the words on a page that guests should never read."""
    text = " ".join(sentences(html)).lower()
    return [word for word in NEVER if re.search(rf"\b{re.escape(word)}\b", text)]
