"""A reporter is deleted while somebody else, in another process, does something with it: nothing of it is left."""

from collections import Counter

from rivals import at_once, rivals
from web_field_world import a_report
from web_rounds import order

from prepoll.chance import generator
from prepoll_web.events.chain import breaks
from prepoll_web.field import actions
from prepoll_web.field.models import FieldReport, Link, Reporter

RIVALS = ("report", "unsay", "revoke", "link")
"""What the other does: writes a report down, deletes one, revokes a link, makes one."""
ROUNDS = 20
APART = 0.004
"""Seconds between the two at most."""


def race(world, rival, pair, rng):
    """Give a reporter a link and a report, and delete it while the other is at it; say whether the other was done."""
    here, by, now = world.ids["a"], world.user("analyst"), world.now
    team, case = here["team"], here["case"]
    number = actions.add_reporter(by, team, "field", now).number
    link, _secret = actions.make_link(by, team, case, number, now)
    actions.send_report(by, team, case, number, a_report(), now)
    report = FieldReport.objects.get(reporter__number=number, case=case)
    what = {"revoke": link.id, "unsay": report.id}.get(rival, case)
    given = {"number": number} if what == case else {}
    orders = [
        order("forget", "owner", here, case, now, number=number),
        order(rival, "analyst", here, what, now, **given),
    ]
    deleted, other = at_once(pair, orders, rng.uniform(-APART, APART))
    assert deleted == {"done": True}
    assert other["done"] or other["error"] in ("Http404", "UsageError"), other
    assert not FieldReport.objects.filter(reporter__number=number, case=case).exists()
    assert not Link.objects.filter(reporter__number=number, case=case).exists()
    assert Reporter.objects.get(number=number, team__slug=team).deleted_at == now
    return other["done"]


def test_of_a_reporter_who_is_deleted_nothing_is_left_whoever_is_first(world):
    done = Counter()
    with rivals(world, 2) as pair:
        for rival in RIVALS:
            rng = generator(7, "rivals", rival)
            done.update(race(world, rival, pair, rng) for _ in range(ROUNDS))
    assert set(done) == {True, False}, done  # they were races
    assert breaks(str(world.ids["a"]["id"])) == []
