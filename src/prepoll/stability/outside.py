"""The best that each member of an alliance could have without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepoll.alliances.outcomes import interval
from prepoll.alliances.structures import judge
from prepoll.alliances.types import Bloc, Election, Structure
from prepoll.case.types import Case, Objective
from prepoll.ledger.types import Ledger
from prepoll.names import WHOLE_CASE, PartyCode, RegionCode, Status
from prepoll.sharing import OutsideOption, apart, by_law
from prepoll.stability.boards import Board, Scales, lay_out, redone
from prepoll.stability.steps import Step, Territory, steps, territory_of

ROUNDING = 1e-6


def best_others(
    case: Case,
    ledger: Ledger,
    election: Election,
    address: tuple[Structure, Bloc, Sequence[RegionCode]],
    aims: Mapping[PartyCode, Objective],
) -> dict[PartyCode, OutsideOption]:
    """Return for each member of an alliance what it could have with others instead, where that beats going alone.

    `address` is the structure, its bloc and the regions in which the bloc shares seats. All members
    stand by themselves; then each joins whichever other bloc, or single party, is best for it, if
    nobody whom it joins loses by it and no refusal without a hedge stands between them. The others stay.
    The whole alliance itself is no other option, a part of it is.
    """
    structure, bloc, regions = address
    singly = apart(structure, bloc, regions)
    code = regions[0] if len(regions) == 1 else WHOLE_CASE
    place = territory_of(election, code, tuple(regions))
    board = lay_out(election, singly)
    found = {}
    for party in place.present:
        if party in bloc:
            option = _best(ledger, Scales(election, by_law(case, aims[party])), (board, place, bloc), party)
            if option is not None:
                found[party] = option
    return found


def _best(
    ledger: Ledger, scales: Scales, start: tuple[Board, Territory, Bloc], party: PartyCode
) -> OutsideOption | None:
    (board, place, bloc), election, best = start, scales.election, None
    alone = scales.value(party, board)
    most = float(alone.mean()) + ROUNDING
    for step in steps(board.structure, place, (party,)):
        if not step.joined or step.joined | {party} == bloc or _barred(ledger, election, step):
            continue
        after = redone(board, [(step.structure, step.touched)])[0]
        gain = scales.gain(party, board, after)
        if float((alone + gain).mean()) > most and _welcome(scales, board, after, step):
            best, most = (step, alone + gain), float((alone + gain).mean())
    if best is None:
        return None
    partners = tuple(sorted(best[0].joined))
    return OutsideOption(partners, f"with {' and '.join(partners)}", interval(best[1]), best[1])


def _welcome(scales: Scales, board: Board, after: Board, step: Step) -> bool:
    return all(float(scales.gain(host, board, after).mean()) >= -ROUNDING for host in sorted(step.joined))


def _barred(ledger: Ledger, election: Election, step: Step) -> bool:
    bloc = step.joined | set(step.movers)
    joint = Structure.of(dict.fromkeys(step.territory.regions, (bloc,)))
    return judge(joint, ledger, election.region_of)[0] is Status.BARRED
