"""Scenes 2 and 3: what is fit to share, sharing it, and who can read it and who cannot."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ais.crypto import OwnKey, check_slots
from ais.errors import AisError, SlotNotOurs
from ais.flows import balances, fetch, membership, money
from ais.flows.demo.cast import COMPANIES, OUTSIDER, company
from ais.flows.demo.stage import BLOCK_SECONDS, Stage
from ais.flows.demo.truth import require
from ais.flows.opening import open_submission
from ais.flows.terms import shown_policy

__all__ = ["check_and_share", "pay_dues", "read_and_fail", "submit", "who_reads"]

SPYWARE = "spyware/operation_triangulation.stix2"
FLAWED = "spyware/wyrmspy_dragonegg.stix2"
CSV = "csv/conti.csv"
PLAIN = "lists/javaghost.txt"
BATCH = "batch"
#: Long enough to be watched waiting, short enough for epoch 1.
EMBARGO_SECONDS = 20 * BLOCK_SECONDS


def check_and_share(stage: Stage) -> None:
    """Check what is there, then a single file, a batch in one transaction, one under embargo."""
    stage.narrator.scene(
        "Real indicators are checked and shared",
        "Content is sealed on the member's machine; the chain gets a commitment and the rules.",
    )
    _check(stage)
    membership.change(stage.party("registrar"), "suspend", stage.numbers["westwind"])
    stage.narrator.say(
        "The registrar suspends Westwind Energy: from here on no key is wrapped for it."
    )

    done = submit(stage, "northgrid", SPYWARE, "--readers", "energy,water", "--affected", "energy")
    stage.ids["spyware"] = ids_of(done)[0]
    done = submit(
        stage,
        "stackworks",
        BATCH,
        "--readers",
        "information,financial,health",
        "--affected",
        "information",
    )
    for number, name in enumerate(ids_of(done), 1):
        stage.ids[f"batch {number}"] = name
    words = ("--readers", "energy", "--embargo", f"{EMBARGO_SECONDS}s", "--skip-refused")
    done = submit(stage, "latecomer", PLAIN, *words)
    stage.ids["plain list"] = ids_of(done)[0]
    stage.narrator.say(
        "Solar Latecomer is a candidate: it may submit and be paid, and reads "
        "nothing. Its list stays closed to all until the embargo ends."
    )
    _show_public(stage)


def read_and_fail(stage: Stage) -> None:
    """Who reads what, and why not; what a suspension changes and what it does not."""
    stage.narrator.scene(
        "Who can read, and who cannot",
        "One key slot for every eligible member; a slot opens for its owner alone.",
    )
    done = stage.ais("rivermouth", "fetch", "--all")
    for taken in done["taken"]:
        stage.narrator.say(
            f"Rivermouth Water opened {taken['objects']} STIX objects of "
            f"{stage.name_of(taken['organisation'])}, "
            "verified against the chain."
        )
    fetch.fetch(stage.party("eastwind"))
    membership.change(stage.party("registrar"), "suspend", stage.numbers["eastwind"])
    stage.narrator.say(
        "Eastwind Energy has read the campaign; now the registrar suspends it. "
        "What was released cannot be taken back; what comes next will not "
        "reach it."
    )
    readers = ["rivermouth", "delta", "harbor", "campus", "westwind", "eastwind", "latecomer"]
    who_reads(stage, ["spyware", "batch 1", "plain list"], readers)
    _outsider_tries(stage)


def who_reads(stage: Stage, names: list[str], keys: list[str]) -> dict[tuple[str, str], bool]:
    """Let each try to open each; show it, with the reason where it cannot."""
    found: dict[tuple[str, str], bool] = {}
    rows = []
    for key in keys:
        cells = []
        for name in names:
            why = _try(stage, key, stage.ids[name])
            found[key, name] = not why
            cells.append(why or "reads")
        rows.append((company(key).name, *cells))
    stage.narrator.table("Who opens what", ("member", *names), rows)
    return found


# ---- private ---------------------------------------------------------------------------------


def _check(stage: Stage) -> None:
    paths = [str(stage.examples / "data" / each) for each in (SPYWARE, FLAWED, CSV, PLAIN, BATCH)]
    found = stage.ais("northgrid", "check", *paths)
    rows = [
        (
            each["path"].rpartition("data/")[2],
            each["format"],
            each["objects"],
            each["accepted"],
            len(each["refused"]),
            len(each["benign"]),
            _reason(each),
        )
        for each in found
    ]
    columns = ("file", "format", "objects", "accepted", "refused", "benign", "first reason")
    stage.narrator.table("What would be shared: no key, no chain, no network needed", columns, rows)


def _reason(found: dict[str, Any]) -> str:
    if not found["refused"]:
        return ""
    first = found["refused"][0]
    return f"{first['path']}: {first['message']}"[:90]


def submit(stage: Stage, key: str, what: str, *words: str) -> dict[str, Any]:
    """Submit a file or folder of the examples, by a process in the member's home."""
    path = stage.examples / "data" / what
    done: dict[str, Any] = stage.ais(key, "submit", str(path), *words)
    objects = sum(item["objects"] for item in done["items"])
    slots = done["released_to"]
    told = f"released to {slots} slots" if slots else "no key before the embargo ends"
    stage.narrator.say(
        f"{company(key).name} submits {objects} objects of {len(done['items'])} "
        f"file(s) in one transaction; {told}."
    )
    return done


