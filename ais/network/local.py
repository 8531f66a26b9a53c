"""A chain of one's own: Anvil with a fixed hardfork, all of its files inside one folder.

It starts and stops a process. What is deployed on it is a flow's business.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from ais import errors

__all__ = ["LocalChain", "LocalOptions"]

HARDFORK = "cancun"  # as [tool.ais.toolchain] in pyproject.toml
_START_SECONDS = 60.0
_STOP_SECONDS = 60.0  # a kept chain writes hundreds of megabytes
_LISTENING = re.compile(rb"^Listening on 127\.0\.0\.1:(\d+)\s*$", re.MULTILINE)
_STATE, _BEGAN = "state.json", "began"
_GAS_LIMIT = 300_000_000  # a permissioned chain sets its own; Anvil's default is the public one


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """How the local chain behaves.

    ``block_seconds``: None mines a block for every transaction, 0 none at all before it is asked
    to, else one in so many seconds. ``base_fee`` in wei: 0 is a chain without fees, as consortia
    run them. ``keep_state``: the chain is written to its folder when it stops, and read again.
    ``port``: 0 lets Anvil take a free one.
    """

    chain_id: int = 31_337
    block_seconds: float | None = None
    base_fee: int = 0
    keep_state: bool = False
    port: int = 0
    gas_limit: int = _GAS_LIMIT
    timestamp: int | None = None  # of the first block, in seconds


class LocalChain:
    """One running Anvil. Use it as a context manager, or call ``stop``.

    ``log`` and state stay in ``folder``; nothing is written elsewhere.
    """

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], port: int) -> None:
        self.folder = folder
        self.port = port
        self.process = process

    @classmethod
    def start(cls, folder: Path, options: LocalOptions | None = None) -> LocalChain:
        """Start a chain and wait until it answers.

        Raises ``NetworkBinaryMissing``, ``NetworkStartFailed``.
        """
        options = options or LocalOptions()
        anvil = _find_anvil()
        folder.mkdir(parents=True, exist_ok=True)
        is_new = options.keep_state and not (folder / _STATE).exists()
        began = _began(folder) if options.keep_state and not is_new else None
        if began is not None:
            options = replace(options, timestamp=began)
        log = folder / "anvil.log"
        if options.port and _is_taken(options.port):
            raise errors.NetworkStartFailed(reason=f"port {options.port} is taken", log=log)
        with log.open("ab") as output:
            begins = output.tell()
            process = subprocess.Popen(
                [str(anvil), *_arguments(folder, options)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(folder),
                start_new_session=True,  # Ctrl-C of the caller is not the chain's
            )
        chain = cls(folder, process, options.port)
        try:
            chain._await_answer(log, begins)
            if is_new:
                (folder / _BEGAN).write_text(f"{chain._time_of('0x0')}\n", "utf-8")
            chain._catch_up(again=began is not None)
            (folder / "anvil.pid").write_text(f"{process.pid}\n", "utf-8")
        except BaseException:
            chain.stop()
            raise
        return chain

    @property
    def url(self) -> str:
        """Where it answers JSON-RPC."""
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, *params: object) -> object:
        """One JSON-RPC request, for what only a local chain does. Raises ``NetworkNotRunning``."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        try:
            answer = _post(self.port, json.dumps(body).encode())
        except (OSError, ValueError, http.client.HTTPException):
            raise errors.NetworkNotRunning(folder=self.folder) from None
        if "error" in answer:
            raise errors.NetworkError(reason=f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def mine(self, blocks: int = 1, *, seconds_apart: int = 1) -> None:
        """Mine blocks whose times are so many seconds apart."""
        self.request("anvil_mine", hex(blocks), hex(seconds_apart))

    def advance(self, seconds: int) -> None:
        """Let time pass, and mine one block at the end of it."""
        self.request("evm_increaseTime", seconds)
        self.mine()

    def stop(self) -> None:
        """Stop it by SIGINT, so that it writes its state; by force if it does not listen."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        with contextlib.suppress(OSError):
            (self.folder / "anvil.pid").unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _catch_up(self, *, again: bool) -> None:
        """Go on from now or from the newest block's time: a kept chain must not run back."""
        now, newest = int(time.time()), self._time_of("latest")
        if again:
            self.request("evm_setTime", max(now, newest + 1))
        elif newest > now:
            self.request("evm_increaseTime", newest - now + 1)

    def _time_of(self, block: str) -> int:
        found: Any = self.request("eth_getBlockByNumber", block, False)
        return int(found["timestamp"], 16)

    def _await_answer(self, log: Path, begins: int) -> None:
        """Wait until it says where it listens, which nobody else can say, and answers there."""
        deadline = time.monotonic() + _START_SECONDS
        body = b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                reason = f"it ended with status {self.process.returncode}"
                raise errors.NetworkStartFailed(reason=reason, log=log)
            if said := _LISTENING.search(log.read_bytes(), begins):
                self.port = int(said[1])
                with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
                    _post(self.port, body)
                    return
            time.sleep(0.02)
        raise errors.NetworkStartFailed(reason="it does not answer", log=log)


def _began(folder: Path) -> int | None:
    """The time of a kept chain's first block.

    Anvil makes a first block at each start. Only one of the same time is the same block; of several
    the next start takes any.
    """
    try:
        return int((folder / _BEGAN).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _find_anvil() -> Path:
    """Look up anvil: AIS_ANVIL, beside this Python, or on PATH. Raises ``NetworkBinaryMissing``."""
    given = os.environ.get("AIS_ANVIL")
    beside = Path(sys.executable).with_name("anvil")
    on_path = shutil.which("anvil")
    for candidate in (given, beside, on_path):
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    raise errors.NetworkBinaryMissing(looked=f"AIS_ANVIL, {beside}, PATH")


def _arguments(folder: Path, options: LocalOptions) -> list[str]:
    arguments = ["--host", "127.0.0.1", "--port", str(options.port)]
    arguments += ["--chain-id", str(options.chain_id)]
    arguments += ["--hardfork", HARDFORK, "--gas-limit", str(options.gas_limit)]
    arguments += ["--base-fee", str(options.base_fee), "--cache-path", str(folder / "cache")]
    arguments += ["--no-request-size-limit", "--no-cors", "--accounts", "0"]  # nobody unlocked
    if options.base_fee == 0:
        arguments += ["--gas-price", "0", "--disable-min-priority-fee"]
    if options.block_seconds == 0:
        arguments += ["--no-mining"]
    elif options.block_seconds is not None:
        arguments += ["--block-time", str(options.block_seconds)]
    if options.keep_state:
        arguments += ["--state", str(folder / _STATE), "--preserve-historical-states"]
    else:
        arguments += ["--max-persisted-states", "0"]
    if options.timestamp is not None:
        arguments += ["--timestamp", str(options.timestamp)]
    return arguments


def _environment(folder: Path) -> dict[str, str]:
    """Anvil writes below HOME; the chain's folder is its home."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "FOUNDRY_DISABLE_NIGHTLY_WARNING": "1",
    }


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _post(port: int, body: bytes) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        return answer
    finally:
        connection.close()
