"""Small casts and statements written by hand, for the tests of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from prepoll.case.types import Case, Judgement, Membership, Party, Person, Publication, Region, Row, Seat
from prepoll.names import AlliancesBy, Attribution, PartyKind, Stage, Stance, Verdict
from prepoll.news.types import Span, Statement

ROW = Row("parties.csv", 2, "parties.csv:0")
TEXTS = ("speaker", "role", "hedge", "condition", "deadline", "seats", "reason", "decided_by", "authorised")


def party(code, kind="party"):
    return Party(code, f"Party {code}", (), PartyKind(kind), None, None, None, ROW)


def small_case(as_of="2024-03-31", judgements=(), people=(), blocs=(), parties="ABCD"):
    """Four parties, a bloc G, independents; North has seats N1 (Norwick) and N2 (Hill-Dale), South S1 S2 S3."""
    names = {"N1": "Norwick", "N2": "Hill-Dale", "S1": "South", "S2": "Sandby", "S3": "Strand"}
    regions = (Region("North", "North", ("N1", "N2")), Region("South", "South", ("S1", "S2", "S3")))
    seats = tuple(
        Seat(code, name, "North" if code[0] == "N" else "South", None, None, None, None, ROW)
        for code, name in names.items()
    )
    members = tuple(Membership(bloc, code, day(a), day(b), ROW) for bloc, code, a, b in blocs)
    persons = tuple(Person(name, (), code, None, None, None, ROW) for name, code in people)
    rows = tuple(
        Judgement(
            statement,
            Verdict(verdict),
            correction,
            "Rapporteur",
            datetime.fromisoformat(at).replace(tzinfo=UTC),
            Row("judgements.csv", n, f"judgements.csv:{n}"),
        )
        for n, (statement, verdict, correction, at) in enumerate(judgements, start=2)
    )
    return Case(
        folder="small",
        title="Small",
        country=None,
        rule="plurality",
        as_of=day(as_of),
        election_date=None,
        alliances_by=AlliancesBy.REGION,
        focal=("A",),
        regions=regions,
        past=(),
        objectives=(),
        publication=Publication(None, None),
        parties=(*map(party, parties), party("G", "bloc"), party("IND", "other")),
        blocs=members,
        lineage=(),
        people=persons,
        seats=seats,
        units=(),
        results=(),
        fronts=(),
        positions=(),
        polls=(),
        reports=(),
        articles=(),
        judgements=rows,
        boundaries=(),
    )


def day(text):
    return None if text is None else date.fromisoformat(text if len(text) > 2 else f"2024-03-{text}")


def said(on, actor, stance, target=None, by=None, who="named", **more):
    """One statement; `on` is a day of March 2024 ("05") or a whole date."""
    words = {name: more.pop(name, None) for name in TEXTS if name != "speaker"}
    dated = day(on)
    due = more.pop("due", None)
    stage = more.pop("stage", None)
    article = more.pop("article", f"{dated}-{actor}-{stance}-{target}-{who}")
    quote = more.pop("quote", f"{actor} {stance} {target}")
    one = Statement(
        actor=actor,
        target=target,
        stance=Stance(stance),
        speaker=by,
        role=words["role"],
        attribution=Attribution(who),
        hedge=words["hedge"],
        condition=words["condition"],
        deadline=words["deadline"],
        seats=words["seats"],
        quote=quote,
        source=Span(article, 0, len(quote)),
        stage=Stage(stage) if stage else None,
        deadline_date=day(due),
        dated=dated,
    )
    rest = {name: words[name] for name in ("reason", "decided_by", "authorised")}
    return replace(one, **rest, **more)
