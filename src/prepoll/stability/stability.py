"""Who would leave a structure, to whom, and what would keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from prepoll.alliances.outcomes import interval
from prepoll.alliances.structures import SEVERITY, judge
from prepoll.alliances.types import Election, Slate, Structure
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, RegionCode, Status
from prepoll.sharing import by_law
from prepoll.stability.boards import Board, PerDraw, Scales, lay_out, redone
from prepoll.stability.concessions import concession
from prepoll.stability.marginal import marginals
from prepoll.stability.steps import HOST_SHARE, Step, Territory, movers, steps, territories
from prepoll.stability.types import Deviation, Stability

THRESHOLD = 0.05
"""Expected gain above which a party moves: seats, deposits, denied seats, or chance of recognition."""

VOTES_THRESHOLD = 0.01
"""The same for votes, as a part of the votes that the party has if it stays."""

ROUNDING = 1e-6
"""A loss no larger than this comes from adding up, not from the draws; for votes, this part of the threshold."""


def stability(
    case: Case,
    ledger: Ledger,
    election: Election,
    structure: Structure,
    slate: Slate | None = None,
    focal: PartyCode | None = None,
) -> Stability:
    """Weigh every one-step deviation from a structure on the case's default objective.

    In each region every member of the focal party's bloc (of every bloc without a focal party)
    leaves to stand alone, goes to another bloc or to a single party, and pairs of members leave
    together; where nobody is allied at all the focal party, or everybody, takes the steps. Each is
    counted in full with the others staying, who stands in the blocs touched being redone by the
    strongest rule. `Stability.note` says when a party would go. Raises UsageError where the focal
    party is no contender.
    """
    if focal is not None and focal not in election.draws.contenders:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"Party {focal} is not among the contenders. Name one of {known}.")
    return _Weighing(case, ledger, election, lay_out(election, structure, slate)).stability(focal)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a step is worth to one of those it concerns."""

    gain: PerDraw
    threshold: float

    @property
    def gains(self) -> bool:
        """Say whether the gain is worth a move: above the threshold, and more often a gain than a loss."""
        return bool(self.gain.mean() > self.threshold and (self.gain > 0).sum() > (self.gain < 0).sum())

    @property
    def loses(self) -> bool:
        """Say whether the expected gain is below nothing."""
        return bool(self.gain.mean() < -ROUNDING * max(1.0, self.threshold))


