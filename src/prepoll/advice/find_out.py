"""Which one fact is worth finding out before deciding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from prepoll.advice.bench import VOTE_STEP, Bench, Samples, step
from prepoll.advice.types import FindOut, Option
from prepoll.advice.wording import number, of_hundred, seat_name, unit
from prepoll.alliances.types import Election
from prepoll.case.types import Objective
from prepoll.names import PartyCode, SeatCode, Status

Places = npt.NDArray[np.intp]

BINS = 10
FACTS = 5
LEAST = 2
CLOSE_PARTNERS = 3
MOVED = 5
NOTICED = 0.005
"""Knowing something is worth saying from this much on an objective; from a thousand votes where it counts votes."""
EVEN = 0.5
"""The chance of a yes where nothing on record gives a better one."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is not known but could be found out, in every draw."""

    about: str
    words: str
    how: str
    draws: Samples  # (draw,)


def find_out(bench: Bench, options: Sequence[Option]) -> tuple[FindOut, ...]:
    """Value what is worth knowing before choosing among the open options and going alone.

    The value of a quantity is what choosing anew in each tenth of its range would add to the
    expected gain (the expected value of partial perfect information, by binning the draws). Choices
    are made on one half of the draws and valued on the other, so that noise is not taken for
    knowledge. Where no option moves the objective by a step, the words and the chance of a change
    are on the first other objective that one moves by five, and say so. Source: Strong, Oakley & Brennan,
    Medical Decision Making 34 (2014) 311-326, for the quantity; the binning and the halves are ours.
    """
    open_options = [option for option in options if option.ranked.status in (Status.FREE, Status.BOUND)]
    if not open_options:
        return ()
    stake = _at_stake(bench, open_options)
    on_stake, asked = (_choices(bench, open_options, row) for row in (stake, bench.objective))
    rows = [_fact(bench, row, (stake, on_stake), asked) for row in _quantities(bench, open_options)]
    rows += [(fact.value, fact) for fact in _acceptance(bench, open_options)]
    ranked = sorted(rows, key=lambda row: (-row[0], -row[1].changes))
    telling = [fact for value, fact in ranked if value > 0]
    return tuple(telling[:FACTS] or [fact for _, fact in ranked[:LEAST]])


def _at_stake(bench: Bench, options: Sequence[Option]) -> Objective:
    """Return the objective asked for where an option moves it by a step, else the first moved by five."""
    for objective, steps in ((bench.objective, 1), *((row, MOVED) for row in bench.objectives[1:])):
        if any(abs(option.objectives[objective.code].mean) >= steps * step(objective) for option in options):
            return objective
    return bench.objective


def _choices(bench: Bench, options: Sequence[Option], objective: Objective) -> Samples:
    """Stack the gains of going alone (none) and of each option, (choice, draw)."""
    gained = [bench.gain(option.ranked.structure, objective) for option in options]
    return np.stack([np.zeros(bench.election.draws.count), *gained])


def value_of_knowing(quantity: Samples, choices: Samples, smallest: float) -> tuple[float, float]:
    """Return what knowing a quantity, (draw,), adds to some choices, (choice, draw), and how often it changes them.

    A choice is changed only for a mean advantage of at least `smallest`.
    """
    order = np.argsort(quantity, kind="stable")
    if quantity[order[0]] == quantity[order[-1]]:
        return 0.0, 0.0
    places, counts = _cells(quantity.size)
    there = np.flatnonzero(counts.ravel())
    sums = np.zeros((len(choices), counts.size))
    starts = np.cumsum(counts.ravel()) - counts.ravel()
    sums[:, there] = np.add.reduceat(choices[:, order[places]], starts[there], axis=1)
    added = changed = 0.0
    for test in (0, 1):
        gain, share = _other_half(sums.reshape(len(choices), BINS, 2), counts, test, smallest)
        added, changed = added + gain / 2, changed + share / 2
    return max(0.0, added), changed


@cache
def _cells(n_draws: int) -> tuple[Places, Places]:
    """Return the places of draws in order by tenth and half, (draw,), and how many there are, (tenth, half)."""
    at = np.arange(n_draws)
    cell = at * BINS // max(1, n_draws) * 2 + at % 2
    return np.argsort(cell, kind="stable"), np.bincount(cell, minlength=2 * BINS).reshape(BINS, 2)


def _other_half(sums: Samples, counts: Places, test: int, smallest: float) -> tuple[float, float]:
    """Choose in each tenth on the draws of the other half and value the choices on those of `test`.

    `sums` are of the choices, (choice, tenth, half), over so many draws as `counts` says, (tenth, half).
    """
    learn, value = sums[:, :, 1 - test], sums[:, :, test]
    usual = int(learn.sum(axis=1).argmax())
    means = learn / np.maximum(counts[:, 1 - test], 1)
    best, every = means.argmax(axis=0), np.arange(BINS)
    moved = (means[best, every] - means[usual] >= smallest) & (counts > 0).all(axis=1)
    added = float((value[best, every] - value[usual])[moved].sum())
    total = int(counts[:, test].sum())
    return added / total, float(counts[moved, test].sum()) / total


