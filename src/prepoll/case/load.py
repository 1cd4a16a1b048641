"""Make the case of a day from a folder, or list everything that is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prepoll.case import rows
from prepoll.case.days import day_findings
from prepoll.case.folder import Folder, open_folder, read_as_it_stands, read_whole, sorted_findings
from prepoll.case.geography import geography_findings, with_seats
from prepoll.case.kinship import kinship_findings
from prepoll.case.knowledge import Visible, newest_answers, visible_on
from prepoll.case.layouts import JUDGEMENTS, PARTIES, PEOPLE
from prepoll.case.likelihood import likelihood_findings
from prepoll.case.past import past_findings, unused
from prepoll.case.references import reference_findings, settings_findings
from prepoll.case.rivals import rival_findings
from prepoll.case.settings import Settings
from prepoll.case.soundness import soundness_findings, strength_findings
from prepoll.case.types import Case, Judgement, Party, Person, Publication, Region, Seat
from prepoll.case.waiting import without_followers
from prepoll.errors import CaseError, Finding, Severity
from prepoll.names import WHOLE_CASE


def load_case(folder: Path, as_of: date | None = None, *, with_strength: bool = True) -> Case:
    """Read the case in `folder` as it was known on `as_of`, or on the day that case.toml names.

    `with_strength`: something known by that day has to say how strong the parties are.
    Raises CaseError with all defects of the files and of the rows known by that day. A defect in a
    row known later does not stop the run, because such a row changes nothing; `check_case` names it.
    """
    opened = open_folder(folder)
    day = as_of or opened.settings.as_of or date.max
    visible = visible_on(opened, day)
    findings = findings_on(opened, visible, day)
    if with_strength:
        findings += strength_findings(opened, visible)
    errors = [each for each in without_followers(opened, findings) if each.severity is Severity.ERROR]
    if errors:
        raise CaseError(sorted_findings(errors))
    return _case(opened, visible, day)


def check_case(folder: Path) -> tuple[Finding, ...]:
    """List every defect of the case in `folder`: errors, warnings and notes, by file, line and column.

    Rows known after the case's day are checked too. Raises CaseError where there is no folder.
    """
    opened = open_folder(folder)
    day = opened.settings.as_of or date.max
    days = dict.fromkeys((day, date.max))
    found: list[Finding] = []
    for on in days:
        visible = visible_on(opened, on)
        found += [*findings_on(opened, visible, on), *strength_findings(opened, visible)]
    return sorted_findings(without_followers(opened, found))


def findings_on(folder: Folder, visible: Visible, day: date) -> list[Finding]:
    """List the findings in files and in the rows known by `day`."""
    return [
        *(found.finding for found in folder.found if found.known is None or found.known <= day),
        *settings_findings(folder),
        *reference_findings(folder, visible),
        *geography_findings(folder, visible),
        *soundness_findings(folder, visible),
        *past_findings(folder, visible),
        *day_findings(folder, visible),
        *kinship_findings(folder, visible),
        *rival_findings(folder, visible),
        *likelihood_findings(folder, visible),
        *unused(folder, visible),
    ]


def read_parties(path: Path) -> tuple[Party, ...]:
    """Read a table of parties outside a case; only code and name are needed. Raises CaseError."""
    records, day = read_whole(path, PARTIES)
    return rows.make_rows(records, records.visible(day), day, rows.party)


def read_people(path: Path) -> tuple[Person, ...]:
    """Read a table of people outside a case; only the name is needed. Raises CaseError."""
    records, day = read_whole(path, PEOPLE)
    return rows.make_rows(records, records.visible(day), day, rows.person)


def read_judgements(folder: Path) -> tuple[tuple[Judgement, ...], frozenset[str]]:
    """Read a case's judgements of every day, and the codes of its parties; broken rows are left out."""
    records = read_as_it_stands(Path(folder), JUDGEMENTS)
    whole = [record for record in records.records if set(JUDGEMENTS.required) <= record.values.keys()]
    parties = read_as_it_stands(Path(folder), PARTIES)
    codes = frozenset(record.values["code"] for record in parties.records if "code" in record.values)
    return rows.make_rows(records, whole, date.max, rows.judgement), codes


def _case(folder: Folder, visible: Visible, day: date) -> Case:
    settings, tables = folder.settings, folder.tables
    parties = rows.make_rows(tables["parties"], visible["parties"], day, rows.party)
    seats = rows.make_rows(tables["seats"], visible["seats"], day, rows.seat)
    codes = {party.code for party in parties}
    announced = is_announced(folder, day)
    return Case(
        folder=folder.name,
        title=settings.title,
        country=settings.country,
        rule=settings.rule,
        as_of=day,
        election_date=settings.election_date if announced else None,
        alliances_by=settings.alliances_by,
        focal=tuple(code for code in settings.focal if code in codes),
        regions=_regions(settings, seats),
        past=tuple(past for past in settings.past if past.date <= day),
        objectives=settings.objectives,
        publication=settings.publication if announced else Publication(settings.publication.silence_hours, None),
        parties=parties,
        blocs=rows.make_rows(tables["blocs"], visible["blocs"], day, rows.membership),
        lineage=rows.make_rows(tables["lineage"], visible["lineage"], day, rows.lineage),
        people=rows.make_rows(tables["people"], visible["people"], day, rows.person),
        seats=seats,
        units=rows.make_rows(tables["units"], visible["units"], day, rows.unit),
        results=rows.make_rows(tables["results"], visible["results"], day, rows.result),
        fronts=rows.make_rows(tables["fronts"], visible["fronts"], day, rows.front_member),
        positions=rows.make_rows(tables["positions"], newest_answers(visible["positions"]), day, rows.position),
        polls=rows.make_rows(tables["polls"], visible["polls"], day, rows.poll_share),
        reports=rows.make_rows(tables["reports"], visible["reports"], day, rows.report),
        articles=tuple(article for article in folder.articles if article.date <= day),
        judgements=rows.make_rows(tables["judgements"], visible["judgements"], day, rows.judgement),
        boundaries=folder.boundaries,
        notes=tuple(f"{note.file}: {note.problem}." for note in unused(folder, visible)),
    )


def is_announced(folder: Folder, day: date) -> bool:
    """Say whether the election was announced by `day`: by `schedule_known` of case.toml, or by a seat's `known`."""
    if folder.settings.schedule_known is not None:
        return folder.settings.schedule_known <= day
    known = [record.values.get("known") for record in folder.tables["seats"].records]
    return not known or any(each is None or each <= day for each in known)


def _regions(settings: Settings, seats: tuple[Seat, ...]) -> tuple[Region, ...]:
    """Give each seat the region of case.toml, else of seats.csv, else the one region of the whole case."""
    if settings.regions:
        return with_seats(settings.regions, ((seat.code, seat.region) for seat in seats))
    named = list(dict.fromkeys(seat.region for seat in seats if seat.region))
    if not named:
        return (Region(WHOLE_CASE, settings.title, tuple(seat.code for seat in seats)),)
    return tuple(Region(code, code, tuple(seat.code for seat in seats if seat.region == code)) for code in named)
