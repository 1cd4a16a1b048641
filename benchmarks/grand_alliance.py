"""Print what SP+BSP+RLD is worth in Uttar Pradesh by what was known on 11 January 2019, and who would leave it.

The figures of `docs/explanation/engine.md` are those printed here: python benchmarks/grand_alliance.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from prepoll.alliances import ALONE, Outcome, difference, evaluate
from prepoll.alliances.engine import search_all
from prepoll.stability import stability
from prepoll.study import Alliance, Study

CASE = Path(__file__).parent.parent / "cases" / "uttar-pradesh-2019"
TOGETHER = ("SP", "BSP", "RLD")
OTHERS = ("BJP", "INC")


def say_seats(apart: Outcome, joint: Outcome) -> None:
    """Print seats alone and together, by party and for the three."""
    for party in (*TOGETHER, *OTHERS):
        before, after = apart.seats_won(party), joint.seats_won(party)
        gain = difference(after, before)
        chances = f"gains in {(after > before).mean():.2f}, loses in {(after < before).mean():.2f} of draws"
        means = f"{before.mean():5.1f} alone, {after.mean():5.1f} together"
        print(f"{party:4} {means}; gain {gain.mean:+.1f} ({gain.low90:+.0f} to {gain.high90:+.0f}); {chances}")
    alone, three = (np.sum([outcome.seats_won(p) for p in TOGETHER], axis=0) for outcome in (apart, joint))
    print(f"the three {alone.mean():.1f} alone, {three.mean():.1f} together; gain in {(three > alone).mean():.2f}")


def say_place(study: Study) -> None:
    """Print how the alliance ranks for each among all structures of five parties that keep BJP apart."""
    found = search_all(study.election, (*TOGETHER, *OTHERS))
    joint = found.index([frozenset(TOGETHER)])
    for party in TOGETHER:
        seats = found.expected_seats[:, found.contenders.index(party)]
        good = [at for at in range(len(seats)) if not any("BJP" in bloc for bloc in found.blocs(at))]
        best = max(good, key=lambda at: seats[at])
        better = sum(seats[at] > seats[joint] for at in good)
        blocs = ", ".join("+".join(sorted(bloc)) for bloc in found.blocs(best)) or "everyone alone"
        print(
            f"{party:4} {better} of {len(good)} structures without the BJP are better; {blocs} best, {seats[best]:.1f}"
        )


def main() -> None:
    """Print the check."""
    study = Study(CASE)
    structure = study.structure([Alliance(TOGETHER)])
    say_seats(evaluate(study.election, ALONE), evaluate(study.election, structure))
    say_place(study)
    found = stability(study.case, study.ledger, study.election, structure)
    for way in found.deviations:
        if way.would:
            to = "+".join(way.to) or "nobody"
            print(
                f"{way.party} would go to {to}: {way.gain.mean:+.1f} seats, gains in {way.chance_gain:.2f}; {way.keeps}"
            )
    for part in found.marginal:
        print(f"{part.party:4} brings the other two {part.alliance_seats.mean:+.1f} seats of the alliance's")


if __name__ == "__main__":
    main()
