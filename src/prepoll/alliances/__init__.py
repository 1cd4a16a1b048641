"""Room 6: structures, slates, votes, winners and ties."""

from prepoll.alliances.chances import SeatChance, seat_chances
from prepoll.alliances.links import Link
from prepoll.alliances.loading import load_native_code
from prepoll.alliances.outcomes import difference, evaluate, interval, outcome_id
from prepoll.alliances.rebels import Rebel, case_rebels, draw_rebels, told_rebels
from prepoll.alliances.search import default_players, players_of, rank_structures, search
from prepoll.alliances.slates import claimed_slate, optimised_slate, strongest_slate
from prepoll.alliances.structures import Base, alone, base, base_structure, judge, partitions
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
    "Base",
    "Bloc",
    "Election",
    "Interval",
    "Link",
    "Outcome",
    "Ranked",
    "Rebel",
    "RecognitionRule",
    "SeatChance",
    "Slate",
    "StandDown",
    "Structure",
    "Worth",
    "alone",
    "base",
    "base_structure",
    "case_rebels",
    "claimed_slate",
    "count_votes",
    "default_players",
    "difference",
    "draw_rebels",
    "evaluate",
    "interval",
    "judge",
    "load_native_code",
    "objective_draws",
    "optimised_slate",
    "outcome_id",
    "partitions",
    "players_of",
    "rank_structures",
    "search",
    "seat_chances",
    "strongest_slate",
    "told_rebels",
    "worth",
]
