"""What an agreement becomes in a team's case: by its own POST, as its own record, with the names that stay."""

from datetime import UTC, date, datetime

import pytest
from web_talks_world import Table, text_of

from prepoll.commands.offer import weigh
from prepoll.errors import UsageError
from prepoll_web.cases.models import Case
from prepoll_web.deadlines.moments import names_stay
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.desk import desk_of
from prepoll_web.evidence.models import Article, Way
from prepoll_web.meetings.models import PublicLine
from prepoll_web.meetings.public_line import Says
from prepoll_web.meetings.watching import flagged
from prepoll_web.scenarios.actions import Seen, change_plan
from prepoll_web.scenarios.figures import figures
from prepoll_web.scenarios.models import Scenario
from prepoll_web.scenarios.plan import plan_json, read_plan, with_name
from prepoll_web.scenarios.studies import open_case
from prepoll_web.talks import drafting, exchange, signing
from prepoll_web.talks.claims import public
from prepoll_web.talks.models import Agreement, Obligation, Offer, Side
from prepoll_web.talks.offer_form import OfferForm
from prepoll_web.talks.taking_in import plan_of, take_in
from prepoll_web.talks.text import Promise, Text, read_text, seats_given
from prepoll_web.talks.worth import value_now
from prepoll_web.teams.models import Membership

CLOSED = datetime(2030, 4, 15, 9, tzinfo=UTC)  # on the coast withdrawals have closed, in the uplands they have not
SHARED = {"LM": ("TID",), "HL": ("GUL",)}


@pytest.fixture
def table(world):
    return Table(world)


def signed(table, at=None):
    return table.sign(table.agree(), at=at)


def written_in(table, agreement, at=None):
    return take_in(table.a, table.team_a, agreement.id, at or table.now)


def test_nothing_is_written_into_the_case_by_looking(table):
    agreement, client = signed(table), table.world.client("owner")
    page = client.get(table.at(agreement)).content.decode()
    assert "Write it into our case" in page
    assert not Side.objects.filter(agreement=agreement).exclude(scenario=None).exists()
    assert not Article.objects.filter(case=table.near.case, way=Way.RECORD).exists()
    viewer = table.world.client("analyst").get(table.at(agreement)).content.decode()
    assert "A negotiator writes it into the case." in viewer
    assert table.world.client("analyst").post(table.at(agreement, "take-in/")).status_code == 403
    for _twice in range(2):
        assert client.post(table.at(agreement, "take-in/")).status_code == 302
    assert Article.objects.filter(case=table.near.case, way=Way.RECORD).count() == 1
    assert "The map with the agreed slate" in client.get(table.at(agreement)).content.decode()


def test_with_the_last_signature_it_goes_into_the_case_of_whoever_gives_it(table):
    agreement = table.sign(table.agree(), sides="a")
    answer = table.world.client("stranger").post(
        table.at(agreement, "sign/", far=True), {"digest": signing.digest_of_text(agreement)}
    )
    assert answer.status_code == 302
    taken = {side.party: side.scenario is not None for side in Side.objects.filter(agreement=agreement)}
    assert taken == {"LM": False, "HL": True}  # each team's rows are written by its own requests


def test_a_signature_stands_where_the_case_cannot_be_opened(table, monkeypatch):
    from prepoll_web.talks import taking_in

    def fails(case, seed, draws):
        raise UsageError("The case is broken.")

    monkeypatch.setattr(taking_in, "open_case", fails)
    agreement = table.sign(table.agree(), sides="a")
    answer = table.world.client("stranger").post(
        table.at(agreement, "sign/", far=True), {"digest": signing.digest_of_text(agreement)}
    )
    assert answer.status_code == 422
    assert "It is signed. It could not be written into the case: The case is broken." in answer.content.decode()
    agreement.refresh_from_db()
    assert agreement.state == "signed"


