"""All addresses of the workbench."""

from django.urls import URLPattern, path

from prepoll_web.cases import views as cases
from prepoll_web.runs import views as runs
from prepoll_web.teams import views as teams

urlpatterns: list[URLPattern] = [
    path("", teams.my_teams, name="my-teams"),
    path("sign-in/", teams.sign_in, name="sign-in"),
    path("sign-out/", teams.sign_out, name="sign-out"),
    path("teams/<slug:team>/", cases.of_team, name="team"),
    path("teams/<slug:team>/cases/new/", cases.add, name="add-case"),
    path("teams/<slug:team>/cases/<uuid:case>/", cases.page, name="case"),
    path("teams/<slug:team>/cases/<uuid:case>/briefs/new/", runs.make, name="make-brief"),
    path("teams/<slug:team>/briefs/<uuid:run>/", runs.page, name="run"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.html", runs.brief_html, name="brief-html"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.md", runs.brief_markdown, name="brief-md"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.json", runs.brief_json, name="brief-json"),
]
