"""What search engines may know of a house: a schema.org Service, with the same words as every other outlet.

A service, not a place to lodge, a hospital or an emergency service: those would promise what a house is not. The
address stays out: nothing here reads it.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from openings import words
from openings.standing import Seen
from stays.availability import State

IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/SoldOut"
# What we do not know, or only tell by phone, is left out.
OFFERED = {State.OPEN: IN_STOCK, State.FULL: SOLD_OUT, State.WAITLIST: SOLD_OUT}
# Inside a script element nothing may look like its end, or like the beginning of another.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def service(seen: Seen, *, provider: str, audience: str = "", terms: str = "", by_form: bool = False) -> SafeString:
    """Return the JSON-LD of a house, fit for a script element.

    `provider` is the name of the organization; `audience` says who can stay and `terms` where the guidelines are, if
    the house says so; `by_form` is whether one may ask on the web, too.
    """
    row, page = seen.row, f"{settings.BASE_URL}/houses/{seen.row.slug}/"
    facts = {
        "@context": "https://schema.org",
        "@type": "Service",
        "@id": f"{page}#service",
        "name": row.name,
        "url": page,
        "serviceType": "Peer respite",
        "provider": {"@type": "Organization", "name": provider},
        "areaServed": {"@type": "AdministrativeArea", "name": row.area} if row.area else None,
        "audience": {"@type": "Audience", "audienceType": audience} if audience else None,
        "termsOfService": terms,
        "availableChannel": _channels(row.phone, page, by_form),
        "offers": _offer(seen),
    }
    text = json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - ESCAPES leave nothing in it that HTML would read


def _channels(phone: str, page: str, by_form: bool) -> list[dict[str, Any]]:
    by_phone = {"@type": "ServiceChannel", "servicePhone": {"@type": "ContactPoint", "telephone": phone}}
    on_the_web = {
        "@type": "ServiceChannel",
        "serviceUrl": page,
        "availableLanguage": [code for code, _name in settings.LANGUAGES],
    }
    return [by_phone, on_the_web] if by_form else [by_phone]


def _offer(seen: Seen) -> dict[str, Any]:
    """Return the offer: free of charge always; whether there is room only while that holds."""
    told = words.told(seen)
    offer: dict[str, Any] = {"@type": "Offer", "price": 0, "priceCurrency": "USD"}
    if told.valid and told.band in OFFERED and told.until:
        offer |= {"availability": OFFERED[told.band], "validThrough": told.until.isoformat()}
    return offer
