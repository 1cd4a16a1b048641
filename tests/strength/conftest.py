"""Small cases made by hand: `make(results=…, fronts=…)` gives a Case with two regions and four seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from prepoll.case.types import (
    Case,
    FrontMember,
    Lineage,
    Membership,
    Party,
    Past,
    PollShare,
    Publication,
    Region,
    Report,
    Result,
    Row,
    Seat,
    Unit,
)
from prepoll.names import (
    AlliancesBy,
    ElectionKind,
    FrontKind,
    LineageKind,
    Measure,
    PartyKind,
    PollKind,
    ReportKind,
    Sphere,
)

NORTH, SOUTH = ("N1", "N2"), ("S1", "S2")
DAYS = {"GE1": date(2010, 5, 1), "AE1": date(2012, 5, 1), "GE2": date(2015, 5, 1)}
KINDS = {"GE1": ElectionKind.PARLIAMENT, "AE1": ElectionKind.ASSEMBLY, "GE2": ElectionKind.PARLIAMENT}


class Maker:
    def __init__(self):
        self.line = 0

    def row(self, file):
        self.line += 1
        return Row(file, self.line, f"{file}:{self.line}")

    def case(self, **parts):
        parties = parts.pop("parties", ("A", "B", "C"))
        seats = parts.pop("seats", (*NORTH, *SOUTH))
        weights = parts.pop("weights", {"GE2": 1.0})
        base = Case(
            folder="made",
            title="Made by hand",
            country=None,
            rule="plurality",
            as_of=date(2020, 3, 1),
            election_date=date(2020, 4, 1),
            alliances_by=AlliancesBy.REGION,
            focal=(),
            regions=(
                Region("North", "North", tuple(s for s in seats if s[0] == "N")),
                Region("South", "South", tuple(s for s in seats if s[0] == "S")),
            ),
            past=tuple(Past(code, KINDS[code], DAYS[code], weight, None) for code, weight in weights.items()),
            objectives=(),
            publication=Publication(None, None),
            parties=(
                *(self.party(code) for code in parties),
                self.party("IND", PartyKind.OTHER),
                self.party("NOTA", PartyKind.OTHER),
            ),
            blocs=(),
            lineage=(),
            people=(),
            seats=tuple(self.seat(code) for code in seats),
            units=(),
            results=(),
            fronts=(),
            positions=(),
            polls=(),
            reports=(),
            articles=(),
            judgements=(),
            boundaries=(),
        )
        return replace(base, **parts)

    def party(self, code, kind=PartyKind.PARTY):
        return Party(code, code, (), kind, None, None, None, self.row("parties.csv"))

    def bloc(self, code, *members):
        party = self.party(code, PartyKind.BLOC)
        return party, tuple(Membership(code, one, None, None, self.row("blocs.csv")) for one in members)

    def seat(self, code):
        region = "North" if code[0] == "N" else "South"
        return Seat(code, code, region, 100_000, None, None, None, self.row("seats.csv"))

    def unit(self, unit, seat, weight=1.0):
        return Unit(unit, seat, weight, self.row("units.csv"))

    def votes(self, election, seat, unit=None, contest=None, electors=100_000, **votes):
        return tuple(
            Result(
                election, KINDS[election], DAYS[election], unit, seat, party, None, count, electors, contest or seat,
                self.row("results.csv"),
            )
            for party, count in votes.items()
        )  # fmt: skip

    def front(self, election, region, party, kind=FrontKind.SEAT_SHARING, front="F"):
        return FrontMember(election, region, front, party, kind, None, self.row("fronts.csv"))

    def split(self, child, parent, weight=0.2, *, low=0.05, high=0.5, since=date(2017, 1, 1), kind=LineageKind.SPLIT):
        return Lineage(child, since, parent, weight, low, high, kind, self.row("lineage.csv"))

    def poll(self, party, share, pollster="House", region="*", day=date(2020, 2, 20), kind=PollKind.OPINION):
        return PollShare(
            pollster, kind, day, day, day, None, region, party, share, None, self.row("polls.csv")
        )  # fmt: skip

    def report(self, party, estimate, **parts):
        base = Report(
            date=date(2020, 2, 1),
            seat="N1",
            unit=None,
            party=party,
            reporter="a reporter",
            sphere=Sphere.PRESS,
            kind=ReportKind.STRENGTH,
            measure=Measure.SHARE_VALID,
            of="base",
            estimate=estimate,
            low=None if estimate is None else estimate / 2,
            high=None if estimate is None else estimate * 2,
            election=None,
            note=None,
            source=None,
            row=self.row("reports.csv"),
        )
        return replace(base, **parts)


@pytest.fixture
def make():
    return Maker()


@pytest.fixture
def plain(make):
    """One general election, A, B and C alone in all four seats."""
    counts = {
        "N1": {"A": 30_000, "B": 20_000, "C": 9_000, "IND": 1_000},
        "N2": {"A": 24_000, "B": 26_000, "C": 9_000, "IND": 1_000},
        "S1": {"A": 12_000, "B": 20_000, "C": 27_000, "IND": 1_000},
        "S2": {"A": 14_000, "B": 16_000, "C": 29_000, "IND": 1_000},
    }
    return make.case(results=tuple(row for seat, votes in counts.items() for row in make.votes("GE2", seat, **votes)))
