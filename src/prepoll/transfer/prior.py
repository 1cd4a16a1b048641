"""Draws of transfer, leak and desertion from the stated prior, and that prior in words."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from prepoll.case.types import Case
from prepoll.chance import generator
from prepoll.errors import ModelError, UsageError
from prepoll.names import NONVOTERS, NOTA, OTHERS, PartyCode
from prepoll.strength.types import Draws
from prepoll.transfer import record
from prepoll.transfer.abstaining import AbstainingVoters
from prepoll.transfer.pair import Belief, Distance, Floats, Layout, Pair, believe, distance, expit, know
from prepoll.transfer.posterior import Posterior, posterior_for
from prepoll.transfer.staying import StayingNames
from prepoll.transfer.types import Shares, TransferPrior, Transfers
from prepoll.transfer.wording import in_words, sources_of

ROOM = 48 * 1024 * 1024
"""Bytes of draws that are kept: the leaks of two parties in 80 seats with 30 rows and 2,000 draws.

Whoever counts takes each in but once and keeps it as it is counted (see `alliances.frame`).
"""


class PriorTransfers:
    """Transfers drawn from measured alliances, or the stated prior, and the case's reports.

    Transfer is logit-normal with components for the pair, the direction, the region and the seat.
    Each component has a generator of its own, labelled with the seed and what it is for, so that
    another party, seat or structure moves no other draw. Arrays are made when asked for, and kept
    while there is room.
    """

    def __init__(self, case: Case, draws: Draws, seed: int, posterior: Posterior | None = None) -> None:
        self.case, self.seed, self.count = case, seed, draws.count
        self.posterior = posterior_for(case) if posterior is None else posterior
        self.seats, self.parties, self.contenders = draws.seats, draws.parties, draws.contenders
        self.layout = Layout.of(case, draws.seats)
        self.strength = draws.share.mean(axis=2, dtype=np.float64)  # (seat, party)
        self._kept: dict[tuple[str, ...], Shares] = {}
        self._beliefs: dict[tuple[PartyCode, PartyCode], tuple[Pair, Belief]] = {}

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw): the share of q's voters who vote for ally c when q stands down.

        Raises UsageError where a party is not a contender or both are the same.
        """
        return self._keep(("transfer", q, c), lambda: self._draw_given(q, c))

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw): where q's other voters go; 0 for q itself; sums to 1."""
        return self._keep(("leak", q), lambda: self._draw_leak(q))

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw): the share of c's own voters lost because of partner q."""
        return self._keep(("desertion", c, q), lambda: self._draw_desertion(c, q))

    def prior(self, q: PartyCode, c: PartyCode) -> TransferPrior:
        """State what is believed of transfer from q to c before the election, in words with sources."""
        pair, belief = self.belief(q, c)
        middle = (np.arange(200) + 0.5) / 200
        mean = float(np.mean([belief.quantile(float(p)) for p in middle]))
        low, high = (float(belief.quantile(p).mean()) for p in (0.05, 0.95))
        return TransferPrior(q, c, mean, low, high, in_words(pair), sources_of(pair))

    def belief(self, q: PartyCode, c: PartyCode) -> tuple[Pair, Belief]:
        """Return what is known of a pair and the Gaussian over its logit transfer, seat by seat."""
        self._check(q, c)
        if (q, c) not in self._beliefs:
            pair = know(self.case, q, c, self._size(q, c), self.posterior)
            self._beliefs[q, c] = (pair, believe(pair, self.layout))
        return self._beliefs[q, c]

    def given_at(self, q: PartyCode, c: PartyCode, quantile: float) -> Shares:
        """Return tau[q→c] at one quantile of its range in every draw, (seat, draw)."""
        _, belief = self.belief(q, c)
        return self._same(belief.quantile(quantile))

    def desertion_at(self, c: PartyCode, q: PartyCode, quantile: float) -> Shares:
        """Return beta[c|q] at one quantile of its range in every draw, (seat, draw)."""
        self._check(c, q)
        sd = float(np.hypot(self.posterior.desertion_sd, record.DESERTION_SEAT_SD))
        level = self._desertion_median(c, q) * np.exp(sd * NormalDist().inv_cdf(quantile))
        return self._same(np.full(len(self.seats), min(float(level), record.DESERTION_CAP)))

    def _draw_given(self, q: PartyCode, c: PartyCode) -> Shares:
        pair, belief = self.belief(q, c)
        first, second = sorted((q, c))
        common = pair.common_sd * self._normal("transfer", "pair", first, second)
        common = common + self.posterior.direction_sd * self._normal("transfer", q, c)
        sample = belief.prior + common + self._by_region(record.REGION_SD, "transfer", q, c)
        sample += self._by_seat(record.SEAT_SD, "transfer", q, c)
        if belief.sightings:
            error = np.array([s.sd * self._normal("transfer", q, c, "report", s.row) for s in belief.sightings])
            seen = np.array([[s.logit] for s in belief.sightings])
            sample += belief.gain @ (seen - error - belief.sees @ sample)
        drawn: Shares = expit(sample).astype(np.float32)
        return drawn

    def _draw_desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        self._check(c, q)
        sample = self.posterior.desertion_sd * self._normal("desertion", c, q)
        sample = sample + self._by_seat(record.DESERTION_SEAT_SD, "desertion", c, q)
        share = self._desertion_median(c, q) * np.exp(sample)
        drawn: Shares = np.minimum(share, record.DESERTION_CAP).astype(np.float32)
        return drawn

    def _desertion_median(self, c: PartyCode, q: PartyCode) -> float:
        apart = distance(self.case, c, q).assumed - record.NEUTRAL
        return self.posterior.desertion * float(np.exp(record.DESERTION_CLOSENESS * apart))

    def _draw_leak(self, q: PartyCode) -> Shares:
        from prepoll.transfer.sharing_out import share_out  # noqa: PLC0415  (Numba takes 0.3 s to load)

        self._check(q)
        pull = self._pull(q)
        regions = tuple(dict.fromkeys(self.layout.regions))
        factor = np.zeros((len(regions), len(self.parties), self.count))  # (region, party, draw)
        for i, r in enumerate(self.parties):
            if r != q:
                spread = record.LEAK_SD * self._normal("leak", q, r)
                for place, region in enumerate(regions):
                    further = record.LEAK_REGION_SD * self._normal("leak", q, r, "region", region)
                    factor[place, i] = np.exp(spread + further)
        lies_in = np.array([regions.index(region) for region in self.layout.regions], dtype=np.int64)
        drawn = np.zeros((len(self.seats), len(self.parties), self.count), dtype=np.float32)
        share_out(pull, factor, lies_in, drawn)
        return drawn

    def _pull(self, q: PartyCode) -> Floats:
        """Return the median pull of every party on those who leave q, (seat, party), rows sum to 1."""
        pull = np.zeros((len(self.seats), len(self.parties)))
        near = [0.0 if r == q else self._closeness(distance(self.case, q, r)) for r in self.contenders]
        pull[:, :-3] = self.strength[:, :-3] * np.array(near)
        total = pull.sum(axis=1, keepdims=True)
        pull *= (1 - sum(self.posterior.leak)) / np.where(total > 0, total, 1)
        for party, share in zip((NONVOTERS, OTHERS, NOTA), self.posterior.leak, strict=True):
            pull[:, self.parties.index(party)] = share
        return pull

    def _size(self, q: PartyCode, c: PartyCode) -> float:
        """Return the logarithm of q's strength to c's over the case."""
        first, second = (max(float(self.strength[:, self.parties.index(p)].mean()), 1e-4) for p in (q, c))
        return float(np.log(first / second))

    def _closeness(self, apart: Distance) -> float:
        return float(np.exp(-record.AFFINITY * apart.assumed))

    def _normal(self, *label: str) -> Floats:
        return generator(self.seed, *label).standard_normal(self.count)

    def _by_region(self, sd: float, *label: str) -> Floats:
        drawn = {region: self._normal(*label, "region", region) for region in dict.fromkeys(self.layout.regions)}
        return sd * np.array([drawn[region] for region in self.layout.regions])

    def _by_seat(self, sd: float, *label: str) -> Floats:
        return sd * np.array([self._normal(*label, "seat", seat) for seat in self.seats])

    def _same(self, level: Floats) -> Shares:
        return np.repeat(level.astype(np.float32)[:, None], self.count, axis=1)

    def _keep(self, key: tuple[str, ...], make: Callable[[], Shares]) -> Shares:
        """Return what is drawn for a key; what was asked for longest ago makes room for it."""
        found = self._kept.pop(key, None)
        if found is None:
            found = make()
            found.flags.writeable = False
            held = found.nbytes + sum(drawn.nbytes for drawn in list(self._kept.values()))
            for oldest in list(self._kept):
                if held <= ROOM:
                    break
                held -= self._kept.pop(oldest, found).nbytes
        self._kept[key] = found
        return found

    def _check(self, *parties: PartyCode) -> None:
        unknown = [party for party in parties if party not in self.contenders]
        if unknown:
            raise UsageError(f"No transfer for {', '.join(unknown)}: not among {', '.join(self.contenders)}.")
        if len(set(parties)) < len(parties):
            raise UsageError(f"No transfer from {parties[0]} to itself. Name two parties.")


