"""TRAFFIC_ENGINEERING (attribute 24), RFC 5543 §3.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Switching Cap |   Encoding    |           Reserved            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |       Max LSP Bandwidth at priority 0 to 7, 4 octets each     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Switching Capability specific information (variable)        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Flags:      optional
Malformed:  a descriptor that runs past the end: treat-as-withdraw (RFC 7606 §7.13)
"""

from __future__ import annotations

import math
import struct
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib.attributes._codec import OPTIONAL, AttributeCodec, at_least
from bgplib.context import Context
from bgplib.errors import EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.octets import Reader
from bgplib.values._field_kinds import FieldKind, kind_of, shown_as
from bgplib.values._notation import parse_hex
from bgplib.values.record import Record

__all__ = ["CODEC", "SwitchingCapability", "TrafficEngineering"]

_FIXED_OCTETS: Final = 36
_RATES: Final = struct.Struct(">8f")
_FLOATS: Final = kind_of(tuple[float, ...], "bandwidths")
# RFC 3471 §3.1.1, with how many octets of specific information follow (RFC 5543 §3).
_PSC: Final = (1, 2, 3, 4)
_TDM: Final = 100
_SPECIFIC_OCTETS: Final = {1: 6, 2: 6, 3: 6, 4: 6, _TDM: 5, 51: 0, 150: 0, 200: 0}


def _bandwidths_text(octets: bytes) -> str:
    if len(octets) == _RATES.size:
        rates = _RATES.unpack(octets)
        # What is not a number has more than one form.
        if not any(math.isnan(rate) for rate in rates):
            return _FLOATS.text(rates)
    return "0x" + octets.hex()


def _parse_bandwidths(text: str) -> bytes:
    if text[:2] in ("0x", "0X"):
        return parse_hex(text)
    rates = _FLOATS.parse(text)
    if len(rates) != 8:
        raise ParseError(f"there are {len(rates)} bandwidths, 8 are needed")
    return _RATES.pack(*rates)


@frozen(kw_only=True)
class SwitchingCapability(Record):
    """What an interface can switch, and how much."""

    capability: int  #: 1 to 4 PSC, 51 L2SC, 100 TDM, 150 LSC, 200 FSC (RFC 3471 §3.1.1)
    encoding: int  #: LSP encoding type (RFC 3471 §3.1.1)
    reserved: int = 0  #: sent as 0, ignored when received
    #: IEEE 754 floats as on the wire, octets per second, priority 0 first; see `bandwidths`
    maximum_bandwidths: bytes = attrs.field(
        metadata=shown_as(FieldKind(_bandwidths_text, _parse_bandwidths))
    )
    specific: bytes = b""  #: Switching Capability specific information

    @property
    def bandwidths(self) -> tuple[float, ...]:
        """Maximum LSP bandwidth at priorities 0 to 7, in octets per second."""
        return struct.unpack(">8f", self.maximum_bandwidths)

    @property
    def minimum_bandwidth(self) -> float | None:
        """Minimum LSP bandwidth in octets per second, with PSC and TDM."""
        if self.capability in (*_PSC, _TDM) and len(self.specific) >= 4:
            return float(struct.unpack(">f", self.specific[:4])[0])
        return None

    @property
    def interface_mtu(self) -> int | None:
        """Interface MTU in octets, with PSC."""
        if self.capability in _PSC and len(self.specific) >= 6:
            return int.from_bytes(self.specific[4:6], "big")
        return None


@frozen
class TrafficEngineering(Record):
    """What the links to the destination can switch."""

    capabilities: tuple[SwitchingCapability, ...]  #: in the order of the wire


def decode(octets: bytes, context: Context) -> TrafficEngineering:
    """Read a value."""
    reader = Reader(octets)
    capabilities = []
    while reader.remaining:
        capability = reader.u8()
        encoding = reader.u8()
        reserved = reader.u16()
        bandwidths = reader.take(_FIXED_OCTETS - 4)
        # How long the information of other capabilities is, is not known: it takes the rest.
        size = _SPECIFIC_OCTETS.get(capability, reader.remaining)
        capabilities.append(
            SwitchingCapability(
                capability=capability,
                encoding=encoding,
                reserved=reserved,
                maximum_bandwidths=bandwidths,
                specific=reader.take(size),
            )
        )
    return TrafficEngineering(tuple(capabilities))


def encode(attribute: TrafficEngineering, context: Context) -> bytes:
    """Write a value."""
    parts = []
    last = attribute.capabilities[-1] if attribute.capabilities else None
    for item in attribute.capabilities:
        if len(item.maximum_bandwidths) != _FIXED_OCTETS - 4:
            raise EncodeError("a switching capability has eight bandwidths of 4 octets")
        if not (0 <= item.capability <= 255 and 0 <= item.encoding <= 255):
            raise EncodeError("capability and encoding have one octet each")
        if not 0 <= item.reserved <= 0xFFFF:
            raise EncodeError(f"{item.reserved} does not fit in two octets")
        # Where the next descriptor starts follows from the capability alone.
        size = _SPECIFIC_OCTETS.get(item.capability)
        if len(item.specific) != size and (size is not None or item is not last):
            raise EncodeError(
                f"{len(item.specific)} octets of specific information have no place "
                f"behind capability {item.capability}"
            )
        head = bytes((item.capability, item.encoding)) + item.reserved.to_bytes(2, "big")
        parts.append(head + item.maximum_bandwidths + item.specific)
    return b"".join(parts)


CODEC: Final = AttributeCodec(
    code=attributes.TRAFFIC_ENGINEERING,
    name="TRAFFIC_ENGINEERING",
    flags=OPTIONAL,
    value=TrafficEngineering,
    rfc="RFC 5543 §3",
    malformed=Treatment.TREAT_AS_WITHDRAW,
    malformed_rfc="RFC 7606 §7.13",
    length=at_least(_FIXED_OCTETS),
    decode=decode,
    encode=encode,
)
