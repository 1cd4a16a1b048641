"""Three sentences that a party can say on record: its own words, with the hedges they had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from prepoll.advice.types import PublicLine
from prepoll.advice.wording import Mentions, joined
from prepoll.case.types import Case
from prepoll.ledger.types import Contradiction, Ledger
from prepoll.names import Attribution, PartyCode, Stance
from prepoll.news.types import Statement

Said = tuple[str, tuple[str, ...]]  # a sentence and the ids of the statements it rests on
TOWARDS = (Stance.SEEKS, Stance.TALKS, Stance.OFFERS, Stance.DEMANDS)
REFUSALS = (Stance.RULES_OUT, Stance.BREAKS)
IN_WORDS = {
    Stance.SEEKS: "seeks an alliance with {target}",
    Stance.TALKS: "is in talks with {target}",
    Stance.OFFERS: "has made an offer to {target}",
    Stance.DEMANDS: "has put its demands to {target}",
}
CONJUNCTIONS = ("if ", "once ", "when ", "provided ", "unless ", "should ")


def public_line(case: Case, ledger: Ledger, party: PartyCode) -> PublicLine:
    """Build three sentences from the party's own named statements, hedge, deadline and condition kept.

    Where its spokespersons contradict each other, a warning quotes both; of two deadlines the line
    keeps the later, which the earlier does not break.
    """
    own = _on_record(ledger, party)
    mentions = Mentions(case)
    sentences = list(_sentences(case, ledger, party, own, mentions))[:3]
    clashes = [row for row in ledger.contradictions if row.party == party]
    return PublicLine(
        sentences=tuple(words for words, _ in sentences),
        rests_on=tuple(dict.fromkeys(i for _, ids in sentences for i in ids)),
        warnings=tuple(_warning(row) for row in clashes),
        differs=tuple(dict.fromkeys(i for row in clashes for i in row.statements)),
    )


def _on_record(ledger: Ledger, party: PartyCode) -> list[Statement]:
    """List the party's own named statements, the newest first; those of one day in the order read."""
    named = [
        judged.statement
        for judged in ledger.statements
        if judged.statement.actor == party and judged.statement.attribution is Attribution.NAMED
    ]
    return sorted(named, key=lambda statement: statement.dated or date.min, reverse=True)


def _sentences(
    case: Case, ledger: Ledger, party: PartyCode, own: Sequence[Statement], mentions: Mentions
) -> Iterator[Said]:
    """Yield what can be said, the weightiest first; the last ones hold without any statement."""
    if any(party in bond for bond in ledger.bonds):
        yield _agreed(ledger, party, mentions)
    yield from _approach(party, own, mentions, silent=not any(party in bond for bond in ledger.bonds))
    yield from _openness(party, own, mentions)
    yield from _refusals(ledger, party, own, mentions)
    yield from _decision(own)
    if not any(party in bond for bond in ledger.bonds):
        yield "Nothing has been agreed with any party.", ()
    yield from _first_closing(case)
    yield "On any other party nothing has been decided that can be said on record.", ()


def _approach(party: PartyCode, own: Sequence[Statement], mentions: Mentions, *, silent: bool) -> Iterator[Said]:
    """Say what the party does: goes alone, seeks partners or talks; of one day seeking counts before going alone.

    `silent` says whether having said nothing is worth a sentence.
    """
    alone = next((s for s in own if s.stance is Stance.ALONE), None)
    standing = [s for s in own if s.stance in (*TOWARDS, Stance.OPEN) and not _overtaken(s, own)]
    towards = [s for s in standing if s.stance in TOWARDS]
    if towards:
        yield _seeking(party, [s for s in towards if s.dated == towards[0].dated], mentions)
    elif alone is not None and not standing:
        yield f"{mentions.party(party)} fights this election alone{_kept(alone)}.", (alone.id,)
    elif silent and not standing:
        yield f"{mentions.party(party)} has not said on record with whom it fights this election.", ()


