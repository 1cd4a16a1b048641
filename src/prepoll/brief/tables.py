"""The brief's rows arranged into the tables and lists that its pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from prepoll.brief.proposals import (
    DayRow,
    DealRow,
    EffectRow,
    Hurdle,
    LeaveRow,
    OptionRow,
    PartyAdvice,
    SlackRow,
    TermRow,
)
from prepoll.brief.types import Brief, Claim, EvidenceRow, MoveRow, SeatRow, ShareRow, Standing, Voice
from prepoll.brief.wording import STATUS_WORDS, day, in_hundred, listed, signed
from prepoll.names import PartyCode, SeatCode, Stance

NAMED: Final = 6
"""Uncertain seats named one by one at most."""

SHOWN: Final = 6
"""Parties of a seat in a table, besides those that the brief advises."""
DETAILED: Final = {"free": 3, "bound": 3, "softly_barred": 1}
"""Options of each status that are written out in full."""
LISTED: Final = {"free": 12, "bound": 12, "softly_barred": 8, "barred": 12}
"""Options of each status that stand in the table; brief.json has all."""
FEW: Final = 12
"""With more seats than this, tables show the closest ones, or those that an option changes most."""
STEPS: Final = 8
"""Steps out of an alliance that are listed."""

CLAIM_WORDS: Final = {
    Stance.SEEKS: "seeks an alliance with",
    Stance.OPEN: "is open to",
    Stance.TALKS: "is in talks with",
    Stance.OFFERS: "makes an offer to",
    Stance.DEMANDS: "makes demands on",
    Stance.AGREED: "has agreed with",
    Stance.SEAT_DEAL: "shares seats with",
    Stance.SUPPORTS: "supports",
    Stance.ALONE: "fights alone, without",
    Stance.RULES_OUT: "rules out",
    Stance.BREAKS: "breaks with",
    Stance.DENIES: "denies what is said of",
}
ATTRIBUTION_WORDS: Final = {"named": "named", "sources": "unnamed sources", "reporter": "the paper’s own words"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party says towards another, with the claim that decides it."""

    words: str
    claim: str | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One party's row: a cell for each column, None where nothing is known."""

    code: PartyCode
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who stands where towards whom; the column None is like-minded parties."""

    columns: tuple[PartyCode | None, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One source's effect on each party of a table, None where it has none."""

    source: str
    kind: str
    cells: tuple[MoveRow | None, ...]


@dataclass(frozen=True, slots=True)
class MovedTable:
    """What moved the shares of some parties in a seat."""

    parties: tuple[PartyCode, ...]
    rows: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """All observations of one source, added up."""

    kind: str
    source: str
    used: bool
    count: int
    rows: tuple[str, ...]


MATRIX_WORDS: Final = {
    "allied": "allied",
    "talking": "talks",
    "open": "open",
    "supporting": "supports",
    "ruled_out": "no",
    "broken": "broke",
}


def outright(brief: Brief) -> tuple[Standing, ...]:
    """List the standings that somebody spoke of, not those that follow from a word to all."""
    return tuple(row for row in brief.standings if not row.inferred and row.relation != "unknown")


def matrix(brief: Brief) -> Matrix:
    """Arrange where each party stands towards each other that it spoke of or was spoken of."""
    rows = outright(brief)
    named = dict.fromkeys(code for row in rows for code in (row.a, row.b) if code)
    order = [*(c for c in brief.focal if c in named), *sorted(c for c in named if c not in brief.focal)]
    columns: tuple[PartyCode | None, ...] = (*((None,) if any(row.b is None for row in rows) else ()), *order)
    stands = stances(brief.standings)
    table = (MatrixRow(code, tuple(stands.get((code, other)) for other in columns)) for code in order)
    return Matrix(columns, tuple(row for row in table if any(row.cells)))


