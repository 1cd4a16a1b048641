"""The chain from a figure to the rows and sentences that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prepoll.alliances.types import Interval, Structure
from prepoll.names import PartyCode, SeatCode

Value = str | float | int | bool | None


class Ending(StrEnum):
    """What a chain ends in."""

    ROWS = "rows"
    STATEMENTS = "statements"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure was computed: in words, over which draws, and where the formula stands."""

    words: str
    place: str  # "docs/explanation/votes.md#the-formulas"
    draws: int | None = None
    seed: int | None = None
    structure: str | None = None  # the alliances supposed, in words


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the draws hold of a party's own strength in a seat, as a share of votes for candidates."""

    seat: SeatCode
    party: PartyCode
    share: Interval


@dataclass(frozen=True, slots=True)
class Moved:
    """What the source of an observation did to a party's median own share in a seat."""

    seat: SeatCode
    party: PartyCode
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Piece:
    """One observation of strength, what its source moved, and the rows it was made from."""

    id: str
    kind: str
    source: str
    seat: SeatCode | None
    parties: tuple[PartyCode, ...]
    share: float
    log_sd: float
    used: bool
    note: str
    moved: tuple[Moved, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """What is believed of transfer from q's voters to c, with the rows and tables behind it."""

    q: PartyCode
    c: PartyCode
    mean: float
    low: float  # 5 %
    high: float  # 95 %
    why: str
    tables: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the place of its words in an article."""

    id: str
    actor: PartyCode
    target: PartyCode | None
    stance: str
    speaker: str | None
    attribution: str
    dated: date | None
    quote: str
    article: str
    file: str | None  # None: set by hand
    start: int
    end: int
    source: str | None
    address: str | None
    judgement: str | None  # row id of the verdict that applies


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a file: the line where it stands now, its text as in the file, where it was taken from."""

    id: str
    file: str
    line: int
    text: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that is set and not computed: an option of the run, or a named constant."""

    name: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole chain: figure, how it was computed, draws, evidence, statements, source rows.

    Every list has what matters most first; `rows` are those of all links of the chain, in their order.
    """

    figure: str  # JSON pointer into brief.json
    name: str  # what people would type
    value: Value
    words: str
    unit: str
    method: Method | None
    draws: tuple[Drawn, ...]
    evidence: tuple[Piece, ...]
    transfers: tuple[Passed, ...]
    statements: tuple[Said, ...]
    rows: tuple[SourceRow, ...]
    settings: tuple[Setting, ...]

    @property
    def endings(self) -> tuple[Ending, ...]:
        """List what the chain ends in."""
        found = ((Ending.ROWS, self.rows), (Ending.STATEMENTS, self.statements), (Ending.SETTING, self.settings))
        return tuple(ending for ending, links in found if links)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a count over draws depends on: seats and parties, those that matter most first, and who is with whom."""

    seats: tuple[SeatCode, ...]
    parties: tuple[PartyCode, ...]
    structure: Structure


@dataclass(frozen=True, slots=True)
class Account:
    """What a figure is and what it comes from, before the links are looked up."""

    words: str
    unit: str
    how: str = ""
    place: str = ""
    scope: Scope | None = None
    evidence: tuple[str, ...] = ()  # ids of observations named first
    statements: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    transfers_first: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a chain below the figure itself."""

    draws: tuple[Drawn, ...]
    evidence: tuple[Piece, ...]
    transfers: tuple[Passed, ...]
    statements: tuple[Said, ...]
    rows: tuple[SourceRow, ...]
