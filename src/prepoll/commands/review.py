"""`prepoll review`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prepoll.commands.options import AsCsv, AsJson, AsOf, CaseFolder
from prepoll.commands.output import Rows, emit, progress, say, table_text
from prepoll.commands.studies import open_study
from prepoll.errors import UsageError
from prepoll.names import PartyKind, Verdict

if TYPE_CHECKING:
    from prepoll.case.types import Case
    from prepoll.news.types import Reading, Statement
    from prepoll.review import Book, Claim

By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who judges; written beside each verdict.")]
Everything = Annotated[bool, typer.Option("--all", help="Go through the judged claims as well.")]
KEYS = "[a]ccept  [c]orrect  [r]eject  [s]kip  [u]ndo  [q]uit"
SHOWN = ("speaker", "role", "attribution", "hedge", "condition", "deadline", "seats", "reason", "stage", "decided_by")


def review(
    case: CaseFolder,
    by: By = None,
    everything: Everything = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Judge the coder's claims one by one: accept, correct, reject, skip, undo; --json only lists them."""
    from prepoll.review import open_book, queue

    study = open_study(case, as_of, tell=progress(), with_strength=False)
    waiting = queue(study.case, study.readings, judged=everything)
    if as_json or as_csv:
        rows = [_row(claim) for claim in waiting]
        record = _precision(study.case, study.readings)
        emit(rows, as_json=as_json, as_csv=as_csv, document={"claims": rows, "precision": list(record)})
        return
    if waiting and not (by or "").strip():
        raise UsageError(f"{len(waiting)} claims wait. Say who judges them: --by NAME.")
    if waiting:
        _Session(study.case, waiting, open_book(Path(case)), str(by).strip()).run()
    after = open_study(case, as_of, tell=lambda step: None, with_strength=False)
    say("" if waiting else "No claim waits for a judgement.")
    say(table_text(_precision(after.case, study.readings)))


def _precision(case: Case, readings: tuple[Reading, ...]) -> Rows:
    from prepoll.review import precision_by_cue, queue

    claims = queue(case, readings, judged=True)
    return [
        {
            "cue": record.cue,
            "judged": record.judged,
            "accepted": record.accepted,
            "corrected": record.corrected,
            "wrong": record.wrong,
            "precision": record.precision,
        }
        for record in precision_by_cue(claims)
    ]


def _row(claim: Claim) -> dict[str, str | int | float | None]:
    made, verdict = claim.statement, claim.judgement
    return {
        "id": made.id,
        "article": claim.article.id,
        "claim": _said(made),
        "quote": made.quote,
        "cue": made.cue,
        "verdict": None if verdict is None else str(verdict.verdict),
        "by": None if verdict is None else verdict.by,
        "at": None if verdict is None else verdict.at.isoformat(),
    }


def _said(made: Statement) -> str:
    return " ".join(filter(None, (made.actor, str(made.stance), made.target)))


class _Session:
    """One person at the terminal, claim after claim."""

    def __init__(self, case: Case, claims: tuple[Claim, ...], book: Book, by: str) -> None:
        self.case, self.claims, self.book, self.by = case, claims, book, by
        self.judged: list[int] = []  # places of the claims judged in this session, in order
        self.place = 0

    def run(self) -> None:
        """Ask until every claim was looked at, or the person stops."""
        while self.place < len(self.claims):
            claim = self.claims[self.place]
            self._show(claim)
            answer = self._ask(f"{KEYS} > ").casefold()[:1]
            if answer == "q":
                break
            self._act(answer, claim)
        left = len(self.claims) - len(self.judged)
        say(f"\nJudged {len(self.judged)}, {left} left. Written to {self.book.path}.")

    def _act(self, answer: str, claim: Claim) -> None:
        if answer == "a":
            self._write(claim, Verdict.CONFIRMED, None)
        elif answer == "r":
            self._write(claim, Verdict.REJECTED, None)
        elif answer == "c":
            self._correct(claim)
        elif answer == "s":
            self.place += 1
        elif answer == "u":
            self._undo()
        else:
            say("Type one of a, c, r, s, u, q.")

    def _show(self, claim: Claim) -> None:
        from prepoll.review import passage

        cut, made = passage(claim), claim.statement
        on, off = ("\x1b[7m", "\x1b[0m") if sys.stdout.isatty() else ("»", "«")
        say(f"\n{self.place + 1} of {len(self.claims)}: {claim.article.id}, {claim.article.date}")
        say(f"{cut.before}{on}{cut.claim}{off}{cut.after}")
        held = ((name, getattr(made, name)) for name in SHOWN)
        say(f"→ {_said(made)}" + "".join(f"; {name}: {value}" for name, value in held if value))
        if claim.judgement is not None:
            say(f"  {claim.judgement.verdict} by {claim.judgement.by} on {claim.judgement.at.date()}")

    def _correct(self, claim: Claim) -> None:
        from prepoll.ledger.judging import correction_defects

        text = self._ask("field=value; field=value (empty: back) > ").strip()
        if not text:
            return
        problems = [f"{found.problem}. {found.way_out}" for found in correction_defects(text)]
        problems += self._unknown(text)
        if problems:
            say("\n".join(problems))
        else:
            self._write(claim, Verdict.CORRECTED, text)

    def _unknown(self, text: str) -> list[str]:
        """Say which parties of a correction the case does not have."""
        known = {party.code for party in self.case.parties if party.kind is not PartyKind.OTHER}
        parts = (part.partition("=") for part in text.split(";"))
        given = {name.strip(): value.strip() for name, _, value in parts}
        empty = {"", "none", "null", "-"}
        named = [given.get("actor", ""), given.get("target", "")]
        codes = ", ".join(sorted(known))
        return [f"There is no party {code!r}. Codes: {codes}." for code in named if code not in known | empty]

    def _write(self, claim: Claim, verdict: Verdict, correction: str | None) -> None:
        from prepoll.review import Entry

        now = datetime.now(UTC)
        known = self.case.as_of if now.date() > self.case.as_of else None
        self.book.add(Entry(claim.statement.id, verdict, correction, self.by, now, known))
        self.judged.append(self.place)
        self.place += 1

    def _undo(self) -> None:
        if not self.judged:
            say("Nothing was judged in this session.")
            return
        self.book.take_back()
        self.place = self.judged.pop()

    def _ask(self, question: str) -> str:
        """Read one line; the end of the input is as good as stopping."""
        say(question, end="")
        sys.stdout.flush()
        line = sys.stdin.readline()
        return line.strip() if line else "q"
