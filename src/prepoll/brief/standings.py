"""Who is where, as rows: claims with their passages, standings, what falls due, what changed."""

from __future__ import annotations

from prepoll.brief.types import ChangeRow, Claim, Clash, DueRow, Standing
from prepoll.case.types import Article, Case
from prepoll.ledger import changes
from prepoll.ledger.types import Change, Entry, Judged, Ledger


def claims(case: Case, ledger: Ledger) -> tuple[Claim, ...]:
    """List the statements that count, the newest first, then in the order of the text."""
    articles = {article.id: article for article in case.articles}
    rows = [claim(judged, articles.get(judged.statement.source.article)) for judged in ledger.statements]
    rows.sort(key=lambda row: (row.article, row.start, row.end, row.id))
    return tuple(sorted(rows, key=lambda row: row.dated.toordinal() if row.dated else 0, reverse=True))


def claim(judged: Judged, article: Article | None) -> Claim:
    """Write a statement as a claim; an override made by hand has no article."""
    said = judged.statement
    return Claim(
        id=said.id,
        as_read=judged.original_id,
        actor=said.actor,
        target=said.target,
        stance=said.stance.value,
        speaker=said.speaker,
        role=said.role,
        attribution=said.attribution.value,
        hedge=said.hedge,
        condition=said.condition,
        deadline=said.deadline,
        deadline_date=said.deadline_date,
        seats=said.seats,
        reason=said.reason,
        stage=said.stage.value if said.stage else None,
        decided_by=said.decided_by,
        decided_on=said.decided_on,
        authorised=said.authorised,
        quote=said.quote,
        article=said.source.article,
        start=said.source.start,
        end=said.source.end,
        dated=said.dated,
        source=article.source if article else None,
        address=article.address if article else None,
        title=article.title if article else None,
        judgement=judged.judgement,
        note=judged.note,
    )


def standing(entry: Entry) -> Standing:
    """Write a row of the ledger as plain values."""
    return Standing(
        a=entry.a,
        b=entry.b,
        relation=entry.relation.value,
        a_stands=entry.a_stands.value,
        b_stands=entry.b_stands.value if entry.b_stands else None,
        status=entry.status.value,
        hedged=entry.hedged,
        contested=entry.contested,
        inferred=entry.inferred,
        stage=entry.stage,
        since=entry.since,
        falls_due=entry.falls_due,
        only_seats=entry.only_seats,
        statements=entry.statements,
        why=entry.why,
    )


def due(ledger: Ledger) -> tuple[DueRow, ...]:
    """List what was promised by a day, the earliest first."""
    rows = (DueRow(row.on, row.party, row.towards, row.words, row.statement) for row in ledger.due)
    return tuple(sorted(rows, key=lambda row: (row.on, row.party, row.statement)))


def clashes(ledger: Ledger) -> tuple[Clash, ...]:
    """List statements of one party that do not go together."""
    return tuple(Clash(row.party, row.about, row.statements, row.words) for row in ledger.contradictions)


def changed(before: Ledger | None, after: Ledger) -> tuple[ChangeRow, ...]:
    """List the standings that are not what they were; none where there is no earlier ledger."""
    return () if before is None else tuple(change_row(change) for change in changes(before, after))


def change_row(change: Change) -> ChangeRow:
    """Write a change as plain values."""
    was, now = change.before, change.after
    return ChangeRow(
        a=now.a,
        b=now.b,
        was=was.relation.value if was else "unknown",
        now=now.relation.value,
        inferred=now.inferred,
        status_was=was.status.value if was else None,
        status_now=now.status.value,
        why=now.why,
        statements=now.statements,
    )
