"""Errors of the demo: the story did not go as it must."""

from __future__ import annotations

from typing import ClassVar

from .base import AisError

__all__ = ["DemoCommandFailed", "DemoError", "DemoFolderTaken", "DemoUntrue"]


class DemoError(AisError):
    """Base of what can go wrong while the demo plays."""

    code = "demo-error"
    why = "the demo stopped: {reason}"
    what_to_do = "Run it again; if it stops at the same place, please report it."
    fields: ClassVar[tuple[str, ...]] = ("reason",)


class DemoCommandFailed(DemoError):
    """A process of one of the companies failed."""

    code = "demo-command-failed"
    why = "`ais {command}` failed in the home of {home}: {said}"
    what_to_do = "Run it again with --keep DIR and look into that home."
    fields: ClassVar[tuple[str, ...]] = ("command", "home", "said")


class DemoFolderTaken(DemoError):
    """The folder to keep things in has things in it."""

    code = "demo-folder-taken"
    why = "the folder {path} is not empty"
    what_to_do = "Name a new folder, or remove this one."
    fields: ClassVar[tuple[str, ...]] = ("path",)


class DemoUntrue(DemoError):
    """Something that the story claims was measured and is not so."""

    code = "demo-untrue"
    why = "the story says «{claim}», and found {found}"
    what_to_do = "This is a fault of the product: please report it."
    fields: ClassVar[tuple[str, ...]] = ("claim", "found")
