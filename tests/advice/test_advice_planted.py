"""A small election by hand: whoever is stronger and gives more votes is the better partner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from prepoll.advice import advise
from prepoll.advice.asking import seats_to_ask_for
from prepoll.advice.bench import Bench
from prepoll.advice.deals import ASKED, PROPORTIONAL, STRONGEST, asked
from prepoll.advice.find_out import of_an_answer
from prepoll.advice.types import Advice
from prepoll.alliances import Election, evaluate
from prepoll.case.types import Case, Objective, Party, Position, Region, Row, Seat
from prepoll.chance import generator
from prepoll.errors import UsageError
from prepoll.ledger.types import Bar, Entry, Ledger
from prepoll.names import RESIDUAL, PartyKind, Relation, Stance, Status
from prepoll.news.types import Statement
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers

SEATS = Objective("seats", "Expected seats", None, False, (), True)
VOTES = Objective("votes", "Votes", None, False, (), False)
TAU = 0.8
DRAWS = 80

Keep = Callable[..., Ledger]
MakeEntry = Callable[..., Entry]
Say = Callable[..., Statement]


def small_case(kashmir: Case, parties: tuple[str, ...], objectives: tuple[Objective, ...] = (SEATS, VOTES)) -> Case:
    row = Row("by hand", 1, "by hand:1")
    return replace(
        kashmir,
        folder="small",
        focal=("F",),
        regions=(Region("N", "North", ("N1", "N2")), Region("S", "South", ("S1",))),
        objectives=objectives,
        parties=tuple(Party(code, f"Party {code}", (), PartyKind.PARTY, None, None, None, row) for code in parties),
        seats=tuple(Seat(code, code, code[0], 1000, None, None, None, row) for code in ("N1", "N2", "S1")),
        blocs=(), lineage=(), people=(), units=(), results=(), fronts=(), positions=(), polls=(), reports=(),
        articles=(), judgements=(), boundaries=(), past=(),
    )  # fmt: skip


def election(case: Case, own: dict[str, float], tau: float = TAU, noise: float = 0.05) -> Election:
    """Give every seat the same strengths, a few per cent either way, OTHERS and NOTA a little."""
    parties = (*(party.code for party in case.parties), *RESIDUAL)
    spread = generator(1, "planted").normal(0, noise, (3, len(parties), DRAWS))
    share = np.array([own.get(party, 0.02) for party in parties])[None, :, None] * np.exp(spread)
    share[:, -1] = 1 - share[:, :-1].sum(axis=1)
    codes = tuple(seat.code for seat in case.seats)
    draws = Draws(share.astype(np.float32), codes, parties, np.full(3, 1e6))
    pairs = {(q, c): tau for q in parties[:-3] for c in parties[:-3] if q != c}
    return Election(draws, FixedTransfers(codes, parties, DRAWS, pairs, {}, {}), case.region_of)


OWN = {"F": 0.20, "X": 0.12, "Y": 0.04, "R": 0.25}
PARTIES = ("F", "X", "Y", "R")


def talking(entry: MakeEntry) -> tuple[Entry, ...]:
    return entry("F", "X"), entry("F", "Y")


def advice(kashmir: Case, ledger: Ledger, own: dict[str, float], order: tuple[str, ...] = PARTIES) -> Advice:
    case = small_case(kashmir, order)
    return advise(case, ledger, election(case, own), "F", SEATS)


def single(found: Advice, partner: str) -> float:
    return next(o.ranked.gain.mean for o in found.options if o.partners == (partner,) and set(o.regions) == {"N", "S"})


def test_the_stronger_partner_is_ranked_first_and_a_planted_change_reverses_it(
    kashmir: Case, keep: Keep, entry: MakeEntry
) -> None:
    ledger = keep(entries=talking(entry))
    before = advice(kashmir, ledger, OWN)
    after = advice(kashmir, ledger, {**OWN, "X": OWN["Y"], "Y": OWN["X"]})
    assert single(before, "X") > 2.5
    assert single(before, "Y") < 0.5
    assert single(after, "Y") > 2.5
    assert single(after, "X") < 0.5
    for found, best, other in ((before, "X", "Y"), (after, "Y", "X")):
        alone = [o.partners for o in found.options if len(o.partners) == 1]
        assert alone.index((best,)) < alone.index((other,))
        assert best in found.options[0].partners
        assert f"Party {best} ({best})" in found.verdict[0]


def test_ranking_does_not_hang_on_the_order_of_parties(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    entries = talking(entry)
    own = {"F": 0.20, "X": 0.08, "Y": 0.08, "R": 0.25}
    names = []
    for order in (PARTIES, ("R", "Y", "X", "F")):
        case = small_case(kashmir, order)
        straight = election(small_case(kashmir, PARTIES), own)
        places = [straight.draws.party_index[party] for party in (*order, *RESIDUAL)]
        draws = Draws(straight.draws.share[:, places], straight.draws.seats, (*order, *RESIDUAL), np.full(3, 1e6))
        transfers = replace(straight.transfers, parties=draws.parties)  # type: ignore[type-var]
        found = advise(case, keep(entries=entries), Election(draws, transfers, case.region_of), "F", SEATS)
        names.append([(frozenset(o.partners), o.regions, o.ranked.gain) for o in found.options])
    assert names[0] == names[1]
    assert len(names[0]) >= 3


def test_equal_gains_are_told_apart_by_the_next_objective(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """F wins every seat anyway: X brings it more votes than Y, though no seat."""
    found = advice(kashmir, keep(entries=talking(entry)), {"F": 0.30, "X": 0.10, "Y": 0.04, "R": 0.10})
    assert all(option.ranked.gain.mean == 0 for option in found.options)
    order = [option.partners for option in found.options if len(option.partners) == 1]
    assert order.index(("X",)) < order.index(("Y",))
    assert "by an amount that can be told" in found.verdict[0]
    assert any("votes" in line for line in found.gained)


def test_a_refusal_puts_the_option_apart_whatever_it_would_bring(
    kashmir: Case, keep: Keep, entry: MakeEntry, say: Say
) -> None:
    refusal = say("X", Stance.RULES_OUT, "F", quote="never with them")
    bar = Bar("F", "X", False, (), (refusal.id,), "X rules out F.")
    entries = (entry("F", "X", Relation.RULED_OUT, status=Status.BARRED), entry("F", "Y"))
    found = advice(kashmir, keep(refusal, bars=(bar,), entries=entries), OWN)
    assert [o.ranked.status for o in found.options] == sorted(
        (o.ranked.status for o in found.options), key=[Status.FREE, Status.SOFTLY_BARRED, Status.BARRED].index
    )
    assert found.options[0].partners == ("Y",)
    last = found.options[-1]
    assert (last.partners, last.ranked.status) == (("X",), Status.BARRED)
    assert last.obstacles[0].quote == "never with them"
    assert found.best() is found.options[0]
    assert "never with them" in found.verdict[2]
    assert any("X would have to take its refusal of F back" in line for line in found.would_change)


def test_breakeven_is_where_the_seats_turn(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """F passes R's .25 with .20 + tau * .12: from a transfer of .42 on."""
    case, ledger = small_case(kashmir, PARTIES), keep(entries=(entry("F", "X"),))
    found = advise(case, ledger, election(case, OWN, noise=0.001), "F", SEATS)
    assert found.options[0].transfer.breakeven == pytest.approx(0.42, abs=0.03)
    assert any("follow, going alone is as good" in line for line in found.would_change)
    weak = advise(case, ledger, election(case, OWN, tau=0.1), "F", SEATS)
    assert weak.options[0].ranked.gain.mean < 0.1