def _seeking(party: PartyCode, said: Sequence[Statement], mentions: Mentions) -> Said:
    """Say whom the party seeks or talks to; like-minded parties before named ones, seeking before talks."""
    lead = min(said, key=lambda s: (s.target is not None, TOWARDS.index(s.stance)))
    late = max((s for s in said if s.deadline), key=lambda s: s.deadline_date or date.min, default=None)
    words = IN_WORDS[lead.stance].format(target=_target(lead, mentions))
    stage = f", at the {lead.stage.value} stage" if lead.stage is not None else ""
    due, ids = ("", (lead.id,)) if late is None else (f"; it has said “{late.deadline}”", (lead.id, late.id))
    said_so = _kept(lead, without=[s.deadline for s in said if s.deadline])
    return f"{mentions.subject(party)} {words}{stage}{said_so}{due}.", ids


def _openness(party: PartyCode, own: Sequence[Statement], mentions: Mentions) -> Iterator[Said]:
    """Say to whom the party is open, on what condition."""
    for statement in own:
        if statement.stance is Stance.OPEN and not _overtaken(statement, own):
            subject, target = mentions.subject(party), _target(statement, mentions)
            yield f"{subject} is open to an alliance with {target}{_kept(statement)}.", (statement.id,)
            return


def _overtaken(statement: Statement, own: Sequence[Statement]) -> bool:
    """Say whether the party has since said that it goes alone."""
    return any(s.stance is Stance.ALONE and (s.dated or date.min) > (statement.dated or date.min) for s in own)


def _refusals(ledger: Ledger, party: PartyCode, own: Sequence[Statement], mentions: Mentions) -> Iterator[Said]:
    """Say whom the party refuses now, each with its hedge and reason."""
    barring = {i for bar in ledger.bars for i in bar.statements}
    in_force: dict[PartyCode | None, Statement] = {}
    for statement in own:
        if statement.stance in REFUSALS and statement.id in barring:
            in_force.setdefault(statement.target, statement)
    if in_force:
        subject = mentions.subject(party)
        parts = [f"with {_target(s, mentions)}{_kept(s)}{_reason(s)}" for s in in_force.values()]
        yield f"{subject} rules out an alliance {joined(parts)}.", tuple(s.id for s in in_force.values())


def _decision(own: Sequence[Statement]) -> Iterator[Said]:
    """Say who decides or has decided."""
    for statement in own:
        if statement.authorised:
            yield f"Talks are in the hands of {statement.authorised}.", (statement.id,)
            return
        if statement.decided_by:
            yield f"The decision lies with {statement.decided_by}.", (statement.id,)
            return


def _agreed(ledger: Ledger, party: PartyCode, mentions: Mentions) -> Said:
    """Say with whom an alliance is agreed."""
    partners = [b if a == party else a for a, b in ledger.bonds if party in (a, b)]
    rests = [entry.statements for partner in partners if (entry := ledger.entry(party, partner)) is not None]
    words = f"{mentions.party(party)} has agreed an alliance with {mentions.parties(partners)}."
    return words, tuple(statement for row in rests for statement in row[:1])


def _first_closing(case: Case) -> Iterator[Said]:
    """Name the seat whose nominations close next."""
    open_still = [s for s in case.seats if s.nominations_close is not None and s.nominations_close >= case.as_of]
    if open_still:
        seat = min(open_still, key=lambda s: s.nominations_close or date.max)
        on = seat.nominations_close or date.max
        yield f"Nominations close first in {seat.name}, on {on.day} {on:%B}.", ()


def _target(statement: Statement, mentions: Mentions) -> str:
    return "like-minded parties" if statement.target is None else mentions.party(statement.target)


def _kept(statement: Statement, without: Sequence[str] = ()) -> str:
    """Keep the hedge and the condition of a statement, in its own words; not a hedge said as a deadline anyway."""
    hedge = f", “{statement.hedge}”" if statement.hedge and statement.hedge not in without else ""
    if not statement.condition:
        return hedge
    condition = statement.condition.strip()
    spoken = condition[:1].lower() + condition[1:]
    linked = spoken if spoken.startswith(CONJUNCTIONS) else f"on the condition “{condition}”"
    return f"{hedge}, {linked}"


def _reason(statement: Statement) -> str:
    return f" (reason given: {statement.reason})" if statement.reason else ""


def _warning(row: Contradiction) -> str:
    words = joined([f"“{word}”" for word in row.words], "against")
    return f"The party has said different things about {row.about}: {words}. Settle on one before anybody speaks."
