"""Accounts of the assessment: seats, totals, what moved what, observations."""

from __future__ import annotations

from typing import Final

from prepoll.alliances.types import Structure
from prepoll.brief.json_writer import MOVES
from prepoll.explain.addresses import Tokens
from prepoll.explain.figures import Figures
from prepoll.explain.types import Account, Scope, Setting
from prepoll.explain.wording import (
    ASSUMPTIONS,
    CHANCE,
    MOVED,
    POLLS,
    REPORTS,
    RESULTS,
    SHARE,
    SPLITS,
    VOTES,
    WORTH,
    part,
    spelt,
)
from prepoll.names import OTHERS, PartyCode, SeatCode
from prepoll.strength.past import POOLED
from prepoll.strength.types import Evidence, EvidenceKind, Move
from prepoll.strength.widths import WIDENED

KINDS = {
    EvidenceKind.RESULT: RESULTS,
    EvidenceKind.SPLIT: SPLITS,
    EvidenceKind.POLL: POLLS,
    EvidenceKind.REPORT: REPORTS,
    EvidenceKind.PRIOR: ASSUMPTIONS,
}
"""Where each kind of evidence is described."""

STATED = (
    "SEEN_PRIOR, NEW_PRIOR",
    "prior of a party that has stood in the case, and of one that never did",
    "the stated prior, shares of the seat brought to sum to 1; the rows show whether the party ever stood",
)
"""Constants, what they mean and how they act, of what is believed before any source."""

GIVEN = {
    POOLED: (
        "POOLING",
        "part of the way to what the newest election of each kind says alone",
        "a mean of what all counts say and of what the newest ones say",
    ),
    WIDENED: (
        "WIDTH_SHARED, WIDTH_OWN, WIDTH_MEAN, WIDTH_MOST, TURNOVER",
        "factors on log-sds by a party's size and by how much votes have moved",
        "log-sds of the party in the seat times a factor; the median falls by part of what the mean would rise by",
    ),
}
"""The same of steps that rest on the record of past elections."""

SEAT_WORDS = {
    "chance": ("chance of the likeliest winner of {seat}", CHANCE),
    "second_chance": ("chance of the second likeliest winner of {seat}", CHANCE),
    "tied": ("draws in which the first place of {seat} is shared", "draws"),
}


def seat(figures: Figures, tokens: Tokens) -> Account:
    """Account for a figure of a seat: its roll and its days are rows of seats.csv, the rest is counted."""
    place, key = int(tokens[1]), tokens[2]
    row = figures.brief.seats[place]
    own = seat_row(figures, row.code)
    if key in ("electors", "polling_day", "code", "name", "region"):
        words, unit = f"{spelt(key)} of {row.name}", {"electors": "electors", "polling_day": "day"}.get(key, "text")
        return Account(words, unit, "read from seats.csv", VOTES, rows=own)
    words, unit = SEAT_WORDS.get(key, (f"{key} of {{seat}}", "text"))
    leading = (row.leader,) if row.second is None else (row.leader, row.second)
    how = "counted over draws: in each, the party with most votes wins, a tie of k is 1/k of the seat"
    scope = Scope((row.code,), leading, figures.study.base)
    return Account(words.format(seat=row.name), unit, how, VOTES, scope, rows=own)


def share(figures: Figures, tokens: Tokens) -> Account:
    """Account for a party's share or chance in a seat."""
    row = figures.brief.seats[int(tokens[1])]
    party, key = row.parties[int(tokens[3])].party, tokens[4]
    scope = Scope((row.code,), (party,), figures.study.base)
    if key == "share":
        words = f"share of {party} in {row.name} if nothing new is agreed{part(tokens)}"
        how = "its votes in each draw by all votes for candidates there"
        return Account(words, SHARE, how, VOTES, scope, rows=if_unseen(figures, row.code, party))
    how = "counted over draws: in each, the party with most votes wins, a tie of k is 1/k of the seat"
    words = f"{'chance' if key in ('chance', 'word') else key} of {party} in {row.name} if nothing new is agreed"
    return Account(words, CHANCE, how, VOTES, scope, rows=if_unseen(figures, row.code, party))


def total(figures: Figures, tokens: Tokens) -> Account:
    """Account for a party's figure over all seats."""
    row, key = figures.brief.totals[int(tokens[1])], tokens[2]
    scope = Scope(nearest_first(figures, row.party), (row.party,), figures.study.base)
    units = {"seats": "seats", "share": SHARE, "one_or_more": CHANCE}
    words = {
        "seats": "seats of {}",
        "share": "share of {} in the whole case",
        "one_or_more": "chance of {} to win a seat",
    }
    how = {"share": "its votes in all seats in each draw by all votes for candidates"}
    text = words.get(key, f"{key} of {{}}").format(row.party) + " if nothing new is agreed" + part(tokens)
    counted = how.get(key, "seats won are added up in each draw, a tie of k as 1/k")
    return Account(text, units.get(key, "text"), counted, WORTH, scope)


