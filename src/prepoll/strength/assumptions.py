"""Every constant of own strength, with its source.

"Record" below is a study of Indian general and assembly elections and of 156 published state polls,
elections to 2019 only. "Judgement" is ours: no count stands behind it yet. All log-sds are standard
deviations of the natural logarithm of a share of votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prepoll.names import FrontKind, Sphere

SWING_CASE: Final = 0.46
"""Log-sd of a party's change, common to the whole case, from one election to the next (record: state .46 at 30 %)."""

SWING_SEAT_TOTAL: Final = 0.40
"""Log-sd of a party's change in a seat around its change in the case (record: seat .40)."""

SWING_REGION: Final = 0.25
"""The part of `SWING_SEAT_TOTAL` that all seats of a region share (judgement; the rest is the seat's own)."""

LEVEL_POWER: Final = 3.0
"""A party's level in the case has drifted since an election of weight w by half of SWING_CASE² · (w ** −3 − 1).

Record: the level of 2019 in a state is best told by 2014 alone (2009 gets .05 of the weight, none for
shares over 10 %), the pattern over its seats by .7 to .85 of 2014 and the rest of 2009. So the level
drifts and the newest counts; the pattern stays, and all elections count by their weight.
"""

LEVEL_MOST: Final = 1.0
"""Log-sd beyond which a level does not drift, however old the election (record: 1.0 from 2009 to 2019)."""

TINY_SHARE: Final = 0.10
"""Shares around and below this vary more from seat to seat (record: log-sd .6 below 10 %, .5 at 20 to 35 %)."""

TINY_FACTOR: Final = 0.5
"""The log-sd of a pattern over seats is times 1 + TINY_FACTOR · exp(−x / TINY_SHARE) at share x (record, as above)."""

TRANSFER: Final[Mapping[FrontKind, float]] = {
    FrontKind.SEAT_SHARING: 0.6,
    FrontKind.SUPPORT: 0.5,
    FrontKind.COURTESY: 0.5,
    FrontKind.STOOD_ASIDE: 0.3,
}
"""Share of a party's own voters who voted for the partner that stood for it in a past election.

Record: seat sharing lands 4.5 points (sd 13) under plain addition, the slope on the partner's former
vote is .30 (sd .21) and includes regression to the mean, so .6 for those who are still its own.
The others: judgement.
"""

TRANSFER_LOG_SD: Final = 0.45
"""Log-sd of a past transfer rate: .6 reads as .29 to 1 in nine cases of ten (record: sd 13 points)."""

TRANSFER_SHARED: Final = 0.5
"""Share of a transfer's error variance that all contests of one pair in one election have in common (judgement)."""

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

SEEN_PRIOR: Final = (0.05, 1.0, 0.6, 0.8)
"""Prior of a party that has stood in the case: median share, log-sds of case, region and seat.

Chosen on the general election of 2014 in all states: log score of the winning front 1.23, against 1.40
with log-sds of 2.0, 1.2 and 1.3, 1.21 with .7, .4 and .6 (`prepoll backtest DIR --test 2014`). Wider ones
leave the members of a front that never fought apart too far down.
"""

NEW_PRIOR: Final = (0.003, 0.8, 0.5, 0.75)
"""Prior of a party that never stood: median share, log-sds of case, region and seat (judgement)."""

NOT_STANDING: Final = (0.005, 1.0)
"""What it says, median share and log-sd, that a party left a seat out at the latest election of the coming kind.

Judgement. Not standing for a partner's sake is missing and says nothing. Leaving a seat out with no
partner to gain by it is a weak sign of a weak party, and keeps one that stood in one seat from
spreading over the case.
"""

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
