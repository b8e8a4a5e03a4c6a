"""The product's settings, for tests: a database of their own and cheap passwords."""

import os

os.environ.setdefault("RESPITE_DEBUG", "1")
os.environ.setdefault("RESPITE_TEST", "1")

from respite.settings import *  # noqa: F403
from respite.settings import DATABASES, ROOT, STATIC_ROOT, STORAGES

# One name per run: two people, or two terminals, may test in the same checkout at once.
RUN = os.environ.setdefault("RESPITE_TEST_RUN", str(os.getpid()))
DATABASES["default"]["TEST"] = {"NAME": f"test_{RUN}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected for tests: static files come straight from their folders, under their own names.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is missing, and a warning is an error
WHITENOISE_AUTOREFRESH = True  # each test client would read all static files again, a third of the time of the suite
# Factories write without the line of history that says a drawn board is old; tests of the board switch it on.
BOARD_KEPT = 0
# A test that turns the clock reads for hours within one minute; tests of the limit set their own.
READS_A_MINUTE = 1_000_000
# Tests turn the clock far ahead, and whoever looks then deletes what is old: never in the folder of a demo beside them.
STATE_DIR = ROOT / ".local" / "state-of-tests"
MEDIA_ROOT = ROOT / ".local" / "media-of-tests"
