"""Every constant of own strength, with its source.

"Record" below is a study of Indian general and assembly elections and of 156 published state polls,
elections to 2019 only. "Judgement" is ours: no count stands behind it yet. All log-sds are standard
deviations of the natural logarithm of a share of votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Final

from prepoll.names import FrontKind, Sphere


@dataclass(frozen=True, slots=True)
class Moves:
    """How far an effect on a party's log-strength is known at first and how it moves; log-sds."""

    start: float  # at the first moment, of a party that has stood in the case
    new: float  # the same, of a party that never stood
    year: float  # drift, for the root of a year
    own: float  # of each election of the coming kind, beside the drift
    other: float  # of each election of another kind
    kind: float  # common to all elections of another kind

    def part(self, share: float) -> Moves:
        """Return the moves that make up a share of the variance of these.

        >>> Moves(1.0, 1.0, 0.2, 0.3, 0.4, 0.5).part(0.25).other
        0.2
        """
        return Moves(*(float(share**0.5 * sd) for sd in astuple(self)))


CASE_MOVES: Final = Moves(start=0.7, new=1.4, year=0.3, own=0.3, other=0.4, kind=0.4)
"""A party's level in a state.

Chosen on the general elections of 2004 and 2009 in all states, but for `other` and `kind`: between an
assembly election and a general one within a year levels changed by a log-odds-sd of .42, as much as
between two general elections (.40), counts to 2013. From one general election to the next this adds up to
.79: far more than counts of parties that stood alone both times show (.40), as what a party has where it
shared seats, split or was new is known less well than its model says.
"""

SEAT_MOVES: Final = Moves(start=0.5, new=0.8, year=0.06, own=0.28, other=0.25, kind=0.25)
"""A party's deviation in a seat from that level.

Chosen as above; a log-sd that shrinks with the share did worse than a constant one.
"""

OTHERS_SEAT: Final = 2.0
"""Factor on how OTHERS move in seats: independents come and go, and one of them may be strong.

Chosen on the coverage of intervals in 2004 and 2009 (1, 2 and 3 were tried); scores do not change.
"""

REGION_SHARE: Final = 0.39
"""Part of the variance of seats that all seats of a region share, where a case has some (judgement: .25² of .40²)."""

NATION_SHARE: Final = 0.23
"""Part of the variance of levels that all states share (record: .25² of .46² + .25²)."""

FEDERATION: Final = 10
"""Regions from which on they are taken for the states of a nation, with swings of their own (judgement)."""

SEEN_PRIOR: Final = 0.03
"""Median share that a party which has stood in the case is taken to have before any count."""

NEW_PRIOR: Final = 0.01
"""Median share of a party that never stood.

Record: parties that stood in a state for the first time, general elections 1984 to 2009: median .003 of
those in under a third of the seats, .01 to two thirds, .025 above, with log-sds of 1.6, 2.0 and 2.1.
"""

LEFT_OUT: Final = (0.25, 0.49)
"""Log by which a party is weaker where it left seats out: the first, and the second times −log of its part of seats.

Record: general elections 1977 to 2009, 1,185 seats in which a party stood that it had left out the time
before, its share against its former mean where it had stood: median factor .13 for those that had stood in
under 5 % of the seats, .20 to 10 %, .24 to 20 %, .44 to 40 %, .46 to 60 %, .63 to 80 %, .73 above. Parties
that shared seats with partners do not differ from those that stood alone.
"""

LEFT_OUT_LOG_SD: Final = 0.6
"""Log-sd of a party's strength in such a seat beside that in seats it fought.

Chosen on 2004 and 2009 (.6, .9 and 1.2 were tried; record, as above: 1.3 in all).
"""

POOLING: Final = 0.5
"""Part of the way that strengths go from what all elections say to what the newest one of each kind says alone.

Chosen on the general elections of 2004 and 2009 (0, .3, .5, .6 and 1 were tried): log score .98 instead of .995.
The simpler rule is the same model without older elections: the newest count and the swing that nobody knows.
"""

WIDTH_TYPICAL: Final = 0.25
"""Median share of votes to which the levels of the next two belong."""

