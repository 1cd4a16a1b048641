"""Codes, columns and choices, each spelt once."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PartyCode = str
SeatCode = str
UnitCode = str
RegionCode = str

OTHERS: Final = "OTHERS"
NOTA: Final = "NOTA"
NONVOTERS: Final = "NONVOTERS"
RESIDUAL: Final = (OTHERS, NOTA, NONVOTERS)
"""The last three columns of every strength table; none of them can win."""

WHOLE_CASE: Final = "*"


class Stance(StrEnum):
    """What a party says or does towards another about fighting the coming election together."""

    SEEKS = "seeks"
    OPEN = "open"
    TALKS = "talks"
    OFFERS = "offers"
    DEMANDS = "demands"
    AGREED = "agreed"
    SEAT_DEAL = "seat_deal"
    SUPPORTS = "supports"
    ALONE = "alone"
    RULES_OUT = "rules_out"
    BREAKS = "breaks"
    DENIES = "denies"


UNDIRECTED: Final = frozenset({Stance.TALKS, Stance.AGREED, Stance.SEAT_DEAL})
"""Stances that hold for a pair, in either order."""


class Attribution(StrEnum):
    """Who stands behind a statement."""

    NAMED = "named"
    SOURCES = "sources"
    REPORTER = "reporter"


class Stage(StrEnum):
    """How far talks have come."""

    INITIAL = "initial"
    ADVANCED = "advanced"
    FINAL = "final"


class Relation(StrEnum):
    """Where two parties stand towards each other."""

    ALLIED = "allied"
    TALKING = "talking"
    OPEN = "open"
    SUPPORTING = "supporting"
    RULED_OUT = "ruled_out"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What a relation means for a structure with both parties in one bloc."""

    BOUND = "bound"
    FREE = "free"
    SOFTLY_BARRED = "softly_barred"
    BARRED = "barred"


class Verdict(StrEnum):
    """A person's judgement of a statement."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class PartyKind(StrEnum):
    """What a row of parties.csv is."""

    PARTY = "party"
    BLOC = "bloc"
    OTHER = "other"


class LineageKind(StrEnum):
    """How a party came from another."""

    SPLIT = "split"
    MERGE = "merge"
    RENAME = "rename"


class ElectionKind(StrEnum):
    """What was elected."""

    PARLIAMENT = "parliament"
    ASSEMBLY = "assembly"
    LOCAL = "local"


class FrontKind(StrEnum):
    """What partners had agreed in a past election."""

    SEAT_SHARING = "seat_sharing"
    FRIENDLY_CONTEST = "friendly_contest"
    SUPPORT = "support"
    COURTESY = "courtesy"
    STOOD_ASIDE = "stood_aside"
    ALONE = "alone"


class FrontStands(StrEnum):
    """Whether a member of a front was on the ballot."""

    ALL = "all"
    SOME = "some"
    STANDS = "stands"
    SUPPORTS = "supports"
    ABSENT = "absent"


class PollKind(StrEnum):
    """When voters were asked."""

    OPINION = "opinion"
    EXIT = "exit"


class Sphere(StrEnum):
    """Where a field report comes from."""

    POLITICAL = "political"
    PARLIAMENTARY = "parliamentary"
    FIELD = "field"
    PRESS = "press"
    ELECTION = "election"


class ReportKind(StrEnum):
    """What a field report is about."""

    STRENGTH = "strength"
    TRANSFER = "transfer"
    PARTNER_ACCEPTANCE = "partner_acceptance"
    REBEL_RISK = "rebel_risk"
    CANDIDATE = "candidate"
    ISSUE = "issue"
    OTHER = "other"


class Measure(StrEnum):
    """What the number of a field report says."""

    SHARE_VALID = "share_valid"
    SHARE_ADDED = "share_added"
    SHARE_ELECTORATE = "share_electorate"
    VOTES = "votes"
    LEAD = "lead"
    RANK = "rank"
    SEATS_WON = "seats_won"
    TRANSFER = "transfer"
    RATIO = "ratio"
    NONE = "none"


class Leak(StrEnum):
    """Where those go who do not follow their party, or desert it."""

    OTHERS = "others"
    """To other candidates too, as estimated."""
    ABSTAIN = "abstain"
    """Nowhere: they stay at home, and nothing flows between blocs."""


class AlliancesBy(StrEnum):
    """Over what an alliance is made."""

    CASE = "case"
    REGION = "region"


DEFAULT_DRAWS: Final = 2000
DEFAULT_SEED: Final = 20240319
