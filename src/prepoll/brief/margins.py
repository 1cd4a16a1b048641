"""What could be moved in the seats of an alliance, and what that costs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from prepoll.brief.proposals import DivisionRow, OptionRow, PriceRow, TermRow
from prepoll.brief.wording import decimal, signed

MOST_DIVISIONS = 5
"""Ways to divide what is won that are written; the first and the last always."""


def margin_words(option: OptionRow) -> tuple[str, ...]:
    """Write the price of a seat for each member, and what can be divided between them."""
    return (*map(_price, option.prices), *_divisions(option.divisions))


def low_words(term: TermRow) -> str:
    """Write what a way to share wins, and loses against the best one, if few voters follow; empty if not asked."""
    if term.low_end is None or term.regret is None:
        return ""
    won = f"If as few voters follow as the range of transfer allows, it wins {decimal(term.low_end)}"
    return f"{won}, {decimal(term.regret)} less than could be won then."


def _price(row: PriceRow) -> str:
    words = f"One seat more to contest for {row.party}, which the optimum gives {row.contests}, "
    if row.one_more is None:
        words += "cannot be had"
    else:
        words += f"costs the alliance {decimal(row.one_more)} expected seats"
        if row.to_party is not None:
            words += f" and changes what {row.party} wins by {signed(row.to_party, 'seats', None)}"
    return f"{words}; one less costs {decimal(row.one_less)}." if row.one_less is not None else f"{words}."


def _divisions(rows: tuple[DivisionRow, ...]) -> Iterator[str]:
    if len(rows) > 1:
        shown = {round(i * (len(rows) - 1) / (MOST_DIVISIONS - 1)) for i in range(MOST_DIVISIONS)}
        each = [_division(row) for i, row in enumerate(rows) if i in shown]
        yield f"Nobody can win more without another member winning less at {'; or '.join(each)}."


def _division(row: DivisionRow) -> str:
    contests = dict(row.contests)
    parts = [f"{party} {decimal(won)} of {contests[party]}" for party, won in row.each]
    return f"{', '.join(parts)} ({decimal(row.total)} together)"
