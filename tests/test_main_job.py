"""The main job on the real case: from the folder and the news of the day to a brief one can act on."""

import csv
import gzip
import io
import json
import shutil
from pathlib import Path
from threading import current_thread

import pytest

from prepoll.advice.types import DateKind
from prepoll.brief import as_json
from prepoll.names import Relation, Status
from prepoll.study import Study

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

CASE = Path("cases/jammu-kashmir-2024")
DRAWS = 400


@pytest.fixture(scope="module")
def study():
    return Study(CASE, draws=DRAWS)


@pytest.fixture(scope="module")
def advice(study):
    return study.advice("JKAP")


def add_rows(path: Path, *rows: dict[str, str]) -> None:
    """Add rows to a CSV file in the middle, right after its header."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(dict.fromkeys([*old[0], *(key for row in rows for key in row)])))
    writer.writeheader()
    writer.writerows([*rows, *old])
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        file.write(written.getvalue())


LATER = {
    "parties.csv": {"code": "NEW", "name": "New Party", "kind": "party", "founded": "2024-03-20"},
    "blocs.csv": {"bloc": "INDIA", "party": "JKAP", "from": "2024-03-20"},
    "lineage.csv": {"party": "JKAP", "from_date": "2024-03-20", "parent": "BJP", "weight": "0.3", "kind": "split"},
    "people.csv": {"name": "Nobody Known", "party": "JKAP", "role": "spokesperson", "from": "2024-03-20"},
    "results.csv.gz": {"election": "BYE2024", "kind": "parliament", "date": "2024-03-20", "unit": "AC01", "seat": "BAR",
                       "party": "JKAP", "votes": "50000", "electors": "60000", "contest": "BAR"},
    "positions.csv": {"party": "JKAP", "question": "delhi", "position": "2", "weight": "1", "as_of": "2024-03-20"},
    "polls.csv": {"pollster": "Later", "from": "2024-03-20", "to": "2024-03-21", "published": "2024-03-22",
                  "region": "*", "party": "BJP", "share": "11"},
    "reports.csv": {"date": "2024-03-20", "seat": "BAR", "party": "JKAP", "reporter": "R1", "sphere": "field",
                    "kind": "strength", "measure": "share_valid", "estimate": "0.6", "low": "0.5", "high": "0.7"},
}  # fmt: skip


def test_what_is_known_later_leaves_the_brief_equal_to_the_byte(study, tmp_path):
    before = as_json(study.brief())
    later = tmp_path / CASE.name
    shutil.copytree(CASE, later)
    for name, row in LATER.items():
        add_rows(later / name, row)
    (later / "news" / "2024-03-20-a-pact.md").write_text(
        "---\ndate: 2024-03-20\nsource: Paper\n---\n\nThe Apni Party has sealed an alliance with the BJP, "
        "general secretary Rafi Ahmad Mir said.\n",
        encoding="utf-8",
    )
    assert as_json(Study(later, draws=DRAWS).brief()) == before
    assert as_json(Study(later, draws=DRAWS, as_of=study.as_of.replace(day=22)).brief()) != before


def test_the_same_run_gives_the_same_bytes(study):
    assert as_json(Study(CASE, draws=DRAWS).brief()) == as_json(study.brief())
    assert as_json(Study(CASE, draws=DRAWS, seed=2).brief()) != as_json(study.brief())


def test_the_ledger_of_the_day(study):
    ledger = study.ledger
    seeks = ledger.entry("JKAP", None)
    assert seeks is not None
    assert seeks.falls_due is not None
    assert seeks.falls_due.isoformat() == "2024-03-26"
    refused = ledger.entry("BJP", "JKAP")
    assert refused is not None
    assert refused.status is Status.SOFTLY_BARRED
    assert refused.hedged
    for other in ("JKPC", "DPAP"):
        entry = ledger.entry("JKAP", other)
        assert entry is not None
        assert entry.relation is Relation.TALKING
        assert entry.status is Status.FREE
    assert not ledger.bonds or all({"JKAP", "DPAP"} != set(pair) for pair in ledger.bonds)


def test_the_brief_of_jkap_says_what_the_days_leave(advice):
    slack = {
        row.seat: row.days
        for option in advice.options
        for row in option.slack
        if row.deadline.isoformat() == "2024-03-26"
    }
    assert slack["UDH"] == 1
    assert slack["JAM"] == 9
    assert any(row.kind is DateKind.NOMINATIONS_CLOSE and row.days_left == 8 for row in advice.calendar)


def test_talks_with_jkpc_and_dpap_are_possible_and_bjp_is_behind_its_quote(study, advice):
    by_partners = {option.partners: option for option in advice.options}
    assert by_partners[("JKPC",)].ranked.status is Status.FREE
    assert by_partners[("DPAP",)].ranked.status is Status.FREE
    barred = by_partners[("BJP",)]
    assert barred.ranked.status is Status.SOFTLY_BARRED
    quoted = [row for row in barred.obstacles if row.quote and row.soft]
    assert quoted
    texts = {reading.article: reading.text for reading in study.readings}
    assert all(texts[row.article][row.start : row.end] == row.quote for row in quoted)
    for option in advice.options:
        row = option.ranked
        some = max(row.chance_gain, row.chance_loss) >= 0.05  # else the interval is 0 to 0 whatever few draws say
        assert row.gain.low90 <= row.gain.mean <= row.gain.high90 or not some


def test_spokespersons_who_contradict_each_other_are_warned_of(advice):
    warned = " ".join(advice.public_line.warnings)
    assert "within a week" in warned
    assert "in a day or two" in warned
    assert len(advice.public_line.sentences) == 3


def test_the_written_files_hold_what_a_reader_needs(study):
    found = json.loads(as_json(study.brief()))
    text = json.dumps(found, ensure_ascii=False)
    assert "within a week" in text
    assert str(study.run.input_hash) in text
    assert str(Path.cwd()) not in text


def test_who_follows_a_study_is_told_by_the_thread_that_asked():
    told = []
    Study(CASE, draws=20, tell=lambda sentence: told.append((sentence.partition(" ")[0], current_thread()))).brief()
    assert {thread for _, thread in told} == {current_thread()}
    assert [word for word, _ in told] == ["Reading", "Assessing", "Weighing", "Weighing", "Writing"]