def nearest_first(figures: Figures, party: PartyCode) -> tuple[SeatCode, ...]:
    """List all seats, those first in which the party's chance is least settled, then those where it is strong."""
    outcome = figures.base
    place = outcome.contenders.index(party)
    wins = outcome.wins[:, place].mean(axis=1)
    shares = outcome.valid[:, place].mean(axis=1)
    order = sorted(range(len(outcome.seats)), key=lambda i: (-float(wins[i] * (1 - wins[i])), -float(shares[i])))
    return tuple(outcome.seats[i] for i in order)


REFERENCES: Final = {
    "seat": ("seat", "text"),
    "party": ("party", "text"),
    "source": ("source", "place in moves/sources, from 0"),
    "evidence": ("observation", "place in evidence, from 0"),
}
"""Columns of the table of moves that name something else: words and unit."""


def move(figures: Figures, tokens: Tokens) -> Account:
    """Account for what one source moved."""
    if tokens[1] != "rows":
        every = tuple(one.id for one in figures.study.strength.evidence if one.used)
        return Account(
            f"{spelt(tokens[1])} of the table of moves", "text", "names of what was taken in", MOVED, evidence=every
        )
    made, key = figures.study.strength.moves[int(tokens[2])], MOVES[int(tokens[3])]
    text, unit = moved_words(figures, made, key)
    alone = Scope((), (made.party,), Structure(()))
    if made.kind is EvidenceKind.PRIOR:
        return prior(figures, made, text, unit)
    how = "an update of one normal distribution over log-strength"
    if not made.evidence:
        how += "; no observation of this source names the party here: it moves with those that are named"
    seen = made.evidence or of_source(figures, made)
    rows = () if seen else party_rows(figures, made.party)
    return Account(text, unit, how, MOVED, alone, evidence=seen, rows=rows)


def moved_words(figures: Figures, made: Move, key: str) -> tuple[str, str]:
    """Say what stands in a column of the table of moves, and its unit; what names another row has its place for one."""
    of = f"{made.party} in {figures.seat_name(made.seat)}"
    if key in REFERENCES:
        what, unit = REFERENCES[key]
        return f"{what} of the step by which {made.source} moved the own strength of {of}", unit
    sure = key.startswith("log_sd")
    words = "log-sd of the own strength of" if sure else "median own share of"
    text = f"{words} {of} {key.rpartition('_')[2]} {made.source} was taken in"
    return text, "standard deviation of log share" if sure else SHARE


def prior(figures: Figures, made: Move, words: str, unit: str) -> Account:
    """Account for what the record of past elections says and no source of the case: constants, and the party's rows."""
    constants, meaning, how = GIVEN.get(made.source, STATED)
    constant = Setting(constants, meaning, ASSUMPTIONS)
    stood = tuple(row.row.id for row in figures.case.results if row.party == made.party)
    rows = (*party_rows(figures, made.party), *stood)
    return Account(words, unit, how, ASSUMPTIONS, rows=rows, settings=(constant,))


def of_source(figures: Figures, made: Move) -> tuple[str, ...]:
    """Name the observations of a move's source, those in its seat first."""
    seen = [one for one in figures.study.strength.evidence if one.used and same_source(one, made)]
    return tuple(one.id for one in sorted(seen, key=lambda one: (one.seat != made.seat, one.id)))


def same_source(seen: Evidence, made: Move) -> bool:
    """Say whether an observation is of the source that made a move."""
    return seen.kind is made.kind and (seen.source == made.source or made.source in seen.source)


def evidence(figures: Figures, tokens: Tokens) -> Account:
    """Account for one observation."""
    seen = figures.brief.evidence[int(tokens[1])]
    kind, key = EvidenceKind(seen.kind), tokens[2]
    where = "the case" if seen.seat is None else figures.seat_name(seen.seat)
    what = {"share": "share as read", "log_sd": "log-sd of the error"}.get(key, spelt(key))
    words = f"{what} of {' + '.join(seen.parties)} in {where}, {seen.source}"
    unit = {"share": SHARE, "log_sd": "standard deviation of log share"}.get(key, "text")
    return Account(words, unit, f"read from the rows: {seen.note}", KINDS[kind], evidence=(seen.id,))


def seat_row(figures: Figures, code: SeatCode) -> tuple[str, ...]:
    """Return the id of a seat's row."""
    return tuple(row.row.id for row in figures.case.seats if row.code == code)


def party_rows(figures: Figures, code: PartyCode) -> tuple[str, ...]:
    """Return the ids of a party's row and its lineage; for OTHERS of the rows that add into it."""
    if code == OTHERS:
        return tuple(row.row.id for row in figures.case.parties if row.kind.value == "other")
    own = [row.row.id for row in figures.case.parties if row.code == code]
    return (*own, *(row.row.id for row in figures.case.lineage if row.party == code))


def if_unseen(figures: Figures, code: SeatCode, party: PartyCode) -> tuple[str, ...]:
    """Return the rows of a party of which no observation tells in a seat: what is known of it at all."""
    seen = any(made.evidence for made in figures.moves.get((code, party), ()))
    return () if seen else party_rows(figures, party)
