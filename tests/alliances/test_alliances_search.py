"""Search against trying everything in plain loops."""

import sys
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from prepoll.alliances import (
    Election,
    StandDown,
    Structure,
    alone,
    base_structure,
    claimed_slate,
    default_players,
    evaluate,
    objective_draws,
    optimised_slate,
    rank_structures,
    search,
    worth,
)
from prepoll.alliances.search import order
from prepoll.case import load_case
from prepoll.case.types import Objective
from prepoll.errors import UsageError
from prepoll.ledger.types import Bar, Courtesy, Entry, Ledger
from prepoll.names import RESIDUAL, AlliancesBy, Relation, Status
from prepoll.strength.types import Draws
from prepoll.transfer import prior_transfers, shifted

JK = Path(__file__).parents[2] / "cases" / "jammu-kashmir-2024"
PLAYERS = ("JKAP", "DPAP", "NC", "INC", "BJP")
SEATS = Objective("seats", "seats", None, False, (), True)
DENY = Objective("deny", "deny", None, False, ("NC", "INC"), False)
RECOGNITION = Objective("recognition", "recognition", 0.2, False, (), False)


@pytest.fixture(scope="module")
def case():
    return load_case(JK)


@pytest.fixture(scope="module")
def election(case):
    """Make an invented election between six parties on the case's seats."""
    rng = np.random.default_rng(5)
    parties = (*PLAYERS, "PDP", *RESIDUAL)
    seats = tuple(seat.code for seat in case.seats)
    share = rng.dirichlet([3, 3, 3, 3, 3, 1, 1, 0.2, 4], size=(len(seats), 40)).transpose(0, 2, 1)
    share[seats.index("JAM"), parties.index("DPAP")] = 0
    share[seats.index("UDH"), parties.index("DPAP")] = 0
    share /= share.sum(axis=1, keepdims=True)
    draws = Draws(share.astype(np.float32), seats, parties, rng.uniform(1e5, 2e6, len(seats)))
    return Election(draws, prior_transfers(case, draws, 3), case.region_of)


def ledger(**parts):
    nothing = dict.fromkeys(("entries", "statements", "due", "contradictions", "bars", "bonds", "courtesies"), ())
    return Ledger(as_of=date(2024, 3, 19), **{**nothing, **parts})


BOOK = ledger(
    bars=(Bar("BJP", "JKAP", True, (), (), "For now."), Bar("INC", "BJP", False, ("JAM",), (), "Never.")),
    courtesies=(Courtesy("PDP", "NC", ("JAM",), False, ()),),
)


def every_labelling(players):
    found = []
    for labels in product(range(len(players)), repeat=len(players)):
        blocs = {}
        for player, label in zip(players, labels, strict=True):
            blocs.setdefault(label, set()).add(player)
        row = frozenset(frozenset(bloc) for bloc in blocs.values() if len(bloc) > 1)
        if row not in found:
            found.append(row)
    return found


def try_everything(case, book, election, party, objective, players, *, claims=None):
    """Evaluate every structure of each region with each of the other, in full."""
    base = base_structure(case, book)
    found = {}
    for north, south in product(every_labelling(players), repeat=2):
        structure = Structure.of({"Kashmir": tuple(north), "Jammu": tuple(south)}, base.courtesies)
        outcome = evaluate(election, structure, claimed_slate(election, structure, claims) if claims else None)
        found[structure] = (objective_draws(outcome, party, objective), outcome)
    return found


@pytest.mark.parametrize("objective", [SEATS, RECOGNITION], ids=lambda o: o.code)
def test_search_by_claims_finds_what_trying_everything_finds(case, election, objective):
    players, seats = ("JKAP", "NC", "INC"), election.draws.seats
    claims = {seats[0]: ("JKAP", "NC"), seats[1]: ("INC",), seats[3]: ("NC", "INC", "BJP"), seats[4]: ("JKAP",)}
    ranked = search(case, BOOK, election, "JKAP", objective, players, claims=claims)
    everything = try_everything(case, BOOK, election, "JKAP", objective, players, claims=claims)
    strongest = try_everything(case, BOOK, election, "JKAP", objective, players)
    for row in ranked:
        assert row.worth.value.mean == pytest.approx(everything[row.structure][0].mean(), abs=1e-9)
    best = max(draws.mean() for draws, _ in everything.values())
    assert max(row.worth.value.mean for row in ranked) == pytest.approx(best, abs=1e-9)
    assert any((everything[one][0] != strongest[one][0]).any() for one in everything)


