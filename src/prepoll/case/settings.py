"""Read case.toml: title, day, regions, past elections, objectives, publication rules and file names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from prepoll.case import cells
from prepoll.case.country import countries, country_rules
from prepoll.case.layouts import LAYOUTS
from prepoll.case.tables import contents, decode
from prepoll.case.toml_reader import SETTINGS_FILE, TomlReader
from prepoll.case.types import Objective, Past, Publication, Region
from prepoll.errors import Finding, Severity
from prepoll.names import AlliancesBy, ElectionKind

_SEATS = Objective("seats", "Expected seats", None, False, (), True)
KEYS: Mapping[str, tuple[str, ...]] = {
    "": (
        *("title", "country", "rule", "as_of", "election_date", "schedule_known", "alliances_by", "focal"),
        *("region", "past", "objective", "publication", "files", "watch"),
    ),
    "region": ("code", "name", "seats"),
    "past": ("election", "kind", "date", "weight", "why"),
    "objective": ("code", "name", "threshold", "strict", "rivals", "default"),
    "publication": ("silence_hours", "exit_polls_until"),
    "files": (*LAYOUTS, "geojson", "news"),
    "watch": ("feeds", "folders", "minutes"),
}
"""The keys of case.toml that are read, by table; those above the first table stand under ""."""
_LONGEST_SILENCE = 31 * 24


@dataclass(frozen=True, slots=True)
class Watch:
    """What `prepoll watch` follows for a case: addresses of feeds, folders, and the minutes between two rounds."""

    feeds: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    minutes: float = 15.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What case.toml says; what it leaves out has its default here."""

    title: str = ""
    country: str | None = None
    rule: str = "plurality"
    as_of: date | None = None
    election_date: date | None = None
    schedule_known: date | None = None
    alliances_by: AlliancesBy = AlliancesBy.CASE
    focal: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    past: tuple[Past, ...] = ()
    objectives: tuple[Objective, ...] = (_SEATS,)
    publication: Publication = Publication(None, None)  # noqa: RUF009 - frozen
    files: Mapping[str, str] | None = None
    watch: Watch = Watch()
    lines: tuple[str, ...] = ()  # of the file, so that findings can name them
    whole: bool = True  # False where the file could not be read
    past_named: tuple[str, ...] = ()  # every election of [[past]], those too whose kind or day cannot be read


def read_settings(folder: Path) -> tuple[Settings, list[Finding]]:
    """Read case.toml of a folder; where it is missing or no TOML, only the defect comes back."""
    raw = contents(folder / SETTINGS_FILE)
    if isinstance(raw, tuple):
        way_out = "Start a case with `prepoll new DIR`, or give the folder that holds case.toml."
        return Settings(whole=False), [Finding(SETTINGS_FILE, None, None, None, raw[0], way_out)]
    written, findings = decode(raw, SETTINGS_FILE)
    if written is None:
        return Settings(whole=False), [Finding(SETTINGS_FILE, None, None, None, "is not text", "Save it as UTF-8.")]
    reader = TomlReader(written)
    try:
        root = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        lines = tuple(reader.lines)
        return Settings(files=_file_names(lines), lines=lines, whole=False), [*findings, _no_toml(error, lines)]
    return _settings(root, reader), findings + reader.findings


def _file_names(lines: Iterable[str]) -> Mapping[str, str]:
    """Take the names of files out of a case.toml that is no TOML, so that the tables can be checked all the same."""
    inside, names = False, dict[str, str]()
    for line in lines:
        if line.lstrip().startswith("["):
            inside = line.strip().startswith("[files]")
        elif inside and (found := re.match(r'\s*(\w+)\s*=\s*"([^"]+)"', line)):
            names[found[1]] = found[2]
    return {key: name for key, name in names.items() if key in KEYS["files"] and _is_inside(name)}


def _is_inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _no_toml(error: Exception, lines: Sequence[str]) -> Finding:
    found = re.search(r"line (\d+)", str(error))
    place = int(found[1]) if found else len(lines)
    if "nclosed array" in str(error):  # where it begins, not where the next key shows that it has no end
        opened = [number for number, line in enumerate(lines[:place], 1) if line.count("[") > line.count("]")]
        place = opened[-1] if opened else place
    value = lines[place - 1].strip() if 0 < place <= len(lines) else None
    way_out = 'Texts stand in "…", lists in […], dates bare: as_of = 2024-03-19.'
    problem = re.sub(r" ?\(at .*\)$", "", str(error))
    return Finding(SETTINGS_FILE, place, None, value, f"is no valid TOML ({problem})", way_out)


