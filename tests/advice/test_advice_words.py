from __future__ import annotations

from collections.abc import Callable
from datetime import date

from prepoll.advice.obstacles import obstacles
from prepoll.advice.public_line import public_line
from prepoll.case.types import Case
from prepoll.ledger.types import Bar, Contradiction, Entry, Ledger
from prepoll.names import Attribution, Relation, Stage, Stance
from prepoll.news.types import Statement

Say = Callable[..., Statement]
Keep = Callable[..., Ledger]
MakeEntry = Callable[..., Entry]


def record(say: Say) -> tuple[Statement, ...]:
    return (
        say("JKAP", Stance.ALONE, dated=date(2023, 10, 6)),
        say("JKAP", Stance.SEEKS, deadline="within a week", deadline_date=date(2024, 3, 26), quote="will approach"),
        say("JKAP", Stance.SEEKS, deadline="in a day or two", deadline_date=date(2024, 3, 21), quote="take shape"),
        say("JKAP", Stance.OPEN, condition="if others come forward"),
        say("JKAP", Stance.RULES_OUT, "BJP", hedge="for now", reason="ideology", quote="hard to imagine"),
        say("JKAP", Stance.TALKS, "DPAP", attribution=Attribution.SOURCES),
    )


def bar(statement: Statement, *, soft: bool = True) -> Bar:
    return Bar(statement.actor, statement.target or "", soft, (), (statement.id,), "Ruled out.")


def test_the_public_line_keeps_hedges_and_deadlines(kashmir: Case, say: Say, keep: Keep) -> None:
    said = record(say)
    line = public_line(kashmir, keep(*said, bars=(bar(said[4]),)), "JKAP")
    assert line.sentences == (
        "Jammu & Kashmir Apni Party (JKAP) seeks an alliance with like-minded parties; it has said “within a week”.",
        "It is open to an alliance with like-minded parties, if others come forward.",
        "It rules out an alliance with Bharatiya Janata Party (BJP), “for now” (reason given: ideology).",
    )
    assert line.rests_on == (said[1].id, said[3].id, said[4].id)


def test_a_lifted_refusal_and_sources_are_not_in_the_line(kashmir: Case, say: Say, keep: Keep) -> None:
    line = public_line(kashmir, keep(*record(say)), "JKAP")
    assert len(line.sentences) == 3
    assert "BJP" not in " ".join(line.sentences)
    assert "DPAP" not in " ".join(line.sentences)
    assert line.sentences[2] == "Nothing has been agreed with any party."


def test_a_later_word_of_going_alone_takes_the_rest_back(kashmir: Case, say: Say, keep: Keep) -> None:
    alone = say("JKAP", Stance.ALONE, dated=date(2024, 3, 20))
    line = public_line(kashmir, keep(*record(say), alone), "JKAP")
    assert line.sentences[0] == "Jammu & Kashmir Apni Party (JKAP) fights this election alone."
    assert "open" not in " ".join(line.sentences)


def test_of_one_day_seeking_counts_before_going_alone(kashmir: Case, say: Say, keep: Keep) -> None:
    alone = say("JKAP", Stance.ALONE, hedge="for the present")
    line = public_line(kashmir, keep(alone, *record(say)), "JKAP")
    assert "seeks an alliance" in line.sentences[0]


def test_a_stage_and_silence(kashmir: Case, say: Say, keep: Keep) -> None:
    talks = say("DPAP", Stance.TALKS, stage=Stage.INITIAL, decided_by="Ghulam Nabi Azad")
    line = public_line(kashmir, keep(talks), "DPAP")
    assert line.sentences == (
        "Democratic Progressive Azad Party (DPAP) is in talks with like-minded parties, at the initial stage.",
        "The decision lies with Ghulam Nabi Azad.",
        "Nothing has been agreed with any party.",
    )
    silent = public_line(kashmir, keep(), "AIP")
    assert len(silent.sentences) == 3
    assert silent.sentences[0] == "Awami Ittehad Party (AIP) has not said on record with whom it fights this election."


def test_contradictions_are_warned_of(kashmir: Case, say: Say, keep: Keep) -> None:
    said = record(say)
    clash = Contradiction("JKAP", "when", (said[1].id, said[2].id), ("within a week", "in a day or two"))
    line = public_line(kashmir, keep(*said, contradictions=(clash,)), "JKAP")
    assert "“within a week” against “in a day or two”" in line.warnings[0]
    assert line.differs == (said[1].id, said[2].id)
    assert public_line(kashmir, keep(*said, contradictions=(clash,)), "DPAP").warnings == ()


def test_obstacles_carry_the_quote_and_the_way_out(kashmir: Case, say: Say, keep: Keep, entry: MakeEntry) -> None:
    said = record(say)
    ledger = keep(*said, bars=(bar(said[4]),), entries=(entry("BJP", "JKAP", Relation.RULED_OUT),))
    (found,) = obstacles(kashmir, ledger, "JKAP", ("BJP",), ("UDH", "JAM"))
    assert (found.quote, found.soft, found.article) == ("hard to imagine", True, "note")
    assert found.start is not None
    assert found.end == found.start + len("hard to imagine")
    assert found.remedy == "The refusal is hedged (“for now”): JKAP would have to lift it towards BJP."


def test_a_bar_in_other_seats_is_no_obstacle(kashmir: Case, say: Say, keep: Keep, entry: MakeEntry) -> None:
    refusal = say("DPAP", Stance.RULES_OUT, "JKAP")
    limited = Bar("DPAP", "JKAP", False, ("ANR",), (refusal.id,), "Ruled out in one seat.")
    ledger = keep(refusal, bars=(limited,), entries=(entry("DPAP", "JKAP"),))
    assert obstacles(kashmir, ledger, "JKAP", ("DPAP",), ("UDH", "JAM")) == ()
    (found,) = obstacles(kashmir, ledger, "JKAP", ("DPAP",), ("ANR",))
    assert found.soft is False


def test_partners_bars_among_themselves_count(kashmir: Case, say: Say, keep: Keep, entry: MakeEntry) -> None:
    refusal = say("DPAP", Stance.RULES_OUT, "JKPC")
    ledger = keep(refusal, bars=(bar(refusal, soft=False),), entries=(entry("DPAP", "JKAP"), entry("JKAP", "JKPC")))
    (found,) = obstacles(kashmir, ledger, "JKAP", ("DPAP", "JKPC"), ("ANR",))
    assert found.remedy == "DPAP would have to take its refusal of JKPC back, on record."


def test_doubts_are_said(kashmir: Case, say: Say, keep: Keep, entry: MakeEntry) -> None:
    hedged = say("JKAP", Stance.TALKS, "JKPC", hedge="could")
    ledger = keep(
        hedged, entries=(entry("JKAP", "JKPC", hedged=True, b_stands=Relation.UNKNOWN, statements=(hedged.id,)),)
    )
    first, second = obstacles(kashmir, ledger, "JKAP", ("JKPC",), ("BAR",))
    assert "“could”" in first.words
    assert first.soft is None
    assert second.words == "Nothing on record says where JKPC stands towards JKAP."
    (nothing,) = obstacles(kashmir, keep(), "JKAP", ("AIP",), ("BAR",))
    assert nothing.quote is None
