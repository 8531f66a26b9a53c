"""A deployment that goes wrong leaves nothing open."""

from __future__ import annotations

from pathlib import Path

import pytest
from eth_account import Account

from ais import errors
from ais.flows.deploy import deploy
from ais.flows.parameters import NetworkParameters
from ais.flows.roles import Officers
from tests.support.nodes import fake_node
from tests.support.opened import files_below


def test_whatever_the_node_answers_its_connection_and_the_journal_are_closed(
    tmp_path: Path,
) -> None:
    """It knows no first block here."""
    signer, terms = Account.create(), tmp_path / "terms.txt"
    terms.write_text("Do no harm to whoever shares.\n")
    stores = ({"kind": "directory", "path": str(tmp_path / "store")},)
    chosen = NetworkParameters.short(stores=stores, terms=str(terms))
    address = signer.address
    officers = Officers(governor=address, registrar=address, treasurer=address)
    with fake_node(lambda method, params: None) as node:
        with pytest.raises(errors.NodeAnswer) as refused:
            deploy([node.url], signer, tmp_path / "d.sqlite", chosen, officers)
        assert refused.value.method == "eth_getBlockByNumber"
        assert node.left_alone()
    assert files_below(tmp_path) == []
