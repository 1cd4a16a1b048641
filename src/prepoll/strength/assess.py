"""From a case to own strength: prior, past results and splits in order of time, polls, field reports."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from prepoll.case.types import Case
from prepoll.errors import ModelError
from prepoll.names import NOTA, PartyKind
from prepoll.strength.ageing import polling_day
from prepoll.strength.assumptions import POOLING, SKEWED
from prepoll.strength.belief import Belief, observe
from prepoll.strength.counts import History, history_of
from prepoll.strength.frame import Frame, frame_of, order_of
from prepoll.strength.moves import Step, moves_of
from prepoll.strength.past import POOLED, Past
from prepoll.strength.polls import RECORD, PollErrors, PollReader, poll_noise, polls_of
from prepoll.strength.reports import ReportReader, mentioned, report_noise
from prepoll.strength.results import ever_stood
from prepoll.strength.shares import Figure, shares_of, sight_shares, with_points
from prepoll.strength.slates import Slates
from prepoll.strength.splits import Birth, births, dissolved
from prepoll.strength.turnout import Turnout, reordered, turnout_of
from prepoll.strength.types import Evidence, EvidenceKind, Floats, Strength
from prepoll.strength.widths import WIDENED, turnover, widened

Present = npt.NDArray[np.bool_]


@dataclass
class Ledger:
    """The belief as it stands, and what has been written down on the way."""

    present: Present  # (seat, party)
    frame: Frame
    beliefs: list[Belief] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def belief(self) -> Belief:
        """Return the latest belief."""
        return self.beliefs[-1]

    def move(self, after: Belief, kind: EvidenceKind, source: str, evidence: tuple[Evidence, ...]) -> None:
        """Take a new belief and write down what it changed."""
        now = self._state(after)
        before = self._state(self.belief) if self.beliefs else now
        self.steps.append(Step(kind, source, (before[0], now[0]), (before[1], now[1]), evidence))
        self.beliefs = [after]
        self.evidence.extend(evidence)

    def _state(self, belief: Belief) -> tuple[Floats, Floats]:
        return belief.mean, belief.log_sd


def assess(case: Case, poll_errors: PollErrors = RECORD) -> Strength:
    """Work out own strength of every party in every seat from everything the case knows.

    Sources are taken in by time within their kind: prior, past results with the splits between them,
    what may change until the election, polls, field reports. `poll_errors` says how far polls are off.
    Raises ModelError where the case has no seats or no parties.
    """
    frame = frame_of(case)
    if not frame.seats or len(frame.parties) < 2:
        raise ModelError("Strength needs a seat and a party; seats.csv or parties.csv lists none.")
    history, slates, lineage = history_of(case, frame), Slates(case), births(case, frame)
    stood = ever_stood(frame, history)
    present = _present(case, frame, stood, lineage)
    turnout = turnout_of(case, frame, history)
    ledger = Ledger(present, frame)
    Past(frame, history, slates, lineage, polling_day(case)).take(ledger.move)
    if history.elections:
        ledger.move(widened(ledger.belief, present, turnover(frame, history)), EvidenceKind.PRIOR, WIDENED, ())
    _polls(ledger, case, turnout, poll_errors)
    _reports(ledger, ReportReader(case, frame, history, slates, turnout))
    return _strength(case, ledger, turnout, (*turnout.notes, *_notes(case, history, ledger)))


def _strength(case: Case, ledger: Ledger, turnout: Turnout, notes: tuple[str, ...]) -> Strength:
    """Put what is known together, in the case's own order of seats and parties."""
    seats, parties = order_of(case, ledger.frame)
    turnout = reordered(turnout, seats)
    return Strength(
        seats=tuple(ledger.frame.seats[i] for i in seats),
        parties=tuple(ledger.frame.parties[i] for i in parties),
        belief=ledger.belief.ordered(seats, parties),
        turnout_mean=turnout.mean,
        turnout_covariance=turnout.covariance,
        nota_mean=turnout.nota_mean,
        nota_sd=turnout.nota_sd,
        electors=turnout.electors,
        present=ledger.present[np.ix_(seats, parties)],
        evidence=tuple(ledger.evidence),
        moves=moves_of(ledger.frame, ledger.present, ledger.steps),
        notes=notes,
    )


