"""Who posted? Play many epochs under watch, let every guesser guess, print how often it was right.

Networks are played at the same time, each with a seed of its own that follows the one given; each
gets its share of the epochs. ``--write-docs`` puts the tables into ``docs/threat-model.md``.

Exit status: 0 where no guesser does better than chance plus five points and every planted leak is
found in more than nine of ten, else 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import types
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from toolchain import ROOT

PAGE = ROOT / "docs/threat-model.md"
BEGIN, END = "<!-- adversary: begin -->", "<!-- adversary: end -->"
FOUND = 0.9
_MEMORY = "/dev/shm"  # noqa: S108  homes sync every step: faster where it is memory


def main(arguments: list[str]) -> int:
    """Play, guess, tell; return the exit status."""
    options = _options(arguments)
    share = -(-options.epochs // options.networks)
    work = [
        (options.seed + number, options.real if number == 0 else 0, share, options.planted)
        for number in range(options.networks)
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.networks, mp_context=context) as pool:
        played = list(pool.map(_network, work))
    merged = _ours("success").merged
    kinds = {kind: merged(each[kind] for each in played) for kind in played[0] if kind != "shapes"}
    text, good = _told(kinds, played[0]["shapes"])
    command = f"./scripts/adversary --epochs {options.epochs} --networks {options.networks}"
    text = f"`{command} --seed {options.seed} --planted {options.planted}`\n\n{text}"
    print(text)
    if options.write_docs:
        _write(text)
    return 0 if good else 1


def _network(work: tuple[int, int, int, int]) -> dict[str, Any]:
    """One network's results by kind, in a process of its own."""
    playing, attack = _ours("play"), _ours("success").attack
    slots = _ours("campaign").SLOTS
    seed, real, honest, planted = work
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        done = playing.play(
            Path(folder),
            seed,
            real=real,
            honest=honest,
            planted=planted,
            say=lambda line: print(line, file=sys.stderr, flush=True),
        )
    found: dict[str, Any] = {"none": attack(done.honest, seed, slots)}
    found |= {leak.value: attack(epochs, seed, slots) for leak, epochs in done.planted.items()}
    same = bool(real) and playing.same_shapes(done.real, done.honest)
    return {**found, "shapes": (real, same)}


def _told(kinds: dict[str, Any], shapes: tuple[int, bool]) -> tuple[str, bool]:
    """The tables as Markdown, and whether all is as it should be."""
    allowed, table = _ours("success").ALLOWED, _ours("success").table
    honest = kinds["none"]
    worst = max(honest, key=lambda each: each.of_all)
    good = worst.of_all <= worst.chance + allowed and not any(e.beats(len(honest)) for e in honest)
    lines = [
        f"{len(honest[0].drawn)} epochs without a leak; chance is {honest[0].chance:.1%}.\n",
        table(honest),
        "\nWith a planted leak, the best two guessers:\n",
    ]
    for leak, results in kinds.items():
        if leak == "none":
            continue
        best = sorted(results, key=lambda each: each.of_all, reverse=True)[:2]
        good = good and best[0].of_drawn > FOUND and best[0].of_all > FOUND
        lines += [f"*{leak}*, {len(best[0].drawn)} epochs:\n", table(best), ""]
    real, same = shapes
    if real:
        verdict = "the same" if same else "NOT the same"
        lines.append(
            f"{real} epochs with real proofs: {verdict} lengths, events, prices, relays, questions "
            "to the node, and gas to the unit."
        )
        good = good and same
    return "\n".join(lines).strip() + "\n", good


def _write(text: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not end:
        raise SystemExit(f"{PAGE.name} has no place for it: {BEGIN} … {END}")
    PAGE.write_text(f"{head}{BEGIN}\n\n{text.strip()}\n\n{END}{tail}", encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


def _ours(name: str) -> Any:
    """A module of this repository's tests: an installed package of that name would come first."""
    if not hasattr(sys.modules.get("tests"), "ours"):
        ours = types.ModuleType("tests")
        ours.__path__ = [str(ROOT / "tests")]
        ours.__dict__["ours"] = True
        sys.modules["tests"] = ours
        sys.path.insert(0, str(ROOT))
    return import_module(f"tests.integration.adversary.{name}")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--epochs", type=int, default=200, help="in all; default %(default)s")
    parser.add_argument("--networks", type=int, default=2, help="at the same time; %(default)s")
    parser.add_argument("--seed", type=int, default=7, help="of the first; default %(default)s")
    parser.add_argument("--real", type=int, default=5, help="epochs with real proofs; %(default)s")
    parser.add_argument("--planted", type=int, default=12, help="epochs with each; %(default)s")
    parser.add_argument("--write-docs", action="store_true", help="put it into the threat model")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    _ours("success")  # what the other processes send back is known here
    sys.exit(main(sys.argv[1:]))