class _Weighing:
    """One structure being weighed."""

    def __init__(self, case: Case, ledger: Ledger, election: Election, board: Board) -> None:
        self.case, self.ledger, self.election, self.board = case, ledger, election, board
        self.objective = by_law(case, default_objective(case))
        self.scales = Scales(election, self.objective)
        self.pairs: dict[tuple[RegionCode, PartyCode, PartyCode], tuple[Status, tuple[str, ...]]] = {}
        self.thresholds: dict[PartyCode, float] = {}

    def stability(self, focal: PartyCode | None) -> Stability:
        structure, rows = self.board.structure, []
        taken = [step for territory, who in self._who_moves(focal) for step in steps(structure, territory, who)]
        boards = redone(self.board, [(step.structure, step.touched) for step in taken])
        for step, after in zip(taken, boards, strict=True):
            rows += self._deviations(step, after)
        ranked = sorted(rows, key=lambda row: (not row.would, SEVERITY[row.status], -row.gain.mean))
        return Stability(
            structure=structure,
            deviations=tuple(ranked),
            marginal=marginals(self.scales, self.board, focal),
            stable=not any(row.would for row in ranked),
            note=_note(self.objective) + _stake(self.objective, ranked),
        )

    def _who_moves(self, focal: PartyCode | None) -> list[tuple[Territory, tuple[PartyCode, ...]]]:
        structure = self.board.structure
        places = territories(self.case, self.election, structure)
        rows = [(place, movers(structure, place, focal)) for place in places]
        allied = any(structure.in_region(region) for place in places for region in place.regions)
        if any(who for _, who in rows) or (focal is None and allied):
            return rows
        return [(place, place.present if focal is None else (focal,)) for place in places]

    def _deviations(self, step: Step, after: Board) -> list[Deviation]:
        """Weigh one step: a row for each party that takes it."""
        wishes = {party: self._wish(party, after) for party in step.movers}
        hosts = [self._wish(party, after) for party in sorted(step.joined)]
        status, barred_by = self._status(step)
        rows = []
        for party, wish in wishes.items():
            partners = tuple(other for other in step.movers if other != party)
            welcome = not any(host.loses for host in hosts) and all(wishes[other].gains for other in partners)
            would = wish.gains and welcome and status is not Status.BARRED
            row = Deviation(
                party=party,
                region=step.territory.code,
                to=partners or tuple(sorted(step.joined)),
                structure=step.structure,
                status=status,
                gain=interval(wish.gain),
                chance_gain=float((wish.gain > 0).mean()),
                would=would,
                keeps=None,
                chance_loss=float((wish.gain < 0).mean()),
                together=partners,
                welcome=welcome,
                barred_by=barred_by,
                breaks=self._bound(party, step.left - set(step.movers)),
            )
            rows.append(replace(row, keeps=self._keeps(row)) if would else row)
        return rows

    def _wish(self, party: PartyCode, after: Board) -> Wish:
        return Wish(self.scales.gain(party, self.board, after), self._threshold(party))

    def _threshold(self, party: PartyCode) -> float:
        if self.objective.code != "votes":
            return THRESHOLD
        if party not in self.thresholds:
            value = float(self.scales.value(party, self.board).mean())
            self.thresholds[party] = VOTES_THRESHOLD * value
        return self.thresholds[party]

    def _keeps(self, row: Deviation) -> str | None:
        return concession(self.scales, self.board, row.party, row.gain.mean)

    def _status(self, step: Step) -> tuple[Status, tuple[str, ...]]:
        """Return the worst status between the movers and those they join, and every bar in words."""
        worst = Status.FREE
        reasons: list[str] = []
        pairs = [(mover, host) for mover in step.movers for host in sorted(step.joined)]
        for region in step.territory.regions:
            for mover, host in pairs:
                status, why = self._pair(region, mover, host)
                worst = max(worst, status, key=SEVERITY.__getitem__)
                reasons += why
        return worst, tuple(dict.fromkeys(reasons))

    def _pair(self, region: RegionCode, a: PartyCode, b: PartyCode) -> tuple[Status, tuple[str, ...]]:
        key = (region, min(a, b), max(a, b))
        if key not in self.pairs:
            joint = Structure.of({region: (frozenset({a, b}),)})
            self.pairs[key] = judge(joint, self.ledger, self.election.region_of)
        return self.pairs[key]

    def _bound(self, party: PartyCode, former: frozenset[PartyCode]) -> tuple[PartyCode, ...]:
        bonds = {frozenset(bond) for bond in self.ledger.bonds}
        return tuple(other for other in sorted(former) if frozenset({party, other}) in bonds)


def default_objective(case: Case) -> Objective:
    """Return the objective that the case marks as its default, else its first; UsageError where it has none."""
    if not case.objectives:
        raise UsageError(
            f"{case.folder}/case.toml names no objective. Add [[objective]] with a code, for instance seats."
        )
    return next((objective for objective in case.objectives if objective.default), case.objectives[0])


def on_objective(case: Case, objective: Objective) -> Case:
    """Return the case with an objective as its default, so that everybody is weighed on it."""
    rest = (replace(row, default=False) for row in case.objectives if row.code != objective.code)
    return replace(case, objectives=(replace(objective, default=True), *rest))


def _note(objective: Objective) -> str:
    if objective.code == "votes":
        above = f"more than {VOTES_THRESHOLD:.0%} on the votes it has if it stays"
    else:
        above = f"more than {THRESHOLD:g} in expectation"
    return (
        f"Measured on “{objective.name}”, all others staying where they are; the blocs left and joined let their "
        f"strongest stand. A party goes if it gains {above}, and in more draws than it loses, if nobody it joins "
        "loses (who leave together must each gain), and if nothing but a hedged refusal stands between them. A single "
        f"party is tried as a partner if it expects {HOST_SHARE:.0%} of the votes in some seat."
    )


def _stake(objective: Objective, rows: Sequence[Deviation]) -> str:
    """Add a sentence where nothing that anybody can do matters on the objective, for better or for worse."""
    largest = max((abs(row.gain.mean) for row in rows), default=0.0)
    if objective.code == "votes" or largest > THRESHOLD:
        return ""
    return (
        f" Little is at stake here: no step changes anything by more than {largest:.2f} for the party that takes it, "
        "so that staying says nothing of loyalty."
    )
