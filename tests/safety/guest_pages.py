"""Every page a guest can come to, checked against the list of addresses, so that a new one is not forgotten (AX-01).

A new address for guests needs one line in `ROUTES`: its name, who comes there, and what stands in the address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone
from django.utils.translation import override

from intake import guest_stay, offering
from intake.change_pages import CHANGES
from pages import seeding
from respite.deciding import decide
from respite.models import Role
from stays import agreeing, booking, noting, outing
from tests.browsing import Visitor
from tests.cast import member, signed_in
from tests.factories import BedFactory, HouseFactory, RoomFactory, ask, nights_from_tonight
from tests.safety import walking
from tests.site import growing

# What no guest opens as a page: staff, machines, cards for other sites, and files (nobody may put any up yet).
NOT_FOR_GUESTS = (
    "office/", "cms/", "account/", "_util/", "api/", "embed/", "documents/", "media/", "look/",
    "night/", "healthz", "readyz", "robots.txt", "sitemap.xml", "hsds/", "exports/", "oembed", "feeds/",
    "for-directories/",
)  # fmt: skip
SLUG = "juniper-house"


@dataclass(frozen=True)
class Route:
    """One address: who comes there, what stands in it, what is answered, and where a stranger is led instead.

    One without a name says where it is; then it stands in `ROUTES` under its pattern.
    """

    who: str = "anyone"
    args: tuple[str, ...] = ()
    status: int = 200
    else_to: str = ""
    at: str = ""

    def address(self, name: str) -> str:
        return self.at or reverse(name, args=self.args)


OTHER = "lighthouse"
UNWRITTEN = "cedar"  # a house that nobody wrote a page for
ASK = Route(args=(SLUG,))
START = f"/ask/{SLUG}/"
ONLY_FORM = 405
MINE = Route("mine", else_to="/mine/")
ROUTES: dict[str, list[Route]] = {
    "leave": [Route(status=303)],
    "mine": [Route()],
    "intake:mine": [Route()],
    "intake:ask": [ASK],
    "intake:ask-question": [],  # one for each page of questions: see `World.named`
    "intake:ask-check": [Route("asking", (SLUG,), else_to=START)],
    "intake:ask-on": [Route("asking", (SLUG,), 303, else_to=START)],
    "intake:ask-save": [Route("asking", (SLUG,), ONLY_FORM)],
    "intake:ask-saved": [Route("saving", (SLUG,), else_to=START)],
    "intake:ask-sent": [Route("sent", (SLUG,), else_to=START)],
    "intake:ask-card": [Route("sent", (SLUG,), else_to=START)],
    "intake:ask-large": [Route("sent", (SLUG,), else_to=START)],
    "intake:ask-say": [Route("sent", (SLUG,), else_to=START)],
    "intake:ask-throw-away": [Route("asking", (SLUG,), ONLY_FORM)],
    "intake:ask-gone": [ASK],
    "intake:ask-other-ways": [ASK],
    "intake:ask-safer-browsing": [ASK],
    "intake:mine-request": [MINE, Route("ended", else_to="/mine/")],
    "intake:mine-answer": [Route("mine", ("BCDFGH",), ONLY_FORM)],
    "intake:mine-take-back": [MINE],
    "intake:mine-end-calls": [Route("mine", (), ONLY_FORM)],
    "intake:mine-messages": [MINE],
    "intake:mine-stay": [Route("here", else_to="/mine/")],
    "intake:mine-stay-write": [Route("here", (what,), else_to="/mine/") for what in guest_stay.PAGES],
    "intake:mine-stay-back": [Route("here", (), ONLY_FORM)],
    "intake:mine-stay-note-back": [Route("here", ("00000000-0000-4000-8000-000000000000",), ONLY_FORM)],
    "intake:mine-list": [Route("mine", (), ONLY_FORM)],
    "intake:mine-tour": [Route("mine", (), ONLY_FORM)],
    "intake:mine-houses": [MINE],
    "intake:mine-house": [Route("mine", (OTHER,), else_to="/mine/")],
    "intake:mine-house-back": [Route("mine", (OTHER,), ONLY_FORM)],
    "intake:mine-change": [Route("mine", (key,), else_to="/mine/") for key in CHANGES],
    "intake:mine-language": [MINE],
    "intake:mine-again": [Route("ended", else_to="/mine/")],
    "intake:mine-consents": [MINE],
    "intake:mine-copy": [MINE],
    "intake:mine-copy-file": [MINE],
    "intake:mine-erase": [MINE],
    "intake:mine-erased": [Route("erased", else_to="/mine/")],
    "intake:mine-close": [Route("mine", (), ONLY_FORM)],
    "intake:mine-safer-browsing": [Route()],
    "guidelines:public": [ASK],
    "guidelines:easy": [ASK],
    "guidelines:poster": [ASK],
    "guidelines:pdf": [ASK],
    "guidelines:easy-pdf": [ASK],
    "guidelines:poster-pdf": [ASK],
    "wagtail_serve": [
        Route(args=(path,))
        for path in (
            "", "houses/", f"houses/{SLUG}/", f"houses/{UNWRITTEN}/", "what-we-keep/", "safer-browsing/",
            "accessibility/", "for-families/", "who-does-what/", "for-providers/", "questions/", "stories/", "events/",
            "other-help/", "jobs/",
            "stories/one-night/", "events/tea/", "jobs/peer/",
        )
    ],
    "search": [Route(), Route(at="/search/?q=house")],
    "calendar": [Route()],
    "<language:language>/": [Route(at="/es/")],
    "<language:language>/<sound:path>": [Route(at=f"/es/houses/{SLUG}/"), Route(at="/es/safer-browsing/"),
                                        Route(at=f"/es/houses/{UNWRITTEN}/")],
}  # fmt: skip
# Downloads a guest may have: the name of the address, and what the link to it says (CS-16).
DOWNLOADS = {"intake:mine-copy-file": "Download", "calendar": "Download"}


@dataclass
class Page:
    """What one address answered, and to whom."""

    name: str
    address: str
    who: str
    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: str
    language: str = "en"

    def __post_init__(self):
        self.soup = BeautifulSoup(self.body, "html.parser")

    def __str__(self):
        return f"{self.address} ({self.status}, {self.who})"

    @property
    def is_html(self):
        return self.headers.get("Content-Type", "").startswith("text/html") and bool(self.body)

    @property
    def is_flow(self):
        """Tell whether this is asking, the guest's own page or an error, and not a page of the public site."""
        return self.is_html and (self.status >= 400 or "/ask/" in self.address or "/mine/" in self.address)

    @property
    def words(self):
        return " ".join(self.soup.get_text(" ").split())


