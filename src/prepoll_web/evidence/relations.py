"""Who is where on a day: as rows, as a matrix, as a network that the server draws, and pair by pair through time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from prepoll.brief.colours import readable
from prepoll.brief.network import LIKE_MINDED, NODE, SIZE, ends, kind_of, places, seated, signs, trimmed
from prepoll.brief.picture import element, number, text
from prepoll.commands.output import Row
from prepoll.ledger import Change, Entry, Judged, Ledger, changes
from prepoll.names import Relation
from prepoll_web.evidence.desk import Desk
from prepoll_web.evidence.words import details_of, in_words, speaker_of
from prepoll_web.evidence.words import kind_of as stance_kind
from prepoll_web.wording import RELATIONS

LONGEST = 60
"""Days with news that a pair's timeline goes back at most."""

Address = Callable[[Entry], str]


def said(entry: Entry) -> str:
    """Say a relation with its marks."""
    marks = [str(RELATIONS[entry.relation])]
    marks += [_("hedged")] if entry.hedged else []
    marks += [_("contested")] if entry.contested else []
    marks += [_("only in %s") % ", ".join(entry.only_seats)] if entry.only_seats else []
    return ", ".join(marks)


def stood(entry: Entry | None) -> str:
    """Say a relation with where each of the two stands, so that a move of one side shows."""
    if entry is None:
        return str(RELATIONS[Relation.UNKNOWN])
    if entry.b is None or entry.b_stands is None or entry.a_stands == entry.b_stands:
        return said(entry)
    return f"{said(entry)} ({entry.a}: {RELATIONS[entry.a_stands]}; {entry.b}: {RELATIONS[entry.b_stands]})"


def between(entry: Entry) -> str:
    """Name the two sides of an entry."""
    return f"{entry.a} – {entry.b or _('like-minded parties')}"


def days_of(desk: Desk) -> tuple[date, ...]:
    """List the days on which something was said, the case's own day last."""
    said_on = {one.dated for reading in desk.readings for one in reading.statements if one.dated is not None}
    return tuple(sorted({day for day in said_on if day <= desk.case.as_of} | {desk.case.as_of}))


def told(ledger: Ledger, party: str = "") -> tuple[Entry, ...]:
    """List the entries that rest on words about the two, of one party where one is asked for."""
    entries = (entry for entry in ledger.entries if not entry.inferred)
    return tuple(entry for entry in entries if not party or party in (entry.a, entry.b))


