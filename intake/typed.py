"""What somebody typed that needs another look: kept for the page that shows it again, sealed, in the session only.

So a page that found something to look at comes by redirect too: Back and reload never ask to send it once more, and the
browser keeps none of it (AX-20, CS-11).
"""

import json
from base64 import b64decode, b64encode

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from respite import vault

SESSION = "typed"
PLACE = "django_session|typed|session_data"
MOST = 200_000  # a page of words in any script; more than that is not carried along


def keep(session: SessionBase, address: str, data: QueryDict) -> None:
    """Keep what was typed on the page at `address`; only the newest is kept."""
    told = data.copy()
    told.pop("csrfmiddlewaretoken", None)
    text = json.dumps([address, told.urlencode()])
    if len(text) > MOST:
        text = json.dumps([address, ""])
    session[SESSION] = b64encode(vault.seal(vault.purpose_key(SESSION), text, PLACE)).decode()


def take(session: SessionBase, address: str) -> QueryDict | None:
    """Return what was typed on the page at `address`, or None. It stays until `forget`, so a reload loses nothing."""
    kept = session.get(SESSION)
    if not kept:
        return None
    try:
        where, text = json.loads(vault.unseal(vault.purpose_key(SESSION), b64decode(kept), PLACE))
    except (vault.Unreadable, ValueError):
        return None
    return QueryDict(text) if where == address else None


def forget(session: SessionBase) -> None:
    """Forget it: it was sent, or the person went on."""
    session.pop(SESSION, None)