def test_a_search_may_optimise_the_own_slate_while_others_go_by_claims(case, election):
    players, seats = ("JKAP", "NC", "INC"), election.draws.seats
    claims = {seats[0]: ("JKAP", "NC"), seats[1]: ("INC",), seats[3]: ("NC", "INC", "BJP"), seats[4]: ("JKAP",)}
    asked = partial(search, case, BOOK, election, "JKAP", SEATS, players, listed=400, optimise=True)
    both, alone_optimised = asked(claims=claims), asked()
    for row in both:
        slate = optimised_slate(election, row.structure, "JKAP", claims)
        won_by_us = objective_draws(evaluate(election, row.structure, slate), "JKAP", SEATS)
        assert row.worth.value.mean == pytest.approx(won_by_us.mean(), abs=1e-9)
    values = {row.structure: row.worth.value.mean for row in alone_optimised}
    assert any(row.worth.value.mean != values[row.structure] for row in both if row.structure in values)


@pytest.mark.parametrize("objective", [SEATS, DENY], ids=lambda o: o.code)
def test_search_finds_what_trying_everything_finds(case, election, objective):
    players = ("JKAP", "NC", "BJP", "INC")
    ranked = search(case, BOOK, election, "JKAP", objective, players)
    everything = try_everything(case, BOOK, election, "JKAP", objective, players)
    going_alone = objective_draws(evaluate(election, alone(base_structure(case, BOOK), "JKAP")), "JKAP", objective)
    for row in ranked:
        draws, _ = everything[row.structure]
        assert row.worth.value.mean == pytest.approx(draws.mean(), abs=1e-9)
        assert row.gain.mean == pytest.approx((draws - going_alone).mean(), abs=1e-9)
        assert row.chance_gain == (draws > going_alone).mean()
        assert row.chance_loss == (draws < going_alone).mean()
    best = max(draws.mean() for draws, _ in everything.values())
    assert max(row.worth.value.mean for row in ranked) <= best + 1e-9
    free = [d.mean() for s, (d, _) in everything.items() if "barred" not in statuses(s)]
    with_free = [row.worth.value.mean for row in ranked if row.status is Status.FREE]
    assert max(with_free) == pytest.approx(max(free), abs=1e-9)
    soft = [d.mean() for s, (d, _) in everything.items() if "hard" not in statuses(s)]
    with_soft = [row.worth.value.mean for row in ranked if row.status is not Status.BARRED]
    assert max(with_soft) == pytest.approx(max(soft), abs=1e-9)


def statuses(structure):
    """Read the bars of BOOK off a structure, by hand."""
    found = set()
    for region, blocs in structure.blocs:
        for bloc in blocs:
            if {"JKAP", "BJP"} <= bloc:
                found |= {"barred", "soft"}
            if {"INC", "BJP"} <= bloc and region == "Jammu":
                found |= {"barred", "hard"}
    return found


def test_every_partition_of_each_region_is_listed(case, election):
    ranked = search(case, BOOK, election, "JKAP", SEATS, ("JKAP", "NC", "BJP", "DPAP"))
    listed = {row.structure for row in ranked}
    courtesies = base_structure(case, BOOK).courtesies
    for bloc in every_labelling(("JKAP", "NC", "BJP", "DPAP")):
        assert Structure.of({"Kashmir": tuple(bloc)}, courtesies) in listed
    for bloc in every_labelling(("JKAP", "NC", "BJP")):  # DPAP has no strength in Jammu
        assert Structure.of({"Jammu": tuple(bloc)}, courtesies) in listed
    assert len(listed) == len(ranked)
    assert not any("DPAP" in bloc for structure in listed for bloc in structure.in_region("Jammu"))


