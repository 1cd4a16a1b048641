"""Two teams at one table: what is sent, seen, decided and agreed."""

from datetime import timedelta

import pytest
from web_talks_world import Table, text_of

from prepoll.errors import UsageError
from prepoll_web.evidence.coding import case_on
from prepoll_web.talks import actions, drafting, exchange, lines, signing
from prepoll_web.talks.mandate import OutsideMandateError
from prepoll_web.talks.models import Agreement, Offer, Shared, Side, Talk
from prepoll_web.talks.stages import Move, StageError


@pytest.fixture
def table(world):
    return Table(world)


def state(offer):
    return Shared.objects.get(copies=offer).state


def test_an_offer_is_before_the_other_team_in_the_allowed_fields(table):
    sent = table.send(note="ask for more", words="Shall we?")
    copy = table.copy(sent)
    assert copy.text == sent.shared.text
    assert (copy.note, copy.sender, copy.made_by, copy.answers) == ("", "LM", None, None)
    assert table.stages() == ("offer_made", "offer_made")
    assert table.world.events("b").filter(what="offer_received", who="").exists()


def test_a_code_is_taken_up_once_and_leads_nowhere_to_others(table):
    case = table.world.ids["b"]["case"]
    for code in (table.code, "nothing", ""):
        with pytest.raises(UsageError, match="leads nowhere"):
            lines.take_line(table.b, table.team_b, case, code, table.now)
    with pytest.raises(UsageError, match="joined already"):
        lines.make_line(table.a, table.team_a, table.near.id, "HL", table.now)


def test_who_joins_finds_the_offer_that_was_made_before_and_can_accept_it(world):
    owner, team, now = world.user("owner"), world.ids["a"]["team"], world.now
    opening = actions.Opening("LM", ("HL",), seed=7, draws=40)
    near = actions.open_talk(owner, team, world.ids["a"]["case"], opening, now)
    text = text_of(near, seats={"LM": ("TID",), "HL": ("GUL",)}, duties=())
    offer = drafting.draft_offer(owner, team, near.id, drafting.Draft(text, "zqnote", None), now)
    exchange.send_offer(owner, drafting.SeenOffer(team, offer.id, offer.version), now)
    _line, code = lines.make_line(owner, team, near.id, "HL", now)
    far = lines.take_line(world.user("stranger"), world.ids["b"]["team"], world.ids["b"]["case"], code, now)
    copy = Offer.objects.get(talk=far)
    assert (copy.sender, copy.note, copy.text) == ("LM", "", Shared.objects.get(copies=copy).text)
    agreed = exchange.accept_offer(world.user("stranger"), world.ids["b"]["team"], copy.id, now)
    assert {(side.party, side.own) for side in agreed.sides.all()} == {("LM", True), ("HL", True)}


def test_an_offer_noted_for_a_party_that_joins_later_can_still_be_signed(world):
    owner, team, now = world.user("owner"), world.ids["a"]["team"], world.now
    opening = actions.Opening("LM", ("HL",), seed=7, draws=40)
    near = actions.open_talk(owner, team, world.ids["a"]["case"], opening, now)
    text = text_of(near, sender="HL", seats={"LM": ("TID",), "HL": ("GUL",)}, duties=())
    noted = drafting.note_received(owner, team, near.id, drafting.Draft(text, "", None), now)
    _line, code = lines.make_line(owner, team, near.id, "HL", now)
    far = lines.take_line(world.user("stranger"), world.ids["b"]["team"], world.ids["b"]["case"], code, now)
    assert not Offer.objects.filter(talk=far).exists()  # what we noted of them is ours
    agreed = exchange.accept_offer(owner, team, noted.id, now)
    assert {(side.party, side.talk_id, side.own) for side in agreed.sides.all()} == {
        ("LM", near.id, True), ("HL", near.id, False)
    }  # fmt: skip
    signing.note_signed(owner, team, agreed.id, "HL", now)


