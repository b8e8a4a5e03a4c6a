"""Addresses of a stay and its record, under /office/<house>/."""

from django.urls import path

from stays.views import moving, stay, verbs, words

urlpatterns = [
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
    path("words/hints/", words.hints, name="word-hints"),
    path("settings/words/", words.word_list, name="word-list"),
    path("settings/words/not-minded/", words.not_minded, name="word-not-minded"),
    path("settings/words/<int:row>/take-off/", words.take_off, name="word-take-off"),
]
