"""One alliance, judged from every side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

from prepoll.advice.bench import Bench, step
from prepoll.advice.candidates import Plan
from prepoll.advice.dates import slack
from prepoll.advice.deals import norms, settle
from prepoll.advice.effects import seat_effect
from prepoll.advice.likeness import like_mindedness
from prepoll.advice.obstacles import obstacles
from prepoll.advice.partners import partner_gain
from prepoll.advice.robustness import Alliance, response, transfer_range
from prepoll.advice.types import Deal, Obstacle, Option, SeatEffect, Slack
from prepoll.advice.wording import alliance_words, day, deal_words, figure, joined, number, of_hundred, seat_name, unit
from prepoll.alliances import interval, outcome_id, strongest_slate
from prepoll.alliances.types import Interval, Ranked, Slate
from prepoll.names import PartyCode, SeatCode
from prepoll.sharing import Sharing
from prepoll.stability import Stability, stability


def judge_options(bench: Bench, quick: Bench, plans: Sequence[Plan]) -> dict[Plan, Option]:
    """Judge plans on all draws; `quick` is the same bench on a part of them, for what needs many counts.

    Who would leave, and how the next plan's seats can be shared, is found beside the rest, by a thread of its own.
    """
    with ThreadPoolExecutor(1, "options") as beside:
        found: dict[Plan, Option] = {}
        shared = [beside.submit(norms, bench, plan) for plan in plans[:1]]
        for place, plan in enumerate(plans):
            deals = settle(bench, quick, plan, shared[place].result())
            stable = beside.submit(_stability, bench, plan, bench.slate_of(plan.structure))
            shared += [beside.submit(norms, bench, later) for later in plans[place + 1 : place + 2]]
            found[plan] = judge_option(bench, quick, plan, (shared[place].result(), deals), stable)
        return found


def _stability(bench: Bench, plan: Plan, slate: Slate | None) -> Stability:
    return stability(bench.case, bench.ledger, bench.election, plan.structure, slate, bench.party)


def judge_option(
    bench: Bench,
    quick: Bench,
    plan: Plan,
    terms: tuple[tuple[Sharing, ...], tuple[Deal, ...]],
    stable: Future[Stability],
) -> Option:
    """Judge a plan: worth, terms, partners, obstacles, dates, transfer, who would leave.

    `terms` are its seats by every norm and the ways to share them, the first of which it is judged by.
    """
    members = frozenset({bench.party, *plan.partners})
    partners, seats = plan.partners, bench.seats_in(plan.regions)
    shared, deals = terms
    effects = tuple(seat_effect(bench, plan.structure, members, seat) for seat in seats)
    ranked = rank(bench, plan)
    alliance = Alliance(plan.structure, members, seats)
    bound = _binding(bench, partners, seats)
    return Option(
        name=" + ".join((bench.party, *partners)),
        partners=partners,
        regions=plan.regions,
        ranked=ranked,
        sharing=shared,
        seats=effects,
        partner_gains=tuple(partner_gain(bench, plan.structure, partner) for partner in partners),
        like_mindedness=tuple(like_mindedness(bench.case, bench.party, partner) for partner in partners),
        obstacles=(*obstacles(bench.case, bench.ledger, bench.party, partners, seats), *_late(bench, bound, seats)),
        slack=bound,
        transfer=transfer_range(bench, alliance, response(quick, alliance)),
        objectives=gains(bench, plan),
        verdict=_verdict(bench, plan, ranked, effects, deals[0]),
        deals=deals,
        slate=bench.slate_of(plan.structure),
        stability=stable.result(),
    )


def rank(bench: Bench, plan: Plan) -> Ranked:
    """Put a plan's worth beside going alone."""
    gained, slate = bench.gain(plan.structure, bench.objective), bench.slate_of(plan.structure)
    return Ranked(
        structure=plan.structure,
        outcome_id=outcome_id(plan.structure, slate or strongest_slate(bench.election, plan.structure)),
        status=plan.status,
        barred_by=plan.reasons,
        worth=bench.worth(plan.structure),
        gain=interval(gained),
        chance_gain=float((gained > 0).mean()),
        chance_loss=float((gained < 0).mean()),
    )


