"""What is believed of the coming election: a mean, shared and own sources of doubt, and what polls took from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from prepoll.chance import generator
from prepoll.strength.arrays import Float32s, Floats, Ints

Glimpse = tuple[Floats, Floats, Floats]
"""What a belief predicts: values (n,), their slopes (n, seat · party), noise covariance (n, n)."""

AHEAD = 8
"""Seats whose chance is drawn while that of as many others is in use; fewer would make threads wait for each other."""

PASSES = 3
"""Steps in which an observation is taken in, each linearised around where the last one ended."""


@dataclass(frozen=True, slots=True)
class Update:
    """One linear observation that was taken in."""

    slopes: Floats  # (n, seat · party)
    gain: Floats  # (seat · party, n)
    taken: Floats  # (seat · party, n): the covariance is less by this times its transpose
    noise_root: Floats  # (n, n)

    def correction(self, drawn: Floats, rng: np.random.Generator) -> Floats:
        """Return what to add to draws (seat · party, draw) from before, so that they come from after."""
        error = self.noise_root @ rng.standard_normal((len(self.slopes), drawn.shape[1])) - self.slopes @ drawn
        return np.asarray(self.gain @ error, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal distribution over log-strength, low rank plus blocks.

    Before its updates a log-strength is its mean and a sum of independent standard normal sources:
    those of the whole case, those of its region, and those of its seat.
    """

    mean: Floats  # (seat, party)
    case: Floats  # (seat, party, source)
    region: Floats  # (seat, party, source), sources of the seat's region
    own: Floats  # (seat, party, source), sources of the seat
    regions: Ints  # (seat,), numbered from 0
    updates: tuple[Update, ...] = ()
    cloud: Floats | None = None  # (seat, party, point), draws less the mean that updates carry along

    @property
    def variance(self) -> Floats:
        """Return the variance of each log-strength, (seat, party)."""
        before = sum((part**2).sum(axis=2) for part in (self.case, self.region, self.own))
        taken = sum(((one.taken**2).sum(axis=1) for one in self.updates), np.zeros(self.mean.size))
        return np.asarray(np.maximum(before - taken.reshape(self.mean.shape), 0.0), dtype=np.float64)

    @property
    def log_sd(self) -> Floats:
        """Return the standard deviation of each log-strength, (seat, party)."""
        return np.sqrt(self.variance)

    @property
    def covariance(self) -> Floats:
        """Return the whole covariance (seat · party, seat · party); for small cases, its size is a square."""
        return self.times(np.eye(self.mean.size))

    def times(self, vectors: Floats) -> Floats:
        """Return the covariance times `vectors` (seat · party, n)."""
        split = vectors.reshape(*self.mean.shape, -1)
        shared = np.einsum("spk,spn->kn", self.case, split, optimize=True)
        found = np.einsum("spk,kn->spn", self.case, shared, optimize=True)
        for region in np.unique(self.regions):
            here = np.flatnonzero(self.regions == region)
            shared = np.einsum("spk,spn->kn", self.region[here], split[here], optimize=True)
            found[here] += np.einsum("spk,kn->spn", self.region[here], shared, optimize=True)
        found += self.own @ (np.swapaxes(self.own, 1, 2) @ split)
        flat = found.reshape(self.mean.size, -1)
        for one in self.updates:
            flat -= one.taken @ (one.taken.T @ vectors)
        return np.asarray(flat, dtype=np.float64)

    def deviations(self, n_draws: int, rng: np.random.Generator, tail: float | None = None) -> Floats:
        """Draw log-strengths less their mean, (seat, party, draw); with `tail` as in `draw_into`."""
        found = np.empty((*self.mean.shape, n_draws))
        self.draw_into(found, rng, tail)
        return found

    def draw_into(self, found: Floats | Float32s, rng: np.random.Generator, tail: float | None = None) -> None:
        """Draw log-strengths less their mean into `found` (seat, party, draw), in its precision.

        With `tail`, the sources shared by seats have one more factor in each draw, and those of a seat one
        in each seat and draw, which makes them Student-t of as many degrees of freedom, at the same variance.
        """
        seats, _, n_draws = found.shape
        shared = rng.standard_normal((self.case.shape[2], n_draws)).astype(found.dtype, copy=False)
        size = (int(self.regions.max()) + 1, self.region.shape[2], n_draws)
        regional = rng.standard_normal(size).astype(found.dtype, copy=False)
        wide, wide_own = (x.astype(found.dtype, copy=False) for x in _scales(tail, n_draws, seats, rng))
        case, region, own = (x.astype(found.dtype, copy=False) for x in (self.case, self.region, self.own))
        here, common, more = (np.empty((rows, n_draws), found.dtype) for rows in (own.shape[2], *found.shape[1:2] * 2))
        for seat, alone in enumerate(_ahead(rng, here.shape, seats)):  # in place: new arrays cost more than the sums
            np.copyto(here, alone, casting="same_kind")
            np.matmul(case[seat], shared, out=common)
            common += np.matmul(region[seat], regional[self.regions[seat]], out=more)
            common *= wide
            np.matmul(own[seat], here, out=more)
            more *= wide_own[seat]
            np.add(common, more, out=found[seat])
        if self.updates:
            self._correct(found, rng)

    def _correct(self, drawn: Floats | Float32s, rng: np.random.Generator) -> None:
        """Turn draws (seat, party, draw) from before the updates into draws from after all of them, in place.

        Matheron's rule: a draw is corrected as the mean is. What each update sees of a draw that those before
        it have corrected is what it saw at first and what they add, so that draws are gone through twice only.
        """
        slopes = np.concatenate([one.slopes for one in self.updates])
        gains = np.concatenate([one.gain for one in self.updates], axis=1)
        cells = np.arange(self.mean.size).reshape(self.mean.shape)
        seen = np.zeros((len(slopes), drawn.shape[2]))
        for here, one_seat in zip(cells, drawn, strict=True):
            seen += slopes[:, here].astype(drawn.dtype, copy=False) @ one_seat
        errors = np.zeros_like(seen)
        first = 0
        for one in self.updates:
            rows = slice(first, first + len(one.slopes))
            noise = one.noise_root @ rng.standard_normal((len(one.slopes), drawn.shape[2]))
            errors[rows] = noise - seen[rows] - (one.slopes @ gains[:, :first]) @ errors[:first]
            first = rows.stop
        gain, error = (x.astype(drawn.dtype, copy=False) for x in (gains, errors))
        for seat, here in enumerate(cells):
            drawn[seat] += gain[here] @ error

    def with_cloud(self, count: int, rng: np.random.Generator) -> Belief:
        """Return the same belief with draws for `points`, which every update then carries along."""
        return replace(self, cloud=self.deviations(count // 2, rng))

    def points(self) -> Floats:
        """Return log-strengths less the mean at points in pairs of opposites, (seat, party, point)."""
        assert self.cloud is not None, "a belief without a cloud has no points"
        return np.concatenate([self.cloud, -self.cloud], axis=2)

    def updated(self, mean: Floats, update: Update) -> Belief:
        """Return the belief after one more update, with its new mean (seat, party)."""
        if self.cloud is None:
            return replace(self, mean=mean, updates=(*self.updates, update))
        rng = generator(0, "strength", "update", str(len(self.updates)))
        flat = self.cloud.reshape(self.mean.size, -1)
        cloud = (flat + update.correction(flat, rng)).reshape(self.cloud.shape)
        return replace(self, mean=mean, updates=(*self.updates, update), cloud=cloud)

    def ordered(self, seats: Ints, parties: Ints) -> Belief:
        """Return the same belief with seats and parties in another order."""
        cells = (seats[:, None] * self.mean.shape[1] + parties[None, :]).ravel()
        return Belief(
            mean=self.mean[np.ix_(seats, parties)],
            case=self.case[np.ix_(seats, parties)],
            region=self.region[np.ix_(seats, parties)],
            own=self.own[np.ix_(seats, parties)],
            regions=self.regions[seats],
            updates=tuple(
                Update(one.slopes[:, cells], one.gain[cells], one.taken[cells], one.noise_root) for one in self.updates
            ),
        )


def _ahead(rng: np.random.Generator, shape: tuple[int, int], count: int) -> Iterator[Floats]:
    """Yield arrays of standard normals, some made while those before are in use: the same chance, half the time."""
    drawn, spare = np.empty((AHEAD, *shape)), np.empty((AHEAD, *shape))
    sizes = [min(AHEAD, count - first) for first in range(0, count, AHEAD)]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(rng.standard_normal, out=drawn[: sizes[0]])
        for size, then in zip(sizes, [*sizes[1:], 0], strict=True):
            waiting.result()
            drawn, spare = spare, drawn
            if then:
                waiting = pool.submit(rng.standard_normal, out=drawn[:then])
            yield from spare[:size]


def _scales(tail: float | None, n_draws: int, seats: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    if tail is None:
        return np.ones(n_draws), np.ones((seats, n_draws))
    shared, own = (np.sqrt((tail - 2.0) / rng.chisquare(tail, shape)) for shape in ((n_draws,), (seats, n_draws)))
    return shared, own


def observe(belief: Belief, value: Floats, see: Callable[[Belief], Glimpse], passes: int = PASSES) -> Belief:
    """Update `belief` by observed values (n,), seen through `see`, which is linearised anew in each pass.

    The observation is taken in as so many equal ones, each with so many times its error variance, one after
    another: the same where it is linear, and small steps where it is not (Emerick and Reynolds 2013, ensemble
    smoother with multiple data assimilation). Where much is unknown, one step, repeated, need not settle.
    """
    for _ in range(passes):
        predicted, slopes, noise = see(belief)
        noise = passes * noise
        towards = belief.times(slopes.T)  # (k, n)
        root = np.linalg.cholesky(slopes @ towards + noise)
        taken = np.linalg.solve(root, towards.T).T
        gain = np.linalg.solve(root.T, taken.T).T
        moved = belief.mean + (gain @ (value - predicted)).reshape(belief.mean.shape)
        noise_root = np.asarray(np.linalg.cholesky(noise), dtype=np.float64)
        belief = belief.updated(moved, Update(slopes, gain, taken, noise_root))
    return belief


def log_sum(exponents: Floats) -> tuple[Floats, Floats]:
    """Return the logarithm of the sum of exponentials over the last axis, and each one's part in it.

    >>> total, part = log_sum(np.log(np.array([[0.1, 0.3]])))
    >>> [round(float(x), 3) for x in (np.exp(total[0]), *part[0])]
    [0.4, 0.25, 0.75]
    """
    top = exponents.max(axis=-1, keepdims=True)
    scaled = np.exp(exponents - top)
    total = scaled.sum(axis=-1, keepdims=True)
    return (top + np.log(total))[..., 0], scaled / total
