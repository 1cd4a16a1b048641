"""From a case to own strength: prior, past results and splits in order of time, polls, field reports."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from prepoll.case.types import Case
from prepoll.errors import ModelError
from prepoll.names import NOTA, PartyKind
from prepoll.strength.assumptions import NEW_PRIOR, SEEN_PRIOR, SKEWED
from prepoll.strength.counts import history_of
from prepoll.strength.frame import Frame, frame_of
from prepoll.strength.gaussian import Belief, observe
from prepoll.strength.moves import Step, moves_of
from prepoll.strength.past import Past
from prepoll.strength.polls import PollReader, poll_noise, polls_of
from prepoll.strength.reports import ReportReader, mentioned, report_noise
from prepoll.strength.results import (
    ever_stood,
    swing_of,
)
from prepoll.strength.shares import Figure, shares_of, sight_shares
from prepoll.strength.slates import Slates
from prepoll.strength.splits import Birth, births, dissolved
from prepoll.strength.turnout import Turnout, turnout_of
from prepoll.strength.types import Evidence, EvidenceKind, Floats, Strength

Present = npt.NDArray[np.bool_]


@dataclass
class Ledger:
    """The belief as it stands, and what has been written down on the way."""

    belief: Belief
    present: Present  # (seat, party)
    frame: Frame
    evidence: list[Evidence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def move(self, after: Belief, kind: EvidenceKind, source: str, evidence: tuple[Evidence, ...]) -> None:
        """Take a new belief and write down what it changed."""
        before = self._state(self.belief) if self.steps else self._state(after)
        now = before if after is self.belief else self._state(after)
        self.steps.append(Step(kind, source, (before[0], now[0]), (before[1], now[1]), evidence))
        self.belief = after
        self.evidence.extend(evidence)

    def _state(self, belief: Belief) -> tuple[Floats, Floats]:
        return belief.mean.reshape(self.present.shape), belief.log_sd.reshape(self.present.shape)


def assess(case: Case) -> Strength:
    """Work out own strength of every party in every seat from everything the case knows.

    Sources are taken in by time within their kind: prior, past results with the splits between them,
    what may change until the election, polls, field reports. Raises ModelError where the case has no
    seats or no parties.
    """
    frame = frame_of(case)
    if not frame.seats or len(frame.parties) < 2:
        raise ModelError("Strength needs a seat and a party; seats.csv or parties.csv lists none.")
    history, slates, lineage = history_of(case, frame), Slates(case), births(case, frame)
    stood = ever_stood(frame, history)
    present = _present(case, frame, stood, lineage)
    turnout = turnout_of(case, frame, history)
    ledger = Ledger(prior(frame, stood), present, frame)
    ledger.move(ledger.belief, EvidenceKind.PRIOR, "prior", ())
    past = Past(frame, history, slates, lineage)
    past.take(ledger.belief, ledger.move)
    _swing(ledger, _with_record(frame, stood, lineage), past.drift_left)
    _polls(ledger, case, turnout)
    _reports(ledger, ReportReader(case, frame, history, slates, turnout))
    return Strength(
        seats=frame.seats,
        parties=frame.parties,
        mean=ledger.belief.mean.reshape(present.shape),
        covariance=ledger.belief.covariance,
        turnout_mean=turnout.mean,
        turnout_covariance=turnout.covariance,
        nota_mean=turnout.nota_mean,
        nota_sd=turnout.nota_sd,
        electors=turnout.electors,
        present=present,
        evidence=tuple(ledger.evidence),
        moves=moves_of(frame, present, ledger.steps),
        notes=(*turnout.notes, *_notes(case, ledger)),
    )


def prior(frame: Frame, stood: Present) -> Belief:
    """Return what is believed of each party before any source, independent between parties."""
    seats, parties = len(frame.seats), len(frame.parties)
    seen: Present = np.any(stood, axis=0)
    mean = np.tile(np.log(np.where(seen, SEEN_PRIOR[0], NEW_PRIOR[0])), seats)
    covariance = np.zeros((seats, parties, seats, parties))
    for party, known in enumerate(seen.tolist()):
        _, case, region, seat = SEEN_PRIOR if known else NEW_PRIOR
        covariance[:, party, :, party] = case**2 + region**2 * frame.same_region + seat**2 * np.eye(seats)
    return Belief(mean, covariance.reshape(frame.size, frame.size), parties)


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


def _with_record(frame: Frame, stood: Present, lineage: tuple[Birth, ...]) -> Present:
    """Say which parties have past results of their own or of a parent, (party,)."""
    known: Present = np.any(stood, axis=0)
    for birth in lineage:
        known[frame.party_index[birth.child]] |= any(known[frame.party_index[one.parent]] for one in birth.branches)
    return known


def _swing(ledger: Ledger, columns: Present, drift: float) -> None:
    """Add what may change between the last elections and the coming one, for parties with a record."""
    frame = ledger.frame
    swing = swing_of(frame, extra=drift)
    shape = (len(frame.seats), len(frame.parties), len(frame.seats), len(frame.parties))
    covariance = ledger.belief.covariance.copy().reshape(shape)
    share = _median(ledger).mean(axis=0)
    for party in np.flatnonzero(columns):
        covariance[:, party, :, party] += swing.of(float(share[party]))
    after = Belief(ledger.belief.mean, covariance.reshape(frame.size, frame.size), len(frame.parties))
    ledger.move(after, EvidenceKind.PRIOR, "change until the election", ())


def _polls(ledger: Ledger, case: Case, turnout: Turnout) -> None:
    """Take in polls: their errors are common to all, so each step looks at all polls so far from before the first."""
    reader = PollReader(case, ledger.frame, turnout.valid_votes)
    before, so_far = ledger.belief, list[Figure]()
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


def _notes(case: Case, ledger: Ledger) -> tuple[str, ...]:
    notes = []
    for kind, name in ((EvidenceKind.POLL, "poll figures"), (EvidenceKind.REPORT, "field reports")):
        idle = [one for one in ledger.evidence if one.kind is kind and not one.used]
        if idle:
            rows = sum(len(one.rows) for one in idle)
            notes.append(f"{rows} {name} are shown and not used; each says why.")
    if not any(one.kind is EvidenceKind.POLL and one.used for one in ledger.evidence):
        notes.append("No poll is used: shares rest on past results and reports, and their intervals are wide.")
    wide = (_median(ledger) >= SKEWED[0]) & (ledger.belief.log_sd.reshape(ledger.present.shape) >= SKEWED[1])
    if wide.any():
        names = [f"{ledger.frame.parties[p]} in {ledger.frame.seats[s]}" for s, p in np.argwhere(wide).tolist()]
        notes.append(f"So little is known that the mean share lies half again above the median: {', '.join(names)}.")
    strange = sorted({row.party for row in case.results if _folded(case, row.party)})
    if strange:
        notes.append(f"Counted under OTHERS: {', '.join(strange)}.")
    return tuple(notes)


def _median(ledger: Ledger) -> Floats:
    return shares_of(ledger.belief.mean.reshape(ledger.present.shape), ledger.present)


def _folded(case: Case, code: str) -> bool:
    party = case.party_by_code.get(code)
    return code != NOTA and (party is None or party.kind is not PartyKind.PARTY)
