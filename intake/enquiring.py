"""Somebody else asks for a person: what we tell them, and a count without a name. Never a request."""

from django.db.models import Count
from django.utils.translation import gettext as _

from intake.models import Enquiry
from respite.models import House

Who = Enquiry.Who


def words(house: House, who: str) -> str:
    """Return what we say to them: the house's own text, else our own kind words."""
    rules = house.rules()
    own = {Who.FAMILY: rules.family_words, Who.PROVIDER: rules.provider_words}.get(Who(who), "")
    return own or _default(Who(who))


def count(house: House, *, who: str) -> Enquiry:
    """Count that somebody asked: the day, the hour on the wall of the house, and who as a kind."""
    now = house.local()
    return Enquiry.objects.create(house=house, on=now.date(), hour=now.hour, who=Who(who))


def take_back(house: House, counted: int) -> bool:
    """Take one count back; say whether it was there."""
    return bool(Enquiry.objects.filter(house=house, pk=counted).delete()[0])


def this_month(house: House) -> dict[str, int]:
    """Return how many asked this month, for each kind."""
    today = house.local().date()
    rows = Enquiry.objects.filter(house=house, on__gte=today.replace(day=1), on__lte=today)
    found = dict(rows.values_list("who").annotate(n=Count("pk")))
    return {who: found.get(who, 0) for who in Who.values}


def _default(who: Enquiry.Who) -> str:
    return {
        Who.FAMILY: _(
            "Thank you for calling. It is good that you care. We talk with the person themselves, and they decide. "
            "Please ask them to call us. We cannot tell anybody who stays here or who asked, and we tell nobody that "
            "you called. If you want to talk about how you are, we have time for you too."
        ),
        Who.PROVIDER: _(
            "Thank you for thinking of us. We take no referrals: the person decides. Please ask them to call us, or "
            "call together with them. We need no papers and no diagnosis. We cannot tell anybody who stays here or who "
            "asked."
        ),
        Who.OTHER: _(
            "Thank you for calling. We talk with the person themselves, and they decide. Please ask them to call us. "
            "We cannot tell anybody who stays here or who asked."
        ),
    }[who]
