"""Kill a process at each step of what it does to the outside, start it again, look at the effects.

A *scenario* is a function of one argument that does something durable: it opens its own journal,
store and connection, as a command would. ``steps_of`` runs it once and lists its steps: every
call of the journal, a saga, the stores and a node, before and after. ``killed_at`` runs it in a
process that SIGKILLs itself at one of them; ``run`` runs it to its end. All three use processes of
their own. Product code knows nothing of this: classes are patched in the child alone.

    for step in steps_of(scenario, first):
        killed_at(step, scenario, args)
        run(scenario, args)
        assert effects(args) == 1
"""

from __future__ import annotations

import functools
import json
import os
import signal
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ais.chain.rpc import NodePool
from ais.journal import Journal, Saga
from ais.store import Stores

__all__ = ["is_killed_at", "killed_at", "run", "steps_of"]

Scenario = Callable[[Any], object]

#: What a flow does to the outside. Calls of nodes are named by their JSON-RPC methods.
_PORTS: dict[type, tuple[str, ...]] = {
    Journal: ("begin", "allocate", "attach", "fill", "mark"),
    Saga: ("once", "put", "finish"),
    Stores: ("put", "erase"),
    NodePool: ("request", "batch", "ask"),
}
#: Asked again and again while waiting, as often as blocks take: only the first time is a step.
_POLLED = (
    *("eth_blockNumber", "eth_getTransactionReceipt", "eth_getBlockByNumber", "mark"),
    "eth_getTransactionCount",  # where there is no receipt after a third of a second
)


def steps_of(scenario: Scenario, args: Any) -> list[str]:
    """Run a scenario to its end; names of its steps in order, each before and after."""
    with tempfile.NamedTemporaryFile("r", suffix=".steps") as trace:
        status = _in_child(scenario, args, Path(trace.name), None)
        assert status == 0, f"the scenario itself failed with status {status}"
        names = [json.loads(line) for line in trace]
    return [name for name in names if not _is_poll(name)]


def killed_at(step: str, scenario: Scenario, args: Any) -> None:
    """Run a scenario in a process that is killed at a step.

    A node is asked again as often as blocks and answers take: a second or later question of a kind
    may go unasked, and the run then ends well.
    """
    reached = is_killed_at(step, scenario, args)
    assert reached or _is_question_again(step), f"{step} was not reached"


def is_killed_at(step: str, scenario: Scenario, args: Any) -> bool:
    """The same for a step that a run may do without: whether it was reached; it ended well if not.

    How often a scenario looks, and so what it writes down, hangs on when blocks are mined.
    """
    status = _in_child(scenario, args, None, step)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert status == 0, f"the scenario itself failed with status {status}"
    return False


def run(scenario: Scenario, args: Any) -> None:
    """Run a scenario to its end in a process of its own."""
    status = _in_child(scenario, args, None, None)
    assert status == 0, f"the scenario failed with status {status}"


def _in_child(scenario: Scenario, args: Any, trace: Path | None, stop_at: str | None) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _install(trace, stop_at)
            scenario(args)
            status = 0
        except BaseException:  # noqa: BLE001 - the child must not go on into pytest
            traceback.print_exc()
        finally:
            os._exit(status)  # no clean-up that a killed process would not have done
    return os.waitpid(child, 0)[1]


def _install(trace: Path | None, stop_at: str | None) -> None:
    """Make every port call of this process a step."""
    seen: Counter[str] = Counter()
    sent: set[str] = set()  # what is sent again is no step: a slow node is sent the same bytes

    def step(name: str) -> None:
        if trace is not None:
            with trace.open("a") as file:
                file.write(json.dumps(name) + "\n")
        if name == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrapped(label: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(inner)
        def call(self: Any, *values: Any, **named: Any) -> Any:
            what = label.format(*_rpc_methods(label, values))
            if "eth_sendRawTransaction" in what:
                if str(values[-1]) in sent:
                    return inner(self, *values, **named)
                sent.add(str(values[-1]))
            seen[what] += 1
            name = f"{what}#{seen[what]}"
            step(f"{name}:before")
            result = inner(self, *values, **named)
            step(f"{name}:after")
            return result

        return call

    for kind, methods in _PORTS.items():
        for method in methods:
            label = f"{kind.__name__}.{method}" if kind is not NodePool else "node.{}"
            setattr(kind, method, wrapped(label, getattr(kind, method)))


def _rpc_methods(label: str, values: tuple[Any, ...]) -> list[str]:
    """The JSON-RPC methods of ``request(method, …)``, ``ask(node, method, …)`` or ``batch``."""
    if label != "node.{}":
        return []
    first = values[0]
    if isinstance(first, str):
        return [first]
    if isinstance(first, list):
        return ["+".join(dict.fromkeys(method for method, _ in first)) or "nothing"]
    return [values[1]]


def _is_poll(name: str) -> bool:
    what, number = _numbered(name)
    return number > 1 and any(polled in what for polled in _POLLED)


def _is_question_again(name: str) -> bool:
    what, number = _numbered(name)
    return number > 1 and what.startswith("node.") and "eth_sendRawTransaction" not in what


def _numbered(name: str) -> tuple[str, int]:
    """The port's call and which of its kind it is."""
    what, _, number = name.rpartition(":")[0].rpartition("#")
    return what, int(number)
