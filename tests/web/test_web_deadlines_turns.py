"""What talks and mandates make fall due, and whose turn it is, for each of the people of a team."""

from datetime import timedelta

from web_rounds import HOUR, Ground

from prepoll_web.deadlines.moments import Term
from prepoll_web.deadlines.sources import deadlines_of, turns_of
from prepoll_web.talks.exchange import accept_offer
from prepoll_web.teams.models import Membership


def member_of(world, name, team="a"):
    return Membership.objects.select_related("team", "user").get(user=world.user(name), team_id=world.ids[team]["id"])


def turn(world, name, about, at, team="a"):
    return [each for each in turns_of(member_of(world, name, team), at) if each.about == about]


def test_an_offer_waits_for_who_may_answer_it_and_lapses(world):
    ground, due = Ground(world), world.now + 50 * HOUR
    [ours], [theirs] = ground.sent([due])
    about, at = f"offer:{ours.id}", world.now + HOUR
    assert [each.mine for each in turn(world, "negotiator", about, at)] == [True]
    [analyst] = turn(world, "analyst", about, at)
    assert (analyst.mine, analyst.whom, analyst.ends) == (False, "the negotiators", due)
    assert turn(world, "viewer", about, at) == []
    [sender] = turn(world, "stranger", f"offer:{theirs.id}", at, "b")
    assert (sender.mine, sender.whom) == (False, "CP")
    assert turn(world, "negotiator", about, due) == []
    ends = {each.about: each for each in deadlines_of(member_of(world, "analyst"), at)}
    assert (ends[about].term, ends[about].ends, ends[about].words) == (
        Term.OFFER,
        due,
        "Round 1 of the talks CP + FF lapses",
    )
    assert about not in {each.about for each in deadlines_of(member_of(world, "viewer"), at)}
    assert about not in {each.about for each in deadlines_of(member_of(world, "analyst"), due)}


def test_a_draft_waits_to_be_sent_and_an_agreement_to_be_signed_by_both(world):
    ground, at = Ground(world), world.now + HOUR
    [draft] = ground.drafts(1)
    assert [each.mine for each in turn(world, "negotiator", f"offer:{draft.id}", at)] == [True]
    assert [each.mine for each in turn(world, "analyst", f"offer:{draft.id}", at)] == [False]
    [ours], _ = ground.sent([world.now + 50 * HOUR])
    agreed = accept_offer(world.user("owner"), ground.here["team"], ours.id, at)
    found = turn(world, "approver", f"agreement:{agreed.id}", at)
    assert [(each.mine, each.whom) for each in found] == [(True, "the approvers"), (False, "FF")]
    assert [each.mine for each in turn(world, "negotiator", f"agreement:{agreed.id}", at)] == [False, False]


def test_a_mandate_waits_for_its_bodies_and_ends(world):
    ground, until = Ground(world), world.now + 50 * HOUR
    [(mandate, _)] = ground.mandates(1, until)
    about, at = f"mandate:{mandate.id}", world.now + HOUR
    [found] = turn(world, "approver", about, at)
    assert found.words == "Approve the mandate of owner"
    assert turn(world, "viewer", about, at) == []
    assert turn(world, "approver", about, until) == []
    terms = [each.term for each in deadlines_of(member_of(world, "analyst"), until - timedelta(seconds=1))]
    assert Term.MANDATE in terms
    text = world.client("analyst").get(world.at("team")).content.decode()
    assert "Approve the mandate of owner" in text
