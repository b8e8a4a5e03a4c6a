"""The line marks that repeat a word as a shape (LOOK 3 and 5), drawn in a 20 by 20 box in the text's colour."""

PHONE = (
    '<path d="M4.6 2.8l2.6-.3 1.6 3.8-1.8 1.5a10 10 0 0 0 5 5l1.5-1.8 3.8 1.6-.3 2.6c-.1 1-1 1.8-2 1.7'
    'C8.5 16.5 3.5 11.5 2.9 4.8c-.1-1 .7-1.9 1.7-2z"/>'
)
BUBBLE = '<path d="M3 4.5h14V14H9l-4 3.2V14H3z" fill="currentColor"/>'
OUT = '<path d="M8 4.2a6 6 0 1 0 0 11.6M9 10h9M15 7l3 3-3 3"/>'
NOT = '<circle cx="10" cy="10" r="7"/><path d="M6.5 10h7"/>'
HERE = '<circle cx="10" cy="10" r="6.5" fill="currentColor"/>'
HELD = '<circle cx="10" cy="10" r="7.2" stroke-dasharray="3.1 2.55"/><path d="M10 6.4V10l2.4 1.6"/>'
HATCHED = '<rect x="3" y="3" width="14" height="14" rx="2"/><path d="M3.5 11.5l8-8M4 16.2L16.2 4M8.6 16.5l8-8"/>'
STRUCK_EYE = '<path d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM3.5 17L16.5 3"/>'
CLOCK = '<circle cx="10" cy="10" r="7.3"/><path d="M10 5.8V10l3 2"/>'

MARKS = {
    # nights
    "here": HERE,
    "expected": '<circle cx="12" cy="10" r="5.6"/><path d="M1.8 10h9M8 7l3 3-3 3"/>',
    "held": HELD,
    "closed": HATCHED,
    "left": OUT,
    "free": '<circle cx="10" cy="10" r="6.5"/>',
    # requests and connections
    "heard": BUBBLE,
    "talking": '<path d="M2.5 3.5h10v7H7l-2.6 2v-2H2.5z"/><path d="M15 7.5h2.5v6.6h-1.7v2l-2.6-2H8.5v-1"/>',
    "known": '<path d="M5 2.8h10V17l-5-3.4L5 17z"/><path d="M7.6 7.8l1.8 1.8 3.2-3.4"/>',
    "not-now": NOT,
    "partly": '<circle cx="10" cy="10" r="7"/><path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"/>',
    "out": OUT,
    "late": (
        '<circle cx="10" cy="10" r="8.4" fill="currentColor" stroke="none"/>'
        '<path class="mark-cut" d="M10 5.8V10l2.6 1.7" stroke="#fff"/>'
    ),
    "phone": PHONE,
    "people": (
        '<circle cx="7" cy="7" r="2.7"/><path d="M1.8 16c.4-3 2.5-4.5 5.2-4.5s4.8 1.5 5.2 4.5'
        'M13 4.6a2.6 2.6 0 0 1 0 5M15 11.9c1.9.5 3 2 3.3 4.1"/>'
    ),
    "link": (
        '<path d="M8.5 11.5a3.5 3.5 0 0 0 5 0l2.7-2.7a3.5 3.5 0 0 0-5-5L10 5'
        'M11.5 8.5a3.5 3.5 0 0 0-5 0l-2.7 2.7a3.5 3.5 0 0 0 5 5L10 15"/>'
    ),
    "tick": '<path d="M3.5 10.5l4.3 4.3 8.7-9.3" stroke-width="2.4"/>',
    # cover, notes, what is hidden
    "flag": '<path d="M4 17.5V3h11l-2.5 4L15 11H4"/>',
    "eye": (
        '<path d="M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10z"/>'
        '<circle cx="10" cy="10" r="2.4"/>'
    ),
    "eye-off": STRUCK_EYE,
    "pencil": (
        '<path d="M4 15.5l8.5-8.5M3 17h14M12 4.5L15.5 8l1.2-1.2a1.7 1.7 0 0 0 0-2.3l-1.2-1.2a1.7 1.7 0 0 0-2.3 0z"/>'
    ),
    "not-shown": HATCHED,
    # places in the office
    "today": '<path d="M2.5 9.5L10 3l7.5 6.5M4.5 8.5V17h11V8.5"/><path d="M8.3 17v-4.5h3.4V17"/>',
    "board": '<rect x="2.5" y="3" width="15" height="14" rx="1.5"/><path d="M2.5 7.5h15M6.5 11h6M9 14h6"/>',
    "requests": BUBBLE,
    "stays": HERE,
    "connections": (
        '<path d="M8.5 11.5a3.5 3.5 0 0 0 5 0l2.7-2.7a3.5 3.5 0 0 0-5-5L10 5'
        'M11.5 8.5a3.5 3.5 0 0 0-5 0l-2.7 2.7a3.5 3.5 0 0 0 5 5L10 15"/>'
    ),
    "log": '<path d="M5 2.5h10v15H5zM8 6.5h4M8 10h4M8 13.5h2.5"/>',
    "shifts": CLOCK,
    "guidelines": (
        '<path d="M10 5C8 3.5 5.5 3.3 2.8 3.8v11.7c2.7-.5 5.2-.3 7.2 1.2 2-1.5 4.5-1.7 7.2-1.2V3.8'
        'C14.5 3.3 12 3.5 10 5zM10 5v11.7"/>'
    ),
    "reports": '<path d="M3 17h14M5 17v-7M10 17V4M15 17v-4.5" stroke-width="2.2"/>',
    "settings": ('<path d="M3 6h8M15 6h2M3 14h2M9 14h8"/><circle cx="13" cy="6" r="2"/><circle cx="7" cy="14" r="2"/>'),
    "more": '<circle cx="4" cy="10" r="1"/><circle cx="10" cy="10" r="1"/><circle cx="16" cy="10" r="1"/>',
    # plain things
    "clock": CLOCK,
    "moon": '<path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "letter": '<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="M3 6l7 5 7-5"/>',
    "swap": '<path d="M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3"/>',
}

