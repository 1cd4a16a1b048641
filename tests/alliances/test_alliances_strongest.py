"""Who stands, by plain loops from the words of the rules; ties of strength in most seats."""

from dataclasses import replace

import numpy as np
from alliances_cases import random_election, random_structure
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prepoll.alliances import (
    Slate,
    StandDown,
    Structure,
    claimed_slate,
    evaluate,
    optimised_slate,
    strongest_slate,
)
from prepoll.alliances.ballots import who_stands
from prepoll.alliances.slates import by_strength, optimised, strongest, strongest_standing


def with_ties(seed, n_parties):
    """Round strengths to eighths: many members are equally strong, some have nothing."""
    election = random_election(seed, n_parties, n_draws=2, zeros=0.15)
    share = np.round(election.draws.share * 8) / 8
    share[:, -1] += 1 - share.sum(axis=1)
    return replace(election, draws=replace(election.draws, share=share.astype(np.float32)), cache={})


def mean(election, seat, party):
    row = election.draws.share[election.draws.seats.index(seat), election.draws.parties.index(party)]
    return sum(map(float, row)) / len(row)


def won(election, structure, seat, standing, parties):
    """Add up what parties win of a seat over all draws; what stands elsewhere is of no matter."""
    slate = Slate({other: standing if other == seat else frozenset(election.draws.contenders[:1]) for other in ALL})
    bare = replace(structure, courtesies=tuple(row for row in structure.courtesies if row.seat == seat))
    outcome = evaluate(replace(election, cache={}), bare, slate)
    here = outcome.wins[outcome.seats.index(seat)]
    return sum(float(here[outcome.contenders.index(party)].sum(dtype=np.float64)) for party in parties)


ALL = ("S1", "S2", "S3")


def second(election, structure, seat, claims=()):
    """Choose by the words: the first claim, else the strongest, of equals the likeliest winner, of those all."""
    givers = {row.giver for row in structure.courtesies if row.seat == seat}
    free = [p for p in election.draws.contenders if p not in givers and mean(election, seat, p) > 0]
    blocs = {structure.bloc_of(election.region_of[seat], p) for p in free}
    choices = []
    for bloc in blocs:
        members = [p for p in free if p in bloc]
        asked = [p for p in claims if p in members][:1]
        most = max(mean(election, seat, p) for p in members)
        choices.append(asked or [p for p in members if mean(election, seat, p) == most])
    everyone, standing = {p for choice in choices for p in choice}, set()
    for choice in choices:
        chance = {}
        for p in choice if len(choice) > 1 else ():
            chance[p] = won(election, structure, seat, frozenset(everyone - set(choice) | {p}), [p])
        standing |= {p for p in choice if not chance or abs(chance[p] - max(chance.values())) < 1e-6}
    return frozenset(standing)


def second_optimised(election, structure, seat, party, claims=()):
    """Try each member in the order of strength and keep who wins the seat for the bloc more often."""
    bloc = structure.bloc_of(election.region_of[seat], party)
    givers = {row.giver for row in structure.courtesies if row.seat == seat}
    best = second(election, structure, seat, claims)
    most = won(election, structure, seat, best, bloc)
    members = [p for p in bloc - givers if mean(election, seat, p) > 0]
    for member in sorted(members, key=lambda p: (-mean(election, seat, p), p)):
        standing = second(election, structure, seat, (member, *claims))
        wins = won(election, structure, seat, standing, bloc)
        if wins > most + 1e-6:
            best, most = standing, wins
    return best


def drawn(seed, n_parties):
    """Draw an election, a structure under which somebody stands everywhere, and claims."""
    rng = np.random.default_rng([seed, 11])
    election = with_ties(seed, n_parties)
    structure = random_structure(rng, election)
    claims = {seat: tuple(map(str, rng.permutation([*election.draws.contenders])[:2])) for seat in ALL[: seed % 4]}
    assume(all(second(election, structure, seat) for seat in ALL))
    return election, structure, claims


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_the_strongest_stand_and_ties_are_settled_by_the_chance_to_win(seed, n_parties):
    election, structure, _ = drawn(seed, n_parties)
    expected = {seat: second(election, structure, seat) for seat in ALL}
    assert strongest_slate(election, structure).standing == expected
    table = strongest_standing(replace(election, cache={}), structure)
    named = {
        seat: {p for p, here in zip(election.draws.parties, row, strict=True) if here}
        for seat, row in zip(ALL, table, strict=True)
    }
    assert named == expected
    assert who_stands(election, structure, None).tolist() == table.tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 5))
def test_claims_come_first_and_the_bloc_of_a_party_puts_up_who_wins_most(seed, n_parties):
    election, structure, claims = drawn(seed, n_parties)
    asked = {seat: second(election, structure, seat, claims.get(seat, ())) for seat in ALL}
    assert claimed_slate(election, structure, claims).standing == asked
    for given_claims in (claims, None):
        got = optimised_slate(election, structure, "A", given_claims).standing
        for seat in ALL:
            expected = second_optimised(election, structure, seat, "A", (given_claims or {}).get(seat, ()))
            assert got[seat] == expected


def test_parties_come_by_strength_and_what_is_found_is_kept():
    election = with_ties(12, 6)
    for seat in ALL:
        row = by_strength(election, seat)
        assert [mean(election, seat, p) for p in row] == sorted((mean(election, seat, p) for p in row), reverse=True)
        assert set(row) == {p for p in election.draws.contenders if mean(election, seat, p) > 0}
    structure = random_structure(np.random.default_rng(1), election)
    assert strongest(election, structure, "S1") is strongest(election, structure, "S1")
    assert optimised(election, structure, "S1", "A") == optimised_slate(election, structure, "A").standing["S1"]


def test_a_partner_that_is_not_in_the_draws_stands_nowhere():
    election = with_ties(12, 6)
    pair, more = (Structure.of({"N": (frozenset(bloc),)}) for bloc in ("AB", "ABYZ"))
    assert strongest_slate(election, more) == strongest_slate(election, pair)
    assert strongest_standing(election, more).tolist() == strongest_standing(election, pair).tolist()
    assert optimised_slate(election, more, "A") == optimised_slate(election, pair, "A")
    favour = Structure.of({}, (StandDown("S1", "Z", "A"), StandDown("S2", "Y", "Z")))
    assert strongest_standing(election, favour).tolist() == strongest_standing(election, Structure(())).tolist()