def _fact(bench: Bench, quantity: Quantity, stake: tuple[Objective, Samples], asked: Samples) -> tuple[float, FindOut]:
    """Value a quantity: on what is at stake, for the words and the order, and on the objective asked for.

    Both come with the choices on them, (choice, draw).
    """
    objective, choices = stake
    value, changes = value_of_knowing(quantity.draws, choices, step(objective) / 2)
    told = value
    if objective.code != bench.objective.code:
        told = value_of_knowing(quantity.draws, asked, step(bench.objective) / 2)[0]
    if value >= noticed(objective):
        worth = f"worth {exact(objective, value)} {unit(objective)}; it changes the choice {of_hundred(changes)}"
    else:
        worth, value, changes = "whatever it turns out to be, the choice stays the same", 0.0, 0.0
    return value, FindOut(f"{quantity.words}: {worth}.", quantity.about, told, changes, quantity.how)


def noticed(objective: Objective) -> float:
    """Return from what value on a fact is said to be worth finding out."""
    return VOTE_STEP if objective.code == "votes" else NOTICED


def exact(objective: Objective, value: float) -> str:
    """Write a small value with three decimals, votes to the nearest ten."""
    return f"{round(value, -1):,.0f}" if objective.code == "votes" else f"{value:.3f}"


def _quantities(bench: Bench, options: Sequence[Option]) -> Iterator[Quantity]:
    """Yield own strength of those who matter, seat by seat, then transfer between the party and its partners."""
    partners = list(dict.fromkeys(p for option in options for p in option.partners))[:CLOSE_PARTNERS]
    for party in (bench.party, *partners):
        yield from _strengths(bench, party)
    yield from _rivals(bench, options[0])
    for partner in partners:
        for q, c in ((partner, bench.party), (bench.party, partner)):
            yield _transfer(bench, q, c)


def _strengths(bench: Bench, party: PartyCode) -> Iterator[Quantity]:
    for seat in bench.election.draws.seats:
        draws = own_share(bench.election, seat, party)
        if draws.mean() >= 0.02:
            yield _strength(bench, party, seat, draws)


def _rivals(bench: Bench, option: Option) -> Iterator[Quantity]:
    """Yield the strength of whoever is likeliest to win each seat where the alliance stands."""
    for effect in option.seats:
        if effect.leader_with not in (bench.party, *option.partners):
            yield _strength(
                bench, effect.leader_with, effect.seat, own_share(bench.election, effect.seat, effect.leader_with)
            )


def own_share(election: Election, seat: SeatCode, party: PartyCode) -> Samples:
    """Return a party's own strength in a seat as a share of votes for candidates, (draw,)."""
    draws = election.draws
    row = draws.share[draws.seat_index[seat]]
    share: Samples = row[draws.party_index[party]].astype(float) / np.maximum(row[:-2].sum(axis=0), 1e-12)
    return share


def _strength(bench: Bench, party: PartyCode, seat: SeatCode, draws: Samples) -> Quantity:
    name = seat_name(bench.case, seat)
    unit = bench.case.country_rules.words.get("unit", "unit")
    return Quantity(
        about=f"strength {party} in {seat}",
        words=f"How strong {party} is in {name}",
        how=f"Ask several {unit}s of {name} for reports, each a number with a range, or poll about 600 voters.",
        draws=draws,
    )


def _transfer(bench: Bench, q: PartyCode, c: PartyCode) -> Quantity:
    return Quantity(
        about=f"transfer {q}→{c}",
        words=f"How many of {q}’s voters follow to {c}",
        how=f"Ask about 400 voters of {q} whom they would choose if it stood down for {c}, all others named.",
        draws=bench.election.transfers.given(q, c).mean(axis=0, dtype=np.float64),
    )


def of_an_answer(best: float, other: float) -> float:
    """Return what knowing a partner's answer adds, its yes being even: what can be chosen then less what can without.

    Without it one approach is made, to the partner for `best` or not, for `other`. Where `other` is as good
    nothing depends on the answer.
    """
    informed = EVEN * max(best, other) + (1 - EVEN) * other
    return informed - max(EVEN * best, other)


def _acceptance(bench: Bench, options: Sequence[Option]) -> Iterator[FindOut]:
    """Value a partner's answer: a refusal known in time leaves time for the next best option."""
    best = options[0]
    if best.ranked.gain.mean < step(bench.objective) / 2:
        return
    for partner in best.partners:
        if any({bench.party, partner} == set(bond) for bond in bench.ledger.bonds):
            continue
        others = [option.ranked.gain.mean for option in options if partner not in option.partners]
        value = of_an_answer(best.ranked.gain.mean, max(0.0, *others) if others else 0.0)
        words = f"Whether {partner} would say yes (taken as even): worth {number(bench.objective, value)}"
        words += f" {unit(bench.objective)} if only one approach fits in before nominations close."
        yield FindOut(words, f"acceptance {partner}", value, 1 - EVEN, f"Sound out {partner} before a public approach.")
