"""What keeps everybody, what members bring, and what each could have elsewhere, got a second way."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stability_elections import SEATS, ledger_with, planted, random_election, small_case

from prepoll.alliances import Slate, Structure, evaluate, strongest_slate
from prepoll.errors import UsageError
from prepoll.ledger.types import Entry
from prepoll.names import AlliancesBy, Relation, Status
from prepoll.sharing import Infeasible
from prepoll.stability import Answer, best_others, brought, in_words, keeping, landscapes, stability

TRIO = frozenset("ABC")
seeds = st.integers(0, 10_000)


def everywhere(*blocs):
    return Structure.of(dict.fromkeys(("K", "J"), tuple(map(frozenset, blocs))))


def seats_of(election, structure, party, slate=None):
    return float(evaluate(election, structure, slate).seats_won(party).mean())


def whole_case():
    return small_case(by=AlliancesBy.CASE)


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_what_keeps_all_is_the_best_sharing_with_nobody_below_its_best_step(seed):
    election, structure = random_election(seed), everywhere("ABC")
    weighed = stability(whole_case(), ledger_with(), election, structure)
    found = keeping(whole_case(), election, weighed)
    leaving = [row for row in weighed.deviations if row.would]
    assert bool(found) is bool(leaving)
    for kept in found:
        for party, floor in kept.floors.items():
            gain = max(row.gain.mean for row in leaving if row.party == party)
            assert floor == pytest.approx(seats_of(election, structure, party) + gain, abs=1e-6)
        base = strongest_slate(election, structure)
        options = [
            [*(m for m in "ABC" if election.draws.share[i, election.draws.party_index[m]].any()), None]
            for i in range(len(election.draws.seats))
        ]
        rows = []
        for row in product(*options):
            standing = {
                s: (base.standing[s] - TRIO) | ({p} if p else set())
                for s, p in zip(election.draws.seats, row, strict=True)
            }
            if all(standing.values()):
                outcome = evaluate(election, structure, Slate(standing))
                rows.append({m: float(outcome.seats_won(m).mean()) for m in "ABC"})
        fit = [sum(won.values()) for won in rows if all(won[p] >= f - 1e-6 for p, f in kept.floors.items())]
        if isinstance(kept.found, Infeasible):
            assert not fit
            assert kept.cost is None
        else:
            assert kept.found.alliance_seats.mean == pytest.approx(max(fit), abs=1e-6)
            assert kept.cost == pytest.approx(max(sum(won.values()) for won in rows) - max(fit), abs=1e-6)


@settings(deadline=None, max_examples=15)
@given(seeds)
def test_what_members_bring_adds_up_to_what_the_bloc_wins_beyond_them(seed):
    election, structure = random_election(seed), everywhere("ABC", "DE")
    for part, bloc in zip(brought(whole_case(), election, structure), ("ABC", "DE"), strict=True):
        rest = "DE" if bloc == "ABC" else "ABC"

        def together(group, rest=rest):
            return sum(seats_of(election, everywhere(group, rest), party) for party in group)

        alone = {p: seats_of(election, everywhere(rest), p) for p in bloc}
        worth = {frozenset(g): together(g) - sum(alone[p] for p in g) for k in (2, 3) for g in combinations(bloc, k)}
        assert part.together == pytest.approx(worth[frozenset(bloc)], abs=1e-6)
        assert sum(part.each.values()) == pytest.approx(part.together, abs=1e-6)
        if bloc == "DE":
            assert part.each["D"] == pytest.approx(part.each["E"], abs=1e-6)
            assert part.pairs["D", "E"] == pytest.approx(part.together, abs=1e-6)
        else:
            first = (worth[frozenset("AB")] + worth[frozenset("AC")]) / 6
            assert part.each["A"] == pytest.approx(first + (worth[TRIO] - worth[frozenset("BC")]) / 3, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(seeds, st.booleans())
def test_the_best_other_option_is_the_best_welcome_partner(seed, barred):
    election, structure = random_election(seed), everywhere("AB")
    ledger = ledger_with(*([("A", "C", False)] if barred else []))
    aims = {"A": SEATS, "B": SEATS}
    found = best_others(whole_case(), ledger, election, (structure, frozenset("AB"), ("K", "J")), aims)
    nobody = Structure.of({})
    share = election.draws.share.astype(float).mean(axis=2)[:, :-2]
    best_share = (share / share.sum(axis=1, keepdims=True)).max(axis=0)
    hosts = [p for i, p in enumerate(election.draws.contenders) if best_share[i] >= 0.03]
    for party in "AB":
        offers = {}
        for other in hosts:
            if other not in "AB" and not (barred and {party, other} == {"A", "C"}):
                joint = everywhere(party + other)
                if seats_of(election, joint, other) >= seats_of(election, nobody, other) - 1e-6:
                    offers[other] = seats_of(election, joint, party)
        alone = seats_of(election, nobody, party)
        best = max(offers.values(), default=alone)
        if best <= alone + 1e-6:
            assert party not in found
        else:
            assert found[party].value.mean == pytest.approx(best, abs=1e-6)
            assert offers[found[party].partners[0]] == pytest.approx(best, abs=1e-6)


@settings(deadline=None, max_examples=10)
@example(99)  # B has no strength
@example(290)  # neither A nor B has any
@given(seeds)
def test_the_landscape_values_each_structure_as_a_full_count_does(seed):
    election, structure = random_election(seed), everywhere("AB")
    fields = landscapes(whole_case(), ledger_with(("A", "D", False)), election, structure, 0.05)
    members = {p for p in "AB" if election.draws.share[:, election.draws.party_index[p]].any()}
    if not members:  # an alliance of parties without strength has no structures to weigh
        assert not fields
        return
    (field,) = fields
    game = field.game
    assert game.partition(field.row) >= {frozenset(members)}
    for row in range(len(game.strings)):
        blocs = game.partition(row)
        barred = any({"A", "D"} <= bloc for bloc in blocs)
        assert bool(game.open[row]) is not barred
        if not barred:
            full = everywhere(*("".join(bloc) for bloc in blocs if len(bloc) > 1))
            for place, party in enumerate(game.parties):
                assert game.values[row, place] == pytest.approx(seats_of(election, full, party), abs=1e-5)
    assert [found.answer for found in field.found] == list(Answer)
    assert len(in_words(field)) == 4


def test_words_say_who_goes_first_and_that_a_barred_structure_is_not_weighed():
    # with the votes of B the seat is the alliance's, and B would win nothing by leaving
    election = planted([(0.2, 0.15, 0.3)], ["K"])
    pair = Structure.of({"K": (frozenset("AB"),)})
    case = small_case()
    (field,) = landscapes(case, ledger_with(), election, pair, 0.05)
    assert "No single party leaves this one" in in_words(field)[1]
    assert "no group gains by going" in in_words(field)[1]
    (shut,) = landscapes(case, ledger_with(("A", "B", False)), election, pair, 0.05)
    assert not shut.is_open
    assert "barred itself" in in_words(shut)[-1]


def test_who_plays_may_be_named_and_who_is_left_out_is_told():
    election, structure = random_election(7), everywhere("AB")
    everybody = election.draws.contenders
    (field,) = landscapes(whole_case(), ledger_with(), election, structure, 0.05, everybody)
    assert set(field.game.parties) <= set(everybody)
    assert len(field.game.parties) > 2
    assert not field.left_out
    for row in range(len(field.game.strings)):
        full = everywhere(*("".join(bloc) for bloc in field.game.partition(row) if len(bloc) > 1))
        for place, party in enumerate(field.game.parties):
            assert field.game.values[row, place] == pytest.approx(seats_of(election, full, party), abs=1e-5)


CROWD = "ABCDEFGHIJK"


def test_more_than_ten_players_are_refused():
    case, book = small_case(), ledger_with()
    election = planted([tuple(0.05 for _ in CROWD)], ["K"], parties=tuple(CROWD))
    pair, everybody = (Structure.of({"K": (frozenset(bloc),)}) for bloc in ("AB", CROWD))
    with pytest.raises(UsageError, match="over 10 parties at most"):
        landscapes(case, book, election, pair, 0.05, tuple(CROWD))
    assert not landscapes(case, book, election, everybody, 0.05)
    assert not landscapes(case, book, election, everybody, 0.05, ("A",))  # it is not those named who are too many


def test_whoever_is_named_plays_however_weak_and_a_stranger_is_refused():
    election = planted([(0.3, 0.2, 0.4, 0.01)], ["K"], parties="ABCD")
    pair = Structure.of({"K": (frozenset("AB"),)})
    (field,) = landscapes(small_case(), ledger_with(), election, pair, 0.05, ("D",))
    assert field.game.parties == ("A", "B", "D")
    with pytest.raises(UsageError, match="Not among the contenders: Z"):
        landscapes(small_case(), ledger_with(), election, pair, 0.05, ("D", "Z"))


def test_of_more_than_eight_in_touch_the_strongest_play_and_the_others_are_told():
    sizes = [0.05, 0.05, *(0.04 + 0.01 * i for i in range(8))]
    election = planted([sizes], ["K"], parties=tuple(CROWD[:10]))
    entries = tuple(
        Entry("A", other, *[Relation.TALKING] * 3, Status.FREE, *[False] * 3, None, None, None, (), (), "they talk")
        for other in CROWD[2:10]
    )
    book = replace(ledger_with(), entries=entries)
    (field,) = landscapes(small_case(), book, election, Structure.of({"K": (frozenset("AB"),)}), 0.05)
    assert field.game.parties == ("A", "B", "J", "I", "H", "G", "F", "E")
    assert field.left_out == ("D", "C")
    assert in_words(field)[-1].startswith("D, C, in touch too, stay as they are: 8 parties play")
