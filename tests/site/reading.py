"""How hard a page is to read: words a guest sees, and the school grade they ask for (CS-26, CS-27)."""

import re
from html.parser import HTMLParser
from statistics import median

import textstat

# Words that stand for people's lives in files; a house can add more (CS-27).
BANNED = (
    "patient", "client", "consumer", "case", "admission", "admit", "discharge", "intake", "diagnosis", "diagnose",
    "compliant", "non-compliant", "compliance", "bed-blocker", "suffer", "suffers", "suffering", "commit suicide",
    "committed suicide", "screening", "assessment", "no-show", "denied", "invalid", "waitlist", "waiting list",
    "facility", "census", "caseload", "inmate", "resident", "curfew", "treatment", "untraceable",
    "completely private", "erases your history",
)  # fmt: skip
OUTSIDE = {"head", "script", "style", "svg", "header", "aside", "footer", "nav"}
SENTENCES = {"p", "li", "h1", "h2", "h3", "dt", "dd", "td", "th", "summary"}


class _Main(HTMLParser):
    """Collects what stands in the middle of a page, one line for each thing said."""

    def __init__(self):
        super().__init__()
        self.lines, self.outside = [""], 0

    def handle_starttag(self, tag, attrs):
        if tag in OUTSIDE:
            self.outside += 1
        elif tag in SENTENCES:
            self.lines.append("")

    def handle_endtag(self, tag):
        if tag in OUTSIDE:
            self.outside -= 1
        elif tag in SENTENCES:
            self.lines.append("")

    def handle_data(self, data):
        if not self.outside:
            self.lines[-1] += data


def lines_of(html):
    """Return what the main part of a page says, one line for each heading, paragraph or cell."""
    reader = _Main()
    reader.feed(html)
    return [line for line in (" ".join(line.split()) for line in reader.lines) if line]


def prose_of(html, names=()):
    """Return the sentences of a page: no headings or single words, and names of people and places left out."""
    said = [line for line in lines_of(html) if re.search(r"[.?!]”?$", line) and line.count(" ") > 1]
    text = " ".join(said)
    for name in names:
        text = text.replace(name, "it")
    return text


def grade(text):
    """Return the school grade of a text: the median of two formulas that look at letters, words and sentences."""
    return median([textstat.automated_readability_index(text), textstat.coleman_liau_index(text)])


def words_a_sentence(text):
    """Return how many words a sentence has on average."""
    return textstat.words_per_sentence(text)


def banned_in(html):
    """Return the words on the page that guests should never read."""
    text = " ".join(lines_of(html)).lower()
    return [word for word in BANNED if re.search(rf"\b{re.escape(word)}\b", text)]
