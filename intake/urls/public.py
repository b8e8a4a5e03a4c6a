"""The guest's addresses: /ask/<house>/ and /mine/. They hold no secret and nothing personal (CS-14)."""

from django.urls import path

from intake.views import ask, mine

app_name = "intake"
urlpatterns = [
    path("ask/<slug:house>/", ask.ask, name="ask"),
    path("ask/<slug:house>/check/", ask.check, name="ask-check"),
    path("ask/<slug:house>/sent/", ask.sent, name="ask-sent"),
    path("ask/<slug:house>/sent/card/", ask.card, name="ask-card"),
    path("ask/<slug:house>/throw-away/", ask.throw_away, name="ask-throw-away"),
    path("ask/<slug:house>/gone/", ask.gone, name="ask-gone"),
    path("ask/<slug:house>/other-ways/", ask.other_ways, name="ask-other-ways"),
    path("ask/<slug:house>/<slug:step>/", ask.question, name="ask-question"),
    path("mine/", mine.enter, name="mine"),
    path("mine/request/", mine.request_page, name="mine-request"),
    path("mine/request/offer/<slug:code>/", mine.answer, name="mine-answer"),
    path("mine/request/take-back/", mine.take_back, name="mine-take-back"),
    path("mine/request/end-calls/", mine.end_calls, name="mine-end-calls"),
    path("mine/close/", mine.close, name="mine-close"),
]
