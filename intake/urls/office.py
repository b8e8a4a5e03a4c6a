"""The requests desk of one house."""

from django.urls import path

from intake.views import conversation, desk, entry, offers

app_name = "desk"
urlpatterns = [
    path("requests/", desk.requests, name="requests"),
    path("requests/new/", entry.new, name="request-new"),
    path("requests/<slug:code>/", conversation.show, name="request"),
    path("requests/<slug:code>/take-up/", desk.take_up, name="request-take-up"),
    path("requests/<slug:code>/tried/", desk.tried, name="request-tried"),
    path("requests/<slug:code>/converse/", conversation.converse, name="request-converse"),
    path("requests/<slug:code>/offer/", conversation.offer, name="request-offer"),
    path("requests/<slug:code>/answer/", offers.answer, name="offer-answer"),
    path("requests/<slug:code>/new-code/", entry.new_code, name="request-new-code"),
    path("requests/<slug:code>/take-back/", entry.take_back, name="request-take-back"),
]
