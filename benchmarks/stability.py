"""Print how long it takes to find every stable structure of ten parties, and fail where a sample says otherwise.

Part E of the engine's figures. Each game is made from a seed: a toy election in which blocs add votes
with some loss, so that most structures are left by somebody and some by nobody; and the worst case for
the search, a game in which nothing makes a difference, so that no search ends early. All 115,975
structures are weighed for Nash, individual and core stability, the others staying or answering best. A
sample of the structures is weighed again move by move through names and sets.

Run it on an idle machine: python benchmarks/stability.py [--seeds 5]
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import time
from itertools import combinations

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.codes import strings as every_string
from prepoll.stability import Answer, Game, Stable, stable_structures

PARTIES = tuple("ABCDEFGHIJ")
SEATS = 80
SAMPLE = 40
LIMIT = 2.0
"""Seconds that the search may take on two idle cores."""


def toy_game(seed: int, parties: tuple[str, ...] = PARTIES) -> Game:
    """Make a game of expected seats: in each seat the bloc with most votes wins, its strongest member the seat."""
    rng = np.random.default_rng(seed)
    n = len(parties)
    strings = every_string(n)
    votes = rng.dirichlet(np.full(n, 0.8), size=SEATS)
    kept = rng.uniform(0.7, 1.0, size=n)  # what a party brings into a bloc
    values = np.zeros(strings.shape)
    for seat in votes:
        strongest = int(seat.argmax())
        sums = np.zeros((len(strings), n))
        for party in range(n):
            alone = (strings == strings[:, [party]]).sum(axis=1) == 1
            sums[np.arange(len(strings)), strings[:, party]] += np.where(alone, 1.0, kept[party]) * seat[party]
        winner = sums.argmax(axis=1)
        strength = np.where(strings == winner[:, None], seat, -1.0)
        values[np.arange(len(strings)), strength.argmax(axis=1)] += 1.0
        values[:, strongest] += 0.001 * seat[strongest]
    return Game.of(parties, strings, values)


def level_game(parties: tuple[str, ...] = PARTIES) -> Game:
    """Make a game in which every structure gives everybody the same."""
    strings = every_string(len(parties))
    return Game.of(parties, strings, np.ones(strings.shape))


def shape_hash(found: Stable) -> str:
    """Name a result by its bytes."""
    parts = (found.nash, found.individual, found.core, found.single, found.blocking)
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()[:12]


def disagreements(game: Game, found: Stable, rows: npt.NDArray[np.int64]) -> list[int]:
    """Weigh some structures again, each deviation by name; only for others who stay."""
    wrong = []
    for row in rows:
        blocs = game.partition(int(row))
        singles = [
            (party, joined) for party in game.parties for joined in (*blocs, frozenset[str]()) if party not in joined
        ]
        nash = all(gain(game, int(row), joined | {party}, (party,)) <= 0 for party, joined in singles)
        core = all(
            gain(game, int(row), frozenset(group), group) <= 0
            for size in range(1, len(game.parties) + 1)
            for group in combinations(game.parties, size)
        )
        if (nash, core) != (bool(found.nash[row]), bool(found.core[row])):
            wrong.append(int(row))
    return wrong


def gain(game: Game, row: int, formed: frozenset[str], movers: tuple[str, ...]) -> float:
    """Return what the mover who gains least gains once a bloc has formed and the others stay."""
    left = [bloc - formed for bloc in game.partition(row) if bloc - formed]
    after = game.values[game.row([formed, *left])]
    places = [game.parties.index(party) for party in movers]
    return float((after - game.values[row])[places].min())


def main() -> int:
    """Time the search and compare the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    stable_structures(toy_game(0, tuple("ABC")))  # compiled before the clock starts
    games = {f"toy {seed}": toy_game(seed) for seed in seeds} | {"level": level_game()}
    times: dict[Answer, list[float]] = {answer: [] for answer in Answer}
    worked: dict[Answer, list[float]] = {answer: [] for answer in Answer}  # of the processor, all threads together
    wrong: list[str] = []
    for name, game in games.items():
        for answer in Answer:
            start, begun = time.perf_counter(), time.process_time()
            found = stable_structures(game, answer=answer)
            took = time.perf_counter() - start
            times[answer].append(took)
            worked[answer].append(time.process_time() - begun)
            counts = f"nash {found.nash.sum():6d}  individual {found.individual.sum():6d}  core {found.core.sum():6d}"
            print(f"{name:8} others {answer:4}  {took:6.2f} s  {counts}  {shape_hash(found)}")
            if answer is Answer.STAY:
                rows = np.random.default_rng(1).integers(0, len(game.strings), SAMPLE)
                rows = np.concatenate([rows, np.flatnonzero(found.nash | found.core)[:5]])
                wrong += [f"{name}, structure {row}" for row in disagreements(game, found, rows)]
    for answer, row in times.items():
        middle = statistics.median(row)
        cpu = statistics.median(worked[answer])
        print(
            f"E  Bell(10), others {answer}: median {middle:.2f} s, most {max(row):.2f} s (limit {LIMIT} s), "
            f"{cpu:.2f} s of the processor"
        )
    if wrong:
        print("Weighed otherwise move by move:", "; ".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
