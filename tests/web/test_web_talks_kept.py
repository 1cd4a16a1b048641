"""What one side of a table keeps to itself reaches the other by no page, address or record."""

import pytest
from web_talks_world import RESERVE, Table

from prepoll.commands.output import json_text
from prepoll_web.talks import actions, drafting, exchange, signing
from prepoll_web.talks.models import Talk

PRIVATE = ("zqreserve", "zqtalknote", "zqoffernote", "zqdraftwords", "zqcondition", "zqrebelname", "zqapproach")
"""Words of team B that no field which the other side may see holds."""


@pytest.fixture
def table(world):
    return Table(world)


def responses(table, who, team, ids):
    """Yield what every page of talks answers a person of a team, to reading and to deciding."""
    from prepoll_web.config.urls import urlpatterns
    from prepoll_web.talks.addresses import addresses

    client = table.world.client(who)
    assert len(addresses) > 25
    known = {pattern.name for pattern in urlpatterns}
    for pattern in addresses:
        assert pattern.name in known
        keys = {key: ids[key] for key in pattern.pattern.converters}
        from django.urls import reverse

        address = reverse(pattern.name, kwargs=keys)
        for response in (client.get(address), client.post(address, {"version": 1, "party": "HL", "list": "LM"})):
            yield response.content.decode() + str(response.headers)
    for page in ("talks", "deadlines", "record", "team"):
        response = client.get(
            reverse(page, kwargs={"team": team, **({"case": ids["case"]} if page == "talks" else {})})
        )
        yield response.content.decode()


def plant(table):
    """Put a word into everything that team B keeps to itself, and send team A one offer and agree on another."""
    seen = actions.SeenTalk(table.team_b, table.far.id, Talk.objects.get(pk=table.far.pk).version)
    actions.set_terms(table.b, seen, actions.Terms(RESERVE, "zqtalknote zqreserve"), table.now)
    asked = actions.Approached("HL", ("LM",), words="zqapproach")
    actions.make_approach(table.b, table.team_b, table.far.case_id, asked, table.now)
    table.draft(far=True, words="zqdraftwords zqcondition", note="zqoffernote")  # never sent
    given_up = table.draft(far=True, words="zqdraftwords", note="zqoffernote")
    drafting.drop_offer(table.b, drafting.SeenOffer(table.team_b, given_up.id, 1), table.now)
    sent = table.send(far=True, words="all may read this", note="zqoffernote")
    table.world.client("stranger").get(f"/teams/{table.team_b}/offers/{sent.id}/")  # B's own valuation is kept
    agreement = exchange.accept_offer(table.a, table.team_a, table.copy(sent, far=False).id, table.now)
    for by, team in ((table.a, table.team_a), (table.b, table.team_b)):
        signing.sign(by, team, agreement.id, signing.digest_of_text(agreement), table.now)
    rebel = signing.Standard("TID", "HL", "zqrebelname", "zqrebelname")
    signing.note_rebel(table.b, table.team_b, agreement.id, rebel, table.now)
    return sent, agreement


def test_nothing_that_a_side_keeps_to_itself_reaches_the_other(table):
    sent, agreement = plant(table)
    ids = {
        "team": table.team_a, "case": table.near.case_id, "talk": table.near.id, "number": 1,
        "offer": table.copy(sent, far=False).id, "agreement": agreement.id,
        "approach": table.world.ids["a"]["approach"],
    }  # fmt: skip
    theirs = {
        "team": table.team_b, "case": table.far.case_id, "talk": table.far.id, "number": 1, "offer": sent.id,
        "agreement": agreement.id, "approach": table.world.ids["b"]["approach"],
    }  # fmt: skip
    own = "".join(responses(table, "stranger", table.team_b, theirs))
    for word in ("zqtalknote", "zqoffernote", str(RESERVE), "zqrebelname", "all may read this"):
        assert word in own
    seen = "".join(responses(table, "owner", table.team_a, ids))
    assert "all may read this" in seen
    found = [
        word for word in (*PRIVATE, str(RESERVE), "stranger", "zquser", "zqteam", "zqslug", "zqtitle") if word in seen
    ]
    assert found == []
    record = json_text([list(table.world.events("a").values())])
    assert [word for word in (*PRIVATE, str(RESERVE), "zquser", "zqteam") if word in record] == []


def test_the_other_sides_things_are_not_found_by_their_own_ids(table):
    sent, _agreement = plant(table)
    client = table.world.client("owner")
    for path in (f"offers/{sent.id}/", f"offers/{sent.id}/offer.json", f"talks/{table.far.id}/"):
        assert client.get(f"/teams/{table.team_a}/{path}").status_code == 404
        assert client.get(f"/teams/{table.team_b}/{path}").status_code == 404
    for path in ("accept", "decline", "withdraw", "send"):
        assert client.post(f"/teams/{table.team_a}/offers/{sent.id}/{path}/").status_code == 404


def test_what_the_other_side_sees_does_not_depend_on_drafts_or_limits(table):
    """Two offers alike in what is shared, unlike in everything that is kept: the same page but for id and number."""

    def page(offer):
        copy = table.copy(offer, far=False)
        address = f"/teams/{table.team_a}/offers/{copy.id}/"
        body = table.world.client("owner").get(address).content.decode()
        for token in (str(copy.id), f"Round {copy.number}", f"round {copy.number}"):
            body = body.replace(token, "")
        return [line for line in body.splitlines() if "csrf" not in line.casefold()]

    plain = table.send(far=True)
    first = page(plain)
    exchange.withdraw_offer(table.b, table.team_b, plain.id, table.now)
    seen = actions.SeenTalk(table.team_b, table.far.id, Talk.objects.get(pk=table.far.pk).version)
    actions.set_terms(table.b, seen, actions.Terms(RESERVE, "zqtalknote"), table.now)
    for _n in range(3):
        table.draft(far=True, note="zqoffernote")
    second = page(table.send(far=True, note="zqoffernote"))
    assert first == second
    assert len(first) > 50