def test_bars_are_kept_apart_and_the_best_come_first(case, election):
    ranked = search(case, BOOK, election, "JKAP", SEATS, PLAYERS)
    for row in ranked:
        marks = statuses(row.structure)
        expected = Status.BARRED if "hard" in marks else Status.SOFTLY_BARRED if marks else Status.FREE
        assert row.status is expected
        assert bool(row.barred_by) == bool(marks)
    classes = [(list(Status).index(row.status), row.hypothetical) for row in ranked]
    assert classes == sorted(classes)
    for status in set(classes):
        values = [row.worth.value.mean for row, c in zip(ranked, classes, strict=True) if c == status]
        assert values == sorted(values, reverse=True)
    assert list(ranked) == sorted(ranked, key=order)


def test_worth_of_a_ranked_structure_is_that_of_its_outcome(case, election):
    for row in search(case, BOOK, election, "NC", RECOGNITION, ("NC", "INC", "BJP"))[::7]:
        objectives = (RECOGNITION, *(o for o in case.objectives if o.code != "recognition"))
        expected = worth(evaluate(election, row.structure), "NC", RECOGNITION, objectives)
        assert row.worth.seats == expected.seats
        assert row.worth.deposits == expected.deposits
        assert row.worth.denied == expected.denied
        assert row.worth.recognition == expected.recognition
        assert row.worth.seats_chance == expected.seats_chance
        assert row.worth.votes.mean == pytest.approx(expected.votes.mean, rel=1e-9)


def test_an_alliance_for_the_whole_case_is_the_same_everywhere(case, election):
    whole = replace(case, alliances_by=AlliancesBy.CASE)
    ranked = search(whole, BOOK, election, "JKAP", SEATS, PLAYERS)
    assert len(ranked) == 52
    assert all(row.structure.in_region("Kashmir") == row.structure.in_region("Jammu") for row in ranked)


def test_who_is_bound_moves_together_and_only_the_party_asked_for_may_leave(case, election):
    book = ledger(bonds=(("NC", "INC"), ("BJP", "JKAP"), ("DPAP", "PDP")))
    ranked = search(case, book, election, "JKAP", SEATS, ("NC", "BJP"))
    for row in ranked:
        for region in ("Kashmir", "Jammu"):
            assert "INC" in row.structure.bloc_of(region, "NC")
            assert "PDP" in row.structure.bloc_of(region, "DPAP")
    in_force = next(row for row in ranked if row.structure == base_structure(case, book))
    left = next(row for row in ranked if row.structure == alone(base_structure(case, book), "JKAP"))
    assert in_force.status is Status.BOUND
    assert left.gain.mean == 0
    before, after = (evaluate(election, row.structure).seats_won("JKAP") for row in (left, in_force))
    assert in_force.gain.mean == pytest.approx((after - before).mean())


def entry(a, b, a_stands, b_stands, status=Status.FREE, inferred=False):
    return Entry(a, b, a_stands, a_stands, b_stands, status, False, False, inferred, None, None, None, (), (), ".")


def test_players_are_those_in_touch_then_the_willing_by_strength(case, election):
    unknown, wants, no = Relation.UNKNOWN, Relation.OPEN, Relation.RULED_OUT
    book = ledger(
        entries=(
            entry("JKAP", None, wants, None),
            entry("DPAP", "JKAP", Relation.TALKING, Relation.TALKING),
            entry("BJP", "JKAP", unknown, no, Status.SOFTLY_BARRED),
            entry("JKAP", "NC", no, unknown, Status.BARRED),
            entry("INC", "PDP", wants, unknown),
        )
    )
    touched = sorted(("DPAP", "BJP"), key=lambda p: -election.draws.share[:, election.draws.parties.index(p)].mean())
    assert default_players(case, book, election, "JKAP") == ("JKAP", *touched, "INC")


def test_search_says_who_cannot_be_searched(case, election):
    with pytest.raises(UsageError, match="Not among the contenders: XYZ"):
        search(case, BOOK, election, "JKAP", SEATS, ("XYZ",))
    with pytest.raises(UsageError, match="Not among the contenders: OTHERS"):
        search(case, BOOK, election, "OTHERS", SEATS)


def test_search_gives_the_same_again_and_in_any_order_of_players(case, election):
    fresh = replace(election, cache={})
    first = search(case, BOOK, election, "DPAP", SEATS, ("JKAP", "NC", "INC"))
    assert first == search(case, BOOK, fresh, "DPAP", SEATS, ("INC", "JKAP", "NC"))


