"""Accounts of the advice: going alone, options from every side, what to find out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from prepoll.advice.types import Advice, Option
from prepoll.alliances.types import Structure
from prepoll.brief.options import quoted_claims
from prepoll.explain.addresses import Tokens
from prepoll.explain.assessment import nearest_first, seat_row
from prepoll.explain.figures import Figures
from prepoll.explain.records import from_the_line, judged
from prepoll.explain.types import Account, Scope
from prepoll.explain.wording import (
    CHANCE,
    FINDING_OUT,
    LEAVING,
    LIKENESS,
    RANKS,
    ROBUST,
    SHARE,
    TERMS,
    VOTES,
    WILLING,
    WORTH,
    part,
    spelt,
    unit_of,
)
from prepoll.names import WHOLE_CASE, PartyCode, SeatCode

UNITS = {
    "seats": "seats",
    "votes": "votes on the own symbol",
    "share": SHARE,
    "deposits": "deposits kept",
    "recognition": CHANCE,
    "one_or_more": CHANCE,
    "chance_gain": CHANCE,
    "chance_loss": CHANCE,
}
STRENGTH = re.compile(r"strength (\S+) in (\S+)")
TRANSFER = re.compile(r"transfer ([^→]+)→(.+)")
GAIN = "in each draw, what the party gets with the alliance less what it gets alone; the same draws for both"


def alone(figures: Figures, tokens: Tokens) -> Account:
    """Account for what going alone is worth."""
    advice, key = figures.advice(int(tokens[1])), tokens[3]
    unit = UNITS.get(key, unit_of(advice.objective.code))
    scope = Scope(nearest_first(figures, advice.party), (advice.party,), without(figures.study.base, advice.party))
    words = f"{spelt(key)} of {advice.party} going alone{part(tokens)}"
    return Account(words, unit, "counted in each draw, all others as the ledger has them", WORTH, scope)


def without(structure: Structure, party: PartyCode) -> Structure:
    """Return a structure in which a party is alone."""
    blocs = {region: tuple(bloc - {party} for bloc in row) for region, row in structure.blocs}
    kept = tuple(row for row in structure.courtesies if party not in (row.giver, row.taker))
    return Structure.of(blocs, kept)


def option(figures: Figures, tokens: Tokens) -> Account:
    """Account for a figure of an option: by the account of its part, else by the alliance as a whole."""
    advice = figures.advice(int(tokens[1]))
    chosen = advice.options[int(tokens[3])]
    account = PARTS_OF_OPTION.get(tokens[4], whole)
    return account(figures, advice, chosen, tokens[4:])


def whole(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for the worth of an option to the advised party."""
    key = rest[0]
    unit = UNITS.get(key, unit_of(advice.objective.code))
    gains = key in ("gain", "chance_gain", "chance_loss")
    how = GAIN if gains else "counted in each draw over all seats with the alliance in force"
    scope = scope_of(figures, advice, chosen, everywhere=not gains)
    words = f"{spelt(key)} of {advice.party} in {named(chosen)}{part(rest)}"
    return Account(words, unit, how, WORTH, scope)


def named(chosen: Option) -> str:
    """Name an option with its regions, where these are not all of the case's."""
    everywhere = len(chosen.regions) in (0, len(chosen.ranked.structure.blocs))
    return chosen.name if everywhere else f"{chosen.name} ({', '.join(chosen.regions)})"


def scope_of(figures: Figures, advice: Advice, chosen: Option, *, everywhere: bool = False) -> Scope:
    """Say what an option's worth depends on: the seats that it changes most first."""
    effects = sorted(
        chosen.seats,
        key=lambda row: (-abs(row.win_with - row.win_alone), -abs(row.share_with.mean - row.share_alone.mean)),
    )
    seats = tuple(row.seat for row in effects) or nearest_first(figures, advice.party)
    rest = nearest_first(figures, advice.party) if everywhere else ()
    parties = (advice.party, *chosen.partners)
    return Scope(tuple(dict.fromkeys((*seats, *rest))), parties, chosen.ranked.structure)


