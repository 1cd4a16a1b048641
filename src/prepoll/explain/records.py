"""Accounts of what is on record: claims, standings, deadlines, field reports, parties, articles."""

from __future__ import annotations

from collections.abc import Iterable

from prepoll.explain.addresses import Tokens
from prepoll.explain.assessment import seat_row
from prepoll.explain.figures import Figures
from prepoll.explain.types import Account, Setting
from prepoll.explain.wording import DATES, LEDGER, REPORTS, ROOMS, spelt
from prepoll.names import PartyCode

FROM_THE_LINE = Setting("--bar, --bind", "a pair barred or bound for this run", "option of the run")


def claim(figures: Figures, tokens: Tokens) -> Account:
    """Account for a part of a claim: it is in the sentence, or follows from the article's date."""
    row, key = figures.brief.claims[int(tokens[1])], tokens[2]
    words = f"{spelt(key)} of what {row.actor} said ({row.stance})"
    unit = {"start": "code points from the start of the text", "end": "code points from the start of the text"}
    how = "read from the article" if row.judgement is None else "read from the article and judged by a person"
    rows = () if row.judgement is None else (row.judgement,)
    return Account(words, unit.get(key, unit_of_key(key)), how, ROOMS, statements=(row.id,), rows=rows)


def standing(figures: Figures, tokens: Tokens) -> Account:
    """Account for where two parties stand."""
    row = figures.brief.standings[int(tokens[1])]
    words = f"{spelt(tokens[2])} of {row.a} and {row.b or 'like-minded parties'}: {row.why}"
    return relation(figures, words, tokens[2], (row.a, row.b), row.statements)


def change(figures: Figures, tokens: Tokens) -> Account:
    """Account for a standing that has changed."""
    row = figures.brief.changes[int(tokens[1])]
    words = f"{spelt(tokens[2])}: {row.a} and {row.b or 'like-minded parties'}, {row.was} before, {row.now} now"
    return relation(figures, words, tokens[2], (row.a, row.b), row.statements)


def relation(
    figures: Figures, words: str, key: str, pair: tuple[PartyCode, PartyCode | None], ids: tuple[str, ...]
) -> Account:
    """Account for a relation by its statements, and by the judgements on the pair."""
    rows = judged(figures, pair)
    settings = from_the_line(figures, [pair])
    how = "a judgement first, then the later event, named before sources before reporter"
    return Account(words, unit_of_key(key), how, LEDGER, statements=ids, rows=rows, settings=settings)


def judged(figures: Figures, pair: Iterable[PartyCode | None]) -> tuple[str, ...]:
    """List the judgements that name a pair, the newest first."""
    wanted = {party for party in pair if party}
    rows = [row for row in figures.case.judgements if set(row.statement.replace(">", "+").split("+")) == wanted]
    return tuple(row.row.id for row in sorted(rows, key=lambda row: row.at, reverse=True))


def from_the_line(figures: Figures, pairs: Iterable[Iterable[PartyCode | None]]) -> tuple[Setting, ...]:
    """Name the option of the run where it bars or binds one of some pairs."""
    given = figures.study.overrides
    set_by_hand = [{figures.study.party_code(party) for party in pair} for pair in (*given.bars, *given.bonds)]
    return (FROM_THE_LINE,) if any(set(pair) in set_by_hand for pair in pairs) else ()


def due(figures: Figures, tokens: Tokens) -> Account:
    """Account for a deadline that somebody set on record."""
    row = figures.brief.due[int(tokens[1])]
    words = f"{spelt(tokens[2])}: what {row.party} said will be settled, “{row.words}”"
    how = "counted from the date of the article"
    return Account(words, unit_of_key(tokens[2]), how, DATES, statements=(row.statement,))


def clash(figures: Figures, tokens: Tokens) -> Account:
    """Account for statements of one party that do not go together."""
    row = figures.brief.clashes[int(tokens[1])]
    return Account(f"what {row.party} has said about {row.about}", "text", "", LEDGER, statements=row.statements)


def voice(figures: Figures, tokens: Tokens) -> Account:
    """Account for a figure of a field report."""
    row, key = figures.brief.voices[int(tokens[1])], tokens[2]
    words = f"{spelt(key)} of what {row.reporter} reports of {row.party}"
    unit = spelt(row.measure) if key in ("estimate", "low", "high") else unit_of_key(key)
    return Account(words, unit, row.reading, REPORTS, rows=(row.row,))


def spread(figures: Figures, tokens: Tokens) -> Account:
    """Account for how far reporters are apart."""
    row = figures.brief.spreads[int(tokens[1])]
    words = f"{spelt(tokens[2])} figure on {row.party} among {', '.join(row.reporters)}"
    return Account(words, spelt(row.measure), "compared as they stand in the rows", REPORTS, rows=row.rows)


def passage(figures: Figures, tokens: Tokens) -> Account:
    """Account for what is said of an article: its front matter."""
    row = figures.brief.passages[int(tokens[1])]
    return Account(
        f"{spelt(tokens[2])} of {row.article}", unit_of_key(tokens[2]), "read from the front matter of the article",
        ROOMS, rows=(f"news:{row.article}",),
    )  # fmt: skip


def party(figures: Figures, tokens: Tokens) -> Account:
    """Account for what is said of a party: its row."""
    row = figures.brief.parties[int(tokens[1])]
    rows = tuple(each.row.id for each in figures.case.parties if each.code == row.code)
    return Account(f"{spelt(tokens[2])} of {row.name}", "text", "read from parties.csv", ROOMS, rows=rows)


def leader(figures: Figures, tokens: Tokens) -> Account:
    """Account for who leads a party: a row of people.csv."""
    row = figures.brief.leaders[int(tokens[1])]
    rows = tuple(each.row.id for each in figures.case.people if (each.party, each.name) == (row.party, row.name))
    return Account(f"{spelt(tokens[2])} of who leads {row.party}", "text", "read from people.csv", ROOMS, rows=rows)


def day_of(figures: Figures, tokens: Tokens) -> Account:
    """Account for a day of the calendar: a row of seats.csv, or a sentence."""
    row = figures.advice(int(tokens[1])).calendar[int(tokens[3])]
    words, unit = row.words, "days from the day of the case" if tokens[4] == "days_left" else "day"
    if row.statement is not None:
        return Account(words, unit, "counted from the date of the article", DATES, statements=(row.statement,))
    rows = () if row.seat is None else seat_row(figures, row.seat)
    return Account(words, unit, "read from seats.csv as it was known on the day", DATES, rows=rows)


def unit_of_key(key: str) -> str:
    """Say whether a key holds a day or a text."""
    days = ("dated", "deadline_date", "decided_on", "since", "falls_due", "on", "date")
    return "day" if key in days else "text"
