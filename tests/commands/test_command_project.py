"""`prepoll project` says how old the newest poll is that its figures rest on."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from prepoll.case import load_case
from prepoll.cli import app
from prepoll.commands.project import newest_poll

CASE = "cases/jammu-kashmir-2024"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["project", *arguments, "--draws", "20"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2024-04-20", "No poll is of the last 14 days. The newest poll (ABP-CVoter) is of 2024-03-14, 37 days before"),
        ("2024-03-15", "\nThe newest poll (ABP-CVoter) is of 2024-03-14, the day before 2024-03-15.\n"),
        ("2022-01-01", "No poll is known on 2022-01-01; the figures rest on past results and reports.\n"),
    ],
)
def test_the_newest_poll_is_named_with_its_age(day: str, sentence: str) -> None:
    assert sentence in run(CASE, "--as-of", day)


def test_programs_get_the_newest_poll() -> None:
    newest = json.loads(run(CASE, "--as-of", "2024-04-20", "--json"))["newest_poll"]
    assert newest == {"pollster": "ABP-CVoter", "day": "2024-03-14", "days_before": 37}
    assert json.loads(run("cases/new-zealand-2011", "--json"))["newest_poll"] is None


def test_all_pollsters_of_the_newest_day_are_named_whatever_the_order_of_rows() -> None:
    case = load_case(CASE)
    last = max(case.polls, key=lambda poll: str(poll.published))
    polls = (replace(last, pollster="Other"), last, replace(last, pollster="Another"))
    for some in (polls, polls[::-1]):
        newest = newest_poll(replace(case, polls=(*case.polls, *some)))
        assert newest is not None
        assert newest["pollster"] == "ABP-CVoter, Another, Other"
