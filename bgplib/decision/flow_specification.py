"""Whether a flow specification is feasible (RFC 8955 §6, RFC 8956 §5, RFC 9117 §4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.kernel.as_path import Segments
from bgplib.nlri.flowspec import FlowSpecNlri, PrefixComponent
from bgplib.route import Path, Route
from bgplib.values.prefix import Prefix

__all__ = ["flow_destination", "flow_problem"]

_DESTINATION: Final = 1
_AS_SEQUENCE: Final = 2
_AS_CONFED_SEQUENCE: Final = 3


def flow_destination(flow: Route) -> Prefix | None:
    """Return the destination prefix whose unicast routes vouch for a flow specification.

    None where it has none, or one whose leading bits do not matter.

    Raises:
        LocalError: the route is no flow specification.
    """
    nlri = flow.nlri
    if not isinstance(nlri, FlowSpecNlri):
        raise LocalError(f"{flow} is no flow specification")
    # RFC 8956 §5: "A destination prefix component with offset=0 is embedded in ... the Flow
    # Specification"
    for component in nlri.components:
        if isinstance(component, PrefixComponent) and component.type == _DESTINATION:
            return None if component.offset else component.prefix
    return None


def flow_problem(
    flow: Route,
    best_match: Path | None,
    more_specific: Iterable[Path],
    *,
    needs_destination: bool = True,
    accepts_local_domain: bool = True,
) -> str | None:
    """Say why a flow specification is not feasible; None if it is.

    To be asked again when the unicast routes change that it depends on. `bgplib.rib` has a
    function of the same name that looks them up.

    Args:
        flow: the flow specification.
        best_match: the best path to the longest unicast prefix that covers its destination; None
            where there is none.
        more_specific: the best paths to the unicast prefixes that its destination covers.
        needs_destination: refuse one that has no destination prefix.
        accepts_local_domain: accept one from within our AS or confederation, whoever originated
            the best match (RFC 9117 §4.1).

    Raises:
        LocalError: the route is no flow specification.
    """
    destination = flow_destination(flow)
    path = flow.path
    if path.source.local:
        return None
    # RFC 8955 §6: "a) A destination prefix component is embedded in the Flow Specification."
    if destination is None:
        # RFC 8955 §6: "However, rule a MAY be relaxed by explicit configuration, permitting Flow
        # Specifications that include no destination prefix component. If such is the case, rules b
        # and c are moot and MUST be disregarded."
        return "it has no destination prefix" if needs_destination else None
    segments = path.as_path
    # RFC 9117 §4.1: "The AS_PATH attribute of the Flow Specification is empty or ... contains only
    # an AS_CONFED_SEQUENCE segment [RFC5065]."
    # An external peer is not of our domain, though it may add no AS, as a route server does.
    is_ours = (
        accepts_local_domain
        and path.source.session is not SessionType.EXTERNAL
        and all(kind == _AS_CONFED_SEQUENCE for kind, _ in segments)
    )
    if best_match is None:
        return None if is_ours else f"no unicast route covers {destination}"
    # RFC 8955 §6: "b) The originator of the Flow Specification matches the originator of the
    # best-match unicast route for the destination prefix embedded in the Flow Specification"
    if not is_ours and _originator(path) != _originator(best_match):
        return f"the best route to {destination} is from {best_match.source}, not {path.source}"
    # RFC 9117 §4.2: "BGP Flow Specification implementations MUST enforce that the AS ... in the
    # left-most position of the AS_PATH attribute of a Flow ... Specification route received via the
    # External Border Gateway ... Protocol (eBGP) matches the AS in the left-most position of the
    # ... AS_PATH attribute of the best-match unicast route"
    if path.source.session is SessionType.EXTERNAL:
        mine, yours = _last_added(segments), _last_added(best_match.as_path)
        if mine is None:
            return "no AS_SEQUENCE of its path says which AS added itself last"
        if mine != yours:
            return f"its path begins with AS {mine}, that of the best route with AS {yours}"
    # RFC 8955 §6: "c) There are no "more-specific" unicast routes, when compared with the flow
    # destination prefix, that have been received from a different neighboring AS than the
    # best-match unicast route, which has been determined in rule b."
    neighbour = best_match.neighbour_as
    for other in more_specific:
        if other.neighbour_as != neighbour:
            return f"a part of {destination} is reached through another AS, by {other.source}"
    return None


def _originator(path: Path) -> bytes:
    # RFC 8955 §6: "By "originator" of a BGP route, we mean either the address of the originator in
    # the ORIGINATOR_ID Attribute [RFC4456] or the source IP address of the BGP peer, if this path
    # attribute is not present."
    identifier = path.attributes.originator_id
    return path.source.address if identifier is None else identifier.to_bytes(4, "big")


def _last_added(segments: Segments) -> int | None:
    """Return the AS in the left-most position; None where there is no AS_SEQUENCE."""
    # RFC 9117 §4.2: "For clarity, the AS in the left-most position of the AS_PATH means the AS that
    # was last added to an AS_SEQUENCE." So an AS_SET in front of it is passed over.
    return next((asns[0] for kind, asns in segments if kind == _AS_SEQUENCE), None)
