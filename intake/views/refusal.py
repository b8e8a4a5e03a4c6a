"""Which answer goes with a refused verb: 409 when somebody else was first, else the same page."""

from django.core.exceptions import ValidationError

FIRST_COME = {"taken", "lapsed", "busy", "state"}


def status(refusal: ValidationError) -> int:
    """Return 409 for a refusal that comes from what others did meanwhile, 200 for one about what was written."""
    return 409 if getattr(refusal, "code", None) in FIRST_COME else 200
