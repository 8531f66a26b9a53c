"""`docs/benchmarks.md`: what is measured and how, and the rows of one run."""

from __future__ import annotations

from collections.abc import Sequence

from .rows import Row

__all__ = ["render"]

_TEXT = """# Benchmarks

<!-- Made by ./scripts/bench --write-docs. Change the code, not this file. -->

`./scripts/bench` measures everything below and says which goals are met; `./scripts/bench --help`
names its parts. Every figure stands beside a peer (what a user would take today) or a limit (the
least work that does the same job), measured **in the same run**: figures of two machines, or of two
hours on one, say little; their ratios hold.

## How

- **Gas** is that of receipts. A fresh Anvil is started, the product's own deployer deploys the
  whole network, and every call is a transaction of its own, signed by an account that has the
  right to make it: storage is cold, Membership is the real one, and of what is measured nothing is
  mocked and nobody is impersonated. For every state-changing call the limit is the *floor*: base
  fee and calldata, the storage slots that the call changed (from the trace of the transaction),
  and its logs.
  What stands above it is reading, hashing and checking. A state-changing function that is
  neither called nor named as one that only another contract may call ends the run with an
  error. `Rewards.pay` stands beside a plain ERC-20 transfer. The draw is made where all 64
  seats are taken and the submitter has declared five affiliates and five competitors.
- **Groups** of 16, 256 and 4,096 members: the contracts let every leaf in, one by one, by their
  own rules. Only the measured member has keys and makes proofs. The others are listed, given
  standing and queued without signatures, and while they join a verifier that says yes stands in
  the place of Semaphore's; it is put back before anything is measured. The measured member's leaf
  comes last, at the place with the most hashes; of posts *later in an epoch* the dearest of three
  is printed. What a post costs must not tell the size of the group: the dearest of all sizes
  stands beside the cheapest.
- **A submission** stands beside the Ethereum Attestation Service (`attest` and `multiAttest` of
  32 bytes to one recipient), compiled with the same compiler and settings, on the same chain.
  EAS knows no policy, no roles and no readers. Ours is the dearest of five, theirs the cheapest
  of five.
- **Time to the data key**: the reader has the slots blob at hand (a store has compared its
  digest) and knows its position; from there to the data key, proven against its commitment. The
  peer is one open of a 32-byte key by `cryptography`'s HPKE. *Unchecked* is the same from bytes
  that nobody has looked at: digest, parsing and comparison with the chain come on top. *By
  trial* is the way without a position: every slot is tried, ours is the last.
- **A release** is sealed to 1,024 different keys on either side.
- **Check**: the same objects by `ais check`'s rules, in the bounded process in which they run,
  and by stix2-validator in this process. *One small file* includes the start of that process.
- **Submit**: from a file on the disk to the mined submission with its readers' release in the
  store, beside the sum of its parts done by libraries alone.
- **Witness and proof**: Semaphore v4 at depth 16, in a group of 1,000, by each prover that is here
  (the native one where Rust was there at set-up), beside `snarkjs` in Node with files in memory
  and one turn to warm up. All proofs are verified. Node runs first, then ours: not in turns.
- **A post**: from a member's statement to the call, beside witness and proof of `snarkjs` alone:
  ours also seals, derives and signs for the one-time key, verifies its own proof, and encodes.
- **The tree**: 4,096 leaves hashed from scratch, beside a limit of our own; one that changes,
  beside all of them.
- **An epoch of the demo**: 24 members, two posts each, two proofs at a time. Once, no median.
- **A simulated network**: 1,000 firms, 100 epochs, one seed, in one process, every token moved
  through the ledger. Beside it the ledger alone: as many openings, draws, settlements, dues and
  payments, and nobody who chooses, reads or judges. Once, no median.

Times of calculations are the processor's own; those of `check`, `submit`, and of everything that
`snarkjs` stands beside, which waits for other processes or takes several cores, are the clock's.
Product and peer take turns but where it says that they do not, and the medians are printed.
"""


def render(rows: Sequence[Row], machine: str) -> str:
    """The page."""
    lines = [_TEXT, "## One run", "", f"{machine}. A machine in use: look at the ratios.", ""]
    lines += ["| what | value | unit | beside it | value | ratio | goal | met |"]
    lines += ["|---|---:|---|---|---:|---:|---|---|"]
    for row in rows:
        met = {None: "", True: "yes", False: "**no**"}[row.met]
        cells = (
            row.name,
            f"{row.value:,}",
            row.unit,
            row.peer,
            f"{row.peer_value:,}",
            f"{row.ratio:.2f}",
            row.goal or "",
            met,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
