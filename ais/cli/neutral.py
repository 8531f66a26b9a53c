"""Text of others made harmless for terminals: what a file or a company wrote must not drive one.

Control characters move the cursor, rename the window or clear the screen; marks of direction show
text in another order than it has; halves of surrogate pairs cannot be written at all. All of them
are shown as escapes instead.
"""

from __future__ import annotations

import re

__all__ = ["neutral", "neutral_json"]

# DEL and C1, marks of direction, separators of lines, halves of surrogate pairs.
_BEYOND_ASCII = (
    "\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ud800-\\udfff"
)
_ANY = re.compile(f"[\\x00-\\x1f{_BEYOND_ASCII}]")
_IN_JSON = re.compile(f"[{_BEYOND_ASCII}]")


def neutral(text: str) -> str:
    """One line of plain text: whatever drives a terminal, a line break too, becomes an escape."""
    return _ANY.sub(_escape, text)


def neutral_json(text: str) -> str:
    """JSON text with the same meaning; what is below a space the encoder has escaped already."""
    return _IN_JSON.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
