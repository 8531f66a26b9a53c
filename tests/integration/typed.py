"""`ais` as somebody types it in a home of a world: what it prints, how it ends; in this process."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from ais.cli import main
from tests.integration.seated import PASSWORD, World


@dataclass
class Typed:
    """Types in somebody's home; relative files are those of the folder where pytest stands."""

    world: World

    def run(self, name: str, *words: str | Path | int, status: int = 0) -> str:
        """What the command prints: on standard output, or on standard error where it fails."""
        line = ["--home", str(self.world.home(name)), *map(str, words)]
        out, err = io.StringIO(), io.StringIO()
        with (
            mock.patch.dict(os.environ, {"AIS_PASSWORD": PASSWORD}),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as ended,
        ):
            main(line)
        assert ended.value.code == status, f"ais {line[2:]}: {out.getvalue()}{err.getvalue()}"
        return (out if status == 0 else err).getvalue()

    def json(self, name: str, *words: str | Path | int) -> Any:
        """The document that it prints."""
        return json.loads(self.run(name, *words, "--json"))

    def code(self, name: str, *words: str | Path | int) -> str:
        """The code of the error that it ends with: exit status 1."""
        return str(json.loads(self.run(name, *words, "--json", status=1))["error"]["code"])

    def misused(self, name: str, *words: str | Path | int) -> str:
        """The sentence about wrong usage: exit status 2."""
        return str(json.loads(self.run(name, *words, "--json", status=2))["error"]["message"])
