"""The addresses of approaches, talks, offers and agreements, within a team."""

from django.urls import URLPattern, path

from prepoll_web.talks import agreement_views, approach_views, file_views, offer_views, views
from prepoll_web.teams.handing_out import file_addresses

_CASE = "teams/<slug:team>/cases/<uuid:case>/talks/"
_TEAM = "teams/<slug:team>/"
_TALK = f"{_TEAM}talks/<uuid:talk>/"
_OFFER = f"{_TEAM}offers/<uuid:offer>/"
_AGREEMENT = f"{_TEAM}agreements/<uuid:agreement>/"

addresses: list[URLPattern] = [
    path(_CASE, views.of_case, name="talks"),
    *file_addresses("teams/<slug:team>/cases/<uuid:case>/talks", file_views.of_case, "talks"),
    path(f"{_CASE}new/", views.make, name="open-talk"),
    path(f"{_CASE}join/", views.join, name="join-talk"),
    path(f"{_CASE}approach/", approach_views.make, name="make-approach"),
    path(f"{_TEAM}approaches/<uuid:approach>/", approach_views.page, name="approach"),
    path(f"{_TEAM}approaches/<uuid:approach>/answer/", approach_views.answer, name="answer-approach"),
    path(_TALK, views.page, name="talk"),
    *file_addresses(f"{_TALK}rounds", file_views.rounds, "talk"),
    path(f"{_TALK}stage/", views.move, name="move-talk"),
    path(f"{_TALK}terms/", views.terms, name="talk-terms"),
    path(f"{_TALK}code/", views.line, name="talk-code"),
    path(f"{_TALK}code/end/", views.end, name="end-talk-line"),
    path(f"{_TALK}leave/", views.leave, name="leave-talk-line"),
    path(f"{_TALK}offer/", offer_views.make, name="make-offer"),
    path(_OFFER, offer_views.page, name="offer"),
    path(f"{_OFFER}edit/", offer_views.edit, name="edit-offer"),
    path(f"{_OFFER}value/", offer_views.value, name="value-offer"),
    path(f"{_OFFER}offer.json", offer_views.document, name="offer-json"),
    path(f"{_OFFER}offer.csv", file_views.offer, name="offer-csv"),
    path(f"{_OFFER}approve/", offer_views.approve, name="approve-offer"),
    path(f"{_OFFER}unapprove/", offer_views.unapprove, name="unapprove-offer"),
    path(f"{_OFFER}send/", offer_views.send, name="send-offer"),
    path(f"{_OFFER}drop/", offer_views.drop, name="drop-offer"),
    path(f"{_OFFER}accept/", offer_views.accept, name="accept-offer"),
    path(f"{_OFFER}decline/", offer_views.decline, name="decline-offer"),
    path(f"{_OFFER}withdraw/", offer_views.withdraw, name="withdraw-offer"),
    path(_AGREEMENT, agreement_views.page, name="agreement"),
    *file_addresses(f"{_AGREEMENT}agreement", file_views.agreement, "agreement"),
    path(f"{_AGREEMENT}sign/", agreement_views.approve, name="sign-agreement"),
    path(f"{_AGREEMENT}unsign/", agreement_views.take_signature_back, name="unsign-agreement"),
    path(f"{_AGREEMENT}signed/", agreement_views.note_other, name="note-signed"),
    path(f"{_AGREEMENT}take-in/", agreement_views.write_in, name="take-in-agreement"),
    path(f"{_AGREEMENT}fall/", agreement_views.fall, name="agreement-falls"),
    path(f"{_AGREEMENT}obligations/<int:number>/done/", agreement_views.done, name="obligation-done"),
    path(f"{_AGREEMENT}obligations/<int:number>/undone/", agreement_views.undone, name="obligation-undone"),
    path(f"{_AGREEMENT}rebels/", agreement_views.rebel, name="note-rebel"),
    path(f"{_AGREEMENT}brief/", agreement_views.brief, name="brief-of-agreement"),
    path(f"{_AGREEMENT}agreement.md", agreement_views.markdown, name="agreement-md"),
]
