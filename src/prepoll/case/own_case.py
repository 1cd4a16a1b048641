"""Make a case from somebody's own results table, and write down what was assumed on the way."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from prepoll.case import cells
from prepoll.case.codes import OTHER_PARTIES, distinct, party_code, remainder, same_name
from prepoll.case.counts import Count, Gathered, counts_of
from prepoll.case.load import check_case
from prepoll.case.new import put_in_place
from prepoll.case.own_files import write_files
from prepoll.case.own_seats import SeatKey, seat_key, seats_of
from prepoll.case.own_types import OwnCase, OwnElection, OwnParty
from prepoll.case.recognise import YEAR, Ask, Columns, Question, TableAnswers, recognise
from prepoll.case.sheets import Sheet, read_sheet
from prepoll.errors import CaseError, Severity, UsageError
from prepoll.names import NOTA, ElectionKind, PartyKind

_PREFIX: Mapping[ElectionKind, str] = {
    ElectionKind.PARLIAMENT: "GE",
    ElectionKind.ASSEMBLY: "AE",
    ElectionKind.LOCAL: "LE",
}
_TERM = 5  # years to the next election, where none is named
_LEAD = timedelta(days=60)  # from the day of the case to the first polling day, where none is named


@dataclass(frozen=True, slots=True)
class Made:
    """A case made from a table: its files, what was assumed, and the warnings that check gives."""

    files: tuple[Path, ...]
    assumed: tuple[str, ...]
    warnings: tuple[str, ...]


def case_from_table(path: Path, folder: Path, answers: TableAnswers | None = None, ask: Ask | None = None) -> Made:
    """Write a case that passes check into `folder`, from a table of results at `path`.

    The table may be wide (a row for each seat, a column for each party) or long (a row for each
    candidate or party); .csv, .tsv, .xlsx, .xls, .ods and .parquet are read. What cannot be seen in
    it is taken from `answers`, else asked for, else assumed; the case's README.md lists all of it.
    Raises UsageError, with the option that answers it, where something needed cannot be assumed, and
    CaseError with every cell that holds no count.
    """
    answers = answers or TableAnswers()
    sheet = read_sheet(Path(path), answers.sheet)
    columns = recognise(sheet, answers, ask)
    gathered = counts_of(sheet, columns)
    if not gathered.counts:
        raise UsageError(
            f"{sheet.file} holds no votes under the columns read: {'; '.join(columns.told(sheet.header))}."
        )
    case = _case(sheet, columns, gathered, answers, ask)
    warnings: list[str] = []

    def write(beside: Path) -> None:
        write_files(case, beside)
        findings = check_case(beside)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if errors:
            raise CaseError(errors)
        warnings.extend(str(finding) for finding in findings if finding.severity is Severity.WARNING)

    files = put_in_place(Path(folder), write)
    return Made(files, case.assumed, tuple(warnings))


def _case(sheet: Sheet, columns: Columns, gathered: Gathered, answers: TableAnswers, ask: Ask | None) -> OwnCase:
    notes = [*sheet.notes, *gathered.notes]
    elections, of_row = _elections(sheet, gathered.counts, answers, ask, notes)
    counts = [replace(count, when=of_row[count.when]) for count in gathered.counts]
    newest = elections[0].code
    seats, seat_of = seats_of(counts, newest, notes)
    parties, party_of = _parties(counts, newest, answers, notes)
    coming = _coming(elections[0].held, answers, ask, notes)
    as_of = answers.as_of or max(coming - _LEAD, elections[0].held)
    if answers.as_of is None:
        notes.append(
            f"the day of the case is {as_of}, {(coming - as_of).days} days before the first polling day (--as-of)"
        )
    return OwnCase(
        source=sheet.file + (f", sheet {sheet.name!r}" if sheet.name else ""),
        title=answers.title or f"{sheet.title or Path(sheet.file).stem}: the next election",
        country=answers.country,
        as_of=as_of,
        coming=coming,
        focal=_focal(parties, [each for each in counts if each.when == newest], party_of, answers, notes),
        elections=elections,
        parties=parties,
        seats=seats,
        counts=tuple((count, seat_of[seat_key(count)], party_of[same_name(count.party)]) for count in counts),
        columns=columns.told(sheet.header),
        assumed=tuple(notes),
    )


def _elections(
    sheet: Sheet, counts: list[Count], answers: TableAnswers, ask: Ask | None, notes: list[str]
) -> tuple[tuple[OwnElection, ...], dict[str, str]]:
    """List the elections of the table, the newest first, and the code of each by what its rows say."""
    kind = answers.kind or _kind(sheet)
    if answers.kind is None:
        notes.append(f"what was elected is a {kind} (--kind)")
    found: dict[str, OwnElection] = {}
    labels = list(dict.fromkeys(count.when for count in counts))
    for label in labels:
        whole = len(labels) == 1
        held = answers.held if whole and answers.held else _held(label, sheet, ask, notes)
        code = answers.election if whole and answers.election else _election_code(label, kind, held)
        found[label] = OwnElection(code, kind, held)
    if len(labels) > 1 and (answers.held or answers.election):
        raise UsageError(f"{sheet.file} holds {len(labels)} elections: leave out --date and --election, or split it.")
    elections = sorted(dict.fromkeys(found.values()), key=lambda each: each.held, reverse=True)
    if len({each.code for each in elections}) < len(elections):
        raise UsageError(f"{sheet.file}: two elections of one kind in one year. Split the table, one election each.")
    if len(elections) > 1:
        notes.append("the newest election weighs 1 and older ones 0.5 (weight in case.toml)")
    return tuple(elections), {label: election.code for label, election in found.items()}


def _kind(sheet: Sheet) -> ElectionKind:
    words = " ".join([sheet.file, sheet.name or "", sheet.title, *sheet.header]).replace("_", " ").casefold()
    if re.search(r"assembly|vidhan|\bac (?:name|no)\b|\bmla\b|\bae ?\d{4}", words):
        return ElectionKind.ASSEMBLY
    return (
        ElectionKind.LOCAL if re.search(r"\bcouncil|\bward\b|municipal|panchayat", words) else ElectionKind.PARLIAMENT
    )


def _held(label: str, sheet: Sheet, ask: Ask | None, notes: list[str]) -> date:
    if (day := _day(label)) is not None:
        return day
    year = YEAR.search(label) or YEAR.search(" ".join([sheet.title, sheet.name or "", *sheet.header, sheet.file]))
    assumed = f"{year[0]}-12-31" if year else None
    what = f"When was the poll of {label or 'this election'}?"
    if ask is not None:
        return day_answered(ask(Question("--date", what, (), assumed, day=True)), "--date")
    if assumed is None:
        raise UsageError(
            f"{sheet.file} does not say when the election was. Give its polling day with --date YYYY-MM-DD."
        )
    why = f"as {label!r} can be read in two ways" if len(_days(label)) > 1 else "its day being unknown"
    notes.append(f"the election of {year and year[0]} is dated {assumed}, {why} (--date)")
    return date.fromisoformat(assumed)


def day_answered(text: str, option: str) -> date:
    """Read a day that was given as an answer; raises UsageError."""
    try:
        return cells.day(text.strip())
    except cells.Unreadable as defect:
        raise UsageError(f"{option}: {text!r} {defect.problem}. {defect.way_out}") from None


def _day(label: str) -> date | None:
    meant = _days(label)
    return meant[0] if len(meant) == 1 else None


def _days(label: str) -> list[date]:
    """List the days that may be meant by what is no day as it stands."""
    try:
        return [cells.day(label)]
    except cells.Unreadable as defect:
        return [date.fromisoformat(each) for each in re.findall(r"\d{4}-\d{2}-\d{2}", defect.way_out)]


def _election_code(label: str, kind: ElectionKind, held: date) -> str:
    plain = re.sub(r"[^\w-]+", "-", label).strip("-")
    named = plain and not re.fullmatch(r"[\d.-]+", plain) and len(plain) <= 24 and _day(label) is None
    return plain if named else f"{_PREFIX[kind]}{held.year}"


def _parties(
    counts: list[Count], newest: str, answers: TableAnswers, notes: list[str]
) -> tuple[tuple[OwnParty, ...], dict[str, str]]:
    """List the parties, the largest first, and the code of each by its name; small ones join the others."""
    named: dict[str, str] = {}
    votes: Counter[str] = Counter()
    for count in sorted(counts, key=lambda each: each.when != newest):
        key = same_name(count.party)
        named.setdefault(key, count.party)
        votes[key] += count.votes
    codes = {key: rest for key, name in named.items() if (rest := remainder(name))}
    small = _small({key for key in named if key not in codes}, counts, answers.others_below)
    if small:
        listed = ", ".join(sorted(named[key] for key in small)[:12]) + (", …" if len(small) > 12 else "")
        share = f"{answers.others_below:.2%} of all votes"
        notes.append(f"{len(small)} parties with less than {share} are among the others (--others-below): {listed}")
    codes |= dict.fromkeys(small, OTHER_PARTIES)
    own = [key for key, _ in votes.most_common() if key not in codes]
    if not own:
        raise UsageError("No party of the table is left. Give a smaller --others-below, or --party-column.")
    codes |= distinct({key: party_code(named[key]) for key in own}, named, taken=(OTHER_PARTIES, NOTA))
    parties = [OwnParty(codes[key], named[key], PartyKind.PARTY) for key in own]
    if NOTA in codes.values():
        parties.append(OwnParty(NOTA, "None of the above", PartyKind.OTHER))
    if OTHER_PARTIES in codes.values():
        parties.append(OwnParty(OTHER_PARTIES, "Others", PartyKind.OTHER))
    return tuple(parties), codes


def _small(parties: set[str], counts: list[Count], below: float) -> set[str]:
    """Find parties that are small everywhere: a small share of all votes, and no seat where they are strong."""
    seats: defaultdict[tuple[str, SeatKey], Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for count in counts:
        key = same_name(count.party)
        seats[count.when, seat_key(count)][key] += count.votes
        totals[key] += count.votes
    strong = {key for votes in seats.values() for key, own in votes.items() if own > 0.1 * votes.total()}
    return {key for key in parties if totals[key] < below * totals.total() and key not in strong}


def _coming(last: date, answers: TableAnswers, ask: Ask | None, notes: list[str]) -> date:
    if answers.coming is not None:
        return answers.coming
    held = last.replace(year=last.year + _TERM, day=min(last.day, 28))
    if ask is not None:
        words = "When is the first polling day of the election to come?"
        return day_answered(ask(Question("--election-date", words, (), str(held), day=True)), "--election-date")
    notes.append(f"the election to come is on {held}, {_TERM} years after the newest in the table (--election-date)")
    return held


def _focal(
    parties: tuple[OwnParty, ...],
    counts: list[Count],
    party_of: Mapping[str, str],
    answers: TableAnswers,
    notes: list[str],
) -> tuple[str, ...]:
    own = [party.code for party in parties if party.kind is PartyKind.PARTY]
    for code in answers.focal:
        if code not in own:
            raise UsageError(
                f"--focal: there is no party {code!r}. {cells.nearest(code, own)}The parties: {', '.join(own)}."
            )
    if answers.focal:
        return answers.focal
    votes = Counter(dict.fromkeys(own, 0))
    for count in counts:
        if party_of[same_name(count.party)] in votes:
            votes[party_of[same_name(count.party)]] += count.votes
    second = [code for code, _ in votes.most_common(2)][-1]
    notes.append(f"advice is given to {second}, the second-largest party (--focal)")
    return (second,)
