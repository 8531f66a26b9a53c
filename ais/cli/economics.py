"""``ais economics``: what the models say, and which parameters follow; offline.

Each word's module is loaded when it is used: the models load numpy and scipy.
"""

from __future__ import annotations

import click

from .late import Late, Words

__all__ = ["WORDS", "economics"]

WORDS: Words = {
    "tables": (
        "ais.cli.economics_paper",
        "tables",
        "A paper's two games: printed, by rule, claimed.",
    ),
    "game": ("ais.cli.economics_games", "game", "Who shares, and what it takes until all do."),
    "gao": ("ais.cli.economics_gao", "gao", "Two firms and an attacker: investment under sharing."),
    "invest": (
        "ais.cli.economics_invest",
        "invest",
        "How much to invest, alone and with partners.",
    ),
    "worth": ("ais.cli.economics_worth", "worth", "What an indicator, or sharing, is worth."),
    "coordinate": (
        "ais.cli.economics_coordinate",
        "coordinate",
        "Who should fix what, and who pays whom.",
    ),
    "example": (
        "ais.cli.economics_calibrate",
        "example",
        "Print a described economy, to start from.",
    ),
    "calibrate": (
        "ais.cli.economics_calibrate",
        "calibrate_",
        "The contracts' parameters from an economy, and why.",
    ),
    "verify": (
        "ais.cli.economics_calibrate",
        "verify_",
        "Check parameters against an economy.",
    ),
    "simulate": (
        "ais.cli.economics_simulate",
        "simulate",
        "Firms that join, share, pay and leave; scenarios with verdicts.",
    ),
    "tipping": (
        "ais.cli.economics_simulate",
        "tipping",
        "From how many members on joining feeds itself.",
    ),
}


@click.group(cls=Late, words=WORDS)
def economics() -> None:
    """Why sharing pays, or does not: models, calibration, simulation.

    Needs no home, key, chain or network. Money is in whole tokens of the network unless a command
    says otherwise; probabilities are between 0 and 1. Start with: ais economics tables
    """
