"""The advice in three sentences, and what can still be gained or lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prepoll.advice.bench import Bench, step
from prepoll.advice.candidates import by_name, group_of, in_touch
from prepoll.advice.partners import loses
from prepoll.advice.types import Option, Slack
from prepoll.advice.wording import (
    Mentions,
    alliance_words,
    day,
    days,
    figure,
    joined,
    number,
    of_hundred,
    region_words,
    seat_name,
    unit,
)
from prepoll.alliances.types import Interval, Worth
from prepoll.case.types import Objective, Seat
from prepoll.names import SeatCode, Status

BALANCED = 2
MENTIONED = 5
LIKELY = 0.5
"""The chance from which a seat is called likely."""


def verdict(bench: Bench, alone: Worth, options: Sequence[Option], slacks: Sequence[Slack]) -> tuple[str, str, str]:
    """Say in three sentences what is best, what speaks for and against it, and what binds."""
    mentions = Mentions(bench.case)
    best = within_reach(bench, options)
    if best is None:
        first = _nothing_open(bench, alone, mentions)
    else:
        first = _headline(bench, alone, best, mentions) + _more(bench, best, options) + "."
    second = _alone(bench, alone, mentions) if best is None else _balance(bench, options, mentions)
    return first, second, f"{_dates(bench, best, slacks)}; {_barred(bench, options, mentions)}."


def over(bench: Bench, alone: Worth) -> tuple[str, str, str]:
    """Say that the polls are closed, what had been expected, and that nothing is advised."""
    last = max(seat.polling_day for seat in bench.case.seats if seat.polling_day is not None)
    mentions = Mentions(bench.case)
    before = _alone(bench, alone, mentions)
    return (
        f"The polls are closed: the last seat voted on {day(last, bench.case.as_of)}.",
        f"Before the count: {before[0].lower()}{before[1:]}",
        "Nothing is advised: no alliance can move a vote any more.",
    )


def within_reach(bench: Bench, options: Sequence[Option]) -> Option | None:
    """Return the first open option whose partners are in touch or have reason to agree; else the first open one."""
    rows = [option for option in options if group_of(option.ranked.status) is Status.FREE]
    return next((row for row in rows if reach(bench, row)), next(iter(rows), None))


def reach(bench: Bench, option: Option) -> int:
    """Say how near an option's partners are: 3 in touch by name, 2 in touch, 1 in touch or willing, 0 none of these.

    Where one of them loses by it on its own objective it is 0, however near they are.
    """
    if any(loses(bench, gain) for gain in option.partner_gains):
        return 0
    if all(by_name(bench, partner) for partner in option.partners):
        return 3
    if all(in_touch(bench, partner) for partner in option.partners):
        return 2
    return int(all(gain.willing or in_touch(bench, gain.party) for gain in option.partner_gains))


def order(bench: Bench, option: Option) -> tuple[int, ...]:
    """Return what options of one status are ranked by, greater is better.

    First come those by which no partner loses; then the gain on the objective in whole steps; then how
    near the partners are, so that of options that are level the one that can be had comes first; then as
    few partners as may be; then the rest of the key of ties and steps.
    """
    gain, *rest = bench.key(option.ranked.structure)
    taken = int(not any(loses(bench, row) for row in option.partner_gains))
    return (taken, gain, reach(bench, option), -len(option.partners), *rest)


def _more(bench: Bench, best: Option, options: Sequence[Option]) -> str:
    """Say why the open option that would bring most does not lead where it is not within reach; empty where it does."""
    rows = [row for row in options if group_of(row.ranked.status) is Status.FREE]
    first = max(rows, key=lambda row: bench.key(row.ranked.structure)[0])
    if bench.key(first.ranked.structure)[0] <= bench.key(best.ranked.structure)[0]:
        return ""
    unmoved = [row.party for row in first.partner_gains if not row.willing and not in_touch(bench, row.party)]
    gain = number(bench.objective, first.ranked.gain.mean, sign=True)
    lost = [row.party for row in first.partner_gains if loses(bench, row)]
    one = len(lost or unmoved) == 1
    why = f"lose{'s' if one else ''} by it" if lost else f"{'has' if one else 'have'} no clear reason to agree"
    return f" ({first.name} would bring {gain}, but {joined(lost or unmoved)} {why})"


def told(bench: Bench, option: Option) -> bool:
    """Say whether an option's expected gain is large enough to be called one."""
    return option.ranked.gain.mean >= step(bench.objective)


def gained(bench: Bench, options: Sequence[Option]) -> tuple[str, ...]:
    """List for each objective but the one asked for the open option that brings most of it, where any does."""
    rows = [option for option in options if group_of(option.ranked.status) is Status.FREE]
    return tuple(_most(bench, row, rows) for row in bench.objectives[1:] if _tops(row, rows) >= step(row))


