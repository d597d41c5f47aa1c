"""Puts a `RouteReport` together, from a speaker's RIB, its importers and its update groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from bgplib.decision.sr_policy import sr_policy_problem
from bgplib.iana.families import SAFI_SR_POLICY, Family
from bgplib.policy import PolicyError, Result
from bgplib.rib import Rib, flow_problem
from bgplib.rib.destination import Destination
from bgplib.route import Path, Route, destination_text, has_prefix_keys
from bgplib.speaker.export import Exported
from bgplib.speaker.member import Member
from bgplib.speaker.report import CandidateReport, ExportReport, RouteReport
from bgplib.speaker.update_group import UpdateGroup
from bgplib.values.prefix import Prefix

if TYPE_CHECKING:
    from bgplib.speaker.asking import SpeakerReader
    from bgplib.speaker.peer import Peer

__all__ = ["report_of"]


def report_of(
    speaker: SpeakerReader, family: Family, key: bytes, asked: Destination
) -> RouteReport:
    """Say all about one destination.

    Args:
        speaker: whose destination.
        family: its family.
        key: the destination.
        asked: how it was named; what it is called where no path says it.
    """
    rib = speaker.rib
    routes = rib.routes(key, family)
    ranked = rib.ranked_paths(key, family)
    context = attrs.evolve(rib.context, existing=rib.best_path(key, family))
    candidates = tuple(_candidate(speaker, route, ranked) for route in routes)
    return RouteReport(
        family=family,
        key=key,
        destination=_name(family, key, routes, asked),
        candidates=candidates,
        decision=rib.process.explain(
            routes,
            context,
            multipath=speaker.config.multipath,
            ranking=any(
                group.terms.add_path or group.terms.own_choice
                for group in speaker.groups_of(family)
            ),
        ),
        exports=tuple(_export(peer, family, key) for peer in speaker.peers.values()),
        covering=() if routes else _covering(rib, family, key),
    )


def _covering(rib: Rib, family: Family, key: bytes) -> tuple[str, ...]:
    """Return the prefixes around one that has no path: who asks may mean an address in it."""
    if not has_prefix_keys(family):
        return ()
    return tuple(map(str, rib.covering(Prefix.from_key(family.afi, key), family)))


def _name(family: Family, key: bytes, routes: list[Route], asked: Destination) -> str:
    if routes or has_prefix_keys(family) or isinstance(asked, bytes):
        return destination_text(family, key, routes[0].path if routes else None)
    # A key does not tell all of the NLRI; who asks knows what they meant.
    return asked.destination if isinstance(asked, Route) else str(asked)


def _candidate(speaker: SpeakerReader, route: Route, ranked: list[Path]) -> CandidateReport:
    received = attrs.evolve(route, path=route.path.received)
    peer = speaker.peer_of(route.source)
    policy, error, penalty, infeasible = None, "", None, None
    if peer is not None and peer.dampening is not None:
        flap = route.family, route.key, route.path_id
        penalty = peer.dampening.penalty(flap, speaker.clock.now)
    if peer is not None and peer.importer is not None:
        if peer.importer.validates(route.family):
            infeasible = flow_problem(speaker.rib, received)
        outcome = peer.importer.explain(received.path, route.family, route.key)
        if isinstance(outcome, PolicyError):
            error = str(outcome)
        else:
            policy = outcome
        if route.family.safi == SAFI_SR_POLICY:
            infeasible = _unacceptable(received.path, policy)
    place = next((at for at, path in enumerate(ranked, 1) if path is route.path), None)
    return CandidateReport(
        route=route,
        received=received,
        policy=policy,
        error=error,
        infeasible=infeasible or "",
        stale=speaker.rib.is_stale(route),
        penalty=penalty,
        rank=place,
    )


def _unacceptable(path: Path, policy: Result[Route] | None) -> str | None:
    """Say why the route of an SR Policy is refused, unless by policy."""
    problem = sr_policy_problem(path)
    if problem is None or policy is None or sr_policy_problem(policy.route.path) is None:
        return None
    return f"{problem} (RFC 9830 §4.2.1)"


def _export(peer: Peer, family: Family, key: bytes) -> ExportReport:
    place = peer.places.get(family)
    if place is None:
        return ExportReport(
            peer=peer.name,
            paths=(),
            behind=False,
            silence=_why_silent(peer, family),
            address=peer.config.address,
            dynamic=peer.is_dynamic,
        )
    group, member = place
    return ExportReport(
        peer=peer.name,
        paths=tuple(
            (Route(family, key, path), _exported(group, path, key, member))
            for path in group.considered(key)
        ),
        behind=group.is_behind(member),
        address=peer.config.address,
        dynamic=peer.is_dynamic,
    )


def _exported(group: UpdateGroup, path: Path, key: bytes, member: Member) -> Exported:
    found = group.exporter.explain(path, key, member.source)
    reason = None if found.path is None else group.why_unfit(key, path)
    if reason is None:
        return found
    # RFC 4271 §9.2: "If, due to the limits on the maximum size of an UPDATE message (see Section
    # 4), a single route doesn't fit into the message, the BGP speaker MUST not advertise the route
    # to its peers". The same goes for what the peer cannot read, such as a stack of labels.
    return attrs.evolve(found, path=None, reason=reason)


def _why_silent(peer: Peer, family: Family) -> str:
    """Say why a peer is told nothing of a family."""
    negotiation = peer.negotiation
    if family not in peer.config.families:
        return f"{family} is not among its families"
    if not peer.is_established or negotiation is None:
        return f"the session is in {peer.state.text}"
    if family not in negotiation.families:
        return f"{family} was not agreed on"
    if peer.speaker.deferral.holds(family):
        return "peers have yet to send their tables after our restart (RFC 4724 §4.1)"
    filters = peer.session.outbound_filter(family)
    if filters is not None and filters.waiting:
        return "it has yet to send its outbound route filters (RFC 5291 §6)"
    return "its session has just come up: `Speaker.events` passes routes on"
