"""Claims are judged at the terminal; what is written counts, and can be taken back."""

import csv
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prepoll.case import check_case, load_case
from prepoll.cli import app
from prepoll.errors import Severity, UsageError
from prepoll.ledger import build_ledger
from prepoll.names import Verdict
from prepoll.news import read_case
from prepoll.review import Entry, open_book, passage, precision_by_cue, queue

KASHMIR = Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024"
AT = datetime(2024, 3, 19, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(KASHMIR, tmp_path / "case")
    return tmp_path / "case"


def judge(folder, keys, *extra):
    lines = "".join(f"{key}\n" for key in keys)
    return CliRunner().invoke(app, ["review", str(folder), "--by", "N. Editor", *extra], input=lines)


def listed(folder):
    printed = CliRunner().invoke(app, ["review", str(folder), "--all", "--json"])
    assert printed.exit_code == 0, printed.output
    return json.loads(printed.output)


def rows(folder):
    with (folder / "judgements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def waiting(folder):
    case = load_case(folder)
    return queue(case, read_case(case))


def test_every_claim_waits_with_its_own_words_marked(folder):
    claims = waiting(folder)
    assert len(claims) > 10
    for claim in claims:
        cut = passage(claim)
        assert cut.claim == " ".join(claim.statement.quote.split())
        assert not cut.before.startswith("---")
        assert cut.before.removeprefix("… ") in " ".join(claim.text.split()) + " "


def test_what_is_judged_counts_in_the_ledger_and_in_the_precision(folder):
    first, second, third = waiting(folder)[:3]
    printed = judge(folder, ["a", "r", "c", "hedge=perhaps", "q"])
    assert printed.exit_code == 0, printed.output
    assert [(row["statement"], row["verdict"], row["correction"], row["by"]) for row in rows(folder)] == [
        (first.statement.id, "confirmed", "", "N. Editor"),
        (second.statement.id, "rejected", "", "N. Editor"),
        (third.statement.id, "corrected", "hedge=perhaps", "N. Editor"),
    ]
    assert {finding.severity for finding in check_case(folder)} <= {Severity.NOTE}
    case = load_case(folder)
    ledger = build_ledger(case, [s for reading in read_case(case) for s in reading.statements])
    counted = {judged.original_id: judged for judged in ledger.statements}
    assert counted[first.statement.id].judgement is not None
    assert second.statement.id not in counted
    assert counted[third.statement.id].statement.hedge == "perhaps"
    assert first.statement.id not in {claim.statement.id for claim in waiting(folder)}
    record = {row["cue"]: row for row in listed(folder)["precision"]}
    assert record[second.statement.cue]["wrong"] == 1
    assert sum(row["judged"] for row in record.values()) == 3


def test_a_judgement_of_today_counts_on_the_day_of_a_past_case(folder):
    judge(folder, ["a", "q"])
    assert rows(folder)[0]["known"] == "2024-03-19"
    assert date.fromisoformat(rows(folder)[0]["at"][:10]) > date(2024, 3, 19)


def test_undo_takes_back_to_the_byte(folder):
    judge(folder, ["a", "q"])
    before = (folder / "judgements.csv").read_bytes()
    printed = judge(folder, ["r", "u", "u", "s", "q"])
    assert "Nothing was judged in this session." in printed.output
    assert (folder / "judgements.csv").read_bytes() == before
    fresh = judge(folder, ["u", "q"])
    assert "Judged 0" in fresh.output


def test_undo_of_the_first_row_leaves_no_file(folder):
    judge(folder, ["a", "u", "q"])
    assert not (folder / "judgements.csv").exists()
    assert not list(folder.glob(".*"))


def test_undo_never_touches_what_somebody_else_wrote(folder):
    book = open_book(folder)
    book.add(Entry("statement:1", Verdict.CONFIRMED, None, "A", AT))
    with book.path.open("a", encoding="utf-8") as file:
        file.write("statement:2,rejected,,B,2024-03-19,\n")
    with pytest.raises(UsageError, match="somebody else"):
        book.take_back()
    assert len(rows(folder)) == 2


def test_a_correction_that_cannot_be_read_is_not_written(folder):
    printed = judge(folder, ["c", "bogus=1", "c", "target=NOBODY", "c", "stance=loves", "c", "", "q"])
    assert "no field 'bogus'" in printed.output
    assert "no party 'NOBODY'" in printed.output
    assert "'loves' is no value of stance" in printed.output
    assert not (folder / "judgements.csv").exists()


def test_a_book_keeps_what_it_does_not_know(folder):
    path = folder / "judgements.csv"
    path.write_bytes(b'\xef\xbb\xbfby,note,statement,verdict,at\r\nA,"kept, as it is",statement:1,confirmed,2024-03-19')
    book = open_book(folder)
    book.add(Entry("statement:2", Verdict.REJECTED, None, "B", AT))
    assert path.read_bytes() == (
        b'\xef\xbb\xbfby,note,statement,verdict,at\r\nA,"kept, as it is",statement:1,confirmed,2024-03-19\n'
        b"B,,statement:2,rejected,2024-03-19T09:00:00+00:00\n"
    )


@pytest.mark.parametrize("content", ["statement;verdict;by;at\n", "verdict,by\nconfirmed,A\n"])
def test_a_file_that_cannot_be_added_to_is_named(folder, content):
    (folder / "judgements.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"judgements\.csv, line 1: no column"):
        open_book(folder)


def test_who_judges_must_be_said(folder):
    printed = CliRunner().invoke(app, ["review", str(folder)])
    assert isinstance(printed.exception, UsageError)
    assert "--by NAME" in str(printed.exception)


def test_a_corrected_attribute_keeps_the_cue_right_and_a_corrected_stance_does_not(folder):
    first, second = waiting(folder)[:2]
    judge(folder, ["c", "role=spokesman", "c", "stance=open", "q"])
    case = load_case(folder)
    records = precision_by_cue(queue(case, read_case(case), judged=True))
    found = {record.cue: (record.corrected, record.wrong) for record in records}
    assert found[first.statement.cue] == (1, 0)
    assert found[second.statement.cue] == (0, 1)
