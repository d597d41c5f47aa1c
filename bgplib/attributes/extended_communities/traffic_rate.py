"""Flow spec traffic-rate-bytes and traffic-rate-packets: let no more than so much pass.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |      0x80     |   0x06/0x0c   |      2-octet AS number        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                  Rate, IEEE 754 of 32 bits                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Type codes:  0x8006 (octets per second), 0x800c (packets per second)
Defined in:  RFC 8955 §7.1, §7.2
Text:        `traffic-rate-bytes:0:9600`, `traffic-rate-packets:65000:100` (AS number, rate)

Octets whose rate is not a number (NaN) stay an unknown extended community. A negative rate reads
as 0, and its bits are kept beside it.
"""

from __future__ import annotations

import math
import re
import struct
from typing import Final

import attrs

from bgplib.attributes.extended_communities import _float32
from bgplib.attributes.extended_communities._codec import ExtendedCommunityCodec
from bgplib.attributes.extended_communities._community import ExtendedCommunity
from bgplib.attributes.extended_communities._text import parts
from bgplib.errors import EncodeError, ParseError
from bgplib.values._numbers import parse_number

__all__ = ["CODEC", "TrafficRate"]


@attrs.frozen(kw_only=True)
class TrafficRate(ExtendedCommunity):
    """A FlowSpec action: let no more than so much of the traffic pass."""

    rate: float  #: octets or packets per second; 0 discards all traffic
    packets: bool = False  #: the rate counts packets, not octets
    asn: int = 0  #: AS number of 2 octets; says who attached it, no more
    #: the 32 bits of a negative rate as it came; 0 when the rate says it all
    bits: int = 0

    def _short(self) -> str:
        unit = "packets" if self.packets else "bytes"
        text = f"traffic-rate-{unit}:{self.asn}:{_float32.float_text(self.rate)}"
        return text + (f";bits=0x{self.bits:x}" if self.bits else "")


def decode(octets: bytes) -> TrafficRate | None:
    """Read 8 octets; None if the rate is not a number."""
    rate = _float32.from_octets(octets[4:])
    bits = 0
    if math.isnan(rate):
        return None
    # RFC 8955 §7.1: "On decoding, negative values MUST be treated as zero (discard all traffic)."
    if octets[4] & 0x80:
        bits, rate = int.from_bytes(octets[4:], "big"), 0.0
    return TrafficRate(
        packets=octets[1] == 0x0C, asn=int.from_bytes(octets[2:4], "big"), rate=rate, bits=bits
    )


def _is_negative(octets: bytes) -> bool:
    """Say whether a rate is negative, or the zero that has a sign."""
    return octets[0] >= 0x80 and not math.isnan(_float32.from_octets(octets))


def encode(community: TrafficRate) -> bytes:
    """Write 8 octets.

    Raises:
        EncodeError: the AS number or the rate does not fit, the rate is negative, or the bits are
            not those of a negative rate beside one of 0.
    """
    # RFC 8955 §7.1: "On encoding, the traffic-rate MUST NOT be negative."
    if community.rate < 0:
        raise EncodeError(f"a rate of {community.rate} is negative")
    if not (0 <= community.asn <= 0xFFFF and 0 <= community.bits <= 0xFFFFFFFF):
        raise EncodeError(f"AS {community.asn} does not fit in two octets")
    rate = struct.pack(">I", community.bits) if community.bits else b""
    if rate and (community.rate or not _is_negative(rate)):
        raise EncodeError(f"0x{rate.hex()} are not the bits of a negative rate, which counts as 0")
    return (
        (b"\x80\x0c" if community.packets else b"\x80\x06")
        + community.asn.to_bytes(2, "big")
        + (rate or _float32.to_octets(community.rate + 0.0))
    )


def parse(word: str, rest: str) -> TrafficRate:
    """Read `65000:9600`, ExaBGP's `9600` and `100:packets`, GoBGP's `9600.0(as: 65000)`."""
    if word == "discard":
        rest = rest or "0"
    gobgp = re.fullmatch(r"([\d.]+)\s*\(as: (\d+)\)", rest)
    found = [gobgp[2], gobgp[1]] if gobgp else parts(rest, 1, 3)
    unit = found.pop() if found[-1] in ("packets", "bytes") else word.rpartition("-")[2]
    if not 1 <= len(found) <= 2:
        raise ParseError(f"{rest!r} is not a rate")
    rate = _float32.parse_float(found[-1])
    if rate < 0 or math.isnan(rate):
        raise ParseError(f"a rate is not negative: {rest!r}")
    return TrafficRate(
        packets=unit == "packets",
        asn=parse_number(found[0], 16, "2-octet AS number") if len(found) == 2 else 0,
        rate=rate,
    )


CODEC: Final = ExtendedCommunityCodec(
    codes=(0x8006, 0x800C),
    name="Flow spec traffic-rate",
    rfc="RFC 8955 §7.1",
    value=TrafficRate,
    decode=decode,
    encode=encode,
    words=(
        "traffic-rate-bytes",
        "traffic-rate-packets",
        "traffic-rate",
        "rate-limit",
        "rate",
        "discard",
    ),
    parse=parse,
)