def lost(bench: Bench, options: Sequence[Option]) -> tuple[str, ...]:
    """List what the first open option, and those with parties in touch, cost on each objective."""
    best = within_reach(bench, options)
    rows = [row for row in options if group_of(row.ranked.status) is Status.FREE]
    rows = [row for row in rows if row is best or all(in_touch(bench, partner) for partner in row.partners)]
    return tuple(line for row in rows for line in _costs(bench, row))


def _costs(bench: Bench, option: Option) -> Iterator[str]:
    """Say what an option costs; votes and recognition are lost where seats are left to partners."""
    ceded = [seat_name(bench.case, row.seat) for row in option.seats if row.stands not in (bench.party, None)]
    why = f"; {joined(ceded)} left to partners" if ceded else ""
    rows = [row for row in bench.objectives if option.objectives[row.code].mean <= -step(row)]
    costs = [figure(row, option.objectives[row.code], sign=True) for row in rows]
    if costs:
        yield f"{alliance_words(bench.case, option.ranked.structure, bench.party)}: {joined(costs)}{why}."


def _tops(objective: Objective, options: Sequence[Option]) -> float:
    return max((option.objectives[objective.code].mean for option in options), default=0.0)


def _most(bench: Bench, objective: Objective, options: Sequence[Option]) -> str:
    best = max(options, key=lambda option: option.objectives[objective.code].mean)
    gain = figure(objective, best.objectives[objective.code], sign=True)
    return f"{alliance_words(bench.case, best.ranked.structure, bench.party)}: {gain}."


def _nothing_open(bench: Bench, alone: Worth, mentions: Mentions) -> str:
    if not [party for party in bench.election.draws.contenders if party != bench.party]:
        alone_it = f"alone it comes to {figure(bench.objective, alone.value)}"
        return f"No alliance is open to {mentions.party(bench.party)}: there is no other party in the case; {alone_it}."
    return (
        f"No alliance is open to {mentions.party(bench.party)} on {day(bench.case.as_of)}: every partner that could "
        f"matter has been refused or refuses; alone it comes to {figure(bench.objective, alone.value)}."
    )


def _headline(bench: Bench, alone: Worth, best: Option, mentions: Mentions) -> str:
    """Name the best option and what it brings; where that is too small to tell, say so."""
    party = mentions.party(bench.party)
    name = f"{mentions.parties(best.partners)}{region_words(bench.case, best.regions)}"
    before, after = of_hundred(_seat_chance(alone)), of_hundred(_seat_chance(best.ranked.worth))
    gain = figure(bench.objective, best.ranked.gain, sign=True, inside=True)
    if told(bench, best):
        odds = f"better {of_hundred(best.ranked.chance_gain)} and worse {of_hundred(best.ranked.chance_loss)}"
        warning = "" if _seat_chance(best.ranked.worth) >= LIKELY else ", so that a seat stays unlikely"
        return (
            f"Of the alliances within reach of {party} the best is with {name}: over going alone it brings {gain}, "
            f"{odds}; it wins a seat {after}, alone {before}{warning}"
        )
    worse = " or does better than going alone" if bench.key(best.ranked.structure) < bench.key(bench.alone) else ""
    if bench.objective.code == "seats":
        likely = _seat_chance(alone) >= LIKELY
        what = "adds to its seats by an amount that can be told" if likely else "makes a seat likely"
        return (
            f"No alliance open to {party} {what}{worse}: it wins one {before} alone, and {after} with {name}, "
            f"the first within reach (expected gain {gain})"
        )
    return (
        f"No alliance open to {party} adds {unit(bench.objective)} by an amount that can be told{worse}: alone it "
        f"comes to {figure(bench.objective, alone.value)}, and {name}, the first within reach, changes that by {gain}"
    )


def _seat_chance(worth: Worth) -> float:
    return 1 - worth.seats_chance[0]


def _alone(bench: Bench, alone: Worth, mentions: Mentions) -> str:
    return (
        f"Alone, {mentions.party(bench.party)} wins a seat {of_hundred(_seat_chance(alone))}, with "
        f"{percent_of(alone.share)} of votes for candidates and {alone.deposits.mean:.1f} deposits saved."
    )


def percent_of(share: Interval) -> str:
    """Write a share with its 90% interval."""
    return f"{share.mean * 100:.1f}% (90%: {share.low90 * 100:.1f} to {share.high90 * 100:.1f})"


def _balance(bench: Bench, options: Sequence[Option], mentions: Mentions) -> str:
    """Say what else the first option and those with parties in touch bring and cost, and who would agree."""
    best = within_reach(bench, options)
    touching = [row for row in options if row is not best and all(in_touch(bench, p) for p in row.partners)]
    rows = [row for row in (best, *touching) if row is not None and group_of(row.ranked.status) is Status.FREE]
    single = [row for row in rows if row is best or len(row.partners) == 1]
    apart = list({row.partners: row for row in reversed(single)}.values())[::-1]
    level = {
        bench.key(option.ranked.structure)[0] for option in options if group_of(option.ranked.status) is Status.FREE
    }
    lead = (
        "Besides" if len(level) > 1 or len(apart) < 2 else f"The options are level in {unit(bench.objective)}; besides"
    )
    return f"{lead}, {'; '.join(_sides(bench, row, mentions) for row in apart[:BALANCED])}."