def test_a_draft_whose_offer_has_closed_can_be_sent_once_it_is_changed(table):
    received = table.copy(table.send(far=True), far=False)
    draft = table.draft(answers=received.id)
    exchange.decline_offer(table.a, table.team_a, received.id, table.now)
    with pytest.raises(drafting.OfferMovedError):
        exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, draft.id, draft.version), table.now)
    seen = drafting.SeenOffer(table.team_a, draft.id, draft.version)
    text = text_of(table.near, seats={"LM": ("TID",), "HL": ("GUL",)}, duties=(), words="Another try")
    changed = drafting.edit_offer(table.a, seen, drafting.Draft(text, "", None), table.now)
    exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, changed.id, changed.version), table.now)
    assert state(changed) == "open"


def test_who_joins_says_on_what_offers_are_valued_on_its_side(world):
    owner, team, now = world.user("owner"), world.ids["a"]["team"], world.now
    near = actions.open_talk(owner, team, world.ids["a"]["case"], actions.Opening("LM", ("HL",)), now)
    _line, code = lines.make_line(owner, team, near.id, "HL", now)
    client, address = world.client("stranger"), world.at("join-talk", "b")
    sent_back = client.post(address, {"code": code, "objective": "nothing", "draws": 40})
    assert sent_back.status_code == 422
    objective = [row.code for row in case_on(near.case).objectives][-1]
    assert client.post(address, {"code": code, "objective": objective, "seed": 7, "draws": 40}).status_code == 302
    far = Talk.objects.get(lines_taken__near=near)
    assert (far.objective, far.seed, far.draws) == (objective, 7, 40)


def test_a_code_is_too_old_after_a_week_and_of_no_use_to_its_own_team(table):
    talk = actions.open_talk(
        table.a, table.team_a, table.near.case_id, actions.Opening("LM", ("FF",), seed=7, draws=40), table.now
    )
    _line, code = lines.make_line(table.a, table.team_a, talk.id, "FF", table.now)
    for by, team, case, at in (
        (table.a, table.team_a, table.near.case_id, table.now),
        (table.b, table.team_b, table.far.case_id, table.now + timedelta(days=8)),
    ):
        with pytest.raises(UsageError, match="leads nowhere"):
            lines.take_line(by, team, case, code, at)


def test_an_accepted_offer_is_agreed_in_principle_by_both_and_decided_once(table):
    agreement = table.agree()
    assert table.stages() == ("in_principle", "in_principle")
    assert {(side.party, side.talk_id) for side in agreement.sides.all()} == {
        ("LM", table.near.id), ("HL", table.far.id)
    }  # fmt: skip
    copy = table.copy(Offer.objects.get(talk=table.near, shared=agreement.shared))
    for decide in (exchange.accept_offer, exchange.decline_offer):
        with pytest.raises(drafting.OfferMovedError, match="no longer open: accepted"):
            decide(table.b, table.team_b, copy.id, table.now)
    assert Agreement.objects.filter(shared=agreement.shared).count() == 1


@pytest.mark.parametrize("how", ["decline", "withdraw", "lapse", "counter", "fail"])
def test_an_offer_ends_for_both_sides_at_once(table, how):
    sent = table.send(reply_due=(table.now + timedelta(hours=2)).isoformat())
    copy, later = table.copy(sent), table.now + timedelta(hours=1)
    if how == "decline":
        exchange.decline_offer(table.b, table.team_b, copy.id, later)
    elif how == "withdraw":
        exchange.withdraw_offer(table.a, table.team_a, sent.id, later)
    elif how == "lapse":
        exchange.settle(table.far, table.now + timedelta(hours=2))
    elif how == "counter":
        table.send(far=True, answers=copy.id)
    else:
        seen = actions.SeenTalk(table.team_b, table.far.id, Talk.objects.get(pk=table.far.pk).version)
        signing.move_talk(table.b, seen, Move.FAIL, later)
    states = {"decline": "declined", "withdraw": "withdrawn", "lapse": "lapsed", "counter": "countered"}
    assert state(sent) == states.get(how, "declined")
    stages = {"counter": ("offer_made", "offer_made"), "fail": ("talking", "failed")}
    assert table.stages() == stages.get(how, ("talking", "talking"))
    with pytest.raises(drafting.OfferMovedError):
        exchange.accept_offer(table.b, table.team_b, copy.id, later)


