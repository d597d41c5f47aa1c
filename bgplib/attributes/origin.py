"""ORIGIN (attribute 1), RFC 4271 §4.3 and §5.1.1.

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |     Value     |   0 IGP, 1 EGP, 2 INCOMPLETE
    +-+-+-+-+-+-+-+-+

Flags:      well-known
Malformed:  length other than 1, or an undefined value: treat-as-withdraw (RFC 7606 §7.1)
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._checks import check_text
from bgplib._printed import or_its_fields
from bgplib.attributes._codec import WELL_KNOWN, AttributeCodec, QuickCheck, exactly
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import attributes, messages

__all__ = ["CODEC", "Origin"]

IGP: Final = 0
EGP: Final = 1
INCOMPLETE: Final = 2
_NAMES: Final = ("igp", "egp", "incomplete")


@attrs.frozen
class Origin:
    """How the speaker that originated the route learned of it."""

    value: int  #: 0 IGP, 1 EGP, 2 INCOMPLETE

    @classmethod
    def parse(cls, text: str) -> Origin:
        """Read `igp`, `egp`, `incomplete`, or `i`, `e`, `?` as routers print them.

        Raises:
            ParseError: it is none of these.
        """
        check_text(text, cls.__name__)
        word = text.strip().lower()
        for value, name in enumerate(_NAMES):
            if word in (name, "ie?"[value], str(value)):
                return cls(value)
        raise ParseError(f"{text!r} is not an origin")

    @property
    def short(self) -> str:
        """The letter that routers print behind the path: `i`, `e` or `?`."""
        return "ie?"[self.value]

    @or_its_fields
    def __str__(self) -> str:
        """Return `igp`, `egp` or `incomplete`."""
        return _NAMES[self.value]


def decode(octets: bytes, context: Context) -> Origin:
    """Read a value."""
    # RFC 7606 §7.1: "The attribute is considered malformed if its length is not 1 or if it has an
    # undefined value"
    if octets[0] > INCOMPLETE:
        raise DecodeError(f"ORIGIN {octets[0]} is not defined", rfc="RFC 7606 §7.1")
    return Origin(octets[0])


def encode(origin: Origin, context: Context) -> bytes:
    """Write a value."""
    if not 0 <= origin.value <= INCOMPLETE:
        raise EncodeError(f"ORIGIN {origin.value} is not defined")
    return bytes((origin.value,))


def _is_defined(octets: bytes, start: int, stop: int) -> bool:
    return octets[start] <= 2


def quick(context: Context) -> QuickCheck:
    """Check the value in place."""
    return _is_defined


CODEC: Final = AttributeCodec(
    code=attributes.ORIGIN,
    name="ORIGIN",
    flags=WELL_KNOWN,
    value=Origin,
    rfc="RFC 4271 §5.1.1",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.1",
    length=exactly(1),
    decode=decode,
    encode=encode,
    subcode=messages.INVALID_ORIGIN_ATTRIBUTE,
    quick=quick,
)