def _sides(bench: Bench, option: Option, mentions: Mentions) -> str:
    """Say what an option brings and costs in whatever moves by five steps or more."""
    rest = [row for row in bench.objectives[1:] if abs(option.objectives[row.code].mean) >= MENTIONED * step(row)]
    said = [figure(row, option.objectives[row.code], sign=True) for row in rest]
    name = f"{mentions.parties(option.partners)}{region_words(bench.case, option.regions)}"
    what = joined(said) if said else "nothing else changes by much"
    return f"with {name} {what}, and {joined(list(_answers(option)))}"


def _answers(option: Option) -> Iterator[str]:
    for row in option.partner_gains:
        yield f"{row.party} has {'' if row.willing else 'no clear '}reason to agree"


def _dates(bench: Bench, best: Option | None, slacks: Sequence[Slack]) -> str:
    """Say which date is tightest, and the first that binds the best option where that is another."""
    dated = [(seat.nominations_close, seat) for seat in bench.case.seats if seat.nominations_close is not None]
    to_come = sorted((row for row in dated if row[0] >= bench.case.as_of), key=lambda row: row[0])
    if not to_come:
        return _too_late(bench) if dated else "No last day of nominations is announced"
    tight = min((s for s in slacks if s.nominations_close >= bench.case.as_of), key=lambda s: s.days, default=None)
    first = f"Nominations close first in {to_come[0][1].name} ({day(to_come[0][0], bench.case.as_of)})"
    words = first if tight is None else tight.words.removesuffix(".") + _next_slack(bench, tight, slacks)
    here = [] if best is None else [row for row in to_come if row[1].code in {e.seat for e in best.seats}]
    if here and here[0][1] is not (to_come[0][1] if tight is None else _seat(bench, tight.seat)):
        words += f", and for {best_name(best)} the first is {here[0][1].name} ({day(here[0][0], bench.case.as_of)})"
    return words


def _too_late(bench: Bench) -> str:
    """Say that nominations have closed, and what a deal can still do."""
    if any(seat.nominations_close is None for seat in bench.case.seats):
        return "Nominations have closed in every seat announced"
    said = "Nominations have closed in every seat, so names stay on the ballot and a deal moves voters only"
    open_days = [s.withdrawals_close for s in bench.case.seats if s.withdrawals_close is not None]
    last = max((on for on in open_days if on >= bench.case.as_of), default=None)
    return said if last is None else f"{said}, but for nominees who withdraw by {day(last, bench.case.as_of)}"


def _next_slack(bench: Bench, tight: Slack, slacks: Sequence[Slack]) -> str:
    """Add what the tightest deadline leaves in the seat that closes next: `, nine in Jammu (4 April)`."""
    rows = [row for row in slacks if row.statement == tight.statement and row.days > max(tight.days, 0)]
    following = min(rows, key=lambda row: row.days, default=None)
    if following is None or tight.days <= 0:
        return ""
    name, closes = seat_name(bench.case, following.seat), following.nominations_close
    return f", {days(following.days).split()[0]} in {name} ({day(closes, bench.case.as_of)})"


def _seat(bench: Bench, code: SeatCode) -> Seat:
    return next(seat for seat in bench.case.seats if seat.code == code)


def best_name(best: Option | None) -> str:
    """Return an option's name; empty for none."""
    return "" if best is None else best.name


def _barred(bench: Bench, options: Sequence[Option], mentions: Mentions) -> str:
    """Name the first option behind a bar, its quote, and what it would bring if the bar fell."""
    option = next((row for row in options if group_of(row.ranked.status) is not Status.FREE), None)
    if option is None:
        return "no refusal stands before a partner that could matter"
    bar = next((row for row in option.obstacles if row.soft is not None), None)
    kind = "a hedged refusal" if option.ranked.status is Status.SOFTLY_BARRED else "a refusal"
    quote = "" if bar is None or bar.quote is None else f" (“{shortened(bar.quote)}”)"
    gain = number(bench.objective, option.ranked.gain.mean, sign=True)
    partners = mentions.parties(option.partners)
    kept = f"an alliance with {partners} stands behind {kind}{quote}"
    return f"{kept} and would bring {gain} {unit(bench.objective)} if the refusal fell"


def shortened(quote: str, most: int = 120) -> str:
    """Cut a quote at a word, with the cut shown.

    >>> shortened("one two three", 8)
    'one two …'
    """
    flat = " ".join(quote.split())
    return flat if len(flat) <= most else f"{flat[:most].rsplit(' ', 1)[0]} …"
