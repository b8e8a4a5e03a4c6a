"""Everything we may say to a guest on a phone or by mail: templates, each vague and in full; never free text (CS-35).

A vague one names no house and no topic, only a name that gives nothing away (CS-13, CS-34). All of them read the same
in a text message and in a mail; subjects are always vague, because a locked screen shows them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake.models import ListPlace, Offer, Request
from respite.models import House
from respite.templatetags.words import phone, until

# Words that tell what the house is, as a neutral name could hold them; with an s or es at their end too.
TELLING = (
    "respite", "crisis", "mental", "psych", "psychiatric", "suicide", "suicidal", "health", "wellness", "recovery",
    "therapy", "hospital", "clinic", "peer", "support", "shelter", "refuge", "retreat", "house", "home", "stay", "room",
    "bed", "guest", "addiction", "respiro", "psiquiátrico", "suicidio", "salud", "bienestar", "recuperación",
    "recuperacion", "terapia", "clínica", "clinica", "pares", "apoyo", "albergue", "refugio", "retiro", "casa",
    "hogar", "estancia", "estadía", "estadia", "cuarto", "habitación", "habitacion", "cama", "huésped", "huesped",
)  # fmt: skip
TELLS = re.compile(rf"\b(?:{'|'.join(TELLING)})(?:s|es)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """What one person gets: the words, and for a mail the subject."""

    subject: str
    words: str


@dataclass(frozen=True)
class Template:
    """One thing we may say: `what` it is and its `use`, in words for staff; `by_hand` lets them pick it themselves."""

    key: str
    what: str | Promise
    use: str | Promise
    subject: str | Promise
    vague: str | Promise
    full: str | Promise
    by_hand: bool = False
    link: bool = True  # the full one ends with the address of their page
    matter: Callable[[Request, UUID], dict[str, str] | None] | None = None

    def holds(self, request: Request, about: UUID | None) -> bool:
        """Say whether it is still true; what is not is never sent, however long it waited."""
        return self.matter is None or about is None or self.matter(request, about) is not None

    def text(self, request: Request, channel: str, vague: bool, about: UUID | None = None) -> Letter:
        """Return exactly what goes out, in the language of the request."""
        with translation.override(request.language):
            told = self.matter(request, about) if self.matter and about else None
            least = vague or (self.matter is not None and told is None)
            values = {"phone": phone(request.house.phone), **(told or {})}
            words = str(self.vague if least else self.full) % values
            signed = {"name": name(request.house, vague), "words": words, "link": page_address()}
            if channel == "text":
                return Letter("", str(_text_frame(full=not vague and self.link)) % signed)
            return Letter(str(self.subject), str(_mail_frame(full=not vague and self.link)) % signed)


def _text_frame(*, full: bool) -> str | Promise:
    return _("Hello from %(name)s. %(words)s %(link)s") if full else _("Hello from %(name)s. %(words)s")


def _mail_frame(*, full: bool) -> str | Promise:
    if full:
        return _(
            "Hello,\n\n%(words)s\n\n%(link)s\n\n"
            "You said that we may write to this address. To stop this, tell us at any time.\n\n%(name)s\n"
        )
    return _(
        "Hello,\n\n%(words)s\n\n"
        "You said that we may write to this address. To stop this, tell us at any time.\n\n%(name)s\n"
    )


def name(house: House, vague: bool) -> str:
    """Return who we say we are: the house, or a neutral name; one that tells too much is passed over (CS-13)."""
    if not vague:
        return house.name
    neutral = [house.neutral_name, house.organization.neutral_name]
    return next((one for one in neutral if one and not tells(one, house)), __("us"))


def tells(words: str, house: House) -> bool:
    """Say whether words give away the house, its organization or what it is."""
    named = [house.name.casefold(), house.organization.name.casefold()]
    return bool(TELLS.search(words)) or any(one in words.casefold() for one in named)


def page_address() -> str:
    """Return the bare address at which everybody enters their code; it says nothing about whose it is."""
    return settings.BASE_URL + reverse("mine")


def _offer(request: Request, about: UUID) -> dict[str, str] | None:
    made = Offer.objects.open().filter(request=request, pk=about).first()
    return {"until": until(made.until, request.house)} if made else None


def _place(request: Request, about: UUID) -> dict[str, str] | None:
    today = request.house.local().date()
    return {} if ListPlace.objects.live(today).filter(request=request, pk=about).exists() else None


_LOOK = _("There is news on your page. Please look when it suits you.")
_SOON = _("There is news on your page. Please look soon.")
_SUBJECT_CALL = _("Please call when it suits you")
_SUBJECT_NEWS = _("News on your page")
_ALL = [
    Template(
        "offer",
        what=_("An offer"),
        use=_("Goes out by itself with an offer."),
        subject=_SUBJECT_NEWS,
        vague=_SOON,
        full=_("We hold a room for you until %(until)s. Please answer on your page."),
        matter=_offer,
    ),
    Template(
        "message",
        what=_("Words on their page"),
        use=_("Goes out by itself when somebody of us writes on their page."),
        subject=_SUBJECT_NEWS,
        vague=_LOOK,
        full=_("We wrote to you. You can read it on your page."),
    ),
    Template(
        "still",
        what=_("The question about the call list"),
        use=_("Goes out by itself before a place on the call list ends."),
        subject=_SUBJECT_NEWS,
        vague=_SOON,
        full=_("Do you still wish a call if a room opens? Please answer on your page."),
        matter=_place,
    ),
    Template(
        "hand_over",
        what=_("The answer of another house"),
        use=_("Goes out by itself when another house answers."),
        subject=_SUBJECT_NEWS,
        vague=_LOOK,
        full=_("The other house has answered. You can read it on your page."),
    ),
    Template(
        "tour",
        what=_("A tour was called off"),
        use=_("Goes out by itself when a tour is called off."),
        subject=_SUBJECT_NEWS,
        vague=_LOOK,
        full=_("The tour you chose is called off. Your page shows other times."),
    ),
    Template(
        "call",
        what=_("Please call us"),
        use=_("When you would like them to call."),
        subject=_SUBJECT_CALL,
        vague=_("Please call us when it suits you."),
        full=_("Please call us at %(phone)s when it suits you."),
        by_hand=True,
        link=False,
    ),
    Template(
        "tried",
        what=_("We tried to reach you"),
        use=_("After a call that nobody answered."),
        subject=_SUBJECT_CALL,
        vague=_("We tried to reach you. Please call us when it suits you."),
        full=_("We tried to reach you. Please call us at %(phone)s when it suits you."),
        by_hand=True,
        link=False,
    ),
    Template(
        "room",
        what=_("A room may be free"),
        use=_("When a room opens and they wished to know."),
        subject=_SUBJECT_CALL,
        vague=_("We have news for you. Please call us soon."),
        full=_("A room may be free. Please call us soon at %(phone)s."),
        by_hand=True,
        link=False,
    ),
    Template(
        "changed",
        what=_("Something has changed"),
        use=_("When something we agreed is different now."),
        subject=_SUBJECT_NEWS,
        vague=_SOON,
        full=_("Something we agreed has changed. Please look at your page, or call %(phone)s."),
        by_hand=True,
    ),
    Template(
        "look",
        what=_("Please look at your page"),
        use=_("When their page says something new."),
        subject=_SUBJECT_NEWS,
        vague=_LOOK,
        full=_LOOK,
        by_hand=True,
    ),
]
TEMPLATES: dict[str, Template] = {one.key: one for one in _ALL}


def voicemail(request: Request) -> str:
    """Return what staff read out to a voicemail, in the language of the request; nothing without a yes (CS-35)."""
    contact = request.safe_contact
    if not (contact.call and contact.voicemail):
        return ""
    with translation.override(request.language):
        values = {"who": contact.ask_for or request.name, "house": request.house.name}
        values["phone"] = phone(request.house.phone)
        if not contact.vague:
            return __("Hello, this is %(house)s. We are calling for %(who)s. Please call us at %(phone)s.") % values
        if contact.ask_for:
            return __("Hello, this is a call for %(who)s. Please call back when it suits you. Thank you.") % values
        return __("Hello. Please call back when it suits you. Thank you.")
