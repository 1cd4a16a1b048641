"""The content of brief.json, made part by part as it is asked for, with the values it was written from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from prepoll.advice.types import Advice
from prepoll.alliances import interval
from prepoll.alliances.types import Interval, Outcome
from prepoll.brief import make_brief
from prepoll.brief.json_writer import NAMES, part, plain_fields
from prepoll.brief.make import leaders, party_rows
from prepoll.brief.options import party_advice
from prepoll.brief.types import Brief
from prepoll.case.types import Article
from prepoll.explain.source_rows import SourceRows
from prepoll.explain.types import Account, Links
from prepoll.ledger.types import Judged
from prepoll.names import PartyCode, SeatCode
from prepoll.strength.types import Evidence, Move
from prepoll.study import Study
from prepoll.transfer import PriorTransfers, TransferPrior

Floats = npt.NDArray[np.float64]

MATTERS_FROM = 0.05
"""A rival whose own share in a seat is at least this on average is part of the chain of the seat's figures."""
CHANCE_FROM = 0.01
"""So is one with at least this chance to win it."""


class Figures:
    """All figures of the brief of one study; `parties`, `objective` and `since` as for the brief."""

    def __init__(
        self, study: Study, parties: Sequence[str] = (), objective: str | None = None, since: date | None = None
    ) -> None:
        self.study, self.case, self.ledger = study, study.case, study.ledger
        self.focal = study.focal(parties)
        self.objective, self.since = objective, since
        self.rows = SourceRows(study.folder, study.case)
        self._advices: dict[int, Advice] = {}
        self._written: dict[int, Mapping[str, object]] = {}
        self._shares: dict[tuple[SeatCode, PartyCode], Interval] = {}
        self._all: dict[SeatCode, Floats] = {}
        self._rivals: dict[SeatCode, tuple[PartyCode, ...]] = {}
        self.links: dict[Account, Links] = {}  # chains already found: figures of one kind share them
        self.observed_in: dict[str, tuple[str, ...]] = {}  # rows of observations, by their ids
        self._priors: dict[tuple[PartyCode, PartyCode], TransferPrior] = {}

    @cached_property
    def brief(self) -> Brief:
        """The brief without its advice."""
        study = self.study
        before = study.ledger_before(self.since)
        made = make_brief(self.case, self.ledger, study.strength, study.election, (), study.readings, before, study.run)
        chosen, leading = party_rows(self.case, self.focal), leaders(self.case, self.focal)
        return replace(made, focal=self.focal, parties=chosen, leaders=leading)

    def take(self, brief: Brief) -> None:
        """Use a brief that is already made, its advice left out."""
        self.brief = replace(brief, advices=())

    @cached_property
    def content(self) -> Mapping[str, object]:
        """The content of brief.json; each part, and the advice to each party, is made when it is looked at."""
        return Content(self)

    @cached_property
    def base(self) -> Outcome:
        """Votes and winners with the alliances in force."""
        return self.study.outcome()

    def advice(self, place: int) -> Advice:
        """Return the advice to the focal party at a place."""
        if place not in self._advices:
            self._advices[place] = self.study.advice(self.focal[place], self.objective)
        return self._advices[place]

    def advice_rows(self, place: int) -> Mapping[str, object]:
        """Return the advice to the focal party at a place as it is written."""
        if place not in self._written:
            self._written[place] = plain_fields(party_advice(self.advice(place), self.brief.claims))
        return self._written[place]

    def own_share(self, seat: SeatCode, party: PartyCode) -> Interval:
        """Return a party's own strength in a seat as a share of votes for candidates."""
        if (seat, party) not in self._shares:
            draws = self.study.draws
            share = draws.share[draws.seat_index[seat], draws.party_index[party]] / self._voting(seat)
            self._shares[seat, party] = interval(share)
        return self._shares[seat, party]

    def _voting(self, seat: SeatCode) -> Floats:
        """Return what all candidates of a seat have together, (draw,), as a share of what the draws count."""
        if seat not in self._all:
            draws = self.study.draws
            whole = draws.share[draws.seat_index[seat], :-2].sum(axis=0, dtype=np.float64)
            self._all[seat] = np.maximum(whole, 1e-12)
        return self._all[seat]

    def transfer(self, q: PartyCode, c: PartyCode) -> TransferPrior | None:
        """State what is believed of transfer from q to c; None where transfers are given as numbers."""
        transfers = self.study.election.transfers
        if not isinstance(transfers, PriorTransfers):
            return None
        if (q, c) not in self._priors:
            self._priors[q, c] = transfers.prior(q, c)
        return self._priors[q, c]

    def rivals(self, seat: SeatCode) -> tuple[PartyCode, ...]:
        """List the parties that matter in a seat, the strongest first."""
        if seat not in self._rivals:
            self._rivals[seat] = self._find_rivals(seat)
        return self._rivals[seat]

    def _find_rivals(self, seat: SeatCode) -> tuple[PartyCode, ...]:
        wins = self.base.wins[self.base.seats.index(seat)].mean(axis=1)
        strong = [
            (self.own_share(seat, party).mean, party)
            for party, chance in zip(self.base.contenders, wins, strict=True)
            if chance >= CHANCE_FROM or self.own_share(seat, party).mean >= MATTERS_FROM
        ]
        return tuple(party for _, party in sorted(strong, key=lambda row: (-row[0], row[1])))

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        """Map ids to observations."""
        return {seen.id: seen for seen in self.study.strength.evidence}

    @cached_property
    def moves(self) -> Mapping[tuple[SeatCode, PartyCode], tuple[Move, ...]]:
        """Map seats and parties to what moved them, the largest moves first."""
        found: dict[tuple[SeatCode, PartyCode], list[Move]] = {}
        for move in self.study.strength.moves:
            found.setdefault((move.seat, move.party), []).append(move)
        return {key: tuple(sorted(moves, key=effect, reverse=True)) for key, moves in found.items()}

    @cached_property
    def results(self) -> Mapping[tuple[str, SeatCode], tuple[str, ...]]:
        """Map elections and seats to the ids of their rows of results."""
        found: dict[tuple[str, SeatCode], list[str]] = {}
        for row in self.case.results:
            found.setdefault((row.election, row.seat), []).append(row.row.id)
        return {key: tuple(ids) for key, ids in found.items()}

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """Map ids of statements, as read and as corrected, to what counts."""
        known = {judged.original_id: judged for judged in self.ledger.statements}
        return known | {judged.statement.id: judged for judged in self.ledger.statements}

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """Map ids to articles."""
        return {article.id: article for article in self.case.articles}

    def seat_name(self, code: SeatCode) -> str:
        """Return the name of a seat."""
        return next((seat.name for seat in self.case.seats if seat.code == code), code)


def effect(move: Move) -> float:
    """Measure what a source did to a party: in log share, and in how sure it is."""
    return abs(math.log(move.after / move.before)) + abs(move.log_sd_after - move.log_sd_before)


class Content(Mapping[str, object]):
    """The parts of brief.json, each written when it is looked at."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._written: dict[str, object] = {"advices": Advices(figures)}

    def __len__(self) -> int:
        return len(NAMES[Brief])

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES[Brief])

    def __getitem__(self, name: str) -> object:
        if name not in self._written:
            if name not in NAMES[Brief]:
                raise KeyError(name)
            self._written[name] = part(self._figures.brief, name)
        return self._written[name]


class Advices(Sequence[Mapping[str, object]]):
    """The advice to each focal party, written when it is looked at."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def __len__(self) -> int:
        return len(self._figures.focal)

    @overload
    def __getitem__(self, place: int) -> Mapping[str, object]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mapping[str, object]]: ...
    def __getitem__(self, place: int | slice) -> Mapping[str, object] | Sequence[Mapping[str, object]]:
        if isinstance(place, slice):
            return [self._figures.advice_rows(i) for i in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._figures.advice_rows(place)