def stances(rows: Iterable[Standing]) -> dict[tuple[PartyCode, PartyCode | None], Cell]:
    """Map who and towards whom to what is said."""
    found: dict[tuple[PartyCode, PartyCode | None], Cell] = {}
    for row in rows:
        pairs: list[tuple[PartyCode, PartyCode | None, str | None]] = [(row.a, row.b, row.a_stands)]
        if row.b is not None:
            pairs.append((row.b, row.a, row.b_stands))
        for who, whom, stand in pairs:
            if stand in MATRIX_WORDS:
                found[who, whom] = Cell(cell_words(row, stand), row.statements[0] if row.statements else None)
    return found


def cell_words(row: Standing, stand: str) -> str:
    """Name a stand with the signs for inferred, hedged and contested."""
    signs = ("*" if row.inferred else "") + (" (h)" if row.hedged else "") + (" (c)" if row.contested else "")
    return MATRIX_WORDS[stand] + signs


def claim_title(claim: Claim) -> str:
    """Say what a claim says, with its direction."""
    if claim.stance == Stance.ALONE and claim.target is None:
        return f"{claim.actor} fights alone"
    return f"{claim.actor} {CLAIM_WORDS[Stance(claim.stance)]} {claim.target or 'like-minded parties'}"


def particulars(claim: Claim) -> tuple[tuple[str, str], ...]:
    """List what else a claim holds, label and words."""
    due = claim.deadline
    if due and claim.deadline_date:
        due = f"“{due}”: {day(claim.deadline_date)}"
    decided = claim.decided_by
    if decided and claim.decided_on:
        decided = f"{decided}, {day(claim.decided_on)}"
    rows = (
        ("hedge", quoted(claim.hedge)),
        ("condition", quoted(claim.condition)),
        ("by", due),
        ("seats", claim.seats),
        ("reason", claim.reason),
        ("stage", claim.stage),
        ("decided by", decided),
        ("authorised", claim.authorised),
        ("judged", claim.note if claim.judgement else None),
    )
    return tuple((label, words) for label, words in rows if words)


def quoted(words: str | None) -> str | None:
    """Put words between marks."""
    return f"“{words}”" if words else None


def largest(brief: Brief, seat: SeatRow) -> tuple[ShareRow, ...]:
    """Choose the parties of a seat that a table shows."""
    return tuple(row for rank, row in enumerate(seat.parties) if rank < SHOWN or row.party in brief.focal)


def closest(brief: Brief) -> tuple[SeatRow, ...]:
    """Choose the seats that are shown party by party: all where they are few, else the closest, in their order."""
    chosen = sorted(brief.seats, key=lambda seat: seat.chance)[:FEW]
    return tuple(seat for seat in brief.seats if seat in chosen)


def effects(option: OptionRow) -> tuple[EffectRow, ...]:
    """Choose the seats of an option that are shown: all where they are few, else those that it changes most."""
    order = sorted(option.effects, key=lambda row: (-abs(row.win_with - row.win_alone), -row.share_with.mean))[:FEW]
    return tuple(row for row in option.effects if row in order)


def seats_of_each(term: TermRow) -> tuple[tuple[PartyCode, tuple[SeatCode, ...]], ...]:
    """List the seats that each party gets in a sharing; nobody's last."""
    given: dict[PartyCode, list[SeatCode]] = {}
    for seat, party in term.allocation:
        given.setdefault(party or "nobody", []).append(seat)
    return tuple((party, tuple(given[party])) for party in sorted(given, key=lambda party: (party == "nobody", party)))


def by_seat(option: OptionRow) -> tuple[tuple[SeatCode, tuple[PartyCode | None, ...]], ...]:
    """List for each seat who of an alliance stands there under each norm, in the order of the norms."""
    tables = [dict(term.allocation) for term in option.terms]
    return tuple((seat, tuple(table.get(seat) for table in tables)) for seat in tables[0]) if tables else ()