def objective(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for the gain on one objective."""
    code = sorted(chosen.objectives)[int(rest[1])]
    words = f"gain of {advice.party} on “{code}” in {named(chosen)}{part(rest)}"
    return Account(words, unit_of(code), GAIN, WORTH, scope_of(figures, advice, chosen))


def effect(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for what an option changes in one seat."""
    row = chosen.seats[int(rest[1])]
    stander = (row.stands,) if row.stands else ()
    unit = SHARE if rest[2].startswith("share") else CHANCE
    words = f"{spelt(rest[2])} of {row.stands or 'the alliance'} in {figures.seat_name(row.seat)}, {named(chosen)}"
    if rest[2].startswith("leader"):
        words = f"{spelt(rest[2])} in {figures.seat_name(row.seat)}, {named(chosen)}"
    scope = Scope((row.seat,), (*stander, advice.party, *chosen.partners), chosen.ranked.structure)
    how = "votes are counted in each draw by the formulas, once with the alliance and once without"
    return Account(words + part(rest), unit, how, VOTES, scope)


def partner(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for what an option is worth to a partner."""
    row = chosen.partner_gains[int(rest[1])]
    unit = CHANCE if rest[2] == "chance_gain" else unit_of(row.objective)
    scope = scope_of(figures, advice, chosen)
    order = tuple(dict.fromkeys((row.party, *scope.parties)))
    words = f"{spelt(rest[2])} of {row.party} in {named(chosen)}{part(rest)}"
    return Account(words, unit, GAIN, WILLING, Scope(scope.seats, order, scope.structure))


def hurdle(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for something in the way: the statement whose words it quotes, or the judgement that set it."""
    row = chosen.obstacles[int(rest[1])]
    ids = quoted_claims(row, figures.brief.claims)
    unit = {"dated": "day", "start": "code points", "end": "code points"}.get(rest[2], "text")
    return Account(f"{spelt(rest[2])} of: {row.words}", unit, "read from the article", RANKS, statements=ids)


def bars(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for an option's standing against the ledger: the statements of the pairs in it."""
    members = (advice.party, *chosen.partners)
    pairs = [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
    entries = [figures.ledger.entry(a, b) for a, b in pairs]
    ids = tuple(dict.fromkeys(name for entry in entries if entry is not None for name in entry.statements))
    rows = tuple(name for pair in pairs for name in judged(figures, pair))
    settings = from_the_line(figures, pairs)
    how = "the worst status of any pair in it"
    return Account(
        f"{spelt(rest[0])} of {named(chosen)}", "text", how, RANKS, statements=ids, rows=rows, settings=settings
    )


def nearness(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for like-mindedness: rows of positions.csv."""
    row = chosen.like_mindedness[int(rest[1])]
    asked = [row.answers[int(rest[3])].question] if rest[2] == "answers" else [a.question for a in row.answers]
    ids = tuple(
        p.row.id for q in asked for p in figures.case.positions if p.question == q and p.party in (row.a, row.b)
    )
    units = {"distance": "steps, 0 to 4", "score": "1 the same answers, 0 the opposite ones", "weight": "weight"}
    about = f" on {asked[0]}" if rest[2] == "answers" else ""
    words = f"{spelt(rest[-1] if rest[2] == 'answers' else rest[2])} of {row.a} and {row.b}{about}"
    how = "the weighted mean distance over the questions both answer" if not about else "read from positions.csv"
    return Account(
        words, units.get(rest[-1], "position, −2 to 2"), how, LIKENESS, rows=ids or party_pair(figures, row.a, row.b)
    )


def party_pair(figures: Figures, a: PartyCode, b: PartyCode) -> tuple[str, ...]:
    """Return the rows of two parties that answer no common question."""
    return tuple(row.row.id for row in figures.case.parties if row.code in (a, b))


def slack(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for the days between a deadline and nominations: a sentence and a row of seats.csv."""
    row = chosen.slack[int(rest[1])]
    unit = "days" if rest[2] == "days" else "day"
    how = "the seat's last day of nominations less the party's own deadline"
    return Account(row.words, unit, how, RANKS, statements=(row.statement,), rows=seat_row(figures, row.seat))


def robustness(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for an option's worth over the range of transfer."""
    words = f"{spelt(rest[1])} of {advice.party} in {named(chosen)} over the range of transfer"
    unit = "share of a partner’s voters who follow" if rest[1] == "breakeven" else unit_of(advice.objective.code)
    how = "counted again with every transfer at its 5 %, its expected and its 95 % quantile"
    return Account(words, unit, how, ROBUST, scope_of(figures, advice, chosen), transfers_first=True)


def term(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for one way to share the seats."""
    row, key = chosen.sharing[int(rest[1])], rest[2]
    scope = scope_of(figures, advice, chosen)
    words = f"{spelt(key)} of {named(chosen)} by the norm “{spelt(row.norm.value)}”"
    unit, how = "seats", "who stands follows from the norm; seats are then counted in each draw"
    if key in ("seat_wins", "allocation"):
        table: Mapping[SeatCode, object] = row.seat_wins if key == "seat_wins" else row.allocation
        code = sorted(table)[int(rest[3])]
        scope = Scope(
            (code,), tuple(dict.fromkeys((*filter(None, (row.allocation.get(code),)), *scope.parties))), scope.structure
        )
        words, unit = f"{words}, {figures.seat_name(code)}", CHANCE if key == "seat_wins" else "text"
    if key == "each":
        words = f"{words}, {sorted(row.each)[int(rest[3])]}"
    return Account(words + part(rest), unit, how, TERMS, scope)


def deal(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for one way to share the seats that an option was judged on."""
    row, key = chosen.deals[int(rest[1])], rest[2]
    scope = scope_of(figures, advice, chosen)
    words = f"{spelt(key)} of {named(chosen)}, {row.name}"
    how = "who stands follows from the way to share; the gains are counted in each draw with them standing"
    if key in ("seats", "gains"):
        words = f"{words}, {(row.seats if key == 'seats' else row.gains)[int(rest[3])][0]}"
    unit = "seats contested" if key == "seats" else unit_of(advice.objective.code) if key == "gains" else "text"
    return Account(words + part(rest), unit, how, TERMS, scope)


def price(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for what one seat more or less to contest costs."""
    assert chosen.margins is not None  # prices are written where there are margins
    row = chosen.margins.prices[int(rest[1])]
    words = {
        "contests": f"seats that {row.party} contests at the optimum of {named(chosen)}",
        "one_more": f"what {named(chosen)} loses if {row.party} contests one seat more than at the optimum",
        "one_less": f"what {named(chosen)} loses if {row.party} contests one seat less than at the optimum",
        "to_party": f"what {row.party} wins more if it contests one seat more than at the optimum of {named(chosen)}",
    }.get(rest[2], f"{spelt(rest[2])} of a price in {named(chosen)}")
    scope = scope_of(figures, advice, chosen)
    order = tuple(dict.fromkeys((row.party, *scope.parties)))
    unit = {"contests": "seats contested", "party": "text"}.get(rest[2], "expected seats")
    how = (
        "the seats are shared anew with one seat more or less for the party; chances to win are counted over the draws"
    )
    return Account(words, unit, how, TERMS, Scope(scope.seats, order, scope.structure))


def division(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for one way to divide what is won."""
    what = {"each": "seats that each member wins", "contests": "seats that each member contests"}
    words = f"{what.get(rest[2], 'seats that all win together')}, by way {int(rest[1]) + 1} to divide {named(chosen)}"
    how = "no other sharing gives a member more without giving another less; seats are counted over the draws"
    unit = "seats contested" if rest[2] == "contests" else "expected seats"
    return Account(words, unit, how, TERMS, scope_of(figures, advice, chosen))


def leaver(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for a step out of the alliance."""
    row = chosen.stability.deviations[int(rest[1])]
    region_of = figures.case.region_of
    seats = tuple(code for code in nearest_first(figures, row.party) if region_of[code] == row.region)
    to = f"to join {' + '.join(row.to)}" if row.to else "to stand alone"
    where = "" if row.region == WHOLE_CASE else f" in {row.region}"
    words = f"{spelt(rest[2])} of {row.party} leaving {named(chosen)}{where} {to}{part(rest)}"
    unit = CHANCE if rest[2].startswith("chance") else unit_of(advice.objective.code)
    how = "in each draw, what it gets after the step less what it gets before, all others staying"
    scope = Scope(seats or nearest_first(figures, row.party), (row.party, *row.to, *chosen.partners), row.structure)
    return Account(words, unit, how, LEAVING, scope)


def member(figures: Figures, advice: Advice, chosen: Option, rest: Tokens) -> Account:
    """Account for what a member adds."""
    row = chosen.stability.marginal[int(rest[1])]
    scope = scope_of(figures, advice, chosen)
    words = f"{spelt(rest[2])} that {row.party} adds to {named(chosen)}{part(rest)}"
    unit = "seats" if rest[2] == "alliance_seats" else unit_of(advice.objective.code)
    how = "in each draw, the worth with the member less the worth without it"
    return Account(
        words,
        unit,
        how,
        LEAVING,
        Scope(scope.seats, tuple(dict.fromkeys((row.party, *scope.parties))), scope.structure),
    )


PartOfOption = Callable[[Figures, Advice, Option, Tokens], Account]
PARTS_OF_OPTION: Mapping[str, PartOfOption] = {
    "objectives": objective,
    "effects": effect,
    "partner_gains": partner,
    "hurdles": hurdle,
    "status": bars,
    "barred_by": bars,
    "nearness": nearness,
    "slack": slack,
    "transfer": robustness,
    "terms": term,
    "deals": deal,
    "prices": price,
    "divisions": division,
    "leavers": leaver,
    "members": member,
}
"""The accounts of an option's parts; every other key is its worth as a whole."""


def fact(figures: Figures, tokens: Tokens) -> Account:
    """Account for a fact worth finding out: the strength or the transfer that it is about."""
    advice = figures.advice(int(tokens[1]))
    row = advice.find_out[int(tokens[3])]
    base = figures.study.base if advice.best() is None else advice.best().ranked.structure  # type: ignore[union-attr]
    scope = Scope(nearest_first(figures, advice.party), (advice.party,), base)
    if found := STRENGTH.fullmatch(row.about):
        scope = Scope((found[2],), (found[1],), base)
    elif found := TRANSFER.fullmatch(row.about):
        scope = Scope(
            scope.seats,
            (found[1], found[2]),
            Structure.of({r.code: (frozenset((found[1], found[2])),) for r in figures.case.regions}),
        )
    unit = CHANCE if tokens[4] == "changes" else unit_of(advice.objective.code)
    how = "what choosing anew in each tenth of its range would add to the expected gain"
    return Account(row.words, unit, how, FINDING_OUT, scope, transfers_first="→" in row.about)


def sentence(figures: Figures, tokens: Tokens) -> Account:
    """Account for the figures in a sentence of the advice: those of its best option."""
    advice = figures.advice(int(tokens[1]))
    words = f"{spelt(tokens[2])} of the advice to {advice.party}"
    if not advice.options:
        scope = Scope(nearest_first(figures, advice.party), (advice.party,), figures.study.base)
    else:
        scope = scope_of(figures, advice, advice.options[0], everywhere=True)
    return Account(words, "text", "its figures are those of the options; explain them there", RANKS, scope)


def public(figures: Figures, tokens: Tokens) -> Account:
    """Account for what can be said on record: the statements it rests on."""
    line = figures.advice(int(tokens[1])).public_line
    ids = line.differs if tokens[2] in ("public_warnings", "public_differs") else line.rests_on
    party = figures.focal[int(tokens[1])]
    rows = tuple(row.row.id for row in figures.case.parties if row.code == party)
    return Account(
        f"{spelt(tokens[2])} of {party}", "text", "keeps the hedges of the record", RANKS, statements=ids, rows=rows
    )