def walk(patterns=None, route="", spaces=()) -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address of the site, without the prefix of a language."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        part = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name]) if pattern.name else route + part, route + part
        else:
            space = [pattern.namespace] if pattern.namespace else []
            yield from walk(pattern.url_patterns, route + part, (*spaces, *space))


def names_for_guests() -> set[str]:
    return {name for name, route in walk() if not route.startswith(NOT_FOR_GUESTS)}


class World:
    """A house with a telling name, its site, and one browser in each state of a guest."""

    def __init__(self):
        names = {"organization__name": "Valley Mental Respite", "organization__neutral_name": "Valley"}
        self.house = HouseFactory(
            name="Juniper Crisis Respite", neutral_name="Juniper", slug=SLUG, organization__slug="valley", **names
        )
        BedFactory(room=RoomFactory(house=self.house, name="Birch"))
        HouseFactory(name="Lighthouse", neutral_name="Light", slug=OTHER, organization=self.house.organization)
        self.lead = member(self.house, Role.LEAD, "Ana")
        text, easy = "# Quiet\nQuiet hours are from 10 pm to 8 am.", "# Quiet\nPlease be quiet at night."
        spanish = [agreeing.Words("# Silencio\nHay silencio de noche.", "es", easy=easy) for easy in (False, True)]
        agreeing.agree(self.house, text=text, by=None, others=[agreeing.Words(easy, easy=True), *spanish])
        home = seeding.plant(self.house.organization, on=self.house.tonight())
        HouseFactory(
            name="Cedar Crisis Respite", neutral_name="Cedar", slug=UNWRITTEN, organization=self.house.organization
        )
        beside = [
            growing.story(home, slug="one-night"),
            growing.event(home, slug="tea"),
            growing.job(home, slug="peer"),
        ]
        seeding.speak(home, "es")
        for page in beside:
            growing.in_spanish(page)
        self.visitors = {"anyone": Visitor()}
        for who in ("asking", "saving", "sent"):
            self.visitors[who] = Visitor()
            self.questions = walking.ask(self.visitors[who])
        self.visitors["saving"].go(self.questions[-1]).send("Save for later")
        self.visitors["sent"].send("Send and ask for a conversation")
        for who in ("mine", "here", "ended", "erased"):
            self.visitors[who] = self.own_page(who)
        self.visitors["ended"].go("/mine/request/take-back/").send("Take it back")
        self.visitors["erased"].go("/mine/request/erase/").send("Erase")

    def own_page(self, who) -> Visitor:
        """Return somebody who entered their code; one has an offer, one is here."""
        asked, code = ask(self.house)
        if who == "mine":
            offering.offer(asked, nights=nights_from_tonight(self.house, later=2), by=self.lead, agreed="A quiet room.")
        if who == "here":
            made = offering.offer(
                asked, nights=nights_from_tonight(self.house, 2), by=self.lead, agreed="A quiet room."
            )
            stay = booking.arrive(offering.accept(made), by=self.lead)
            noting.write(stay, words="We planned the baking.", by=self.lead)
            noting.write(stay, words="I slept well.", by=None)
            outing.out_until(stay, until=timezone.now() + timedelta(hours=2))
        return Visitor().go("/mine/").send("Open", code=str(code))

    def routes(self) -> Iterator[tuple[str, str, str, Route]]:
        """Yield name, language, address and route of everything a guest can open, in every language, each once."""
        seen = set()
        for language, _name in settings.LANGUAGES:
            with override(language):
                for name, found in self.named():
                    for route in found:
                        address = route.address(name)
                        if address not in seen:
                            yield name, language, address, route
                        seen.add(address)

    def named(self) -> Iterator[tuple[str, list[Route]]]:
        steps = [address.strip("/").rsplit("/", 1)[-1] for address in self.questions]
        questions = [Route("asking", (SLUG, step), else_to=START) for step in steps]
        for name, routes in ROUTES.items():
            yield name, questions if name == "intake:ask-question" else routes

    def open(self, name, address, who="anyone", *, browser=None, language="en", post=None, **headers) -> Page:
        browser = browser or self.visitors[who].client
        answer = browser.get(address, **headers) if post is None else browser.post(address, post, **headers)
        body = answer.content.decode(errors="replace") if "pdf" not in answer.get("Content-Type", "") else ""
        cookies = {morsel.key: str(morsel) for morsel in answer.cookies.values()}
        return Page(name, address, who, answer.status_code, dict(answer.headers), cookies, body, language)