def test_the_text_in_the_evidence_is_our_own_record_of_the_day_of_the_agreement(table):
    side = written_in(table, signed(table))
    article = Article.objects.get(id=side.article)
    assert (article.way, article.dated) == ("record", date(2030, 4, 1))
    assert "announced" not in article.raw
    assert "it was not said in public" in article.raw
    case = table.near.case
    assert case_on(case).as_of == date(2030, 4, 1)  # what is known on that day counts
    entry = desk_of(case).ledger().entry("LM", "HL")
    assert (str(entry.status), str(entry.relation)) == ("bound", "allied")
    said = public(case, "LM", ("HL",), table.now)
    assert "have agreed" not in " ".join(each.judged.statement.quote for each in said[0].claims)
    assert "allied" not in said[0].relation
    shown = table.world.client("analyst").get(f"/teams/{table.team_a}/articles/{article.id}/").content.decode()
    assert "Nobody has said it in public." in shown


def test_a_case_of_another_time_keeps_its_day_and_the_record_says_the_real_one(table):
    agreement = signed(table)
    Agreement.objects.filter(pk=agreement.pk).update(settled_at=datetime(2031, 1, 7, tzinfo=UTC))  # after the polls
    side = written_in(table, agreement, datetime(2031, 1, 7, tzinfo=UTC))
    article = Article.objects.get(id=side.article)
    assert article.dated == table.near.case.as_of == case_on(table.near.case).as_of
    assert "Our own record of 07 January 2031" in article.raw
    assert str(desk_of(table.near.case).ledger().entry("LM", "HL").status) == "bound"


def test_what_was_agreed_in_private_contradicts_no_public_line(table):
    line = PublicLine.objects.filter(meeting=table.world.ids["a"]["meeting"], ended_at=None)
    line.update(stands={"HL": Says.SEEKS.value}, said_on=date(2030, 3, 18))
    written_in(table, signed(table))
    found = line.select_related("meeting__case").get()
    assert [flag.clash.statement.quote for flag in flagged([found])[found.id] if flag.clash.about == "HL"] == []


def late_offer(table):
    return Offer.objects.get(pk=table.draft().pk)


def test_after_withdrawals_close_the_map_shows_what_the_offer_was_valued_at(table):
    offer, member = late_offer(table), Membership.objects.get(user=table.a, team__slug=table.team_a)
    document = value_now(member, offer, CLOSED).document
    assert document["names_stay"] == ["SAL", "GUL", "TID"]
    opened = open_case(table.near.case, 7, 40)
    plan = plan_of(opened, read_text(offer.text), CLOSED)
    free = plan_of(opened, read_text(offer.text), table.now)
    assert free.names == ()
    valued = {side["party"]: side["value"] for side in document["sides"]}
    won = {party: figures(opened, plan).won[party].mean() for party in valued}
    assert won == pytest.approx(valued, abs=1e-6)
    assert read_plan(plan_json(plan)) == plan
    assert figures(opened, free).totals != figures(opened, plan).totals


def test_the_map_of_an_agreement_shows_its_friendly_contest_as_it_was_valued(world):
    opened = open_case(Case.objects.get(id=world.ids["a"]["case"]), 7, 40)
    text = Text("LM", ("HL", "LM"), {"LM": ("TID",)}, friendly=("GUL",))
    plan = plan_of(opened, text, world.now)
    standing = opened.slate(plan).standing
    assert standing["GUL"] >= {"HL", "LM"}
    assert standing["TID"] & {"HL", "LM"} == {"LM"}
    _structure, found = weigh(opened.study, ["HL+LM"], seats_given(text))
    won = {party: opened.outcome(plan).seats_won(party).mean() for party in ("HL", "LM")}
    assert {side.party: side.value.mean for side in found.sides} == pytest.approx(won)


def test_an_agreement_on_a_seat_that_our_case_has_not_is_not_written_into_it(world):
    opened = open_case(Case.objects.get(id=world.ids["a"]["case"]), 7, 40)
    for text in (Text("LM", ("HL", "LM"), {"LM": ("TID", "FAR")}), Text("LM", ("HL", "LM"), {}, friendly=("FAR",))):
        with pytest.raises(UsageError, match="has no seat FAR"):
            plan_of(opened, text, world.now)


