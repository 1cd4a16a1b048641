"""Where voters went between the last two elections of a case, as rows and a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from prepoll.brief.types import FlowCell, FlowTable
from prepoll.case.types import Case
from prepoll.ecological import Flows, case_flows, flows_picture
from prepoll.names import RESIDUAL, WHOLE_CASE, PartyCode

LEVEL = 0.9
GREY = "#8a8f98"


def flow_tables(case: Case, colours: Mapping[PartyCode, str]) -> tuple[FlowTable, ...]:
    """Estimate where voters went and draw it; nothing where no two elections are counted by the same places."""
    names = {region.code: region.name for region in case.regions}
    return tuple(flow_table(flows, names.get(flows.region, case.title), colours) for flows in case_flows(case))


def flow_table(flows: Flows, where: str, colours: Mapping[PartyCode, str]) -> FlowTable:
    """Write one table; a front has the colour of its strongest member."""
    one = replace(flows.estimate, district=where)
    tints = {name: colours.get(name.split("+", maxsplit=1)[0], GREY) for name in one.origins}
    low, high = (one.intervals() or {LEVEL: (one.shares, one.shares)})[LEVEL]
    ends = np.stack([one.shares, low, high], axis=2)
    return FlowTable(
        before=flows.before,
        after=flows.after,
        where=where if flows.region != WHOLE_CASE else "",
        places=flows.places,
        by_unit=flows.by_unit,
        origins=tuple(zip(one.origins, map(float, one.votes.sum(axis=1) / one.votes.sum()), strict=True)),
        destinations=one.destinations,
        cells=tuple(tuple(FlowCell(*map(float, cell)) for cell in row) for row in ends),
        counts_abstention=RESIDUAL[-1] in one.origins,
        picture=flows_picture(one, (flows.before, flows.after), tints),
    )
