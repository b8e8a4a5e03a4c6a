"""Pages that stand open to everybody: not those that Wagtail shows to some people only."""

from django.db.models import Exists, F, OuterRef, TextField
from django.db.models.functions import Cast
from wagtail.models import PageQuerySet, PageViewRestriction


def open_to_all[Pages: PageQuerySet](pages: Pages) -> Pages:
    """Leave out each page that is for some people only, and what stands under it; no query of its own."""
    asked = Cast(OuterRef("path"), TextField())
    closed = PageViewRestriction.objects.alias(asked=asked).filter(asked__startswith=F("page__path"))
    return pages.filter(~Exists(closed))
