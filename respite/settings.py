"""All settings, read from the environment; docs/settings.md lists every variable.

Three modes: the demo (``RESPITE_DEMO=1``), development and tests (``RESPITE_DEBUG=1``), and production, where every
secret has to be set and a missing one stops the start (SE-44).
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import dj_database_url
from django.conf import global_settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from respite import leaving, postgres

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "site"))  # site/ is a source root, not a package: docs/decisions/0002

DEMO = os.environ.get("RESPITE_DEMO") == "1"
DEBUG = os.environ.get("RESPITE_DEBUG") == "1"
LOCAL = DEMO or DEBUG
ROLE = os.environ.get("RESPITE_ROLE", "")
PUBLIC = ROLE == "public"  # serves only what everybody may read, with a database role that can read no more
if ROLE not in {"", "public"}:
    raise ImproperlyConfigured("RESPITE_ROLE is either not set, or public.")


def secret(name: str) -> str:
    """Return the secret called `name`; in the demo and in development a fixed one, in production only a real one.

    The public process gets none, whatever is set: it signs nothing and opens nothing that is sealed.

    Raises ImproperlyConfigured when it is missing or shorter than 32 characters.
    """
    if PUBLIC:
        return secrets.token_urlsafe(48)
    value = os.environ.get(name, "")
    if not value and LOCAL:
        return f"only-for-the-demo-and-the-tests-{name.lower()}"
    if len(value) < 32:
        raise ImproperlyConfigured(f"Set {name} to at least 32 random characters (docs/settings.md says how).")
    return value


def languages(told: str) -> list[tuple[str, str]]:
    """Return the code and own name of each language in "en,es"; one that Django cannot name is told as "so:Soomaali".

    Raises ImproperlyConfigured for one without a name, and where English is missing: all sentences are written in it.
    """
    named = {}
    for part in told.split(","):
        code, _colon, name = part.strip().partition(":")
        name = name or LANG_INFO.get(code, {}).get("name_local", "")
        if not name:
            raise ImproperlyConfigured(f"RESPITE_LANGUAGES: write “{code}” with its own name, like so:Soomaali.")
        named[code] = name[:1].upper() + name[1:]
    if "en" not in named:
        raise ImproperlyConfigured("RESPITE_LANGUAGES has to name en.")
    return list(named.items())


def published(told: str) -> dict[str, Any]:
    """Return the storage for public answers as files: a folder, or "s3://bucket/folder" (needs the extra "s3").

    Raises ImproperlyConfigured for anything that is neither.
    """
    if told.startswith("s3://"):
        bucket, _slash, folder = told.removeprefix("s3://").partition("/")
        kept = {"CacheControl": "public, max-age=60"}  # else whoever stands before the bucket guesses, in days
        options = {"bucket_name": bucket, "location": folder, "object_parameters": kept}
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    if not Path(told).is_absolute():
        raise ImproperlyConfigured("RESPITE_PUBLISH_TO: write the whole path of a folder, or s3://bucket/folder.")
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": told}}


STATE_DIR = Path(os.environ.get("RESPITE_STATE_DIR", ROOT / ".local" / "state"))
SECRET_KEY = secret("RESPITE_SECRET_KEY")
RESPITE_VAULT_KEYS = secret("RESPITE_VAULT_KEYS")  # respite/vault.py reads it; never the same as SECRET_KEY
RESPITE_PEPPER = secret("RESPITE_PEPPER")  # goes into the hash of guest codes
_secrets = [SECRET_KEY, *RESPITE_VAULT_KEYS.split(), RESPITE_PEPPER]
if not LOCAL and len(set(_secrets)) < len(_secrets):
    raise ImproperlyConfigured("RESPITE_SECRET_KEY, RESPITE_VAULT_KEYS and RESPITE_PEPPER must all differ.")
if min(map(len, _secrets)) < 32:
    raise ImproperlyConfigured("Each key in RESPITE_VAULT_KEYS needs at least 32 characters.")

BASE_URL = os.environ.get("RESPITE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
# Where people ask and sign in, as the public process says it; nothing where a proxy leads /ask/ and /mine/ there.
DESK_URL = os.environ.get("RESPITE_DESK_URL", "").rstrip("/") if PUBLIC else ""
if DESK_URL and not DESK_URL.startswith(("https://", "http://127.0.0.1")):
    raise ImproperlyConfigured("RESPITE_DESK_URL must start with https://.")
# Where "Leave this page" goes (CS-07): a neutral page that many people have open.
LEAVE_URL = os.environ.get("RESPITE_LEAVE_URL", "https://www.weather.gov/")
if fault := leaving.fault(LEAVE_URL, BASE_URL):
    raise ImproperlyConfigured(f"RESPITE_LEAVE_URL {fault} (CS-07).")
ALLOWED_HOSTS = os.environ.get("RESPITE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
PROXIES = int(os.environ.get("RESPITE_PROXIES", "0"))  # how many proxies of ours stand before the server
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
READS_A_MINUTE = int(os.environ.get("RESPITE_READS_A_MINUTE", "3000"))  # of one address; 0: not counted
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "respite",
    "stays",
    "intake",
    "pages",
    "openings",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "ninja",
    "wagtail_localize",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "openings.fast.lane",  # public reads leave here, before sessions and languages (DESIGN.md 4)
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "respite.middleware.quiet_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "respite.middleware.hidden_names",  # before messages, which are kept for the next page
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "respite.middleware.second_factor",
    "respite.middleware.no_empty_page",
    "pages.middleware.clock_of_the_house",
    "pages.middleware.stopped_page",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

WITHOUT_SESSION = (
    "SessionMiddleware", "CsrfViewMiddleware", "AuthenticationMiddleware", "hidden_names", "MessageMiddleware",
    "HtmxMiddleware", "second_factor", "clock_of_the_house",
)  # fmt: skip
# Nobody signs in to the public process and nothing is sent there, so nothing of it is kept or set.
PUBLIC_MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith(WITHOUT_SESSION)]
PUBLIC_MIDDLEWARE.insert(
    PUBLIC_MIDDLEWARE.index("django.middleware.common.CommonMiddleware"), "respite.public_doors.only_public"
)
if PUBLIC:
    MIDDLEWARE = PUBLIC_MIDDLEWARE

ROOT_URLCONF = "respite.urls"
WSGI_APPLICATION = "respite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "respite.context.respite",
                "openings.context.office",
                "pages.context.places",
            ],
            "builtins": [
                "respite.templatetags.respite",
                "respite.templatetags.words",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or postgres.url(), conn_max_age=60)
    | {
        # Nothing waits for ever (RE-13): a stuck lock or a slow query ends with a sentence instead.
        "OPTIONS": {
            "options": "-c lock_timeout=5s -c statement_timeout=20s -c idle_in_transaction_session_timeout=30s",
            "connect_timeout": 3,
        },
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "respite_cache"},
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},  # their rows are as near as that cache
}
if PUBLIC:  # it may write to no table
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
BOARD_KEPT = 5  # seconds: for so long a drawn board is shared by all who ask for the same one (stays/drawn.py)

AUTH_USER_MODEL = "respite.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "office"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "respite.accounts.AccountAdapter"  # sign-up is closed: people are invited
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_ADAPTER = "respite.accounts.MFAAdapter"  # seals TOTP secrets (SE-13)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Peer respite office"
# The second factor is required everywhere but in the demo (SE-10).
SECOND_FACTOR_REQUIRED = not DEMO

MESSAGE_STORAGE = "respite.messages.SealedStorage"  # what a page says once often holds a name
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone when the browser closes, as the session is: nothing on a shared device (CS-10)
CSRF_FAILURE_VIEW = "respite.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BASE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_NAME = "__Host-s"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-c"
    CSRF_COOKIE_SECURE = True
else:
    SESSION_COOKIE_NAME = "s"
    CSRF_COOKIE_NAME = "c"
# No inline style or script anywhere but in the Wagtail admin, which still needs them (SE-20, F15).
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
CMS_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}

LANGUAGE_CODE = "en"
LANGUAGES = languages(os.environ.get("RESPITE_LANGUAGES", "en,es"))  # of the guest's pages: docs/decisions/0010
LANGUAGES_BIDI = [*global_settings.LANGUAGES_BIDI, "dv", "ps", "yi"]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a new translation is a draft: docs/decisions/0023
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # every house has its own zone; nothing is shown in this one

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("RESPITE_STATIC_ROOT", ROOT / ".local" / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("RESPITE_MEDIA_ROOT", ROOT / ".local" / "media"))
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "respite.storage.StaticStorage"},
}
PUBLISH_TO = os.environ.get("RESPITE_PUBLISH_TO", "")  # a folder, or s3://bucket/folder
if PUBLISH_TO:
    STORAGES["published"] = published(PUBLISH_TO)
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

WAGTAIL_SITE_NAME = "Peer respite"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "cms-sign-in"
# Places with a clock of their own; "localtime" and its like are no zone to a browser.
_PARTS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
WAGTAIL_USER_TIME_ZONES = [*sorted(zone for zone in available_timezones() if zone.startswith(_PARTS)), "UTC"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.picture_forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # as in pages/cleaning.py, which guards every other way in
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 30_000_000
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "pages.search_backend"}}

# Mail and texts (respite/gateways): printed in the demo and in development, whatever else is set. Where production has
# no gateway nothing is sent, and screens say so. Mail is encrypted unless its server is this very machine.
GATEWAY_TIMEOUTS = (3, 8)  # seconds to connect, and to wait for an answer
MAIL_HOST = os.environ.get("RESPITE_MAIL_HOST", "")
MAIL_PORT = int(os.environ.get("RESPITE_MAIL_PORT", "587"))
MAIL_FROM = os.environ.get("RESPITE_MAIL_FROM", "")
MAIL_BACKEND = "console" if LOCAL else "smtp" if MAIL_HOST and MAIL_FROM else "none"
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "respite.gateways.console.EmailBackend"}}
if MAIL_BACKEND == "none":
    MAILERS["default"]["BACKEND"] = "django.core.mail.backends.dummy.EmailBackend"
if MAIL_BACKEND == "smtp":
    MAILERS["default"]["BACKEND"] = "respite.gateways.mail.EmailBackend"
    MAILERS["default"]["OPTIONS"] = {
        "host": MAIL_HOST,
        "port": MAIL_PORT,
        "username": os.environ.get("RESPITE_MAIL_USER", ""),
        "password": os.environ.get("RESPITE_MAIL_PASSWORD", ""),
        "use_ssl": MAIL_PORT == 465,
        "use_tls": MAIL_PORT != 465 and MAIL_HOST not in {"localhost", "127.0.0.1", "::1"},
        "timeout": GATEWAY_TIMEOUTS[0],
    }
DEFAULT_FROM_EMAIL = MAIL_FROM or "hello@house.example"
TEXT_URL = os.environ.get("RESPITE_TEXT_URL", "https://api.twilio.com")
TEXT_ACCOUNT = os.environ.get("RESPITE_TEXT_ACCOUNT", "")
TEXT_USER = os.environ.get("RESPITE_TEXT_USER", "") or TEXT_ACCOUNT
TEXT_TOKEN = os.environ.get("RESPITE_TEXT_TOKEN", "")
TEXT_FROM = os.environ.get("RESPITE_TEXT_FROM", "")
TEXT_BACKEND = "console" if LOCAL else "http" if TEXT_ACCOUNT and TEXT_TOKEN and TEXT_FROM else "none"

# Webhooks go to public addresses on port 443 only (SE-57). A test, and nothing else, may let them reach a receiver on
# this machine, at this port; it is never read from the environment.
WEBHOOK_LOOPBACK_PORT: int | None = None
WEBHOOK_TIMEOUTS = (5, 15)  # seconds for each step (look-up, connecting, an answer's next bytes), and for all of it

NINJA_PAGINATION_MAX_LIMIT = 100
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("RESPITE_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"] if DEMO else []
SILENCED_SYSTEM_CHECKS += ["security.W003", "respite.W001", "respite.W002"] if PUBLIC else []
SILENCED_SYSTEM_CHECKS += ["mail.E001"]  # a house may do without mail; respite.W002 warns of it
TEST_RUNNER = "django.test.runner.DiscoverRunner"