def _present(case: Case, frame: Frame, stood: Present, lineage: tuple[Birth, ...]) -> Present:
    """Say where a party has any strength: it stood in the region, was mentioned there, or came from one that did.

    Polls count for the party named, reports for the seat's region or everywhere, and the parties the
    case is about are present everywhere.
    """
    known = stood.copy()
    for party, seat in mentioned(case, frame):
        known[slice(None) if seat is None else frame.seat_index[seat], frame.party_index[party]] = True
    for poll in case.polls:
        if poll.party in frame.party_index:
            known[list(frame.seats_in(poll.region)), frame.party_index[poll.party]] = True
    for code in case.focal:
        known[:, frame.column(code)] = True
    known[:, -1] = True
    present: Present = np.asarray(frame.same_region @ known > 0, dtype=np.bool_)
    for birth in lineage:
        for branch in birth.branches:
            present[:, frame.party_index[birth.child]] |= present[:, frame.party_index[branch.parent]]
    for code in sorted(dissolved(lineage)):
        present[:, frame.party_index[code]] = False
    return present


def _polls(ledger: Ledger, case: Case, turnout: Turnout, errors: PollErrors) -> None:
    """Take in polls: their errors are common to all, so each step looks at all polls so far from before the first."""
    reader = PollReader(case, ledger.frame, turnout.valid_votes, errors)
    before, so_far = with_points(ledger.belief), list[Figure]()
    ledger.beliefs = [before]
    for poll in polls_of(case):
        figures, unused = reader.read(poll)
        ledger.evidence.extend(unused)
        if not figures:
            continue
        so_far.extend(figures)
        value = np.array([figure.log_share for figure in so_far])
        targets = [figure.target for figure in so_far]
        after = observe(before, value, sight_shares(ledger.frame, targets, poll_noise(so_far), ledger.present))
        ledger.move(after, EvidenceKind.POLL, poll.source, tuple(figure.evidence for figure in figures))


def _reports(ledger: Ledger, reader: ReportReader) -> None:
    for source, reports in reader.groups():
        figures, unused = reader.read(source, reports, ledger.belief.mean, ledger.present)
        ledger.evidence.extend(unused)
        if not figures:
            continue
        value = np.array([figure.log_share for figure in figures])
        targets = [figure.target for figure in figures]
        after = observe(
            ledger.belief, value, sight_shares(ledger.frame, targets, report_noise(figures), ledger.present)
        )
        ledger.move(after, EvidenceKind.REPORT, source, tuple(figure.evidence for figure in figures))


def _notes(case: Case, history: History, ledger: Ledger) -> tuple[str, ...]:
    notes = [_weights(history)] if history.elections else []
    if any(step.source == POOLED for step in ledger.steps):
        notes.append(
            f"Strength goes {POOLING:.0%} of the way to the simpler rule, in all seats: the newest election of each "
            "kind alone. With older elections alone past projections were no better than that."
        )
    for kind, name in ((EvidenceKind.POLL, "poll figures"), (EvidenceKind.REPORT, "field reports")):
        idle = [one for one in ledger.evidence if one.kind is kind and not one.used]
        if idle:
            rows = sum(len(one.rows) for one in idle)
            notes.append(f"{rows} {name} are shown and not used; each says why.")
    if not any(one.kind is EvidenceKind.POLL and one.used for one in ledger.evidence):
        notes.append("No poll is used: shares rest on past results and reports, and their intervals are wide.")
    wide = (_median(ledger) >= SKEWED[0]) & (ledger.belief.log_sd >= SKEWED[1])
    if wide.any():
        names = [f"{ledger.frame.parties[p]} in {ledger.frame.seats[s]}" for s, p in np.argwhere(wide).tolist()]
        notes.append(f"So little is known that the mean share lies half again above the median: {', '.join(names)}.")
    strange = sorted(code for code in {row.party for row in case.results} if _folded(case, code))
    if strange:
        notes.append(f"Counted under OTHERS: {', '.join(strange)}.")
    return tuple(notes)


def _weights(history: History) -> str:
    """Say what each past election counts, by fit and not as the case states it."""
    newest_first = sorted(history.elections, key=lambda one: (-one.weight, one.code))
    fitted = ", ".join(f"{one.code} {one.weight:.2f}" for one in newest_first)
    return f"Past elections count by their age and kind, fitted on the record: {fitted}."


def _median(ledger: Ledger) -> Floats:
    return shares_of(ledger.belief.mean, ledger.present)


def _folded(case: Case, code: str) -> bool:
    party = case.party_by_code.get(code)
    return code != NOTA and (party is None or party.kind is not PartyKind.PARTY)