class ShiftedTransfers:
    """Transfers with every tau at one quantile of its range and every beta at the opposite one; leak as it was."""

    def __init__(self, base: PriorTransfers, quantile: float, only: frozenset[PartyCode] | None) -> None:
        self.base, self.quantile, self.only = base, quantile, only
        self.seats, self.parties = base.seats, base.parties

    def given(self, q: PartyCode, c: PartyCode) -> Shares:
        """Return tau[q→c], (seat, draw), at the quantile where q's voters are shifted."""
        if self.only is None or q in self.only:
            return self.base.given_at(q, c, self.quantile)
        return self.base.given(q, c)

    def leak(self, q: PartyCode) -> Shares:
        """Return lambda[q→r], (seat, party, draw), as it was."""
        return self.base.leak(q)

    def desertion(self, c: PartyCode, q: PartyCode) -> Shares:
        """Return beta[c|q], (seat, draw), at the opposite quantile where c's voters are shifted."""
        if self.only is None or c in self.only:
            return self.base.desertion_at(c, q, 1 - self.quantile)
        return self.base.desertion(c, q)


def prior_transfers(case: Case, draws: Draws, seed: int, *, posterior: Posterior | None = None) -> PriorTransfers:
    """Draw transfer, leak and desertion for a case from measured alliances and its field reports.

    Without `posterior` that of `posterior_for(case)` is used: measured alliances known by the case's day,
    or the stated prior. A back-test needs nothing more, as it hands in a case as of before the election.
    """
    return PriorTransfers(case, draws, seed, posterior)


def shifted(transfers: Transfers, quantile: float, only: tuple[PartyCode, ...] | None = None) -> Transfers:
    """Return transfers with every tau at one quantile of its range, every beta at the opposite one.

    .05 is the worst case, .95 the best; `only` names the parties whose voters are shifted. Transfers
    that are given as numbers have no range and come back as they are. Raises ModelError where the
    quantile is not between 0 and 1.
    """
    if not 0 < quantile < 1:
        raise ModelError(
            f"A quantile lies between 0 and 1, not {quantile}. Use .05 for the worst case, .95 for the best."
        )
    if isinstance(transfers, StayingNames | AbstainingVoters):
        return transfers.on(shifted(transfers.base, quantile, only))
    if not isinstance(transfers, PriorTransfers):
        return transfers
    return ShiftedTransfers(transfers, quantile, None if only is None else frozenset(only))
