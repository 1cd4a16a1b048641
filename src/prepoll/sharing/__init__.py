"""Room 7: who stands where: the optimum, and the norms people argue with."""

from prepoll.alliances.worth import by_law
from prepoll.sharing.counts import Due, proportional
from prepoll.sharing.desk import with_courtesies
from prepoll.sharing.leaving import best_courtesies
from prepoll.sharing.offers import value_offer
from prepoll.sharing.past import last_finish
from prepoll.sharing.seat_values import NOT_ADDITIVE, seat_tally, seat_value
from prepoll.sharing.share import NO_DEMANDS, Sitting, best_sharing, share_seats, share_seats_quickly
from prepoll.sharing.table import apart
from prepoll.sharing.terms import Wanted, margins, parties_below, share_terms
from prepoll.sharing.types import (
    Ask,
    DemandCost,
    Demands,
    FrontierPoint,
    Infeasible,
    Margins,
    Norm,
    OfferSide,
    OfferValue,
    OutsideOption,
    Price,
    Quota,
    Sharing,
    Team,
    Teams,
    Terms,
)

__all__ = [
    "NOT_ADDITIVE",
    "NO_DEMANDS",
    "Ask",
    "DemandCost",
    "Demands",
    "Due",
    "FrontierPoint",
    "Infeasible",
    "Margins",
    "Norm",
    "OfferSide",
    "OfferValue",
    "OutsideOption",
    "Price",
    "Quota",
    "Sharing",
    "Sitting",
    "Team",
    "Teams",
    "Terms",
    "Wanted",
    "apart",
    "best_courtesies",
    "best_sharing",
    "by_law",
    "last_finish",
    "margins",
    "parties_below",
    "proportional",
    "seat_tally",
    "seat_value",
    "share_seats",
    "share_seats_quickly",
    "share_terms",
    "value_offer",
    "with_courtesies",
]
