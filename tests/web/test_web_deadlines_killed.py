"""Processes that are killed while they accept and approve, and a clock that is set back an hour."""

import re
from collections import Counter
from datetime import UTC, datetime
from statistics import median

import pytest
from rivals import rivals
from web_rounds import HOUR, Ground, order

from prepoll.chance import generator
from prepoll_web.deadlines.models import Reminder
from prepoll_web.events.chain import breaks, record
from prepoll_web.events.models import Event, What
from prepoll_web.talks.models import Agreement, Offer, OfferState, Talk

KILLS = 50
CLOSES = datetime(2030, 4, 11, tzinfo=UTC)  # nominations in the tutorial
MEASURED = 3
"""How many live to their end first, to see how long that takes."""
AS_LONG = 2.0
"""Somebody is killed at any point of this many times as long."""


def counted(what):
    """Count in the records of all teams how often something was said of each thing."""
    return Counter(Event.objects.filter(what=what).values_list("about", flat=True))


class Killer:
    """Has a child do what it is told, and kills it at a random point."""

    def __init__(self, rival, rng):
        self.rival, self.rng, self.took = rival, rng, []

    def __call__(self, told):
        measures = len(self.took) < MEASURED
        seconds = None if measures else self.rng.uniform(0, AS_LONG * median(self.took))
        self.rival.tell({**told, "kill": seconds})
        said = self.rival.said()
        if measures:
            self.took.append(said["took"])
        return said


def done(rival, told):
    rival.tell(told)
    return rival.said()


def accepts(world, rival, killed, count):
    """Kill who accepts an offer, and have them try again by a clock that was set back; return how it went."""
    ground, at = Ground(world), world.now + 2 * HOUR
    here, there = ground.sent([world.now + 1000 * HOUR] * count)
    went = Counter()
    for offer in here:
        first = killed(order("accept", "owner", ground.here, offer.id, at))
        again = done(rival, order("accept", "owner", ground.here, offer.id, at - HOUR))
        assert first.get("done") is not False
        assert not (first.get("done") and again["done"])  # what was acknowledged is not lost
        went["acknowledged" if first.get("done") else "not done" if again["done"] else "done, not acknowledged"] += 1
    counts = counted("offer_accepted")
    assert {counts[f"offer:{offer.id}"] for offer in (*here, *there)} == {1}
    shared = [offer.shared_id for offer in here]
    agreements = Agreement.objects.filter(shared__in=shared)
    assert {each.sides.count() for each in agreements} == {2}
    assert agreements.count() == count
    assert set(Offer.objects.filter(shared__in=shared).values_list("shared__state", flat=True)) == {"accepted"}
    assert set(Talk.objects.filter(offers__shared__in=shared).values_list("stage", flat=True)) == {"in_principle"}
    return went


def approvals(world, rival, killed, count):
    """Kill who approves a draft, and have them try again by a clock that was set back; return how it went."""
    ground, at = Ground(world), world.now + 2 * HOUR
    drafts, went = ground.drafts(count), Counter()
    for offer in drafts:
        first = killed(order("approve", "approver", ground.here, offer.id, at))
        again = done(rival, order("approve", "approver", ground.here, offer.id, at - HOUR))
        assert first.get("done") is not False
        assert not (first.get("done") and again["done"])
        went["acknowledged" if first.get("done") else "not done" if again["done"] else "done, not acknowledged"] += 1
    counts = counted("approved")
    assert {counts[f"offer:{offer.id}"] for offer in drafts} == {1}
    assert set(Offer.objects.filter(id__in=[each.id for each in drafts]).values_list("version", flat=True)) == {2}
    return went


def lapses(world, rival, killed, count):
    """Kill who looks at an offer whose time is up, set the clock back, and look again; return how it went."""
    ground, went = Ground(world), Counter()
    dues = [world.now + 3 * HOUR + number * 2 * HOUR for number in range(count)]
    here, there = ground.sent(dues)
    for due, offer, theirs in zip(dues, here, there, strict=True):
        first = killed(order("look", "owner", ground.here, offer.id, due))
        back = done(rival, order("look", "zquser", ground.there, theirs.id, due - HOUR))
        late = done(rival, order("accept", "owner", ground.here, offer.id, due - HOUR)) if back["done"] else None
        last = done(rival, order("look", "zquser", ground.there, theirs.id, due))
        assert back["done"] or not first.get("done")  # what had lapsed is not open again
        assert late is None or not late["done"]
        assert last["done"]
        went["lapsed" if back["done"] else "not yet"] += 1
    counts = counted("offer_lapsed")
    assert {counts[f"offer:{offer.id}"] for offer in (*here, *there)} == {1}  # no deadline fires twice
    return went


KINDS = (accepts, approvals, lapses)


def check_kills(world, in_all):
    with rivals(world, 1) as [rival]:
        for kind in KINDS:
            count = in_all // len(KINDS) + 1
            killer = Killer(rival, generator(7, "kills", kind.__name__))
            went = kind(world, rival, killer, count + MEASURED)
            print(f"{kind.__name__}: {count} killed, {dict(went)}")
            assert went["not done"] + went["not yet"] > 0  # some were killed before it was done
            assert went["acknowledged"] + went["lapsed"] > MEASURED
    assert [found for team in ("a", "b") for found in breaks(str(world.ids[team]["id"]))] == []
    assert Offer.objects.filter(shared__state=OfferState.OPEN, shared__reply_due__lt=world.now).count() == 0


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(world):
    check_kills(world, KILLS)


@pytest.mark.full
def test_nothing_acknowledged_is_lost_in_a_thousand_kills(world):
    check_kills(world, 1000)


def test_a_reminder_goes_out_once_however_often_its_sender_is_killed(world, tmp_path):
    team, folder = world.ids["a"], tmp_path / "mails"
    record(What.READ, by="owner", at=CLOSES - HOUR, team=team["id"])  # the hour by which reminders are judged
    told = order("remind", "owner", team, team["id"], world.now, folder=str(folder))
    with rivals(world, 1) as [rival]:
        killer = Killer(rival, generator(7, "kills", "remind"))
        killer.took = [0.05] * MEASURED
        for _ in range(8):
            killer(told)
        assert done(rival, told)["done"]
        sent = Reminder.objects.count()
        assert done(rival, told)["done"]
    assert Reminder.objects.count() == sent > 0
    assert set(counted("reminded").values()) == {1}
    mails = Counter(re.findall(r"^Subject: .*", "".join(each.read_text() for each in folder.iterdir()), re.MULTILINE))
    assert mails
    assert set(mails.values()) == {1}  # one person is reminded of a deadline once; of a mail that was lost, not at all


def test_a_killed_process_leaves_no_lock(world):
    ground, rng = Ground(world), generator(7, "locks")
    with rivals(world, 2) as [one, other]:
        for offer in ground.sent([world.now + 1000 * HOUR] * 5)[0]:
            orders = [order("accept", who, ground.here, offer.id, world.now + HOUR) for who in ("owner", "approver")]
            one.tell({**orders[0], "kill": rng.uniform(0, 0.1)})
            other.tell(orders[1])
            said = [one.said(), other.said()]
            assert sum(bool(each.get("done")) for each in said) <= 1
            assert other.process.poll() is None
    assert set(counted("offer_accepted").values()) == {1}
