"""The routes in a message, as rows of the columns that archives have."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bgplib._checks import check
from bgplib.formats.bmp.message import BmpMessage
from bgplib.formats.bmp.route_monitoring import RouteMonitoring
from bgplib.messages.update import Update
from bgplib.registry import Registry

if TYPE_CHECKING:
    from bgplib.formats.mrt._update_elements import UpdateElements
    from bgplib.formats.mrt.element import Element

__all__ = ["elements"]


def elements(message: BmpMessage) -> list[Element]:
    """Return the routes that a message withdraws and announces, as `mrt.elements` shows them.

    RFC 7606 is applied: the routes of an UPDATE with malformed attributes are withdrawn. `kind`
    says of which RIB they are, such as `BMP/ADJ_RIB_IN_PRE`; those of an Adj-RIB-Out are what the
    peer is sent. `timestamp` is 0 where the router does not say a time.

    Args:
        message: any message; only Route Monitoring has routes. The routes of a peer that a Peer
            Down is about are void, and have no rows.

    Raises:
        DecodeError: the octets are not one whole message, or it is malformed.
        LocalError: it is no message.
    """
    check(message, BmpMessage, "message")
    if not isinstance(message, RouteMonitoring):
        return []
    update, peer = message.message, message.peer
    if not isinstance(update, Update):
        return []
    address = b"" if peer.is_loc_rib else peer.address if peer.is_ipv6 else peer.address[12:]
    kind = "BMP/" + peer.rib.upper().replace("-", "_")
    return _update_elements(message.registry).rows(update, peer.time, address, peer.asn, kind)


@lru_cache(maxsize=4)
def _update_elements(registry: Registry) -> UpdateElements:
    # Who asks for no rows need not wait for the modules of archives.
    from bgplib.formats.mrt._update_elements import UpdateElements

    return UpdateElements(registry, _ignore)


def _ignore(_text: str, _rfc: str) -> None:
    """Tell nobody: `findings` of the decoded UPDATE have it."""
