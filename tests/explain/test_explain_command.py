"""`prepoll explain`: short for people, whole for programs."""

import json
import re
import subprocess
import sys
from pathlib import Path

from prepoll.explain import explain_in, explanation_text

PREPOLL = str(Path(sys.executable).parent / "prepoll")
CASE = "cases/tutorial"
LONGEST = 48


def run(*arguments):
    return subprocess.run(
        [PREPOLL, "explain", CASE, *arguments, "--draws", "100"], capture_output=True, text=True, check=False
    )


def test_the_text_is_short_and_says_what_it_folds(kashmir_figures):
    names = ["BAR", "BAR/JKAP/share", "NC/seats", "JKAP/options/0/gain", "JKAP/options/0/transfer", "JKAP/alone/votes"]
    for name in names:
        chain = explain_in(kashmir_figures, name)
        text = explanation_text(chain)
        assert text.count("\n") <= LONGEST, name
        assert re.search(r"and \d+ of \S+.*: list with --all", text)
        whole = explanation_text(chain, whole=True)
        assert "--all" not in whole
        assert all(row.text in whole for row in chain.rows)


def test_what_is_folded_is_counted(kashmir_figures):
    chain = explain_in(kashmir_figures, "BAR/JKAP/share")
    text = explanation_text(chain)
    shown = len(re.findall(r"^  \S+, line \d+ \[", text, re.MULTILINE))
    folded = re.search(r"^  and (\d+ of .*): list with --all\n\Z", text, re.MULTILINE)
    counts = [int(part.split(" ")[0]) for part in folded[1].split(", ")]
    assert shown + sum(counts) == len(chain.rows)


def test_json_holds_the_whole_chain(root):
    done = run("/seats/0/chance", "--json")
    assert done.returncode == 0, done.stderr
    chain = json.loads(done.stdout)
    assert chain["figure"] == "/seats/0/chance"
    assert "rows" in chain["endings"]
    held = {row["id"] for row in chain["rows"]}
    assert held >= {name for piece in chain["evidence"] for name in piece["rows"]}
    assert (chain["method"]["draws"], chain["draws"][0]["share"]["mean"] > 0) == (100, True)
    assert run("/seats/0/chance", "--json").stdout == done.stdout


def test_a_wrong_address_ends_with_one_message_and_two():
    done = run("/seats/0/chanse")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Near: /seats/0/chance" in done.stderr


def test_every_address_of_the_page_is_explained(root, kashmir_figures):
    page = (root / "docs/how-to/explain.md").read_text(encoding="utf-8")
    commands = [line.split() for line in page.splitlines() if line.startswith("    prepoll explain ")]
    assert len(commands) >= 5
    assert {command[2] for command in commands} == {"cases/jammu-kashmir-2024"}
    for command in commands:
        chain = explain_in(kashmir_figures, command[3])
        assert chain.rows or chain.statements
        assert set(command[4:]) <= {"--json", "--all"}
