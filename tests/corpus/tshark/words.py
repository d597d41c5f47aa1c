"""How values of bgplib are put into TShark's words, and how TShark's values are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bgplib.values.address import address_text
from bgplib.values.route_distinguisher import RouteDistinguisher

#: what is said of a message: names of TShark's fields, and the values
Words = Iterator[tuple[str, int | bool | float | str | bytes]]

_HEX: Final = re.compile(r"0x[0-9a-f]+")


def text(value: float | str | bytes) -> str:
    """Return a value as `shown` has it: numbers in decimal, octets in pairs."""
    if isinstance(value, bytes):
        return value.hex(":")
    if isinstance(value, str):
        return value
    return str(int(value)) if isinstance(value, int) else f"{value:.6g}"


def shown(value: str) -> str:
    """Return what TShark shows, with numbers in decimal whatever it shows them in."""
    return str(int(value, 16)) if _HEX.fullmatch(value) else value


def of_address(name: str, octets: bytes) -> Words:
    """Say an address where the name of the field depends on its kind."""
    kind = {4: "ipv4", 16: "ipv6"}.get(len(octets))
    if kind:
        yield name.format(kind), address_text(octets)


def distinguisher(rd: RouteDistinguisher) -> str:
    """Spell a route distinguisher as TShark does; it shows nothing of those of unknown type."""
    return f"Unknown (0x{rd.type:04x}) RD type" if rd.type > 2 else str(rd)
