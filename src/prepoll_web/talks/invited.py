"""An open list of parties to approach, drafted from the advice: like-minded, willing, worth it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prepoll.advice import like_mindedness
from prepoll.names import PartyCode, RegionCode, Status
from prepoll_web.cases.models import Case
from prepoll_web.scenarios.studies import Opened, open_case
from prepoll_web.wording import STATUSES

NEAR = 0.5
"""From this score on, half-way between opposite and equal answers, a party counts as like-minded."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party with what speaks for approaching it."""

    party: PartyCode
    name: str
    region: RegionCode  # where the advice has it; empty: in the whole case
    like_minded: bool | None  # None: no question in common
    score: float | None
    willing: bool
    worth_it: bool
    status: Status
    verdict: str

    @property
    def words(self) -> str:
        """Say whether something stands in the way."""
        return str(STATUSES[self.status])

    @property
    def suggested(self) -> bool:
        """Say whether the list drafted from the advice has it."""
        free = self.status in (Status.FREE, Status.BOUND)
        return free and bool(self.like_minded) and self.willing and self.worth_it


def candidates(case: Case, ours: PartyCode, seed: int, draws: int) -> tuple[Candidate, ...]:
    """List the parties that the advice weighs as sole partners, those to be suggested first, then in its order.

    Raises what the library raises.
    """
    opened = open_case(case, seed, draws)
    return opened.keep(("invited", ours), lambda: _candidates(opened, ours))


def _where(opened: Opened, regions: tuple[RegionCode, ...]) -> RegionCode:
    """Return the one region that an option is about; empty where it is about several, or there is but one."""
    return regions[0] if len(regions) == 1 and len(opened.case.regions) > 1 else ""


def region_of(rows: Iterable[Candidate]) -> RegionCode:
    """Return the region that all candidates of a list have in common; empty where there is none."""
    regions = {row.region for row in rows}
    return regions.pop() if len(regions) == 1 else ""


def _candidates(opened: Opened, ours: PartyCode) -> tuple[Candidate, ...]:
    found: dict[PartyCode, Candidate] = {}
    for option in opened.study.advice(ours).options:
        if len(option.partners) != 1 or option.partners[0] in found:
            continue
        party = option.partners[0]
        near = like_mindedness(opened.case, ours, party)
        found[party] = Candidate(
            party=party,
            name=opened.party[party].name if party in opened.party else party,
            region=_where(opened, option.regions),
            like_minded=None if near.score is None else near.score >= NEAR,
            score=near.score,
            willing=any(gain.party == party and gain.willing for gain in option.partner_gains),
            worth_it=option.ranked.gain.mean > 0,
            status=option.ranked.status,
            verdict=option.verdict,
        )
    return tuple(sorted(found.values(), key=lambda row: not row.suggested))
