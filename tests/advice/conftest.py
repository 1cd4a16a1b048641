from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from prepoll.case import load_case
from prepoll.case.types import Case
from prepoll.ledger.types import Bar, Due, Entry, Judged, Ledger
from prepoll.names import Attribution, Relation, Stance, Status
from prepoll.news.types import Span, Statement

CASES = Path(__file__).parents[2] / "cases"
DAY = date(2024, 3, 19)


@pytest.fixture(scope="session")
def kashmir() -> Case:
    return load_case(CASES / "jammu-kashmir-2024")


@pytest.fixture
def say() -> Callable[..., Statement]:
    def make(actor: str, stance: Stance, target: str | None = None, quote: str = "words", **more: object) -> Statement:
        fields: dict[str, object] = {
            "speaker": None,
            "role": None,
            "attribution": Attribution.NAMED,
            "hedge": None,
            "condition": None,
            "deadline": None,
            "seats": None,
            "dated": DAY,
            **more,
        }
        return Statement(
            actor=actor, target=target, stance=stance, quote=quote, source=Span("note", 10, 10 + len(quote)), **fields
        )  # type: ignore[arg-type]

    return make


@pytest.fixture
def keep() -> Callable[..., Ledger]:
    def make(*statements: Statement, bars: tuple[Bar, ...] = (), **more: object) -> Ledger:
        fields: dict[str, object] = {"entries": (), "contradictions": (), "bonds": (), "courtesies": (), **more}
        due = tuple(
            Due(s.deadline_date, s.actor, s.target, s.deadline, s.id)
            for s in statements
            if s.deadline is not None and s.deadline_date is not None
        )
        judged = tuple(Judged(s, s.id, None) for s in statements)
        return Ledger(as_of=DAY, statements=judged, due=due, bars=bars, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def entry() -> Callable[..., Entry]:
    def make(a: str, b: str | None, relation: Relation = Relation.TALKING, **more: object) -> Entry:
        fields: dict[str, object] = {
            "a_stands": relation,
            "b_stands": relation,
            "status": Status.FREE,
            "hedged": False,
            "contested": False,
            "inferred": False,
            "stage": None,
            "since": DAY,
            "falls_due": None,
            "only_seats": (),
            "statements": (),
            "why": "Said so.",
            **more,
        }
        return Entry(a=a, b=b, relation=relation, **fields)  # type: ignore[arg-type]

    return make
