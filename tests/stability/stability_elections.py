"""Small cases and elections for stability."""

from datetime import date

import numpy as np

from prepoll.alliances import Election
from prepoll.case.types import Case, Objective, Publication
from prepoll.ledger.types import Bar, Ledger
from prepoll.names import RESIDUAL, AlliancesBy
from prepoll.strength.types import Draws
from prepoll.transfer.types import FixedTransfers

DAY = date(2024, 3, 19)
SEATS = Objective("seats", "Expected seats", None, strict=False, rivals=(), default=True)
VOTES = Objective("votes", "Votes", None, strict=False, rivals=(), default=True)
DEPOSITS = Objective("deposits", "Deposits saved", 1 / 6, strict=True, rivals=(), default=True)
RECOGNITION = Objective("recognition", "Recognition", 0.08, strict=False, rivals=(), default=True)
DENY_E = Objective("deny_e", "Seats denied to E", None, strict=False, rivals=("E",), default=True)
NOTHING = (
    *("regions", "past", "parties", "blocs", "lineage", "people", "seats", "units", "results", "fronts"),
    *("positions", "polls", "reports", "articles", "judgements", "boundaries"),
)


def small_case(objective=SEATS, by=AlliancesBy.REGION):
    nothing = dict.fromkeys(NOTHING, ())
    return Case(
        folder="small",
        title="Small",
        country=None,
        rule="plurality",
        as_of=DAY,
        election_date=None,
        alliances_by=by,
        focal=(),
        objectives=(objective,),
        publication=Publication(None, None),
        **nothing,
    )


def ledger_with(*bars, bonds=()):
    rows = tuple(Bar(a, b, soft, (), (), f"{a} rules out {b}") for a, b, soft in bars)
    return Ledger(DAY, (), (), (), (), rows, tuple(bonds), ())


def random_election(seed, parties=("A", "B", "C", "D", "E"), regions=("K", "K", "J"), n_draws=7):
    rng = np.random.default_rng(seed)
    labels = (*parties, *RESIDUAL)
    n, k = len(regions), len(parties)
    share = rng.integers(0, 7, size=(n, len(labels), n_draws)) + 0.0
    share[:, :k] *= rng.random((n, k, 1)) < 0.8
    share[:, k - 1] += 1
    share[:, k - 2] *= rng.choice([1.0, 0.1])  # at times too small to be tried as a partner
    share[:, -1] += 10
    share /= share.sum(axis=1, keepdims=True)
    tau = {(q, c): float(rng.choice([0.25, 0.75, 1.0])) for q in parties for c in parties if q != c}
    beta = {(c, q): float(rng.choice([0.0, 0.125])) for q in parties for c in parties if q != c}
    return election_of(share, labels, regions, tau, beta)


def planted(own, regions, tau=1.0, parties="ABE"):
    """Make an election with own strengths as given, one row a seat, the same in two draws."""
    labels = (*parties, *RESIDUAL)
    share = np.zeros((len(own), len(labels), 2))
    share[:, : len(parties)] = np.array(own)[:, :, None]
    share[:, -1] = 1 - share.sum(axis=1)
    pairs = {(q, c): tau for q in parties for c in parties if q != c}
    return election_of(share, labels, regions, pairs, {})


def election_of(share, labels, regions, tau, beta):
    seats = tuple(f"S{i + 1}" for i in range(len(regions)))
    draws = Draws(share.astype(np.float32), seats, labels, np.linspace(1e5, 2e5, len(seats)))
    transfers = FixedTransfers(seats, labels, share.shape[2], tau, {}, beta)
    return Election(draws, transfers, dict(zip(seats, regions, strict=True)))
