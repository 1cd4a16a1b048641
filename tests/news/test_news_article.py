"""The case's note of 19 March, read as a whole."""

from datetime import date

import pytest

from prepoll.case import load_case, read_parties, read_people
from prepoll.news import Cast, read_article, read_case, statement_json

pytestmark = pytest.mark.xdist_group(__name__)  # what they share is made once, not in every process

NOTE = "2024-03-19-apni-party-executive-seeks-allies"


@pytest.fixture(scope="module")
def reading():
    from pathlib import Path

    folder = Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024"
    raw = (folder / "news" / f"{NOTE}.md").read_bytes().decode("utf-8")
    cast = Cast(read_parties(folder / "parties.csv"), read_people(folder / "people.csv"))
    return read_article(raw, NOTE, cast, None)


def one(reading, actor, stance, target):
    return next(s for s in reading.statements if (s.actor, s.stance, s.target) == (actor, stance, target))


def test_it_finds_who_stands_where(reading):
    found = {(s.actor, str(s.stance), s.target) for s in reading.statements}
    assert found == {
        ("JKAP", "seeks", None),
        ("JKAP", "open", None),
        ("JKAP", "rules_out", "BJP"),
        ("DPAP", "talks", None),
    }


def test_the_search_for_partners_has_its_speaker_deadline_decision_and_mandate(reading):
    seeks = one(reading, "JKAP", "seeks", None)
    assert (seeks.speaker, seeks.role, seeks.attribution) == ("Rafi Ahmad Mir", "general secretary", "named")
    assert (seeks.deadline, seeks.deadline_date) == ("within a week", date(2024, 3, 26))
    assert (seeks.decided_by, seeks.decided_on) == ("executive", date(2024, 3, 18))
    assert seeks.authorised == "Syed Mohammad Altaf Bukhari"


def test_the_other_deadline_stays_visible_as_a_statement_of_its_own(reading):
    deadlines = [(s.deadline, s.deadline_date) for s in reading.statements if (s.actor, s.stance) == ("JKAP", "seeks")]
    assert deadlines == [("within a week", date(2024, 3, 26)), ("in a day or two", date(2024, 3, 21))]


def test_openness_keeps_its_condition_and_refusal_its_hedge_and_reason(reading):
    assert one(reading, "JKAP", "open", None).condition == "If others come forward"
    refusal = one(reading, "JKAP", "rules_out", "BJP")
    assert (refusal.hedge, refusal.reason, refusal.speaker) == ("for now", "differences of ideology", "Rafi Ahmad Mir")


def test_the_other_party_is_in_early_talks(reading):
    talks = one(reading, "DPAP", "talks", None)
    assert (talks.speaker, talks.role, talks.stage) == ("Salman Nizami", "DPAP chief spokesman", "initial")
    assert talks.deadline_date == date(2024, 3, 26)


def test_every_quote_is_the_text_at_its_offsets(reading):
    assert reading.text.startswith("---\n")
    assert all(reading.text[s.source.start : s.source.end] == s.quote for s in reading.statements)


def test_json_has_the_keys_of_the_contract(reading):
    row = statement_json(one(reading, "JKAP", "seeks", None))
    assert list(row) == [
        "actor",
        "target",
        "stance",
        "speaker",
        "role",
        "attribution",
        "hedge",
        "condition",
        "deadline",
        "seats",
        "quote",
        "start",
        "end",
        "reason",
        "stage",
        "decided_by",
        "decided_on",
        "authorised",
        "deadline_date",
    ]
    assert (row["decided_on"], row["deadline_date"]) == ("2024-03-18", "2024-03-26")


def test_a_case_is_read_article_by_article(case_folder):
    case = load_case(case_folder, date(2024, 3, 19))
    readings = read_case(case)
    assert [r.article for r in readings] == [a.id for a in case.articles]
    assert all(s.dated is not None and s.dated <= date(2024, 3, 19) for r in readings for s in r.statements)
    assert readings == read_case(case)
