"""Save for later, only when somebody asks for it: a code opens their answers again until a stated time (CS-11).

The code is like that of a request, and is counted and looked up in the same way (intake/entering.py).
"""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from intake import drafts, flow
from intake.models import Draft
from respite import codes
from respite.models import Key


def save(draft: Draft) -> flow.Code:
    """Keep a draft for as long as the house says, and return the code that opens it; an older code opens nothing."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).select_related("house", "key").get(pk=draft.pk)
        if draft.answers.keys() & {"sent", "saved"}:  # another tab was quicker; the code of a request is not saved
            raise ValidationError(_("This was sent already."), code="state")
        words, now = codes.secret_words(), timezone.now()
        draft.locator, draft.secret_hash = flow.free_locator(), codes.seal(words)
        draft.saved_until = now + timedelta(hours=draft.house.rules().draft_hours)
        draft.touched_at = now
        draft.save(update_fields=["locator", "secret_hash", "saved_until", "touched_at"])
        return flow.Code(draft.locator, words)


def put_aside(session: SessionBase, draft: Draft) -> Draft:
    """Save a draft, end the session that wrote it, and let a new one see the code, for as long as a draft lives."""
    with transaction.atomic():
        code = save(draft)
        draft.refresh_from_db(fields=["saved_until"])
        assert draft.saved_until
        card = Draft(house=draft.house, key=Key.make(draft.house.organization))
        device = {key: said for key, said in draft.answers.items() if key == "device"}
        until = draft.saved_until.isoformat()
        card.answers = device | {"saved": {"locator": code.locator, "words": code.words, "until": until}}
        card.save(force_insert=True)
    session.flush()
    drafts.open_for(session, card)
    return card


def come_back(session: SessionBase, draft: Draft) -> Draft:
    """Let somebody who entered their code go on writing; the code stays good until they send or throw away."""
    drafts.end(session)
    draft.touched_at = timezone.now()
    draft.save(update_fields=["touched_at"])
    drafts.open_for(session, draft)
    return draft


def kept_until(card: Draft) -> datetime:
    """Return until when a draft is kept whose code this card shows."""
    until = parse_datetime(card.answers["saved"]["until"])
    assert until
    return until