def _settings(root: Mapping[str, Any], reader: TomlReader) -> Settings:
    _note_spare_keys(root, reader)
    for key in ("as_of", "election_date"):
        if key not in root:
            reader.defect(key, None, "is missing", f"Add {key} = YYYY-MM-DD above the first [table].")
    rule = reader.text(root, "rule") or "plurality"
    if rule != "plurality":
        reader.defect("rule", rule, "is not a rule that prepoll counts by", 'Choose rule = "plurality".')
    return Settings(
        title=reader.needed(root, "title"),
        country=_country(root, reader),
        rule=rule,
        as_of=reader.day(root, "as_of"),
        election_date=reader.day(root, "election_date"),
        schedule_known=reader.day(root, "schedule_known"),
        alliances_by=reader.choice(AlliancesBy, root, "alliances_by") or AlliancesBy.CASE,
        focal=_focal(root, reader),
        regions=_regions(root, reader),
        past=_past(root, reader),
        objectives=_objectives(root, reader),
        publication=_publication(root, reader),
        files=_files(root, reader),
        watch=_watch(root, reader),
        lines=tuple(reader.lines),
        past_named=_past_named(root),
    )


def _country(root: Mapping[str, Any], reader: TomlReader) -> str | None:
    """Read the country; one that has no file is let be, unless another was probably meant."""
    country = reader.text(root, "country")
    if country is not None and not country_rules(country).known:
        names = [name for each in countries() if each.known for name in (each.name, *each.aliases) if len(name) > 3]
        if meant := cells.nearest(country, names, 80):
            line = reader.line("country")
            problem, way_out = "has no file of rules", f"{meant}Its rules count by this name."
            reader.findings.append(Finding(SETTINGS_FILE, line, "country", country, problem, way_out, Severity.WARNING))
    return country


def _focal(root: Mapping[str, Any], reader: TomlReader) -> tuple[str, ...]:
    codes = reader.names(root, "focal")
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        reader.defect("focal", code, "is there twice", "Name each party once.")
    return tuple(dict.fromkeys(codes))


def _note_spare_keys(root: Mapping[str, Any], reader: TomlReader) -> None:
    reader.spare(root, KEYS[""])
    for name in ("region", "past", "objective"):
        for index, table in enumerate(reader.tables(root, name)):
            reader.spare(table, KEYS[name], (name, index))
    for name in ("publication", "files", "watch"):
        if isinstance(root.get(name), dict):
            reader.spare(root[name], KEYS[name], (name, 0))


def _regions(root: Mapping[str, Any], reader: TomlReader) -> tuple[Region, ...]:
    regions: list[Region] = []
    for index, table in enumerate(reader.tables(root, "region")):
        place = ("region", index)
        code = reader.needed(table, "code", place)
        if code in {region.code for region in regions}:
            reader.defect("code", code, "is the code of another region too", "Give each region its own code.", place)
        regions.append(Region(code, reader.text(table, "name", place) or code, reader.names(table, "seats", place)))
    return tuple(regions)


def _past(root: Mapping[str, Any], reader: TomlReader) -> tuple[Past, ...]:
    past: list[Past] = []
    for index, table in enumerate(reader.tables(root, "past")):
        place = ("past", index)
        election = reader.needed(table, "election", place)
        if election in {each.election for each in past}:
            reader.defect("election", election, "is there twice", "Keep one [[past]] for each election.", place)
        for key in ("kind", "date"):
            if key not in table:
                reader.defect(key, None, "is missing", f"Add {key} to [[past]] of {election}.", place)
        kind = reader.choice(ElectionKind, table, "kind", place)
        held = reader.day(table, "date", place)
        weight = reader.number(table, "weight", place)
        why = reader.text(table, "why", place)
        if kind and held:
            past.append(Past(election, kind, held, 1.0 if weight is None else weight, why))
    return tuple(past)


def _past_named(root: Mapping[str, Any]) -> tuple[str, ...]:
    tables = root.get("past", [])
    return (
        tuple(str(each.get("election")) for each in tables if isinstance(each, dict))
        if isinstance(tables, list)
        else ()
    )


