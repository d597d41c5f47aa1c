"""BGP4MP_SNAPSHOT (subtype 3), RFC 6396 Appendix B.2.6.2, deprecated.

+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|        View Number            |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|            File Name, ended by an octet 0 (variable)
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from bgplib._frozen import frozen
from bgplib.errors import DecodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import pack
from bgplib.formats.mrt.record import Archive, Header, Record

__all__ = ["Bgp4mpSnapshot", "read"]


@frozen(kw_only=True)
class Bgp4mpSnapshot(Record):
    """The name of a file that holds BGP4MP_ENTRY records."""

    microseconds: int | None = None  #: as in all BGP4MP records
    view: int = 0  #: View Number
    file_name: bytes  #: File Name, with what ends it

    @property
    def type(self) -> int:
        """BGP4MP or BGP4MP_ET."""
        return codes.BGP4MP if self.microseconds is None else codes.BGP4MP_ET

    @property
    def subtype(self) -> int:
        """BGP4MP_SNAPSHOT."""
        return codes.BGP4MP_SNAPSHOT

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC, with the microseconds where there are any."""
        return self.timestamp + (self.microseconds or 0) / 1_000_000

    def body(self) -> bytes:
        """Write what follows the header."""
        micros = b"" if self.microseconds is None else pack(">I", self.microseconds)
        return micros + pack(">H", self.view) + self.file_name


def read(header: Header, octets: bytes, start: int, stop: int, archive: Archive) -> Bgp4mpSnapshot:
    """Read a record; the arguments are those of `message.read`.

    Raises:
        DecodeError: it is too short.
    """
    timestamp, microseconds, _, _ = header
    if stop - start < 2:
        raise DecodeError("the View Number is not there", rfc="RFC 6396 Appendix B.2.6.2")
    view = int.from_bytes(octets[start : start + 2], "big")
    return Bgp4mpSnapshot(
        timestamp=timestamp,
        microseconds=microseconds,
        view=view,
        file_name=octets[start + 2 : stop],
    )