def deal_said(deal: DealRow, advice: PartyAdvice) -> str:
    """Say what one way to share the seats brings to each member, and who loses by it."""
    seats = ", ".join(f"{party} {count}" for party, count in deal.seats)
    told = deal.gains if advice.objective == "seats" else ()
    gains = ", ".join(f"{party} {signed(gain.mean, 'seats', None)}" for party, gain in told)
    lost = f"; {listed(deal.refused)} would lose by it" if deal.refused else "; nobody loses by it"
    name = deal.name[0].upper() + deal.name[1:]
    return f"{name} ({seats}): gains {gains}{lost}." if gains else f"{name} ({seats}){lost}."


def moved(brief: Brief) -> tuple[tuple[SeatRow, MovedTable], ...]:
    """Arrange what each source moved, seat by seat, for the parties that a table shows."""
    by_seat: dict[SeatCode, list[MoveRow]] = {}
    for move in brief.moves:
        by_seat.setdefault(move.seat, []).append(move)
    return tuple(
        (seat, moved_table(brief, seat, by_seat[seat.code])) for seat in closest(brief) if seat.code in by_seat
    )


def moved_table(brief: Brief, seat: SeatRow, moves: Sequence[MoveRow]) -> MovedTable:
    """Arrange what each source moved in one seat; several moves of one source are joined."""
    known = {move.party for move in moves}
    parties = tuple(row.party for row in largest(brief, seat) if row.party in known)
    sources = dict.fromkeys((move.kind, move.source) for move in moves if move.party in parties)
    rows = []
    for kind, source in sources:
        own = [move for move in moves if (move.kind, move.source) == (kind, source)]
        rows.append(Moved(source, kind, tuple(joined(own, party) for party in parties)))
    return MovedTable(parties, tuple(rows))


def joined(moves: Sequence[MoveRow], party: PartyCode) -> MoveRow | None:
    """Join a source's moves of one party, from the first to the last."""
    own = [move for move in moves if move.party == party]
    if not own:
        return None
    first, last = own[0], own[-1]
    evidence = tuple(dict.fromkeys(i for move in own for i in move.evidence))
    return MoveRow(
        first.seat, party, first.kind, first.source, first.before, last.after,
        first.log_sd_before, last.log_sd_after, evidence,
    )  # fmt: skip


def by_sphere(voices: Iterable[Voice]) -> tuple[tuple[str, tuple[Voice, ...]], ...]:
    """Group reports by sphere, in their order."""
    groups: dict[str, list[Voice]] = {}
    for voice in voices:
        groups.setdefault(voice.sphere, []).append(voice)
    return tuple((sphere, tuple(rows)) for sphere, rows in groups.items())


def heard_alike(rows: Iterable[Voice]) -> tuple[tuple[Voice, ...], ...]:
    """Join the reports that say the same of several places or parties, from one reporter on one day."""
    groups: dict[tuple[object, ...], list[Voice]] = {}
    for row in rows:
        key = (row.date, row.reporter, row.note, row.source, row.measure, row.used, row.reading)
        groups.setdefault(key, []).append(row)
    return tuple(tuple(group) for group in groups.values())


def grouped_options(advice: PartyAdvice) -> tuple[tuple[str, tuple[OptionRow, ...]], ...]:
    """Group a party's options: possible, behind a hedged refusal, barred; the best of each."""
    groups: dict[str, list[OptionRow]] = {}
    for option in advice.options:
        groups.setdefault("free" if option.status == "bound" else option.status, []).append(option)
    return tuple((STATUS_WORDS[status].capitalize(), tuple(rows[: LISTED[status]])) for status, rows in groups.items())


def bars_of(options: Iterable[OptionRow]) -> tuple[tuple[tuple[str, ...], tuple[Hurdle, ...]], ...]:
    """Group options by the bars that stand before them: the options' names, and the bars with their quotes."""
    groups: dict[tuple[Hurdle, ...], dict[str, None]] = {}
    for option in options:
        if option.barred_by:
            bars = tuple(row for row in option.hurdles if row.soft is not None)
            groups.setdefault(bars or tuple(map(unquoted, option.barred_by)), {})[option.name] = None
    return tuple((tuple(names), bars) for bars, names in groups.items())


