"""``ais economics``: what the models say, and which parameters follow; offline.

Each word's module is loaded when it is used: the models load numpy and scipy.
"""

from __future__ import annotations

from importlib import import_module

import click

from .session import Verbs

__all__ = ["WORDS", "economics"]

#: word -> (module, attribute, one line of help), in the order in which help shows them.
WORDS: dict[str, tuple[str, str, str]] = {
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


class _Late(Verbs):
    """Finds its words in the table and loads them late."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(WORDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WORDS:
            return None
        module, attribute, _ = WORDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(word, line) for word, (_, _, line) in WORDS.items()])


@click.group(cls=_Late)
def economics() -> None:
    """Why sharing pays, or does not: models, calibration, simulation.

    Needs no home, key, chain or network. Money is in whole tokens of the network unless a command
    says otherwise; probabilities are between 0 and 1. Start with: ais economics tables
    """
