"""What ExaBGP's JSON has to be where something is expected, besides `formats.json._reading`."""

from __future__ import annotations

from typing import Any

from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import wrong

__all__ = ["hexadecimal", "unsigned"]


def unsigned(value: Any, bits: int, path: str) -> int:
    """Return a number of so many bits."""
    number = given.number(value, path)
    if number >> bits:
        raise wrong(path, f"{number} does not fit in {bits} bits")
    return number


def hexadecimal(value: Any, path: str) -> bytes:
    """Return octets, which have `0x` before them."""
    text = given.text(value, path)
    if not text.startswith("0x"):
        raise wrong(path, f"{given.called(text)} is not octets, which begin with 0x")
    return given.octets(text[2:], path)
