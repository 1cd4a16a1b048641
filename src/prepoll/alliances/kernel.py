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
Places = npt.NDArray[np.int64]

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
    rebel: Array  # (k, n): the share of q's voters who follow a rebel if q does not stand; (0, n) without rebels


class LocalCode(NamedTuple):
    """A local structure in bits."""

    stands: int  # mask of who stands
    blocs: Masks  # (k,): mask of each contender's bloc, itself included
    backs: Masks  # (k,): mask of those outside its bloc for whom each contender stands down


class Stack(NamedTuple):
    """What is known of every seat; s seats, P parties of the draws, n draws, L rows of all seats times n.

    Seat i has `width[i]` contenders, those that matter there; its rows begin at `first[i]` in `own` and in
    each leak of `lam`. Pairs and leaks are kept one behind the other as they were taken in.
    """

    own: Array  # (L,)
    tau: Array  # (pair, s, n)
    beta: Array  # (pair, s, n)
    lam: Array  # (party, L)
    rebel: Array  # (s, P, n), or (0, 0, n) without rebels
    tau_at: Places  # (P, P): where the pair is in `tau`; 0 also where it was not taken in
    beta_at: Places  # (P, P)
    lam_at: Places  # (P,)
    width: Places
    first: Places
    column: Places
    row: Places


class Layout(NamedTuple):
    """Where each seat and party of a stack is; the last fields of `Stack`."""

    width: Places  # (s,)
    first: Places  # (s,)
    column: Places  # (s, widest + 3): the place of each row on the party axis of the draws
    row: Places  # (s, P): the row of each party of the draws, −1 where it has none


class Ballot(NamedTuple):
    """A structure and a slate, seat by seat in the order of a stack."""

    bloc: Places  # (s, P): a number for each bloc, −1 for who has no partner
    stands: npt.NDArray[np.bool_]  # (s, P)
    favours: Places  # (courtesy, 3): seat, giver and taker


@compiled
def count_seat(seat: SeatArrays, local: LocalCode, votes: Array) -> None:
    """Write the votes of a seat under a local structure into `votes`, (k + 3, n); each draw keeps its sum.

    All arrays are contiguous in memory.
    """
    rows, n = votes.shape
    k = rows - 3
    places, pairs = np.arange(rows).reshape((1, rows)), np.arange(k * k).reshape((k, k))
    stack = Stack(
        seat.own.reshape(rows * n),
        seat.tau.reshape((k * k, 1, n)),
        seat.beta.reshape((k * k, 1, n)),
        seat.lam.reshape((k, rows * n)),
        seat.rebel.reshape((min(1, len(seat.rebel)), len(seat.rebel), n)),
        pairs,
        pairs,
        places[0],
        np.full(1, k),
        np.zeros(1, np.int64),
        places,
        places,
    )
    count_in(stack, 0, local, votes)


@compiled
def count_in(stack: Stack, s: int, local: LocalCode, votes: Array) -> None:
    """Write the votes of one seat of a stack under a local structure into `votes`, (k + 3, n)."""
    own = _rows(stack.own, stack, s, votes)
    amount, loyal = np.empty_like(votes[0]), np.empty_like(votes[0])
    votes[:] = own
    for p in range(len(local.blocs)):
        if not local.stands >> p & 1:
            votes[p] = 0
    for p in range(len(local.blocs)):
        others = local.blocs[p] & ~(1 << p)
        absent = others & ~local.stands
        if not own[p].any() or (local.stands >> p & 1 and not absent):
            continue
        lam = _rows(stack.lam[stack.lam_at[stack.column[s, p]]], stack, s, votes)
        if local.stands >> p & 1:
            _desert(stack, s, p, absent, amount, votes)
            _leak(lam, local.stands & ~local.blocs[p], amount, votes)
        else:
            takers = (others | local.backs[p]) & local.stands
            _follow_rebels(stack, s, p, loyal, votes)
            _give(stack, s, p, takers, loyal, amount, votes)
            _leak(lam, local.stands & ~takers, amount, votes)


