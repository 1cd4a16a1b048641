"""What was said since a line was settled that does not go together with it, from the news of the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prepoll.news.types import Statement
from prepoll_web.evidence.desk import Desk, desk_of
from prepoll_web.meetings.models import PublicLine
from prepoll_web.meetings.public_line import Clash, Says, clashes


@dataclass(frozen=True, slots=True)
class Flag:
    """A contradiction, and the article that it was found in."""

    clash: Clash
    article: UUID


def flagged(lines: Iterable[PublicLine]) -> Mapping[UUID, tuple[Flag, ...]]:
    """Return for each line what contradicts it, by the line's id; each case is read once."""
    of_case: dict[UUID, list[PublicLine]] = defaultdict(list)
    for line in lines:
        of_case[line.meeting.case_id].append(line)
    found: dict[UUID, tuple[Flag, ...]] = {}
    for rows in of_case.values():
        desk = desk_of(rows[0].meeting.case).public()
        article = {row.name: row.id for row in desk.articles}
        judged = [each.statement for each in desk.ledger().statements]
        for line in rows:
            stands = {party: Says(says) for party, says in line.stands.items()}
            against = clashes(stands, line.party, later(line, desk, judged))
            found[line.id] = tuple(Flag(each, article[each.statement.source.article]) for each in against)
    return found


def later(line: PublicLine, desk: Desk, statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements made after a line: of a later day, or of its day in an article that came after it."""
    came_after = {row.name for row in desk.articles if row.added_at > line.at}
    for statement in sorted(statements, key=lambda each: (each.dated or date.min, each.source.article, each.id)):
        day = statement.dated or date.min
        if day > line.said_on or (day == line.said_on and statement.source.article in came_after):
            yield statement
