"""What the forms of a meeting start from: the party that meets, and a mandate that allows what the agenda advises."""

from dataclasses import replace

import pytest

from prepoll.brief.agenda import agenda
from prepoll.study import Study
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.evidence.coding import case_on
from prepoll_web.meetings.drafting import draft_json
from prepoll_web.meetings.forms import CallForm
from prepoll_web.meetings.granting import negotiators
from prepoll_web.meetings.limits import breaches
from prepoll_web.meetings.mandate_form import MandateForm, decisions_of, start_from_draft
from prepoll_web.meetings.models import Meeting


def library(world):
    return case_on(Case.objects.get(id=world.ids["a"]["case"]))


def limits_from(world, draft):
    """Return the limits of the mandate that the form would write if it were sent as it starts."""
    case, meeting = library(world), Meeting.objects.get(id=world.ids["a"]["meeting"])
    meeting.draft = draft
    start = start_from_draft(meeting, case)
    given = {name: value for name, value in start.items() if value is not None}
    given |= {"decision": str(decisions_of(meeting)[0].id), "holder": "owner", "until": "2090-04-01T18:00"}
    form = MandateForm(case, meeting, negotiators(meeting), given)
    assert form.is_valid(), form.errors
    return form.granted().terms.limits


@pytest.mark.parametrize("undecided", ["LM", "HL"])
def test_the_mandate_of_the_agenda_allows_what_the_agenda_advises(world, undecided):
    draft = {"partners": ["HL"], "conclude": True, "keep": ["TID", "MIL"], "concede": [["GUL", "HL"]]}
    limits = limits_from(world, {**draft, "unsettled": ["SAL"], "on_record": "", "until": None})
    offer = {"LM": {"TID", "MIL"}, "HL": {"GUL"}}
    offer[undecided] |= {"SAL"}  # the figures do not tell who stands there
    assert breaches(limits, ["HL"], {party: frozenset(seats) for party, seats in offer.items()}, world.now) == ()
    coast = {"LM": frozenset({"TID"}), "HL": frozenset({"GUL"})}  # of one region alone
    assert breaches(limits, ["HL"], coast, world.now) == ()
    too_much = {"LM": frozenset({"TID"}), "HL": frozenset({"GUL", "SAL", "HIG"})}
    words = [each.words for each in breaches(limits, ["HL"], too_much, world.now)]
    assert any("goes to" in each or "go to" in each for each in words)
    assert {bound.where for bound in limits.at_most} > {"everywhere"}


def test_a_mandate_to_explore_concedes_nothing(world):
    draft = {"partners": ["HL"], "conclude": False, "keep": [], "concede": [], "unsettled": ["SAL"]}
    limits = limits_from(world, {**draft, "on_record": "", "until": None})
    assert [bound.number for bound in limits.at_most] == [0]


def test_the_best_option_of_the_case_is_within_the_mandate_drafted_for_it(world):
    study = Study(working_folder(Case.objects.get(id=world.ids["a"]["case"])), seed=7, draws=40)
    brief = study.brief(["LM"])
    found = agenda(brief, brief.advices[0])
    best = found.options[0]
    limits = limits_from(world, {**draft_json(found.mandate), "until": None})
    stands = {}
    for row in best.effects:
        stands.setdefault(row.stands, set()).add(row.seat)
    offer = {party: frozenset(seats) for party, seats in stands.items() if party in {"LM", *best.partners}}
    if found.mandate.conclude:
        assert breaches(limits, best.partners, offer, world.now) == ()
    assert limits.partners == frozenset(best.partners)


def test_a_meeting_is_called_for_the_first_focal_party_until_the_team_has_met_for_another(world):
    case = replace(library(world), focal=("MU", "LM"))
    assert [code for code, _name in CallForm(case, ()).fields["party"].choices][:2] == ["MU", "LM"]
    ids, client = world.ids["a"], world.client("analyst")
    assert '<option value="LM" selected' in client.get(world.at("meetings")).content.decode()  # it met for LM before
    form = {"body": str(ids["body"]), "party": "FF", "begins_at": "2030-04-02T11:00"}
    assert client.post(world.at("call-meeting"), form).status_code == 302
    assert '<option value="FF" selected' in client.get(world.at("meetings")).content.decode()
