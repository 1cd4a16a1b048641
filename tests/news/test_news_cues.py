"""Every cue of the data files has an example that gives what the file says."""

import re
from datetime import date

import pytest

from prepoll.case import read_parties, read_people
from prepoll.errors import NewsError
from prepoll.names import UNDIRECTED
from prepoll.news import read_article
from prepoll.news.lexicon import cues, read_cue, table
from prepoll.news.signs import rules

DAY = date(2024, 3, 19)
FILES = (
    "refusals",
    "approaches",
    "deals",
    "contests",
    "idioms",
    "turns",
    "signs",
    "scope",
    "words",
    "hedges",
    "conditions",
)
CASES = [(cue.id, example) for cue in cues() for example in cue.examples]
RULES = [(rule.id, rule.example) for rule in rules()]


def in_one_order(actor, target, stance):
    return (target, actor, stance) if stance in UNDIRECTED and target and target < actor else (actor, target, stance)


def read(text, cast):
    return read_article(text, "example", cast, DAY).statements


@pytest.mark.parametrize(("name", "example"), CASES + RULES, ids=[f"{c}-{n}" for n, (c, _) in enumerate(CASES + RULES)])
def test_the_example_of_a_cue_gives_what_it_says(name, example, cast):
    found = {in_one_order(s.actor, s.target, str(s.stance)) for s in read(example.text, cast)}
    assert found == {in_one_order(*triple) for triple in example.gives}


def test_every_cue_has_an_example_and_a_name_of_its_own():
    assert all(cue.examples for cue in cues())
    assert len({cue.id for cue in cues()}) == len(cues())


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.id)
def test_every_pattern_compiles(cue):
    assert cue.pattern.search("") is None


@pytest.mark.parametrize(("pattern", "wrong"), [("(unclosed {T}", "cue bad: "), ("{nowhere} {T}", "nowhere")])
def test_a_pattern_that_does_not_compile_is_named(pattern, wrong):
    row = {"id": "bad", "stance": "open", "anchors": ["x"], "pattern": pattern, "examples": []}
    with pytest.raises(NewsError, match=wrong):
        read_cue(row).pattern  # noqa: B018  compiled when asked for


@pytest.mark.parametrize("row", table("deadlines")["deadline"], ids=lambda row: row["example"])
def test_the_example_of_a_deadline_gives_its_date(row, cast):
    text = f"The Red Party is in talks with the Blues, Anna Roth said. {row['example']}"
    (found,) = [s for s in read(text, cast) if s.stance == "talks"]
    if "date" in row:
        assert found.deadline_date == row["date"]


@pytest.mark.parametrize(
    ("file", "field"), [("hedges", "hedge"), ("conditions", "condition"), ("bodies", "decided_by")]
)
def test_the_example_of_a_detail_is_found(file, field, cast):
    example = table(file)["example"]
    (found, *_) = read(example["text"], cast)
    assert getattr(found, field) == example[field]
    if "decided_on" in example:
        assert found.decided_on == example["decided_on"]


def test_may_is_a_month_only_where_it_is_one(cast):
    (hedged,) = read("The Red Party may join the Broad Front.", cast)
    assert (hedged.hedge, hedged.deadline) == ("may", None)
    (dated,) = read("The Red Party is in talks with the Blues and will announce it by May 2.", cast)
    assert (dated.deadline, dated.deadline_date) == ("by May 2", date(2024, 5, 2))


@pytest.mark.parametrize("file", FILES)
def test_no_cue_names_a_real_party_or_person(file, case_folder, dev_folders):
    written = (case_folder.parents[1] / "src" / "prepoll" / "news" / "cues" / f"{file}.toml").read_text(
        encoding="utf-8"
    )
    words = set(re.findall(r"[A-Z][\w']+", written))
    for folder in (case_folder, *dev_folders):
        people = {word for p in read_people(folder / "people.csv") for word in p.name.split() if len(word) > 3}
        codes = {p.code for p in read_parties(folder / "parties.csv") if len(p.code) > 2}
        assert not words & (people | codes)
