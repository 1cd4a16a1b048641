"""The addresses of the evidence pages, within a team."""

from django.urls import URLPattern, path

from prepoll_web.evidence import coder_views, relation_views, review_views, views
from prepoll_web.teams.handing_out import file_addresses

_CASE = "teams/<slug:team>/cases/<uuid:case>/evidence/"
_TEAM = "teams/<slug:team>/"

addresses: list[URLPattern] = [
    path(_CASE, views.overview, name="evidence"),
    *file_addresses(f"{_CASE}articles", views.articles_file, "articles"),
    path(f"{_CASE}day/", views.take_to, name="take-to"),
    path(f"{_CASE}articles/new/", views.add, name="add-article"),
    path(f"{_TEAM}articles/<uuid:article>/", views.article, name="article"),
    *file_addresses(f"{_TEAM}articles/<uuid:article>/claims", views.article_file, "article"),
    path(f"{_TEAM}articles/<uuid:article>/withdraw/", views.withdraw, name="withdraw-article"),
    path(f"{_TEAM}articles/<uuid:article>/restore/", views.restore, name="restore-article"),
    path(f"{_CASE}feeds/", views.follow, name="add-feed"),
    path(f"{_TEAM}feeds/<uuid:feed>/ask/", views.ask, name="ask-feed"),
    path(f"{_CASE}claims.json", review_views.claims_json, name="claims-json"),
    path(f"{_CASE}claims.csv", review_views.claims_csv, name="claims-csv"),
    path(f"{_CASE}review/", review_views.review, name="review"),
    path(f"{_CASE}review/decide/", review_views.decide, name="decide"),
    path(f"{_CASE}review/undo/", review_views.undo, name="undo"),
    path(f"{_CASE}judgements/", review_views.decisions, name="decisions"),
    path(f"{_CASE}judgements.json", review_views.decisions_json, name="decisions-json"),
    path(f"{_CASE}judgements.csv", review_views.decisions_csv, name="decisions-csv"),
    path(f"{_CASE}coders/", coder_views.coders, name="coders"),
    path(f"{_CASE}coders.json", coder_views.coders_json, name="coders-json"),
    path(f"{_CASE}coders.csv", coder_views.coders_csv, name="coders-csv"),
    path(f"{_CASE}relations/", relation_views.relations, name="relations"),
    path(f"{_CASE}relations.json", relation_views.relations_json, name="relations-json"),
    path(f"{_CASE}relations.csv", relation_views.relations_csv, name="relations-csv"),
    path(f"{_CASE}pair/", relation_views.pair, name="pair"),
    *file_addresses(f"{_CASE}pair", relation_views.pair_file, "pair"),
    path(f"{_CASE}changes/", relation_views.changed, name="changes"),
    path(f"{_CASE}changes.json", relation_views.changed_json, name="changes-json"),
    path(f"{_CASE}changes.csv", relation_views.changed_csv, name="changes-csv"),
]
