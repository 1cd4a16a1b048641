"""Room 6: structures, slates, votes, winners and ties."""

from prepoll.alliances.outcomes import difference, evaluate, interval, outcome_id
from prepoll.alliances.slates import claimed_slate, strongest_slate
from prepoll.alliances.types import (
    ALONE,
    Bloc,
    Election,
    Interval,
    Outcome,
    Ranked,
    Slate,
    StandDown,
    Structure,
    Worth,
)
from prepoll.alliances.votes import count_votes
from prepoll.alliances.worth import INDIA, RecognitionRule, objective_draws, worth

__all__ = [
    "ALONE",
    "INDIA",
    "Bloc",
    "Election",
    "Interval",
    "Outcome",
    "Ranked",
    "RecognitionRule",
    "Slate",
    "StandDown",
    "Structure",
    "Worth",
    "claimed_slate",
    "count_votes",
    "difference",
    "evaluate",
    "interval",
    "objective_draws",
    "outcome_id",
    "strongest_slate",
    "worth",
]
