"""What stands in the way of a scenario: bars and hedged refusals of the ledger, at the bloc they concern."""

from __future__ import annotations

from dataclasses import dataclass

from prepoll.alliances import Bloc, Structure, judge
from prepoll.names import RegionCode, Status
from prepoll_web.scenarios.studies import Opened
from prepoll_web.wording import STATUSES


@dataclass(frozen=True, slots=True)
class Obstacle:
    """How one bloc stands against the ledger, and for each bar a sentence with the way out."""

    status: Status
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """The status in words."""
        return str(STATUSES[self.status])

    @property
    def in_the_way(self) -> bool:
        """Whether something would have to change first."""
        return self.status in (Status.BARRED, Status.SOFTLY_BARRED)


def obstacle(opened: Opened, region: RegionCode, bloc: Bloc) -> Obstacle:
    """Judge one bloc of a region by the ledger."""
    structure = Structure.of({region: (bloc,)})
    return opened.keep(
        ("obstacle", region, bloc),
        lambda: Obstacle(*judge(structure, opened.study.ledger, opened.case.region_of)),
    )