HOUSE = '<path d="M8 21L24 7l16 14v20H8z"/>'
SIGNS = {
    "open": HOUSE + '<path class="sign-lit" d="M18.5 41V26h11v15z" fill="#FACC60" stroke-width="2.5"/>',
    "full": (
        HOUSE + '<circle cx="18.5" cy="26" r="2.6" fill="currentColor" stroke="none"/>'
        '<circle cx="29.5" cy="26" r="2.6" fill="currentColor" stroke="none"/>'
        '<path d="M13.5 36c.5-3.5 2.5-5 5-5s4.5 1.5 5 5M24.5 36c.5-3.5 2.5-5 5-5s4.5 1.5 5 5" stroke-width="2.5"/>'
    ),
    "call": (
        '<path d="M12.5 8l6.2-.8 3.6 8.8-4.3 3.5A24 24 0 0 0 28.5 30l3.5-4.3 8.8 3.6-.8 6.2c-.3 2.4-2.3 4.2-4.7 4'
        'C19.5 38.3 9.7 28.5 8.5 12.7c-.2-2.4 1.6-4.4 4-4.7z"/>'
    ),
    "paused": HOUSE + '<path d="M19.5 25v9.5M28.5 25v9.5" stroke-width="3.6"/>',
}
# What a house publishes, and the sign beside its word (LOOK 3). Anything we do not know says: please call.
SIGN_OF = {"open": "open", "waitlist": "full", "full": "full", "paused": "paused"}


def mark(name: str) -> str:
    """Return one mark as SVG, hidden from readers because the word stands beside it. Raises KeyError."""
    return (
        '<svg class="mark" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none"'
        ' stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">'
        f"{MARKS[name]}</svg>"
    )


def symbol(name: str) -> str:
    """Return one mark as a symbol, for pages that show it many times. Raises KeyError."""
    return (
        f'<symbol id="m-{name}" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.9"'
        f' stroke-linecap="round" stroke-linejoin="round">{MARKS[name]}</symbol>'
    )


def sign(band: str) -> str:
    """Return the availability sign for a published band."""
    return (
        '<svg class="sign" width="48" height="48" viewBox="0 0 48 48" aria-hidden="true" fill="none"'
        ' stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
        f"{SIGNS[SIGN_OF.get(band, 'call')]}</svg>"
    )


def door(colour: str) -> str:
    """Return the mark of a house: its door."""
    return (
        f'<svg class="door" width="20" height="26" viewBox="0 0 20 26" aria-hidden="true" data-door="{colour}">'
        '<path class="door-leaf" d="M1 26V10a9 9 0 0 1 18 0v16z"/>'
        '<circle class="door-knob" cx="14.8" cy="16" r="1.5" fill="#FACC60"/></svg>'
    )