def test_a_lapse_is_found_out_by_whoever_decides_and_fires_once(table):
    copy = table.copy(table.send(reply_due=(table.now + timedelta(hours=2)).isoformat()))
    late = table.now + timedelta(hours=2)
    with pytest.raises(drafting.OfferMovedError, match="lapsed"):
        exchange.accept_offer(table.b, table.team_b, copy.id, late)
    exchange.settle(table.near, late + timedelta(days=1))
    for team in ("a", "b"):
        assert table.world.events(team).filter(what="offer_lapsed").count() == 1
    with pytest.raises(drafting.OfferMovedError, match="lapsed"):  # the clock was set back an hour
        exchange.accept_offer(table.b, table.team_b, copy.id, late - timedelta(hours=1))


def test_an_offer_whose_time_runs_out_while_one_waits_for_the_lock_is_not_accepted(table, monkeypatch):
    copy = table.copy(table.send(reply_due=(table.now + timedelta(hours=2)).isoformat()))
    monkeypatch.setattr(exchange, "settle", lambda talk, at: None)  # it looked a moment before the hour
    with pytest.raises(drafting.OfferMovedError, match="lapsed"):
        exchange.accept_offer(table.b, table.team_b, copy.id, table.now + timedelta(hours=2))
    assert not Agreement.objects.filter(shared__copies=copy).exists()


def test_an_offer_of_talks_that_the_other_had_ended_opens_them_again(table):
    seen = actions.SeenTalk(table.team_b, table.far.id, 1)
    signing.move_talk(table.b, seen, Move.FAIL, table.now)
    assert table.stages() == ("approached", "failed")
    agreement = table.agree()
    assert table.stages() == ("in_principle", "in_principle")
    assert agreement.state == "in_principle"


def test_an_agreement_overtakes_what_else_is_open(table):
    other = table.send(words="another")
    table.agree()
    assert state(other) == "overtaken"


def test_a_draft_that_was_changed_is_not_sent_and_nothing_sent_is_changed(table):
    offer = table.draft()
    seen = drafting.SeenOffer(table.team_a, offer.id, offer.version)
    changed = drafting.Draft(text_of(table.near, seats={"LM": ("TID", "GUL")}, duties=()))
    drafting.edit_offer(table.a, seen, changed, table.now)
    with pytest.raises(drafting.OfferMovedError, match="changed or approved the draft"):
        exchange.send_offer(table.a, seen, table.now)
    newer = drafting.SeenOffer(table.team_a, offer.id, 2)
    exchange.send_offer(table.a, newer, table.now)
    for act in (
        lambda: exchange.send_offer(table.a, newer, table.now),
        lambda: drafting.drop_offer(table.a, newer, table.now),
    ):
        with pytest.raises(drafting.OfferMovedError, match="has been sent"):
            act()
    assert Shared.objects.filter(copies__talk=table.near).count() == 1


def test_an_edit_after_approval_resets_it_and_shows_what_differs(table):
    from prepoll_web.approvals.actions import make_body, name_speaker
    from prepoll_web.approvals.models import Kind

    body = make_body(table.a, table.team_a, "National body", [Kind.OFFER], table.now)
    name_speaker(table.a, table.team_a, body.id, "owner", table.now)
    offer = table.draft()
    seen = drafting.SeenOffer(table.team_a, offer.id, 1)
    with pytest.raises(UsageError, match="not approved yet by: National body"):
        exchange.send_offer(table.a, seen, table.now)
    drafting.approve_offer(table.a, seen, table.now)
    assert drafting.approval_of(Offer.objects.get(pk=offer.pk)).complete
    changed = drafting.Draft(text_of(table.near, seats={"LM": ("SAL",), "HL": ("GUL",)}, duties=()))
    with pytest.raises(drafting.OfferMovedError, match="changed or approved"):  # who edits learns of the approval
        drafting.edit_offer(table.a, seen, changed, table.now)
    drafting.edit_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 2), changed, table.now)
    found = drafting.approval_of(Offer.objects.get(pk=offer.pk))
    assert not found.complete
    assert [(row.place, row.before, row.after) for row in found.stale] == [("seats / LM", "TID", "SAL")]
    with pytest.raises(UsageError, match="not approved yet"):
        exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 3), table.now)


