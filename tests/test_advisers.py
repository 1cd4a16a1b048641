"""Advice is the same wherever it is worked out, also when the process beside is ended."""

import os
import signal

import pytest

from prepoll.advisers import Advisers, Desk, at_hand
from prepoll.errors import UsageError
from prepoll.study import Study


@pytest.fixture(scope="module")
def study(root):
    return Study(root / "cases" / "jammu-kashmir-2024", draws=200)


@pytest.fixture(scope="module")
def desk(study):
    return Desk(study.case, study.ledger, study.election, study.strength, study.objective())


def test_what_another_process_advises_is_what_this_one_advises(study, desk):
    parties = study.focal(("JKAP", "DPAP", "JKPC"))
    with Advisers(1) as beside:
        made = beside.advise(desk, parties)
    assert tuple(made) == parties
    assert made == {party: desk.advise(party) for party in parties}


def test_a_process_that_is_ended_costs_time_and_no_advice(study, desk):
    parties = study.focal(("JKAP", "DPAP"))
    with Advisers(1) as beside:
        beside._pool.submit(os.kill, os.getpid(), 0).result()  # it is up
        for process in list(beside._pool._processes.values()):
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        made = beside.advise(desk, parties)
    assert made["DPAP"] == desk.advise("DPAP")


def test_an_error_beside_is_the_error_here(study, desk):
    with Advisers(1) as beside, pytest.raises(UsageError):
        beside.advise(desk, ("JKAP", "XXX"))


def test_a_brief_of_several_parties_has_the_same_bytes_on_several_processors(study, monkeypatch):
    from prepoll import study as rooms
    from prepoll.brief import as_json

    monkeypatch.setattr(rooms, "WORTH_ANOTHER", 0)
    at_once = Study(study.folder, draws=200).brief(processes=2)
    assert as_json(at_once) == as_json(study.brief())


def test_there_is_at_least_one_processor():
    assert at_hand() >= 1