@compiled
def _rows(flat: Array, stack: Stack, s: int, votes: Array) -> Array:
    """Return a seat's rows of an array that has those of all seats, (k + 3, n)."""
    return flat[stack.first[s] : stack.first[s] + votes.size].reshape(votes.shape)


@compiled
def _follow_rebels(stack: Stack, s: int, q: int, loyal: Array, votes: Array) -> None:
    """Give OTHERS those voters of q who follow a rebel; leave all the others in `loyal`."""
    loyal[:] = _rows(stack.own, stack, s, votes)[q]
    if stack.rebel.size:
        gone, others = stack.rebel[s, stack.column[s, q]], votes[-3]
        for d in range(len(loyal)):
            follow = loyal[d] * gone[d]
            others[d] += follow
            loyal[d] -= follow


@compiled
def _give(stack: Stack, s: int, q: int, takers: int, own: Array, rest: Array, votes: Array) -> None:  # noqa: PLR0913, PLR0917  arrays, and no tuple of them
    """Give those of `own`, q's voters, who follow to its takers, in proportion to tau; leave the others in `rest`."""
    column = stack.column[s]
    given, total = np.zeros_like(rest), np.zeros_like(rest)
    for c in range(len(votes) - 3):
        if takers >> c & 1:
            tau = stack.tau[stack.tau_at[column[q], column[c]], s]
            for d in range(len(rest)):
                given[d] = max(given[d], tau[d])
                total[d] += tau[d]
    for d in range(len(rest)):
        given[d] *= own[d]
        rest[d] = own[d] - given[d]
    for c in range(len(votes) - 3):
        if takers >> c & 1:
            tau, gets = stack.tau[stack.tau_at[column[q], column[c]], s], votes[c]
            for d in range(len(rest)):
                part = np.true_divide(tau[d], total[d])
                gets[d] += given[d] * part if total[d] > 0 else given[d]


@compiled
def _desert(stack: Stack, s: int, c: int, absent: int, lost: Array, votes: Array) -> None:
    """Take from c, into `lost`, who will not vote for it because of the absent partners that have strength."""
    rows, column = _rows(stack.own, stack, s, votes), stack.column[s]
    own, keeps = rows[c], votes[c]
    kept = own.copy()
    for q in range(len(votes) - 3):
        if absent >> q & 1:
            beta, strength = stack.beta[stack.beta_at[column[c], column[q]], s], rows[q]
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


@compiled
def code_of(stack: Stack, ballot: Ballot, s: int) -> LocalCode:
    """Write a ballot's part in one seat of a stack in bits."""
    k, stands = stack.width[s], 0
    blocs, backs = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
    for i in range(k):
        p = stack.column[s, i]
        if ballot.stands[s, p]:
            stands |= 1 << i
        blocs[i] = 1 << i
        for j in range(k):
            if ballot.bloc[s, p] >= 0 and ballot.bloc[s, p] == ballot.bloc[s, stack.column[s, j]]:
                blocs[i] |= 1 << j
    for i in range(len(ballot.favours)):
        seat, giver, taker = ballot.favours[i]
        if seat == s and stack.row[s, giver] >= 0 and stack.row[s, taker] >= 0:
            backs[stack.row[s, giver]] |= 1 << stack.row[s, taker]
    return LocalCode(stands, blocs, backs)


@compiled
def fill_leak(stack: Stack, rows: Array, drawn: Array) -> None:
    """Write the leaks of a party, (s, P, n), into one row of `stack.lam`, (L,): those to who matters in each seat."""
    n = drawn.shape[2]
    for s in range(len(stack.width)):
        for r in range(stack.width[s] + 3):
            first = stack.first[s] + r * n
            rows[first : first + n] = drawn[s, stack.column[s, r]]
