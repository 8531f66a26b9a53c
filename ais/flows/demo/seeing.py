"""What is seen of it: by officers, by the whole network, by an outsider, by an auditor."""

from __future__ import annotations

from typing import Any

from ais.compliance.policies import Policy
from ais.events import AttestationPosted
from ais.flows.attestations import claims, group
from ais.flows.attestations.relaying import Delivery
from ais.flows.demo.stage import Stage
from ais.flows.demo.suppliers import AUDITOR, CUSTOMERS, LIAR, PRIME, REMOVED, SILENT
from ais.flows.demo.truth import handed_over, require, until
from ais.flows.home import Home
from ais.flows.join import set_network
from ais.index import Entry

__all__ = ["auditor", "corrections", "network", "officers", "outsider"]

#: What the officers must see of the second epoch.
_EXPECTED = {SILENT: "missing", LIAR: "contested", REMOVED: "removed", "ember": "failing (stale)"}


def corrections(stage: Stage) -> None:
    """Customers contest the lie and claim the silence, through relays as well."""
    stage.narrator.scene(
        "A lie is corrected, a silence is counted",
        "Only the customer can open the commitment; nobody learns from it who the supplier is.",
    )
    epoch = stage.next_epoch()
    group.tend(stage.party(PRIME))
    sent: dict[str, tuple[str, str]] = {}

    def tend() -> list[Delivery]:
        found = []
        for customer in CUSTOMERS:
            for each in claims.tend(stage.party(customer), at_once=True):
                what = each.kind.name.lower().replace("_", " ")
                sent[what] = (what, stage.cast[customer].name)
                found.append(each)
        return found

    handed_over(tend)
    rows = list(sent.values())
    stage.narrator.table("Handed to relays", ("what", "by (nobody else learns it)"), rows)
    overseer = stage.party("overseer")
    until(
        stage,
        "one contest and one claim are on chain",
        lambda: (len(overseer.sync().contests()), len(overseer.index.silences())),
        (1, 1),
        again=tend,
    )
    silence = overseer.index.silences()[0].event
    require(
        "the silence is that of the epoch before",
        holds=silence.epoch == epoch - 1,
        found=silence.epoch,
    )
    stage.narrator.say(
        f"{stage.cast[REMOVED].name} is silent too; its customer's client claims nothing about "
        "a removed supplier."
    )


def officers(stage: Stage) -> None:
    """Each customer opens what is for it, and nothing else."""
    stage.narrator.scene(
        "The officers' view", "Every customer reads its own suppliers, from its own node and keys."
    )
    met = set()
    for epoch in (2, 3):
        rows = []
        for customer in CUSTOMERS:
            told = stage.ais(customer, "attest", "suppliers", "--epoch", str(epoch))
            for each in told["suppliers"]:
                supplier = stage.key_of(each["supplier"])
                wanted = _EXPECTED.get(supplier) if epoch == 3 else None
                if wanted is not None:
                    met.add(supplier)
                    found = each["verdict"]
                    require(f"{supplier} is {wanted}", holds=found == wanted, found=found)
                rows.append((stage.cast[customer].name, stage.cast[supplier].name, *_shown(each)))
        columns = ("customer", "supplier", "verdict", "public flag", "scanner", "scanned")
        stage.narrator.table(f"Epoch {epoch}", columns, rows)
    require("each of them was looked at", holds=met == set(_EXPECTED), found=sorted(met))


def _shown(seen: dict[str, Any]) -> tuple[str, str, str, str]:
    flag = {None: "-", True: "compliant", False: "not compliant"}[seen["public"]]
    if seen["corrected"] is not None:
        flag += ", corrected"
    if seen["statement"] is None:
        return seen["verdict"], flag, "-", "-"
    said = seen["statement"]["predicate"]
    return seen["verdict"], flag, said["scanner"]["tool"], said.get("scannedAt", "-")[:10]


def network(stage: Stage, policy: Policy) -> None:
    """Counts that everybody sees, and nobody's name."""
    stage.narrator.scene(
        "The network's view", "Counts, never rates: a member's posts to itself say compliant."
    )
    picture = stage.folder / "network.svg"
    told = stage.ais(PRIME, "attest", "network", "--picture", str(picture))
    rows = [
        (each["epoch"], each["posted"], each["failing"], each["contested"], each["missing"])
        for each in told["epochs"]
    ]
    found = [row[1:] for row in rows if row[0] in (2, 3)]
    wanted = [(48, 4, 0, 0), (44, 4, 1, 1)]
    require("the counts are those of the story", holds=found == wanted, found=found)
    columns = ("epoch", "posted", "failing", "contested", "missing")
    stage.narrator.table(f"{policy.name}, for everybody to see", columns, rows)
    stage.narrator.say(f"The same as a picture: {picture.name}, {picture.stat().st_size:,} bytes.")


def outsider(stage: Stage, policy: Policy) -> None:
    """All that the chain says of five posts."""
    stage.narrator.scene(
        "What an outsider sees",
        "Every transaction, every byte; relays as senders, one size, keys never seen before.",
    )
    overseer = stage.party("overseer")
    posts = overseer.sync().posts(policy.digest, 3)
    rows = [_public(stage, each) for each in posts[:5]]
    columns = ("block", "sent by", "one-time key", "flag", "ciphertext", "calldata", "gas")
    stage.narrator.table("Five of the second epoch's posts", columns, rows)
    taus = {each.event.tau for each in overseer.index.posts()}
    sizes = {_public(stage, each)[4:6] for each in posts}
    require("no key is seen twice", holds=len(taus) == 48 + 44, found=len(taus))
    require("all posts have one size", holds=len(sizes) == 1, found=sizes)


def _public(stage: Stage, entry: Entry[AttestationPosted]) -> tuple[object, ...]:
    connection = stage.party("overseer").connection
    transaction = connection.ask("eth_getTransactionByHash", "0x" + entry.tx_hash.hex())
    receipt = connection.ask("eth_getTransactionReceipt", "0x" + entry.tx_hash.hex())
    event = entry.event
    return (
        entry.block_number,
        transaction["from"][:10],
        event.tau[:10],
        "compliant" if event.compliant else "not compliant",
        len(event.ciphertext),
        (len(transaction["input"]) - 2) // 2,
        int(receipt["gasUsed"], 16),
    )


def auditor(stage: Stage, policy: Policy) -> None:
    """One statement, handed over on purpose, verified by somebody who has none of these files."""
    stage.narrator.scene(
        "Evidence",
        "A pack names its supplier, opens one statement of one epoch, and nothing else.",
    )
    pack = stage.folder / "evidence.json"
    words = ("--supplier", str(stage.numbers["dunlin"]), "--policy", policy.name, "--epoch", "2")
    stage.ais(PRIME, "attest", "evidence", "export", *words, "--out", str(pack), "--yes")
    home = Home(stage.home(AUDITOR.key))
    home.make()
    stage.password_file(AUDITOR.key).write_text("", encoding="utf-8")
    set_network(home, stage.network)
    found = stage.ais(AUDITOR.key, "attest", "evidence", "verify", str(pack))
    named = stage.name_of(found["organisation"])
    require("the pack proves what Dunlin said", holds=named == "Dunlin Software", found=named)
    require("it said that it fails", holds=found["said"] is False, found=found["said"])
    stage.narrator.say(
        f"{stage.cast[AUDITOR.key].name} has a node and the deployment file, no key and no file of "
        f"Aurora's, and verifies: {named} said in epoch {found['epoch']} that it is not compliant."
    )
