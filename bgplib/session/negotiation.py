"""Negotiation: what follows from the OPENs of two speakers (RFC 5492, RFC 4760 §8)."""

from __future__ import annotations

import attrs

from bgplib.capabilities import (
    AddPath,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    GracefulRestart,
    MultipleLabels,
)
from bgplib.capabilities._capability import Capability
from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.messages.open import Open

__all__ = ["Negotiation", "negotiate"]


@attrs.frozen(kw_only=True)
class Negotiation:
    """What two speakers agreed on, as the first of them sees it."""

    local: Open  #: the OPEN that we sent
    remote: Open  #: the OPEN that the peer sent
    context: Context  #: what follows for the octets of both directions

    @classmethod
    def of(cls, local: Open, remote: Open, session: SessionType | None = None) -> Negotiation:
        """Compare two OPENs.

        Args:
            local: the OPEN that we sent.
            remote: the OPEN that the peer sent.
            session: how the peer stands to us; None: the AS numbers tell it.
        """
        return cls(local=local, remote=remote, context=negotiate(local, remote, session))

    @property
    def hold_time(self) -> int:
        """The Hold Time in seconds; 0 for none."""
        # RFC 4271 §4.2: "a BGP speaker MUST calculate the value of the Hold Timer by using the
        # smaller of its configured Hold Time and the Hold Time received in the OPEN message."
        return min(self.local.hold_time, self.remote.hold_time)

    @property
    def keepalive_time(self) -> float:
        """Seconds between KEEPALIVEs; 0 for none."""
        # RFC 4271 §4.4: "A reasonable maximum time between KEEPALIVE messages would be one third of
        # the Hold Time interval."
        return self.hold_time / 3

    @property
    def families(self) -> tuple[Family, ...]:
        """The families of routes to exchange, in the order of our OPEN."""
        theirs = frozenset(self.remote.families)
        return tuple(family for family in self.local.families if family in theirs)

    @property
    def send_extended(self) -> bool:
        """Whether the peer takes messages of more than 4,096 octets."""
        # RFC 8654 §4 lets each speaker say what it can receive.
        return self.remote.capability(ExtendedMessage) is not None

    @property
    def receive_extended(self) -> bool:
        """Whether we take messages of more than 4,096 octets."""
        return self.local.capability(ExtendedMessage) is not None

    @property
    def end_of_rib_families(self) -> frozenset[Family]:
        """The families of which the peer is going to send an End-of-RIB marker."""
        # RFC 4724 §2 has the marker sent by whoever advertises the capability.
        if self.remote.capability(GracefulRestart) is None:
            return frozenset()
        return frozenset(self.families)


def negotiate(local: Open, remote: Open, session: SessionType | None = None) -> Context:
    """Return what two speakers agreed on by their OPENs, as the first of them sees it.

    Args:
        local: the OPEN that we sent.
        remote: the OPEN that the peer sent.
        session: how the peer stands to us; None: the AS numbers of the OPENs tell it, which is
            right outside of confederations.
    """
    if session is None:
        same = local.asn == remote.asn
        session = SessionType.INTERNAL if same else SessionType.EXTERNAL
    # RFC 4760 §8: "To have a bi-directional exchange of routing information for a particular
    # <AFI, SAFI> between a pair of BGP speakers, each such speaker MUST advertise to the other
    # (via the Capability Advertisement mechanism) the capability to support that particular
    # <AFI, SAFI> route."
    families = frozenset(local.families) & frozenset(remote.families)
    sends, receives = _add_path(local)
    peer_sends, peer_receives = _add_path(remote)
    return Context(
        # RFC 6793 §4.1: "A BGP speaker that advertises such a capability to a particular peer, and
        # receives from that peer the advertisement of such a capability, MUST encode AS numbers as
        # four-octet entities in both the AS_PATH attribute and the AGGREGATOR attribute".
        four_octet_as=_both(local, remote, FourOctetAs),
        # RFC 7911 §5: not "unless the BGP speaker advertises the ADD-PATH Capability to the peer
        # indicating its ability to send multiple paths for the <AFI, SAFI>, and also receives the
        # ADD-PATH Capability from the peer indicating its ability to receive multiple paths for
        # the <AFI, SAFI>".
        add_path_receive=families & receives & peer_sends,
        add_path_send=families & sends & peer_receives,
        extended_next_hop=(
            pair for pair in _next_hops(local) & _next_hops(remote) if pair[0] in families
        ),
        # RFC 8654 §4 lets either direction be extended alone; a context has one limit for both.
        extended_messages=_both(local, remote, ExtendedMessage),
        session=session,
        families=families,
        # RFC 8277 §2: "If this Capability is sent by both BGP speakers on a given session, an
        # UPDATE message on that session, from either speaker, MUST use the encoding of Section
        # 2.3".
        multiple_labels=families & _labels(local) & _labels(remote),
        local_as=local.asn,
        peer_as=remote.asn,
        enhanced_route_refresh=remote.capability(EnhancedRouteRefresh) is not None,
    )


def _both(local: Open, remote: Open, kind: type[Capability]) -> bool:
    return local.capability(kind) is not None and remote.capability(kind) is not None


def _add_path(message: Open) -> tuple[frozenset[Family], frozenset[Family]]:
    """Return the families in which the speaker can send, and can receive, several paths."""
    capability = message.capability(AddPath)
    if capability is None:
        return frozenset(), frozenset()
    return capability.send, capability.receive


def _next_hops(message: Open) -> frozenset[tuple[Family, int]]:
    """Return the families that may have next hops of another AFI, each with that AFI."""
    return frozenset(
        pair for capability in message.every(ExtendedNextHop) for pair in capability.pairs
    )


def _labels(message: Open) -> frozenset[Family]:
    """Return the families in which the speaker can process several labels."""
    capability = message.capability(MultipleLabels)
    if capability is None:
        return frozenset()
    return frozenset(family for family, _ in capability.valid)
