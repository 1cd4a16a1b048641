"""The rules of the case's country in words, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from prepoll.case.country import Country, DepositLaw, PublicationLaw, RecognitionLaw


def rules_in_words(country: Country) -> tuple[str, ...]:
    """Say which rules the figures and the hours of this brief follow.

    >>> from prepoll.case.country import country_rules
    >>> rules_in_words(country_rules("New Zealand"))[0]
    'A seat is an electorate of the House of Representatives, a unit a polling place.'
    """
    return tuple(_rules(country))


def _rules(country: Country) -> Iterator[str]:
    if country.known and country.words:
        yield _named(country.words)
    if country.deposit:
        yield _kept(country.words.get("deposit", "deposit"), country.deposit)
    if country.recognition:
        yield _recognised(country.recognition)
    if country.publication:
        yield _published(country.publication)


def _named(words: Mapping[str, str]) -> str:
    house, seat = words["legislature"], words["seat"]
    where = "" if house.casefold() in seat.casefold() else f" of the {house}"
    return f"A seat is {_a(seat)}{where}, a unit {_a(words['unit'])}."


def _a(noun: str) -> str:
    """Put the article before a noun.

    >>> _a("electorate"), _a("unit"), _a("ward")
    ('an electorate', 'a unit', 'a ward')
    """
    return f"{'an' if noun[0] in 'aeioAEIO' else 'a'} {noun}"


def _kept(deposit: str, law: DepositLaw) -> str:
    share = Fraction(law.share).limit_denominator(100)
    winner = "by the winner and " if law.winner_keeps else ""
    return f"The {deposit} is kept {winner}{'above' if law.strict else 'from'} {share} of {law.of} ({law.source})."


def _recognised(law: RecognitionLaw) -> str:
    return (
        f"A party is {_a(law.named)} with {law.share:.0%} of the votes, with {law.share_with_seat:.0%} and "
        f"a seat, or with a seat for every {law.seats_each} or part of them ({law.source})."
    )


def _published(law: PublicationLaw) -> str:
    rows = ((law.silence, law.silence_source), (law.exit, law.exit_source))
    said = [f"{rule} ({source})" for rule, source in rows if rule]
    return f"For what is shown to the public: {'; '.join(said)}." if said else "Opinion polls may be shown at any hour."
