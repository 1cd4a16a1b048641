"""The notes of many countries: their gold follows the codebook's plain rules, whoever reads them."""

import csv
import json
from pathlib import Path

import pytest

from prepoll.names import Stance

WORLD = Path(__file__).parents[2] / "benchmarks" / "news" / "world"
GROUPS = sorted(path.name for path in WORLD.iterdir() if path.is_dir())


def test_there_are_eight_groups_of_six():
    counts = [len((WORLD / g / "gold.jsonl").read_text(encoding="utf-8").splitlines()) for g in GROUPS]
    assert counts == [6] * 8


@pytest.mark.parametrize("group", GROUPS)
def test_the_gold_names_the_cast_and_quotes_to_the_letter(group):
    with (WORLD / group / "parties.csv").open(encoding="utf-8") as rows:
        codes = {row["code"] for row in csv.DictReader(rows)}
    for line in (WORLD / group / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        text = (WORLD / group / "texts" / f"{item['id']}.txt").read_text(encoding="utf-8")
        said = [(s["actor"], s["target"], s["stance"]) for s in item["statements"]]
        assert len(said) == len(set(said))
        for one in item["statements"]:
            assert Stance(one["stance"])
            assert one["actor"] in codes
            assert one["target"] is None or one["target"] in codes - {one["actor"]}
            assert text[one["start"] : one["end"]].strip()
            assert all(one[k] is None or one[k] in text for k in ("hedge", "condition", "deadline"))
