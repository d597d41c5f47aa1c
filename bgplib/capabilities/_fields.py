"""Fields that capabilities share: numbers with their range, families, empty values."""

from __future__ import annotations

from typing import Any, Final

from bgplib.errors import DecodeError, EncodeError
from bgplib.iana import messages
from bgplib.iana.families import Family

__all__ = ["check_empty", "family_octets", "malformed", "number", "read_family", "tuples"]

_SAFI_BITS: Final = 8


def malformed(text: str, rfc: str) -> DecodeError:
    """Make the error of a malformed capability."""
    # RFC 4271 §6.2: "If one of the Optional Parameters in the OPEN message is recognized, but is
    # malformed, then the Error Subcode MUST be set to 0 (Unspecific)."
    return DecodeError(text, rfc=rfc, code=messages.OPEN_MESSAGE_ERROR)


def check_empty(octets: bytes, rfc: str) -> None:
    """Check that a capability without value has none.

    Raises:
        DecodeError: it has one.
    """
    if octets:
        raise malformed(f"the length is {len(octets)}, it must be 0", rfc)


def tuples(octets: bytes, size: int, rfc: str) -> list[bytes]:
    """Cut a value into entries of `size` octets.

    Raises:
        DecodeError: the length is not a multiple of `size`.
    """
    if len(octets) % size:
        raise malformed(f"the length {len(octets)} is not a multiple of {size}", rfc)
    return [octets[start : start + size] for start in range(0, len(octets), size)]


def read_family(octets: bytes) -> Family:
    """Read an AFI of two octets and a SAFI of one from the first three octets of an entry."""
    return Family(octets[0] << 8 | octets[1], octets[2])


def family_octets(family: Family) -> bytes:
    """Write an AFI of two octets and a SAFI of one.

    Raises:
        EncodeError: one of them is out of range.
    """
    return number(family.afi, 16, "AFI") + number(family.safi, _SAFI_BITS, "SAFI")


def number(value: Any, bits: int, what: str) -> bytes:
    """Write a number in as many octets as hold its bits.

    Args:
        value: the number.
        bits: how many bits the field has.
        what: the name of the field, for the error.

    Raises:
        EncodeError: the number does not fit.
    """
    if not isinstance(value, int) or not 0 <= value < 1 << bits:
        raise EncodeError(f"{what} {value!r} does not fit in {bits} bits")
    return value.to_bytes((bits + 7) // 8, "big")
