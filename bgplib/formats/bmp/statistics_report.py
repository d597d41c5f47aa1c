"""Stats Reports (message type 1), RFC 7854 §4.8 and RFC 8671 §6.2.

    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Stats Count                            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |         Stat Type             |          Stat Len             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                        Stat Data (variable)
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Stat Data: a 32-bit counter, a 64-bit gauge, or AFI, SAFI and a 64-bit gauge.
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.capabilities._fields import number
from bgplib.errors import DecodeError, LocalError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import PeerMessage
from bgplib.formats.bmp.peer_header import read_peer_header
from bgplib.formats.bmp.tlv import Tlv, encode_tlvs, read_tlvs
from bgplib.iana.families import Family
from bgplib.octets import Reader

__all__ = ["Statistic", "StatisticsReport", "read_statistics_report"]


@attrs.frozen
class Statistic(Tlv):
    """One number about a peer."""

    @property
    def name(self) -> str:
        """What is counted: `routes in Adj-RIBs-In`, or `UNKNOWN(77)`."""
        return codes.name_of(codes.STATISTIC_NAMES, self.code)

    @property
    def family(self) -> Family | None:
        """The family that is counted, where the type has one for each family."""
        if self.code not in codes.FAMILY_GAUGES or len(self.octets) < 3:
            return None
        return Family(int.from_bytes(self.octets[:2], "big"), self.octets[2])

    @property
    def value(self) -> int | None:
        """The number; None if the type is not known, or the data are not what it says."""
        # RFC 7854 §4.8: "A BMP implementation MUST ignore unrecognized stat types on receipt, and
        # likewise MUST ignore unexpected data in the Stat Data field."
        start, size = 0, 4
        if self.code in codes.FAMILY_GAUGES:
            start, size = 3, 8
        elif self.code in codes.GAUGES:
            size = 8
        if self.code not in codes.STATISTIC_NAMES or len(self.octets) != start + size:
            return None
        return int.from_bytes(self.octets[start:], "big")

    @or_its_fields
    def __str__(self) -> str:
        """Return `routes in Adj-RIBs-In: 7`; octets where they are no number."""
        family = "" if self.family is None else f" of {self.family}"
        return f"{self.name}{family}: {self.octets.hex() if self.value is None else self.value}"

    @classmethod
    def of(cls, code: int, value: int, family: Family | None = None) -> Statistic:
        """Make a statistic of a known type.

        Args:
            code: a key of `codes.STATISTIC_NAMES`.
            value: the number.
            family: what is counted, for the types that have one for each family.

        Raises:
            EncodeError: the value does not fit.
            LocalError: the type has one for each family and none is given, or the other way round.
        """
        check(code, int, "code")
        check(family, Family | None, "family")
        if (family is None) is (code in codes.FAMILY_GAUGES):
            raise LocalError(
                f"statistic {code} is {'' if family is None else 'not '}counted for each family"
            )
        size = 8 if code in codes.GAUGES | codes.FAMILY_GAUGES else 4
        head = b"" if family is None else family.afi.to_bytes(2, "big") + bytes((family.safi,))
        return cls(code, head + number(value, 8 * size, "value"))


@frozen(kw_only=True)
class StatisticsReport(PeerMessage):
    """Numbers about a peer."""

    TYPE: ClassVar[int] = codes.STATISTICS_REPORT

    statistics: tuple[Statistic, ...] = ()  #: in the order of the wire
    tlvs: tuple[Tlv, ...] = ()  #: what follows them in version 4

    @or_its_fields
    def __str__(self) -> str:
        """Return `STATISTICS-REPORT of 192.0.2.1 AS65001 adj-rib-in-pre: ` and the numbers."""
        return f"{self.name} of {self.peer}: {', '.join(map(str, self.statistics)) or 'none'}"

    def body(self) -> bytes:
        """Write what follows the common header.

        Raises:
            EncodeError: a value is out of range.
        """
        count = len(self.statistics).to_bytes(4, "big")
        tlvs = encode_tlvs(self.statistics) + encode_tlvs(self.tlvs)
        return self.peer.encode() + count + tlvs


def read_statistics_report(version: int, reader: Reader) -> StatisticsReport:
    """Read what follows the common header.

    Raises:
        DecodeError: it is too short, or in version 3 too long, for the count of statistics.
    """
    peer = read_peer_header(reader)
    count = reader.u32()
    # Each has at least four octets: a count that lies costs nothing.
    if count * 4 > reader.remaining:
        raise DecodeError(f"there is no room for {count} statistics", rfc="RFC 7854 §4.8")
    found = []
    for _ in range(count):
        code = reader.u16()
        found.append(Statistic(code, reader.take(reader.u16())))
    tlvs = read_tlvs(reader) if version != codes.VERSION else ()
    reader.finish()
    return StatisticsReport(version=version, peer=peer, statistics=tuple(found), tlvs=tlvs)
