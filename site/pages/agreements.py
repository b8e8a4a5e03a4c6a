"""Who writes guidelines in the CMS and who says yes to them, for one organization; made once, safe to make again."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

from pages.guidelines import AgreedTask, HouseGuidelines, words_of
from respite.models import House, Organization
from stays import agreeing

WRITE = ("add", "change", "view")
SAY_YES = ("change", "view", "publish", "lock", "unlock")
NAME = "Guidelines: a house lead says yes"


def writers(group: Group) -> None:
    """Let a group write guidelines, and send them to whoever leads the house."""
    _allow(group, WRITE)
    with_a_second_pair_of_eyes()


@transaction.atomic
def leads(organization: Organization) -> Group:
    """Return the group of those who say yes to guidelines in this organization; their role says in which house."""
    group, _made = Group.objects.get_or_create(name=f"Guidelines, {organization}")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    _allow(group, SAY_YES)
    with_a_second_pair_of_eyes()
    return group


@transaction.atomic
def with_a_second_pair_of_eyes() -> Workflow:
    """Return the workflow that every text of guidelines takes, of one step."""
    kind = ContentType.objects.get_for_model(HouseGuidelines)
    standing = WorkflowContentType.objects.filter(content_type=kind).select_related("workflow").first()
    if standing:
        return standing.workflow
    workflow = Workflow.objects.create(name=NAME)
    task, _made = AgreedTask.objects.get_or_create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowContentType.objects.create(content_type=kind, workflow=workflow)
    return workflow


def bring(house: House) -> HouseGuidelines:
    """Put what `house` agreed on last into the CMS, to write the next version from; once only."""
    newest = agreeing.newest(house)
    number = newest.version if newest else 0
    first = {
        "words": words_of(newest) if newest else [],
        "live": newest is not None,
        "written_after": number,
        "agreed_version": number,
    }
    return HouseGuidelines.objects.get_or_create(house=house, defaults=first)[0]


def _allow(group: Group, actions: tuple[str, ...]) -> None:
    kind = ContentType.objects.get_for_model(HouseGuidelines)
    names = [f"{action}_{HouseGuidelines._meta.model_name}" for action in actions]
    found = Permission.objects.filter(content_type=kind, codename__in=names)
    if len(found) < len(names):
        raise Permission.DoesNotExist(names)
    group.permissions.add(*found)
