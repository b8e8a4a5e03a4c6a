"""The pages one house asks today: ours, with its own questions among them; and what it changed since somebody began."""

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake import questions, saying
from intake.ask_forms import AskForm
from intake.house_forms import MatchForm
from intake.models import HouseQuestion
from intake.questions import MATCH, MORE, PAGES, Answers, Page, Question
from respite.models import House

Typed = dict[str, list[str]]


class Questionnaire:
    """What one house asks today. Reads the house's own questions once."""

    def __init__(self, house: House) -> None:
        self.house = house
        rows = HouseQuestion.objects.filter(house=house).in_force(house.tonight())
        whole = [(row, made) for row in rows if (made := _question(row))]
        self._rows = {
            MATCH: tuple(row for row, _made in whole if row.match),
            MORE: tuple(row for row, _made in whole if not row.match),
        }
        self._made = {row.pk: made for row, made in whole}
        self.pages = tuple(page for page in PAGES if page.key != MORE or self._rows[MORE])
        self.keys = [page.key for page in self.pages]

    def find(self, key: str) -> Page | None:
        """Return the page at this address, or None."""
        return next((page for page in self.pages if page.key == key), None)

    def around(self, page: Page) -> tuple[str | None, str | None]:
        """Return the addresses of the page before and the one after; None is the start, or the page to check."""
        place = self.keys.index(page.key)
        return self.keys[place - 1] if place else None, [*self.keys, None][place + 1]

    def asks(self, page: Page) -> tuple[Question, ...]:
        """Return the questions of a page, those of the house last."""
        return (*page.questions, *(self._made[row.pk] for row in self._rows.get(page.key, ())))

    def form(self, page: Page, data: Any = None, *, private: bool, initial: dict[str, Any] | None = None) -> AskForm:
        """Return the form of a page."""
        made = self._rows.get(page.key, ())
        return page.form(data, house=self.house, private=private, made=made, initial=initial)

    def mark(self, page: Page) -> str:
        """Return a mark of the house's own questions on a page; another one means that the house changed them."""
        ids = ",".join(str(row.pk) for row in self._rows.get(page.key, ()))
        return hashlib.sha256(ids.encode()).hexdigest()[:12] if ids else ""

    def marks(self) -> dict[str, str]:
        """Return the marks of all pages."""
        return {page.key: mark for page in self.pages if (mark := self.mark(page))}

    def has_changed(self, page: Page, answers: Answers) -> bool:
        """Say whether the house changed a question of this page since it was asked."""
        return str(answers.get("marks", {}).get(page.key, "")) != self.mark(page)

    def first_open(self, answers: Answers) -> Page | None:
        """Return the first page that has to be looked at: needed and not answered, or changed by the house since."""
        for page in self.pages:
            if (page.needed and page.key not in answers) or self.has_changed(page, answers):
                return page
        return None

    def outdated(self, answers: Answers) -> tuple[Page, Typed] | None:
        """Return the first page whose answer does not hold any more, with what stood in its fields.

        A day may be over by now, or the house may have changed a rule; then its page says which, and nothing is lost.
        """
        for page in self.pages:
            if page.key in answers:
                typed = _typed(page.form.seen(answers[page.key]))
                form = self.form(page, MultiValueDict(typed), private=True)
                if not form.is_valid() or (isinstance(form, MatchForm) and not form.fits):
                    return page, typed
        return None

    def next_for(self, answers: Answers) -> Page | None:
        """Return where somebody goes on who comes back: the first page without an answer; None is the check page."""
        return next((page for page in self.pages if page.key not in answers), None)

    def rows(self, answers: Answers) -> list[tuple[Page, Question]]:
        """Return every question with the page it stands on, in order."""
        return [(page, asked) for page in self.pages for asked in self.asks(page)]

    def own_answers(self, answers: Answers) -> dict[str, dict[str, str]]:
        """Return the answers to the house's own questions as a request keeps them; those on who may stay are not."""
        said = answers.get(MORE, {}).get("made", {})
        asked = {str(row.pk): str(self._made[row.pk].label) for row in self._rows[MORE]}
        return {
            key: {"asked": words, "said": said[key]}
            for key, words in asked.items()
            if said.get(key, "unsaid") != "unsaid"
        }

    def with_former(self, page: Page, answer: Answers, answers: Answers) -> Answers:
        """Return an answer together with what was written to questions that the house does not ask any more."""
        if "made" not in answer:
            return answer
        asked = {str(row.pk) for row in self._rows[page.key]}
        before = answers.get(page.key, {}).get("made", {})
        return {**answer, "made": {key: said for key, said in before.items() if key not in asked} | answer["made"]}

    def former(self, answers: Answers) -> list[tuple[str, str]]:
        """Return questions the house does not ask any more, each with what was written there; it is not sent."""
        said = answers.get(MORE, {}).get("made", {})
        gone = [key for key in said if said[key] != "unsaid" and key not in {str(row.pk) for row in self._rows[MORE]}]
        rows = HouseQuestion.objects.filter(house=self.house, pk__in=gone) if gone else []
        return [(row.said("ask", get_language() or "en"), saying.answered(said[str(row.pk)])) for row in rows]


def _question(row: HouseQuestion) -> Question | None:
    """Return a question of the house as one of ours; None, and so not asked, when it does not say why (CS-21)."""
    language, key, match = get_language() or "en", str(row.pk), bool(row.match)
    page = MATCH if match else MORE
    talk = {"unsaid": _("We can talk about it")} if match else {}

    def read(answers: Answers) -> str:
        said = answers.get(page, {}).get("made", {}).get(key, "")
        return talk.get(said) or saying.answered(said)

    try:
        return Question(
            key=key,
            label=row.said("ask", language),
            why=row.said("why", language),
            who=questions.NO_ONE if match else questions.TEAM,
            kept=questions.NOT_KEPT if match else questions.AS_LONG_AS,
            skipping=questions.TALK if match else questions.SKIP,
            read=read,
            made=True,
        )
    except ImproperlyConfigured:
        return None


def _typed(seen: dict[str, Any]) -> Typed:
    """Return what stood in the fields as a browser would send it."""
    sent: Typed = {}
    for name, value in seen.items():
        if isinstance(value, list | tuple):
            sent[name] = [str(one) for one in value]
        elif value is True:
            sent[name] = ["on"]
        elif value not in (None, False, ""):
            sent[name] = [value.isoformat() if isinstance(value, date) else str(value)]
    return sent
