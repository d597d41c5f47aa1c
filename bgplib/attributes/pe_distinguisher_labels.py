"""PE_DISTINGUISHER_LABELS (attribute 27), RFC 6514 §8.

    +---------------------------------+
    |     PE Address (4 or 16 octets) |
    +---------------------------------+
    |     Label (3 octets)            |   and so on
    +---------------------------------+

Flags:      optional transitive
Malformed:  length neither a multiple of 7 (IPv4) nor of 19 (IPv6), or an address that is not
            unicast: treat-as-withdraw (RFC 6514 §8)
"""

from __future__ import annotations

from typing import Final

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.values.label import Label
from bgplib.values.record import Record

__all__ = ["CODEC", "PeDistinguisherLabels"]


@frozen
class PeDistinguisherLabels(Record):
    """The labels by which PEs are told apart within a tunnel of several roots."""

    labels: tuple[tuple[bytes, Label], ...]  #: (PE address, label), in the order of the wire


def _is_unicast(address: bytes) -> bool:
    if len(address) == 4:
        return 0 < address[0] < 224
    return address[0] != 0xFF and any(address)


def decode(octets: bytes, context: Context) -> PeDistinguisherLabels:
    """Read a value.

    The family of the addresses follows from the length; where it is a multiple of both 7 and 19
    (133 octets and so on), IPv4 is meant unless an address is then not unicast.
    """
    for size in (4, 16):
        step = size + 3
        if len(octets) % step:
            continue
        pairs = tuple(
            (octets[at : at + size], Label(octets[at + size : at + step]))
            for at in range(0, len(octets), step)
        )
        if all(_is_unicast(address) for address, _ in pairs):
            return PeDistinguisherLabels(pairs)
    # RFC 6514 §8: "considers this attribute to be malformed if the PE Address field does not
    # contain a unicast address."
    raise DecodeError(
        f"{len(octets)} octets are not addresses of PEs and labels", rfc="RFC 6514 §8"
    )


def encode(attribute: PeDistinguisherLabels, context: Context) -> bytes:
    """Write a value."""
    sizes = {len(address) for address, _ in attribute.labels}
    if sizes not in ({4}, {16}):
        raise EncodeError("the addresses of PE_DISTINGUISHER_LABELS are of one family")
    return b"".join(address + label.octets for address, label in attribute.labels)


CODEC: Final = AttributeCodec(
    code=attributes.PE_DISTINGUISHER_LABELS,
    name="PE_DISTINGUISHER_LABELS",
    flags=OPTIONAL_TRANSITIVE,
    value=PeDistinguisherLabels,
    rfc="RFC 6514 §8",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 6514 §8",
    length=at_least(7),
    decode=decode,
    encode=encode,
)
