"""Captured: when a message was seen, and between whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from bgplib._frozen import frozen
from bgplib.values.address import address_text

__all__ = ["Captured"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class Captured:
    """What a capture says of any message in it."""

    nanoseconds: int  #: when its last octet was seen, since 1970-01-01 00:00 UTC
    offset: int  #: of the packet with its last octet, in octets from the start of the file
    source: bytes  #: address of the sender, 4 or 16 octets
    source_port: int  #: TCP port of the sender
    destination: bytes  #: address of the receiver, 4 or 16 octets
    destination_port: int  #: TCP port of the receiver

    @property
    def time(self) -> float:
        """Seconds since 1970-01-01 00:00 UTC."""
        return self.nanoseconds / 1_000_000_000

    @property
    def seen(self) -> datetime:
        """The same as a date and time in UTC."""
        # Windows makes no date of a time before 1970, or behind the year 3000.
        return _EPOCH + timedelta(seconds=self.time)

    @property
    def source_text(self) -> str:
        """Address of the sender as text."""
        return address_text(self.source)

    @property
    def destination_text(self) -> str:
        """Address of the receiver as text."""
        return address_text(self.destination)
