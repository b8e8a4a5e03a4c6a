"""Safe contact: per channel a yes or nothing, a number, whom to ask for, when, and whether to stay vague (CS-34)."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHANNELS = {
    "call": gettext_lazy("Call"),
    "text": gettext_lazy("Text"),
    "email": gettext_lazy("E-mail"),
}
# Parts of the day by the clock on the wall of the house; nothing goes out by itself outside of 8 am to 9 pm.
WINDOWS = {"morning": (8, 12), "afternoon": (12, 17), "evening": (17, 21)}
WINDOW_WORDS = {
    "morning": gettext_lazy("in the morning"),
    "afternoon": gettext_lazy("in the afternoon"),
    "evening": gettext_lazy("in the evening"),
}


@dataclass(frozen=True)
class Contact:
    """What somebody said about reaching them. Nothing is allowed that is not said here."""

    call: bool = False
    text: bool = False
    email: bool = False
    voicemail: bool = False
    page: bool = False  # a message on their own page, which they come and look at
    i_will_call: bool = False
    vague: bool = True
    phone: str = ""
    address: str = ""  # e-mail
    ask_for: str = ""
    windows: tuple[str, ...] = ()  # parts of the day, keys of WINDOWS; none means any time of day
    times: str = ""
    # The day they last said so, ISO; asked again at each contact. Saying the same on another day is the same wish.
    said_on: str = field(default="", compare=False)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Contact":
        """Make a contact from what was kept; unknown parts are left out."""
        names = {part.name for part in fields(cls)}
        told = {name: value for name, value in kept.items() if name in names}
        return cls(**{**told, "windows": tuple(told.get("windows", ()))})

    def kept(self) -> dict[str, Any]:
        """Return the parts for keeping, sealed."""
        return {**asdict(self), "windows": list(self.windows)}

    @property
    def channels(self) -> list[str]:
        """Return the channels with a yes."""
        return [name for name in CHANNELS if getattr(self, name)]

    @property
    def ways(self) -> list[str]:
        """Return the ways on which we come to them: the channels, and a message on their own page."""
        return [*self.channels, "page"] if self.page else self.channels

    @property
    def good_times(self) -> str:
        """Return when it is good to talk, in words: parts of the day and their own words; empty means any time."""
        parts = [str(words) for name, words in WINDOW_WORDS.items() if name in self.windows]
        return ", ".join(filter(None, [*parts, self.times.rstrip(".")]))

    def lines(self) -> list[str]:
        """Return the rules as short sentences: "Call only." "Ask for Sam." "No voicemail." """
        return [words for _mark, words in self.marked()]

    def marked(self) -> list[tuple[str, str]]:
        """Return the same rules, each with its mark before it."""
        if not self.channels:
            return self._without_a_channel()
        said = [("phone", self._ways())]
        if self.page:
            said.append(("letter", _("You can write on their page.")))
        if self.ask_for:
            said.append(("people", _("Ask for %(name)s.") % {"name": self.ask_for.rstrip(".")}))
        if self.call:
            said.append(("tick", _("Voicemail is fine.")) if self.voicemail else ("not-now", _("No voicemail.")))
        if self.vague and (self.text or self.email or self.voicemail):
            said.append(("eye-off", _("Keep it vague.")))
        if self.good_times:
            said.append(("clock", _("Good times: %(times)s.") % {"times": self.good_times}))
        return said

    def _without_a_channel(self) -> list[tuple[str, str]]:
        if self.i_will_call:
            said = [("phone", _("They will contact us. Do not call."))]
            return [*said, ("letter", _("You can write on their page."))] if self.page else said
        if self.page:
            return [("letter", _("Write on their page, nowhere else. Do not call."))]
        return [("phone", _("No safe way to reach them is known. Do not call."))]

    def guest_lines(self) -> list[str]:
        """Return the same rules as the guest reads them."""
        on_page = [_("We write on your page here. You look when it is safe.")] if self.page else []
        if not self.channels:
            nothing = _("You have not told us a safe way to reach you. We will not call, text or write.")
            if self.i_will_call:
                nothing = _("You contact us. We will not call, text or write.")
            elif self.page:
                nothing = _("We will not call, text or mail you.")
            return [*on_page, nothing]
        number = self.phone_words() if self.call or self.text else ""
        where = ", ".join(filter(None, [number, self.address if self.email else ""]))
        said = [_("%(ways)s: %(where)s.") % {"ways": self._ways().rstrip("."), "where": where}, *on_page]
        if self.ask_for:
            said.append(_("We ask for %(name)s.") % {"name": self.ask_for.rstrip(".")})
        if self.call:
            said.append(_("We may leave a voicemail.") if self.voicemail else _("We leave no voicemail."))
        if self.vague:
            said.append(_("We do not say where we call from."))
        if self.good_times:
            said.append(_("Good times: %(times)s.") % {"times": self.good_times})
        return said

    def phone_words(self) -> str:
        """Return the number as people say it."""
        number = self.phone
        if number.startswith("+1") and len(number) == 12:
            return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
        return number

    def _ways(self) -> str:
        ways = self.channels
        if len(ways) == 1:
            return {"call": _("Call only."), "text": _("Text only."), "email": _("E-mail only.")}[ways[0]]
        if ways == ["call", "text"]:
            return _("Call or text.")
        return _("Any of: %(ways)s.") % {"ways": ", ".join(str(CHANNELS[way]).lower() for way in ways)}
