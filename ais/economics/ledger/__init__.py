"""The contracts' money as a state machine in Python integers: ``Ledger`` and what its acts return.

It agrees with the deployed contracts in every claim, ratio, dues, multiplier, payout and balance
to the last unit, which a replay on a chain shows; it needs neither chain nor clock.
"""

from .books import Books, Close, Payment
from .clock import Clock
from .ledger import Ledger
from .members import Member, Members
from .pool import POOL, Pool
from .prices import Prices
from .seats import SEATS, Panelist, Seats
from .valuations import Opening, Settlement, Valuations

__all__ = [
    "POOL",
    "SEATS",
    "Books",
    "Clock",
    "Close",
    "Ledger",
    "Member",
    "Members",
    "Opening",
    "Panelist",
    "Payment",
    "Pool",
    "Prices",
    "Seats",
    "Settlement",
    "Valuations",
]