def gains(bench: Bench, plan: Plan) -> Mapping[str, Interval]:
    """Return the gain over going alone on every objective of the case."""
    return {row.code: interval(bench.gain(plan.structure, row)) for row in bench.objectives}


def _binding(bench: Bench, partners: Sequence[PartyCode], seats: Sequence[SeatCode]) -> tuple[Slack, ...]:
    """List the deadlines of the party and its partners that have not passed, against the seats of the alliance."""
    rows = [row for who in (bench.party, *partners) for row in slack(bench.case, bench.ledger, who)]
    return tuple(row for row in rows if row.seat in seats and row.deadline >= bench.case.as_of)


def _late(bench: Bench, rows: Sequence[Slack], seats: Sequence[SeatCode]) -> Iterator[Obstacle]:
    """Say where it is too late: nominations closed, or the deadline falls after them."""
    for seat in bench.case.seats:
        closes = seat.nominations_close
        if seat.code in seats and closes is not None and closes < bench.case.as_of:
            yield _dated(*_closed(bench, seat.code, closes))
    for row in rows:
        if row.days < 0 and row.nominations_close >= bench.case.as_of:
            yield _dated(row.words, f"Settle {seat_name(bench.case, row.seat)} first, ahead of the deadline.")


def _closed(bench: Bench, seat: SeatCode, closes: date) -> tuple[str, str]:
    name, found = seat_name(bench.case, seat), next(s for s in bench.case.seats if s.code == seat)
    words = f"Nominations in {name} closed on {day(closes, bench.case.as_of)}."
    last = found.withdrawals_close
    if last is not None and last >= bench.case.as_of:
        return words, f"A nominee can still withdraw until {day(last, bench.case.as_of)}."
    return words, "Names stay on the ballot: an agreement can only ask voters to move."


def _dated(words: str, remedy: str) -> Obstacle:
    return Obstacle(words, None, None, None, None, None, None, None, None, remedy)


def _verdict(bench: Bench, plan: Plan, ranked: Ranked, effects: Sequence[SeatEffect], deal: Deal) -> str:
    """Say in one sentence what the option brings, and what else where that is too little to tell."""
    name = f"{alliance_words(bench.case, plan.structure, bench.party)}, {deal_words(deal)}"
    odds = f"better {of_hundred(ranked.chance_gain)}, worse {of_hundred(ranked.chance_loss)}"
    most = _seat_moved(bench, effects)
    if abs(ranked.gain.mean) >= step(bench.objective):
        gain, value = figure(bench.objective, ranked.gain, sign=True), number(bench.objective, ranked.worth.value.mean)
        return f"{name}: {gain} against going alone, {value} in all; {odds}{most}."
    found = gains(bench, plan)
    told = [figure(r, found[r.code], sign=True) for r in bench.objectives[1:] if abs(found[r.code].mean) >= step(r)]
    rest = f"besides, {joined(told)}" if told else "nor in anything else that the case counts"
    return f"{name} makes no difference that can be told in {unit(bench.objective)} ({odds}); {rest}{most}."


def _seat_moved(bench: Bench, effects: Sequence[SeatEffect]) -> str:
    """Name the seat where the alliance's candidate gains or loses most, if by one draw in a hundred."""
    most = max(effects, key=lambda row: abs(row.win_with - row.win_alone), default=None)
    if most is None or most.stands is None or abs(most.win_with - most.win_alone) < 0.01:
        return ""
    name = seat_name(bench.case, most.seat)
    return f"; {most.stands} wins {name} {of_hundred(most.win_with)}, alone {of_hundred(most.win_alone)}"
