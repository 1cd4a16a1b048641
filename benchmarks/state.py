"""Time what a brief on a state asks of the engine, as one process: search, stability and sharing.

The case is Uttar Pradesh as of 11 January 2019: the search for SP with the ledger's bars, then the stability of
SP+BSP+RLD with its landscapes, what keeps its members and what each brings, then its seats with all norms,
alternatives, frontier and prices. Printed are wall and processor seconds of each step and a hash of its results.
The first run after an installation compiles; run it twice on an idle machine:

python benchmarks/state.py [--party SP] [--draws 2000]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded, as the command line does

from prepoll.alliances import search
from prepoll.sharing import Infeasible, Wanted, last_finish, share_terms
from prepoll.stability import THRESHOLD, brought, keeping, landscapes, on_objective, stability
from prepoll.study import Alliance, Study

CASE = Path(__file__).parent.parent / "cases" / "uttar-pradesh-2019"
BLOC = ("SP", "BSP", "RLD")


class Steps:
    """Runs steps one after the other and prints what each took."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def take(self, name: str, step: Callable[[], str]) -> None:
        """Run a step, print its times, and the hash of what it says it found."""
        wall, cpu = time.perf_counter(), time.process_time()
        found = step()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self.wall, self.cpu = self.wall + wall, self.cpu + cpu
        self.show(name, wall, cpu, hashlib.sha256(found.encode()).hexdigest()[:12])

    @staticmethod
    def show(name: str, wall: float, cpu: float, rest: str = "") -> None:
        """Print one line."""
        print(f"{name:44} {wall:7.2f} s {cpu:7.2f} s of the processor  {rest}".rstrip(), flush=True)


def searched(study: Study, party: str, listed: int) -> str:
    """Search every structure over a party's players and value the best of each group."""
    rows = search(study.case, study.ledger, study.election, party, study.objective(), listed=listed)
    return "\n".join(f"{row.structure} {row.status} {row.worth.value.mean:.6f}" for row in rows)


def weighed(study: Study) -> str:
    """Weigh who would leave the three, what keeps them, what each brings, and every structure around them."""
    case, ledger, election = study.case, study.ledger, study.election
    structure = study.structure([Alliance(BLOC)])
    found = stability(on_objective(case, study.objective()), ledger, election, structure)
    parts = [keeping(case, election, found), brought(case, election, structure)]
    fields = landscapes(case, ledger, election, structure, THRESHOLD)
    stable = [(row.answer, int(row.nash.sum()), int(row.core.sum())) for field in fields for row in field.found]
    return f"{found.note} {len(found.deviations)} {stable} {[len(part) for part in parts]}"


def shared(study: Study) -> str:
    """Share the seats of the three."""
    regions = tuple(region.code for region in study.case.regions)
    structure, wanted = study.structure([Alliance(BLOC)]), Wanted(last_finish(study.case))
    found = share_terms(study.election, structure, frozenset(BLOC), regions, wanted=wanted)
    if isinstance(found, Infeasible):
        raise SystemExit(f"Without demands nothing clashes, but this does: {found.because}.")
    return "\n".join(f"{row.norm} {row.alliance_seats.mean:.6f} {dict(row.allocation)}" for row in found.sharings)


def prepared(study: Study) -> str:
    """Read the case and its articles, assess strength, draw."""
    return f"{study.run.input_hash} {len(study.ledger.entries)} {study.election.draws.share.sum(dtype='float64'):.4f}"


def main() -> None:
    """Run the steps and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--party", default="SP")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--top", type=int, default=10)
    given = parser.parse_args()
    study, steps = Study(CASE, draws=given.draws), Steps()
    steps.take("case, ledger, strength, draws", lambda: prepared(study))
    steps.take(f"structures of {given.party}", lambda: searched(study, given.party, given.top))
    steps.take("stability of SP+BSP+RLD", lambda: weighed(study))
    steps.take("shares of SP+BSP+RLD", lambda: shared(study))
    steps.show("together", steps.wall, steps.cpu)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
