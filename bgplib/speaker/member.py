"""Member: a peer in an update group, and Cohort: members that are behind together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib.rib.adj_rib_out import Told
from bgplib.route import Source
from bgplib.session import Connection

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["Cohort", "Member"]


class Member:
    """A peer that is told routes of one family."""

    __slots__ = ("cohort", "connection", "opening", "owed", "peer", "source", "waits")

    def __init__(self, peer: Peer, source: Source, connection: Connection) -> None:
        """Start with everything to be told."""
        self.peer: Final = peer  #: the peer
        self.source: Final = source  #: under which its own routes stand in the RIB
        self.connection: Final = connection  #: where it is told
        self.cohort: Cohort | None = None  #: with whom it is behind its group; None: in step
        self.opening: list[bytes] = []  #: what to send before anything else: a BoRR
        #: what to send when it was told all: an End-of-RIB marker, or the end of a refresh
        self.owed: list[bytes] = []
        #: what is owed waits, since the peer has yet to say what it wants (RFC 4684 §6)
        self.waits = False

    @property
    def is_ready(self) -> bool:
        """Whether there is room for more."""
        return self.connection.writable


class Cohort:
    """Members that are behind their group, all by the same."""

    __slots__ = ("again", "members", "pending")

    def __init__(
        self, members: list[Member], pending: dict[bytes, Told], *, again: bool = False
    ) -> None:
        """Start with what is to be told.

        Args:
            members: who is behind.
            pending: destinations, with what the members were told of them; it is taken over.
            again: tell them again what they were told before, too (a refresh).
        """
        self.members: Final = members  #: who is behind
        self.pending: Final = pending  #: destinations, with what the members were told of them
        self.again: Final = again  #: tell again what was told before
        for member in members:
            member.cohort = self

    def dissolve(self) -> None:
        """Note that the members have been told everything."""
        for member in self.members:
            member.cohort = None

    def split(self, members: list[Member]) -> Cohort:
        """Let some members go on by themselves."""
        for member in members:
            self.members.remove(member)
        return Cohort(members, dict(self.pending), again=self.again)
