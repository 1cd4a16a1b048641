"""The stated prior: what the record of measured alliances says of transfer, in numbers with their reasons.

Source: the table of 21 alliances in `docs/explanation/votes.md` (16 in elections to the Lok Sabha
2004–2019, 5 in state assemblies 2015–2019). In each, over the seats of the alliance, its share was
regressed on the former shares of the party that stood and of the partners that did not.

What it says, and what it does not. Over the 17 alliances whose own slope is .20 or more, the partners'
slopes add up to .50 of the own ones: where an alliance's own former votes still count, a partner's
former vote counts about half as much. Such slopes are too low for a follower rate, as a partner's
former shares are smaller and fluctuate more, which flattens its slope more than the own one. Levels
say more: the alliance's share less the lead party's own former share is .72 of the partners' former
share in the median seat, .82 in the median group of seats by leading party; but levels contain the
swing of the day, which runs from -.84 to 3.69. The stated median .60 lies between the slopes and the
levels; the spread is wide because neither separates followers from swing: one alliance has a partner's
slope as high as its own (.59 and .55), others none at all. About 90 % of transfers lie in .20–.90.

That closeness and a common past raise transfer, and by how much, is judgement: the record has no
measured distances. The size of leak and desertion is judgement too, as no count shows who left.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = "measured alliances to 2019 (docs/explanation/votes.md)"
JUDGEMENT: Final = "judgement of the prior (docs/explanation/votes.md)"

MEDIAN: Final = 0.60
"""Median transfer of a pair at neutral distance that has not fought together."""

PAIR_SD: Final = 0.50
"""Logit spread that both directions of a pair share: the alliance, the event."""
DIRECTION_SD: Final = 0.70
"""Logit spread of one direction."""
REGION_SD: Final = 0.45
"""Logit spread from region to region."""
SEAT_SD: Final = 0.50
"""Logit spread from seat to seat within a region; with the others about 1.09."""

NEUTRAL: Final = 0.35
"""The like-mindedness distance (0 to 1) at which nothing is shifted; also where positions are not known."""
CLOSENESS: Final = 1.5
"""Logit by which transfer rises from distance 1 to distance 0."""
TOGETHER: Final = 0.30
"""Logit by which transfer is higher where the pair has fought an election together."""

REPORT_SD: Final = 0.60
"""Logit error of a field report on transfer beyond its own range."""
REPORT_BIAS: Final = 0.30
"""Logit by which reporters over-state transfer between parties that want to be partners."""
ACCEPTANCE_SD: Final = 0.40
"""Further logit error of a report on acceptance: to accept a partner is not yet to vote for it."""

ABSTAIN: Final = 0.40
"""Share of those who leave that does not vote, on average, where every party stands."""
TO_OTHERS: Final = 0.05
"""Share of those who leave that goes to OTHERS."""
TO_NOTA: Final = 0.02
"""Share of those who leave that goes to NOTA."""
AFFINITY: Final = 3.0
"""A party's pull on leaving voters is its strength times exp(-AFFINITY · distance)."""
LEAK_SD: Final = 0.60
"""Logarithmic spread of each pull over draws, common to all seats."""
LEAK_REGION_SD: Final = 0.40
"""Logarithmic spread of each pull from region to region."""

DESERTION: Final = 0.03
"""Median share of a stander's own voters lost because of one partner at neutral distance."""
DESERTION_CLOSENESS: Final = 2.0
"""Logarithm by which desertion rises from distance 0 to distance 1."""
DESERTION_SD: Final = 0.80
"""Logarithmic spread of desertion common to all seats."""
DESERTION_SEAT_SD: Final = 0.40
"""Logarithmic spread of desertion from seat to seat."""
DESERTION_CAP: Final = 0.30
"""No partner costs more than this share."""
