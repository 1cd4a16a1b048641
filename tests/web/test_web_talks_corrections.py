"""What was noted or approved by mistake is put right by a step of its own; the record keeps both."""

from datetime import timedelta

import pytest
from web_talks_world import Table, text_of

from prepoll.errors import UsageError
from prepoll_web.approvals.actions import make_body, name_speaker
from prepoll_web.approvals.models import Kind
from prepoll_web.events.chain import breaks
from prepoll_web.talks import actions, drafting, exchange, signing
from prepoll_web.talks.models import Addressee, Reply, Shared, Side, Talk
from prepoll_web.talks.text import Promise


@pytest.fixture
def table(world):
    return Table(world)


def kinds(world, team, about):
    rows = world.events(team).filter(about=about).exclude(what__in=("read", "offer_valued")).order_by("number")
    return list(rows.values_list("what", flat=True))


def asked(table, kind):
    body = make_body(table.a, table.team_a, "National body", [kind], table.now)
    name_speaker(table.a, table.team_a, body.id, "owner", table.now)


def test_an_approval_of_a_draft_is_taken_back_until_the_draft_is_sent(table):
    asked(table, Kind.OFFER)
    offer, client = table.draft(), table.world.client("owner")
    page = f"/teams/{table.team_a}/offers/{offer.id}/"
    assert client.post(f"{page}approve/", {"version": 1}).status_code == 302
    assert "Take the approval back" in client.get(page).content.decode()
    assert client.post(f"{page}unapprove/", {"version": 2}).status_code == 302
    with pytest.raises(UsageError, match="not approved yet by: National body"):
        exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 3), table.now)
    assert client.post(f"{page}unapprove/", {"version": 3}).status_code == 422  # there is none to take back
    assert kinds(table.world, "a", f"offer:{offer.id}")[-2:] == ["approved", "approval_ended"]
    client.post(f"{page}approve/", {"version": 3})
    exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 4), table.now)
    assert client.post(f"{page}unapprove/", {"version": 5}).status_code == 409


def test_who_speaks_for_none_of_the_bodies_is_told_so_instead_of_a_button(table):
    agreement = table.agree()
    asked(table, Kind.OFFER)
    asked_too = make_body(table.a, table.team_a, "State body", [Kind.AGREEMENT], table.now)
    name_speaker(table.a, table.team_a, asked_too.id, "owner", table.now)
    text = text_of(table.near, seats={"LM": ("TID",)}, duties=())
    other = actions.open_talk(table.a, table.team_a, table.near.case_id, actions.Opening("LM", ("HL",)), table.now)
    offer = drafting.draft_offer(table.a, table.team_a, other.id, drafting.Draft(text), table.now)
    Talk.objects.filter(pk=other.pk).update(seed=7, draws=40)
    why = "You speak for none of those who still have to approve it."
    for page, button in (
        (f"/teams/{table.team_a}/offers/{offer.id}/", "Approve it"),
        (table.at(agreement), "and sign"),
    ):
        approver, owner = (table.world.client(who).get(page).content.decode() for who in ("approver", "owner"))
        assert (button in owner, why in owner) == (True, False)
        assert (button in approver, why in approver) == (False, True)


def test_a_signature_is_taken_back_until_all_have_signed_and_the_other_side_sees_that(table):
    agreement = table.sign(table.agree(), sides="a")
    client = table.world.client("owner")
    assert "Take our signature back" in client.get(table.at(agreement)).content.decode()
    assert client.post(table.at(agreement, "unsign/")).status_code == 302
    assert Side.objects.get(agreement=agreement, party="LM").signed_at is None
    told = table.world.events("b").get(what="agreement_unsigned")
    assert (told.who, told.details["party"]) == ("", "LM")
    table.sign(agreement, sides="b")
    assert table.stages() == ("in_principle", "in_principle")
    table.sign(agreement, sides="a")
    assert table.stages() == ("agreed", "agreed")
    with pytest.raises(signing.AgreementMovedError, match="settled"):
        signing.unsign(table.a, table.team_a, agreement.id, table.now)


