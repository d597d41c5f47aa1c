"""What one OPEN offers, read once, in the form in which two of them are compared."""

from __future__ import annotations

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.capabilities import (
    AddPath,
    Bgpsec,
    ExtendedNextHop,
    GracefulRestart,
    LongLivedFamily,
    LongLivedGracefulRestart,
    MultipleLabels,
    OutboundRouteFiltering,
    OutboundRouteFilteringOld,
)
from bgplib.capabilities._modes import BOTH, RECEIVE, SEND
from bgplib.iana.families import Family
from bgplib.messages.open import Open

__all__ = ["Offer"]


@frozen(kw_only=True)
class Offer:
    """What a speaker can do in which families; what does not count is left out."""

    message: Open  #: the OPEN that says it
    families: dict[Family, None]  #: families of routes, in the order of the OPEN
    #: families in which it receives several paths
    add_path_receive: frozenset[Family] = attrs.field(repr=in_order)
    #: families in which it sends several paths
    add_path_send: frozenset[Family] = attrs.field(repr=in_order)
    #: families, and AFIs of their next hops
    extended_next_hop: frozenset[tuple[Family, int]] = attrs.field(repr=in_order)
    multiple_labels: dict[Family, int]  #: how many labels it processes in an NLRI
    #: families, and types of filters that it takes
    orf_receive: frozenset[tuple[Family, int]] = attrs.field(repr=in_order)
    #: families, and types of filters that it would send
    orf_send: frozenset[tuple[Family, int]] = attrs.field(repr=in_order)
    #: AFIs of the families in which it takes BGPSEC_PATH of version 0
    bgpsec_receive: frozenset[int] = attrs.field(repr=in_order)
    #: AFIs of the families in which it would send BGPSEC_PATH of version 0
    bgpsec_send: frozenset[int] = attrs.field(repr=in_order)
    restart: GracefulRestart | None  #: what it says of its restarts
    #: whose routes are to be kept while it restarts
    restart_families: frozenset[Family] = attrs.field(repr=in_order)
    #: whose forwarding state it preserved
    forwarding: frozenset[Family] = attrs.field(repr=in_order)
    long_lived: dict[Family, LongLivedFamily]  #: whose routes are to be kept longer

    @classmethod
    def of(cls, message: Open) -> Offer:
        """Read an OPEN."""
        check(message, Open, "message")
        paths = message.capability(AddPath)
        labels = message.capability(MultipleLabels)
        restart = message.capability(GracefulRestart)
        restarting = () if restart is None else restart.families
        return cls(
            message=message,
            # RFC 4760 §8 needs a capability for each family; a speaker without any is one of
            # RFC 4271 alone, which exchanges IPv4 unicast routes.
            families=dict.fromkeys(message.families),
            add_path_receive=frozenset() if paths is None else paths.receive,
            add_path_send=frozenset() if paths is None else paths.send,
            extended_next_hop=frozenset(
                pair for value in message.every(ExtendedNextHop) for pair in value.pairs
            ),
            multiple_labels={} if labels is None else dict(labels.valid),
            orf_receive=_filters(message, RECEIVE),
            orf_send=_filters(message, SEND),
            bgpsec_receive=_signed(message, send=False),
            bgpsec_send=_signed(message, send=True),
            restart=restart,
            restart_families=frozenset(entry.family for entry in restarting),
            forwarding=frozenset(entry.family for entry in restarting if entry.forwarding),
            long_lived=_long_lived(message),
        )


def _filters(message: Open, bit: int) -> frozenset[tuple[Family, int]]:
    """Return families and types of outbound route filters in one direction."""
    # RFC 5291 §5 gives the values 1, 2 and 3 a meaning.
    entries = [
        *(entry for value in message.every(OutboundRouteFiltering) for entry in value.entries),
        *(entry for value in message.every(OutboundRouteFilteringOld) for entry in value.entries),
    ]
    return frozenset(
        (entry.family, kind)
        for entry in entries
        for kind, mode in entry.types
        if RECEIVE <= mode <= BOTH and mode & bit
    )


def _signed(message: Open, *, send: bool) -> frozenset[int]:
    """Return the AFIs of BGPsec in one direction."""
    # RFC 8205 §2.2: "This document defines the behavior of implementations in the case where BGPsec
    # version 0 is the only version that has been successfully negotiated."
    return frozenset(
        value.afi for value in message.every(Bgpsec) if value.version == 0 and value.send is send
    )


def _long_lived(message: Open) -> dict[Family, LongLivedFamily]:
    """Return what the long-lived capability says of each family."""
    value = message.capability(LongLivedGracefulRestart)
    # RFC 9494 §4.1 has it ignored without the capability of RFC 4724 beside it.
    if value is None or message.capability(GracefulRestart) is None:
        return {}
    return {entry.family: entry for entry in value.families}
