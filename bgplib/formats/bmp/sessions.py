"""What the Peer Ups of a stream say of the UPDATEs behind them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import attrs

from bgplib._checks import check
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
from bgplib.messages.open import Open
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
            assumed: what to read UPDATEs with whose Peer Up was not seen; and where the Loc-RIB
                has path identifiers, beside the families that its Peer Up names.
        """
        check(registry, Registry, "registry")
        check(assumed, Context | None, "context")
        self._registry = registry
        self._assumed = assumed or archive_context(registry, four_octet_as=True)
        # What the router receives from the peer, what it sends to it, and whether that is assumed.
        self._peers: dict[PeerKey, tuple[Context, Context, bool]] = {}

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
            if isinstance(message, RouteMonitoring) and _shows_own(message.peer):
                context = _with_own(context)
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
        key = message.peer.key
        # What another Peer Up said is of no use, whether or not these OPENs can be read.
        self._peers.pop(key, None)
        sent, received = message.sent_open, message.received_open
        terms = (
            self._of_loc_rib(sent)
            if message.peer.is_loc_rib
            else (self._agreed(sent, received), self._agreed(received, sent), False)
        )
        if _is_of_itself(message):
            terms = (_with_own(terms[0]), terms[1], terms[2])
        if len(self._peers) >= _MAXIMUM_PEERS:
            del self._peers[next(iter(self._peers))]
        self._peers[key] = terms

    def _agreed(self, local: Open, remote: Open) -> Context:
        # Negotiation is a part of sessions, which take as long to import as all that messages hold.
        from bgplib.session.negotiation import negotiate

        return self._archived(negotiate(local, remote))

    def _of_loc_rib(self, sent: Open) -> tuple[Context, Context, bool]:
        """Return what the made-up OPEN of a Loc-RIB says, which both ends are said to have sent."""
        # RFC 9069 §5.2: "In the case of ADD-PATH, the capability intent of advertise, receive, or
        # both can be ignored since the presence of the capability indicates enough that additional
        # paths will be used".
        paths = sent.capability(AddPath)
        named = frozenset() if paths is None else paths.send | paths.receive
        # GoBGP up to 4.7 names none and writes them (osrg/gobgp#3499), which only the caller knows.
        more = self._assumed.add_path_receive - named
        context = self._agreed(sent, sent).with_add_path(*named, *more)
        return context, context, bool(more)

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
        received, sent, is_assumed = self._peers.get(peer.key, (self._assumed, self._assumed, True))
        found = sent if peer.is_adj_rib_out else received
        # RFC 7854 §4.2: "The A flag, if set to 1, indicates that the message is formatted using
        # the legacy 2-byte AS_PATH format.  If set to 0, the message is formatted using the
        # 4-byte AS_PATH format"
        return (_with_as2(found) if peer.is_legacy_as_path else found), is_assumed

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


# Kept, since it is asked for with each UPDATE of a RIB.
@lru_cache(maxsize=64)
def _with_own(context: Context) -> Context:
    return attrs.evolve(context, own_routes=True)


def _shows_own(peer: PeerHeader) -> bool:
    """Say whether a RIB holds routes of the router's own whose next hop is not set yet."""
    # RFC 8671 §5.2, of the pre-policy Adj-RIB-Out: "All mandatory attributes, such as next hop,
    # MUST be either zero or have an empty length if they are unknown at the pre-policy phase
    # completion. The BMP receiver will treat zero or empty mandatory attributes as
    # self-originated." RFC 8671 §5.1, of the other: "Post-policy Adj-RIB-Out MUST convey to the BMP
    # receiver what is actually transmitted to the peer."
    # RFC 9069 §4.2: "If locally sourced routes are communicated using BMP, they MUST be conveyed
    # using the Loc-RIB Instance Peer Type."
    return peer.is_loc_rib or (peer.is_adj_rib_out and not peer.is_post_policy)


def _is_of_itself(up: PeerUp) -> bool:
    """Say whether a peer is the router itself, as it was done before RFC 9069."""
    # RFC 7854 §8.2: routes that the router originates "can be modeled as having been sent by the
    # router to itself, placing the router's own address in the Peer Address field of the header.
    # ... the Local and Remote Port fields of the Peer Up message MUST be set to 0." FRR has no
    # address there at either end.
    return up.local_address == up.peer.address and not (up.local_port or up.remote_port)
