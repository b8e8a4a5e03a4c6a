"""Addresses of a stay and its record, under /office/<house>/."""

from django.urls import path

from stays.views import arriving, closing_to, moving, notes, record, record_settings, stay, verbs, words

urlpatterns = [
    path("stays/", stay.stays, name="stays"),
    path("stays/<slug:code>/", stay.stay, name="stay"),
    path("stays/<slug:code>/arrive/", arriving.arrive, name="stay-arrive"),
    path("stays/<slug:code>/leave/", arriving.leave, name="stay-leave"),
    path("stays/<slug:code>/extend/", verbs.extend, name="stay-extend"),
    path("stays/<slug:code>/shorten/", verbs.shorten, name="stay-shorten"),
    path("stays/<slug:code>/cancel/", verbs.cancel, name="stay-cancel"),
    path("stays/<slug:code>/did-not-arrive/", verbs.did_not_arrive, name="stay-did-not-arrive"),
    path("stays/<slug:code>/guidelines/", arriving.acknowledge, name="stay-guidelines"),
    path("stays/<slug:code>/move/", moving.move, name="stay-move"),
    path("stays/<slug:code>/swap/", moving.swap, name="stay-swap"),
    path("stays/<slug:code>/notes/", notes.write, name="stay-note"),
    path("stays/<slug:code>/notes/<uuid:note>/", notes.change, name="stay-note-change"),
    path("stays/<slug:code>/notes/<uuid:note>/take-back/", notes.take_back, name="stay-note-take-back"),
    path("stays/<slug:code>/notes/<uuid:note>/leave-words/", notes.leave_words, name="stay-note-leave-words"),
    path("stays/<slug:code>/hopes/", record.hopes, name="stay-hopes"),
    path("stays/<slug:code>/lock-box/", record.box, name="stay-box"),
    path("stays/<slug:code>/lock-box/back/", record.key_back, name="stay-key-back"),
    path("stays/<slug:code>/out/", record.out, name="stay-out"),
    path("stays/<slug:code>/back/", record.back, name="stay-back"),
    path("stays/<slug:code>/asked/", record.ask, name="stay-ask"),
    path("stays/<slug:code>/asked/<uuid:asked>/", record.answer, name="stay-answer"),
    path("stays/<slug:code>/parts/<uuid:part>/", record.part, name="stay-part"),
    path("stays/<slug:code>/print/", record.on_paper, name="stay-print"),
    path("stays/<slug:code>/know/", closing_to.know, name="stay-know"),
    path("stays/<slug:code>/close-to/", closing_to.close_to, name="stay-close-to"),
    path("stays/<slug:code>/reopen/<int:who>/", closing_to.reopen, name="stay-reopen"),
    path("settings/record/", record_settings.parts, name="record-parts"),
    path("settings/record/<uuid:part>/end/", record_settings.end, name="record-part-end"),
    path("words/hints/", words.hints, name="word-hints"),
    path("settings/words/", words.word_list, name="word-list"),
    path("settings/words/not-minded/", words.not_minded, name="word-not-minded"),
    path("settings/words/<int:row>/take-off/", words.take_off, name="word-take-off"),
]
