"""What is said once it is late: nominations closed, polls closed, a party that is not founded yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from prepoll.advice import advise
from prepoll.advice.bench import SEATS
from prepoll.alliances import Election
from prepoll.case.types import Case
from prepoll.chance import generator
from prepoll.errors import UsageError
from prepoll.ledger import build_ledger
from prepoll.ledger.types import Ledger
from prepoll.strength import assess, draw_strength
from prepoll.transfer import prior_transfers


@pytest.fixture(scope="module")
def ledger(kashmir: Case) -> Ledger:
    return build_ledger(kashmir, [])


@pytest.fixture(scope="module")
def election(kashmir: Case) -> Election:
    draws = draw_strength(assess(kashmir), 60, generator(1, "strength"))
    return Election(draws, prior_transfers(kashmir, draws, 1), kashmir.region_of)


def test_after_the_last_poll_nothing_is_advised(kashmir: Case, ledger: Ledger, election: Election) -> None:
    last = max(seat.polling_day for seat in kashmir.seats if seat.polling_day)
    found = advise(replace(kashmir, as_of=last + timedelta(days=1)), ledger, election, "JKAP", SEATS)
    assert found.verdict[0] == "The polls are closed: the last seat voted on 20 May."
    assert "Nothing is advised" in found.verdict[2]
    assert (found.options, found.find_out, found.would_change) == ((), (), ())
    on_the_day = advise(replace(kashmir, as_of=last), ledger, election, "JKAP", SEATS)
    assert "closed" not in on_the_day.verdict[0]


@pytest.mark.parametrize(("days", "withdraw"), [(1, True), (4, False)])
def test_after_the_last_nominations_a_deal_moves_voters_only(
    kashmir: Case, ledger: Ledger, election: Election, days: int, withdraw: bool
) -> None:
    last = max(seat.nominations_close for seat in kashmir.seats if seat.nominations_close)
    found = advise(replace(kashmir, as_of=last + timedelta(days=days)), ledger, election, "JKAP", SEATS)
    assert found.verdict[2].startswith("Nominations have closed in every seat, so names stay on the ballot and a deal")
    assert "moves voters only" in found.verdict[2]
    assert ("who withdraw by 6 May" in found.verdict[2]) is withdraw


def test_a_party_that_is_founded_later_cannot_be_advised(kashmir: Case, ledger: Ledger, election: Election) -> None:
    early = replace(kashmir, as_of=date(2020, 1, 1))
    with pytest.raises(UsageError, match="JKAP does not exist yet on 1 January 2020: it is founded on 8 March 2020"):
        advise(early, ledger, election, "JKAP", SEATS)
