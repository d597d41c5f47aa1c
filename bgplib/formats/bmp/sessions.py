"""What the Peer Ups of a stream say of the UPDATEs behind them."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.capabilities import AddPath
from bgplib.capabilities._list import read_capabilities
from bgplib.context import Context
from bgplib.formats._archive import archive_context
from bgplib.formats.bmp import codes
from bgplib.formats.bmp.message import BmpMessage
from bgplib.formats.bmp.peer_down import PeerDown
from bgplib.formats.bmp.peer_header import PeerHeader, PeerKey
from bgplib.formats.bmp.peer_up import PeerUp
from bgplib.formats.bmp.route_mirroring import RouteMirroring
from bgplib.formats.bmp.route_monitoring import RouteMonitoring
from bgplib.iana.families import Family
from bgplib.registry import Registry

__all__ = ["Sessions"]

# More than a router has; beyond it, what was said longest ago is forgotten.
_MAXIMUM_PEERS: Final = 65_536


class Sessions:
    """The peers that are up, and the contexts of their messages in both directions.

    Memory is bounded by the number of peers, of which 65,536 are remembered.
    """

    def __init__(self, registry: Registry, assumed: Context | None) -> None:
        """Start without a peer.

        Args:
            registry: what decodes the BGP.
            assumed: what to read UPDATEs with whose Peer Up was not seen.
        """
        self._registry = registry
        self._assumed = assumed or archive_context(registry, four_octet_as=True)
        # What the router receives from the peer, and what it sends to it.
        self._peers: dict[PeerKey, tuple[Context, Context]] = {}
        self._made: dict[tuple[Context, bool], Context] = {}

    def __len__(self) -> int:
        """Return how many peers are up."""
        return len(self._peers)

    def note(self, message: BmpMessage) -> BmpMessage:
        """Take notice of a message, and return it with its context, if it needs one.

        Raises:
            DecodeError: an OPEN of a Peer Up is malformed.
        """
        if isinstance(message, RouteMonitoring | RouteMirroring):
            context, is_assumed = self._context(message.peer)
            if message.version != codes.VERSION and isinstance(message, RouteMonitoring):
                context, is_assumed = self._stateless(message, context, is_assumed=is_assumed)
            return attrs.evolve(
                message, context=context, is_assumed=is_assumed, registry=self._registry
            )
        if isinstance(message, PeerUp):
            self._up(message)
        elif isinstance(message, PeerDown):
            self._peers.pop(message.peer.key, None)
        return message

    def _up(self, message: PeerUp) -> None:
        # Negotiation is a part of sessions, which take as long to import as all that messages hold.
        from bgplib.session.negotiation import negotiate

        sent, received = message.sent_open, message.received_open
        pair = (
            self._archived(negotiate(sent, received)),
            self._archived(negotiate(received, sent)),
        )
        key = message.peer.key
        self._peers.pop(key, None)
        if len(self._peers) >= _MAXIMUM_PEERS:
            del self._peers[next(iter(self._peers))]
        self._peers[key] = pair

    def _archived(self, agreed: Context) -> Context:
        """Keep what says how octets are to be read, and nothing that judges what they say.

        A router may show routes after its policy, which no peer would send like that.
        """
        return attrs.evolve(
            archive_context(self._registry, four_octet_as=True),
            add_path_receive=agreed.add_path_receive,
            # So that an UPDATE encodes in the context that it was decoded in.
            add_path_send=agreed.add_path_receive,
            multiple_labels=agreed.multiple_labels,
            enhanced_route_refresh=agreed.enhanced_route_refresh,
        )

    def _context(self, peer: PeerHeader) -> tuple[Context, bool]:
        """Return the context of an UPDATE of a peer, and whether that is an assumption."""
        pair = self._peers.get(peer.key)
        if pair is None:
            found = self._assumed
            return (_with_as2(found) if peer.is_legacy_as_path else found), True
        found = pair[peer.is_adj_rib_out]
        # RFC 7854 §4.2: "The A flag, if set to 1, indicates that the message is formatted using
        # the legacy 2-byte AS_PATH format.  If set to 0, the message is formatted using the
        # 4-byte AS_PATH format"
        return (_with_as2(found) if peer.is_legacy_as_path else found), False

    def _stateless(
        self, message: RouteMonitoring, context: Context, *, is_assumed: bool
    ) -> tuple[Context, bool]:
        """Let the stateless parsing TLVs of version 4 say which NLRI have path identifiers."""
        families: set[Family] = set()
        for tlv in message.tlvs:
            if tlv.code != codes.STATELESS_PARSING:
                continue
            is_assumed = False
            found, _ = read_capabilities(
                tlv.octets, 0, len(tlv.octets), self._registry, lenient=True
            )
            for capability, _, _ in found:
                if isinstance(capability, AddPath):
                    # It is the router's capability: what it sends is in its Adj-RIB-Out.
                    out = message.peer.is_adj_rib_out
                    families |= capability.send if out else capability.receive
        if not families:
            return context, is_assumed
        return context.with_add_path(*families), False


def _with_as2(context: Context) -> Context:
    return attrs.evolve(context, four_octet_as=False)
