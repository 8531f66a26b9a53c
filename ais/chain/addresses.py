"""Addresses that contracts will have."""

from __future__ import annotations

from eth_typing import ChecksumAddress, HexAddress, HexStr
from web3.types import Nonce
from web3.utils.address import get_create_address

__all__ = ["predict_addresses"]


def predict_addresses(sender: str, start_nonce: int, count: int) -> list[str]:
    """Addresses of contracts that an account creates with ``count`` nonces from ``start_nonce``.

    They hold if nothing else uses these nonces.
    """
    account = ChecksumAddress(HexAddress(HexStr(sender)))
    nonces = map(Nonce, range(start_nonce, start_nonce + count))
    return [str(get_create_address(account, nonce)) for nonce in nonces]
