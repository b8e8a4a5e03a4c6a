"""What the frame of an office page says about whoever is signed in."""

from django.urls import reverse

from respite.models import Membership, Role
from tests.cast import signed_in


def test_frame_names_the_role_that_may_do_most_here(house, peer):
    Membership.objects.create(
        person=peer, organization=house.organization, house=house, role=Role.LEAD, starts=house.tonight()
    )

    page = signed_in(peer).get(reverse("stays:board", args=[house.slug])).content.decode()

    assert "house lead" in page