def _objectives(root: Mapping[str, Any], reader: TomlReader) -> tuple[Objective, ...]:
    objectives: list[Objective] = []
    named = root.get("country")
    country = named if isinstance(named, str) else None
    for index, table in enumerate(reader.tables(root, "objective")):
        place = ("objective", index)
        code = reader.needed(table, "code", place)
        name = reader.text(table, "name", place) or code
        if code in {each.code for each in objectives}:
            reader.defect("code", code, "is there twice", "Keep one [[objective]] for each code.", place)
        threshold = reader.number(table, "threshold", place)
        if threshold is not None and threshold > 1:
            way_out = f"Thresholds are fractions: write {threshold / 100:g} for {threshold:g} per cent."
            reader.defect("threshold", f"{threshold:g}", "is not between 0 and 1", way_out, place)
        rivals = reader.names(table, "rivals", place)
        if code not in ("seats", "deposits", "recognition", "votes") and not rivals:
            way_out = "Choose seats, deposits, recognition or votes, or add rivals = [codes] whose seats are denied."
            reader.defect("code", code, "is no objective that prepoll counts", way_out, place)
        strict, default = (_flag(table, key, reader, place) for key in ("strict", "default"))
        if threshold is None:
            threshold, strict = _by_law(code, strict, reader, country, place)
        objectives.append(Objective(code, name, threshold, strict, rivals, default, country))
    if sum(objective.default for objective in objectives) > 1:
        reader.defect("default", None, "is set for several objectives", "Keep default = true at one.", ("objective", 0))
    return tuple(objectives) or (replace(_SEATS, country=country),)


def _by_law(
    code: str, strict: bool, reader: TomlReader, country: str | None, place: tuple[str, int]
) -> tuple[float | None, bool]:
    """Return the country's threshold of an objective that gives none, and whether it has to be passed."""
    rules = country_rules(country)
    law = {"deposits": rules.deposit, "recognition": rules.recognition}.get(code)
    if law is not None:
        return law.share, getattr(law, "strict", strict)
    if code in ("deposits", "recognition"):
        way_out = "Give threshold = the share of the votes that is needed, such as 0.05, or take the objective out."
        reader.defect("code", code, f"no rule of {rules.name} says how it is counted", way_out, place)
    return None, strict


def _flag(table: Mapping[str, Any], key: str, reader: TomlReader, place: tuple[str, int]) -> bool:
    value = table.get(key, False)
    if isinstance(value, bool):
        return value
    reader.defect(key, value, "is neither true nor false", f"Write {key} = true or leave it out.", place)
    return False


def _publication(root: Mapping[str, Any], reader: TomlReader) -> Publication:
    table = root.get("publication", {})
    place = ("publication", 0)
    if not isinstance(table, dict):
        reader.defect("publication", table, "is not a table", "Write [publication] above silence_hours.")
        return Publication(None, None)
    until = table.get("exit_polls_until")
    if isinstance(until, datetime):
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    elif until is not None:
        way_out = "Write exit_polls_until = 2024-06-01T18:30:00+05:30."
        reader.defect("exit_polls_until", until, "is not a time", way_out, place)
        until = None
    hours = reader.number(table, "silence_hours", place)
    if hours is not None and hours > _LONGEST_SILENCE:
        way_out = "It is the number of hours before a poll closes, such as 48."
        reader.defect("silence_hours", f"{hours:g}", "is longer than a month", way_out, place)
    return Publication(hours, until)


def _files(root: Mapping[str, Any], reader: TomlReader) -> Mapping[str, str]:
    table = root.get("files", {})
    if not isinstance(table, dict):
        reader.defect("files", table, "is not a table", "Write [files] above the file names.")
        return {}
    files: dict[str, str] = {}
    for key, value in table.items():
        if not isinstance(value, str) or not _is_inside(value):
            way_out = f'Write {key} = "name.csv", a path inside the folder.'
            reader.defect(key, value, "is not the name of a file in this folder", way_out, ("files", 0))
        else:
            files[key] = value
    return files


def _watch(root: Mapping[str, Any], reader: TomlReader) -> Watch:
    table = root.get("watch", {})
    if not isinstance(table, dict):
        reader.defect("watch", table, "is not a table", "Write [watch] above feeds, folders and minutes.")
        return Watch()
    place = ("watch", 0)
    feeds, folders = reader.names(table, "feeds", place), reader.names(table, "folders", place)
    return Watch(feeds, folders, reader.number(table, "minutes", place) or Watch().minutes)


def watched(folder: Path) -> Watch:
    """Return what is followed for the case in a folder; empty where case.toml says nothing of it."""
    return read_settings(folder)[0].watch


def news_folder(folder: Path) -> Path:
    """Return the folder that holds a case's articles, or would hold them."""
    return folder / (read_settings(folder)[0].files or {}).get("news", "news")
