"""Before the demo's story begins: its organizations get houses, rooms, beds, and people who sign in."""

from datetime import timedelta

from django.utils import timezone

from pages import agreements, seeding
from pages.models import HomePage, HousePage
from respite.deciding import decide
from respite.management import cast
from respite.models import Bed, House, Membership, Organization, Person, Role, Room


def build(organization: Organization, facts: cast.Facts) -> House:
    """Make a house with its rooms and beds."""
    rooms = facts["rooms"]
    house = House.objects.create(
        organization=organization, **{name: value for name, value in facts.items() if name not in {"rooms", "rules"}}
    )
    for position, (name, place, about, features) in enumerate(rooms):
        room = Room.objects.create(
            house=house, name=name, place=place, about=about, features=features, position=position
        )
        Bed.objects.create(room=room, house=house)
    decide(house, by=None, holds_from=house.tonight() - timedelta(days=400), **facts["rules"])
    return house


def sign_ins(valley: Organization, coast: Organization, houses: dict[str, House]) -> dict[str, list[Person]]:
    """Make the people who sign in, and the teams of each house."""
    starts = timezone.now().date() - timedelta(days=500)
    teams: dict[str, list[Person]] = {slug: [] for slug in houses}
    for email, name, role, slug in cast.PEOPLE:
        person = Person.objects.create_user(email, name, cast.PASSWORD)
        house = houses.get(slug)
        organization = house.organization if house else (coast if slug == "coast" else valley)
        Membership.objects.create(
            person=person,
            organization=organization,
            house=house,
            role=role,
            starts=starts,
            per_diem=email in cast.PER_DIEM,
        )
        if house:
            teams[slug].append(person)
    return teams


def hang_photos(valley: Organization) -> None:
    """Put drawn photos on the pages of houses that tell where they are."""
    for page in HousePage.objects.filter(house__organization=valley, house__confidential=False):
        seeding.hang(page)


def make_editors(valley: Organization, home: HomePage) -> None:
    """Let the editors into the CMS, to pages and guidelines only, and the leads, to say yes to guidelines."""
    groups = {Role.EDITOR: seeding.editors(home), Role.LEAD: agreements.leads(valley)}
    groups[Role.OFFICE] = groups[Role.LEAD]
    for row in Membership.objects.filter(organization=valley, role__in=groups).select_related("person"):
        row.person.groups.add(groups[Role(row.role)])
    for house in valley.houses.all():
        agreements.bring(house)
