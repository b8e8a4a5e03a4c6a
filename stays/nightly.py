"""The verbs of the night sheet: the house's code, a sheet made by hand, and one made by itself at each shift change."""

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from respite import history, pdf
from respite.locks import again, locked
from respite.models import House, Person
from respite.nights import ONE_DAY, at
from stays import nightkeep, nightsheet, shifts
from stays.models import NightCode, NightSheet

logger = logging.getLogger(__name__)
TRY_AGAIN = timedelta(minutes=5)
ATTEMPTS = 3  # to keep a sheet of a house in which something changes all the time; then it waits for its next minute
LISTED_FOR = timedelta(days=30)  # that a sheet was made is forgotten after so long; the sheet itself after a day
LANGUAGE = "en"  # the house's own


@again
def new_code(house: House, *, by: Person) -> NightCode:
    """Give the house a night code. An older one opens nothing from now on: its file is deleted."""
    with locked(house) as fresh:
        kept = NightCode.objects.select_related("house").filter(house=fresh).first() or NightCode(house=fresh)
        old = str(kept.code)
        kept.code, kept.made_at, kept.made_by = nightkeep.new_code(), timezone.now(), by
        kept.save()
        history.record("night code made", kept, house=fresh, by=by)
        if old:
            transaction.on_commit(lambda: nightkeep.forget(old))
        return kept


def code_of(house: House) -> str:
    """Return the house's night code, or nothing when none was made yet."""
    row = NightCode.objects.filter(house=house).first()
    if row is None:
        return ""
    row.house = house
    return str(row.code)


def forget(houses: QuerySet[House]) -> None:
    """Delete what is kept for the phone at `houses` once this transaction is over; the worker makes it anew in minutes.

    For verbs after which a name may no longer be read: it is covered, or gone, on the sheet that comes next. A worker
    that is midway through one waits for the end of this transaction, and then reads again what it is about to keep.
    """
    codes = NightCode.objects.select_for_update(of=("self",)).filter(house__in=houses).select_related("house")
    for row in codes.order_by("pk"):
        transaction.on_commit(partial(nightkeep.forget, str(row.code)))


def make(house: House, *, by: Person) -> NightSheet:
    """Make a sheet by hand and keep it for the phone. Refused with code "disk" when it could not be kept."""
    if not code_of(house):
        new_code(house, by=by)
    sheet = _keep(house)
    if sheet is None:
        raise ValidationError(
            _("We could not keep the sheet for the phone: this machine's disk may be full. Please print it."),
            code="disk",
        )
    return NightSheet.objects.create(
        house=house, made_at=sheet.made_at, date=sheet.date, band=sheet.band, by=by, check_word=sheet.check
    )


def make_due(houses: Iterable[House]) -> int:
    """Make the sheet of every house whose shift has changed, once each; return how many. For the worker, by the minute.

    A house that is busy or broken waits for the next minute and holds up no other. Old files are deleted.
    """
    nightkeep.sweep()
    made = 0
    for house in houses:
        try:
            made += make_by_itself(house)
        except (ValidationError, DatabaseError, OSError):
            logger.warning("A night sheet waits for the next minute.", exc_info=True)
    return made


def make_by_itself(house: House) -> bool:
    """Make and keep the sheet of the shift that is on, unless it is made already; say whether it was made now."""
    code, began = code_of(house), _began_at(house, timezone.now())
    if not code:
        return False
    kept = nightkeep.kept_since(code)
    row = _claim(house, missing=kept is None or kept < began)
    if row is None:
        return False
    sheet = _keep(house)
    if sheet is None:
        return False
    NightSheet.objects.filter(pk=row.pk).update(check_word=sheet.check, made_at=sheet.made_at)
    return True


def trouble(house: House, now: datetime | None = None) -> str:
    """Say in a sentence that the phone has no sheet of this shift, or nothing: the worker rests, or the disk is full.

    A shift that began a few minutes ago is given time.
    """
    code = code_of(house)
    if not code:
        return ""
    now = now or timezone.now()
    began, kept = _began_at(house, now), nightkeep.kept_since(code)
    if now < began + TRY_AGAIN or (kept and kept >= began):
        return ""
    return _("The phone has no night sheet of this shift. Please print one, or keep one for the phone by hand.")


def _began_at(house: House, now: datetime) -> datetime:
    """Return when the shift that is on now began."""
    on, band = shifts.band_at(house, now)
    first, _last = shifts.hours(house.rules(on), band)
    return at(on + ONE_DAY, time(0), house.tz) if first == 24 else at(on, time(first), house.tz)


@again
def _claim(house: House, *, missing: bool) -> NightSheet | None:
    """Take on the sheet of this shift, so that no other worker makes it too; None when there is nothing to do.

    One that was taken on and is `missing` from the disk (full, or a worker died, or there is a new code) is taken on
    again after some minutes.
    """
    on, band = shifts.band_at(house)
    of_shift = NightSheet.objects.filter(house=house, date=on, band=band, by=None)
    now = timezone.now()
    if not missing and of_shift.exclude(check_word="").exists():
        return None
    with locked(house) as fresh:
        row = of_shift.first()
        if row is None:
            NightSheet.objects.filter(house=fresh, made_at__lt=now - LISTED_FOR).delete()
            return NightSheet.objects.create(house=fresh, date=on, band=band, made_at=now, check_word="")
        if (row.check_word and not missing) or now - row.made_at < TRY_AGAIN:
            return None
        NightSheet.objects.filter(pk=row.pk).update(made_at=now)
        return row


def _read(house: House) -> nightsheet.Sheet:
    """Read the sheet in the house's language, whoever makes it: it never mixes two."""
    with override(LANGUAGE):
        return nightsheet.read(house)


@again
def _keep(house: House) -> nightsheet.Sheet | None:
    """Read a sheet and keep it for the phone; None when the disk is full or away, or there is no code.

    Drawing it takes a while. So it is read again right before it is kept, where `forget` cannot come between, and made
    anew when it would say something else: no name stays that was erased or covered meanwhile.
    """
    for _attempt in range(ATTEMPTS):
        sheet = _read(house)
        kept = _drawn(sheet)
        with transaction.atomic():
            rows = NightCode.objects.select_for_update(of=("self",)).select_related("house")
            row = rows.filter(house=house).first()
            if row is None:
                return None
            if _read(house).says_the_same(sheet):
                return sheet if nightkeep.keep(str(row.code), kept) else None
    return None


def _drawn(sheet: nightsheet.Sheet) -> nightkeep.Kept:
    """Return the words and the PDF of a sheet. Without Pango there is less to keep."""
    with override(LANGUAGE):
        words = render_to_string("stays/night/sheet.html", {"sheet": sheet})
        try:
            paper = pdf.make("stays/pdf/night.html", {"sheet": sheet})
        except OSError:
            paper = b""
        title = _("Tonight at %(house)s") % {"house": sheet.house}
    return nightkeep.Kept(title, sheet.nights, sheet.made, words, paper)
