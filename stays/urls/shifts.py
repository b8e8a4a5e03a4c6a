"""Addresses of shifts, the house log, incidents and support calls, under /office/<house>/."""

from django.urls import path

from stays.views import calls, incidents, log, shift_asks, shift_people, shifts

urlpatterns = [
    path("shifts/", shifts.weeks, name="shifts"),
    path("shifts/people/", shift_people.people, name="shift-people"),
    path("shifts/people/<int:whose>/", shift_people.call, name="shift-person"),
    path("shifts/<str:day>/<str:band>/", shifts.band, name="shift"),
    path("shifts/<str:day>/<str:band>/on/", shifts.sign_up, name="shift-on"),
    path("shifts/<str:day>/<str:band>/put-on/", shifts.put_on, name="shift-put-on"),
    path("shifts/<str:day>/<str:band>/call-out/", shifts.call_out, name="shift-call-out"),
    path("shifts/<str:day>/<str:band>/<int:whose>/off/", shift_asks.sign_off, name="shift-off"),
    path("shifts/<str:day>/<str:band>/<int:whose>/ask/", shift_asks.ask, name="shift-ask"),
    path("shift-asks/<uuid:ask>/take/", shift_asks.take, name="shift-take"),
    path("shift-asks/<uuid:ask>/not-this-time/", shift_asks.not_this_time, name="shift-not-this-time"),
    path("shift-asks/<uuid:ask>/take-back/", shift_asks.take_back, name="shift-take-back"),
    path("log/", log.log, name="log"),
    path("log/<uuid:entry>/change/", log.change, name="log-change"),
    path("log/<uuid:entry>/done/", log.done, name="log-done"),
    path("log/<uuid:entry>/not-done/", log.not_done, name="log-not-done"),
    path("calls/", calls.calls, name="calls"),
    path("calls/count/", calls.count, name="calls-count"),
    path("calls/last/", calls.describe, name="calls-last"),
    path("calls/undo/", calls.undo, name="calls-undo"),
    path("incidents/", incidents.incidents_page, name="incidents"),
    path("incidents/new/", incidents.new, name="incident-new"),
    path("incidents/names/", incidents.name_hints, name="incident-names"),
    path("incidents/<uuid:incident>/", incidents.incident, name="incident"),
    path("incidents/<uuid:incident>/change/", incidents.change, name="incident-change"),
    path("incidents/<uuid:incident>/told/", incidents.told, name="incident-told"),
    path("incidents/<uuid:incident>/debrief/", incidents.debrief, name="incident-debrief"),
]
