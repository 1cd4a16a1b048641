"""Room 7: who stands where: the optimum, and the norms people argue with."""

from prepoll.sharing.counts import Due, proportional
from prepoll.sharing.offers import value_offer
from prepoll.sharing.past import last_finish
from prepoll.sharing.share import NO_DEMANDS, Sitting, share_seats
from prepoll.sharing.types import Demands, Infeasible, Norm, OfferSide, OfferValue, Sharing

__all__ = [
    "NO_DEMANDS",
    "Demands",
    "Due",
    "Infeasible",
    "Norm",
    "OfferSide",
    "OfferValue",
    "Sharing",
    "Sitting",
    "last_finish",
    "proportional",
    "share_seats",
    "value_offer",
]