def ids_of(done: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(item["submission_id"][2:]) for item in done["items"]]


def _show_public(stage: Stage) -> None:
    record = stage.party("overseer").sync().submission(stage.ids["spyware"])
    shown = shown_policy(record.policy)
    rows = [
        ("submission id", "0x" + record.submission_id.hex()),
        ("commitment", "0x" + record.item.commitment.hex()),
        ("ciphertext digest", "0x" + record.item.ciphertext_digest.hex()),
        ("readers' sectors", ", ".join(map(str, shown["readers"]))),  # type: ignore[call-overload]
        ("TLP, least tier", f"{shown['tlp']}, {shown['minimum_tier']}"),
        ("affected sector", shown["affected_sector"]),
    ]
    stage.narrator.table("All that everybody sees of the campaign", ("on the chain", "value"), rows)


def _try(stage: Stage, key: str, submission_id: bytes) -> str:
    """Why somebody cannot open a submission; empty where it can."""
    party = stage.party(key)
    party.sync()
    try:
        open_submission(party, submission_id)
    except AisError as error:
        reason = str(getattr(error, "reason", error.message))
        return reason.partition(";")[0]  # the first: what follows says of older releases
    return ""


def _outsider_tries(stage: Stage) -> None:
    """With the whole chain, every blob, and keys of its own."""
    party = stage.party(OUTSIDER.key)
    index = party.sync()
    own = OwnKey(party.keys.root().sealing_key(1, party.suite), bytes(32))
    tried = opened = 0
    for record in index.submissions():
        for made in index.releases(record.submission_id):
            blob = party.stores.get(made.slots_digest)
            binding = party.binding(made.submission_ids)
            slots = check_slots(blob, binding=binding, slots_digest=made.slots_digest)
            tried += slots.slot_count
            with suppress(SlotNotOurs):
                slots.open_any([own])
                opened += 1
    require("the outsider opens nothing", holds=opened == 0 and tried > 0, found=opened)
    stage.narrator.say(
        f"The outsider has the chain, every blob and the source. It tries {tried} "
        "slots with keys of its own: 0 open."
    )


def pay_dues(stage: Stage) -> int:
    """Let every member that owes dues pay them; returns how many did."""
    paid = 0
    for each in COMPANIES:
        party = stage.party(each.key)
        owed = balances.dues(party)
        status = membership.member(party, stage.numbers[each.key]).status
        if owed.fixed and not owed.paid and status == 2:
            money.pay_dues(party)
            paid += 1
    return paid
