"""Ways to share seats that people argue with: one function each, from a table to allocations in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from prepoll.errors import UsageError
from prepoll.names import PartyCode, SeatCode
from prepoll.sharing.counts import Due, proportional
from prepoll.sharing.demands import Demand, DemandKind
from prepoll.sharing.nash import nash
from prepoll.sharing.programme import Solution, solve, total_of
from prepoll.sharing.table import SeatTable
from prepoll.sharing.types import Norm, Sharing, Team, Teams

Finishers = Mapping[SeatCode, tuple[PartyCode, ...]]
"""For each seat the parties in the order in which they came in last time, the winner first."""

NAMED = 6
"""Seats named one by one at most; of more their number is told."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Which member has the claim to each seat, and where two have the same one."""

    teams: Teams
    by_past: tuple[SeatCode, ...]  # seats claimed through the last result; the rest by own strength
    ties: tuple[str, ...]


def optimum(table: SeatTable, demands: Sequence[Demand]) -> Sharing | None:
    """Seek the most seats for the alliance, then the most votes; None where the demands cannot be met."""
    solution = solve(table.programme(demands))
    if solution is None:
        return None
    teams = table.teams(solution.choice)
    under = " that the demands leave" if demands else ""
    why = f"Gives the alliance the most expected seats{under} ({table.expected_wins(teams):.2f})"
    flat = _flat(table, teams)
    if flat:
        why += f"; in {_some(flat)} another member would win as often, and the most votes for the alliance decide"
    close = _close(table, teams)
    if close:
        why += f"; in {_some(close)} members differ by so few draws that it may be chance"
    if solution.gap > 0:
        why += f"; another may give up to {solution.gap:.2%} more"
    level = tuple(seat for seat in teams if seat in flat or seat in close)
    shown = table.sharing(Norm.OPTIMUM, teams, why + _other(table, solution))
    return replace(shown, level=level, gap=solution.gap)


def nobody_worse(table: SeatTable, demands: Sequence[Demand]) -> Sharing | None:
    """Seek the most seats with nobody below what it wins alone; None where that cannot be, or the optimum does it."""
    best = solve(table.programme(demands))
    floors = [Demand(member, DemandKind.WINS, wins=table.alone[member]) for member in table.members]
    if best is None or all(table.meets(table.teams(best.choice), floor) for floor in floors):
        return None
    solution = solve(table.programme((*demands, *floors)))
    if solution is None:
        return None
    teams = table.teams(solution.choice)
    lost = table.expected_wins(table.teams(best.choice)) - table.expected_wins(teams)
    why = f"The most expected seats with no member below what it wins alone, which costs the alliance {lost:.2f}"
    return replace(table.sharing(Norm.NOBODY_WORSE, teams, why + _other(table, solution)), gap=solution.gap)


def nash_product(table: SeatTable, demands: Sequence[Demand]) -> Sharing | None:
    """Seek the largest product of what members gain over going alone; None where they cannot all gain."""
    found = nash(
        table.programme(demands),
        [table.won_by(m) / table.draws for m in table.members],
        [table.alone[m] for m in table.members],
    )
    if found is None:
        return None
    teams = table.teams(found.choice)
    won = table.expected(teams)
    parts = _and([f"{m} {won[m] - table.alone[m]:+.2f}" for m in table.members])
    why = f"The largest product of gains over going alone ({parts})"
    why += f"; another may have one up to {found.gap:.2%} larger" if found.gap > 0 else ""
    return replace(table.sharing(Norm.NASH, teams, why), gap=found.gap)


def by_votes(table: SeatTable, demands: Sequence[Demand]) -> Sharing | None:
    """Give each member seats in proportion to its expected own votes, placed to win the most seats."""
    votes = {member: sum(table.own[seat, member] for seat in table.seats) for member in table.members}
    due = proportional(votes, len(table.seats))
    placed = [(counts, found) for counts in due.counts if (found := _placed(table, counts)) is not None]
    if not placed:
        return None
    programme = table.programme()
    counts, (solution, exact) = max(
        placed,
        key=lambda row: (
            round(total_of(programme.wins, row[1][0].choice), 4),
            total_of(programme.votes, row[1][0].choice),
        ),
    )
    teams = table.teams(solution.choice)
    why = _in_proportion(table, votes, counts, due)
    why += "" if exact else "; not every member can stand in so many of these seats, so some stay below"
    return table.sharing(Norm.PROPORTIONAL, teams, why + _other(table, solution), demands)


def _placed(table: SeatTable, counts: Mapping[PartyCode, int]) -> tuple[Solution, bool] | None:
    """Place members in so many seats each; where that cannot be, in at most so many."""
    most = [Demand(party, DemandKind.MOST, number=n) for party, n in counts.items()]
    least = [Demand(party, DemandKind.LEAST, number=n) for party, n in counts.items()]
    exact = solve(table.programme([*least, *most]))
    if exact is not None:
        return exact, True
    below = solve(table.programme(most))
    return None if below is None else (below, False)


def _in_proportion(
    table: SeatTable, votes: Mapping[PartyCode, float], counts: Mapping[PartyCode, int], due: Due
) -> str:
    total = sum(votes.values()) or 1.0
    parts = _and([f"{party} {n} ({votes[party] / total:.0%})" for party, n in counts.items()])
    why = f"Seats in proportion to expected own votes by largest remainder: {parts}, placed to win the most"
    if due.tied:
        why += f"; {_and(due.tied)} have equal remainders, and the way that wins most is shown"
    return why


