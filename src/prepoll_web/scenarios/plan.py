"""What a scenario supposes: who is with whom, who stands by what rule; and each change that can be made to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prepoll.alliances import Bloc, StandDown, Structure
from prepoll.case.types import Case
from prepoll.errors import UsageError
from prepoll.names import AlliancesBy, PartyCode, PartyKind, RegionCode, SeatCode


class SlateRule(models.TextChoices):
    """Who stands for a bloc in a seat."""

    STRONGEST = "strongest", _("the strongest")
    SITTING = "sitting", _("the last winner, else the strongest")
    FIRST_TWO = "first_two", _("the last winner or runner-up, else the strongest")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scenario supposes. `candidates` are choices by hand: in the seat, the party stands for its bloc.

    Several of one bloc that are chosen in a seat fight each other there. `names` says seat by seat whose names stay
    on the ballot: withdrawals have closed there, so that who stands down moves voters only.
    """

    structure: Structure
    rule: SlateRule = SlateRule.STRONGEST
    candidates: tuple[tuple[SeatCode, PartyCode], ...] = ()
    names: tuple[tuple[SeatCode, tuple[PartyCode, ...]], ...] = ()

    def named(self, seat: SeatCode) -> frozenset[PartyCode]:
        """Return whose names stay on the ballot of a seat."""
        return frozenset(dict(self.names).get(seat, ()))


def plan_json(plan: Plan) -> dict[str, Any]:
    """Write a plan as it is kept."""
    kept: dict[str, Any] = {
        "blocs": {region: [sorted(bloc) for bloc in blocs] for region, blocs in plan.structure.blocs},
        "courtesies": [[row.seat, row.giver, row.taker] for row in plan.structure.courtesies],
        "rule": str(plan.rule),
        "candidates": [list(row) for row in plan.candidates],
    }
    return kept | ({"names": {seat: list(parties) for seat, parties in plan.names}} if plan.names else {})


def read_plan(kept: Mapping[str, Any]) -> Plan:
    """Read a plan that was kept; the same plan again."""
    blocs = {region: tuple(frozenset(bloc) for bloc in rows) for region, rows in kept["blocs"].items()}
    courtesies = tuple(StandDown(*row) for row in kept["courtesies"])
    candidates = tuple((seat, party) for seat, party in kept["candidates"])
    names = names_kept({seat: frozenset(parties) for seat, parties in kept.get("names", {}).items()})
    return Plan(Structure.of(blocs, courtesies), SlateRule(kept["rule"]), candidates, names)


def names_kept(
    names: Mapping[SeatCode, frozenset[PartyCode]],
) -> tuple[tuple[SeatCode, tuple[PartyCode, ...]], ...]:
    """Return whose names stay as a plan has it: seats and parties in order, seats with no name left out."""
    return tuple((seat, tuple(sorted(names[seat]))) for seat in sorted(names) if names[seat])


def boards(case: Case) -> tuple[tuple[RegionCode, str, tuple[RegionCode, ...]], ...]:
    """List the boards of a case: code, name and the regions that a move on it changes."""
    every = tuple(region.code for region in case.regions)
    if case.alliances_by is AlliancesBy.CASE:
        return ((every[0], "", every),)
    return tuple((region.code, region.name, (region.code,)) for region in case.regions)


def moved(plan: Plan, case: Case, party: PartyCode, to: PartyCode | None, board: RegionCode) -> Plan:
    """Put a party into another's bloc on a board, or on its own.

    As with `--alliance`, a courtesy of a party in the bloc it makes is dropped. UsageError where party or
    board is not known, or nothing would change.
    """
    _check_party(case, party)
    regions = _regions(case, board)
    if to is not None:
        _check_party(case, to)
    blocs = {region.code: plan.structure.in_region(region.code) for region in case.regions}
    joined: Bloc = frozenset()
    for region in regions:
        joined = plan.structure.bloc_of(region, to) | {party} if to is not None else frozenset({party})
        blocs[region] = (*(bloc - joined for bloc in blocs[region]), joined)
    kept = tuple(
        row
        for row in plan.structure.courtesies
        if to is None or not (row.giver in joined and case.region_of[row.seat] in regions)
    )
    structure = Structure.of(blocs, kept)
    if structure == plan.structure:
        raise UsageError(gettext("%(party)s is there already.") % {"party": party})
    return _with_structure(plan, structure, case)


