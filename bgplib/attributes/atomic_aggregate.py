"""ATOMIC_AGGREGATE (attribute 6), RFC 4271 §4.3 and §5.1.6.

    +-+
    | |   no value: the attribute is a mark
    +-+

Flags:      well-known
Malformed:  length other than 0: attribute-discard (RFC 7606 §7.6)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.attributes._codec import WELL_KNOWN, AttributeCodec, exactly, length_suffices
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values.record import Record

__all__ = ["CODEC", "AtomicAggregate"]


@attrs.frozen
class AtomicAggregate(Record):
    """A mark that some ASes of the aggregated routes may be missing in the path."""

    WORD: ClassVar[str] = "atomic-aggregate"


def decode(octets: bytes, context: Context) -> AtomicAggregate:
    """Read a value."""
    return AtomicAggregate()


def encode(attribute: AtomicAggregate, context: Context) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = AttributeCodec(
    code=attributes.ATOMIC_AGGREGATE,
    name="ATOMIC_AGGREGATE",
    flags=WELL_KNOWN,
    value=AtomicAggregate,
    rfc="RFC 4271 §5.1.6",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="RFC 7606 §7.6",
    length=exactly(0),
    decode=decode,
    encode=encode,
    quick=length_suffices,
)
