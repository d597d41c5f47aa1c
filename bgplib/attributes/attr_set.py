"""ATTR_SET (attribute 128), RFC 6368 §5.

    +------------------------------+
    | Origin AS (4 octets)         |
    +------------------------------+
    | Path Attributes (variable)   |
    +------------------------------+

Flags:      optional transitive
Malformed:  shorter than 4 octets, holds MP_REACH_NLRI or MP_UNREACH_NLRI, or an attribute in it
            is malformed: treat-as-withdraw (RFC 7606 §7.16)

A set may hold another one, which must be well-formed too. No depth of nesting costs more than the
octets of the attribute: nothing here recurses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import (
    OPTIONAL_TRANSITIVE,
    AnyAttributeCodec,
    AttributeCodec,
    at_least,
)
from bgplib.attributes.unknown import UnknownAttribute
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.kernel.attribute_block import walk
from bgplib.values._field_kinds import FieldKind, kind_of, shown_as
from bgplib.values._notation import parse_hex
from bgplib.values.record import Record

__all__ = ["CODEC", "AttrSet"]

_ORIGIN_AS_OCTETS: Final = 4
_LIST: Final = kind_of(tuple[UnknownAttribute, ...], "attributes")
_FORBIDDEN: Final = (attributes.MP_REACH_NLRI, attributes.MP_UNREACH_NLRI)
# RFC 6368 §5: AS numbers in the set have four octets, and the session says nothing of it.
_INNER: Final = Context(session=None)


def _text(octets: bytes) -> str:
    found, _ = walk(octets, 0, len(octets))
    shown = tuple(
        UnknownAttribute(code=code, flags=flags, octets=octets[at:end])
        for flags, code, at, end in found
    )
    return _LIST.text(shown) if _join(shown) == octets else "0x" + octets.hex()


def _parse(text: str) -> bytes:
    if text[:2] in ("0x", "0X"):
        return parse_hex(text)
    try:
        return _join(_LIST.parse(text))
    except OverflowError:
        raise ParseError("an attribute of the set is too long") from None


def _join(found: Iterable[UnknownAttribute]) -> bytes:
    parts = []
    for each in found:
        size = 2 if each.flags & attributes.EXTENDED_LENGTH else 1
        parts.append(bytes((each.flags & 0xFF, each.code & 0xFF)))
        parts.append(len(each.octets).to_bytes(size, "big") + each.octets)
    return b"".join(parts)


@frozen
class AttrSet(Record):
    """The attributes that a route had in a customer's network, carried through a provider's."""

    WORD: ClassVar[str] = "origin-as"
    BARE: ClassVar[tuple[str, ...]] = ("origin_as", "octets")

    origin_as: int  #: the customer's AS
    #: path attributes as on the wire, AS numbers of 4 octets; `AttributeBlock` reads them
    octets: bytes = attrs.field(metadata=shown_as(FieldKind(_text, _parse)))

    @property
    def attributes(self) -> tuple[tuple[int, int, bytes], ...]:
        """(Flags, type code, value) of each attribute, one level deep."""
        found, _ = walk(self.octets, 0, len(self.octets))
        return tuple((flags, code, self.octets[at:end]) for flags, code, at, end in found)


def decode(octets: bytes, context: Context) -> AttrSet:
    """Read a value."""
    # Of sets within the set, only where they start and stop is kept until their turn comes, so that
    # depth costs neither stack nor copies.
    waiting = [(0, len(octets))]
    while waiting:
        start, stop = waiting.pop()
        if stop - start < _ORIGIN_AS_OCTETS:
            raise DecodeError(f"a set of {stop - start} octets", rfc="RFC 6368 §5")
        found, end = walk(octets, start + _ORIGIN_AS_OCTETS, stop)
        if end != stop:
            raise DecodeError("an attribute in the set runs past its end", rfc="RFC 6368 §5")
        for flags, code, first, after in found:
            _check_flags(flags, code)
            if code == attributes.ATTR_SET:
                waiting.append((first, after))
            else:
                _check_value(code, octets[first:after])
    return AttrSet(int.from_bytes(octets[:_ORIGIN_AS_OCTETS], "big"), octets[_ORIGIN_AS_OCTETS:])


def _codec(code: int) -> AnyAttributeCodec | None:
    # The table lists this module, so that it can be imported only now.
    from bgplib.attributes._table import DEFAULT_TABLE

    return DEFAULT_TABLE.by_code(code)


def _check_flags(flags: int, code: int) -> None:
    """Check what stands before the length of an attribute in the set."""
    # RFC 6368 §5: malformed if "The original path attributes carried in the variable-length
    # attribute data include the MP_REACH or MP_UNREACH attribute."
    if code in _FORBIDDEN:
        raise DecodeError(f"the set holds {attributes.name(code)}", rfc="RFC 6368 §5")
    codec = _codec(code)
    if codec is None:
        # RFC 4271 §6.3: an attribute that is not recognised must be optional.
        wrong = not flags & attributes.OPTIONAL
    else:
        wrong = bool((flags ^ codec.flags) & (attributes.OPTIONAL | attributes.TRANSITIVE))
    if wrong:
        name = attributes.name(code)
        raise DecodeError(f"the flags {flags:#04x} of {name} in the set", rfc="RFC 6368 §5")


def _check_value(code: int, octets: bytes) -> None:
    """Check the value of an attribute in the set."""
    codec = _codec(code)
    # RFC 6368 §5: "The NEXT_HOP attribute SHOULD NOT be included in an ATTR_SET. When present, it
    # SHOULD be ignored by the receiving PE."
    if codec is None or code == attributes.NEXT_HOP:
        return
    if not codec.length.accepts(len(octets)):
        raise DecodeError(f"{codec.name} of {len(octets)} octets in the set", rfc="RFC 6368 §5")
    try:
        codec.decode(octets, _INNER)
    except DecodeError as error:
        # RFC 6368 §5: the set is malformed if "The included attributes are malformed themselves",
        # whatever their own treatment and NOTIFICATION would be.
        raise DecodeError(f"{codec.name} in the set: {error}", rfc="RFC 6368 §5") from None


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