def with_rule(plan: Plan, rule: str) -> Plan:
    """Let another rule say who stands; UsageError where there is no such rule."""
    if rule not in SlateRule.values:
        raise UsageError(
            gettext("There is no rule %(rule)s. Known: %(list)s.")
            % {"rule": repr(rule), "list": ", ".join(SlateRule.values)}
        )
    return replace(plan, rule=SlateRule(rule))


def with_candidate(plan: Plan, case: Case, seat: SeatCode, party: PartyCode, *, chosen: bool) -> Plan:
    """Choose by hand that a party stands for its bloc in a seat, or take the choice back.

    UsageError where the party has no partner there, or has left the seat to somebody else.
    """
    _check_seat(case, seat)
    _check_party(case, party)
    bloc = plan.structure.bloc_of(case.region_of[seat], party)
    if chosen and len(bloc) < 2:
        raise UsageError(
            gettext("%(party)s has no partner in %(seat)s, so it stands there anyway.") % {"party": party, "seat": seat}
        )
    if chosen and any(row.seat == seat and row.giver == party for row in plan.structure.courtesies):
        raise UsageError(
            gettext("%(party)s has left %(seat)s to another. Take that back first.") % {"party": party, "seat": seat}
        )
    others = {row for row in plan.candidates if not (row[0] == seat and row[1] in bloc)}
    return replace(plan, candidates=tuple(sorted(others | ({(seat, party)} if chosen else set()))))


def with_courtesy(plan: Plan, case: Case, courtesy: StandDown, *, given: bool) -> Plan:
    """Let a party leave a seat to one outside its bloc, or take that back; UsageError where that makes no sense."""
    _check_seat(case, courtesy.seat)
    for party in (courtesy.giver, courtesy.taker):
        _check_party(case, party)
    bloc = plan.structure.bloc_of(case.region_of[courtesy.seat], courtesy.giver)
    if given and courtesy.taker in bloc:
        raise UsageError(
            gettext("%(giver)s and %(taker)s are in one bloc there. Choose who stands in the seat.")
            % {"giver": courtesy.giver, "taker": courtesy.taker}
        )
    rows = set(plan.structure.courtesies) - {courtesy} | ({courtesy} if given else set())
    structure = Structure.of(dict(plan.structure.blocs), tuple(rows))
    return _with_structure(plan, structure, case)


def with_name(plan: Plan, case: Case, seat: SeatCode, party: PartyCode, *, stays: bool) -> Plan:
    """Let a party's name stay on the ballot of a seat whoever stands there for its bloc, or take it off.

    UsageError where seat or party is not known, or nothing would change.
    """
    _check_seat(case, seat)
    _check_party(case, party)
    if (party in plan.named(seat)) is stays:
        raise UsageError(
            gettext("The name of %(party)s in %(seat)s is %(value)s.")
            % {
                "party": party,
                "seat": seat,
                "value": gettext("on the ballot already") if stays else gettext("not kept there"),
            }
        )
    names = {code: frozenset(parties) for code, parties in plan.names}
    names[seat] = plan.named(seat) | {party} if stays else plan.named(seat) - {party}
    return replace(plan, names=names_kept(names))


def _with_structure(plan: Plan, structure: Structure, case: Case) -> Plan:
    """Drop choices by hand of parties that have no partner any more, or have left the seat to another.

    Of two blocs that become one the first keeps its choices in a seat; who fought within a bloc fights on.
    """
    given = {(row.seat, row.giver) for row in structure.courtesies}
    kept: list[tuple[SeatCode, PartyCode]] = []
    before: dict[tuple[SeatCode, Bloc], Bloc] = {}
    for seat, party in plan.candidates:
        region = case.region_of[seat]
        bloc, was = structure.bloc_of(region, party), plan.structure.bloc_of(region, party)
        stands = len(bloc) > 1 and (seat, party) not in given
        if stands and before.setdefault((seat, bloc), was) == was:
            kept.append((seat, party))
    return replace(plan, structure=structure, candidates=tuple(sorted(kept)))


def _regions(case: Case, board: RegionCode) -> tuple[RegionCode, ...]:
    for code, _name, regions in boards(case):
        if code == board:
            return regions
    raise UsageError(gettext("There is no region %(board)s.") % {"board": repr(board)})


def _check_party(case: Case, party: PartyCode) -> None:
    if party not in case.party_by_code or case.party(party).kind is not PartyKind.PARTY:
        raise UsageError(gettext("There is no party %(party)s in this case.") % {"party": repr(party)})


def _check_seat(case: Case, seat: SeatCode) -> None:
    if seat not in case.region_of:
        raise UsageError(gettext("There is no seat %(seat)s in this case.") % {"seat": repr(seat)})
