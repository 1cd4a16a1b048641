"""Write the reference pages that follow from the code: the command line and the public library.

Run by `make docs`; a test fails where a committed page is not what this script writes.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import click
import typer

import prepoll
from prepoll.case.layouts import LAYOUTS
from prepoll.cli import add_commands_from_elsewhere, app

HERE = Path(__file__).parent
ROOMS = (
    "study",
    "explain",
    "case",
    "news",
    "ledger",
    "ecological",
    "strength",
    "transfer",
    "alliances",
    "sharing",
    "stability",
    "advice",
    "brief",
    "backtest",
    "sweep",
    "watch",
    "errors",
    "names",
)
NOTE = "<!-- Written by docs/generate.py; do not edit. -->\n"


def commands_page() -> str:
    """Describe every command with its arguments and options."""
    if not any(command.name == "serve" for command in app.registered_commands):
        add_commands_from_elsewhere()
    group = typer.main.get_command(app)
    lines = [NOTE, "# Command line\n", f"{app.info.help}\n"]
    for name, command in group.commands.items():
        lines.append(f"## prepoll {name}\n")
        lines.append(f"{inspect.cleandoc(command.help or '')}\n")
        lines.append("| argument or option | meaning |\n|---|---|")
        for parameter in command.params:
            lines.append(parameter_row(parameter))
        lines.append("")
    return "\n".join(lines)


def parameter_row(parameter: click.Parameter) -> str:
    """Describe one parameter as a row of a table."""
    metavar = getattr(parameter, "metavar", None) or ""
    if getattr(parameter, "param_type_name", "") == "argument":
        left = metavar or parameter.name.upper()
    else:
        left = f"{', '.join(parameter.opts)} {'' if getattr(parameter, 'is_flag', False) else metavar}".strip()
    return f"| `{left}` | {cell(getattr(parameter, 'help', None) or '')} |"


def cell(text: str) -> str:
    """Keep a bar in a text from ending a cell of a table."""
    return text.replace("|", "\\|")


def library_page() -> str:
    """List what each room offers, with the first line of its docstring."""
    lines = [NOTE, "# Library\n", "Each room re-exports what it offers; whole docstrings are in the code.\n"]
    for room in ROOMS:
        module = importlib.import_module(f"prepoll.{room}")
        lines.append(f"## prepoll.{room}\n")
        lines.append(f"{first_line(module)}\n")
        lines.append("| name | what it is |\n|---|---|")
        lines += [f"| `{name}` | {cell(first_line(thing))} |" for name, thing in public(module)]
        lines.append("")
    return "\n".join(lines)


def case_folder_page() -> str:
    """List the tables of a case folder with their columns, as the reader knows them."""
    lines = [NOTE, "# Case folder\n", CASE_FOLDER_HEAD]
    for layout in LAYOUTS.values():
        required = ", ".join(f"`{name}`" for name in layout.required)
        others = ", ".join(f"`{name}`" for name in layout.columns if name not in layout.required)
        lines.append(f"## {layout.name}.csv\n")
        lines.append(f"Required: {required}.\n")
        lines.append(f"May be there: {others}.\n")
        if layout.dated:
            lines.append(f"A row counts from: {', else '.join(f'`{name}`' for name in layout.dated)}.\n")
    return "\n".join(lines)


CASE_FOLDER_HEAD = """\
Plain files that a person edits in a spreadsheet and keeps in git: `.csv`, `.csv.gz` or `.parquet`. Columns that are
not listed are kept and noted, never an error. `prepoll check` reports every defect with its way out.

Required are `case.toml`, `parties.csv`, `seats.csv` and one source of strength: results, polls or reports. Beside the
tables a folder holds `news/` (text, Markdown with front matter, HTML) and `seats.geojson` (boundaries with the property
`seat`). Lists within a cell are split by a bar.

`case.toml` has `title`, `as_of`, `election_date`, `schedule_known` (the day on which the schedule became known),
`country`, `rule` (`plurality`), `alliances_by` (`case` or `region`), `focal` (the parties to advise), and the
tables `[[region]]` (code, name, seats), `[[past]]` (election, kind, date, weight, why), `[[objective]]` (code, name,
threshold, strict, rivals, default), `[publication]` (silence_hours, exit_polls_until), `[files]` (a name for a table,
for `geojson` or `news`, where it is not the usual one) and `[watch]` (feeds, folders, minutes; see [the
how-to](../how-to/news.md)).
"""


def public(module: object) -> list[tuple[str, object]]:
    """List the public functions and classes of a module: those in __all__, else those defined in it."""
    named = getattr(module, "__all__", None)
    names = sorted(named) if named else sorted(name for name in vars(module) if not name.startswith("_"))
    things = [(name, getattr(module, name)) for name in names]
    mine = [(name, thing) for name, thing in things if inspect.isclass(thing) or inspect.isfunction(thing)]
    return [(n, t) for n, t in mine if named or t.__module__ == module.__name__]  # type: ignore[attr-defined]


def first_line(thing: object) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(thing) or "").split("\n", 1)[0]


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    return {
        HERE / "reference" / "commands.md": commands_page(),
        HERE / "reference" / "library.md": library_page(),
        HERE / "reference" / "case-folder.md": case_folder_page(),
    }


def undocumented() -> list[str]:
    """List the modules without a docstring."""
    found = pkgutil.walk_packages(prepoll.__path__, "prepoll.")
    return [m.name for m in found if not importlib.import_module(m.name).__doc__]


def main() -> None:
    """Write the pages that differ from what is there."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
