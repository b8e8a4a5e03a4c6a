"""Addresses of the stays, under /office/<house>/."""

from django.urls import path

from stays.views import board, closures, guidelines, moving, stay, verbs

app_name = "stays"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("plan/", board.plan, name="stay-plan"),
    path("stays/", stay.stays, name="stays"),
    path("stays/<slug:code>/", stay.stay, name="stay"),
    path("stays/<slug:code>/arrive/", verbs.arrive, name="stay-arrive"),
    path("stays/<slug:code>/leave/", verbs.leave, name="stay-leave"),
    path("stays/<slug:code>/extend/", verbs.extend, name="stay-extend"),
    path("stays/<slug:code>/shorten/", verbs.shorten, name="stay-shorten"),
    path("stays/<slug:code>/cancel/", verbs.cancel, name="stay-cancel"),
    path("stays/<slug:code>/did-not-arrive/", verbs.did_not_arrive, name="stay-did-not-arrive"),
    path("stays/<slug:code>/guidelines/", verbs.acknowledge, name="stay-guidelines"),
    path("stays/<slug:code>/move/", moving.move, name="stay-move"),
    path("stays/<slug:code>/swap/", moving.swap, name="stay-swap"),
    path("closures/", closures.new, name="closure-new"),
    path("closures/<uuid:closure>/", closures.closure, name="closure"),
    path("closures/<uuid:closure>/reopen/", closures.reopen, name="closure-reopen"),
    path("guidelines/", guidelines.versions, name="guidelines"),
    path("guidelines/new/", guidelines.new, name="guidelines-new"),
]