def every_page(world: World) -> Iterator[Page]:
    """Open every address as the guest who comes there, and the pages that have none of their own."""
    for name, language, address, route in world.routes():
        if name != "leave":  # it would end the session of whoever opens it
            yield world.open(name, address, route.who, language=language)
    wrong = {"csrfmiddlewaretoken": world.visitors["asking"].client.cookies[settings.CSRF_COOKIE_NAME].value}
    for address in world.questions:
        yield world.open("error in an answer", address, "asking", post=wrong)
        yield world.open("error in an answer", address, "asking")
    yield from special_houses(world)
    yield from errors(world)


def special_houses(world: World) -> Iterator[Page]:
    """Open the start of a house that asks people to call, with the questions behind it."""
    with transaction.atomic():
        decide(world.house, by=None, publishing="phone_only")
        yield world.open("by phone", START)
        yield world.open("by phone", world.questions[0], "asking")
        transaction.set_rollback(True)


def errors(world: World) -> Iterator[Page]:
    """Open every page that says that something went wrong."""

    def fail(kind):
        def refuse(execute, sql, params, many, context):
            raise kind("broken")

        return refuse

    yield world.open("400", "/", HTTP_HOST="elsewhere.example")
    yield world.open("403", f"/office/{SLUG}/", browser=signed_in(member(world.house, Role.EDITOR, "Wes")))
    yield world.open("403 csrf", START, browser=Client(enforce_csrf_checks=True), post={})
    yield world.open("404", "/no/such/page/")
    yield world.open("404", "/ask/no-such-house/")
    yield world.open("405", "/leave/", post={}, browser=Client())
    browser = Client()
    tries = [world.open("429", "/mine/", browser=browser, post={"code": "ZZZZ one two three"}) for _ in range(11)]
    yield tries[0]
    yield tries[-1]
    calm = Client(raise_request_exception=False)
    with connection.execute_wrapper(fail(ZeroDivisionError)):
        yield world.open("500", START, browser=calm)
    with connection.execute_wrapper(fail(OperationalError)):
        yield world.open("503", START, browser=calm)
