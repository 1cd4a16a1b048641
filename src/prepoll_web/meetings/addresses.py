"""The addresses of meetings and mandates, within a team."""

from django.urls import URLPattern, path

from prepoll_web.meetings import file_views, mandate_views, views
from prepoll_web.teams.handing_out import file_addresses

_TEAM = "teams/<slug:team>/"
_CASE = f"{_TEAM}cases/<uuid:case>/meetings/"
_MEETING = f"{_TEAM}meetings/<uuid:meeting>/"
_MANDATE = f"{_TEAM}mandates/<uuid:mandate>/"

addresses: list[URLPattern] = [
    path(f"{_TEAM}meetings/", views.of_team, name="team-meetings"),
    *file_addresses(f"{_TEAM}meetings", file_views.of_team, "team-meetings"),
    path(_CASE, views.of_case, name="meetings"),
    *file_addresses(f"{_TEAM}cases/<uuid:case>/meetings", file_views.of_case, "meetings"),
    path(f"{_CASE}call/", views.call, name="call-meeting"),
    path(_MEETING, views.page, name="meeting"),
    path(f"{_MEETING}meeting.md", views.as_text, name="meeting-md"),
    *file_addresses(f"{_MEETING}meeting", file_views.page, "meeting"),
    path(f"{_MEETING}agenda/", views.draft_agenda, name="draft-agenda"),
    path(f"{_MEETING}paper/", views.write, name="write-paper"),
    path(f"{_MEETING}close/", views.close, name="close-meeting"),
    path(f"{_MEETING}mandate/", mandate_views.grant, name="grant-mandate"),
    path(f"{_MEETING}line/", mandate_views.line, name="public-line"),
    path(f"{_TEAM}lines/<uuid:public_line>/end/", mandate_views.end_line, name="end-line"),
    path(_MANDATE, mandate_views.page, name="mandate"),
    path(f"{_MANDATE}change/", mandate_views.change, name="change-mandate"),
    path(f"{_MANDATE}approve/", mandate_views.sign, name="sign-mandate"),
    path(f"{_MANDATE}take-back/", mandate_views.unsign, name="unsign-mandate"),
    path(f"{_MANDATE}withdraw/", mandate_views.withdraw, name="withdraw-mandate"),
]
