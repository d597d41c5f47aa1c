"""The six states of a session (RFC 4271 §8.2.2), with the numbers of BGP4-MIB (RFC 4273)."""

from __future__ import annotations

from bgplib._worded import WordedEnum

__all__ = ["State"]


class State(WordedEnum):
    """Where a session is on its way; a later state is greater. It prints as `OpenSent`."""

    IDLE = 1  #: no connection is wanted, or not now
    CONNECT = 2  #: a connection is being made
    ACTIVE = 3  #: the peer is to connect
    OPEN_SENT = 4  #: our OPEN is on its way, the peer's is not there
    OPEN_CONFIRM = 5  #: the peer's OPEN is accepted, its KEEPALIVE is not there
    ESTABLISHED = 6  #: routes are exchanged

    @property
    def text(self) -> str:
        """The name as RFC 4271 writes it: `OpenSent`."""
        return self.name.title().replace("_", "")
