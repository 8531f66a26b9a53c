"""``ais attest policy`` and ``ais attest relay``: what the governor sets for the whole network."""

from __future__ import annotations

import click

from ais.flows.acts import Act
from ais.flows.attestations import policies as flow
from ais.flows.attestations import relays as relay_flow

from .attest_parts import policy_digest
from .output import short
from .parts import ADDRESS, DRY_RUN, show_acts
from .session import Session, Verbs, pass_session

__all__ = ["policy", "relay"]


@click.group(cls=Verbs)
def policy() -> None:
    """The policies that every member attests under: registered by digest, kept as files."""


@policy.command("list")
@pass_session
def list_(session: Session) -> None:
    """List every policy that was ever registered, and since when it holds.

    One without a name is a document that this home does not have: add it. Sends nothing.

    Example: ais attest policy list
    """
    party = session.party()
    found = flow.listed(party)
    slots = party.index.slots_in(party.index.epoch())
    rows = [
        (
            each.name or None,
            short(each.policy, 18),
            each.from_epoch,
            each.until_epoch,
            each.in_force,
        )
        for each in found
    ]

    def lines() -> None:
        session.output.table(["policy", "digest", "from epoch", "last epoch", "in force"], rows)
        session.output.line(f"{slots} posts a member, policy and epoch", style="dim")

    session.output.result({"policies": found, "slots": slots}, lines)


@policy.command()
@click.argument("source", metavar="FILE|NAME")
@pass_session
def add(session: Session, *, source: str) -> None:
    """Keep the document of a policy in this home; its digest says which one it is.

    Whoever states or reads under a policy needs its document; built-in ones are there already.
    Sends nothing. Example: ais attest policy add policy.yaml
    """
    found = flow.add(session.party(), source)
    kept = {"policy": found.digest, "name": found.name, "title": found.title}
    session.output.result(
        kept, lambda: session.output.line(f"{found.name}, digest 0x{found.digest.hex()}")
    )


@policy.command()
@click.argument("source", metavar="FILE|NAME")
@click.option("--uri", default="", help="Where members can get the document.")
@DRY_RUN
@pass_session
def register(session: Session, *, source: str, uri: str, dry_run: bool) -> None:
    """Register a policy for every member, from the next epoch on. Governor.

    A digest is registered once, for ever; another version is another policy. Public: the digest and
    the address. Example: ais attest policy register cmmc-l1
    """
    done = flow.register(session.party(), source, uri, dry_run=dry_run)

    def lines() -> None:
        show_acts(session.output, [done.act])
        already = " was registered before" if done.act is None else ""
        session.output.line(f"policy {done.name}, digest 0x{done.policy.hex()}{already}")

    session.output.result(done, lines)


@policy.command()
@click.argument("name", metavar="POLICY")
@DRY_RUN
@pass_session
def retire(session: Session, *, name: str, dry_run: bool) -> None:
    """End a policy, by name or digest, with the running epoch. Governor.

    Example: ais attest policy retire cmmc-l1
    """
    party = session.party()
    _sent(session, flow.retire(party, policy_digest(party, name), dry_run=dry_run))


@policy.command()
@click.argument("count", type=click.IntRange(1, 64))
@DRY_RUN
@pass_session
def slots(session: Session, *, count: int, dry_run: bool) -> None:
    """Set how often each member posts for each policy, from the next epoch on. Governor.

    So many customers a member can have; all members post equally often. Example: ais attest policy
    slots 8
    """
    _sent(session, flow.set_slots(session.party(), count, dry_run=dry_run))


# ---- relays ----------------------------------------------------------------------------------


@click.group(cls=Verbs)
def relay() -> None:
    """The list of relays that carry posts, contests and claims; `ais relay` is one."""


@relay.command("list")
@pass_session
def listed(session: Session) -> None:
    """List the relays of the network. Sends nothing.

    Example: ais attest relay list
    """
    found = relay_flow.listed(session.party())
    rows = [(each.key, each.url) for each in found]
    session.output.result({"relays": found}, lambda: session.output.table(["key", "URL"], rows))


@relay.command("add")
@click.argument("key", type=ADDRESS)
@click.argument("url")
@DRY_RUN
@pass_session
def add_relay(session: Session, *, key: str, url: str, dry_run: bool) -> None:
    """List a relay by the account that signs its promises; a listed one gets another URL. Governor.

    At least two: posts of one member should not all pass by one operator. Example: ais attest
    relay add 0xKey https://relay.example
    """
    _sent(session, relay_flow.add(session.party(), key, url, dry_run=dry_run))


@relay.command("remove")
@click.argument("key", type=ADDRESS)
@DRY_RUN
@pass_session
def remove_relay(session: Session, *, key: str, dry_run: bool) -> None:
    """Take a relay off the list. Governor.

    Example: ais attest relay remove 0xKey
    """
    _sent(session, relay_flow.remove(session.party(), key, dry_run=dry_run))


def _sent(session: Session, done: Act) -> None:
    session.output.result({"act": done}, lambda: show_acts(session.output, [done]))
