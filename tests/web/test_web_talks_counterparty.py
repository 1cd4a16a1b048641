"""What the other side of a table is answered is the same whatever we keep to ourselves: text, order, counts, work."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from web_rounds import HOUR, OURS, THEIRS, Ground
from web_world import CANARIES

from prepoll_web.meetings.models import Mandate

ASKS = ("team", "deadlines", "talks", "jobs", "record", "team-meetings")
FILES = ("deadlines-csv", "talks-json", "team-meetings-csv", "bodies-json")
CHANGING = (
    (re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"), "ID"),
    (re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+'), "TOKEN"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
)
PRIVATE = ("zqreservenote", "zqsecretmandate", "zqdroppeddraft", "zqcounted", "0.4375")


def plain(response):
    """Return an answer without what differs from one request to the next."""
    text = response.content.decode()
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return text


class Table:
    """Talks of the two teams, and what team A is answered there."""

    def __init__(self, world):
        self.world, self.ground = world, Ground(world)
        near, far = self.ground.talks(1, "talking")
        self.theirs, self.ours = near[0], far[0]

    def send(self, words=""):
        """Have team B send an offer; return team A's copy."""
        from prepoll_web.talks.drafting import SeenOffer, draft_offer
        from prepoll_web.talks.exchange import send_offer
        from prepoll_web.talks.models import Offer

        by, team = self.ground.other, self.ground.there["team"]
        offer = draft_offer(by, team, self.theirs.id, self.draft(words), self.world.now)
        send_offer(by, SeenOffer(team, offer.id, offer.version), self.world.now)
        return Offer.objects.get(talk=self.ours)

    def draft(self, words="", note=""):
        from prepoll_web.talks.drafting import Draft
        from prepoll_web.talks.text import Promise, Text

        seats = {OURS: ("SAL", "GUL"), THEIRS: ("OAK",)}
        due = (self.world.now + 50 * HOUR).isoformat()
        duties = (Promise(OURS, "campaign"),)
        return Draft(Text(THEIRS, (OURS, THEIRS), seats, duties=duties, words=words, reply_due=due), note)

    def answers(self, offer):
        """Return all that team A is answered about an offer, step by step, and how much work each answer was."""
        from prepoll_web.talks.models import Agreement

        client, team = self.world.client("owner"), self.ground.here["team"]
        of_offer, of_talk = f"/teams/{team}/offers/{offer.id}/", f"/teams/{team}/talks/{self.ours.id}/"
        files = (f"{of_talk}rounds.json", f"{of_offer}offer.csv", f"{of_offer}offer.json")
        client.get(of_offer)  # valued once, so that it is the same work from here on
        asked = [("get", self.world.at(page), {}) for page in (*ASKS, *FILES)]
        asked += [("get", address, {}) for address in (of_talk, of_offer, *files)]
        asked += [("post", f"{of_offer}withdraw/", {}), ("post", f"{of_offer}send/", {"version": "1"})]
        asked += [("post", f"{of_offer}accept/", {"party": THEIRS}), ("post", f"{of_offer}accept/", {})]
        asked += [("post", f"{of_offer}accept/", {}), ("post", f"{of_offer}decline/", {}), ("get", of_talk, {})]
        found = [self._ask(client, *each) for each in asked]
        agreed = Agreement.objects.get(shared=offer.shared)
        of_agreement = f"/teams/{team}/agreements/{agreed.id}/"
        for each in (("get", of_agreement, {}), ("post", f"{of_agreement}sign/", {}), ("get", of_agreement, {})):
            found.append(self._ask(client, *each))
        for kind in ("md", "csv", "json"):
            found.append(self._ask(client, "get", f"{of_agreement}agreement.{kind}", {}))
        found.append(self._ask(client, "get", self.world.at("deadlines"), {}))
        return found

    def _ask(self, client, method, address, data):
        with CaptureQueriesContext(connection) as queries:
            response = getattr(client, method)(address, data)
        return method, re.sub(r"[0-9a-f-]{36}", "ID", address), response.status_code, plain(response), len(queries)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def keep_to_oneself(table):
    """Have team B keep everything to itself that it can: reserve, notes, mandate, drafts, bodies, valuations."""
    from prepoll_web.approvals.actions import make_body
    from prepoll_web.meetings.actions import Called, Written, call_meeting, write_down
    from prepoll_web.meetings.granting import Granted, grant
    from prepoll_web.meetings.limits import Limits
    from prepoll_web.meetings.models import ItemKind
    from prepoll_web.meetings.terms import Terms as MandateTerms
    from prepoll_web.talks.actions import SeenTalk, Terms, set_terms
    from prepoll_web.talks.drafting import SeenOffer, draft_offer, drop_offer

    by, team, case = table.ground.other, table.ground.there["team"], table.ground.far_case
    now = table.world.now
    set_terms(by, SeenTalk(team, table.theirs.id, table.theirs.version), Terms(0.4375, "zqreservenote"), now)
    for _ in range(3):
        offer = draft_offer(by, team, table.theirs.id, table.draft("zqdroppeddraft", "zqcounted"), now)
        drop_offer(by, SeenOffer(team, offer.id, offer.version), now)
    body = make_body(by, team, "zqsecretmandate council", [], now)
    meeting = call_meeting(by, team, case.id, Called(body.id, THEIRS, now + HOUR), now)
    decided = write_down(by, team, meeting.id, Written(ItemKind.DECISION, "zqsecretmandate"), now)
    limits = Limits(THEIRS, frozenset({OURS}), frozenset({"OAK"}), (), (), now + timedelta(days=9))
    grant(by, team, meeting.id, Granted(by.username, decided.id, MandateTerms(limits, "zqsecretmandate")), now)


def look_at_it(table):
    """Have team B value what it sent, from its own study."""
    from prepoll_web.talks.models import Offer

    offer = Offer.objects.get(talk=table.theirs, shared__isnull=False)
    page = table.world.client("stranger").get(f"/teams/{table.ground.there['team']}/offers/{offer.id}/")
    assert page.status_code == 200
    assert "zqreservenote" not in page.content.decode()  # on the talks' own page


@pytest.fixture
def answers(world, monkeypatch):
    """Return what team A is answered where team B keeps nothing to itself, and where it keeps all that it can."""
    monkeypatch.setattr(timezone, "now", lambda: world.now)
    table, found = Table(world), []
    Mandate.objects.filter(team_id=world.ids["b"]["id"]).update(withdrawn_at=world.now)
    for hides in (False, True, False):
        with undone():
            if hides:
                keep_to_oneself(table)
                table.theirs.refresh_from_db()
            offer = table.send("Let us talk.")
            if hides:
                look_at_it(table)
            found.append(table.answers(offer))
    return found


def test_nothing_that_one_side_keeps_changes_what_the_other_is_answered(answers):
    bare, hiding, again = answers
    assert [each[:3] for each in bare] == [each[:3] for each in hiding]
    for one, other, third in zip(bare, hiding, again, strict=True):
        assert one[3] == third[3], one[:2]  # the comparison is of nothing that differs by itself
        assert one[3] == other[3], one[:2]
    assert [each[4] for each in bare] == [each[4] for each in hiding]  # as much is asked of the database
    assert {302, 404} < {each[2] for each in bare}
    assert {409, 422} & {each[2] for each in bare}


def test_no_word_of_the_other_side_is_in_any_answer(answers):
    said = "".join(each[3] for each in answers[1])
    assert "Let us talk." in said
    assert [word for word in (*PRIVATE, *CANARIES) if word in said] == []
