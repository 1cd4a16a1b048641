"""Says, seat by seat, what each source moved."""

from __future__ import annotations

from prepoll.errors import UsageError
from prepoll.names import SeatCode
from prepoll.strength.types import Move, Strength


def explain_seat(strength: Strength, seat: SeatCode) -> tuple[Move, ...]:
    """List what each source moved in a seat: largest party first, sources in the order they were taken in.

    Raises UsageError where there is no such seat.
    """
    if seat not in strength.seats:
        raise UsageError(f"There is no seat {seat!r}; the seats are {', '.join(strength.seats)}.")
    here = [move for move in strength.moves if move.seat == seat]
    last = {move.party: move.after for move in here}
    rank = {party: i for i, party in enumerate(sorted(last, key=lambda code: (-last[code], code)))}
    return tuple(sorted(here, key=lambda move: rank[move.party]))


def explain_text(strength: Strength, seat: SeatCode) -> str:
    """Write the moves of a seat as a table for a terminal, and what was read but not used there."""
    moves = explain_seat(strength, seat)
    rows = [("party", "source", "median before", "after", "90 % range after"), *(_row(move) for move in moves)]
    widths = [max(len(row[k]) for row in rows) for k in range(5)]
    lines = [_line(row, widths) for row in rows]
    title = f"What moved own strength in {seat} (share of votes for candidates, NOTA left out)"
    unused = [
        f"  {one.source}: {', '.join(one.parties)} {one.share:.3f}: {one.note}"
        for one in strength.evidence
        if not one.used and one.seat in (seat, None)
    ]
    return "\n".join([title, "", *lines, *(["", "Read and not used:", *unused] if unused else [])]) + "\n"


def _row(move: Move) -> tuple[str, str, str, str, str]:
    low, high = (move.after * 2.718281828459045 ** (sign * 1.645 * move.log_sd_after) for sign in (-1, 1))
    low, high = (share / (1.0 + share - move.after) for share in (low, high))
    return (move.party, move.source, f"{move.before:.3f}", f"{move.after:.3f}", f"{low:.3f} to {high:.3f}")


def _line(row: tuple[str, str, str, str, str], widths: list[int]) -> str:
    left = f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}"
    return f"{left}  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True))
