"""What a brief says about one party's options, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prepoll.alliances.types import Interval
from prepoll.names import PartyCode, RegionCode, SeatCode


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Something in the way of an option, with the words it rests on."""

    words: str
    quote: str | None
    speaker: str | None
    attribution: str | None
    article: str | None
    start: int | None
    end: int | None
    dated: date | None
    soft: bool | None
    remedy: str | None
    claim: str | None  # id of the claim with this passage, where there is one


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """What an option is worth to a partner."""

    party: PartyCode
    objective: str
    gain: Interval
    chance_gain: float
    willing: bool
    words: str


@dataclass(frozen=True, slots=True)
class NearnessRow:
    """How near two parties are on one question."""

    other: PartyCode
    question: str
    question_text: str | None
    own: float
    theirs: float
    distance: float
    weight: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two parties are over all questions; `score` 1 is the same answers, 0 the opposite ones."""

    a: PartyCode
    b: PartyCode
    score: float | None
    nearest: tuple[str, ...]
    furthest: tuple[str, ...]
    answers: tuple[NearnessRow, ...]


@dataclass(frozen=True, slots=True)
class TransferRow:
    """An option's value and gain with transfer at its low end, as expected, and at its high end."""

    worst: float
    expected: float
    best: float
    worst_gain: float
    best_gain: float
    breakeven: float | None
    words: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """What an option changes in one seat."""

    seat: SeatCode
    stands: PartyCode | None
    win_alone: float
    win_with: float
    share_alone: Interval
    share_with: Interval
    leader_with: PartyCode
    leader_chance: float


@dataclass(frozen=True, slots=True)
class TermRow:
    """One way to share the seats of an alliance."""

    norm: str
    allocation: tuple[tuple[SeatCode, PartyCode | None], ...]
    alliance_seats: Interval
    each: tuple[tuple[PartyCode, Interval], ...]
    seat_wins: tuple[tuple[SeatCode, float], ...]
    why: str
    level: tuple[SeatCode, ...] = ()  # the optimum: where another member wins as often or within chance
    low_end: float | None = None  # the alliance's expected seats if transfer is at its low end
    regret: float | None = None  # what another sharing would then win more


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one seat more or less to contest costs the alliance, in expected seats; None where it cannot be."""

    party: PartyCode
    contests: int  # by the optimum
    one_more: float | None
    one_less: float | None
    to_party: float | None  # what the party wins more with one more


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A way to divide what is won: nobody can win more without another member winning less."""

    each: tuple[tuple[PartyCode, float], ...]  # expected seats won
    contests: tuple[tuple[PartyCode, int], ...]
    total: float


@dataclass(frozen=True, slots=True)
class DealRow:
    """One way to share an alliance's seats that an option was judged on."""

    name: str
    seats: tuple[tuple[PartyCode, int], ...]  # seats that each member contests
    gains: tuple[tuple[PartyCode, Interval], ...]  # over the advised party's going alone, each on its objective
    refused: tuple[PartyCode, ...]  # members that lose by it


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One step out of an alliance, and what would keep the party."""

    party: PartyCode
    region: RegionCode
    to: tuple[PartyCode, ...]
    structure: str
    status: str
    gain: Interval
    chance_gain: float
    would: bool
    keeps: str | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """What a member adds to an alliance."""

    party: PartyCode
    alliance_seats: Interval
    focal_value: Interval


@dataclass(frozen=True, slots=True)
class SlackRow:
    """Days between a party's own deadline and a seat's last day of nominations."""

    statement: str
    deadline: date
    seat: SeatCode
    nominations_close: date
    days: int
    words: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One alliance that a focal party could make, judged from every side."""

    figure: str  # "option:JKAP:structure:3fa9…"
    name: str
    structure: str  # id of the structure
    described: str  # the structure in words
    partners: tuple[PartyCode, ...]
    regions: tuple[RegionCode, ...]
    status: str
    barred_by: tuple[str, ...]
    seats: Interval  # seats won by the focal party
    one_or_more: float
    value: Interval  # on the objective
    gain: Interval  # over going alone
    chance_gain: float
    chance_loss: float
    recognition: float
    objectives: tuple[tuple[str, Interval], ...]
    effects: tuple[EffectRow, ...]
    partner_gains: tuple[PartnerRow, ...]
    hurdles: tuple[Hurdle, ...]
    nearness: tuple[Nearness, ...]
    slack: tuple[SlackRow, ...]
    transfer: TransferRow
    terms: tuple[TermRow, ...]
    stable: bool
    stability_note: str
    leavers: tuple[LeaveRow, ...]
    members: tuple[MemberRow, ...]
    verdict: str
    slate: str  # who stands where in the figures of this option
    deals: tuple[DealRow, ...]  # every way to share the seats that was judged, the one of the figures first
    prices: tuple[PriceRow, ...] = ()  # of the first option only
    divisions: tuple[DivisionRow, ...] = ()  # likewise, with two or three members


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day that binds."""

    on: date | None
    kind: str
    seat: SeatCode | None
    party: PartyCode | None
    days_left: int | None
    words: str
    statement: str | None


@dataclass(frozen=True, slots=True)
class FindOutRow:
    """A fact worth finding out before deciding."""

    words: str
    about: str
    value: float
    changes: float
    how: str


@dataclass(frozen=True, slots=True)
class AloneRow:
    """What going alone is worth to the party."""

    figure: str  # "alone:JKAP"
    seats: Interval
    one_or_more: float
    votes: Interval
    share: Interval
    deposits: Interval
    recognition: float
    value: Interval


@dataclass(frozen=True, slots=True)
class PartyAdvice:
    """All that is said to one focal party."""

    party: PartyCode
    objective: str
    objective_name: str
    verdict: tuple[str, ...]
    alone: AloneRow
    options: tuple[OptionRow, ...]
    left_out: tuple[str, ...]
    calendar: tuple[DayRow, ...]
    find_out: tuple[FindOutRow, ...]
    public_line: tuple[str, ...]
    public_rests_on: tuple[str, ...]
    public_warnings: tuple[str, ...]
    public_differs: tuple[str, ...]
    would_change: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
