"""Accounts of what is set and not computed: options of the run, lines of case.toml, rules of a country."""

from __future__ import annotations

from prepoll.explain.addresses import Tokens
from prepoll.explain.figures import Figures
from prepoll.explain.types import Account, Setting
from prepoll.explain.wording import READING_JSON, spelt

OF_THE_RUN = "option of the run"
OPTIONS = {
    "/run/seed": Setting("--seed", "seed of all draws", OF_THE_RUN),
    "/run/draws": Setting("--draws", "number of joint draws", OF_THE_RUN),
    "/run/version": Setting("version", "version of prepoll", "src/prepoll/__init__.py"),
    "/run/input_hash": Setting("CASE", "the case folder and the measured transfer, as known on the day", OF_THE_RUN),
    "/before": Setting("--since", "the day that changes are counted from, a week back by default", OF_THE_RUN),
    "/format": Setting("FORMAT", "name of the shape of brief.json", "src/prepoll/brief/json_writer.py"),
    "/audience": Setting("--public", "whom the brief is for", OF_THE_RUN),
    "/override": Setting("--override", "who answers for publishing in silent hours", OF_THE_RUN),
}
"""What the run is given, by address."""

LINES = {
    "/as_of": "as_of",
    "/run/as_of": "as_of",
    "/election_date": "election_date",
    "/title": "title",
    "/country": "country",
    "/silence/hours": "silence_hours",
    "/silence/exit_polls_until": "exit_polls_until",
}
"""Lines of case.toml, by address."""


def option(figures: Figures, tokens: Tokens) -> Account:
    """Account for what the run is given."""
    setting = OPTIONS["/" + "/".join(tokens)]
    unit = "day" if setting.name == "--since" else "number" if setting.name in ("--seed", "--draws") else "text"
    return Account(setting.words, unit, "given, not computed", READING_JSON, settings=(setting,))


def line(figures: Figures, tokens: Tokens) -> Account:
    """Account for a line of case.toml, or for what stands in its place where there is none."""
    key = LINES["/" + "/".join(tokens)]
    found = figures.rows.setting(key)
    unit = {"silence_hours": "hours", "exit_polls_until": "hour"}.get(key, "day" if "date" in key else "text")
    rows, settings = (() if found is None else (found,)), tuple(_instead(figures, key, found))
    if settings and settings[0].place == OF_THE_RUN:
        rows = ()
    return Account(f"{spelt(key)} of the case", unit, "given, not computed", READING_JSON, rows=rows, settings=settings)


def _instead(figures: Figures, key: str, found: str | None) -> list[Setting]:
    if key == "as_of" and (found is None or str(figures.case.as_of) not in figures.rows.find((found,))[0].text):
        return [Setting("--as-of", "the day of the study", OF_THE_RUN)]
    if found is None:
        return [
            Setting(
                key,
                f"not in case.toml: the rule of {figures.case.country or 'elsewhere'}",
                "src/prepoll/case/countries",
            )
        ]
    return []


def of_the_case(figures: Figures, tokens: Tokens) -> Account:
    """Account for regions, objectives and focal parties: lines of case.toml."""
    key = {"regions": "seats", "objectives": "objective", "focal": "focal"}[tokens[0]]
    found = figures.rows.setting(key) or figures.rows.setting("title")
    rows = () if found is None else (found,)
    setting = Setting("case.toml", f"{tokens[0]} of the case", "docs/reference/case-folder.md")
    return Account(
        f"{tokens[0]} of the case", "text", "given, not computed", READING_JSON, rows=rows, settings=(setting,)
    )
