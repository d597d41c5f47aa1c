"""Numbers of four octets, as modifiers check, add and print them."""

from __future__ import annotations

from typing import Any, Final

from bgplib.errors import LocalError

__all__ = ["adding", "clamped", "fits"]

_LARGEST: Final = 0xFFFFFFFF


def fits(modifier: object, attribute: Any, number: Any) -> None:
    """Check what a program hands in.

    Raises:
        LocalError: the number does not fit in four octets.
    """
    if not isinstance(number, int) or not 0 <= number <= _LARGEST:
        raise LocalError(f"{number!r} does not fit in four octets")


def clamped(number: int) -> int:
    """Return the nearest number that fits."""
    return min(max(number, 0), _LARGEST)


def adding(by: int, name: str) -> str:
    """Return `add 10 to MED`, or `subtract 10 from MED`."""
    return f"add {by} to {name}" if by >= 0 else f"subtract {-by} from {name}"
