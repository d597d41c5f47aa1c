"""PDUs that ask for data, and those that say what follows (RFC 8210 §5.2 to §5.5, §5.8, §5.9)."""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.rtr import codes
from bgplib.rtr.pdu import Pdu, u32

__all__ = [
    "CacheReset",
    "CacheResponse",
    "EndOfData",
    "ResetQuery",
    "SerialNotify",
    "SerialQuery",
]

# RFC 8210 §6: "Recommended default: 3600 seconds (1 hour)", "600 seconds (10 minutes)", "7200
# seconds (2 hours)".
DEFAULT_REFRESH: Final = 3600
DEFAULT_RETRY: Final = 600
DEFAULT_EXPIRE: Final = 7200


@attrs.frozen(kw_only=True)
class _OfSession(Pdu):
    session_id: int  #: which instance of the cache the serial numbers are of

    @property
    def field(self) -> int:
        """The Session ID."""
        return self.session_id


@attrs.frozen(kw_only=True)
class _OfSerial(_OfSession):
    serial: int  #: the Serial Number: a version of what the cache has

    def body(self) -> bytes:
        """Write what follows the Length field."""
        return u32(self.serial, "serial")


@attrs.frozen(kw_only=True)
class SerialNotify(_OfSerial):
    """The cache has new data (§5.2)."""

    TYPE: ClassVar[int] = codes.SERIAL_NOTIFY

    def __str__(self) -> str:
        """Return `Serial Notify 7 of session 3`."""
        return f"{self.name} {self.serial} of session {self.session_id}"


@attrs.frozen(kw_only=True)
class SerialQuery(_OfSerial):
    """The router asks for what has changed since a serial number (§5.3)."""

    TYPE: ClassVar[int] = codes.SERIAL_QUERY

    def __str__(self) -> str:
        """Return `Serial Query since 7 of session 3`."""
        return f"{self.name} since {self.serial} of session {self.session_id}"


@attrs.frozen(kw_only=True)
class ResetQuery(Pdu):
    """The router asks for all that there is (§5.4)."""

    TYPE: ClassVar[int] = codes.RESET_QUERY

    def __str__(self) -> str:
        """Return `Reset Query`."""
        return self.name


@attrs.frozen(kw_only=True)
class CacheResponse(_OfSession):
    """What was asked for follows (§5.5)."""

    TYPE: ClassVar[int] = codes.CACHE_RESPONSE

    def __str__(self) -> str:
        """Return `Cache Response of session 3`."""
        return f"{self.name} of session {self.session_id}"


@attrs.frozen(kw_only=True)
class EndOfData(_OfSerial):
    """That was all, and what to do next, and when (§5.8, §6).

    Version 0 has no intervals: they are not written, and read as the recommended ones.
    """

    TYPE: ClassVar[int] = codes.END_OF_DATA

    refresh: int = DEFAULT_REFRESH  #: seconds until the router asks again
    retry: int = DEFAULT_RETRY  #: seconds until it asks again after a query that failed
    expire: int = DEFAULT_EXPIRE  #: seconds after which the data is of no use

    def body(self) -> bytes:
        """Write what follows the Length field."""
        # RFC 6810 §5.7 has the Serial Number alone.
        if self.version == 0:
            return u32(self.serial, "serial")
        intervals = (
            u32(self.refresh, "refresh"),
            u32(self.retry, "retry"),
            u32(self.expire, "expire"),
        )
        return u32(self.serial, "serial") + b"".join(intervals)

    def __str__(self) -> str:
        """Return `End of Data 7 of session 3`."""
        return f"{self.name} {self.serial} of session {self.session_id}"


@attrs.frozen(kw_only=True)
class CacheReset(Pdu):
    """The cache cannot say what has changed since that serial number (§5.9)."""

    TYPE: ClassVar[int] = codes.CACHE_RESET

    def __str__(self) -> str:
        """Return `Cache Reset`."""
        return self.name
