"""The steps that exclude a path whatever the others are (RFC 4271 §9.1, RFC 4456 §8)."""

from __future__ import annotations

from typing import Final

from bgplib.attributes.tunnel_encapsulation import TunnelEncapsulation
from bgplib.decision.changes import (
    accepted,
    reachable,
    without_as_loop,
    without_reflection_loop,
)
from bgplib.decision.context import DecisionContext
from bgplib.decision.step import FilterStep
from bgplib.iana.attributes import TUNNEL_ENCAPSULATION
from bgplib.route import Path, fresh
from bgplib.values.address import identifier_text

__all__ = ["IMPORT_POLICY", "NO_AS_LOOP", "NO_REFLECTION_LOOP", "RESOLVABLE_NEXT_HOP"]


def _refused(path: Path, context: DecisionContext) -> str | None:
    # RFC 4271 §9.1.1: "If the return value indicates the route is ineligible, the route MAY NOT
    # serve as an input to the next phase of route selection"
    return "import policy refused it" if path.rejected else None


def _show_refused(path: Path, context: DecisionContext) -> str:
    return "refused" if path.rejected else "accepted"


def _as_loop(path: Path, context: DecisionContext) -> str | None:
    # RFC 4271 §9.1.2: "AS loop detection is done by scanning the full AS path (as specified in
    # the AS_PATH attribute), and checking that the autonomous system number of the local system
    # does not appear in the AS path."
    ours = context.local_asns
    local_as = path.source.local_as
    if not ours and local_as is None:
        return None
    # Most paths do not even hold the octets of the number, so that none has to be taken apart.
    octets = path.attributes.octets
    if (
        path.attributes.four_octet_as
        and (local_as is None or local_as.to_bytes(4, "big") not in octets)
        and not any(asn.to_bytes(4, "big") in octets for asn in ours)
    ):
        return None
    for _, asns in path.as_path:
        for asn in asns:
            if asn == local_as or asn in ours:
                return f"our own AS {asn} is in the AS path"
    return None


def _show_as_path(path: Path, context: DecisionContext) -> str:
    return path.attributes.as_path_text or "empty"


def _reflection_loop(path: Path, context: DecisionContext) -> str | None:
    if context.identifier is None and context.cluster_id is None:
        return None
    # RFC 4456 §8: "A router that recognizes the ORIGINATOR_ID attribute SHOULD ignore a route
    # received with its BGP Identifier as the ORIGINATOR_ID."
    originator = path.attributes.originator_id
    if originator is not None and originator == context.identifier:
        return f"our own identifier {identifier_text(originator)} is the ORIGINATOR_ID"
    # RFC 4456 §8: "If the local CLUSTER_ID is found in the CLUSTER_LIST, the advertisement
    # received SHOULD be ignored."
    cluster = context.cluster_id
    if cluster is not None and cluster in path.attributes.cluster_list:
        return f"our own cluster {identifier_text(cluster)} is in the CLUSTER_LIST"
    return None


def _show_reflection(path: Path, context: DecisionContext) -> str:
    originator = path.attributes.originator_id
    clusters = " ".join(map(identifier_text, path.attributes.cluster_list))
    return f"{'none' if originator is None else identifier_text(originator)}, {clusters or 'none'}"


def _unresolvable(path: Path, context: DecisionContext) -> str | None:
    # RFC 4271 §9.1.2: "If the NEXT_HOP attribute of a BGP route depicts an address that is not
    # resolvable, or if it would become unresolvable if the route was installed in the routing
    # table, the BGP route MUST be excluded from the Phase 2 decision function."
    if context.cost(path) is None:
        return f"next hop {_show_next_hop(path, context)} is not resolvable"
    # RFC 9012 §7.1: "If a route includes the Tunnel Encapsulation attribute, and if that attribute
    # includes no tunnel that is feasible, then that route MUST NOT be considered resolvable"
    if TUNNEL_ENCAPSULATION in path.attributes:
        attribute = fresh(path.attributes).get(TunnelEncapsulation)
        if attribute is not None and not any(
            context.is_feasible(tunnel, path) for tunnel in attribute.tunnels
        ):
            return "none of its tunnels is feasible"
    return None


def _show_next_hop(path: Path, context: DecisionContext) -> str:
    return "none" if path.next_hop is None else path.next_hop.short


IMPORT_POLICY: Final = FilterStep(
    name="import policy",
    rfc="RFC 4271 §9.1.1",
    refuse=_refused,
    show=_show_refused,
    cure=accepted,
)
NO_AS_LOOP: Final = FilterStep(
    name="no AS loop",
    rfc="RFC 4271 §9.1.2",
    subject="AS_PATH",
    refuse=_as_loop,
    show=_show_as_path,
    cure=without_as_loop,
)
NO_REFLECTION_LOOP: Final = FilterStep(
    name="no reflection loop",
    rfc="RFC 4456 §8",
    subject="ORIGINATOR_ID and CLUSTER_LIST",
    refuse=_reflection_loop,
    show=_show_reflection,
    cure=without_reflection_loop,
)
RESOLVABLE_NEXT_HOP: Final = FilterStep(
    name="resolvable next hop",
    rfc="RFC 4271 §9.1.2.1",
    subject="next hop",
    refuse=_unresolvable,
    show=_show_next_hop,
    cure=reachable,
)
