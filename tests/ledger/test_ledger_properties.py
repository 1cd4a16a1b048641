"""The ledger against rules told a second time, and what must change nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from naive_relations import TABLE, naive_pair
from words_by_hand import said, small_case

from prepoll.ledger import build_ledger, changes
from prepoll.names import Relation, Status

STANCES = [*TABLE, "denies"]
DIRECTED = [stance for stance in STANCES if stance != "alone"]
TO_ALL = ["seeks", "open", "talks", "alone", "denies", "breaks"]


@st.composite
def events(draw, parties="AB"):
    actor = draw(st.sampled_from(parties))
    target = draw(st.sampled_from([code for code in parties if code != actor] * 3 + [None]))
    stance = draw(st.sampled_from(TO_ALL if target is None else DIRECTED))
    return {
        "day": draw(st.sampled_from([1, 2, 3, 10, 15, 16, 17, 30])),
        "actor": actor,
        "target": target,
        "stance": stance,
        "who": draw(st.sampled_from(["named", "named", "sources", "reporter"])),
        "soft": draw(st.booleans()),
    }


def told(event, number=0):
    on = date(2024, 3, event["day"]).isoformat()
    hedge = "for now" if event["soft"] else None
    return said(
        on, event["actor"], event["stance"], event["target"], who=event["who"], hedge=hedge, article=f"n{number}"
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(events(), max_size=6))
def test_relations_agree_with_the_rules_told_a_second_time(listed):
    entry = build_ledger(small_case(), [told(event, n) for n, event in enumerate(listed)]).entry("A", "B")
    a, b, relation, verdict = naive_pair(listed, "A", "B")
    if entry is None:
        assert relation == "unknown"
    else:
        status = Status.FREE if entry.status is Status.BOUND else entry.status
        assert (entry.a_stands, entry.b_stands, entry.relation, status) == (a, b, relation, verdict)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(events("ABCG"), max_size=8).flatmap(lambda x: st.tuples(st.just(x), st.permutations(list(enumerate(x)))))
)
def test_the_order_of_statements_changes_nothing(both):
    listed, shuffled = both
    case = small_case(blocs=[("G", "C", None, None), ("G", "D", None, "2024-03-12")])
    straight = build_ledger(case, [told(event, n) for n, event in enumerate(listed)])
    assert straight == build_ledger(case, [told(event, n) for n, event in shuffled])
    assert straight == build_ledger(case, [told(event, n) for n, event in shuffled * 2])


@settings(max_examples=60, deadline=None)
@given(st.lists(events("ABCG"), max_size=8), st.sampled_from([2, 9, 15]))
def test_later_statements_change_nothing(listed, as_of):
    case = small_case(as_of=date(2024, 3, as_of).isoformat(), blocs=[("G", "C", None, None)])
    every = [told(event, n) for n, event in enumerate(listed)]
    known = [one for one in every if one.dated <= case.as_of]
    assert build_ledger(case, every) == build_ledger(case, known)


@settings(max_examples=60, deadline=None)
@given(st.lists(events("ABCG"), max_size=8))
def test_what_a_ledger_always_holds(listed):
    ledger = build_ledger(small_case(blocs=[("G", "C", None, None)]), [told(e, n) for n, e in enumerate(listed)])
    ids = {judged.statement.id for judged in ledger.statements}
    barred = {(bar.a, bar.b): bar.soft for bar in ledger.bars}
    keys = [(entry.a, entry.b) for entry in ledger.entries]
    assert len(keys) == len(set(keys))
    for entry in ledger.entries:
        assert entry.b is None or entry.a < entry.b
        assert set(entry.statements) <= ids
        assert entry.why.endswith(".")
        assert (entry.b is None) == (entry.b_stands is None)
        if entry.b is not None and "G" not in (entry.a, entry.b):
            assert (barred.get((entry.a, entry.b)) is False) == (entry.status is Status.BARRED)
            assert (barred.get((entry.a, entry.b)) is True) == (entry.status is Status.SOFTLY_BARRED)
        if entry.relation is Relation.ALLIED:
            assert entry.status in (Status.BOUND, Status.FREE)
        if entry.relation is not Relation.UNKNOWN:
            assert entry.since is not None
            assert entry.statements
    assert {(e.a, e.b) for e in ledger.entries if e.status is Status.BOUND} == set(ledger.bonds)
    assert changes(ledger, ledger) == ()
    assert all(row.on >= ledger.as_of for row in ledger.due)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["seeks", "open", "talks", "agreed", "supports", "offers"]), st.integers(0, 30))
def test_a_refusal_by_somebody_named_outlasts_rumours_for_14_days(stance, gap):
    first = date(2024, 1, 1)
    refusal = said(first.isoformat(), "A", "rules_out", "B")
    rumour = said((first + timedelta(gap)).isoformat(), "A", stance, "B", who="sources")
    entry = build_ledger(small_case(), [refusal, rumour]).entry("A", "B")
    assert (entry.relation is Relation.RULED_OUT) == (gap <= 14)
    assert entry.contested == (gap <= 14)