def test_an_agreement_after_withdrawals_closed_says_that_names_stay_on_page_map_and_brief(table):
    agreement = signed(table, CLOSED)
    side = written_in(table, agreement, CLOSED)
    client, found = table.world.client("owner"), Scenario.objects.get(id=side.scenario)
    words = "names stay on the ballot"
    assert words in client.get(table.at(agreement)).content.decode()
    page = client.get(f"/teams/{table.team_a}/scenarios/{found.id}/").content.decode()
    assert f"{words} in Gullhaven (LM), Saltmouth (LM)" in page
    from prepoll_web.scenarios.briefs import brief_of

    opened = open_case(found.case, found.seed, found.draws)
    brief = brief_of(opened, found)
    assert f"{words} in Gullhaven (LM), Saltmouth (LM)" in brief.base
    plan = read_plan(found.plan)
    assert "LM" in plan.named("GUL")  # it was alone until then, though the case has it bound now
    assert "HL" not in plan.named("TID")  # it is allied with MU there, and has settled its names
    assert figures(opened, plan).won["LM"].mean() == pytest.approx(
        float(opened.outcome(plan).wins[:, opened.outcome(plan).parties.index("LM")].sum(axis=0).mean())
    )


def test_a_name_can_be_kept_on_a_ballot_and_taken_off_again(world):
    ids, client = world.ids["a"], world.client("analyst")
    found = Scenario.objects.get(id=ids["scenario"])
    change_plan(world.user("analyst"), Seen(ids["team"], found.id, found.version), allied, "joined", world.now)
    party = stands_down(found)
    before = {"version": found.version, "seat": "SAL", "party": party}
    assert client.post(world.at("set-name"), before).status_code == 302
    page = client.get(world.at("scenario-seat")).content.decode()
    assert f"{party} is on the ballot and does not stand" in page
    assert client.post(world.at("set-name"), {**before, "version": found.version + 1}).status_code == 422  # it is there
    off = {**before, "version": found.version + 1, "take_back": "1"}
    assert client.post(world.at("set-name"), off).status_code == 302
    found.refresh_from_db()
    assert "names" not in found.plan
    with pytest.raises(UsageError, match="There is no seat"):
        with_name(read_plan(found.plan), case_on(found.case), "NOWHERE", "LM", stays=True)


def allied(plan):
    from dataclasses import replace

    from prepoll.alliances import Structure

    blocs = dict(plan.structure.blocs) | {"COAST": (frozenset({"CP", "FF"}),)}
    return replace(plan, structure=Structure.of(blocs, ()))


def stands_down(scenario):
    scenario.refresh_from_db()
    opened = open_case(scenario.case, scenario.seed, scenario.draws)
    standing = opened.slate(read_plan(scenario.plan)).standing["SAL"]
    return next(party for party in ("CP", "FF") if party not in standing)


def test_nobody_undertakes_to_withdraw_after_the_hour_and_nobody_is_held_to_it(table):
    case = case_on(table.near.case)
    assert names_stay(case, CLOSED) == {"SAL", "GUL", "TID"}
    asked = {"seat-TID": "LM", "seat-MIL": "LM", "seat-HIG": "HL", "withdraw": "on"}
    for at, seats in ((table.now, {"TID", "MIL", "HIG"}), (CLOSED, {"MIL", "HIG"})):
        form = OfferForm(table.near, case, asked, at=at)
        assert form.is_valid()
        assert {duty.seat for duty in form.draft().text.duties} == seats
    assert "withdraw" not in OfferForm(table.near, case, at=datetime(2030, 5, 1, tzinfo=UTC)).fields
    duty = Promise("HL", "withdraw", "TID", due=datetime(2030, 4, 13, tzinfo=UTC).isoformat())
    text = text_of(table.near, seats=SHARED, duties=(duty, Promise("LM", "campaign")))
    with pytest.raises(UsageError, match="Withdrawals have closed in TID"):
        drafting.draft_offer(table.a, table.team_a, table.near.id, drafting.Draft(text), CLOSED)
    offer = drafting.draft_offer(table.a, table.team_a, table.near.id, drafting.Draft(text), table.now)
    exchange.send_offer(table.a, drafting.SeenOffer(table.team_a, offer.id, 1), table.now)
    agreed = exchange.accept_offer(table.b, table.team_b, table.copy(offer).id, CLOSED)
    assert [row.duty for row in Obligation.objects.filter(agreement=agreed)] == ["campaign"]
