"""Scene 1: a network is founded, members join by the first door, the panel fills, the pool too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from ais.chain import Chain, Deployment
from ais.economics.calibration.calibrate import Calibration, calibrate
from ais.economics.calibration.outlook import outlook
from ais.economics.calibration.parameters import tokens
from ais.economics.calibration.solvency import paid_part
from ais.flows import membership, money, panel
from ais.flows.demo.cast import COMPANIES, LATECOMER, OFFICERS, OUTSIDER, Company
from ais.flows.demo.economy import described
from ais.flows.demo.stage import BLOCK_SECONDS, Stage
from ais.flows.deploy import deploy, mint
from ais.flows.home import Home
from ais.flows.join import Made, join, set_network
from ais.flows.parameter_values import units_of
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import Officers
from ais.policy import sector_name, tier_name
from ais.records import RelationKind
from ais.types import OrganisationStatus

__all__ = ["EPOCH_SECONDS", "admit", "calibrated", "found", "parameters"]

#: 120 of the demo's blocks.
EPOCH_SECONDS = 120 * BLOCK_SECONDS
_DECIMALS = 6
#: What each company brings along, in whole tokens: for bonds and dues.
PURSE = units_of("300", _DECIMALS)
#: What the treasurer brings along.
TREASURY = units_of("4000", _DECIMALS)


def calibrated(stage: Stage, companies: Sequence[Company]) -> Calibration:
    """Money from the calibration of these very members; says so."""
    found = calibrate(described(companies, EPOCH_SECONDS))
    counts = ", ".join(f"{tier.members} {tier.name}" for tier in reversed(found.economy.tiers))
    pricing = found.parameters.pricing
    stage.narrator.say(
        f"Prices, dues and bonds are calibrated for these {found.economy.members} members "
        f"({counts}), so that sharing is the only equilibrium: base "
        f"{tokens(pricing.base, _DECIMALS)}, cap {tokens(pricing.cap, _DECIMALS)} tokens."
    )
    return found


def parameters(stores: Path, terms: Path, found: Calibration) -> NetworkParameters:
    """Short windows and calibrated money."""
    base, money_ = NetworkParameters.short(), found.parameters.to_dict()
    times = {"open_window_seconds": 2 * EPOCH_SECONDS, "close_delay_seconds": 8 * BLOCK_SECONDS}
    return NetworkParameters.short(
        name="demo",
        epoch_seconds=EPOCH_SECONDS,
        pricing={**base.pricing, **money_["pricing"]},
        rewards={**base.rewards, **money_["rewards"], **times},
        seats={**base.seats, **money_["seats"]},
        targets=found.parameters.targets,
        stores=({"kind": "directory", "name": "store", "path": str(stores)},),
        terms=str(terms),
        terms_uri="terms/1.md",
    )


def found(stage: Stage) -> None:
    """Deploy, list, join, pay dues, seat the panel, fund the pool, start."""
    stage.narrator.scene(
        "A network is founded",
        "Companies that do not fully trust each other agree on terms, and on who may do what.",
    )
    terms = stage.examples / "terms" / "1.md"
    priced = calibrated(stage, COMPANIES)
    chosen = parameters(stage.folder / "store", terms, priced)
    admit(stage, (*COMPANIES, LATECOMER), chosen, LATECOMER)
    stage.settle_in(OUTSIDER.key, "outsider")
    _seat(stage)
    _relate(stage)
    gift = _gift(priced)
    money.fund(stage.party("treasurer"), gift)
    stage.narrator.say(
        f"The treasurer gives {stage.money(gift)} to the pool: the outside money that the "
        "calibration asks for in an epoch, this once. Nobody can take it back."
    )
    membership.start(stage.party("governor"))
    stage.narrator.say("The governor starts the network: epoch 1 runs.")


def _gift(found: Calibration) -> int:
    """Outside money of one epoch at multiplier 1, up to a whole token: what dues do not bring."""
    seen = outlook(found.economy, found.parameters)
    lacking = found.economy.funding.ratio - paid_part(found.economy, found.parameters)
    return units_of(str(math.ceil(lacking * seen.claims)), _DECIMALS)


def admit(
    stage: Stage,
    companies: Sequence[Company],
    chosen: NetworkParameters,
    unpaid: Company | None = None,
) -> None:
    """Deploy a network and let companies in by the first door; ``unpaid`` stays a candidate."""
    officers = {key: stage.settle_in(key, key) for key in OFFICERS}
    deployment = _deploy(stage, officers, chosen)
    for key in OFFICERS:
        set_network(Home(stage.home(key)), stage.network)
    _admit(stage, deployment, companies, unpaid)


def _deploy(stage: Stage, officers: dict[str, Made], chosen: NetworkParameters) -> Deployment:
    done = deploy(
        [stage.chain.url],
        stage.unlocked("deployer").signer("operator"),
        stage.home("deployer") / "deployment.sqlite",
        chosen,
        Officers(
            governor=officers["governor"].accounts.operator,
            registrar=officers["registrar"].accounts.operator,
            treasurer=officers["treasurer"].accounts.operator,
            overseer=officers["overseer"].accounts.operator,
        ),
        target=stage.network,
    )
    stage.narrator.say(
        f"{len(done.contracts)} contracts stand; who may call whom is fixed, and the deployer "
        "has no rights left."
    )
    return done.deployment


def _admit(
    stage: Stage, deployment: Deployment, companies: Sequence[Company], unpaid: Company | None
) -> None:
    """By the first door: listed by the registrar, terms accepted, keys announced, dues paid."""
    _mint(stage, deployment, stage.party("treasurer").keys.address("operator"), TREASURY)
    for each in companies:
        made = stage.settle_in(each.key, "member")
        _mint(stage, deployment, made.accounts.operator, PURSE)
        registrar = stage.party("registrar")
        listed = membership.list_(registrar, made.accounts, sectors=each.sectors, tier=each.tier)
        assert listed.organisation is not None
        stage.numbers[each.key] = listed.organisation
        join(stage.party(each.key))
        if each is not unpaid:
            money.pay_dues(stage.party(each.key))
    everybody = membership.members(stage.party("overseer"))
    rows = [
        (
            member.organisation,
            each.name,
            ", ".join(map(sector_name, each.sectors)),
            tier_name(each.tier),
            OrganisationStatus(member.status).name.lower(),
            each.part,
        )
        for each, member in zip(companies, everybody, strict=True)
    ]
    columns = ("no.", "company", "sectors", "tier", "status", "in this story")
    stage.narrator.table("Members, each with its own home, keys and accounts", columns, rows)


def _mint(stage: Stage, deployment: Deployment, to: str, amount: int) -> None:
    """Give test tokens of the local network: what a bank would do elsewhere."""
    deployer = stage.unlocked("deployer").signer("operator")
    with Chain.connect(deployment, urls=[stage.chain.url]) as chain:
        mint(chain, stage.home("deployer") / "deployment.sqlite", deployer, to, amount)
    stage.minted += amount


def _seat(stage: Stage) -> None:
    seated: list[Company] = [each for each in COMPANIES if each.seated]
    for each in seated:
        operator = stage.party(each.key).keys.address("operator")
        membership.seat_role(stage.party("registrar"), "panelist", operator)
        panel.take(stage.party(each.key))
    bond = panel.seats(stage.party("overseer")).seat_bond
    stage.narrator.say(
        f"{len(seated)} members take a seat on the panel, each with a bond of {stage.money(bond)}."
    )


def _relate(stage: Stage) -> None:
    """What recusal rests on."""
    numbers = stage.numbers
    membership.relate(stage.party("northgrid"), numbers["trading"], RelationKind.AFFILIATE)
    membership.relate(stage.party("stackworks"), numbers["polar"], RelationKind.COMPETITOR)
    stage.narrator.say(
        "Northgrid Power declares its affiliate, Stackworks IT a competitor: "
        "neither will sit on the other's panel."
    )
