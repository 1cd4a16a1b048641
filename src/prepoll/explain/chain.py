"""From a figure of the brief to the rows and sentences that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from prepoll.errors import UsageError
from prepoll.explain import assessment, links, options, records, settings
from prepoll.explain.addresses import Tokens, at, locate, pointer, short_name
from prepoll.explain.figures import Figures
from prepoll.explain.types import Account, Explanation, Links, Method, Passed, Value
from prepoll.study import Study

Explain = Callable[[Figures, Tokens], Account]

ROUTES: tuple[tuple[str, Explain], ...] = (
    *((address, settings.option) for address in settings.OPTIONS),
    *((address, settings.line) for address in settings.LINES),
    ("/regions/**", settings.of_the_case),
    ("/objectives/**", settings.of_the_case),
    ("/focal/**", settings.of_the_case),
    ("/seats/*/parties/*/**", assessment.share),
    ("/seats/*/**", assessment.seat),
    ("/totals/*/**", assessment.total),
    ("/moves/*/**", assessment.move),
    ("/evidence/*/**", assessment.evidence),
    ("/claims/*/**", records.claim),
    ("/standings/*/**", records.standing),
    ("/changes/*/**", records.change),
    ("/due/*/**", records.due),
    ("/clashes/*/**", records.clash),
    ("/voices/*/**", records.voice),
    ("/spreads/*/**", records.spread),
    ("/passages/*/**", records.passage),
    ("/parties/*/**", records.party),
    ("/leaders/*/**", records.leader),
    ("/advices/*/alone/**", options.alone),
    ("/advices/*/options/*/**", options.option),
    ("/advices/*/calendar/*/**", records.day_of),
    ("/advices/*/find_out/*/**", options.fact),
    ("/advices/*/public_line/**", options.public),
    ("/advices/*/public_rests_on/**", options.public),
    ("/advices/*/public_warnings/**", options.public),
    ("/advices/*/public_differs/**", options.public),
    ("/advices/*/**", options.sentence),
)
"""Who accounts for which addresses, the first that fits; `*` is one step, `**` any number."""


def explain(
    study: Study, figure: str, parties: Sequence[str] = (), objective: str | None = None, since: date | None = None
) -> Explanation:
    """Explain a figure of the brief by its address: a JSON pointer into brief.json, or a short name.

    `parties`, `objective` and `since` are those of the brief. Raises UsageError, with near addresses,
    where there is no such figure.

    >>> from prepoll.study import Study
    >>> study = Study("cases/tutorial", draws=200)
    >>> explain(study, study.case.seats[0].code + "/electors").rows[0].file
    'seats.csv'
    """
    return explain_in(Figures(study, parties, objective, since), figure)


def explain_in(figures: Figures, figure: str) -> Explanation:
    """Explain one of several figures of a study; what they share is made once."""
    tokens = locate(figures, figure)
    return chain_of(figures, tokens, account_of(figures, tokens))


def account_of(figures: Figures, tokens: Tokens) -> Account:
    """Say what a figure is and comes from; UsageError where it is no figure but words of the method."""
    for pattern, account in ROUTES:
        if _fits(pattern[1:].split("/"), tokens):
            return account(figures, tokens)
    raise UsageError(
        f"{pointer(tokens)} is a sentence on the method or the reading, not a figure; it stands for itself."
    )


def _fits(pattern: Sequence[str], tokens: Sequence[str]) -> bool:
    if pattern[-1] == "**":
        pattern, tokens = pattern[:-1], tokens[: len(pattern) - 1]
    return len(pattern) == len(tokens) and all(p in ("*", t) for p, t in zip(pattern, tokens, strict=True))


def chain_of(figures: Figures, tokens: Tokens, account: Account) -> Explanation:
    """Put the links of a chain below a figure."""
    found = links_of(figures, account)
    return Explanation(
        figure=pointer(tokens),
        name=short_name(figures, tokens),
        value=_value(at(figures, tokens)),
        words=account.words,
        unit=account.unit,
        method=method_of(figures, account),
        draws=found.draws,
        evidence=found.evidence,
        transfers=found.transfers,
        statements=found.statements,
        rows=found.rows,
        settings=account.settings,
    )


def links_of(figures: Figures, account: Account) -> Links:
    """Look up the links of a chain, once for all figures that share them."""
    key = bare(account)
    if key not in figures.links:
        figures.links[key] = _find_links(figures, account)
    return figures.links[key]


def bare(account: Account) -> Account:
    """Leave out what figures with the same links differ in."""
    return replace(account, words="", unit="", how="", place="")


def _find_links(figures: Figures, account: Account) -> Links:
    scope = account.scope
    evidence = links.pieces(figures, scope, account.evidence)
    transfers = links.passed(figures, scope) if scope else ()
    return Links(
        draws=tuple(links.drawn(figures, scope)) if scope else (),
        evidence=evidence,
        transfers=transfers,
        statements=links.said(figures, statements_of(figures, account)),
        rows=figures.rows.find(row_ids(figures, account, [piece.rows for piece in evidence], transfers)),
    )


def statements_of(figures: Figures, account: Account) -> tuple[str, ...]:
    """List the statements that a figure rests on, then those behind the alliances supposed, by their ids."""
    behind = links.behind_structure(figures, account.scope) if account.scope else ()
    return (*account.statements, *behind)


def row_ids(
    figures: Figures, account: Account, evidence: Iterable[tuple[str, ...]], transfers: Sequence[Passed]
) -> Iterator[str]:
    """Yield the ids of the rows of a chain, from its own to the rolls; `evidence` are those of each observation."""
    yield from account.rows
    passed = (row.rows for row in transfers)
    yield from chain.from_iterable((*passed, *evidence) if account.transfers_first else (*evidence, *passed))
    yield from _rolls(figures, account)


def _rolls(figures: Figures, account: Account) -> tuple[str, ...]:
    """Name the rows of seats.csv whose electors weigh the seats of a count over several."""
    seats = account.scope.seats if account.scope else ()
    if len(seats) < 2:
        return ()
    return tuple(row for seat in seats for row in assessment.seat_row(figures, seat))


def method_of(figures: Figures, account: Account) -> Method | None:
    """Say how a figure was computed and over which draws."""
    if not account.how and not account.place:
        return None
    method = Method(account.how, account.place)
    if account.scope is None or not account.scope.seats:
        return method
    run = figures.study.run
    return replace(method, draws=run.draws, seed=run.seed, structure=str(account.scope.structure))


def _value(node: object) -> Value:
    assert node is None or isinstance(node, (str, float, int, bool))
    return node
