"""``ais relay`` on the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from ais.cli.main import root


@pytest.mark.parametrize("listen", ["8547", ":8547", "127.0.0.1:", "127.0.0.1:x", "h:99999"])
def test_a_place_to_listen_has_a_host_and_a_port(listen: str) -> None:
    found = CliRunner().invoke(root, ["relay", "--listen", listen])
    assert found.exit_code == 2
    assert "HOST:PORT" in found.output


def test_help_says_what_it_learns_and_that_it_alters_nothing() -> None:
    text = " ".join(CliRunner().invoke(root, ["relay", "--help"]).output.split())
    assert "writes neither down" in text
    assert "never alter" in text