def test_a_shifted_election_does_not_read_votes_of_the_one_it_was_made_from(case, election):
    joint = Structure.of({"Kashmir": (frozenset({"NC", "INC"}),)})
    evaluate(election, joint)
    worst = replace(election, transfers=shifted(election.transfers, 0.05))
    assert worst.cache is election.cache
    expected = evaluate(replace(worst, cache={}), joint)
    assert np.array_equal(evaluate(worst, joint).votes, expected.votes)
    assert not np.array_equal(evaluate(election, joint).votes, expected.votes)


def test_a_search_with_optimised_slates_finds_what_trying_everything_finds(case, election):
    players = ("JKAP", "NC", "BJP")
    ranked = search(case, BOOK, election, "JKAP", SEATS, players, listed=400, optimise=True)
    base, strongest = base_structure(case, BOOK), []
    best = -1.0
    for north, south in product(every_labelling(players), repeat=2):
        structure = Structure.of({"Kashmir": tuple(north), "Jammu": tuple(south)}, base.courtesies)
        slate = optimised_slate(election, structure, "JKAP")
        best = max(best, evaluate(election, structure, slate).seats_won("JKAP").mean())
        strongest.append(evaluate(election, structure).seats_won("JKAP").mean())
    assert max(row.worth.value.mean for row in ranked) == pytest.approx(best, abs=1e-9)
    for row in ranked:
        outcome = evaluate(election, row.structure, optimised_slate(election, row.structure, "JKAP"))
        assert row.worth.value.mean == pytest.approx(outcome.seats_won("JKAP").mean(), abs=1e-9)
    assert best != pytest.approx(max(strongest), abs=1e-9)


def test_a_search_for_another_party_finds_what_it_finds_by_itself(case, election):
    def found(on, party, book):
        rest = [player for player in PLAYERS if player != party]
        rows = search(case, book, on, party, SEATS, rest, listed=9)
        return [(row.structure, row.status, row.worth.value.mean, row.gain.mean) for row in rows]

    bound = replace(BOOK, bonds=(("NC", "INC"),), courtesies=())
    asked = [(party, book) for book in (BOOK, ledger(), bound) for party in PLAYERS]
    one_by_one = [found(replace(election, cache={}), party, book) for party, book in asked]
    assert [found(election, party, book) for party, book in asked] == one_by_one


def test_what_one_search_has_counted_is_not_taken_for_one_with_other_claims_bars_or_blocs_that_stay(
    case, election, monkeypatch
):
    monkeypatch.setattr(sys.modules[order.__module__], "BARRED_TOO", 0)  # bars prune at the source
    books = (ledger(), ledger(bars=(Bar("DPAP", "JKAP", False, (), (), "Never."),)), ledger(bonds=(("NC", "INC"),)))
    claims = [{}, *({seat.code: (party, "PDP") for seat in case.seats} for party in ("JKAP", "DPAP", "BJP"))]
    asked = [(book, some, party) for book in books for some in claims for party in ("JKAP", "DPAP", "BJP")]

    def found(on, book, some, party):
        rest = [player for player in ("JKAP", "DPAP", "BJP", "PDP") if player != party]
        rows = search(case, book, on, party, SEATS, rest, claims=some, listed=1)
        return [(row.structure, row.status, row.worth.value.mean) for row in rows]

    one_by_one = [found(replace(election, cache={}), *row) for row in asked]
    fresh = replace(election, cache={})
    assert [found(fresh, *row) for row in asked] == one_by_one


def test_what_is_in_force_with_a_courtesy_that_nobody_has_promised_is_no_longer_in_force(case, election):
    book = replace(BOOK, bonds=(("NC", "INC"),))
    base = base_structure(case, book)
    assert base.courtesies
    more = Structure.of(dict(base.blocs), (*base.courtesies, StandDown("SRI", "NC", "JKAP")))
    found = rank_structures(case, book, election, "NC", SEATS, [base, more, base])
    assert {row.structure: row.status for row in found} == {base: Status.BOUND, more: Status.FREE}
    assert len(found) == 2
