"""Who stands: the rules by which a bloc puts up its candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from prepoll.alliances.frame import alike, present_in
from prepoll.alliances.memo import kept_for, kept_for_draws
from prepoll.alliances.parts import whole_parts
from prepoll.alliances.types import Bloc, Election, Slate, Structure
from prepoll.alliances.votes import count_local, courtesies_in, courtesies_of, local_structure, winners_of
from prepoll.names import PartyCode, SeatCode

Eligible = tuple[PartyCode, ...]
Standing = npt.NDArray[np.bool_]  # (seat, party) of the draws


def strongest_slate(election: Election, structure: Structure) -> Slate:
    """Let in each seat and bloc the member with the greatest mean own strength stand.

    A party without strength in a seat does not stand there, nor does one that has stood down for
    another bloc. Members of equal strength are told apart by the bloc's chance of winning with each,
    everybody else's strongest standing; where that is equal too, all of them stand, in a friendly
    contest: nothing in the numbers says who should give way.
    """
    return Slate({seat: strongest(election, structure, seat) for seat in election.draws.seats})


def strongest_standing(election: Election, structure: Structure) -> Standing:
    """Return who stands in each seat of `strongest_slate`, (seat, party) of the draws."""
    draws, index = election.draws, election.draws.party_index
    means = _mean_table(election)
    stands = means > 0
    for courtesy in courtesies_of(election, structure):
        if courtesy.giver in index:
            stands[draws.seat_index[courtesy.seat], index[courtesy.giver]] = False
    unsettled = np.zeros(len(draws.seats), dtype=np.bool_)
    for blocs, here in alike(election, structure).items():
        for bloc in blocs:
            table = here[:, None], np.array([index[party] for party in sorted(bloc) if party in index], dtype=np.intp)
            own = np.where(stands[table], means[table], 0)
            first = stands[table] & (own == own.max(axis=1, keepdims=True, initial=0))
            stands[table] = first
            unsettled[here] |= first.sum(axis=1) > 1
    for place in np.flatnonzero(unsettled).tolist():
        seat = draws.seats[place]
        stands[place] = standing_table(election, {seat: strongest(election, structure, seat)})[place]
    return stands


def standing_table(election: Election, standing: Mapping[SeatCode, frozenset[PartyCode]]) -> Standing:
    """Write who stands as a table, (seat, party) of the draws; nobody does in seats not named."""
    draws, index = election.draws, election.draws.party_index
    stands = np.zeros((len(draws.seats), len(draws.parties)), dtype=np.bool_)
    for seat, parties in standing.items():
        stands[draws.seat_index[seat], [index[party] for party in parties]] = True
    return stands


def claimed_slate(election: Election, structure: Structure, claims: Mapping[SeatCode, Sequence[PartyCode]]) -> Slate:
    """Let in each seat and bloc the member with the first claim stand, the strongest where none has one.

    `claims` lists parties in order for each seat: the sitting member's alone, or the last winner and
    the runner-up. A claim of a party without strength in the seat, or that has stood down, is passed over.
    """
    return Slate({seat: claimed(election, structure, seat, claims.get(seat, ())) for seat in election.draws.seats})


def claimed(
    election: Election, structure: Structure, seat: SeatCode, claims: Sequence[PartyCode]
) -> frozenset[PartyCode]:
    """Return who stands in one seat of `claimed_slate`."""
    return _standing(election, structure, seat, claims)


def optimised_slate(
    election: Election,
    structure: Structure,
    party: PartyCode,
    claims: Mapping[SeatCode, Sequence[PartyCode]] | None = None,
) -> Slate:
    """Let the party's bloc put up in each seat whoever wins it for the bloc most often, all others their strongest.

    With `claims` all others put up whoever has the first claim (see `claimed_slate`). Where nobody wins the bloc
    more than by that rule, who stands by it stays; of equals the stronger stands.
    """
    asked = claims or {}
    return Slate(
        {seat: optimised(election, structure, seat, party, asked.get(seat, ())) for seat in election.draws.seats}
    )


def optimised(
    election: Election, structure: Structure, seat: SeatCode, party: PartyCode, claims: Sequence[PartyCode] = ()
) -> frozenset[PartyCode]:
    """Return who stands in one seat of `optimised_slate`."""
    bloc = structure.bloc_of(election.region_of[seat], party)
    best = claimed(election, structure, seat, claims) if claims else strongest(election, structure, seat)
    given = {courtesy.giver for courtesy in courtesies_in(election, structure, seat)}
    most = _won_by(election, structure, seat, best, bloc)
    for member in by_strength(election, seat):
        if member in bloc - given:
            standing = _standing(election, structure, seat, (member, *claims))
            won = _won_by(election, structure, seat, standing, bloc)
            best, most = (standing, won) if won > most else (best, most)
    return best


def by_strength(election: Election, seat: SeatCode) -> tuple[PartyCode, ...]:
    """List the parties with strength in a seat, the strongest in the mean first."""
    means = _means(election, seat)
    return tuple(sorted(present_in(election, seat), key=lambda party: (-means[party], party)))


def _won_by(
    election: Election, structure: Structure, seat: SeatCode, standing: frozenset[PartyCode], bloc: Bloc
) -> int:
    """Count how often a bloc wins a seat, in whole parts."""
    winners, index = (
        winners_of(election, local_structure(election, structure, seat, standing)),
        election.draws.party_index,
    )
    return sum(whole_parts(winners.won(index[party])) for party in sorted(bloc) if party in index)


def strongest(election: Election, structure: Structure, seat: SeatCode) -> frozenset[PartyCode]:
    """Return who stands in one seat of `strongest_slate`; found once for each region's blocs and courtesies."""
    kept, here = kept_for(election), structure.in_region(election.region_of[seat])
    courtesies = courtesies_in(election, structure, seat)
    key = ("strongest", seat, here, courtesies)
    if key not in kept:
        clear = _clear(election, seat, here, frozenset(courtesy.giver for courtesy in courtesies))
        kept[key] = _standing(election, structure, seat, ()) if clear is None else clear
    found = kept[key]
    assert isinstance(found, frozenset)
    return found


