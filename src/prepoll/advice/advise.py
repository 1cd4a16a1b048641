"""The advice to one party on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from prepoll.advice.bench import Bench
from prepoll.advice.candidates import SHORTLIST, Plan, group_of, plans
from prepoll.advice.dates import calendar, polls_closed, slack
from prepoll.advice.deals import every_norm, margins_of
from prepoll.advice.find_out import find_out
from prepoll.advice.options import judge_options
from prepoll.advice.public_line import public_line
from prepoll.advice.types import Advice, Option
from prepoll.advice.verdict import gained, lost, order, over, verdict
from prepoll.advice.views import part
from prepoll.advice.wording import day
from prepoll.advice.would_change import would_change
from prepoll.alliances.memo import TURN, kept_for
from prepoll.alliances.types import Election
from prepoll.case.types import Case, Objective
from prepoll.errors import UsageError
from prepoll.ledger.types import Ledger
from prepoll.names import PartyCode, Status

QUICK = 500
"""Draws on which alliances are screened and break-evens searched; what is shown is counted on all."""

ORDER: Mapping[Status, int] = {Status.FREE: 0, Status.SOFTLY_BARRED: 1, Status.BARRED: 2}


def advise(
    case: Case,
    ledger: Ledger,
    election: Election,
    party: PartyCode,
    objective: Objective,
    *,
    shortlist: int = SHORTLIST,
) -> Advice:
    """Rank the alliances a party can make, and say what stands in the way, what binds and what to find out.

    Open options come first, then softly barred, then barred ones; in each group the greatest expected
    gain on the objective over going alone first. Gains that are equal to a step (see `bench.STEP`)
    are told apart as `verdict.order` says: partners in touch by name first, then few partners, then
    the chance of a seat at all, then the case's other objectives in its order. At most `shortlist` open
    alliances are judged in full, which the advice says where they are fewer than usual.
    Once every seat has voted nothing is advised, and the verdict says so. Raises UsageError where
    the party is no contender, or is founded later.
    """
    founded = case.party_by_code[party].founded if party in case.party_by_code else None
    if founded is not None and founded > case.as_of:
        raise UsageError(f"{party} does not exist yet on {day(case.as_of)}: it is founded on {day(founded)}.")
    if party not in election.draws.contenders:
        known = ", ".join(election.draws.contenders)
        raise UsageError(f"{party} cannot be advised: it has no strength in this case. Name one of {known}.")
    if polls_closed(case):
        return _closed(Bench(case, ledger, party, objective, election))
    bench = Bench(case, ledger, party, objective, election)
    quick = Bench(case, ledger, party, objective, _quick(election))
    chosen, left_out = plans(quick, shortlist)
    options = _ranked(bench, judge_options(bench, quick, chosen))
    alone = bench.worth(bench.alone)
    return Advice(
        party=party,
        objective=objective,
        as_of=case.as_of,
        alone=alone,
        options=options,
        left_out=left_out,
        calendar=calendar(case, ledger, party),
        find_out=find_out(bench, options),
        public_line=public_line(case, ledger, party),
        verdict=verdict(bench, alone, options, slack(case, ledger, party)),
        would_change=would_change(bench, quick, options),
        gained=gained(bench, options),
        lost=lost(bench, options),
    )


def _quick(election: Election) -> Election:
    """Return the part of the draws that alliances are screened on, with what it has counted for other parties."""
    kept, key = kept_for(election), ("quick", QUICK)
    with TURN:
        if key not in kept:
            kept[key] = part(election, most=QUICK)
    found = kept[key]
    assert isinstance(found, Election)
    return found


def _closed(bench: Bench) -> Advice:
    """Make what is left to say once every seat has voted."""
    alone = bench.worth(bench.alone)
    return Advice(
        party=bench.party,
        objective=bench.objective,
        as_of=bench.case.as_of,
        alone=alone,
        options=(),
        left_out=("Not searched: the polls are closed.",),
        calendar=calendar(bench.case, bench.ledger, bench.party),
        find_out=(),
        public_line=public_line(bench.case, bench.ledger, bench.party),
        verdict=over(bench, alone),
        would_change=(),
        gained=(),
        lost=(),
    )


def _ranked(bench: Bench, judged: Mapping[Plan, Option]) -> tuple[Option, ...]:
    """Order options: by group, then best first; the first has its seats shared by every norm, and priced."""
    best = sorted(judged.values(), key=lambda option: order(bench, option), reverse=True)
    options = sorted(best, key=lambda option: ORDER[group_of(option.ranked.status)])
    if not options:
        return ()
    plan = next(plan for plan, option in judged.items() if option is options[0])
    shared = every_norm(bench, plan)
    return (replace(options[0], sharing=shared, margins=margins_of(bench, plan, shared)), *options[1:])
