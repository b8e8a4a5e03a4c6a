"""Whose pictures are whose: each organization has one album, and its editors see no other (Wagtail: a collection)."""

from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission

from respite.models import Organization

MAY = ("add_image", "change_image", "choose_image")  # Wagtail asks for these, whatever the pictures are called


class Album(models.Model):
    """Says which collection holds the pictures of an organization; a name alone could change."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("album")
        verbose_name_plural = _("albums")

    def __str__(self) -> str:
        return str(self.collection)


@transaction.atomic
def album(organization: Organization) -> Collection:
    """Return the collection of an organization; it is made the first time."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    found = Album.objects.filter(organization=organization).select_related("collection").first()
    if found:
        return found.collection
    collection = Collection.get_first_root_node().add_child(name=str(organization))
    Album.objects.create(organization=organization, collection=collection)
    return collection


def keepers(group: Group, organization: Organization) -> None:
    """Let a group put up, change and choose the pictures of this organization, and of no other."""
    collection = album(organization)
    for codename in MAY:
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
