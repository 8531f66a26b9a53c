"""``ais attest``: anonymous compliance attestations; its words stand in the modules beside it."""

from __future__ import annotations

import click

from .attest_evidence import evidence
from .attest_group import admit, evict, join, rotate, settings, snapshot
from .attest_officer import alerts, claim, contest, network, suppliers
from .attest_pairs import pair
from .attest_policies import policy, relay
from .attest_posts import post, resolve, state, stated, status
from .attest_reports import report
from .session import Verbs

__all__ = ["attest"]


class _InOrder(Verbs):
    """Words in the order in which they are used, not that of the alphabet."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder)
def attest() -> None:
    """Attest compliance without a name, and see what suppliers attest.

    A supplier: join the group, pair with each customer, state what its scans say; `ais run` then
    posts. A customer: pair, then look at its suppliers. Everybody sees how many posts of an epoch
    fail, are contested or missing, and nobody whose they are.

    A member posts equally often whether it has customers or not. That it is in the group is public;
    who supplies whom is on no chain and in no file of others.
    """


_WORDS = (
    *(join, pair, state, stated, post, status, resolve),
    *(suppliers, report, network, alerts, evidence, contest, claim),
    *(settings, rotate, admit, snapshot, evict, policy, relay),
)
for _word in _WORDS:
    attest.add_command(_word)