WIDTH_SHARED: Final = (0.9, 0.2, 0.5, 3.0)
"""Factor on the log-sds that seats share: its level, the power with which it grows for smaller shares, its bounds.

Without it 90 % intervals held 36 % of the shares of which under 2 % were expected, 76 % under 5, 80 % between 5 and
20, 91 % between 20 and 35, 98 % above (2004 and 2009). Levels of 1, .9, .85 and .8 and powers of 0, .1, .2
and .3 were tried on 2004 and 2009 for coverage, width and log score, with 2014 looked at beside them.
"""

WIDTH_OWN: Final = (0.9, 0.6, 0.6, 3.0)
"""The same for the log-sds of each seat (powers of 0 to .7, levels of .6 to 1, lower bounds of .5 to 1 were tried)."""

WIDTH_MOST: Final = 2.5
"""Log-sd beyond which that widens nothing: a little over the widest of `NEW_PRIOR` (1.6, 2.1, 2.5 and none tried)."""

WIDTH_MEAN: Final = 0.5
"""Part of what wider doubt would raise the mean share by that the median falls by (0, .3 to .7 and 1 were tried).

At 0 small parties are expected too large, all together; at 1 half of all shares lie above their median by far.
"""

TURNOVER: Final = (0.22, 0.6)
"""Part of a seat's votes that changes party from one election to the next, typically, and the power of its effect.

Where more has changed, log-sds of the coming election are larger; powers of 0, .3, .5, .6, .7 and 1 were tried on
2004 and 2009, which hardly tell, with 2014, which would have liked 1.
"""

TURNOVER_FACTOR: Final = (0.7, 1.3)
"""Bounds of the factor on log-sds that follows from it (judgement)."""

COUNT_LOG_SD: Final = 0.05
"""Log-sd of a count beside all else: spoilt votes, postal votes, candidates."""

TAIL: Final = 4.0
"""Degrees of freedom of draws (record: kurtosis 7 of changes of level, 8 to 30 of changes in seats, 1977 to 2009)."""

TRANSFER: Final[Mapping[FrontKind, float]] = {
    FrontKind.SEAT_SHARING: 0.45,
    FrontKind.SUPPORT: 0.4,
    FrontKind.COURTESY: 0.4,
    FrontKind.STOOD_ASIDE: 0.25,
}
"""Share of a party's own voters who voted for the partner that stood for it in a past election.

Seat sharing: chosen on the general elections of 2004 and 2009 (.3, .45, .6 and .75 were tried; the record's
slope on a partner's former vote is .30, sd .21). The others in proportion to what was judged before.
"""

RATE_LOG_SD: Final = (0.2, 0.3)
"""Log-sds of a past transfer rate: common to all contests of one pair in one election, and of one contest.

Chosen on 2004 and 2009, which hardly tell: twice as much does as well to .002 of the log score.
"""

LOW_TURNOUT: Final = 0.35
"""Extra log-sd for each unit of log by which turnout fell short of the usual (judgement: a boycott picks voters)."""

COVERAGE_POWER: Final = 0.5
"""A party seen in a part c of a seat has c to this power of that strength in the whole seat.

Record: parties that stood in part of a seat's segments at an assembly election and in the whole seat
at a general election within two years (1,840 cases): .2 to .3 of their share at c = .1, .45 at .2,
.67 at .33, .8 at .5, .95 at .9. They picked their best places.
"""

COVERAGE_LOG_SD: Final = 0.8
"""Log-sd of that reading, times the root of 1 − c (record: 1.1 in all at c = .15, .65 of it at c = 1 too)."""

FULL_COVERAGE: Final = 0.97
"""A part of a seat's votes from which on a count is taken as the whole seat's."""

SPLIT_WEIGHT: Final = (0.12, 0.01, 0.50)
"""Expected share of the parent's voters, low and high, for a split without a weight (judgement: unnoticed)."""

SPLIT_LEAST_LOGIT_SD: Final = 1.16
"""A split's share is never surer than this on the logit scale.

Record: eleven noticed breakaways took .49 of parent and child together, sd .29: .29 / (.49 · .51).
"""

SPLIT_MOST_LOG_SD: Final = 1.3
"""A split's log-sd is never wider than this: beyond it the mean of a log-normal says nothing of the weight."""

SPLIT_SEAT: Final = 0.5
"""Log-sd of the split's share from seat to seat around its share in the case (judgement: leaders have home seats)."""

