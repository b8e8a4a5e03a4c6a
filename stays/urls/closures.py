"""Addresses of closures, pauses, rooms being made ready and rooms out of use, under /office/<house>/."""

from django.urls import path

from stays.views import closures, pauses, ready, rooms

urlpatterns = [
    path("closures/", closures.new, name="closure-new"),
    path("closures/<uuid:closure>/", closures.closure, name="closure"),
    path("closures/<uuid:closure>/end/", closures.change_end, name="closure-end"),
    path("closures/<uuid:closure>/reopen/", closures.reopen, name="closure-reopen"),
    path("pause/", pauses.pause, name="pause"),
    path("pause/end/", pauses.start_again, name="pause-end"),
    path("ready/<uuid:turn_round>/", ready.room_ready, name="room-ready"),
    path("ready/<uuid:turn_round>/not-yet/", ready.not_ready, name="not-ready"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<int:bed>/out/", rooms.retire, name="room-out"),
    path("rooms/<int:bed>/back/", rooms.bring_back, name="room-back"),
    path("rooms/zone/", rooms.zone, name="zone"),
]