def test_a_negotiator_keeps_to_a_mandate(table):
    from web_meetings_world import granted

    from prepoll_web.approvals.texts import digest_of
    from prepoll_web.meetings.granting import grant, sign
    from prepoll_web.meetings.mandates import text_of as words_of

    negotiator, ids = table.world.user("negotiator"), table.world.ids["a"]

    def send(**seats):
        text = text_of(table.near, seats=seats, duties=())
        offer = drafting.draft_offer(negotiator, table.team_a, table.near.id, drafting.Draft(text), table.now)
        return exchange.send_offer(negotiator, drafting.SeenOffer(table.team_a, offer.id, 1), table.now)

    with pytest.raises(OutsideMandateError, match="no mandate in force"):
        send(LM=("TID",), HL=("GUL",))
    given = granted("negotiator", ids["decision"], table.now)
    mandate = grant(table.a, table.team_a, ids["meeting"], given, table.now)
    with pytest.raises(OutsideMandateError, match="no mandate in force"):  # it is not signed yet
        send(LM=("TID",), HL=("GUL",))
    sign(table.a, table.team_a, mandate.id, digest_of(words_of(mandate)), table.now)
    with pytest.raises(OutsideMandateError, match="LM keeps TID") as told:
        send(LM=("GUL",), HL=("TID", "SAL", "MIL"))
    assert "concedes no more than 2" in str(told.value)
    assert str(told.value).endswith("An approver may extend the mandate.")
    assert state(send(LM=("TID",), HL=("GUL",))) == "open"


def test_both_sign_and_each_team_takes_the_agreement_in_by_itself(table):
    from prepoll_web.evidence.models import Article
    from prepoll_web.scenarios.models import Scenario
    from prepoll_web.scenarios.plan import read_plan
    from prepoll_web.scenarios.studies import open_case

    agreement = table.agree()
    seen = signing.digest_of_text(agreement)
    with pytest.raises(UsageError, match="changed after you read it"):
        signing.sign(table.a, table.team_a, agreement.id, "0" * 64, table.now)
    signing.sign(table.a, table.team_a, agreement.id, seen, table.now)
    with pytest.raises(UsageError, match="has signed already"):
        signing.sign(table.a, table.team_a, agreement.id, seen, table.now)
    assert table.stages() == ("in_principle", "in_principle")
    signing.sign(table.b, table.team_b, agreement.id, seen, table.now)
    assert table.stages() == ("agreed", "agreed")
    with pytest.raises(signing.AgreementMovedError, match="settled"):
        signing.let_fall(table.a, table.team_a, agreement.id, table.now)
    for who, team in (("owner", table.team_a), ("stranger", table.team_b)):
        address = f"/teams/{team}/agreements/{agreement.id}/take-in/"
        for _twice in range(2):
            assert table.world.client(who).post(address).status_code == 302
    sides = list(Side.objects.filter(agreement=agreement).select_related("talk__case"))
    for side in sides:
        opened = open_case(side.talk.case, 7, 40)
        assert ("HL", "LM") in {tuple(sorted(bond)) for bond in opened.study.ledger.bonds}
        scenario = Scenario.objects.get(id=side.scenario)
        plan = read_plan(scenario.plan)
        assert scenario.team == side.talk.team
        assert plan.candidates == (("GUL", "HL"), ("TID", "LM"))
        assert opened.slate(plan).standing["TID"] & {"LM", "HL"} == {"LM"}
        assert Article.objects.get(id=side.article).case == side.talk.case
    for team in ("a", "b"):
        assert (
            table.world.events(team).filter(what="agreement_taken_in", about=f"agreement:{agreement.id}").count() == 1
        )


def test_what_is_undertaken_is_noted_as_done_by_whoever_undertook_it(table):
    from prepoll_web.talks.text import Promise, Text

    text = Text(
        "LM", ("HL", "LM"), {"LM": ("TID",)}, duties=(Promise("LM", "campaign"), Promise("HL", "withdraw", "TID"))
    )
    offer = drafting.draft_offer(table.a, table.team_a, table.near.id, drafting.Draft(text), table.now)
    exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 1), table.now)
    found = exchange.accept_offer(table.b, table.team_b, table.copy(offer).id, table.now)
    for by, team in ((table.a, table.team_a), (table.b, table.team_b)):
        signing.sign(by, team, found.id, signing.digest_of_text(found), table.now)
    with pytest.raises(UsageError, match="HL says itself"):
        signing.finish(table.a, table.team_a, found.id, 2, table.now)
    assert signing.finish(table.b, table.team_b, found.id, 2, table.now).done_at
    with pytest.raises(signing.AgreementMovedError, match="done already"):
        signing.finish(table.b, table.team_b, found.id, 2, table.now)
    page = table.world.client("owner").get(f"/teams/{table.team_a}/agreements/{found.id}/").content.decode()
    assert page.count("1 Apr 2030, 09:30 UTC</td>") == 1


