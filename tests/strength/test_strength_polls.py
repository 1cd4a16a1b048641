"""Polls read into figures with their errors: undecided, what is left out, houses, waves, regions."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from prepoll.names import FrontKind, PollKind
from prepoll.strength.assumptions import TRANSFER
from prepoll.strength.frame import frame_of
from prepoll.strength.polls import (
    REMAINDER_FACTOR,
    PollErrors,
    PollReader,
    poll_noise,
    polls_of,
)

ERRORS = PollErrors(scale=0.2, shared=0.6, own_house=0.9, old=2.0, own=0.0)


def figures(case, errors=ERRORS):
    frame = frame_of(case)
    reader = PollReader(case, frame, np.full(len(frame.seats), 60_000.0), errors)
    return [figure for poll in polls_of(case) for figure in reader.read(poll)[0]]


@pytest.fixture
def read(make, plain):
    def of(*polls, errors=ERRORS, **parts):
        return figures(replace(plain, polls=polls, **parts), errors)

    return of


def whole_poll(make, pollster="House", shares=(0.5, 0.3, 0.15, 0.05), **parts):
    return [make.poll(p, s, pollster=pollster, **parts) for p, s in zip(("A", "B", "C", "IND"), shares, strict=True)]


def test_the_error_of_one_share_is_that_of_a_small_sample(make, read):
    one = read(make.poll("A", 0.2))
    assert poll_noise(one) == pytest.approx(np.array([[0.2**2 * 0.8 / 0.2]]))
    assert one[0].log_sd == pytest.approx(0.4)


def test_errors_of_a_whole_poll_sum_to_zero(make, read):
    noise = poll_noise(read(*whole_poll(make)))
    share = np.array([0.5, 0.3, 0.15, 0.05])
    sizes = {figure.evidence.share: i for i, figure in enumerate(read(*whole_poll(make)))}
    order = [sizes[one] for one in share]
    noise = noise[np.ix_(order, order)]
    assert share @ noise @ share == pytest.approx(0.0, abs=1e-12)
    assert noise[0, 1] == pytest.approx(-(0.2**2))
    assert np.diagonal(noise) == pytest.approx(0.2**2 * (1 - share) / share)


def test_the_covariance_of_any_polls_has_no_negative_variance(make, read):
    rng = np.random.default_rng(2)
    for _ in range(20):
        polls = []
        for house in "PQPR":
            shares = rng.dirichlet(np.ones(4))
            day = date(2019, int(rng.integers(1, 13)), 20)
            region = str(rng.choice(["*", "North", "South"]))
            polls += whole_poll(make, house, shares.tolist(), day=day, region=region)[: int(rng.integers(1, 5))]
        noise = poll_noise(read(*polls))
        assert noise == pytest.approx(noise.T)
        assert np.linalg.eigvalsh(noise).min() > -1e-9 * np.trace(noise)


def mean_variance(noise):
    """Variance of the best mean of figures that all see one number."""
    return 1.0 / np.linalg.pinv(noise).sum()


def test_a_second_wave_adds_less_than_a_second_house(make, read):
    def known(*polls):
        return mean_variance(poll_noise(read(*(make.poll("A", 0.4, **poll) for poll in polls))))

    one = known({})
    other_house = known({}, {"pollster": "Other"})
    other_wave = known({}, {"day": date(2020, 1, 20)})
    assert other_house == pytest.approx(one * (1 + ERRORS.shared) / 2)
    assert other_wave == pytest.approx(one * (1 + ERRORS.own_house) / 2)
    old = known({}, {"pollster": "Other", "day": date(2019, 6, 1)})
    assert other_house < old <= one  # an old poll never makes it worse


def test_age_and_exit_polls_and_houses_have_their_factor(make, read):
    plain_sd = read(make.poll("A", 0.4))[0].log_sd
    assert read(make.poll("A", 0.4, day=date(2019, 6, 1)))[0].log_sd == pytest.approx(2 * plain_sd)
    assert read(make.poll("A", 0.4, kind=PollKind.EXIT))[0].log_sd == pytest.approx(ERRORS.exit * plain_sd)
    better = replace(ERRORS, houses={"House": 0.5})
    assert read(make.poll("A", 0.4), errors=better)[0].log_sd == pytest.approx(0.5 * plain_sd)


def test_polls_of_two_regions_share_nothing(make, read):
    noise = poll_noise(read(make.poll("A", 0.4, region="North"), make.poll("A", 0.3, pollster="B", region="South")))
    assert noise[0, 1] == 0.0


def test_undecided_are_divided_as_the_others_are(make, read):
    found = read(*whole_poll(make, shares=(0.45, 0.27, 0.135, 0.045)))
    assert sorted(figure.evidence.share for figure in found) == pytest.approx([0.05, 0.15, 0.3, 0.5])


def test_what_a_poll_leaves_out_is_read_as_all_others_and_is_unsure(make, read):
    found = read(make.poll("A", 0.5), make.poll("B", 0.3))
    rest = found[-1]
    assert rest.evidence.parties == ("C", "OTHERS")
    assert rest.evidence.share == pytest.approx(0.2)
    assert rest.log_sd == pytest.approx(REMAINDER_FACTOR * 0.2 * 2.0)
    assert "undecided" in rest.evidence.note
    assert len(read(make.poll("A", 0.5))) == 1  # too little is printed to say anything of the others


def test_a_bloc_that_shares_seats_holds_less_than_the_sum_of_its_members(make, plain):
    bloc, members = make.bloc("AB", "A", "B")
    case = replace(plain, parties=(*plain.parties, bloc), blocs=members, polls=(make.poll("AB", 0.5),))
    votes = {party: sum(row.votes for row in plain.results if row.party == party) for party in "AB"}
    part = {party: number / sum(votes.values()) for party, number in votes.items()}
    follow = TRANSFER[FrontKind.SEAT_SHARING]
    held = dict(zip(frame_of(case).parties, figures(case)[0].target.parties.tolist(), strict=True))
    assert held["A"] == pytest.approx(follow + (1 - follow) * part["A"], rel=1e-3)
    assert held["B"] == pytest.approx(follow + (1 - follow) * part["B"], rel=1e-3)
    assert held["C"] == 0.0


def test_an_error_of_stated_size_is_every_figures_own(make, read):
    stated = PollErrors(scale=0.0, shared=0.0, own=0.05)
    noise = poll_noise(read(*whole_poll(make), errors=stated))
    said = np.array([figure.evidence.share for figure in read(*whole_poll(make), errors=stated)])
    assert noise == pytest.approx(np.diag((0.05 / said) ** 2))
