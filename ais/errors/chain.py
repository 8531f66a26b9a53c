"""Errors of talking to the chain: nodes, pins, signing, sending, waiting.

What a contract refuses is not here but in the module of its noun; ``ContractError`` is the root
of those, and ``ContractRefused`` is what stays where a revert could not be read.
"""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = [
    "AccessDenied",
    "ArtifactLinks",
    "ArtifactMismatch",
    "ArtifactMissing",
    "ChainError",
    "ContractError",
    "ContractMathFailed",
    "ContractMissing",
    "ContractReentered",
    "ContractRefused",
    "DeploymentInvalid",
    "DeploymentMismatch",
    "InsufficientFunds",
    "NodeAnswer",
    "NodesDisagree",
    "NodesUnreachable",
    "ReceiptTimeout",
    "TokenRefused",
    "TransactionLost",
    "TransactionRefused",
    "TransactionTooLarge",
    "WrongChain",
]


class ChainError(AisError):
    """Base of all that can go wrong between this client and the chain."""

    code = "chain-error"
    why = "the chain could not be used: {reason}"
    what_to_do = "Check the node URLs in the deployment file and that the network runs."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class NodesUnreachable(ChainError):
    """No node URL answered. ``nodes`` names hosts only: a URL may hold a password."""

    code = "nodes-unreachable"
    why = "no node answered ({nodes}): {reason}"
    what_to_do = "Start the network or correct the node URLs; what was journalled is sent later."
    fields: ClassVar[tuple[str, ...]] = ("nodes", "reason")


class NodeAnswer(ChainError):
    """A node answered with an error that has no class of its own, or with what is no answer."""

    code = "node-answer"
    why = "the node could not answer {method}: {reason}"
    what_to_do = "Try again; if it stays, use another node (its history may be pruned)."
    fields: ClassVar[tuple[str, ...]] = ("method", "reason")


class NodesDisagree(ChainError):
    """Two nodes give different hashes for the same block."""

    code = "nodes-disagree"
    why = "the nodes {nodes} give different hashes for block {block_number}"
    what_to_do = "Trust none of them yet: find out which one left the network, and remove its URL."
    fields: ClassVar[tuple[str, ...]] = ("nodes", "block_number")


class WrongChain(ChainError):
    """Chain id or genesis hash are not the pinned ones."""

    code = "wrong-chain"
    why = "this is another chain: its {what} is {found}, pinned is {pinned}"
    what_to_do = "Correct the node URLs. If the network was started anew, run `ais init` for it."
    fields: ClassVar[tuple[str, ...]] = ("what", "found", "pinned")


class DeploymentInvalid(ChainError):
    """The deployment file cannot be read as one."""

    code = "deployment-invalid"
    why = "the deployment file {path} cannot be used: {reason}"
    what_to_do = "Fetch the file again from the network's governor and compare its digest."
    fields: ClassVar[tuple[str, ...]] = ("path", "reason")


class DeploymentMismatch(ChainError):
    """The deployment is not the one that this member pinned."""

    code = "deployment-mismatch"
    why = "the deployment is not the pinned one: {what} is {found}, pinned is {pinned}"
    what_to_do = "Ask the governor whether the network was deployed anew before you pin it again."
    fields: ClassVar[tuple[str, ...]] = ("what", "found", "pinned")


class ContractMissing(ChainError):
    """No code, or other code than recorded, at a contract's address."""

    code = "contract-missing"
    why = "{contract} is not at {address} on this chain"
    what_to_do = "The node may lag behind, or the deployment file belongs to another network."
    fields: ClassVar[tuple[str, ...]] = ("contract", "address")


class ArtifactMissing(ChainError):
    """The package carries no ABI of that name."""

    code = "artifact-missing"
    why = "no artifact of the contract {contract} is in the package"
    what_to_do = "Run ./scripts/export in the checkout, or install the package again."
    fields: ClassVar[tuple[str, ...]] = ("contract",)


