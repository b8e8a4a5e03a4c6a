"""Where editors write the guidelines of a house: drafts, a second pair of eyes, a day to go live. Text only (SE-50).

What the public and guests read are the versions in `stays`. Publishing here makes the next one of them, through the
same door as the page in the office: `stays.agreeing.agree`. A draft is never a version.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.db.models.functions import Cast
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    Task,
    TaskState,
    WorkflowMixin,
)
from wagtail.signals import published

from pages import days
from respite.access import MAY, may
from respite.models import House, Membership, Person
from stays import agreeing
from stays.agreeing import Words
from stays.models import Guidelines

EDIT, AGREE = "edit pages", "change settings"  # the words of respite/access.py
WORDS = ["language", "easy", "text", "what_changed", "made", "checked_by"]


def spoken() -> list[tuple[str, str]]:
    """Return the languages of the guest's pages."""
    return list(settings.LANGUAGES)


class WordsBlock(blocks.StructBlock):
    """The guidelines in one language, in full or easy to read."""

    language = blocks.ChoiceBlock(choices=spoken, default=settings.LANGUAGE_CODE)
    easy = blocks.BooleanBlock(required=False, label=_("Easy to read"))
    text = blocks.TextBlock(rows=20, help_text=_("One idea a paragraph. A line starting with # is a heading."))
    what_changed = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("What is new in it"),
        help_text=_("In a sentence or two. Guests who stayed before read this first."),
    )
    made = blocks.ChoiceBlock(
        choices=Guidelines.Made.choices, default=Guidelines.Made.HUMAN, label=_("Who wrote this text")
    )
    checked_by = blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Who checked it"),
        help_text=_("A text that a machine made has to be read over by somebody who speaks the language well."),
    )


class GuidelinesForm(WagtailAdminModelForm):
    """Knows which version it was written on top of, and which houses its writer may write for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writes: HouseGuidelines = self.instance
        house = self.fields["house"]
        house.queryset = houses_of(self.for_user, EDIT, AGREE)
        house.disabled = bool(writes.pk)
        newest = agreeing.newest(writes.house) if writes.house_id else None
        if newest and not self.is_bound:
            self.initial["written_after"] = newest.version
            if not writes.has_unpublished_changes:
                self._begin(newest)
        days.say_zone(self)

    def _begin(self, newest: Guidelines) -> None:
        """Begin the next version with the words of the newest, by whichever door it came; its meeting is yet to be."""
        words = self.fields["words"].block.normalize(words_of(newest))
        self.initial |= {"words": words, "meeting": "", "met_on": None}

    def _post_clean(self) -> None:
        self.instance.as_draft = self.is_deferred_validation
        super()._post_clean()


class HouseGuidelines(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):  # in the order Wagtail asks for
    """The next version of the guidelines of one house, while it is being written."""

    house = models.OneToOneField(House, on_delete=models.PROTECT, related_name="+")
    words = StreamField([("words", WordsBlock())], verbose_name=_("words in each language"))
    meeting = models.CharField(
        max_length=80, blank=True, help_text=_("The house meeting it came from. Guests read it.")
    )
    met_on = models.DateField(null=True, blank=True, help_text=_("The day of that meeting."))
    written_after = models.PositiveIntegerField(default=0, help_text=_("The newest version its writer knew."))
    agreed_version = models.PositiveIntegerField(default=0, editable=False)

    base_form_class = GuidelinesForm
    panels = [
        HelpPanel(template="pages/guidelines_help.html"),
        FieldPanel("house"),
        FieldPanel("meeting"),
        FieldPanel("met_on"),
        FieldPanel("words"),
        FieldPanel("written_after", widget=forms.HiddenInput, classname="w-hidden"),
        PublishingPanel(),
    ]
    as_draft = False  # a draft may be as unfinished as it likes

    class Meta:
        verbose_name = _("set of guidelines")
        verbose_name_plural = _("sets of guidelines")

    def __str__(self) -> str:
        return str(self.house) if self.house_id else ""

    @property
    def standing(self) -> Promise:
        """Say in the list what it is, without asking the database for each row."""
        if not self.live:
            return _("draft")
        return _("published, and a draft of the next one") if self.has_unpublished_changes else _("published")

    def texts(self) -> list[Words]:
        """Return what was written as the verb takes it: the house's own language first."""
        written = [Words(**{name: block.value[name] for name in WORDS}) for block in self.words]
        own = [one for one in written if (one.language, one.easy) == (settings.LANGUAGE_CODE, False)]
        return own + [one for one in written if one not in own]

    def clean(self) -> None:
        """Refuse what could not become a version; a draft is left alone."""
        super().clean()
        if self.as_draft or not self.house_id:
            return
        if self.expire_at:
            raise ValidationError({"expire_at": _("Guidelines do not expire. A newer version takes their place.")})
        self._check()

    def _check(self) -> None:
        texts = self.texts()
        if not texts or (texts[0].language, texts[0].easy) != (settings.LANGUAGE_CODE, False):
            sentence = _("Write the full text in %(language)s, too. It is the one the others follow.")
            raise ValidationError(sentence % {"language": dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]})
        try:
            last = agreeing.check(self.house, texts, meeting=self.meeting, met_on=self.met_on, after=self.written_after)
        except ValidationError as refusal:
            if refusal.code != "same":
                raise
            return
        if last and not self.met_on:
            raise ValidationError({"met_on": _("Choose the day on which the house met.")}, code="meeting")

    def publish(self, revision: Revision, user: Person | None = None, **more: Any) -> None:
        """Publish, now or on the chosen day; whoever presses the button has to lead the house."""
        if user and not may(user, AGREE, self.house):
            raise PermissionDenied
        with transaction.atomic():
            super().publish(revision, user=user, **more)

    def unpublish(self, *args: Any, **more: Any) -> None:
        """Refuse: what a house agreed on holds until it agrees on something else."""
        raise PermissionDenied

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        """Return one way to look at it for each text that may be written."""
        modes: list[tuple[str, str | Promise]] = []
        for code, name in settings.LANGUAGES:
            modes += [(code, name), (f"{code}-easy", _("%(language)s, easy to read") % {"language": name})]
        return modes

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Look at the page that everybody would read."""
        return "stays/guidelines_public.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Say what the page says, with the words as they are written here."""
        language, _dash, easy = mode_name.partition("-")
        known = agreeing.newest(self.house)
        wanted = [one for one in self.texts() if (one.language, one.easy) == (language, bool(easy))]
        next_one = Guidelines(
            house=self.house,
            version=known.version + 1 if known else 1,
            holds_from=self.house.tonight(),
            agreed_at=self.meeting,
            met_on=self.met_on,
        )
        said = Guidelines(text=wanted[0].text, what_changed=wanted[0].what_changed) if wanted else Guidelines(text="")
        request.house = self.house  # type: ignore[attr-defined]
        marked = "" if language == settings.LANGUAGE_CODE else language
        shown = {"house": self.house, "guidelines": next_one, "newest": next_one, "said": said, "marked": marked}
        return super().get_preview_context(request, mode_name) | shown | {"easy": bool(easy), "twin": None}


