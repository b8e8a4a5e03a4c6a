"""Which organization's words somebody may write: that of the houses in which their role allows it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from pages.guidelines import AGREE, EDIT, houses_of
from respite.models import Organization, Person


def organizations_of(user: Person) -> QuerySet[Organization]:
    """Return the organizations whose pages `user` may write today."""
    return Organization.objects.filter(pk__in=houses_of(user, EDIT).values("organization"))


def zone_of(user: Person) -> str:
    """Return the zone in which `user` writes: that of the first house of theirs; nothing for somebody without one."""
    return houses_of(user, EDIT, AGREE).order_by("name").values_list("zone", flat=True).first() or ""


def pages_of(user: Person | AnonymousUser) -> PageQuerySet:
    """Return the pages `user` may write, and those on the way down to them."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def top_of(user: Person | AnonymousUser) -> Page | None:
    """Return the page under which all stand that `user` may write, if there are any."""
    return policy_registry.get_by_type(Page).explorable_root_instance(user)


class OfTheirOrganization(ModelPermissionPolicy):
    """What the groups of a person allow, in the organizations where their role allows it, too."""

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Any) -> bool:
        """Say whether `user` may do this to something of this organization."""
        allowed: bool = self.user_has_permission(user, action)
        return allowed and organizations_of(user).filter(pk=instance.organization_id).exists()

    def instances_user_has_any_permission_for(self, user: Person, actions: list[str]) -> QuerySet[Model]:
        """Return what belongs to the organizations of `user`."""
        rows: QuerySet[Model] = super().instances_user_has_any_permission_for(user, actions)
        return rows.filter(organization__in=organizations_of(user))
