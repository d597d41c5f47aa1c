"""The three ways in which 6 octets hold a number and whoever administers it.

Route distinguishers (RFC 4364 §4.2) and extended communities (RFC 4360 §3, RFC 5668 §2) share
them, and their text:

    0   2-octet AS number, 4-octet number     65000:1
    1   IPv4 address, 2-octet number          192.0.2.1:1
    2   4-octet AS number, 2-octet number     4200000000:1, 65000L:1
"""

from __future__ import annotations

import re
from typing import Final

from bgplib.errors import EncodeError, ParseError
from bgplib.values._numbers import parse_as_number, parse_number
from bgplib.values.address import identifier_text, parse_identifier

__all__ = [
    "FOUR_OCTET_AS",
    "IPV4_ADDRESS",
    "TWO_OCTET_AS",
    "administered_text",
    "join_administered",
    "parse_administered",
    "split_administered",
]

TWO_OCTET_AS: Final = 0
IPV4_ADDRESS: Final = 1
FOUR_OCTET_AS: Final = 2

#: how many of the 48 bits hold the number; the administrator has the others
_NUMBER_BITS: Final = (32, 16, 16)

_DOTTED_QUAD: Final = re.compile(r"\d+\.\d+\.\d+\.\d+", re.ASCII)


def split_administered(form: int, octets: bytes) -> tuple[int, int]:
    """Read (administrator, number) from 6 octets; an address is read as a number, too."""
    bits = _NUMBER_BITS[form]
    whole = int.from_bytes(octets, "big")
    return whole >> bits, whole & ((1 << bits) - 1)


def join_administered(form: int, administrator: int, number: int) -> bytes:
    """Write 6 octets.

    Raises:
        EncodeError: there is no such form, or a part does not fit.
    """
    if form not in (0, 1, 2):
        raise EncodeError(f"there is no form {form}, only 0, 1 and 2")
    bits = _NUMBER_BITS[form]
    if not (0 <= number < 1 << bits and 0 <= administrator < 1 << (48 - bits)):
        raise EncodeError(f"{administrator} and {number} do not fit in form {form}")
    return (administrator << bits | number).to_bytes(6, "big")


def administered_text(form: int, administrator: int, number: int) -> str:
    """Print it so that `parse_administered` reads the same form.

    An AS number that would fit in two octets but stands in four is marked by an `L`.
    """
    if form == IPV4_ADDRESS:
        return f"{identifier_text(administrator)}:{number}"
    mark = "L" if form == FOUR_OCTET_AS and administrator <= 0xFFFF else ""
    return f"{administrator}{mark}:{number}"


def parse_administered(text: str, form: int | None = None) -> tuple[int, int, int]:
    """Read (form, administrator, number).

    Args:
        text: such as `65000:1`, `192.0.2.1:1`, `4200000000:1`, `1.0:1` (asdot) or `65000L:1`.
            The number may also be a dotted quad.
        form: 0, 1 or 2 to demand that form instead of deducing it.

    Raises:
        ParseError: it is none of them, or does not fit in the form asked for.
    """
    left, colon, right = text.strip().rpartition(":")
    if not colon:
        raise ParseError(f"{text!r} is not of the form administrator:number")
    if _DOTTED_QUAD.fullmatch(left):
        deduced, administrator = IPV4_ADDRESS, parse_identifier(left)
    else:
        long = left[-1:] in ("L", "l")
        administrator = parse_as_number(left[:-1] if long else left)
        # RFC 5668 §3: "Autonomous Systems that use 2-octet Autonomous System numbers SHOULD use
        # 2-octet AS specific extended communities"
        wide = long or "." in left or administrator > 0xFFFF
        deduced = FOUR_OCTET_AS if wide else TWO_OCTET_AS
    if form is None:
        form = deduced
    elif form not in (0, 1, 2) or (form == IPV4_ADDRESS) != (deduced == IPV4_ADDRESS):
        raise ParseError(f"{text!r} is not of form {form}")
    if administrator >> (48 - _NUMBER_BITS[form]):
        raise ParseError(f"AS {administrator} does not fit in two octets")
    if _DOTTED_QUAD.fullmatch(right):
        number = parse_identifier(right)
    else:
        number = parse_number(right, 32)
    if number >> _NUMBER_BITS[form]:
        raise ParseError(f"{number} has to fit in {_NUMBER_BITS[form]} bits in {text!r}")
    return form, administrator, number
