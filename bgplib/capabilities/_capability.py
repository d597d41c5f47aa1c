"""What every capability has in common."""

from __future__ import annotations

from typing import ClassVar

from bgplib.iana import capabilities

__all__ = ["Capability"]


class Capability:
    """One capability of an OPEN message (RFC 5492 §4); each sort is a class of its own.

    A value keeps all that was on the wire: reserved bits, entries that do not count, values that
    nobody has assigned. What counts is said by its properties.
    """

    __slots__ = ()

    #: which instance counts when several stand in an OPEN: the first, or else the last; only for
    #: sorts of which one counts at all
    FIRST_COUNTS: ClassVar[bool] = False

    @property
    def code(self) -> int:
        """The capability code; the class of each sort has it as a constant."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The registry's name, such as `ADD_PATH`, or `UNKNOWN(200)`."""
        return capabilities.name(self.code)

    @property
    def text(self) -> str:
        """What the value says, on one line; empty when the capability has no value."""
        return ""

    def __str__(self) -> str:
        """Return the name and what the value says: `MULTIPROTOCOL ipv4-unicast`."""
        return f"{self.name} {self.text}".rstrip()