def rows_of(entries: Sequence[Entry], ledger: Ledger) -> list[Row]:
    """Return entries as rows of a table for other programs."""
    quotes = {one.statement.id: one.statement.quote for one in ledger.statements}
    return [
        {
            "on": str(ledger.as_of),
            "a": entry.a,
            "b": entry.b,
            "relation": str(entry.relation),
            "a_stands": str(entry.a_stands),
            "b_stands": str(entry.b_stands) if entry.b_stands else None,
            "status": str(entry.status),
            "hedged": str(entry.hedged),
            "contested": str(entry.contested),
            "inferred": str(entry.inferred),
            "since": str(entry.since or ""),
            "falls_due": str(entry.falls_due or ""),
            "why": entry.why,
            "quotes": " | ".join(quotes[name] for name in entry.statements if name in quotes),
        }
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair's place in the matrix."""

    entry: Entry | None
    words: str
    style: str


def matrix(entries: Sequence[Entry]) -> tuple[list[str], list[tuple[str, list[Cell | None]]]]:
    """Return the parties, and for each a row of cells; None on the diagonal."""
    codes = sorted({code for entry in entries for code in (entry.a, entry.b) if code is not None})
    by_pair = {frozenset((entry.a, entry.b)): entry for entry in entries if entry.b is not None}

    def cell(a: str, b: str) -> Cell | None:
        if a == b:
            return None
        entry = by_pair.get(frozenset((a, b)))
        return Cell(entry, said(entry), kind_of_entry(entry)) if entry else Cell(None, "", "")

    return codes, [(a, [cell(a, b) for b in codes]) for a in codes]


def kind_of_entry(entry: Entry) -> str:
    """Name the style of an entry's line and cell."""
    return kind_of(entry).replace("_", "-")  # type: ignore[arg-type]  # an entry has what a standing is asked for


def network(desk: Desk, ledger: Ledger, entries: Sequence[Entry], address: Address) -> Markup | None:
    """Draw who is where, every line and party to be reached by keyboard; None where nothing is known."""
    shown = [entry for entry in entries if entry.relation is not Relation.UNKNOWN]
    if not shown:
        return None
    lines = [ends(entry) for entry in shown]  # type: ignore[arg-type]  # as above
    named = {code for pair in lines for code in pair}
    order = [*(code for code in desk.case.focal if code in named), *sorted(named - set(desk.case.focal))]
    at = places(seated(order, lines))
    drawn = "".join(_line(entry, at, address(entry)) for entry in shown)
    nodes = "".join(_node(code, place, desk) for code, place in at.items())
    title = escape(_("Who stands where on %s") % ledger.as_of)
    side = number(SIZE)
    return Markup(
        f'<svg class="net" viewBox="0 0 {side} {side}" role="group" aria-label="{title}">{drawn}{nodes}</svg>'
    )


def _line(entry: Entry, at: dict[str, tuple[float, float]], address: str) -> str:
    a, b = trimmed(*(at[code] for code in ends(entry)))  # type: ignore[arg-type]  # as above
    style = kind_of_entry(entry)
    words = f"{between(entry)}: {said(entry)}"
    drawn = "".join(
        element("line", x1=a[0], y1=a[1], x2=b[0], y2=b[1], class_=kind) for kind in ("hit", f"tie {style}")
    )
    marks = signs(entry, a, b, style)  # type: ignore[arg-type]  # as above
    inside = element("title", escape(words)) + drawn + marks
    return element("a", inside, href=address, class_="edge", aria_label=words)


def _node(code: str, at: tuple[float, float], desk: Desk) -> str:
    x, y = at
    if code == LIKE_MINDED:
        words = text(_("like-minded"), x, y + 4, class_="ink", font_size=8, text_anchor="middle")
        return element("g", element("circle", cx=x, cy=y, r=NODE + 3, class_="node anyone") + words)
    party = desk.case.party(code)
    ring = element("circle", cx=x, cy=y, r=NODE - 1.5, class_="node", stroke=readable(party.colour))
    size = 13 if len(code) <= 4 else 10
    words = text(code, x, y + 4.5, class_="ink", font_size=size, font_weight="700", text_anchor="middle")
    inside = element("title", escape(party.name)) + ring + words
    return element(
        "a", inside, href=f"?party={escape(code)}&on={desk.case.as_of}", class_="party", aria_label=party.name
    )


@dataclass(frozen=True, slots=True)
class Spell:
    """A run of days in which a pair's relation did not change."""

    since: date
    until: date  # the last day of it
    entry: Entry | None
    statements: tuple[Judged, ...]  # of its first day, that bear on the pair

    @property
    def words(self) -> str:
        """Say the relation."""
        return said(self.entry) if self.entry else str(RELATIONS[Relation.UNKNOWN])

    @property
    def style(self) -> str:
        """Name its colour and pattern."""
        return kind_of_entry(self.entry) if self.entry else "unknown"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement that a relation rests on, as its page shows it."""

    judged: Judged
    decides: bool

    @property
    def words(self) -> str:
        """Say the claim."""
        return in_words(self.judged.statement)

    @property
    def kind(self) -> str:
        """Return the kind that its colour stands for."""
        return stance_kind(self.judged.statement.stance)

    @property
    def speaker(self) -> str:
        """Say whose word it is."""
        return speaker_of(self.judged.statement)

    @property
    def details(self) -> list[tuple[object, str]]:
        """List hedge, condition, deadline and the like."""
        return list(details_of(self.judged.statement))


def bearing(desk: Desk, ledger: Ledger, a: str, b: str | None) -> tuple[Judged, ...]:
    """List the statements of a ledger that bear on a pair: of one about the other, its bloc or all, oldest first."""
    pair = {a, b}
    blocs = {row.bloc for row in desk.case.blocs if row.party in pair}
    return tuple(
        one
        for one in ledger.statements
        if one.statement.actor in pair | blocs
        and (one.statement.target in pair | blocs or one.statement.target is None)
        and one.statement.actor != one.statement.target
    )


def sentences(desk: Desk, ledger: Ledger, a: str, b: str | None) -> list[Sentence]:
    """List the statements that bear on a pair, those that decide first, then the newest first."""
    entry = ledger.entry(a, b)
    deciding = entry.statements if entry else ()
    found = [Sentence(one, one.statement.id in deciding) for one in bearing(desk, ledger, a, b)]
    found.sort(key=lambda one: (one.judged.statement.dated or date.min, one.judged.statement.id), reverse=True)
    return sorted(found, key=lambda one: not one.decides)


def timeline(desk: Desk, last: date, a: str, b: str | None) -> list[Spell]:
    """Return the spells of a pair up to a day, oldest first."""
    ledger = desk.ledger(last)
    statements = bearing(desk, ledger, a, b)
    days = sorted({one.statement.dated for one in statements if one.statement.dated is not None})[-LONGEST:]
    spells: list[Spell] = []
    for place, day in enumerate(days):
        until = days[place + 1] - timedelta(days=1) if place + 1 < len(days) else last
        entry = desk.ledger(day).entry(a, b)
        new = tuple(one for one in statements if one.statement.dated == day)
        before = spells[-1] if spells else None
        if before is not None and _same(before.entry, entry):
            spells[-1] = Spell(before.since, until, entry, before.statements + new)
        else:
            spells.append(Spell(day, until, entry, new))
    return spells


def _same(before: Entry | None, after: Entry | None) -> bool:
    if before is None or after is None:
        return before is after
    return (said(before), before.a_stands, before.b_stands) == (said(after), after.a_stands, after.b_stands)


def bar(spells: Sequence[Spell]) -> Markup | None:
    """Draw a pair's spells side by side on a line of days; the list beside it says the same in words."""
    if not spells:
        return None
    first, last = spells[0].since, spells[-1].until
    width = 700.0 / ((last - first).days + 1)
    drawn = ""
    for place, spell in enumerate(spells, start=1):
        x = (spell.since - first).days * width
        wide = ((spell.until - spell.since).days + 1) * width
        words = f"{spell.since} – {spell.until}: {spell.words}"
        shape = element("rect", x=x, y=4, width=wide, height=30, class_=f"spell {spell.style}")
        inside = element("title", escape(words)) + shape
        drawn += element("a", inside, href=f"#spell-{place}", class_="edge", aria_label=words)
    label = escape(_("The relation through time"))
    frame = 'class="bar-of-days" viewBox="0 0 700 38" preserveAspectRatio="none" role="group"'
    return Markup(f'<svg {frame} aria-label="{label}">{drawn}</svg>')


def changed(desk: Desk, since: date, until: date) -> tuple[Change, ...]:
    """List what is not what it was on an earlier day; what follows by inference only is left out."""
    return _told(changes(desk.ledger(since), desk.ledger(until)))


def changed_by_judging(desk: Desk, since: datetime) -> tuple[Change, ...]:
    """List what judgements since an hour have changed on the case's own day."""
    if not any(row.at > since for row in desk.case.judgements):
        return ()
    return _told(changes(desk.ledger(judged_by=since), desk.ledger()))


def _told(found: Sequence[Change]) -> tuple[Change, ...]:
    return tuple(one for one in found if not one.after.inferred or (one.before and not one.before.inferred))


def change_rows(found: Sequence[Change]) -> list[Row]:
    """Return changes as rows of a table for other programs."""
    return [
        {
            "a": one.after.a,
            "b": one.after.b,
            "before": stood(one.before),
            "after": stood(one.after),
            "status_before": str(one.before.status) if one.before else None,
            "status_after": str(one.after.status),
            "why": one.after.why,
        }
        for one in found
    ]