SPLIT_SIBLING_LOG_SD: Final = 0.2
"""Least log-sd of a second child of one day, whose share already varies with what the first one took (judgement)."""

POLL_LOG_SD: Final = ((0.10, 0.70), (0.20, 0.33), (0.35, 0.22), (1.01, 0.14))
"""Total log-sd of a state poll up to 100 days before polling, for shares below each bound (record, 227 figures)."""

POLL_OLD_DAYS: Final = 100
"""Days before the election beyond which a poll counts as old."""

POLL_OLD_FACTOR: Final = 11.2 / 6.3
"""Factor on the log-sd of an old poll (record: sd 11.2 points against 6.3)."""

POLL_SHARED: Final = 0.7
"""Part of the surer poll's error variance that two polls on one party share: 5.5² of 6.3² (record: .63 to .76)."""

EXIT_FACTOR: Final = 4.5 / 6.3
"""Factor on the log-sd of an exit poll (record: sd 4.5 points against 6.3)."""

REPORT_BIAS: Final[Mapping[Sphere, float]] = {
    Sphere.POLITICAL: 0.35,
    Sphere.PARLIAMENTARY: 0.25,
    Sphere.FIELD: 0.20,
    Sphere.PRESS: 0.10,
    Sphere.ELECTION: 0.0,
}
"""By how much, in log, a report overstates the side it speaks of (judgement: factors 1.42, 1.28, 1.22, 1.11, 1)."""

RIVAL_BIAS: Final = -0.5
"""Factor on that bias where the reporter belongs to another party than the one spoken of (judgement)."""

REPORT_LOG_SD: Final[Mapping[Sphere, float]] = {
    Sphere.POLITICAL: 0.6,
    Sphere.PARLIAMENTARY: 0.5,
    Sphere.FIELD: 0.5,
    Sphere.PRESS: 0.5,
    Sphere.ELECTION: 0.8,
}
"""Reliability of a reporter: log-sd added to the stated range (judgement).

Election: the count itself is sure, but it is of another election, mostly a local one, and years old:
`SWING_CASE` and .65 for the kind.
"""

REPORT_SHARED: Final = (0.7, 0.4)
"""Part of the surer row's error variance that two rows of one reporter share: on one party, on two (judgement)."""

ASSEMBLY_TURNOUT: Final = 0.5
"""Factor on the weight of an assembly or local election where turnout at a parliamentary one is wanted (judgement)."""

TURNOUT_LEAST_SD: Final = 0.25
"""Least logit-sd of turnout in a seat, whatever past elections say (judgement: 6 points around one half)."""

TURNOUT_CORRELATION: Final = (0.5, 0.3)
"""Correlation of turnout errors of any two seats, and what two seats of one region have on top (judgement)."""

TURNOUT_UNKNOWN: Final = (0.6, 0.5)
"""Turnout and its logit-sd where no past election gives electors (judgement)."""

NOTA_UNKNOWN: Final = (0.01, 0.5)
"""NOTA's share of the votes cast and its log-sd where it was not counted (record: about 1 %; sd judgement)."""

SKEWED: Final = (0.01, 0.9)
"""Median share and log-sd from which a note says that mean and median part: exp(.9² / 2) is 1.5."""

LEAST_SHARE: Final = 1e-5
"""A stander without a vote is read as this share, a party that is gone as well."""


def poll_log_sd(share: float) -> float:
    """Return the total log-sd of a poll that prints `share` (a fraction).

    >>> poll_log_sd(0.07), poll_log_sd(0.41)
    (0.7, 0.14)
    """
    return next(log_sd for below, log_sd in POLL_LOG_SD if share < below)


def moves_by_level(regions: int) -> tuple[Moves, Moves | None, Moves]:
    """Return the moves of the case, of its regions and of its seats, for a case of so many regions."""
    if regions == 1:
        return CASE_MOVES, None, SEAT_MOVES
    if regions < FEDERATION:
        return CASE_MOVES, SEAT_MOVES.part(REGION_SHARE), SEAT_MOVES.part(1.0 - REGION_SHARE)
    return CASE_MOVES.part(NATION_SHARE), CASE_MOVES.part(1.0 - NATION_SHARE), SEAT_MOVES
