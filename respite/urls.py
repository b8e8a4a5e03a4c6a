"""The front door: a handful of includes, Wagtail's catch-all last."""

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from respite import views


def nothing_here(request: HttpRequest, **path: str) -> HttpResponse:
    """Stand where a library would offer a second, weaker way in (SE-11)."""
    raise Http404


# What guests read and fill in: English as it stands here, every other language under its own first part (/es/ask/ …).
guest = i18n_patterns(
    path("mine/", include("intake.urls.mine")),
    path("", include("intake.urls.public")),
    path("houses/<slug:slug>/", include("stays.urls.public")),
    path("", include("openings.urls.directories")),
    path("", include("pages.urls_guest")),
    prefix_default_language=False,
)
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("leave/", views.leave, name="leave"),
    path("api/v1/", include("openings.urls.api")),
    path("embed/", include("openings.urls.embed")),
    path("", include("openings.urls.feeds")),
    path("night/", include("stays.urls.nightdoor")),
    *guest,
    path("office/", views.office, name="office"),
    path("office/hide-names/", views.hide_names, name="office-hide-names"),
    path("office/", include("respite.urls_office")),
    path("account/signup/", nothing_here),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("cms/login/", views.cms_sign_in, name="cms-sign-in"),
    # Wagtail's second one, for pages that are not for everybody.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(r"^cms/password_reset/.*$", nothing_here),
    path("cms/", include("pages.cms_urls")),
    # Many files at once would be stored as they came, until somebody has said what they show (SE-43).
    path("cms/images/multiple/add/", RedirectView.as_view(pattern_name="wagtailimages:add")),
    re_path(r"^cms/images/multiple/.*$", nothing_here),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("pages.urls")),
    path("", include(wagtail_urls.urlpatterns[:-1])),  # without its pages, which have an address in each language here
    *i18n_patterns(path("", include("pages.page_urls")), prefix_default_language=False),
]
handler500 = "respite.views.server_error"
