"""A bed goes out of use for good, and comes back. Its history stays; what was promised in it comes first."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import Bed, House, Person
from respite.templatetags.words import short_day
from stays import closed
from stays.changing import changing
from stays.models import Allocation, TurnRound


@again
def retire(bed: Bed, *, by: Person) -> Bed:
    """Take a bed out of use for good, from tonight on.

    Refused (code "taken") while anything is promised in it tonight or later, with a sentence for each that names it:
    nobody's nights are ever lost with a bed.
    """
    with changing(bed.house) as house:
        found = _locked(house, bed)
        if found.out_since:
            raise ValidationError(_("This bed is out of use already."), code="state")
        rows = Allocation.objects.of_house(house).filter(bed=found, nights__endswith__gt=house.tonight())
        if in_the_way := list(rows.holding().with_all().annotate(closed_out=closed.to(by, "stay__guest"))):
            raise ValidationError([ValidationError(_words(row), code="taken") for row in in_the_way])
        found.out_since = house.tonight()
        found.save(update_fields=["out_since"])
        TurnRound.objects.open().filter(bed=found).update(ready_at=timezone.now(), ready_by=by)
        history.record("bed out of use", house, house=house, by=by, bed=str(found))
        return found


@again
def bring_back(bed: Bed, *, by: Person) -> Bed:
    """Use a bed again, from tonight on."""
    with changing(bed.house) as house:
        found = _locked(house, bed)
        if found.out_since is None:
            raise ValidationError(_("This bed is in use."), code="state")
        found.out_since = None
        found.save(update_fields=["out_since"])
        history.record("bed in use again", house, house=house, by=by, bed=str(found))
        return found


def out_of_use(house: House) -> list[Bed]:
    """Return the beds that are out of use for good, in the order of the rooms."""
    return list(Bed.every.filter(house=house, out_since__isnull=False).select_related("room"))


def _locked(house: House, bed: Bed) -> Bed:
    return Bed.every.select_for_update(of=("self",)).select_related("room").get(pk=bed.pk, house=house)


def _words(row: Allocation) -> str:
    words = _("%(room)s: %(who)s, until %(back)s. Please move or agree first.")
    return str(words) % {
        "room": row.bed,
        "who": _("a guest") if row.closed_out else row.who(),  # type: ignore[attr-defined]
        "back": short_day(row.nights.upper),
    }
