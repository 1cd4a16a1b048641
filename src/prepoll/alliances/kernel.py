"""The vote count in native code: one seat, one local structure, draw by draw.

The formulas are those of `docs/explanation/votes.md`. Parties are numbers, the places of the seat's
contenders, and sets of them bit masks: party i is bit i. Arrays have the draw as their last axis: no
draw looks at another and the loops over draws are the inner ones, so that the processor counts several
draws at a time. Float32 in is float32 all the way; sums are taken in the order of the rows, so that
counting some of the draws gives the same bits as counting all.

Every function here is plain and compiled, and native code of another module may call it. Code that is
kept for that module does not notice a change made here: it is compiled anew when its own file changes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from prepoll.compiled import compiled

Array = npt.NDArray[Any]
Masks = npt.NDArray[np.int64]

MOST = 63
"""Contenders that fit into the bits of a mask."""


class SeatArrays(NamedTuple):
    """What is known of one seat: k contenders, then OTHERS, NOTA, NONVOTERS; n draws.

    Only what the local structures counted make use of has to be filled in: tau and beta within blocs
    and from givers to takers, lambda of who does not stand or has a partner that does not.
    """

    own: Array  # (k + 3, n): own strength, shares of the electorate
    tau: Array  # (k, k, n): [q, c] is the share of q's voters who follow to c
    beta: Array  # (k, k, n): [c, q] is the share of c's voters lost because of partner q
    lam: Array  # (k, k + 3, n): [q, r] is the share of q's other voters who go to r


class LocalCode(NamedTuple):
    """A local structure in bits."""

    stands: int  # mask of who stands
    blocs: Masks  # (k,): mask of each contender's bloc, itself included
    backs: Masks  # (k,): mask of those outside its bloc for whom each contender stands down


@compiled
def count_seat(seat: SeatArrays, local: LocalCode, votes: Array) -> None:
    """Write the votes of a seat under a local structure into `votes`, (k + 3, n); each draw keeps its sum."""
    amount = np.empty_like(votes[0])
    votes[:] = seat.own
    for p in range(len(local.blocs)):
        if not local.stands >> p & 1:
            votes[p] = 0
    for p in range(len(local.blocs)):
        others = local.blocs[p] & ~(1 << p)
        if not local.stands >> p & 1:
            takers = (others | local.backs[p]) & local.stands
            _give(seat, p, takers, amount, votes)
            _leak(seat.lam[p], local.stands & ~takers, amount, votes)
        elif others & ~local.stands:
            _desert(seat, p, others & ~local.stands, amount, votes)
            _leak(seat.lam[p], local.stands & ~local.blocs[p], amount, votes)


@compiled
def _give(seat: SeatArrays, q: int, takers: int, rest: Array, votes: Array) -> None:
    """Give the followers of q to its takers, in proportion to tau, the largest in all; leave the others in `rest`."""
    own = seat.own[q]
    given, total = np.zeros_like(rest), np.zeros_like(rest)
    for c in range(len(seat.tau)):
        if takers >> c & 1:
            tau = seat.tau[q, c]
            for d in range(len(rest)):
                given[d] = max(given[d], tau[d])
                total[d] += tau[d]
    for d in range(len(rest)):
        given[d] *= own[d]
        rest[d] = own[d] - given[d]
    for c in range(len(seat.tau)):
        if takers >> c & 1:
            tau, gets = seat.tau[q, c], votes[c]
            for d in range(len(rest)):
                part = np.true_divide(tau[d], total[d])
                gets[d] += given[d] * part if total[d] > 0 else given[d]


@compiled
def _desert(seat: SeatArrays, c: int, absent: int, lost: Array, votes: Array) -> None:
    """Take from c, into `lost`, who will not vote for it because of the absent partners that have strength."""
    own, keeps = seat.own[c], votes[c]
    kept = own.copy()
    for q in range(len(seat.beta)):
        if absent >> q & 1:
            beta, strength = seat.beta[c, q], seat.own[q]
            for d in range(len(lost)):
                if strength[d] > 0:
                    kept[d] -= kept[d] * beta[d]
    for d in range(len(lost)):
        lost[d] = own[d] - kept[d]
        keeps[d] -= lost[d]


@compiled
def _leak(lam: Array, ends: int, amount: Array, votes: Array) -> None:
    """Spread an amount by a row of lambda over the standers in `ends` and the residuals; with nothing left, abstain."""
    residuals = len(votes) - 3
    total = np.zeros_like(amount)
    for r in range(len(votes)):
        if r >= residuals or ends >> r & 1:
            row = lam[r]
            for d in range(len(amount)):
                total[d] += row[d]
    home, nothing = votes[-1], amount.dtype.type(0)
    for d in range(len(amount)):
        rate = np.true_divide(amount[d], total[d])
        home[d] += nothing if total[d] > 0 else amount[d]
        amount[d] = rate if total[d] > 0 else nothing
    for r in range(len(votes)):
        if r >= residuals or ends >> r & 1:
            row, gets = lam[r], votes[r]
            for d in range(len(amount)):
                gets[d] += row[d] * amount[d]


@compiled
def find_winners(votes: Array, stands: int, wins: npt.NDArray[np.float32]) -> int:
    """Write what each contender wins into `wins`, (k, n): 1, or 1/k in a tie of k; return the draws that are tied.

    `votes` is (k + 3, n); only who stands can win, with no votes too, and no tie is broken.
    """
    best, first = np.full_like(votes[0], -1), np.zeros(votes.shape[1], dtype=np.float32)
    for p in range(len(wins)):
        if stands >> p & 1:
            row = votes[p]
            for d in range(len(best)):
                best[d] = max(best[d], row[d])
    for p in range(len(wins)):
        for d in range(len(best)):
            wins[p, d] = stands >> p & 1 and votes[p, d] == best[d]
            first[d] += wins[p, d]
    tied = 0
    for d in range(len(best)):
        tied += first[d] > 1
    if tied:
        for p in range(len(wins)):
            for d in range(len(best)):
                wins[p, d] /= first[d]
    return tied
