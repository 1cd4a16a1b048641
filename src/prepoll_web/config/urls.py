"""All addresses of the workbench."""

from django.urls import URLPattern, path

from prepoll_web.approvals.addresses import addresses as bodies
from prepoll_web.cases import views as cases
from prepoll_web.deadlines.addresses import addresses as deadlines
from prepoll_web.evidence.addresses import addresses as evidence
from prepoll_web.field.addresses import addresses as field
from prepoll_web.jobs import views as jobs
from prepoll_web.meetings.addresses import addresses as meetings
from prepoll_web.runs import views as runs
from prepoll_web.scenarios import chart_views as charts
from prepoll_web.scenarios import compare_views as compared
from prepoll_web.scenarios import file_views as scenario_files
from prepoll_web.scenarios import seat_views as scenario_seats
from prepoll_web.scenarios import sharing_views as sharing
from prepoll_web.scenarios import views as scenarios
from prepoll_web.talks.addresses import addresses as talks
from prepoll_web.teams import account_views as accounts
from prepoll_web.teams import join_views as joining
from prepoll_web.teams import people_views as people
from prepoll_web.teams import record_views as records
from prepoll_web.teams import views as teams
from prepoll_web.teams.handing_out import file_addresses

handler500 = "prepoll_web.config.policy.went_wrong"

urlpatterns: list[URLPattern] = [
    path("", teams.my_teams, name="my-teams"),
    *file_addresses("my-teams", teams.my_teams_file, "my-teams"),
    path("sign-in/", teams.sign_in, name="sign-in"),
    path("sign-out/", teams.sign_out, name="sign-out"),
    path("account/", accounts.account, name="account"),
    path("found-a-team/", people.found, name="found-team"),
    path("join/<slug:secret>/", joining.accept, name="join"),
    path("teams/<slug:team>/people/", people.people, name="people"),
    *file_addresses("teams/<slug:team>/people", people.people_file, "people"),
    path("teams/<slug:team>/people/invite/", people.send_invitation, name="invite"),
    path(
        "teams/<slug:team>/people/invitations/<uuid:invitation>/revoke/",
        people.revoke_invitation,
        name="revoke-invitation",
    ),
    path("teams/<slug:team>/people/<int:member>/role/", people.change_role, name="alter-role"),
    path("teams/<slug:team>/people/<int:member>/remove/", people.remove_member, name="remove-member"),
    path("teams/<slug:team>/leave/", people.leave_team, name="leave-team"),
    path("teams/<slug:team>/record/", records.record, name="record"),
    path("teams/<slug:team>/record/record.jsonl", records.take_out, name="record-jsonl"),
    path("teams/<slug:team>/record/record.csv", records.record_csv, name="record-csv"),
    path("teams/<slug:team>/", cases.of_team, name="team"),
    *file_addresses("teams/<slug:team>/cases", cases.of_team_file, "cases"),
    path("teams/<slug:team>/cases/new/", cases.add, name="add-case"),
    path("teams/<slug:team>/cases/sample/", cases.add_sample, name="add-sample"),
    path("teams/<slug:team>/cases/<uuid:case>/", cases.page, name="case"),
    *file_addresses("teams/<slug:team>/cases/<uuid:case>/who-is-where", cases.page_file, "case"),
    path("teams/<slug:team>/cases/<uuid:case>/briefs/new/", runs.make, name="make-brief"),
    path("teams/<slug:team>/runs/", jobs.of_team, name="jobs"),
    *file_addresses("teams/<slug:team>/runs", jobs.of_team_file, "jobs"),
    path("teams/<slug:team>/runs/<uuid:job>/", jobs.page, name="job"),
    *file_addresses("teams/<slug:team>/runs/<uuid:job>/run", jobs.page_file, "job"),
    path("teams/<slug:team>/runs/<uuid:job>/cancel/", jobs.stop, name="cancel-job"),
    path("teams/<slug:team>/runs/<uuid:job>/again/", jobs.again, name="job-again"),
    *deadlines,
    *evidence,
    *field,
    *bodies,
    *meetings,
    *talks,
    path("teams/<slug:team>/briefs/<uuid:run>/", runs.page, name="run"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.html", runs.brief_html, name="brief-html"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.md", runs.brief_markdown, name="brief-md"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.json", runs.brief_json, name="brief-json"),
    path("teams/<slug:team>/briefs/<uuid:run>/brief.csv", runs.brief_csv, name="brief-csv"),
    path("teams/<slug:team>/cases/<uuid:case>/scenarios/", scenarios.of_case, name="scenarios"),
    *file_addresses("teams/<slug:team>/cases/<uuid:case>/scenarios", scenario_files.of_case, "scenarios"),
    path("teams/<slug:team>/cases/<uuid:case>/scenarios/new/", scenarios.make, name="make-scenario"),
    path("teams/<slug:team>/cases/<uuid:case>/scenarios/compare/", compared.page, name="compare-scenarios"),
    path("teams/<slug:team>/cases/<uuid:case>/scenarios/compare.json", compared.as_json, name="compare-json"),
    path("teams/<slug:team>/cases/<uuid:case>/scenarios/compare.csv", compared.as_csv, name="compare-csv"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/", scenarios.page, name="scenario"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/move/", scenarios.move, name="move-party"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/rule/", scenarios.set_rule, name="set-rule"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/candidate/", scenarios.set_candidate, name="set-candidate"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/courtesy/", scenarios.set_courtesy, name="set-courtesy"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/names/", scenarios.set_name, name="set-name"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/undo/", scenarios.take_back, name="undo-scenario"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/name/", scenarios.give_name, name="rename-scenario"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/remove/", scenarios.take_off, name="remove-scenario"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/links/", sharing.links, name="scenario-links"),
    *file_addresses("teams/<slug:team>/scenarios/<uuid:scenario>/links", scenario_files.links, "links"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/export/", sharing.exported, name="export-scenario"),
    path("teams/<slug:team>/links/<uuid:link>/revoke/", sharing.revoke, name="revoke-link"),
    path("shared/<str:token>/", sharing.shared, name="shared"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/chances/", charts.page, name="scenario-chances"),
    *file_addresses("teams/<slug:team>/scenarios/<uuid:scenario>/chances", scenario_files.chances, "chances"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/chart.json", charts.spec, name="scenario-chart"),
    path("vega.js", charts.script, name="vega"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/brief/", sharing.brief, name="brief-of-scenario"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/seats/<str:seat>/", scenario_seats.seat, name="scenario-seat"),
    *file_addresses("teams/<slug:team>/scenarios/<uuid:scenario>/seats/<str:seat>", scenario_files.seat, "seat"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/scenario.json", scenario_seats.as_json, name="scenario-json"),
    path("teams/<slug:team>/scenarios/<uuid:scenario>/seats.csv", scenario_seats.as_csv, name="scenario-csv"),
]
