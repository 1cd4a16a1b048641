"""brief.json: the same bytes again, figures with their sources, every key described."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from prepoll.brief import as_json
from prepoll.brief.json_writer import DIGITS, plain
from prepoll.brief.types import Brief
from prepoll.study import Study

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

DRAWS = 200


@pytest.fixture(scope="module")
def content(brief):
    return json.loads(as_json(brief))


def test_running_twice_gives_the_same_bytes(case_folder, brief):
    assert as_json(Study(case_folder, draws=DRAWS).brief()) == as_json(brief)


def test_rows_known_later_change_nothing(copy, brief):
    with (copy / "reports.csv").open("a", encoding="utf-8") as file:
        file.write("2030-03-25,SAL,,LM,late agent,field,strength,share_valid,base,0.9,0.8,0.95,,,\n")
    (copy / "news" / "2030-03-25-late.md").write_text(
        "---\ndate: 2030-03-25\nsource: Late\n---\n\nThe Lantern Movement rules out the Covenant Party.\n",
        encoding="utf-8",
    )
    later = Study(copy, draws=DRAWS)
    assert as_json(later.brief()) == as_json(brief)
    seen = as_json(Study(copy, draws=DRAWS, as_of=later.as_of.replace(day=26)).brief())
    assert "late agent" in seen


def test_a_row_added_above_keeps_the_ids_below(copy, brief):
    path = copy / "positions.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, rows[1], rows[0], *rows[2:]]), encoding="utf-8")
    changed = json.loads(as_json(Study(copy, draws=DRAWS).brief()))
    assert [row["rows"] for row in changed["evidence"]] == [
        row["rows"] for row in json.loads(as_json(brief))["evidence"]
    ]


def test_it_names_no_place_on_a_machine(brief, case_folder):
    written = as_json(brief)
    assert str(case_folder.parent) not in written
    assert str(Path.home()) not in written


def test_keys_are_sorted_and_floats_rounded(brief):
    written = as_json(brief)

    def ordered(pairs):
        keys = [key for key, _ in pairs]
        assert keys == sorted(keys)
        return dict(pairs)

    def rounded(text):
        assert len(text.partition(".")[2].partition("e")[0]) <= DIGITS, text
        return float(text)

    json.loads(written, object_pairs_hook=ordered, parse_float=rounded)


def test_every_figure_names_rows_of_the_case(content, study):
    case = study.case
    known = {row.row.id for table in (case.results, case.polls, case.reports, case.lineage) for row in table}
    known |= {row.row.id for table in (case.units, case.fronts, case.seats, case.parties) for row in table}
    evidence = {row["id"]: row for row in content["evidence"]}
    for row in evidence.values():
        assert set(row["rows"]) <= known, row
    sourced = [share for seat in content["seats"] for share in seat["parties"] if share["evidence"]]
    assert len(sourced) > 10
    for share in sourced:
        assert set(share["evidence"]) <= set(evidence)
    figures = [share["figure"] for seat in content["seats"] for share in seat["parties"]]
    assert len(figures) == len(set(figures))


def test_seats_of_the_totals_sum_to_the_house(content):
    assert sum(row["seats"]["mean"] for row in content["totals"]) == pytest.approx(len(content["seats"]), abs=1e-4)
    for seat in content["seats"]:
        assert sum(row["chance"] for row in seat["parties"]) == pytest.approx(1, abs=1e-4)
        assert sum(row["share"]["mean"] for row in seat["parties"]) == pytest.approx(1, abs=1e-3)


def test_what_has_no_place_in_a_brief_is_refused():
    with pytest.raises(TypeError, match="set has no place"):
        plain({1, 2})


def rows_of(kind, seen):
    """List the row types that a type holds, itself first."""
    for part in (kind, *get_args(kind)):
        if part is not kind:
            rows_of(part, seen)
        elif is_dataclass(part) and part not in seen:
            seen.append(part)
            hints = get_type_hints(part)
            for field in fields(part):
                if field.metadata.get("json", True) and hints[field.name] is not NoneType:
                    rows_of(hints[field.name], seen)
    return seen


def test_the_reference_page_describes_every_key(root):
    page = (root / "docs" / "reference" / "brief.md").read_text(encoding="utf-8")
    described = {}
    for section in page.split("\n## ")[1:]:
        name = section.split("\n", 1)[0].strip()
        described[name] = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    for kind in rows_of(Brief, []):
        keys = {field.name for field in fields(kind) if field.metadata.get("json", True)}
        assert described.get(kind.__name__) == keys | ({"format"} if kind is Brief else set()), kind.__name__