def test_own_strength_needed_is_what_it_takes_to_pass_the_rival(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    found = advice(kashmir, keep(entries=()), OWN)
    line = next(line for line in found.would_change if line.startswith("Own strength in"))
    # F and R at level pegging: about .25 of .25 + .25 + .12 + .04 + .02 (OTHERS), scaled as F grows
    needed = float(line.split("alone from ")[1].split("%")[0]) / 100
    assert needed == pytest.approx(0.365, abs=0.01)


def test_no_partner_at_all_is_said(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    own = {"F": 0.2, "X": 0.001, "Y": 0.001, "R": 0.25}
    found = advice(kashmir, keep(), own)
    assert [
        option for option in found.options if option.ranked.status is Status.FREE and option.partners != ("R",)
    ] == []
    assert any(line.startswith("Not searched, under 2.0%") and "X and Y" in line for line in found.left_out)
    assert len(found.verdict) == 3


def like_minded(case: Case) -> Case:
    row = Row("positions.csv", 1, "positions.csv:1")
    return replace(case, positions=tuple(Position(p, "roads", None, 1, 1, "by hand", row) for p in ("F", "X", "Y")))


def test_a_partner_gives_its_votes_only_for_a_reason(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """X stands down everywhere: it loses votes, gains no seat, and likeness does not make up for that."""
    case = like_minded(small_case(kashmir, PARTIES))
    found = advise(case, keep(entries=talking(entry)), election(case, OWN), "F", SEATS)
    (gain,) = next(o.partner_gains for o in found.options if o.partners == ("X",))
    assert not gain.willing
    assert gain.words.startswith("X gives up")
    assert gain.words.endswith("no clear reason to say yes.")
    assert "X has no clear reason to agree" in found.verdict[1]


def test_a_partner_that_gains_a_seat_has_a_reason(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """X is the stronger of the two and stands: it gains the seats, F its goodwill."""
    case = small_case(kashmir, PARTIES)
    own = {**OWN, "F": 0.12, "X": 0.20}
    found = advise(case, keep(entries=talking(entry)), election(case, own), "F", SEATS)
    (gain,) = next(o.partner_gains for o in found.options if o.partners == ("X",))
    assert gain.willing
    assert gain.gain.mean >= 0.95
    assert gain.chance_gain > 0.9


def test_a_partner_that_loses_nothing_and_is_like_minded_has_a_reason(
    kashmir: Case, keep: Keep, entry: MakeEntry
) -> None:
    """Y stands nowhere in its own right: it has next to no votes to give up."""
    own = {**OWN, "Y": 0.0001}
    bare = small_case(kashmir, PARTIES)
    for case, willing in ((like_minded(bare), True), (bare, False)):
        found = advise(case, keep(entries=(entry("F", "Y"),)), election(case, own), "F", SEATS)
        (gain,) = next(o.partner_gains for o in found.options if o.partners == ("Y",))
        assert gain.willing is willing


def test_a_seat_that_is_nearly_level_can_be_asked_for(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """X stands, a little stronger than F; with F standing instead the same votes win for F."""
    case, ledger = small_case(kashmir, PARTIES), keep(entries=(entry("F", "X"),))
    level = election(case, {**OWN, "F": 0.18, "X": 0.20}, noise=0.001)
    option = advise(case, ledger, level, "F", SEATS).options[0]
    (line,) = seats_to_ask_for(Bench(case, ledger, "F", SEATS, level), option)
    assert "who stands is open in" in line
    assert "1 (F " in line
    assert "it would come to +" in line
    assert "instead of 0 seats." in line
    far = advise(case, ledger, election(case, {**OWN, "F": 0.10, "X": 0.20}, noise=0.001), "F", SEATS)
    assert not any("who stands is open in" in line for line in far.would_change)


def test_who_would_stand_nowhere_is_judged_on_a_share_of_the_seats(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """X is stronger everywhere: with the strongest standing F has no seat, in proportion to votes it has some."""
    case, ledger = small_case(kashmir, PARTIES), keep(entries=(entry("F", "X"),))
    votes = election(case, {**OWN, "F": 0.18, "X": 0.20}, noise=0.001)
    option = advise(case, ledger, votes, "F", SEATS).options[0]
    shared, strongest = option.deals
    assert (shared.name, strongest.name) == (PROPORTIONAL, STRONGEST)
    assert dict(strongest.seats)["F"] == 0
    assert dict(shared.seats)["F"] + dict(shared.seats)["X"] == len(case.seats)
    assert option.ranked.gain.mean == dict(shared.gains)["F"].mean > 0.95
    assert f"{PROPORTIONAL} (F {dict(shared.seats)['F']}, X" in option.verdict
    again = evaluate(votes, option.ranked.structure, option.slate)
    assert float(again.seats_won("F").mean()) == pytest.approx(option.ranked.worth.seats.mean)


def test_a_share_that_a_partner_loses_by_is_not_taken(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    """X wins everywhere by itself and gains nothing from F: a share of the seats would cost it some."""
    case, ledger = small_case(kashmir, PARTIES), keep(entries=(entry("F", "X"),))
    found = advise(case, ledger, election(case, {**OWN, "F": 0.30, "X": 0.40}, noise=0.001), "F", SEATS)
    shared = [option for option in found.options if option.partners == ("X",) and len(option.deals) > 1]
    assert shared
    for option in shared:
        assert [(deal.name, deal.refused) for deal in option.deals] == [(STRONGEST, ()), (PROPORTIONAL, ("X",))]
        assert option.slate is None


def test_seats_asked_for_in_a_number_are_a_way_to_share(kashmir: Case, keep: Keep, entry: MakeEntry, say: Say) -> None:
    case = small_case(kashmir, PARTIES)
    said = say("X", Stance.DEMANDS, "F", seats="one seat")
    ledger = keep(said, entries=(entry("F", "X"),))
    bench = Bench(case, ledger, "F", SEATS, election(case, {**OWN, "X": 0.04}))
    assert asked(bench, frozenset("FX")) == {"X": 1}
    assert asked(bench, frozenset("FY")) == {}
    option = advise(case, ledger, bench.election, "F", SEATS).options[0]
    deal = next(deal for deal in option.deals if deal.name == f"{ASKED} (X 1)")
    assert dict(deal.seats)["X"] >= 1


def test_an_answer_is_worth_knowing_only_where_something_depends_on_it() -> None:
    assert of_an_answer(7.0, 7.0) == of_an_answer(7.0, 8.0) == of_an_answer(7.0, 0.0) == 0
    assert of_an_answer(6.0, 2.0) == pytest.approx(1.0)
    assert of_an_answer(6.0, 4.0) == pytest.approx(1.0)


def test_who_is_bound_to_a_partner_comes_along_once(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    bound = entry("X", "Y", Relation.ALLIED, status=Status.BOUND)
    ledger = keep(entries=(entry("F", "X"), entry("F", "Y"), bound), bonds=(("X", "Y"),))
    found = advice(kashmir, ledger, OWN)
    sets = [frozenset(option.partners) for option in found.options if option.ranked.status is Status.FREE]
    assert set(sets) - {frozenset({"R"})} == {frozenset({"X", "Y"})}
    structures = [option.ranked.structure for option in found.options]
    assert len(structures) == len(set(structures))
    assert all(option.sharing for option in found.options)
    assert not any("X and Y" in row.words for row in found.options[0].obstacles)


def test_an_agreed_alliance_is_an_option_beside_going_alone(kashmir: Case, keep: Keep, entry: MakeEntry) -> None:
    allied = entry("F", "X", Relation.ALLIED, status=Status.BOUND)
    found = advice(kashmir, keep(entries=(allied, entry("F", "Y")), bonds=(("F", "X"),)), OWN)
    agreed = next(option for option in found.options if option.partners == ("X",))
    assert agreed.ranked.status is Status.BOUND
    assert agreed.regions == ("N", "S")
    assert agreed.ranked.gain.mean > 2.5
    assert agreed.transfer.expected == pytest.approx(agreed.ranked.worth.value.mean)
    assert agreed.transfer.best_gain == pytest.approx(agreed.ranked.gain.mean)
    assert all("X" in option.partners for option in found.options)
    assert not any(fact.about == "acceptance X" for fact in found.find_out)


def test_a_party_outside_the_case_is_refused(kashmir: Case, keep: Keep) -> None:
    case = small_case(kashmir, PARTIES)
    with pytest.raises(UsageError, match="Name one of F, X, Y, R"):
        advise(case, keep(), election(case, OWN), "Z", SEATS)
