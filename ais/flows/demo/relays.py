"""Two relays, each a process with a home and an account of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Self

from ais.errors import DemoCommandFailed
from ais.flows.attestations import relays as listing
from ais.flows.demo.stage import Stage

__all__ = ["RELAYS", "Relays"]

RELAYS = ("relay-1", "relay-2")
#: Seconds of the chain's time: the demo makes blocks while it waits.
_WINDOW_SECONDS = 240
_STOP_SECONDS = 60.0


class Relays:
    """The relays of a stage, running. Use it as a context manager."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._running: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        try:
            for key in RELAYS:
                self._stage.settle_in(key, "relay")
                told = self._start(key)
                governor = self._stage.party("governor")
                listing.add(governor, told["key"], told["url"])
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()

    def _stop(self) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.communicate(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()

    def _start(self, key: str) -> dict[str, Any]:
        stage = self._stage
        words = ["relay", "--listen", "127.0.0.1:0", "--window", str(_WINDOW_SECONDS)]
        words += ["--poll", "0.1"]
        stage.narrator.command(key, words)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ais", "--home", str(stage.home(key)), *words, "--json"],
            env={**os.environ, "AIS_PASSWORD_FILE": str(stage.password_file(key))},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise DemoCommandFailed(command=" ".join(words), home=key, said="it did not start")
        return dict(json.loads(line))
