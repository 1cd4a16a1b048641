"""Says, seat by seat, what each source moved."""

from __future__ import annotations

import math
from typing import Final

from prepoll.errors import UsageError
from prepoll.names import SeatCode
from prepoll.strength.splits import NINETY
from prepoll.strength.types import EvidenceKind, Move, Strength

SHOWN: Final = 0.01
"""Parties that end below this median share are put in one line."""

TELLING: Final = 0.03
"""Steps that move neither the median nor the log-sd by this part are left out of the text."""


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
    """Write the moves of a seat as a table for a terminal, and what was read but not used there.

    Parties that end under one per cent and steps that move little are left out; the last line of each
    party says where it stands in the end.
    """
    moves = explain_seat(strength, seat)
    last = {move.party: move for move in moves}
    shown = [move for move in moves if last[move.party].after >= SHOWN and (_tells(move) or move is last[move.party])]
    rows = [("party", "source", "median before", "after", "90% range after"), *(_row(move) for move in shown)]
    widths = [max(len(row[k]) for row in rows) for k in range(5)]
    small = [f"{party} {move.after:.3f}" for party, move in last.items() if move.after < SHOWN]
    unused = [
        f"  {one.source}: {', '.join(one.parties)} {one.share:.3f}: {one.note}"
        for one in strength.evidence
        if not one.used and one.seat in (seat, None)
    ]
    lines = [
        f"What moved own strength in {seat} (share of votes for candidates, NOTA left out)",
        "",
        *(_line(row, widths) for row in rows),
        *(["", f"Under {SHOWN:.0%}: {', '.join(small)}"] if small else []),
        *(["", "Read and not used:", *unused] if unused else []),
    ]
    return "\n".join(lines) + "\n"


def _tells(move: Move) -> bool:
    if move.kind is EvidenceKind.PRIOR:
        return True
    if not move.evidence:  # moved only because the shares of a seat sum to 1
        return False
    share = abs(math.log(move.after / move.before)) > TELLING and abs(move.after - move.before) > TELLING * SHOWN
    return share or abs(move.log_sd_after - move.log_sd_before) > TELLING * move.log_sd_before


def _row(move: Move) -> tuple[str, str, str, str, str]:
    low, high = share_range(move.after, move.log_sd_after)
    return (move.party, move.source, f"{move.before:.3f}", f"{move.after:.3f}", f"{low:.3f} to {high:.3f}")


def share_range(median: float, log_sd: float) -> tuple[float, float]:
    """Return the 90% range of a share whose strength has `log_sd`, the others' standing still.

    >>> [round(x, 2) for x in share_range(0.5, 0.4)]
    [0.34, 0.66]
    """
    factor = math.exp(NINETY / 2 * log_sd)
    low, high = (median * f / (1.0 - median + median * f) for f in (1.0 / factor, factor))
    return low, high


def _line(row: tuple[str, str, str, str, str], widths: list[int]) -> str:
    left = f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}"
    return f"{left}  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True))
