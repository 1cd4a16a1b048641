"""The addresses of deadlines and calendars."""

from django.urls import URLPattern, path

from prepoll_web.deadlines import views
from prepoll_web.teams.handing_out import file_addresses

_TEAM = "teams/<slug:team>/deadlines/"

addresses: list[URLPattern] = [
    path(_TEAM, views.of_team, name="deadlines"),
    *file_addresses("teams/<slug:team>/deadlines", views.of_team_file, "deadlines"),
    path(f"{_TEAM}calendar/", views.new_feed, name="make-calendar"),
    path(f"{_TEAM}calendar/end/", views.end_feed, name="end-calendar"),
    path(f"{_TEAM}reminders/", views.reminders, name="reminders"),
    path("calendar/<slug:calendar>.ics", views.calendar, name="calendar"),
]
