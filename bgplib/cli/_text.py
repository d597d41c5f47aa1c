"""What the commands print: text that is safe on a terminal, and a little colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any, Final

import click

__all__ = ["bad", "complain", "faint", "safe", "strong", "write", "write_lines"]

# What erases the line of a terminal on which a progress bar may be (ECMA-48, EL).
_ERASE_LINE: Final = "\r\x1b[2K"
# How many lines `write_lines` writes at once: what a pipe holds, more or less. To write them one by
# one costs a third of making them.
_AT_ONCE: Final = 512
_waiting: Final[list[str]] = []  # lines that are yet to be written


def safe(text: object) -> str:
    """Return a text without control characters, which a peer could have put in."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in str(text)
    )


def write(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def write_lines(found: Iterable[str]) -> None:
    """Print many lines, as they come on a terminal, and many at a time elsewhere."""
    most = 1 if sys.stdout.isatty() else _AT_ONCE
    waiting = _waiting
    try:
        for line in found:
            waiting.append(line)
            if len(waiting) >= most:
                _write_waiting()
    finally:
        _write_waiting()


def _write_waiting() -> None:
    if _waiting:
        text = "\n".join(_waiting)
        _waiting.clear()
        sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print an error on standard error, behind what was already printed."""
    _write_waiting()
    sys.stdout.flush()
    over_progress = _ERASE_LINE if sys.stderr.isatty() else ""
    sys.stderr.write(f"{over_progress}bgplib: {text}\n")


def strong(text: str) -> str:
    """Make text stand out."""
    return _styled(text, bold=True)


def faint(text: str) -> str:
    """Make text stand back."""
    return _styled(text, dim=True)


def bad(text: str) -> str:
    """Mark text as an error."""
    return _styled(text, fg="red")


def _styled(text: str, **style: Any) -> str:
    """Colour text for a terminal, and for nothing else; not against NO_COLOR (no-color.org)."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        return click.style(text, **style)
    return text
