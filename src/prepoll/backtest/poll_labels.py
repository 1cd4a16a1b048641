"""Whom a printed figure of a past poll means, and the polls of a state as a case holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from prepoll.backtest.contests import parties_of
from prepoll.backtest.name_book import alike
from prepoll.backtest.spellings import party_code
from prepoll.backtest.types import FrontName, Record, RecordedPoll, StateName
from prepoll.case.codes import same_name
from prepoll.case.types import Membership, Party, PollShare, Row
from prepoll.names import OTHERS, WHOLE_CASE, PartyCode, PartyKind, PollKind

LEADERS: Mapping[str, tuple[PartyCode, ...]] = {
    "NDA": ("BJP",),
    "UPA": ("INC",),
    "LDF": ("CPM",),
    "Left": ("CPM",),
    "UDF": ("INC",),
    "MGB": ("RJD", "SP"),
    "Mahagathbandhan": ("RJD", "SP"),
}
"""The party whose front of the day a label means, the first that stands in the state."""

REST = frozenset({"other", "others", "other parties", "all others", "rest", "oth"})


@dataclass(frozen=True, slots=True)
class PolledCase:
    """Polls of a state with the blocs that they speak of."""

    polls: tuple[PollShare, ...]
    blocs: tuple[Party, ...]
    members: tuple[Membership, ...]
    unread: tuple[str, ...]  # labels that mean nobody known


def is_rest(label: str) -> bool:
    """Say whether a label means all parties that are not named.

    >>> is_rest("Others"), is_rest("BJP")
    (True, False)
    """
    return same_name(label) in REST


def published_before(figure: RecordedPoll, before: date) -> bool:
    """Say whether an opinion poll was out before a day; one without any date was not."""
    known = figure.share.published or figure.share.until
    return figure.share.kind is PollKind.OPINION and known is not None and known < before


@dataclass(frozen=True, slots=True)
class Meanings:
    """The parties of a state's election and their fronts."""

    parties: frozenset[PartyCode]
    front_of: Mapping[PartyCode, FrontName]

    def of(self, label: str) -> frozenset[PartyCode]:
        """Return the parties that a label means, none where it means nobody known."""
        found: set[PartyCode] = set()
        parts = label.strip().removesuffix("+").split("+")
        for part in parts:
            found |= self._front(part) if label.strip().endswith("+") else self._part(part)
        return frozenset(found)

    def _part(self, label: str) -> frozenset[PartyCode]:
        leader = next((code for code in LEADERS.get(alike(label, LEADERS), ()) if code in self.parties), None)
        if leader is not None:
            return self._front(leader)
        code = self._code(label)
        if code in self.parties:
            return frozenset({code})
        name = alike(label, sorted(set(self.front_of.values())))
        return frozenset(party for party, front in self.front_of.items() if front == name) & self.parties

    def _code(self, spelling: str) -> PartyCode:
        code = party_code(spelling)
        return code if code in self.parties else alike(code, sorted(self.parties))

    def _front(self, spelling: str) -> frozenset[PartyCode]:
        code = self._code(spelling)
        front = self.front_of.get(code)
        partners = {party for party, name in self.front_of.items() if front is not None and name == front}
        return frozenset(partners | {code}) & self.parties


def meanings(record: Record, state: StateName, year: int) -> Meanings:
    """Return what labels mean in a state's election."""
    return Meanings(frozenset(parties_of(record, state, year)), record.fronts.get((year, state), {}))


def read_polled(figures: Iterable[RecordedPoll], meaning: Meanings) -> PolledCase:
    """Put figures on parties, on blocs made for labels of several, and on OTHERS; list the labels not read."""
    polls: list[PollShare] = []
    blocs: dict[str, frozenset[PartyCode]] = {}
    unread: dict[str, None] = {}
    for figure in figures:
        whom = meaning.of(figure.label)
        if is_rest(figure.label):
            code = OTHERS
        elif not whom:
            unread[figure.label] = None
            continue
        elif len(whom) == 1:
            code = next(iter(whom))
        else:
            code = f"[{'+'.join(sorted(whom))}]"
            blocs[code] = whom
        polls.append(replace(figure.share, party=code, region=WHOLE_CASE))
    return PolledCase(
        tuple(polls),
        tuple(Party(code, code, (), PartyKind.BLOC, None, None, None, _row(code)) for code in sorted(blocs)),
        tuple(
            Membership(code, party, None, None, _row(code)) for code in sorted(blocs) for party in sorted(blocs[code])
        ),
        tuple(unread),
    )


def _row(content: str) -> Row:
    return Row("polls", 0, f"polls:{content}")
