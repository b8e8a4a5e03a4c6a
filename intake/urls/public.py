"""The guest's addresses: /ask/<house>/ and /mine/. They hold no secret and nothing personal (CS-14)."""

from django.urls import path

from intake.views import (
    ask,
    ask_code,
    mine,
    mine_change,
    mine_consents,
    mine_copy,
    mine_messages,
    mine_waiting,
    safer,
)

app_name = "intake"
urlpatterns = [
    path("ask/<slug:house>/", ask.ask, name="ask"),
    path("ask/<slug:house>/check/", ask.check, name="ask-check"),
    path("ask/<slug:house>/on/", ask.go_on, name="ask-on"),
    path("ask/<slug:house>/save/", ask.save, name="ask-save"),
    path("ask/<slug:house>/saved/", ask_code.saved, name="ask-saved"),
    path("ask/<slug:house>/sent/", ask_code.sent, name="ask-sent"),
    path("ask/<slug:house>/sent/card/", ask_code.card, name="ask-card"),
    path("ask/<slug:house>/sent/large/", ask_code.large, name="ask-large"),
    path("ask/<slug:house>/sent/say/", ask_code.say, name="ask-say"),
    path("ask/<slug:house>/throw-away/", ask.throw_away, name="ask-throw-away"),
    path("ask/<slug:house>/gone/", ask.gone, name="ask-gone"),
    path("ask/<slug:house>/other-ways/", ask.other_ways, name="ask-other-ways"),
    path("ask/<slug:house>/safer-browsing/", safer.browsing, name="ask-safer-browsing"),
    path("ask/<slug:house>/<slug:step>/", ask.question, name="ask-question"),
    path("mine/", mine.enter, name="mine"),
    path("mine/request/", mine.request_page, name="mine-request"),
    path("mine/request/offer/<slug:code>/", mine.answer, name="mine-answer"),
    path("mine/request/take-back/", mine.take_back, name="mine-take-back"),
    path("mine/request/end-calls/", mine.end_calls, name="mine-end-calls"),
    path("mine/request/messages/", mine_messages.messages, name="mine-messages"),
    path("mine/request/list/", mine_waiting.call_list, name="mine-list"),
    path("mine/request/tour/", mine_waiting.tour, name="mine-tour"),
    path("mine/request/houses/", mine_waiting.houses, name="mine-houses"),
    path("mine/request/houses/<slug:slug>/", mine_waiting.other_house, name="mine-house"),
    path("mine/request/houses/<slug:slug>/take-back/", mine_waiting.house_back, name="mine-house-back"),
    path("mine/request/change/<slug:key>/", mine_change.change, name="mine-change"),
    path("mine/request/language/", mine_change.language, name="mine-language"),
    path("mine/request/again/", mine_change.again, name="mine-again"),
    path("mine/request/consents/", mine_consents.consents, name="mine-consents"),
    path("mine/request/copy/", mine_copy.copy, name="mine-copy"),
    path("mine/request/copy.json", mine_copy.copy_file, name="mine-copy-file"),
    path("mine/request/erase/", mine_copy.erase, name="mine-erase"),
    path("mine/erased/", mine_copy.erased, name="mine-erased"),
    path("mine/close/", mine.close, name="mine-close"),
    path("mine/safer-browsing/", safer.browsing, name="mine-safer-browsing"),
]
