"""What would change the advice, each with the number it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from prepoll.advice.asking import seats_to_ask_for
from prepoll.advice.bench import SEATS, Bench, mean_value, step
from prepoll.advice.find_out import own_share
from prepoll.advice.robustness import Alliance, Response, response
from prepoll.advice.types import Option
from prepoll.advice.verdict import within_reach
from prepoll.advice.views import part, with_strength
from prepoll.advice.wording import alliance_words, number, percent, seat_name, unit
from prepoll.alliances.types import Election, Structure
from prepoll.names import PartyCode, SeatCode, Status

HALVINGS = 9
MOST_SHARE = 0.6
SEATS_NAMED = 2
EVEN = 0.5


def would_change(bench: Bench, quick: Bench, options: Sequence[Option]) -> tuple[str, ...]:
    """List what would change the advice: transfer, a partner's no, other terms, own strength, a bar that falls."""
    open_options = [option for option in options if option.ranked.status in (Status.FREE, Status.BOUND)]
    best = within_reach(bench, options)
    rest = [option for option in open_options if option is not best]
    lines: list[str] = []
    if best is not None:
        lines += _transfer(quick, best, rest)
        lines += _refusal(bench, best, rest)
        for option in {option.partners: option for option in reversed(open_options)}.values():
            lines += [] if option.slate is not None else seats_to_ask_for(bench, option)
    lines += _strength(bench, quick, best)
    lines += [_bar(bench, option, best) for option in options if option not in open_options]
    return tuple(lines)


def _transfer(quick: Bench, best: Option, rest: Sequence[Option]) -> Iterator[str]:
    """Say at what transfer the best option is no better than going alone, or than the next; or that none is enough."""
    members, name = frozenset({quick.party, *best.partners}), _title(quick, best)
    answered = response(quick, Alliance(best.ranked.structure, members, tuple(e.seat for e in best.seats)))
    if best.transfer.breakeven is not None:
        followers = percent(best.transfer.breakeven)
        yield f"{name}: if fewer than {followers} of the partners’ voters follow, going alone is as good."
    elif best.ranked.gain.mean < step(quick.objective) / 2:
        most = number(quick.objective, answered.gains[1.0], sign=True)
        yield f"Transfer alone does not change it: if all of the partners’ voters followed, {name} would gain {most}."
    if rest:
        yield from _against(quick, best, rest[0], answered)


def _against(quick: Bench, best: Option, other: Option, answered: Response) -> Iterator[str]:
    """Say from what transfer on the best option is ahead of another at its expected transfer."""
    level = float(quick.gain(other.ranked.structure, quick.objective).mean())
    crossing = answered.crossing(level)
    if crossing is not None and abs(best.ranked.gain.mean - level) >= step(quick.objective) / 2:
        names = f"{_title(quick, best)} is ahead of {_title(quick, other)}"
        yield f"{names} while more than {percent(crossing)} of the partners’ voters follow."


def _title(bench: Bench, option: Option) -> str:
    return alliance_words(bench.case, option.ranked.structure, bench.party)


def _refusal(bench: Bench, best: Option, rest: Sequence[Option]) -> Iterator[str]:
    """Say what is next if a partner of the best option says no; nothing where little is lost by it."""
    if best.ranked.gain.mean < step(bench.objective) / 2:
        return
    for partner in best.partners:
        fallback = next((option for option in rest if partner not in option.partners), None)
        if fallback is None:
            yield f"If {partner} says no or leaves, nothing open is left that was judged: {bench.party} fights alone."
        else:
            gain = number(bench.objective, fallback.ranked.gain.mean, sign=True)
            yield f"If {partner} says no or leaves, {_title(bench, fallback)} is next ({gain} {unit(bench.objective)})."


def _strength(bench: Bench, quick: Bench, best: Option | None) -> Iterator[str]:
    """Say how strong the party would have to be to win its best seats in half of the draws."""
    shares = {seat: own_share(bench.election, seat, bench.party) for seat in bench.election.draws.seats}
    strongest = sorted(shares, key=lambda seat: -float(shares[seat].mean()))[:SEATS_NAMED]
    structures = [("alone", bench.alone)]
    if best is not None:
        structures.append((f"as {_title(bench, best)}", best.ranked.structure))
    for seat in strongest:
        needs = [(how, _needed(quick, structure, seat, bench.party)) for how, structure in structures]
        said = [f"{how} from {percent(share)}" for how, share in needs if share is not None]
        low, high = np.quantile(shares[seat], [0.05, 0.95])
        now = f"now put at {percent(float(shares[seat].mean()))}, 90%: {percent(low)} to {percent(high)}"
        if said:
            yield (
                f"Own strength in {seat_name(bench.case, seat)} ({now}): {bench.party} would win it in half of "
                f"the draws {', '.join(said)} of votes for candidates."
            )


def _needed(quick: Bench, structure: Structure, seat: SeatCode, party: PartyCode) -> float | None:
    """Search the own strength, share of votes for candidates, at which a seat is won in half of the draws.

    None where it lies above `MOST_SHARE`.
    """
    election = part(quick.election, (seat,))
    mean = float(own_share(election, seat, party).mean())
    if mean <= 0:
        return None
    low, high = 0.0, MOST_SHARE / mean
    if _chance(quick, with_strength(election, seat, party, high), structure) < EVEN:
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = _chance(quick, with_strength(election, seat, party, middle), structure) >= EVEN
        low, high = (low, middle) if enough else (middle, high)
    return float(own_share(with_strength(election, seat, party, high), seat, party).mean())


def _chance(quick: Bench, election: Election, structure: Structure) -> float:
    """Return the chance that the party wins the only seat of an election."""
    return mean_value(election, structure, quick.party, SEATS, quick.slate_of(structure))


def _bar(bench: Bench, option: Option, best: Option | None) -> str:
    """Say what an option behind a bar would bring if the bar fell."""
    gain = number(bench.objective, option.ranked.gain.mean, sign=True)
    lead = option.ranked.gain.mean - (0.0 if best is None else best.ranked.gain.mean)
    small = step(bench.objective) / 2
    beside = "going alone" if best is None else _title(bench, best)
    order = "more than" if lead >= small else "less than" if lead <= -small else "about the same as"
    remedy = next((row.remedy for row in option.obstacles if row.soft is not None and row.remedy), None)
    words = f"If {_title(bench, option)} were open it would bring {gain} {unit(bench.objective)}, {order} {beside}."
    return words if remedy is None else f"{words} {remedy}"
