"""One seat in a scenario: who stands, chances and shares, past results, and the evidence behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext
from markupsafe import Markup

from prepoll.alliances import Interval, interval
from prepoll.errors import UsageError
from prepoll.names import NOTA, OTHERS, PartyCode, SeatCode
from prepoll.strength import explain_seat
from prepoll.strength.types import EvidenceKind, Move
from prepoll.strength.widths import WIDENED
from prepoll_web.scenarios.figures import LEAST_DRAWS, Given, kept_draws, only, share_words
from prepoll_web.scenarios.plan import Plan
from prepoll_web.scenarios.seat_map import swatch
from prepoll_web.scenarios.studies import Opened
from prepoll_web.wording import KINDS, chance_word, in_hundred, left_to, percent

SHOWN: Final = 0.005
"""A party under half a per cent that does not stand for a bloc is left out."""
PAST_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A party in a seat."""

    party: PartyCode
    name: str
    swatch: Markup
    share: Interval
    chance: float
    can_be_supposed: bool

    @property
    def share_words(self) -> str:
        """The share with its interval."""
        return share_words(self.share)

    @property
    def chance_words(self) -> str:
        """The chance to win, in a hundred and in a word."""
        if self.party == OTHERS:
            return gettext("cannot win")
        return f"{in_hundred(self.chance)}, {chance_word(self.chance)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A bloc in a seat: who stands for it, who does not, and whether that was chosen by hand."""

    members: tuple[PartyCode, ...]
    stands: tuple[PartyCode, ...]
    chosen: PartyCode | None


@dataclass(frozen=True, slots=True)
class PastCount:
    """What a past election gave in a seat, the largest first; shares of all votes counted there, NOTA left out."""

    election: str
    day: date
    shares: tuple[tuple[PartyCode, float], ...]

    @property
    def words(self) -> str:
        """The largest parties with their shares."""
        return ", ".join(f"{party} {percent(share)}" for party, share in self.shares[:PAST_SHOWN])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source did to a party's share in the seat."""

    party: PartyCode
    kind: str
    source: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SeatPage:
    """All that a seat's page shows."""

    code: SeatCode
    name: str
    region: str
    rows: tuple[Row, ...]
    standing: tuple[Standing, ...]
    left: tuple[str, ...]  # courtesies in words
    names: tuple[tuple[PartyCode, bool], ...]  # that stay on the ballot, and whether the party stands
    past: tuple[PastCount, ...]
    evidence: tuple[Evidence, ...]
    draws: int
    of: int


def seat_page(opened: Opened, plan: Plan, seat: SeatCode, given: Given | None, *, reporters: bool) -> SeatPage:
    """Gather a seat's page; `reporters` says whether who reported from the field may be named.

    UsageError where there is no such seat.
    """
    if seat not in opened.seat:
        raise UsageError(gettext("There is no seat %(seat)s in this case.") % {"seat": repr(seat)})
    outcome = opened.outcome(plan)
    of = outcome.wins.shape[2]
    outcome = only(outcome, kept_draws(opened.counts(plan), given)) if given else outcome
    place = outcome.seats.index(seat)
    standing = outcome.slate.standing[seat]
    rows = []
    for i, party in enumerate(outcome.parties[:-2]):
        share = interval(outcome.valid[place, i])
        wins = outcome.wins[place, i] if party != OTHERS else None
        if share.mean >= SHOWN or (party in standing and share.high90 > 0):
            chance = 0.0 if wins is None else float(wins.mean())
            enough = given is None and wins is not None and int((wins == 1).sum()) >= LEAST_DRAWS and chance < 1
            rows.append(_row(opened, party, share, chance, enough))
    return SeatPage(
        code=seat,
        name=opened.seat[seat].name,
        region=_region_name(opened, seat),
        rows=tuple(sorted(rows, key=lambda row: (-row.share.mean, row.party))),
        standing=_standing(opened, plan, seat, standing),
        left=tuple(
            left_to(row.giver, opened.seat[seat].name, row.taker)
            for row in plan.structure.courtesies
            if row.seat == seat
        ),
        names=tuple((party, party in standing) for party in sorted(plan.named(seat))),
        past=past_counts(opened).get(seat, ()),
        evidence=_evidence(opened, seat, reporters=reporters),
        draws=outcome.wins.shape[2],
        of=of,
    )


def past_counts(opened: Opened) -> Mapping[SeatCode, tuple[PastCount, ...]]:
    """Add up past counts on today's seats, the latest first; old units by the weight with which they lie in a seat."""
    return opened.keep(("past",), lambda: _past_counts(opened))


def _past_counts(opened: Opened) -> dict[SeatCode, tuple[PastCount, ...]]:
    places: dict[str | None, list[tuple[SeatCode, float]]] = {}
    for unit in opened.case.units:
        places.setdefault(unit.unit, []).append((unit.seat, unit.weight))
    counted: dict[SeatCode, dict[tuple[date, str], dict[PartyCode, float]]] = {}
    for result in opened.case.results:
        if result.party != NOTA:
            for seat, weight in places.get(result.unit, ((result.seat, 1.0),)):
                row = counted.setdefault(seat, {}).setdefault((result.date, result.election), {})
                row[result.party] = row.get(result.party, 0.0) + weight * result.votes
    return {seat: tuple(_past(*row) for row in sorted(rows.items(), reverse=True)) for seat, rows in counted.items()}


def _past(key: tuple[date, str], votes: Mapping[PartyCode, float]) -> PastCount:
    total = sum(votes.values()) or 1.0
    order = sorted(votes, key=lambda party: (-votes[party], party))
    return PastCount(key[1], key[0], tuple((party, votes[party] / total) for party in order))


def _row(opened: Opened, party: PartyCode, share: Interval, chance: float, enough: bool) -> Row:
    known = opened.party.get(party)
    name = known.name if known else gettext("Others and independents")
    return Row(party, name, swatch(known) if known else Markup(""), share, chance, enough)


def _standing(opened: Opened, plan: Plan, seat: SeatCode, standing: frozenset[PartyCode]) -> tuple[Standing, ...]:
    chosen = {party for code, party in plan.candidates if code == seat}
    rows = []
    for bloc in plan.structure.in_region(opened.case.region_of[seat]):
        by_hand = next((party for party in sorted(bloc) if party in chosen), None)
        rows.append(Standing(tuple(sorted(bloc)), tuple(sorted(bloc & standing)), by_hand))
    return tuple(rows)


def _region_name(opened: Opened, seat: SeatCode) -> str:
    code = opened.case.region_of[seat]
    return next((region.name for region in opened.case.regions if region.code == code), "")


def _evidence(opened: Opened, seat: SeatCode, *, reporters: bool) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            move.party,
            str(KINDS[move.kind]),
            _source(move) if reporters or move.kind is not EvidenceKind.REPORT else "",
            percent(move.before),
            percent(move.after),
        )
        for move in explain_seat(opened.study.strength, seat)
        if _tells(move)
    )


def _source(move: Move) -> str:
    """Name a source; where it is a step of the model's own, in words."""
    own = {WIDENED: gettext("how far off past counts were"), str(EvidenceKind.PRIOR): gettext("starting point")}
    return own.get(move.source, move.source)


def _tells(move: Move) -> bool:
    """Say whether a step is worth a line: a party that counts, and the step moved it or is where it starts."""
    large = max(move.before, move.after) >= 0.01
    return large and (
        move.kind is EvidenceKind.PRIOR or (bool(move.evidence) and abs(move.after - move.before) > 0.001)
    )
