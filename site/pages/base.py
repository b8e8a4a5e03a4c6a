"""What all pages of the public site share: checks before publishing, the way home, and one address in each language."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language, override
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from pages import checks, days, translating
from respite import languages

if TYPE_CHECKING:
    from pages.home import HomePage


class CheckedForm(WagtailAdminPageForm):
    """Says before publishing what keeps a page from being read by anybody; a draft may be as it likes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days.say_zone(self)

    def _post_clean(self) -> None:
        super()._post_clean()
        page: SitePage = self.instance
        if page.pk is None and self.parent_page:  # it stands in no tree yet
            page.home = getattr(self.parent_page.specific, "home", None)
        if not self.is_deferred_validation and not self.errors:
            for words in checks.stops(page):
                self.add_error(None, words)


class SitePage(Page):
    """What all our pages share: the way up to the home page, and that anybody may read them or nobody."""

    private_page_options: list[str] = []  # lists, search and files know no page that only some may read
    promote_panels: list[FieldPanel] = []
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("slug", "seo_title", "search_description")
    ]
    told_in = ""  # the language of a page that stands among those of another one
    speaks_of_rights = False  # what a guest may ask for, agrees to or is told of: people alone may translate it
    base_form_class = CheckedForm
    their_words: frozenset[str] = frozenset()  # fields that hold what somebody else wrote: nobody corrects those

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """Return the path of the page in the language being spoken, without asking for the site (page.url does)."""
        return address_of(self, self.told_in)

    @property
    def up(self) -> dict[str, str]:
        """Return title and address of the page this one stands under."""
        parent = self.get_parent()
        return {"title": parent.title, "url": address_of(parent)}

    def elsewhere(self) -> list[languages.Elsewhere]:
        """Return the addresses of this page in the other languages it is published in."""
        others = Page.objects.live().filter(translation_key=self.translation_key, alias_of=None).exclude(pk=self.pk)
        found = {page.locale.language_code: page for page in others.select_related("locale")}
        names = [(code, name) for code, name in settings.LANGUAGES if code in found]
        return [languages.Elsewhere(code, name, address_of(found[code], code)) for code, name in names]

    @cached_property
    def home(self) -> "HomePage | None":
        """Return the home page this page stands under."""
        homes = apps.get_model("pages", "HomePage").objects.ancestor_of(self, inclusive=True)
        return homes.select_related("organization").first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Tell the frame whose page this is, so that strip and help name the right organization."""
        home = self.home
        organization = SimpleLazyObject(lambda: home.organization if home else None)
        request.organization = organization  # type: ignore[attr-defined]
        request.elsewhere = self.elsewhere  # type: ignore[attr-defined]
        behind = SimpleLazyObject(lambda: self.speaks_of_rights and translating.behind(self))
        return super().get_context(request, *args, **kwargs) | {"home": home, "behind": behind}

    @property
    def findings(self) -> list[checks.Finding]:
        """Return what the editor is told beside the page."""
        return checks.findings(self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Let the first sentence stand for the page in lists of what was found."""
        self.search_description = getattr(self, "lead", "")
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let nothing go out that something keeps from being read, whichever door it came by.

        Every way of publishing ends here: the form, Wagtail's own addresses, the schedule, copying, scripts. Raises
        pages.checks.Stopped.
        """
        if kwargs.get("update_fields") is None and self._goes_out():
            checks.refuse(self)
        super().save(*args, **kwargs)

    def _goes_out(self) -> bool:
        """Say whether this save shows readers other words than those that stand, or shows them for the first time."""
        if not self.live:
            return False
        stands = Page.objects.filter(pk=self.pk).values_list("live", "live_revision").first() if self.pk else None
        return stands != (True, self.live_revision_id)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Name the address alone: a time of change could tell what changed."""
        over = self.expire_at is not None and self.expire_at <= timezone.now()
        return [] if over else [{"location": self.get_full_url(request)}]


def address_of(page: Page, language: str = "") -> str:
    """Return the path of any page of a site, in the language being spoken unless another one is named."""
    with override(language or get_language() or settings.LANGUAGE_CODE):
        return reverse("wagtail_serve", args=[page.url_path.split("/", 2)[2]])
