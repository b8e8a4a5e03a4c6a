"""The first page of the office, and what the house says to the public."""

from django.urls import include, path

from openings.partners import urls as partners
from openings.views import notice, settings, shift, today

NOTICE = [
    path("notice/", notice.notice, name="notice"),
    path("settings/notice/", settings.notice, name="settings-notice"),
    path("settings/notice/numbers/", settings.agree, name="settings-numbers"),
    *partners.urlpatterns,
]
# The first page is known by a plain name: a house's own address leads there.
urlpatterns = [
    path("", today.today, name="office-today"),
    path("shift/", shift.shift, name="office-shift"),
    path("shift/read/", shift.read, name="office-shift-read"),
    path("", include((NOTICE, "openings"))),
]
