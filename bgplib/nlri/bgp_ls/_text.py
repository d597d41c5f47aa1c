"""How values of BGP-LS TLVs print."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

import attrs

from bgplib.iana.bgp_ls import slug
from bgplib.values.address import address_text

__all__ = ["Fields", "value_text"]

# Whole numbers of 32-bit floating point print in full up to here.
_EXACT: Final = 1e15


def value_text(value: Any) -> str:
    """Print a value in one line: numbers in decimal, octets in hex, lists in brackets."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < _EXACT else f"{value:.9g}"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str):
        return value.encode("unicode_escape").decode("ascii")
    if isinstance(value, ipaddress.IPv4Address | ipaddress.IPv6Address):
        return address_text(value.packed)
    if isinstance(value, tuple):
        return f"[{', '.join(map(value_text, value))}]"
    return str(value)


@attrs.frozen
class Fields:
    """What values with several fields have in common: their text."""

    def __str__(self) -> str:
        """Return `flags=48 weight=0 sid=label:24001`."""
        return " ".join(
            f"{slug(field.name)}={value_text(getattr(self, field.name))}"
            for field in attrs.fields(type(self))
        )
