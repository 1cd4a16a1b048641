"""The search with one party's bloc putting up in every seat whoever wins it most often.

Each member in turn is put up first, and every structure counted; what the bloc wins then is compared
structure by structure, in whole parts, so that equal is equal. Who stands by the rule of the slate keeps
the place where nobody wins more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from prepoll.alliances.engine.codes import bell, strings
from prepoll.alliances.engine.search import NOTHING, check_players, count_seats, finish
from prepoll.alliances.engine.seats import Limits
from prepoll.alliances.engine.tables import Parts, Searched, Tables
from prepoll.alliances.slates import by_strength
from prepoll.alliances.types import Election
from prepoll.errors import UsageError
from prepoll.names import PartyCode, SeatCode

Own = npt.NDArray[np.bool_]  # (structure, contender): whether it is in the party's bloc


def search_optimised(
    election: Election,
    players: Sequence[PartyCode],
    party: PartyCode,
    seats: Sequence[SeatCode] | None = None,
    limits: Limits = NOTHING,
) -> Searched:
    """Count as `search_all` does, with the slate of the party's bloc as `optimised_slate` has it.

    The party is a player or moves with one. Raises UsageError where it does not, and as `search_all` does.
    """
    check_players(election, players)
    home = next((i for i, player in enumerate(players) if party in limits.unit_of(player)), None)
    if home is None:
        raise UsageError(f"{party} is not among the players {', '.join(players)}. Name it as one.")
    tables = Tables(len(players), len(election.draws.contenders))
    everybody = range(len(election.draws.contenders))
    for code in seats or election.draws.seats:
        here, best = _best_of_seat(election, code, players, home, limits)
        tables.add(here, everybody, best)
    return finish(election, players, limits, tables)


def _best_of_seat(
    election: Election, code: SeatCode, players: Sequence[PartyCode], home: int, limits: Limits
) -> tuple[tuple[int, ...], Parts]:
    """Count a seat with each member put up, (structure, contender), and keep for each structure the best."""
    given = {row.giver for row in limits.courtesies if row.seat == code}
    claims = limits.claims.get(code, ())
    here, best = _seat_table(election, code, players, home, limits)
    own = _own(election, players, here, home, limits)
    for member in by_strength(election, code):
        index = election.draws.contenders.index(member)
        if member in given or not own[:, index].any():
            continue
        put_up = replace(limits, claims={**limits.claims, code: (member, *claims)})
        parts = _seat_table(election, code, players, home, put_up)[1]
        more = own[:, index] & ((parts * own).sum(axis=1) > (best * own).sum(axis=1))
        best[more] = parts[more]
    return here, best


def _seat_table(
    election: Election, code: SeatCode, players: Sequence[PartyCode], home: int, limits: Limits
) -> tuple[tuple[int, ...], Parts]:
    """Count a seat under every structure over those who matter there and the party itself."""
    (local, parts), start = next(iter(count_seats(election, players, (code,), limits))), 0
    here = tuple(sorted({*local.order, home}))
    tables = Tables(len(here), len(election.draws.contenders))
    for free in range(len(local.order) + 1):
        order = [here.index(player) for player in local.order[:free]]
        tables.add(order, local.columns, parts[start : start + bell(free)])
        start += bell(free)
    return here, tables.folded()


def _own(election: Election, players: Sequence[PartyCode], here: Sequence[int], home: int, limits: Limits) -> Own:
    """Say who is in the party's bloc under each structure over some players."""
    labels, contenders = strings(len(here)), election.draws.contenders
    own = np.zeros((len(labels), len(contenders)), dtype=np.bool_)
    for place, player in enumerate(here):
        members = [contenders.index(party) for party in limits.unit_of(players[player]) if party in contenders]
        own[:, members] = (labels[:, place] == labels[:, here.index(home)])[:, None]
    return own
