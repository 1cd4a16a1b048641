"""The addresses of a team's bodies."""

from django.urls import URLPattern, path

from prepoll_web.approvals import views
from prepoll_web.teams.handing_out import file_addresses

_TEAM = "teams/<slug:team>/bodies/"

addresses: list[URLPattern] = [
    path(_TEAM, views.bodies, name="bodies"),
    *file_addresses("teams/<slug:team>/bodies", views.bodies_file, "bodies"),
    path(f"{_TEAM}new/", views.make, name="make-body"),
    path(f"{_TEAM}<uuid:body>/kinds/", views.ask_for, name="ask-body"),
    path(f"{_TEAM}<uuid:body>/end/", views.end, name="end-body"),
    path(f"{_TEAM}<uuid:body>/speakers/", views.name_speaker, name="name-speaker"),
    path(f"{_TEAM}<uuid:body>/speakers/end/", views.end_speaker, name="end-speaker"),
]
