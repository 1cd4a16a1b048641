"""Room 5: what a partner's voters do when their party stands down."""

from prepoll.transfer.prior import PriorTransfers, ShiftedTransfers, prior_transfers, shifted
from prepoll.transfer.types import FixedTransfers, TransferPrior, Transfers

__all__ = [
    "FixedTransfers",
    "PriorTransfers",
    "ShiftedTransfers",
    "TransferPrior",
    "Transfers",
    "prior_transfers",
    "shifted",
]