class ArtifactLinks(ChainError):
    """A contract's creation code and the libraries that it is linked to do not fit together."""

    code = "artifact-links"
    why = "the creation code of {contract} cannot be linked: {reason}"
    what_to_do = "Install the package again; in the checkout run ./scripts/export."
    fields: ClassVar[tuple[str, ...]] = ("contract", "reason")


class ArtifactMismatch(ChainError):
    """The package's ABI of a contract is not the one that was deployed."""

    code = "artifact-mismatch"
    why = "the package's {contract} is not the deployed one: {found}, deployed {pinned}"
    what_to_do = "Install the version of this client that the network's deployment file names."
    fields: ClassVar[tuple[str, ...]] = ("contract", "found", "pinned")


class TransactionRefused(ChainError):
    """Every node refuses the signed transaction for good; it had no effect."""

    code = "transaction-refused"
    why = "the transaction {tx_hash} is refused by the network: {reason}"
    what_to_do = "Correct the cause and run the same command again; nothing was done twice."
    fields: ClassVar[tuple[str, ...]] = ("tx_hash", "reason")


class TransactionTooLarge(ChainError):
    """More bytes than one transaction may have."""

    code = "transaction-too-large"
    why = "the transaction has {size} bytes, a transaction may have {most}"
    what_to_do = "Split the batch."
    fields: ClassVar[tuple[str, ...]] = ("size", "most")


class TransactionLost(ChainError):
    """Its nonce was used by a transaction that this journal does not know: no effect, for good."""

    code = "transaction-lost"
    why = "nonce {nonce} of {account} was used by a transaction this journal does not know"
    what_to_do = "Use one journal an account. Run the command again: it signs a new transaction."
    fields: ClassVar[tuple[str, ...]] = ("account", "nonce")


class InsufficientFunds(ChainError):
    """The account cannot pay the gas."""

    code = "insufficient-funds"
    why = "the account {account} cannot pay for gas"
    what_to_do = "Fund it with the chain's coin and run the command again; it goes on from there."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class ReceiptTimeout(ChainError):
    """No receipt before the deadline. The signed bytes stay in the journal."""

    code = "receipt-timeout"
    why = "no receipt for {tx_hash} within {seconds} s{note}"
    what_to_do = "Run the same command again: it sends the same bytes and goes on waiting."
    fields: ClassVar[tuple[str, ...]] = ("tx_hash", "seconds", "note")


class ContractError(ChainError):
    """A contract refused. Each of its custom errors is a class of its own below this one."""

    code = "contract-error"
    why = "the contract refused the call"
    what_to_do = "Look the code up in docs/errors.md."
    fields: ClassVar[tuple[str, ...]] = ()


class ContractRefused(ContractError):
    """A revert that no class stands for. ``reason`` is its text or its first four bytes."""

    code = "contract-refused"
    why = "the contract refused the call: {reason}"
    what_to_do = "Check that this client and the deployed contracts are of the same version."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class ContractMathFailed(ContractError):
    """A Solidity panic: overflow, division by zero, an index out of range, a failed assertion."""

    code = "contract-math-failed"
    why = "the contract stopped with panic {panic}"
    what_to_do = "This should not happen: report it with the command and its arguments."
    fields: ClassVar[tuple[str, ...]] = ("panic",)


class AccessDenied(ContractError):
    """The account has not the role that the call needs (OpenZeppelin's access management)."""

    code = "access-denied"
    why = "the account {account} may not make this call"
    what_to_do = "Use the account that holds the role, or ask the governor to grant it."
    fields: ClassVar[tuple[str, ...]] = ("account",)


class TokenRefused(ContractError):
    """The token refused a transfer: balance or allowance too small, or a forbidden address."""

    code = "token-refused"
    why = "the token refused the transfer ({reason}): there is {available}, needed is {needed}"
    what_to_do = "Top up the account's balance, or approve the contract for the amount, then retry."
    fields: ClassVar[tuple[str, ...]] = ("reason", "account", "available", "needed")


class ContractReentered(ContractError):
    """A call came back into a contract that was still at work."""

    code = "contract-reentered"
    why = "the call re-entered a contract that forbids it"
    what_to_do = "Call from an account without code, or from a contract that does not call back."
    fields: ClassVar[tuple[str, ...]] = ()
