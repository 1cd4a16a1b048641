"""How a team that joined leaves or is put out and loses nothing of its own; where talks are about; whose turn it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web_talks_world import Table

from prepoll.errors import UsageError
from prepoll_web.deadlines.sources import turns_of
from prepoll_web.talks import actions, drafting, exchange, lines, signing
from prepoll_web.talks import table as seats
from prepoll_web.talks.invited import Candidate, region_of
from prepoll_web.talks.models import Addressee, Agreement, Approach, Offer, Shared, Talk
from prepoll_web.talks.stages import Move
from prepoll_web.talks.table import joined
from prepoll_web.talks.text import Promise
from prepoll_web.teams.models import Membership


@pytest.fixture
def table(world):
    return Table(world)


def put_out(table):
    return lines.end_line(table.a, table.team_a, table.near.id, "HL", table.now)


def test_a_team_is_put_out_is_told_so_and_keeps_all_it_had(table):
    ours, theirs = table.send(), table.send(far=True)
    draft = table.draft(far=True, note="zqnote")
    before = set(Offer.objects.filter(talk=table.far).values_list("id", flat=True))
    answer = table.world.client("owner").post(f"/teams/{table.team_a}/talks/{table.near.id}/code/end/", {"party": "HL"})
    assert answer.status_code == 302
    assert joined(table.near) == joined(table.far) == ()
    states = {name: Shared.objects.get(copies=offer).state for name, offer in (("ours", ours), ("theirs", theirs))}
    assert states == {"ours": "withdrawn", "theirs": "declined"}
    assert set(Offer.objects.filter(talk=table.far).values_list("id", flat=True)) == before
    assert Offer.objects.get(pk=draft.pk).note == "zqnote"
    told = table.world.events("b").filter(what="line_ended").get()
    assert (told.who, told.about, told.details) == ("", f"talk:{table.far.id}", {"party": "LM"})
    page = table.world.client("stranger").get(f"/teams/{table.team_b}/talks/{table.far.id}/").content.decode()
    assert "The team of LM ended the line to these talks on 1 Apr 2030, 09:30, UTC" in page
    with pytest.raises(UsageError, match="no line to a team of HL"):
        put_out(table)
    sent = table.send(words="To themselves")
    sent.refresh_from_db()
    assert not Offer.objects.filter(talk=table.far, shared=sent.shared).exists()


def test_who_acts_while_the_line_is_ended_is_told_what_became_of_the_offer(table, monkeypatch):
    copy = table.copy(table.send())
    put_out(table)
    heads = iter([table.near.pk])  # looked up a moment before the line was ended
    found = seats._head
    monkeypatch.setattr(seats, "_head", lambda talk: next(heads, None) or found(talk))
    with pytest.raises(drafting.OfferMovedError, match="no longer open: taken back"):
        exchange.accept_offer(table.b, table.team_b, copy.id, table.now)
    assert next(heads, None) is None


def test_an_agreement_that_not_all_have_signed_falls_with_the_line_and_one_that_all_have_stays(table):
    agreement = table.agree()
    put_out(table)
    agreement.refresh_from_db()
    assert agreement.state == "fallen"
    assert table.stages() == ("talking", "talking")
    other = Table(table.world)
    kept = other.sign(other.agree())
    put_out(other)
    assert Agreement.objects.get(pk=kept.pk).state == "signed"
    assert table.world.client("stranger").get(other.at(kept, far=True)).status_code == 200


def test_after_the_line_has_ended_a_new_code_can_be_made_by_either(table):
    put_out(table)
    assert lines.make_line(table.a, table.team_a, table.near.id, "HL", table.now)[1]
    _line, code = lines.make_line(table.b, table.team_b, table.far.id, "LM", table.now)
    back = lines.take_line(table.a, table.team_a, table.near.case_id, code, table.now)
    assert [talk.pk for talk in joined(table.far)] == [back.pk]


def test_a_code_that_nobody_took_up_is_taken_back(world):
    by, ids = world.user("owner"), world.ids["a"]
    _line, code = lines.make_line(by, ids["team"], ids["talk"], "HL", world.now)
    assert "Take back the code for the team of HL" in world.client("owner").get(world.at("talk")).content.decode()
    lines.end_line(by, ids["team"], ids["talk"], "HL", world.now)
    with pytest.raises(UsageError, match="leads nowhere"):
        lines.take_line(world.user("stranger"), world.ids["b"]["team"], world.ids["b"]["case"], code, world.now)
    assert not world.events("b").filter(what="line_ended").exists()


def test_who_joined_or_only_reads_cannot_end_the_line(table):
    with pytest.raises(UsageError, match="no line"):
        lines.end_line(table.b, table.team_b, table.far.id, "LM", table.now)
    address = f"/teams/{table.team_a}/talks/{table.near.id}/code/end/"
    assert table.world.client("analyst").post(address, {"party": "HL"}).status_code == 403


def test_who_joined_leaves_by_itself_keeps_all_it_had_and_the_other_side_is_told(table):
    ours, theirs = table.send(), table.send(far=True)
    draft = table.draft(far=True, note="zqnote")
    client, address = table.world.client("stranger"), f"/teams/{table.team_b}/talks/{table.far.id}/"
    assert "Leave the table of LM" in client.get(address).content.decode()
    assert client.post(f"{address}leave/").status_code == 302
    assert joined(table.near) == joined(table.far) == ()
    states = {name: Shared.objects.get(copies=offer).state for name, offer in (("ours", ours), ("theirs", theirs))}
    assert states == {"ours": "declined", "theirs": "withdrawn"}
    assert table.stages() == ("talking", "talking")
    assert Offer.objects.get(pk=draft.pk).note == "zqnote"
    told = table.world.events("a").filter(what="line_ended").get()
    assert (told.who, told.about, told.details) == ("", f"talk:{table.near.id}", {"party": "HL"})
    page = client.get(address).content.decode()
    assert "We left the table of LM on 1 Apr 2030, 09:30, UTC" in page
    assert "Leave the table" not in page
    there = table.world.client("owner").get(f"/teams/{table.team_a}/talks/{table.near.id}/").content.decode()
    assert "The team of HL left the table on 1 Apr 2030, 09:30, UTC" in there
    assert "zqnote" not in there
    again = client.post(f"{address}leave/")
    assert again.status_code == 422
    assert "there is no table to leave" in again.content.decode()


def test_an_agreement_that_not_all_have_signed_falls_when_one_of_them_leaves(table):
    agreement = table.agree()
    table.sign(agreement, sides=("a",))
    lines.leave_line(table.b, table.team_b, table.far.id, table.now)
    agreement.refresh_from_db()
    assert agreement.state == "fallen"


def test_who_left_can_join_again_and_nobody_is_said_to_be_gone(table):
    lines.leave_line(table.b, table.team_b, table.far.id, table.now)
    _line, code = lines.make_line(table.a, table.team_a, table.near.id, "HL", table.now)
    back = lines.take_line(table.b, table.team_b, table.far.case_id, code, table.now)
    assert [talk.pk for talk in joined(table.near)] == [back.pk]
    address = f"/teams/{table.team_a}/talks/{table.near.id}/"
    assert "left the table" not in table.world.client("owner").get(address).content.decode()
    lines.leave_line(table.b, table.team_b, back.id, table.now)
    assert table.world.client("owner").get(address).content.decode().count("The team of HL left the table") == 1


def test_only_who_sits_at_anothers_table_and_negotiates_leaves_it(table):
    with pytest.raises(UsageError, match="no table to leave"):
        lines.leave_line(table.a, table.team_a, table.near.id, table.now)
    address = f"/teams/{table.team_b}/talks/{table.far.id}/leave/"
    assert table.world.client("owner").post(address).status_code == 404
    assert joined(table.near) != ()


def test_an_approach_about_a_region_opens_talks_about_that_region(world):
    client, ids = world.client("negotiator"), world.ids["a"]
    form = {"direction": "out", "ours": "LM", "parties": ["HL"], "region": "COAST"}
    made = client.post(world.at("make-approach"), form)
    approach = Approach.objects.get(id=made["Location"].split("/")[-2])
    talk = Addressee.objects.get(approach=approach).talk
    assert (approach.region, talk.region) == ("COAST", "COAST")
    assert talk.id != ids["talk"]  # those are about the whole case
    assert "About COAST." in client.get(made["Location"]).content.decode()
    again = client.post(world.at("make-approach"), form)
    assert Addressee.objects.get(approach=again["Location"].split("/")[-2]).talk_id == talk.id
    assert client.post(world.at("make-approach"), {**form, "region": "NOWHERE"}).status_code == 422
    asked = actions.Approached("LM", ("HL",), region="NOWHERE")
    with pytest.raises(UsageError, match="no region NOWHERE"):
        actions.make_approach(world.user("owner"), ids["team"], ids["case"], asked, world.now)


def test_a_list_drafted_for_one_region_is_about_that_region():
    def candidate(region):
        return Candidate("HL", "", region, True, 1.0, True, True, None, "")

    assert region_of([candidate("COAST"), candidate("COAST")]) == "COAST"
    assert region_of([candidate("COAST"), candidate("")]) == ""
    assert region_of([]) == ""


def turns(table, name="owner", at=None):
    member = Membership.objects.select_related("team", "user").get(user=table.world.user(name), team__slug=table.team_a)
    return [each for each in turns_of(member, at or table.now) if each.within == f"talk:{table.near.id}"]


def test_whose_turn_it_is_stands_on_the_talks_the_list_and_the_approach(table):
    received = table.copy(table.send(far=True), far=False)
    client, case = table.world.client("owner"), {"team": table.team_a, "case": table.near.case_id}
    words = f"Answer round {received.number} of LM + HL"
    pages = (
        f"/teams/{table.team_a}/talks/{table.near.id}/",
        f"/teams/{table.team_a}/offers/{received.id}/",
        "/teams/{team}/cases/{case}/talks/".format(**case),
    )
    for page in pages:
        text = client.get(page).content.decode()
        assert words in text
        assert "<strong>You</strong>" in text
        assert "the negotiators" in table.world.client("analyst").get(page).content.decode()
    assert [turn.about for turn in turns(table)] == [f"offer:{received.id}"]
    approach = table.world.client("owner").get(table.world.at("approach")).content.decode()
    assert "Answer our approach" in approach
    assert words not in approach  # that is of other talks


def test_talks_in_which_nothing_is_on_the_way_wait_for_the_next_offer_before_names_stay(table):
    [idle] = turns(table)
    assert (idle.about, idle.mine) == (f"talk:{table.near.id}", True)
    assert idle.words == "Make an offer in the talks LM + HL, or end them"
    assert f"{idle.ends:%d %B %Y}" == "13 April 2030"  # the day after the last of the coast
    assert [(turn.mine, turn.whom) for turn in turns(table, "analyst")] == [(False, "the negotiators")]
    assert turns(table, "viewer") == []
    draft = table.draft()
    assert [turn.about for turn in turns(table)] == [f"offer:{draft.id}"]
    drafting.drop_offer(table.a, drafting.SeenOffer(table.team_a, draft.id, draft.version), table.now)
    assert [turn.about for turn in turns(table)] == [idle.about]
    sent = table.send()
    assert [turn.about for turn in turns(table)] == [f"offer:{sent.id}"]
    exchange.withdraw_offer(table.a, table.team_a, sent.id, table.now)
    assert [turn.about for turn in turns(table)] == [idle.about]


def test_an_approach_that_waits_is_the_turn_until_its_time_is_up(table):
    due = table.now + timedelta(days=1)
    asked = actions.Approached("LM", ("HL",), reply_due=due)
    approach = actions.make_approach(table.a, table.team_a, table.near.case_id, asked, table.now)
    Addressee.objects.filter(approach=approach).update(talk=table.near)
    assert [turn.about for turn in turns(table)] == [f"approach:{approach.id}:HL"]
    assert [turn.about for turn in turns(table, at=due)] == [f"talk:{table.near.id}"]


def test_a_turn_says_what_was_undertaken_and_when_it_is_overdue(table):
    due = table.now + timedelta(days=1)
    agreement = table.agree(duties=(Promise("LM", "withdraw", "GUL", due=due.isoformat()), Promise("HL", "campaign")))
    table.sign(agreement)
    table.world.client("owner").post(table.at(agreement, "take-in/"))
    words = [(turn.mine, turn.words) for turn in turns(table)]
    assert words == [
        (True, "LM withdraws its candidate in Gullhaven"),
        (False, "HL campaigns jointly with the others"),
    ]
    assert turns(table, at=due)[0].words == "Overdue, LM withdraws its candidate in Gullhaven"


def test_a_list_of_talks_asks_no_more_of_the_database_the_longer_it_is(world):
    client, ids, asked = world.usual_client("owner"), world.ids["a"], {}
    for _number in range(3):
        for page in ("talks", "talks-csv", "deadlines"):
            client.get(world.at(page))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(world.at(page)).status_code == 200
            asked.setdefault(page, []).append(len(queries))
        actions.open_talk(world.user("owner"), ids["team"], ids["case"], actions.Opening("LM", ("MU",)), world.now)
    assert {page: counts[1:] for page, counts in asked.items()} == {page: [c[1]] * 2 for page, c in asked.items()}


def test_there_is_no_turn_once_talks_have_ended(table):
    table.draft(words="left over")
    asked = actions.Approached("LM", ("HL",))
    approach = actions.make_approach(table.a, table.team_a, table.near.case_id, asked, table.now)
    Addressee.objects.filter(approach=approach).update(talk=table.near)  # not with other talks of the same hour
    talk = Talk.objects.get(pk=table.near.pk)
    assert {turn.about.split(":")[0] for turn in turns(table)} == {"offer", "approach"}
    signing.move_talk(table.a, actions.SeenTalk(table.team_a, talk.id, talk.version), Move.FAIL, table.now)
    assert turns(table) == []


def test_after_an_agreement_only_what_it_asks_for_is_anybodys_turn(table):
    table.draft(words="left over")
    agreement = table.sign(table.agree())
    assert [turn.about for turn in turns(table)] == [f"agreement:{agreement.id}"]
    table.world.client("owner").post(table.at(agreement, "take-in/"))
    assert turns(table) == []