@receiver(published, sender=HouseGuidelines)
def make_version(instance: HouseGuidelines, revision: Revision, **more: Any) -> None:
    """Let what was published hold from tonight on, as the next version; the same words again are none."""
    if not instance.live:
        return  # only scheduled: it is published again when its day has come
    own, *others = instance.texts() or [Words("")]  # no text at all: `agree` says so
    version: Guidelines | None
    try:
        version = agreeing.agree(
            instance.house,
            text=own.text,
            made=own.made,
            checked_by=own.checked_by,
            what_changed=own.what_changed,
            others=others,
            by=revision.user,
            meeting=instance.meeting,
            met_on=instance.met_on,
            after=instance.written_after,
        )
    except ValidationError as refusal:
        version = agreeing.newest(instance.house)
        if refusal.code != "same" or version is None:
            raise
    HouseGuidelines.objects.filter(pk=instance.pk).update(agreed_version=version.version)


class AgreedTask(Task):
    """The step at which somebody who leads the house says: this is what we agreed on."""

    class Meta:
        verbose_name = _("yes of a house lead")
        verbose_name_plural = _("yeses of house leads")

    @classmethod
    def get_description(cls) -> str:
        """Say who can take this step."""
        return str(_("Whoever leads the house, or the office of its organization, reads it and says yes."))

    def user_can_access_editor(self, obj: models.Model, user: Person) -> bool:
        """Let in who leads the house."""
        return leads(user, obj)

    def user_can_lock(self, obj: models.Model, user: Person) -> bool:
        """Let who leads the house keep others from writing."""
        return leads(user, obj)

    def locked_for_user(self, obj: models.Model, user: Person) -> bool:
        """Keep it as it was sent, for everybody else."""
        return not leads(user, obj)

    def get_actions(self, obj: models.Model, user: Person) -> list[tuple[str, str | Promise, bool]]:
        """Return what who leads the house can do."""
        if not leads(user, obj):
            return []
        return [("reject", _("Ask for changes"), True), ("approve", _("We agreed on this"), False)]

    def get_task_states_user_can_moderate(self, user: Person, **more: Any) -> QuerySet[TaskState]:
        """Return the steps that wait for this person."""
        houses = houses_of(user, AGREE)
        texts = [str(pk) for pk in HouseGuidelines.objects.filter(house__in=houses).values_list("pk", flat=True)]
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.filter(workflow_state__object_id__in=texts)


def leads(user: Person, obj: models.Model) -> bool:
    """Say whether this person may agree on the guidelines that are written in `obj`."""
    return isinstance(obj, HouseGuidelines) and may(user, AGREE, obj.house)


def houses_of(user: Person, *permissions: str) -> QuerySet[House]:
    """Return the houses in which `user` may do one of these things today, by the date at the door of each."""
    roles = set().union(*(MAY[words] for words in permissions))
    local = models.Func(models.OuterRef("zone"), models.Value(timezone.now()), function="timezone")
    mine = Membership.objects.current(Cast(local, models.DateField())).filter(person=user.pk, role__in=roles)
    here = models.Q(house__isnull=True) | models.Q(house=models.OuterRef("pk"))
    return House.objects.filter(models.Exists(mine.filter(here, organization=models.OuterRef("organization"))))


def words_of(version: Guidelines) -> list[tuple[str, dict[str, Any]]]:
    """Return a version as it stands in the editor, without what was new in it."""
    return [
        (
            "words",
            {
                "language": one.language,
                "easy": one.easy,
                "text": one.text,
                "what_changed": "",
                "made": one.made,
                "checked_by": one.checked_by,
            },
        )
        for one in version.all_words()
    ]
