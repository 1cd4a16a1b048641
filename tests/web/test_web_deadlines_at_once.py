"""Two people in two processes who decide at the same moment: exactly one wins, the other is told."""

from collections import Counter
from datetime import timedelta

import pytest
from rivals import at_once, rivals
from web_rounds import HOUR, Ground, order

from prepoll.chance import generator
from prepoll_web.events.chain import breaks
from prepoll_web.events.models import Event

ROUNDS = 250
APART = 0.003
"""Seconds between the two at most; so long an action takes, so that now one and now the other is first."""
TICK = timedelta(milliseconds=1)


def outcomes(*kinds):
    """Return what the records of all teams say of each thing, by what it is about."""
    found = {}
    for event in Event.objects.filter(what__in=kinds):
        found.setdefault(event.about, []).append(event.what)
    return found


def two_accepts(ground, count):
    """Two members accept an offer."""
    here, _ = ground.sent([ground.world.now + 1000 * HOUR] * count)
    at = ground.world.now + HOUR
    for offer in here:
        yield f"offer:{offer.id}", [order("accept", who, ground.here, offer.id, at) for who in ("owner", "approver")]


def accept_and_withdrawal(ground, count):
    """The one side accepts, the other takes the offer back."""
    at = ground.world.now + HOUR
    for ours, theirs in zip(*ground.sent([ground.world.now + 1000 * HOUR] * count), strict=True):
        accepts = order("accept", "owner", ground.here, ours.id, at)
        yield f"offer:{ours.id}", [accepts, order("withdraw", "zquser", ground.there, theirs.id, at)]


def accept_and_lapse(ground, count):
    """Somebody accepts at the last moment, and somebody of the other side looks right after it."""
    dues = [ground.world.now + 2 * HOUR + number * timedelta(seconds=1) for number in range(count)]
    for due, ours, theirs in zip(dues, *ground.sent(dues), strict=True):
        accepts = order("accept", "owner", ground.here, ours.id, due - TICK)
        yield f"offer:{ours.id}", [accepts, order("look", "zquser", ground.there, theirs.id, due)]


def two_approvals(ground, count):
    """Two people approve a draft."""
    at = ground.world.now + HOUR
    for offer in ground.drafts(count):
        yield f"offer:{offer.id}", [order("approve", who, ground.here, offer.id, at) for who in ("owner", "approver")]


def edit_and_approval(ground, count):
    """One edits a draft, another approves it as it was."""
    at = ground.world.now + HOUR
    for offer in ground.drafts(count):
        edits = order("edit", "negotiator", ground.here, offer.id, at)
        yield f"offer:{offer.id}", [edits, order("approve", "approver", ground.here, offer.id, at)]


def two_signatures(ground, count):
    """Two people sign a mandate."""
    at = ground.world.now + HOUR
    for mandate, digest in ground.mandates(count, ground.world.now + 1000 * HOUR):
        both = [order("sign", who, ground.here, mandate.id, at, digest=digest) for who in ("owner", "approver")]
        yield f"mandate:{mandate.id}", both


def change_and_signature(ground, count):
    """One shortens a mandate, another signs it as it was."""
    at = ground.world.now + HOUR
    for mandate, digest in ground.mandates(count, ground.world.now + 1000 * HOUR):
        changes = order("shorten", "owner", ground.here, mandate.id, at)
        yield f"mandate:{mandate.id}", [changes, order("sign", "approver", ground.here, mandate.id, at, digest=digest)]


def two_answers(ground, count):
    """One notes that a party answered an approach, another that it declined."""
    at = ground.world.now + HOUR
    for approach in ground.approaches(count):
        answers = order("reply", "owner", ground.here, approach.id, at)
        declines = order("reply", "negotiator", ground.here, approach.id, at, said="declined")
        yield f"approach:{approach.id}", [answers, declines]


KINDS = {
    two_accepts: {"offer_accepted"},
    accept_and_withdrawal: {"offer_accepted", "offer_withdrawn"},
    accept_and_lapse: {"offer_accepted", "offer_lapsed"},
    two_approvals: {"approved"},
    edit_and_approval: {"approved", "offer_changed"},
    two_signatures: {"approved"},
    change_and_signature: {"approved", "mandate_changed"},
    two_answers: {"approach_answered"},
}
"""What the record may say of each; one of it, once."""

TOLD = {
    "OfferMovedError",
    "AlreadyApprovedError",
    "TextMovedError",
    "MandateMovedError",
    "AnswerMovedError",
    "SeenOtherwiseError",
}
"""How the loser is told; the last is somebody who looked for an offer that had lapsed and saw another state."""


def race(world, kind, rounds, pair, rng):
    """Run rounds of a kind; return which of the two won how often."""
    won, told, wanted = Counter(), Counter(), []
    for about, orders in list(kind(Ground(world), rounds)):
        said = at_once(pair, orders, rng.uniform(-APART, APART))
        assert sorted(each["done"] for each in said) == [False, True], (about, said)
        told[next(each["error"] for each in said if not each["done"])] += 1
        won[said[0]["done"]] += 1
        wanted.append(about)
    found = outcomes(*KINDS[kind])
    assert [about for about in wanted if len(found.get(about, ())) != 1] == []
    return won, told


def check_races(world, in_all):
    rounds, total = in_all // len(KINDS) + 1, Counter()
    with rivals(world, 2) as pair:
        for kind in KINDS:
            won, told = race(world, kind, rounds, pair, generator(7, "rivals", kind.__name__))
            print(f"{kind.__name__}: {rounds} rounds, the first won {won[True]}, the second {won[False]}; {dict(told)}")
            total += won
            assert set(told) <= TOLD
    assert min(total[True], total[False]) > in_all / 10  # they were races
    assert [found for team in ("a", "b") for found in breaks(str(world.ids[team]["id"]))] == []


def test_exactly_one_of_two_wins_and_the_other_is_told(world):
    check_races(world, ROUNDS)


@pytest.mark.full
def test_exactly_one_of_two_wins_ten_thousand_times(world):
    check_races(world, 10_000)
