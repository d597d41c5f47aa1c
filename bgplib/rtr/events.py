"""What a client tells the program that drives it. `str` of an event is a line for a log."""

from __future__ import annotations

import attrs

from bgplib.rtr.error_report import ErrorReport

__all__ = [
    "CacheReported",
    "CloseWanted",
    "ConnectWanted",
    "Event",
    "PayloadsChanged",
    "PayloadsExpired",
]


@attrs.frozen
class ConnectWanted:
    """Connect to the cache; then call `connection_made` or `connection_failed`."""

    def __str__(self) -> str:
        """Return it on one line."""
        return "a connection to the cache is wanted"


@attrs.frozen
class CloseWanted:
    """Send what `data_to_send` gives, and close the connection."""

    text: str  #: why, in a sentence

    def __str__(self) -> str:
        """Return it on one line."""
        return f"close: {self.text}"


@attrs.frozen(kw_only=True)
class PayloadsChanged:
    """The cache has answered in full: `Client.roas` and the others are what it has now."""

    serial: int  #: the Serial Number of what there is
    announced: int  #: how many payloads came
    withdrawn: int  #: how many went

    def __str__(self) -> str:
        """Return it on one line."""
        return f"serial {self.serial}: {self.announced} payloads came, {self.withdrawn} went"


@attrs.frozen
class PayloadsExpired:
    """What the cache told is of no use any more: there are no payloads (RFC 8210 §6)."""

    text: str  #: why, in a sentence

    def __str__(self) -> str:
        """Return it on one line."""
        return f"no payloads: {self.text}"


@attrs.frozen
class CacheReported:
    """The cache says that something is wrong."""

    report: ErrorReport  #: what it says

    def __str__(self) -> str:
        """Return it on one line."""
        return f"the cache says: {self.report}"


Event = CacheReported | CloseWanted | ConnectWanted | PayloadsChanged | PayloadsExpired
