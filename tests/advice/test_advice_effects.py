"""What an option changes in a seat, from the side of whoever is asked, whatever was looked at before."""

from pathlib import Path

import numpy as np

from prepoll.advice.bench import Bench
from prepoll.advice.effects import seat_effect
from prepoll.alliances import evaluate, interval
from prepoll.study import Study

TUTORIAL = Path(__file__).parents[2] / "cases" / "tutorial"


def test_a_seat_is_seen_from_each_partys_own_side_also_after_another_has_looked() -> None:
    study = Study(TUTORIAL, draws=80)
    for party, partner in (("LM", "FF"), ("FF", "LM"), ("HL", "LM"), ("LM", "HL")):
        bench = Bench(study.case, study.ledger, party, study.objective(), study.election)
        structure = bench.structure((partner,), bench.regions)
        before, after = (evaluate(study.election, way) for way in (bench.alone, structure))
        for place, seat in enumerate(study.election.draws.seats):
            found = seat_effect(bench, structure, frozenset({party, partner}), seat)
            assert found.stands in (party, partner, None)
            row = before.contenders.index(found.stands or party)
            assert found.win_alone == before.wins[place, row].mean(dtype=np.float64)
            assert found.win_with == after.wins[place, row].mean(dtype=np.float64)
            assert np.isclose(found.share_alone.mean, interval(before.valid[place, row]).mean, rtol=1e-5)
            assert np.isclose(found.share_with.mean, interval(after.valid[place, row]).mean, rtol=1e-5)
            chances = after.wins[place].mean(axis=1, dtype=np.float64)
            assert found.leader_with == after.contenders[int(chances.argmax())]
            assert found.leader_chance == chances.max()
