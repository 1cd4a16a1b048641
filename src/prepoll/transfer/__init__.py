"""Room 5: what a partner's voters do when their party stands down."""

from prepoll.transfer.abstaining import abstaining
from prepoll.transfer.posterior import Posterior, posterior_for, prior_hash, read_posteriors, stated
from prepoll.transfer.prior import PriorTransfers, ShiftedTransfers, prior_transfers, shifted
from prepoll.transfer.staying import with_names
from prepoll.transfer.types import FixedTransfers, TransferPrior, Transfers
from prepoll.transfer.wording import transfers_text

__all__ = [
    "FixedTransfers",
    "Posterior",
    "PriorTransfers",
    "ShiftedTransfers",
    "TransferPrior",
    "Transfers",
    "abstaining",
    "posterior_for",
    "prior_hash",
    "prior_transfers",
    "read_posteriors",
    "shifted",
    "stated",
    "transfers_text",
    "with_names",
]
