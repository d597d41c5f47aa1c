"""The steps after MULTI_EXIT_DISC: sessions, costs, and in the end anything that differs."""

from __future__ import annotations

from typing import Final

from bgplib.context import SessionType
from bgplib.decision.changes import (
    from_outside,
    near,
    with_address,
    with_cluster_list_length,
    with_identifier,
    with_path_id,
)
from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import KeyStep
from bgplib.route import Path
from bgplib.values.address import address_text, identifier_text

__all__ = [
    "EXTERNAL_OVER_INTERNAL",
    "LOWEST_IDENTIFIER",
    "LOWEST_IGP_COST",
    "LOWEST_PATH_ID",
    "LOWEST_PEER_ADDRESS",
    "SHORTEST_CLUSTER_LIST",
]


def _internal(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (d): "If at least one of the candidate routes was received via EBGP,
    # remove from consideration all routes that were received via IBGP."
    return 1 if path.source.is_internal else 0


def _show_session(path: Path, context: DecisionContext) -> str:
    session = path.source.session
    if path.source.local:
        return "our own"
    return SessionType.EXTERNAL.value if session is None else session.value


def _igp_cost(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (e): "Remove from consideration any routes with less-preferred interior
    # cost."
    return context.cost(path) or 0


def _identifier(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (f): "Remove from consideration all routes other than the route that was
    # advertised by the BGP speaker with the lowest BGP Identifier value." RFC 4456 §9 puts
    # ORIGINATOR_ID in its place.
    return path.identifier


def _show_identifier(path: Path, context: DecisionContext) -> str:
    text = identifier_text(path.identifier)
    return text if path.attributes.originator_id is None else f"{text} (ORIGINATOR_ID)"


def _cluster_list_length(path: Path, context: DecisionContext) -> int:
    # RFC 4456 §9: "a BGP Speaker SHOULD prefer a route with the shorter CLUSTER_LIST length. The
    # CLUSTER_LIST length is zero if a route does not carry the CLUSTER_LIST attribute."
    return len(path.attributes.cluster_list)


def _peer_address(path: Path, context: DecisionContext) -> int:
    # RFC 4271 §9.1.2.2 (g): "Prefer the route received from the lowest peer address." IPv4 comes
    # before IPv6.
    address = path.source.address
    return len(address) << 128 | int.from_bytes(address, "big")


def _show_address(path: Path, context: DecisionContext) -> str:
    address = path.source.address
    return address_text(address) if address else "our own"


def _path_id(path: Path, context: DecisionContext) -> int:
    # RFC 7911 leaves open which of a peer's paths wins when all else ties; any fixed choice makes
    # the outcome independent of the order of arrival.
    return path.path_id or 0


EXTERNAL_OVER_INTERNAL: Final = KeyStep(
    name="external over internal",
    rfc="RFC 4271 §9.1.2.2 (d)",
    subject="session",
    key=_internal,
    bits=1,
    show=_show_session,
    change=from_outside,
)
LOWEST_IGP_COST: Final = KeyStep(
    name="lowest IGP cost",
    rfc="RFC 4271 §9.1.2.2 (e)",
    subject="IGP cost of the next hop",
    key=_igp_cost,
    bits=64,
    change=near,
)
LOWEST_IDENTIFIER: Final = KeyStep(
    name="lowest identifier",
    rfc="RFC 4271 §9.1.2.2 (f)",
    subject="identifier",
    tie_break=True,
    key=_identifier,
    show=_show_identifier,
    change=with_identifier,
)
SHORTEST_CLUSTER_LIST: Final = KeyStep(
    name="shortest CLUSTER_LIST",
    rfc="RFC 4456 §9",
    subject="CLUSTER_LIST length",
    tie_break=True,
    key=_cluster_list_length,
    bits=16,
    change=with_cluster_list_length,
)
LOWEST_PEER_ADDRESS: Final = KeyStep(
    name="lowest peer address",
    rfc="RFC 4271 §9.1.2.2 (g)",
    subject="peer address",
    tie_break=True,
    key=_peer_address,
    bits=136,
    show=_show_address,
    change=with_address,
)
LOWEST_PATH_ID: Final = KeyStep(
    name="lowest path identifier",
    rfc="",
    subject="path identifier",
    tie_break=True,
    key=_path_id,
    change=with_path_id,
)