def strongest(table: SeatTable, demands: Sequence[Demand]) -> Sharing:
    """Give each seat to the member with the greatest expected own strength there."""
    claims = claimed(table, {})
    why = "In each seat the member with the greatest expected own strength stands" + _ties(claims)
    return table.sharing(Norm.STRONGEST, claims.teams, why, demands)


def winner_or_runner_up(table: SeatTable, past: Finishers, demands: Sequence[Demand]) -> Sharing:
    """Give each seat to the member that came in highest last time, by own strength where none is known."""
    claims = claimed(table, past)
    if not claims.by_past:
        why = "No last result is given, so in each seat the member highest by expected own strength stands"
    else:
        why = f"The member that came in highest last time stands in {_some(claims.by_past)}"
        if len(claims.by_past) < len(table.seats):
            why += ", the strongest elsewhere"
    return table.sharing(Norm.WINNER_OR_RUNNER_UP, claims.teams, why + _ties(claims), demands)


def sitting_member(table: SeatTable, past: Finishers, demands: Sequence[Demand]) -> Sharing | None:
    """Let sitting members keep their seats, and place the rest to win the most; None where nobody sits."""
    held = {seat: past[seat][0] for seat in table.seats if past.get(seat) and past[seat][0] in table.standers(seat)}
    if not held:
        return None
    solution = solve(table.programme(Demand(party, DemandKind.MUST, seat=seat) for seat, party in held.items()))
    if solution is None:
        return None
    kept = _some([f"{party} {seat}" for seat, party in held.items()])
    why = (
        f"Whoever came first last time on today's borders stands there ({kept}); the other seats are placed "
        f"to win the most{_other(table, solution)}"
    )
    return table.sharing(Norm.SITTING_MEMBER, table.teams(solution.choice), why, demands)


def claimed(table: SeatTable, past: Finishers) -> Claims:
    """Find who has the first claim to each seat: by the last result, else by own strength.

    Members equal in strength are told apart by the alliance's chance to win, then by its votes;
    what stays equal is reported.
    """
    teams: dict[SeatCode, Team] = {}
    by_past, ties = [], []
    for seat in table.seats:
        standers = table.standers(seat)
        highest = next((party for party in past.get(seat, ()) if party in standers), None)
        if highest is not None:
            teams[seat] = (highest,)
            by_past.append(seat)
            continue
        ranks = {m: (table.own[seat, m], table.wins(seat, (m,)).mean(), table.votes[seat, (m,)]) for m in standers}
        first = [member for member in standers if ranks[member] == max(ranks.values())]
        teams[seat] = (first[0],) if first else ()
        if len(first) > 1:
            ties.append(f"{_and(first)} have the same claim to {seat}, shown with {first[0]}")
    return Claims(teams, tuple(by_past), tuple(ties))


def finishers(
    sitting: Mapping[SeatCode, PartyCode | Sequence[PartyCode]] | None, seats: Iterable[SeatCode]
) -> Finishers:
    """Read last results: a party alone is the sitting member's; UsageError where a seat is not known."""
    rows = {seat: (row,) if isinstance(row, str) else tuple(row) for seat, row in (sitting or {}).items()}
    known = set(seats)
    unknown = [seat for seat in rows if seat not in known]
    if unknown:
        raise UsageError(f"Last results name seats that the draws do not have: {', '.join(unknown)}.")
    return rows


def _flat(table: SeatTable, teams: Teams) -> list[SeatCode]:
    """List seats in which another member would win as often as the one chosen."""
    return [seat for seat, team in teams.items() if team and _as_often(table, seat, team)]


def _as_often(table: SeatTable, seat: SeatCode, team: Team) -> bool:
    won = table.wins(seat, team).sum()
    return any(table.wins(seat, (other,)).sum() == won for other in table.standers(seat) if (other,) != team)


def _close(table: SeatTable, teams: Teams) -> list[SeatCode]:
    """List seats in which another member wins about as often: within two standard errors of the draws."""
    return [seat for seat, team in teams.items() if team and _within_chance(table, seat, team)]


def _within_chance(table: SeatTable, seat: SeatCode, team: Team) -> bool:
    won = table.wins(seat, team)
    leads = (won - table.wins(seat, (other,)) for other in table.standers(seat) if (other,) != team)
    return any(0 < abs(lead.mean()) < 2 * lead.std() / table.draws**0.5 for lead in leads)


def _other(table: SeatTable, solution: Solution) -> str:
    """Name an allocation that does as well as the one shown."""
    if solution.other is None:
        return ""
    shown, other = table.teams(solution.choice), table.teams(solution.other)
    moves = [f"{seat} to {'+'.join(team) or 'nobody'}" for seat, team in other.items() if team != shown[seat]]
    return f"; as good in seats and votes: {_and(moves)}"


def _ties(claims: Claims) -> str:
    return "".join(f"; {tie}" for tie in claims.ties)


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _some(seats: Sequence[SeatCode]) -> str:
    """Name a few seats; of many tell the number."""
    return _and(seats) if len(seats) <= NAMED else f"{len(seats)} seats"


Rule = Callable[[SeatTable, Finishers, Sequence[Demand]], Sharing | None]

NORMS: Mapping[Norm, Rule] = {
    Norm.NOBODY_WORSE: lambda table, _, demands: nobody_worse(table, demands),
    Norm.NASH: lambda table, _, demands: nash_product(table, demands),
    Norm.PROPORTIONAL: lambda table, _, demands: by_votes(table, demands),
    Norm.WINNER_OR_RUNNER_UP: winner_or_runner_up,
    Norm.SITTING_MEMBER: sitting_member,
    Norm.STRONGEST: lambda table, _, demands: strongest(table, demands),
}
"""The norms that stand beside the optimum, in the order in which they are shown."""
