"""Every cue of the data files has an example that gives what the file says."""

import re
from datetime import date

import pytest

from prepoll.case import read_parties, read_people
from prepoll.errors import NewsError
from prepoll.names import UNDIRECTED
from prepoll.news import read_article
from prepoll.news.forms import written_out
from prepoll.news.lexicon import CORES, FILES, cues, kinds, read_cue, table

DAY = date(2024, 3, 19)
CASES = [(cue.id, example) for cue in cues() for example in cue.examples]


def in_one_order(actor, target, stance):
    return (target, actor, stance) if stance in UNDIRECTED and target and target < actor else (actor, target, stance)


def read(text, cast):
    return read_article(text, "example", cast, DAY).statements


@pytest.mark.parametrize(("name", "example"), CASES, ids=[f"{c}-{n}" for n, (c, _) in enumerate(CASES)])
def test_the_example_of_a_cue_gives_what_it_says(name, example, cast):
    found = {in_one_order(s.actor, s.target, str(s.stance)) for s in read(example.text, cast)}
    assert found == {in_one_order(*triple) for triple in example.gives}


def test_every_cue_that_states_a_stance_has_an_example_and_a_name_of_its_own():
    assert all(cue.examples for cue in cues() if kinds()[cue.kind].stance is not None)
    assert len({cue.id for cue in cues()}) == len(cues())


def test_every_kind_that_a_claim_hangs_on_says_where_actor_and_target_stand():
    hung_on = [kind for kind in kinds().values() if kind.sign in CORES]
    assert all(kind.stance is not None and kind.frame for kind in hung_on)
    assert len({kind.sign for kind in kinds().values() if kind.sign}) == sum(bool(k.sign) for k in kinds().values())


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"id": "bad", "kind": "nowhere", "forms": "x"}, "cue bad: there is no kind 'nowhere'"),
        ({"id": "bad", "kind": "union", "forms": " , "}, "cue bad has no forms"),
        ({"id": "bad", "kind": "union", "forms": "a (b|(c|d))"}, "a choice stands within a choice"),
    ],
)
def test_a_cue_that_cannot_be_read_is_named(row, wrong):
    with pytest.raises(NewsError, match=re.escape(wrong)):
        read_cue(row)


def test_a_form_is_found_as_a_whole_word_only():
    forms = written_out("(join+) hands, deny+, a (b|)c")
    assert forms[:4] == ["join hands", "joins hands", "joined hands", "joining hands"]
    assert {"denies", "denied", "denying", "a bc", "a c"} <= set(forms)
    assert all(form == form.lower().strip() for cue in cues() for form in cue.forms)


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


@pytest.mark.parametrize("file", [*FILES, "classes", "scope", "words", "hedges", "conditions"])
def test_no_cue_names_a_real_party_or_person(file, case_folder, dev_folders):
    cues_folder = case_folder.parents[1] / "src" / "prepoll" / "news" / "cues"
    written = set(re.findall(r"[a-z][\w']+", (cues_folder / f"{file}.toml").read_text(encoding="utf-8").lower()))
    for folder in (case_folder, *dev_folders):
        people = {w.lower() for p in read_people(folder / "people.csv") for w in p.name.split()[-1:] if len(w) > 4}
        codes = {p.code.lower() for p in read_parties(folder / "parties.csv") if len(p.code) > 3}
        assert not written & (people | codes) - ORDINARY


ORDINARY = {"labour", "green", "greens", "conservative", "liberal"}  # words of the language before they are names