def test_a_draft_that_waits_for_approval_has_no_button_to_send_it(table):
    from prepoll_web.approvals.actions import make_body
    from prepoll_web.approvals.models import Kind

    make_body(table.a, table.team_a, "Working committee", [Kind.OFFER], table.now)
    draft = table.draft()
    page = table.world.client("owner").get(f"/teams/{table.team_a}/offers/{draft.id}/").content.decode()
    assert "It can be sent once it is approved." in page
    assert "Send it" not in page


def test_an_answer_starts_from_the_offer_without_the_words_of_the_other_side(table):
    copy = table.copy(table.send(words="Shall we?", reply_due=(table.now + timedelta(days=1)).isoformat()))
    address = f"/teams/{table.team_b}/talks/{table.far.id}/offer/?answers={copy.id}"
    client = table.world.client("stranger")
    page = client.get(address).content.decode()
    assert "Shall we?" not in page
    assert '<option value="HL" selected>' in page
    form = {"seat-GUL": "HL", "seat-SAL": "LM", "leaves-LM": "FF", "campaign": "on", "withdraw": "on", "words": "So."}
    form |= {"support-giver": "HL", "support-taker": "LM"}
    sent_back = client.post(address, form)
    assert sent_back.status_code == 422
    assert "Fill in the whole of it" in sent_back.content.decode()
    made = client.post(address, form | {"support-election": "The councils", "reply_due": "2030-04-03T12:00"})
    offer = Offer.objects.get(id=made["Location"].split("/")[-2])
    assert offer.answers_id == copy.id
    assert offer.text["seats"] == {"HL": ["GUL"], "LM": ["SAL"]}
    assert offer.text["only_if"] == [{"party": "LM", "leaves": "FF"}]
    assert offer.text["support"] == [{"giver": "HL", "taker": "LM", "election": "The councils"}]
    duties = [(row["party"], row["duty"], row["seat"]) for row in offer.text["duties"]]
    assert set(duties) == {
        ("HL", "campaign", ""),
        ("LM", "campaign", ""),
        ("LM", "withdraw", "GUL"),
        ("HL", "withdraw", "SAL"),
    }
    again = client.get(f"/teams/{table.team_b}/offers/{offer.id}/edit/").content.decode()
    for kept in ("So.", "2030-04-03T12:00", 'value="The councils"', 'value="FF" selected'):
        assert kept in again
    said = client.get(f"/teams/{table.team_b}/offers/{offer.id}/").content.decode()
    for words in (
        "Only if LM leaves FF.",
        "HL supports LM in another election: The councils",
        "left open by the offer",
    ):
        assert words in said


def test_a_stage_that_has_no_such_move_is_refused(table):
    with pytest.raises(StageError):
        signing.move_talk(table.a, actions.SeenTalk(table.team_a, table.near.id, 1), Move.REOPEN, table.now)
    with pytest.raises(UsageError, match="not by hand"):
        signing.move_talk(table.a, actions.SeenTalk(table.team_a, table.near.id, 1), Move.SIGN, table.now)
    with pytest.raises(actions.TalkMovedError):
        signing.move_talk(table.a, actions.SeenTalk(table.team_a, table.near.id, 9), Move.TALK, table.now)


def test_every_change_is_in_the_record_of_whose_it_is(table):
    table.agree()
    kinds = {team: set(table.world.events(team).values_list("what", flat=True)) for team in ("a", "b")}
    assert {
        "talk_opened",
        "line_made",
        "line_taken",
        "offer_drafted",
        "offer_sent",
        "offer_accepted",
        "agreement_made",
    } <= kinds["a"]
    assert {"line_taken", "offer_received", "offer_accepted", "agreement_made"} <= kinds["b"]
    from prepoll_web.events.chain import breaks

    for team in ("a", "b"):
        assert breaks(str(table.world.ids[team]["id"])) == []
