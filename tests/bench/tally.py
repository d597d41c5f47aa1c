"""What a reader read: the sums by which works are seen to be the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["Run", "Tally", "messages", "path_numbers"]

Tally = dict[str, int]
#: does a work once; told to count AS numbers too where it has to take text apart for it, which
#: the work itself does not ask for
Run = Callable[[bool], Tally]


def messages(path: Path) -> list[bytes]:
    """Cut a file of messages, before the clock runs."""
    octets = path.read_bytes()
    found = []
    position = 0
    while position < len(octets):
        length = octets[position + 16] << 8 | octets[position + 17]
        found.append(octets[position : position + length])
        position += length
    return found


def path_numbers(text: str) -> int:
    """Add up the AS numbers of a path as text."""
    return sum(map(int, text.split()))
