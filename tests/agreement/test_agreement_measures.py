"""Agreement of two coders: the textbook's figures, the same coder twice, and every level by hand."""

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from prepoll.agreement import Claim, Level, agreement, krippendorff_alpha, read_coding
from prepoll.agreement.alpha import masi, nominal
from prepoll.agreement.measures import SAME, matched
from prepoll.cli import app
from prepoll.errors import CaseError, UsageError
from prepoll.names import Stance

GOLD = Path(__file__).parents[2] / "benchmarks" / "news" / "dev" / "gold.jsonl"
TALKS = Claim("A", "B", Stance.TALKS, "Rafi Mir", "named", 10, 20)


def claims():
    return st.builds(
        Claim,
        st.sampled_from("ABC"),
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from([Stance.TALKS, Stance.RULES_OUT, Stance.OPEN, Stance.ALONE]),
        st.sampled_from([None, "Rafi Mir", "Omar"]),
        st.sampled_from(["named", "sources"]),
        st.integers(0, 20),
        st.integers(21, 40),
    )


codings = st.dictionaries(
    st.sampled_from(["one", "two", "three"]), st.lists(claims(), max_size=4).map(tuple), min_size=1
)


def f1(found, level):
    return next(row.f1 for row in found.measures if row.level is level)


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_alpha_is_that_of_krippendorff_s_examples(first, second, alpha):
    """Computing Krippendorff's Alpha-Reliability (2011), examples A and B."""
    assert krippendorff_alpha(list(zip(first, second, strict=True)), nominal) == pytest.approx(alpha, abs=5e-4)


def test_alpha_is_nothing_where_nothing_can_differ():
    assert krippendorff_alpha([], nominal) is None
    assert krippendorff_alpha([("a", "a"), ("a", "a")], nominal) is None


def test_masi_is_passonneau_s():
    talks, both = frozenset({"talks"}), frozenset({"talks", "open"})
    assert masi(talks, talks) == 0
    assert masi(talks, both) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi(both, frozenset({"talks", "alone"})) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi(talks, frozenset({"alone"})) == 1


def test_a_coder_agrees_with_itself_on_real_articles():
    coding = read_coding(GOLD)
    found = agreement(coding, coding)
    assert [row.f1 for row in found.measures] == [1.0] * len(Level)
    assert set(found.alpha.values()) == {1.0}
    assert found.harm == 0
    assert all(a == b for a, b in found.confusion)
    assert sum(found.confusion.values()) == sum(len(claims) for claims in coding.values())


def test_each_level_asks_for_more_than_the_one_before():
    a = {"one": (TALKS,)}
    changed = {
        Level.ATTRIBUTION: replace(TALKS, attribution="sources"),
        Level.STANCE: replace(TALKS, stance=Stance.SEEKS),
        Level.POLARITY: replace(TALKS, stance=Stance.RULES_OUT),
        Level.PAIR: replace(TALKS, target="C"),
    }
    below = list(Level)
    for level, claim in changed.items():
        found = agreement(a, {"one": (claim,)})
        assert {row.level for row in found.measures if row.f1 == 1} == set(below[: below.index(level)])


def test_harm_is_a_sign_turned_round_and_nothing_else():
    refusal = replace(TALKS, stance=Stance.RULES_OUT)
    assert agreement({"one": (refusal,)}, {"one": (TALKS,)}).harm == 1
    assert agreement({"one": (refusal, TALKS)}, {"one": (TALKS,)}).harm == 0
    assert agreement({"one": (replace(TALKS, stance=Stance.DENIES),)}, {"one": (TALKS,)}).harm == 0


def test_the_order_of_a_pair_counts_only_where_the_stance_has_a_direction():
    turned = replace(TALKS, actor="B", target="A")
    assert f1(agreement({"one": (TALKS,)}, {"one": (turned,)}), Level.STANCE) == 1
    asked, other = (replace(claim, stance=Stance.SEEKS) for claim in (TALKS, turned))
    assert f1(agreement({"one": (asked,)}, {"one": (other,)}), Level.STANCE) == 0


@given(codings, codings)
@settings(max_examples=60, deadline=None)
def test_swapping_the_coders_swaps_the_sides(a, b):
    if not a.keys() & b.keys():
        with pytest.raises(UsageError):
            agreement(a, b)
        return
    one, other = agreement(a, b), agreement(b, a)
    assert [(r.f1, r.low, r.high, r.a, r.b) for r in one.measures] == [
        (r.f1, r.low, r.high, r.b, r.a) for r in other.measures
    ]
    assert one.confusion == {(y, x): count for (x, y), count in other.confusion.items()}
    assert one.alpha == pytest.approx(other.alpha)


@given(st.lists(claims(), max_size=4), st.lists(claims(), max_size=4))
@settings(max_examples=80, deadline=None)
def test_equal_claims_are_matched_as_often_as_they_can_be(ours, theirs):
    found = len(matched(ours, theirs, SAME[Level.STANCE]))
    short, long = sorted((ours, theirs), key=len)
    most = max(sum(x.key == y.key for x, y in zip(short, order, strict=False)) for order in permutations(long))
    assert found == most


def test_every_defect_of_a_file_is_named_at_once(tmp_path):
    coded = {
        "actor": "A",
        "target": None,
        "stance": "talks",
        "speaker": None,
        "attribution": "named",
        "start": 0,
        "end": 4,
    }
    lines = [
        "not json",
        json.dumps({"statements": []}),
        json.dumps({"id": "one", "statements": [coded, {**coded, "stance": "loves"}, {**coded, "end": 0}]}),
        json.dumps({"id": "one", "statements": []}),
        json.dumps({"id": "two", "statements": {}}),
        json.dumps({"id": "three", "statements": [{**coded, "actor": ""}, 7, {**coded, "target": 3}]}),
    ]
    path = tmp_path / "coded.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        read_coding(path)
    assert [(finding.line, finding.column) for finding in caught.value.findings] == [
        (1, None),
        (2, "id"),
        (3, "stance"),
        (3, "start"),
        (4, "id"),
        (5, "statements"),
        (6, "actor"),
        (6, "statements"),
        (6, "target"),
    ]


def test_the_command_says_what_the_function_finds(tmp_path):
    other = tmp_path / "other.jsonl"
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    for row in rows[:3]:
        row["statements"] = row["statements"][1:]
    other.write_text("\n".join(json.dumps(row) for row in rows[:-1]), encoding="utf-8")
    printed = CliRunner().invoke(app, ["agreement", str(GOLD), str(other), "--json"])
    assert printed.exit_code == 0, printed.output
    found, expected = json.loads(printed.output), agreement(read_coding(GOLD), read_coding(other))
    assert found["articles"] == len(rows) - 1 == expected.articles
    assert found["only_a"] == [rows[-1]["id"]]
    assert [row["f1"] for row in found["levels"]] == pytest.approx([row.f1 for row in expected.measures], abs=1e-6)
    table = CliRunner().invoke(app, ["agreement", str(GOLD), str(other)]).output
    assert f"Articles read by both: {expected.articles}" in table
    assert "pair and polarity" in table