def unquoted(words: str) -> Hurdle:
    """Write a bar that rests on no statement."""
    return Hurdle(words, None, None, None, None, None, None, None, None, None, None)


def shown_options(advice: PartyAdvice) -> tuple[OptionRow, ...]:
    """Choose the options that are written out in full."""
    chosen: list[OptionRow] = []
    for status, count in DETAILED.items():
        chosen += [option for option in advice.options if option.status == status][:count]
    return tuple(option for option in advice.options if option in chosen)


def steps_out(option: OptionRow) -> tuple[LeaveRow, ...]:
    """Choose the steps out of an alliance that are listed: those who would, then the likeliest."""
    order = sorted(option.leavers, key=lambda row: not row.would)
    return tuple(order[:STEPS])


def calendar(brief: Brief) -> tuple[DayRow, ...]:
    """Merge the calendars of all parties, each day's row once."""
    rows = {(row.on, row.words): row for advice in reversed(brief.advices) for row in reversed(advice.calendar)}
    rows = dict(reversed(rows.items()))
    dated = [row for row in rows.values() if row.on is not None]
    undated = [row for row in rows.values() if row.on is None]
    return (*sorted(dated, key=lambda row: row.on.toordinal() if row.on else 0), *undated)


def slack(brief: Brief) -> tuple[tuple[PartyCode, tuple[SlackRow, ...]], ...]:
    """List what the deadlines of each party leave before nominations close, every line once, under its party."""
    rows = {row.words: row for advice in brief.advices for option in advice.options for row in option.slack}
    by_party: dict[PartyCode, list[SlackRow]] = {}
    for row in sorted(rows.values(), key=lambda row: (row.deadline, row.nominations_close)):
        by_party.setdefault(deadline_of(brief, row), []).append(row)
    return tuple((party, tuple(found)) for party, found in by_party.items())


def deadline_of(brief: Brief, row: SlackRow) -> PartyCode:
    """Name the party that set a deadline."""
    claim = brief.claim.get(row.statement)
    due = (due.party for due in brief.due if due.statement == row.statement)
    return claim.actor if claim else next(due, row.words.split("’s ")[0])


def evidence_by_source(rows: Iterable[EvidenceRow]) -> tuple[SourceRow, ...]:
    """Add up the observations of each source."""
    groups: dict[tuple[str, str, bool], list[EvidenceRow]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.source, row.used), []).append(row)
    return tuple(
        SourceRow(kind, source, used, len(group), tuple(dict.fromkeys(i for row in group for i in row.rows)))
        for (kind, source, used), group in groups.items()
    )


def leads(brief: Brief) -> str:
    """Say in one sentence how many seats each party leads, and which are uncertain."""
    count: dict[PartyCode, int] = {}
    for seat in brief.seats:
        count[seat.leader] = count.get(seat.leader, 0) + 1
    order = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    close = [seat for seat in brief.seats if seat.word in {"toss-up", "unlikely"}]
    said = f"{listed([f'{party} leads in {seats}' for party, seats in order])} of {len(brief.seats)} seats."
    if not close:
        return said
    named = close if len(close) <= NAMED else sorted(close, key=lambda seat: seat.chance)[:NAMED]
    lead = "Anybody’s:" if named is close else f"Anybody’s are {len(close)}, first of all"
    return f"{said} {lead} {listed([f'{seat.name} ({in_hundred(seat.chance)})' for seat in named])}."


def alike(brief: Brief) -> str:
    """Name the parties on show whose colours can be taken for one another."""
    shown = {row.party for seat in brief.seats for row in largest(brief, seat)} | set(brief.focal)
    pairs = (
        f"{row.code} and {other}"
        for row in brief.parties
        for other in row.confusable
        if row.code < other and {row.code, other} <= shown
    )
    return ", ".join(pairs)
