"""ATTR_SET (attribute 128), RFC 6368 §5.

    +------------------------------+
    | Origin AS (4 octets)         |
    +------------------------------+
    | Path Attributes (variable)   |
    +------------------------------+

Flags:      optional transitive
Malformed:  shorter than 4 octets, holds MP_REACH_NLRI or MP_UNREACH_NLRI, or an attribute in it
            is malformed: treat-as-withdraw (RFC 7606 §7.16)

A set may hold another one. What is inside an inner ATTR_SET is not looked into, so that no depth
of nesting costs more than one.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.kernel.attribute_block import walk

__all__ = ["CODEC", "AttrSet"]

_ORIGIN_AS_OCTETS: Final = 4
_FORBIDDEN: Final = (attributes.MP_REACH_NLRI, attributes.MP_UNREACH_NLRI)


@attrs.frozen
class AttrSet:
    """The attributes that a route had in a customer's network, carried through a provider's."""

    origin_as: int  #: the customer's AS
    #: path attributes as on the wire, AS numbers of 4 octets; `AttributeBlock` reads them
    octets: bytes

    @property
    def attributes(self) -> tuple[tuple[int, int, bytes], ...]:
        """(Flags, type code, value) of each attribute, one level deep."""
        found, _ = walk(self.octets, 0, len(self.octets))
        return tuple((flags, code, self.octets[at:end]) for flags, code, at, end in found)

    def __str__(self) -> str:
        """Return the AS and the names of the attributes."""
        names = ", ".join(attributes.name(code) for _, code, _ in self.attributes)
        return f"origin-as {self.origin_as}: {names}"


def decode(octets: bytes, context: Context) -> AttrSet:
    """Read a value."""
    # The table lists this module, so that it can be imported only now.
    from bgplib.attributes._table import DEFAULT_TABLE

    found, end = walk(octets, _ORIGIN_AS_OCTETS, len(octets))
    if end != len(octets):
        raise DecodeError("an attribute in the set runs past its end", rfc="RFC 6368 §5")
    # RFC 6368 §5: AS numbers in the set have four octets, and the session says nothing of it.
    inner = Context(session=None)
    for flags, code, start, stop in found:
        # RFC 6368 §5: malformed if "The original path attributes carried in the variable-length
        # attribute data include the MP_REACH or MP_UNREACH attribute."
        if code in _FORBIDDEN:
            raise DecodeError(f"the set holds {attributes.name(code)}", rfc="RFC 6368 §5")
        codec = DEFAULT_TABLE.by_code(code)
        if codec is None or code == attributes.ATTR_SET:
            continue
        if (flags ^ codec.flags) & (attributes.OPTIONAL | attributes.TRANSITIVE):
            raise DecodeError(f"the flags of {codec.name} in the set are wrong", rfc="RFC 6368 §5")
        if not codec.length.accepts(stop - start):
            raise DecodeError(f"the length of {codec.name} in the set is wrong", rfc="RFC 6368 §5")
        codec.decode(octets[start:stop], inner)
    return AttrSet(int.from_bytes(octets[:_ORIGIN_AS_OCTETS], "big"), octets[_ORIGIN_AS_OCTETS:])


def encode(attribute: AttrSet, context: Context) -> bytes:
    """Write a value."""
    if not 0 <= attribute.origin_as <= 0xFFFFFFFF:
        raise EncodeError(f"{attribute.origin_as} is not an AS number")
    return attribute.origin_as.to_bytes(_ORIGIN_AS_OCTETS, "big") + attribute.octets


CODEC: Final = AttributeCodec(
    code=attributes.ATTR_SET,
    name="ATTR_SET",
    flags=OPTIONAL_TRANSITIVE,
    value=AttrSet,
    rfc="RFC 6368 §5",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.16",
    length=at_least(_ORIGIN_AS_OCTETS),
    decode=decode,
    encode=encode,
)
