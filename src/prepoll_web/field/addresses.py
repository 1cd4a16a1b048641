"""The addresses of the field, those of a reporter's link among them."""

from django.urls import URLPattern, path

from prepoll_web.field import sending, views
from prepoll_web.teams.handing_out import file_addresses

_CASE = "teams/<slug:team>/cases/<uuid:case>/field"
_TEAM = "teams/<slug:team>/"

addresses: list[URLPattern] = [
    path("field/worker.js", sending.worker, name="field-worker"),
    path("field/<slug:field_key>/", sending.by_link, name="field-form"),
    path(f"{_CASE}/", views.field, name="field"),
    path(f"{_CASE}.json", views.field_json, name="field-json"),
    path(f"{_CASE}.csv", views.field_csv, name="field-csv"),
    *file_addresses(f"{_CASE}/reporters", views.records_file, "reporters"),
    path(f"{_CASE}/new/", views.new, name="new-report"),
    path(f"{_CASE}/table/", views.take_table, name="take-table"),
    path(f"{_CASE}/reporters/", views.add_reporter, name="add-reporter"),
    path(f"{_CASE}/links/", views.make_link, name="make-link"),
    path(f"{_CASE}/moved/", views.moved, name="moved"),
    path(f"{_CASE}/moved.json", views.moved_json, name="moved-json"),
    path(f"{_CASE}/moved.csv", views.moved_csv, name="moved-csv"),
    path(f"{_TEAM}field-links/<uuid:field_link>/revoke/", views.revoke_link, name="revoke-field-link"),
    path(f"{_TEAM}reports/<uuid:report>/delete/", views.delete, name="delete-report"),
    path(f"{_CASE}/reporters/<int:reporter>/delete/", views.delete_reporter, name="delete-reporter"),
]