def _clear(
    election: Election, seat: SeatCode, blocs: Sequence[Bloc], given: frozenset[PartyCode]
) -> frozenset[PartyCode] | None:
    """Return who stands where each bloc has one strongest member, None where a tie has to be settled."""
    free = present_in(election, seat) - given
    means = _means(election, seat)
    standing = free
    for bloc in blocs:
        members = free & bloc
        if len(members) > 1:
            best = max(means[party] for party in members)
            first = [party for party in members if means[party] == best]
            if len(first) > 1:
                return None
            standing = (standing - members) | {first[0]}
    return standing


def _standing(
    election: Election, structure: Structure, seat: SeatCode, claims: Sequence[PartyCode]
) -> frozenset[PartyCode]:
    groups = _eligible(election, structure, seat)
    choices = [_claimant(group, claims) or _strongest(election, seat, group) for group in groups]
    return _settled(election, structure, seat, choices)


def _eligible(election: Election, structure: Structure, seat: SeatCode) -> list[Eligible]:
    """List for each bloc in a seat, singles included, the members that may stand."""
    given = {courtesy.giver for courtesy in courtesies_in(election, structure, seat)}
    free = present_in(election, seat) - given
    bloc_of = {party: bloc for bloc in structure.in_region(election.region_of[seat]) for party in bloc}
    groups: dict[Bloc | PartyCode, list[PartyCode]] = {}
    for party in election.draws.contenders:
        if party in free:
            groups.setdefault(bloc_of.get(party, party), []).append(party)
    return [tuple(group) for group in groups.values()]


def _claimant(group: Eligible, claims: Sequence[PartyCode]) -> Eligible | None:
    return next(((party,) for party in claims if party in group), None)


def _strongest(election: Election, seat: SeatCode, group: Eligible) -> Eligible:
    """Return the members of a group with the greatest mean own strength: more than one in a tie."""
    if len(group) == 1:
        return group
    means = _means(election, seat)
    best = max(means[party] for party in group)
    return tuple(party for party in group if means[party] == best)


def _means(election: Election, seat: SeatCode) -> Mapping[PartyCode, float]:
    kept, key = kept_for_draws(election), ("means", seat)
    if key not in kept:
        means = _mean_table(election)[election.draws.seat_index[seat]]
        kept[key] = dict(zip(election.draws.contenders, map(float, means), strict=False))
    found = kept[key]
    assert isinstance(found, dict)
    return found


def _mean_table(election: Election) -> npt.NDArray[np.float64]:
    """Return the mean own strength of every contender, (seat, party); 0 for the last three parties."""
    kept, key = kept_for_draws(election), ("means",)
    if key not in kept:
        means = election.draws.share.mean(axis=2, dtype=np.float64)
        means[:, -3:] = 0
        kept[key] = means
    found = kept[key]
    assert isinstance(found, np.ndarray)
    return found


def _settled(election: Election, structure: Structure, seat: SeatCode, choices: list[Eligible]) -> frozenset[PartyCode]:
    """Settle ties of strength by the bloc's chance of winning, all at once; what stays equal all stand."""
    everyone = frozenset(party for choice in choices for party in choice)
    settled = [_likeliest(election, structure, seat, choice, everyone) for choice in choices]
    return frozenset(party for choice in settled for party in choice)


def _likeliest(
    election: Election, structure: Structure, seat: SeatCode, choice: Eligible, everyone: frozenset[PartyCode]
) -> Eligible:
    if len(choice) == 1:
        return choice
    others = everyone - set(choice)
    chance = {party: _chance(election, structure, seat, others | {party}, party) for party in choice}
    return tuple(party for party in choice if chance[party] == max(chance.values()))


def _chance(
    election: Election, structure: Structure, seat: SeatCode, standing: frozenset[PartyCode], party: PartyCode
) -> float:
    counted = count_local(election, local_structure(election, structure, seat, standing))
    return float(counted.wins[counted.rows.index(election.draws.party_index[party])].mean(dtype=np.float64))