def test_an_answer_to_an_approach_is_corrected_by_a_row_of_its_own(world):
    ids, by = world.ids["a"], world.user("owner")
    row = Addressee.objects.get(approach=ids["approach"], party="HL")
    Talk.objects.filter(pk=row.talk_id).update(stage="approached")
    row.talk.offers.all().delete()
    client = world.client("negotiator")
    said = [
        ("waiting", "declined", "failed"),
        ("declined", "answered", "exploring"),
        ("answered", "declined", "failed"),
    ]
    said += [("declined", "waiting", "exploring")]
    for before, after, stage in said:
        form = {"party": "HL", "reply": after, "before": before, "note": f"It is {after}."}
        assert client.post(world.at("answer-approach"), form).status_code == 302
        assert client.post(world.at("answer-approach"), form).status_code == 409  # somebody was faster
        row.refresh_from_db()
        assert (row.reply, row.note, Talk.objects.get(pk=row.talk_id).stage) == (after, f"It is {after}.", stage)
    events = world.events().filter(
        what__startswith="approach_", about=f"approach:{ids['approach']}", details__party="HL"
    )
    assert [(each.what, each.details["before"], each.details["note_before"]) for each in events] == [
        ("approach_answered", "waiting", ""),
        ("approach_corrected", "declined", "It is declined."),
        ("approach_corrected", "answered", "It is answered."),
        ("approach_corrected", "declined", "It is declined."),
    ]
    with pytest.raises(actions.AnswerMovedError):
        actions.answer_approach(
            by, ids["team"], ids["approach"], actions.Answered("HL", Reply.ANSWERED, "", Reply.DECLINED), world.now
        )
    assert breaks(str(ids["id"])) == []


def test_a_correction_leaves_talks_alone_that_have_come_further(world):
    ids = world.ids["a"]
    row = Addressee.objects.get(approach=ids["approach"], party="FF")  # answered, and agreed since
    before = Talk.objects.get(pk=row.talk_id).stage
    answer = actions.Answered("FF", Reply.DECLINED, "", Reply.ANSWERED)
    actions.answer_approach(world.user("owner"), ids["team"], ids["approach"], answer, world.now)
    assert Talk.objects.get(pk=row.talk_id).stage == before == "agreed"


def test_an_obligation_noted_as_done_by_mistake_is_open_again_for_all(table):
    text = text_of(table.near, seats={"LM": ("TID",)}, duties=(Promise("LM", "campaign"),))
    offer = drafting.draft_offer(table.a, table.team_a, table.near.id, drafting.Draft(text), table.now)
    exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 1), table.now)
    agreed = table.sign(exchange.accept_offer(table.b, table.team_b, table.copy(offer).id, table.now))
    client, done = table.world.client("owner"), table.at(agreed, "obligations/1/done/")
    assert client.post(done).status_code == 302
    assert "Not done after all" in client.get(table.at(agreed)).content.decode()
    with pytest.raises(UsageError, match="LM says itself"):
        signing.not_done(table.b, table.team_b, agreed.id, 1, table.now)
    assert client.post(table.at(agreed, "obligations/1/undone/")).status_code == 302
    assert client.post(table.at(agreed, "obligations/1/undone/")).status_code == 409
    assert agreed.obligations.get(number=1).done_at is None
    for team in ("a", "b"):
        about = kinds(table.world, team, f"agreement:{agreed.id}")
        assert about[-2:] == ["obligation_done", "obligation_undone"]


def test_a_lapse_is_of_the_hour_at_which_the_time_was_up_whoever_noticed_it_when(table):
    due, noticed = table.now + timedelta(hours=2), table.now + timedelta(days=1)
    sent = table.send(reply_due=due.isoformat())
    for _again in range(2):
        exchange.settle(table.far, noticed)
    assert Shared.objects.get(copies=sent).closed_at == due
    [theirs] = table.world.events("b").filter(what="offer_lapsed")
    [ours] = table.world.events("a").filter(what="offer_lapsed")
    assert theirs.at == ours.at == due
    assert theirs.details["noticed"] == noticed.isoformat()
    assert "noticed" not in ours.details  # when they looked is nothing to us
    page = table.world.client("owner").get(f"/teams/{table.team_a}/offers/{sent.id}/").content.decode()
    assert "lapsed at 1 Apr 2030, 11:30" in page
