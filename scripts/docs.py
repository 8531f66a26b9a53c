"""Write the docs that are made from code.

They are `docs/errors.md`, `docs/cli.md`, `docs/refusals.md`, and tables inside other pages
(`scripts/pages`).

With `--check` nothing is written, and a difference is exit status 1.
"""

import argparse
import inspect
import sys
from collections.abc import Callable, Iterator

import click
import pages
import refusals
from toolchain import ROOT

from ais import errors

MADE = "<!-- Made by ./scripts/docs. Change the code, not this file. -->"
WIDTH = 78  # of help texts, however wide a terminal is


def main(arguments: list[str]) -> int:
    """Write or compare every generated page; return the exit status."""
    parser = argparse.ArgumentParser(prog="scripts/docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell, by exit status 1")
    options = parser.parse_args(arguments)

    stale = []
    for name, render in PAGES.items():
        path, text = ROOT / "docs" / name, render()
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    for name in stale:
        print(f"docs/{name} " + ("is stale: run ./scripts/docs" if options.check else "written"))
    return 1 if options.check and stale else 0


def render_errors() -> str:
    """Return the page of errors: one table a module, why and what to do of each class."""
    lines = [
        "# Errors",
        "",
        MADE,
        "",
        "Every refusal has a stable code, says why, and says what to do next. Words in braces are",
        "filled in with the values of the case. `--json` prints the same as an object.",
    ]
    for module, classes in _errors_by_module().items():
        lines += ["", f"## {module.replace('_', ' ').capitalize()}", ""]
        lines += ["| code | class | why | what to do |", "|---|---|---|---|"]
        for kind in classes:
            cells = (f"`{kind.code}`", f"`{kind.__name__}`", kind.why, kind.what_to_do)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def render_cli() -> str:
    """Return the page of the command line: the help of every command, as it is printed."""
    from ais.cli.main import root  # noqa: PLC0415 - the errors' page needs no command line

    lines = ["# The command line", "", MADE]
    for path, text in _help(root, click.Context(root, info_name="ais", terminal_width=WIDTH)):
        lines += ["", f"## {path}", "", "```text", text, "```"]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "errors.md": render_errors,
    "cli.md": render_cli,
    "refusals.md": refusals.render,
    **pages.pages(),
}


def _errors_by_module() -> dict[str, list[type[errors.AisError]]]:
    found: dict[str, list[type[errors.AisError]]] = {}
    for name in errors.__all__:
        kind = getattr(errors, name)
        if inspect.isclass(kind) and issubclass(kind, errors.AisError):
            found.setdefault(kind.__module__.rpartition(".")[2], []).append(kind)
    return {module: sorted(found[module], key=lambda kind: kind.code) for module in sorted(found)}


def _help(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, command.get_help(context).rstrip()
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                below = click.Context(child, info_name=name, parent=context)
                yield from _help(child, below)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
