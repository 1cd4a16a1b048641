"""Judgements come first: on statements, and on relations."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner
from words_by_hand import said, small_case

from prepoll.case import load_case
from prepoll.cli import app
from prepoll.errors import CaseError, UsageError
from prepoll.ledger import as_table, build_ledger, changes, entry_json, judgement_findings, with_overrides
from prepoll.names import Relation, Status

R = Relation
AT = "2024-03-20T10:00"
CLAIM = said("05", "A", "talks", "B", who="sources")


def judged(*judgements, statements=(CLAIM,)):
    return build_ledger(small_case(judgements=judgements), statements)


def test_a_rejected_statement_counts_no_more():
    assert judged((CLAIM.id, "rejected", None, AT)).entries == ()


def test_a_confirmed_statement_outranks_named_words_of_its_day():
    named = said("05", "A", "rules_out", "B")
    assert judged(statements=(CLAIM, named)).entry("A", "B").relation is R.RULED_OUT
    confirmed = judged((CLAIM.id, "confirmed", None, AT), statements=(CLAIM, named))
    assert confirmed.entry("A", "B").a_stands is R.TALKING


def test_a_corrected_statement_counts_as_corrected_and_keeps_its_first_id():
    ledger = judged((CLAIM.id, "corrected", "stance=rules_out; target=C; hedge=for now; deadline_date=none", AT))
    entry = ledger.entry("A", "C")
    assert (entry.relation, entry.status) == (R.RULED_OUT, Status.SOFTLY_BARRED)
    assert ledger.entry("A", "B") is None
    (one,) = ledger.statements
    assert (one.original_id, one.judgement) == (CLAIM.id, "judgements.csv:2")
    assert one.statement.id != CLAIM.id
    assert ledger.statement(CLAIM.id) == ledger.statement(one.statement.id)
    assert "corrected by Rapporteur" in entry.why


def test_the_newest_judgement_counts_wherever_its_row_stands():
    older = (CLAIM.id, "confirmed", None, "2024-03-19T10:00")
    newer = (CLAIM.id, "rejected", None, "2024-03-19T11:00")
    assert judged(older, newer).entries == judged(newer, older).entries == ()


def test_an_override_sets_a_relation_in_somebodys_name():
    ledger = judged(("B+A", "corrected", "relation=allied; why=told at the meeting", AT))
    entry = ledger.entry("A", "B")
    assert (entry.relation, entry.status, ledger.bonds) == (R.ALLIED, Status.BOUND, (("A", "B"),))
    assert "Rapporteur" in entry.why
    assert "told at the meeting" in entry.why
    assert entry.since.day == 20
    late = said("25", "A", "rules_out", "B")
    assert judged(("A+B", "confirmed", None, AT), statements=(late,)).entry("A", "B").status is Status.BOUND
    gone = judged(("A+B", "confirmed", None, AT), ("B+A", "rejected", None, "2024-03-21T10:00"), statements=(late,))
    assert gone.entry("A", "B").status is Status.BARRED


def test_an_override_of_one_side_leaves_the_other():
    ledger = judged(("B>A", "corrected", "relation=ruled_out; hedged=yes; seats=Norwick", AT))
    entry = ledger.entry("A", "B")
    assert (entry.a_stands, entry.b_stands, entry.relation) == (R.TALKING, R.RULED_OUT, R.RULED_OUT)
    assert [(bar.seats, bar.soft) for bar in ledger.bars] == [(("N1",), True)]


def test_every_wrong_judgement_is_named_with_its_line():
    with pytest.raises(CaseError) as caught:
        judged(
            (CLAIM.id, "corrected", "stance=likes; mood=good", AT),
            ("A+Z", "corrected", "relation=allied", AT),
            ("A+B", "corrected", "relation=friends", AT),
        )
    found = [(finding.line, finding.value) for finding in caught.value.findings]
    assert [line for line, _ in found] == [2, 2, 3, 4]
    assert "'likes' is no value of stance" in str(caught.value)
    assert "no field 'mood'" in str(caught.value)


class TestFromTheCommandLine:
    ledger = build_ledger(small_case(), [CLAIM, said("07", "A", "supports", "C", seats="S2")])

    def test_bars_and_bonds_replace_what_stood(self):
        changed = with_overrides(self.ledger, bars=[("C", "A")], bonds=[("B", "A")], by="tester")
        assert changed.entry("A", "B").status is Status.BOUND
        assert changed.bonds == (("A", "B"),)
        assert [(bar.a, bar.b, bar.soft) for bar in changed.bars] == [("A", "C", False)]
        assert "tester" in changed.bars[0].why
        assert changed.courtesies == ()
        assert with_overrides(changed, bars=[("A", "B")], by="tester").bonds == ()
        assert with_overrides(self.ledger) == self.ledger

    def test_all_that_is_wrong_is_said_at_once(self):
        with pytest.raises(UsageError, match=r"Z: no party.*A\+B is both"):
            with_overrides(self.ledger, bars=[("A", "Z"), ("A", "B")], bonds=[("B", "A")], by="tester")


def test_changes_list_new_different_and_gone_rows():
    before = build_ledger(small_case(), [CLAIM, said("04", "C", "open", "D")])
    after = build_ledger(small_case(), [CLAIM, said("09", "B", "rules_out", "A"), said("08", "B", "seeks", "C")])
    found = [(c.after.a, c.after.b, c.before and c.before.relation, c.after.relation) for c in changes(before, after)]
    assert found == [("A", "B", R.TALKING, R.RULED_OUT), ("B", "C", None, R.OPEN), ("C", "D", R.OPEN, R.UNKNOWN)]


def test_json_has_the_shape_of_the_contract():
    ledger = build_ledger(
        small_case(), [said("05", "A", "seeks", by="Ms X", deadline="within a week", due="12"), CLAIM]
    )
    row = entry_json(ledger.entry("A", None), ledger)
    keys = ["a", "b", "relation", "a_stands", "b_stands", "hedged", "contested", "stage", "since", "falls_due"]
    assert list(row)[: len(keys)] == keys
    assert (row["a"], row["b"], row["relation"], row["falls_due"]) == ("A", None, "open", "2024-03-12")
    (one,) = row["statements"]
    assert (one["speaker"], one["attribution"], one["dated"], one["start"]) == ("Ms X", "named", "2024-03-05", 0)
    assert one["id"] == ledger.entry("A", None).statements[0]


def test_the_table_gathers_what_is_inferred_and_says_what_membership_means():
    text = as_table(build_ledger(small_case(), [said("05", "A", "seeks"), said("05", "A", "rules_out", "B")]))
    assert "A – (like-minded)" in text
    assert "open (free): A–C, A–D" in text
    assert "Membership of one bloc alone makes no relation" in text


def test_different_deadlines_on_one_day_and_opposite_words_do_not_go_together():
    def found(*statements):
        return [(one.party, one.words) for one in build_ledger(small_case(), statements).contradictions]

    week = said("05", "A", "seeks", by="Ms X", deadline="within a week", due="12")
    days = said("05", "A", "open", by="Mr Y", deadline="in a day or two", due="07", article="2024-03-06")
    assert found(week, days) == [("A", ("within a week", "in a day or two"))]
    assert found(said("05", "A", "seeks", deadline="within a week; in a day or two", due="12")) != []
    assert found(week, said("06", "A", "open", deadline="in a day or two", due="08")) == []
    assert found(week, said("05", "A", "open", deadline="in a week's time", due="12")) == []
    no, yes = said("05", "A", "rules_out", "B", quote="never"), said("19", "A", "open", "B", quote="perhaps")
    assert found(no, yes) == [("A", ("never", "perhaps"))]
    assert found(no, said("20", "A", "open", "B")) == []
    assert found(no, said("06", "A", "open", "B", who="sources")) == []
    assert found(said("05", "A", "talks", "B"), said("08", "A", "breaks", "B")) == []
    assert len(found(said("05", "A", "seeks"), said("08", "A", "alone"))) == 1
    assert found(said("05", "A", "seeks"), said("08", "A", "alone", hedge="for the present")) == []


def test_a_refusal_that_names_nobody_counts_for_nobody_and_is_noted():
    ledger = build_ledger(small_case(), [said("05", "A", "rules_out", by="Ms X"), said("05", "A", "seeks", by="Ms X")])
    assert ledger.entry("A", None).relation is R.OPEN
    assert ledger.bars == ()
    assert "whom it refuses is not known" in ledger.notes[0]


def test_a_correction_makes_no_later_statement_known():
    late = said("2024-04-05", "A", "talks", "B")
    assert judged((late.id, "corrected", "dated=2024-03-05", AT), statements=(late,)).statements == ()


def test_what_a_correction_made_can_be_judged_again():
    first = (CLAIM.id, "corrected", "stance=agreed", "2024-03-19T10:00")
    corrected = judged(first).statements[0].statement.id
    bound = judged(first, (corrected, "confirmed", None, "2024-03-19T11:00"))
    assert bound.entry("A", "B").status is Status.BOUND
    assert bound.statements[0].original_id == CLAIM.id
    assert judged(first, (corrected, "rejected", None, "2024-03-19T11:00")).entries == ()
    assert judged(first, (corrected, "rejected", None, "2024-03-19T09:00")).entries != ()


def test_a_relation_set_in_judgements_csv_is_read_with_the_case(tmp_path):
    folder = tmp_path / "tutorial"
    shutil.copytree(Path(__file__).parents[2] / "cases" / "tutorial", folder)
    parties = [party.code for party in load_case(folder).parties if party.kind == "party"]
    a, b = sorted(parties)[:2]
    rows = [
        "statement,verdict,correction,by,at",
        f"{b}>{a},corrected,relation=ruled_out; hedged=yes,A. Editor,2024-03-19T19:00:00+05:30",
    ]
    (folder / "judgements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    entry = build_ledger(load_case(folder), []).entry(a, b)
    assert (entry.a_stands, entry.b_stands, entry.status) == (R.UNKNOWN, R.RULED_OUT, Status.SOFTLY_BARRED)
    assert "A. Editor" in entry.why


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("statement:77b0c5f1e2d3,corrected,stance=opne,A,2030-03-10", "correction", "Did you mean open?"),
        ("statement:77b0c5f1e2d3,corrected,stanse=open,A,2030-03-10", "correction", "Did you mean stance?"),
        ("statement:77b0c5f1e2d3,corrected,deadline_date=20/03/2030,A,2030-03-10", "correction", "YYYY-MM-DD"),
        ("LM+HL,corrected,relation=alied,A,2030-03-10", "correction", "Did you mean allied?"),
        ("LM+HLL,corrected,relation=allied,A,2030-03-10", "statement", "Did you mean HL?"),
        ("LM+LM,corrected,relation=allied,A,2030-03-10", "statement", "two codes"),
        ("LM+HL,corrected,relation=allied,A,2031-03-10", None, ""),
    ],
)
def test_check_names_a_judgement_that_makes_no_sense_whatever_else_is_wrong(tmp_path, row, column, words):
    folder = tmp_path / "tutorial"
    shutil.copytree(Path(__file__).parents[2] / "cases" / "tutorial", folder)
    (folder / "polls.csv").write_text("nothing", encoding="utf-8")
    (folder / "judgements.csv").write_text(f"statement,verdict,correction,by,at\n{row}\n", encoding="utf-8")
    found = judgement_findings(folder)
    assert [(each.file, each.line, each.column) for each in found] == (
        [("judgements.csv", 2, column)] if column else []
    )
    assert all(words in each.way_out and each.value in row for each in found)
    printed = CliRunner().invoke(app, ["check", str(folder)])
    assert printed.exit_code == 2
    assert all(str(each) in printed.output for each in found)
