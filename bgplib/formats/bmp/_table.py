"""Which function reads which messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib._checks import octets_of
from bgplib.errors import DecodeError
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.information import read_initiation, read_termination
from bgplib.formats.bmp.message import HEADER, BmpMessage, UnknownMessage
from bgplib.formats.bmp.peer_down import read_peer_down
from bgplib.formats.bmp.peer_up import read_peer_up
from bgplib.formats.bmp.route_mirroring import read_route_mirroring
from bgplib.formats.bmp.route_monitoring import read_route_monitoring
from bgplib.formats.bmp.statistics_report import read_statistics_report
from bgplib.octets import Reader

__all__ = ["decode"]

_READERS: Final[dict[int, Callable[[int, Reader], BmpMessage]]] = {
    codes.ROUTE_MONITORING: read_route_monitoring,
    codes.STATISTICS_REPORT: read_statistics_report,
    codes.PEER_DOWN: read_peer_down,
    codes.PEER_UP: read_peer_up,
    codes.INITIATION: read_initiation,
    codes.TERMINATION: read_termination,
    codes.ROUTE_MIRRORING: read_route_mirroring,
}
_VERSIONS: Final = (codes.VERSION, codes.VERSION_TLV)


def decode(octets: bytes | bytearray | memoryview) -> BmpMessage:
    """Decode one whole message.

    A message alone does not say whether its UPDATE has path identifiers: `bmp.read` knows from
    the Peer Up before it.

    Args:
        octets: the message, from its version to its end and nothing behind it.

    Raises:
        DecodeError: it is not what its type says.
        LocalError: it is no octets.
    """
    octets = octets_of(octets, "octets")  # a buffer may be used for others afterwards
    if len(octets) < HEADER.size:
        raise DecodeError(f"{len(octets)} octets are less than a header", rfc="RFC 7854 §4.1")
    version, length, kind = HEADER.unpack_from(octets)
    if version not in _VERSIONS:
        raise DecodeError(f"version {version} is neither 3 nor 4", rfc="RFC 7854 §4.1")
    if length != len(octets):
        raise DecodeError(
            f"the header says {length} octets, there are {len(octets)}", rfc="RFC 7854 §4.1"
        )
    read = _READERS.get(kind)
    if read is None:
        return UnknownMessage(version=version, type_code=kind, octets=octets[HEADER.size :])
    return read(version, Reader(octets, HEADER.size))
