"""Exporter: makes of the paths of the Loc-RIB what the peers of a group are told.

RFC 4271 §9.1.3 and §9.2, RFC 4456, RFC 5065, RFC 7947: first whether they are told at all, then
policy, then the attributes, one function for each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from bgplib._checks import check_each
from bgplib.attributes import TunnelEncapsulation
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.tunnel_encapsulation import CODEC as TUNNEL_CODEC
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.decision.sr_policy import sr_policy_problem
from bgplib.errors import EncodeError
from bgplib.iana import attributes as iana
from bgplib.iana import communities
from bgplib.iana.families import SAFI_EVPN, SAFI_SR_POLICY, Family
from bgplib.messages._usual import NEXT_HOP_HEADER
from bgplib.policy import (
    WELL_KNOWN_OUT,
    WELL_KNOWN_TO_CLIENTS,
    Chain,
    PolicyError,
    Result,
    SharedPaths,
)
from bgplib.policy.ask import ask
from bgplib.policy.concise import Concise
from bgplib.policy.error import text_of
from bgplib.rib.adj_rib_out import is_for
from bgplib.route import Path, Route, Source, fresh
from bgplib.speaker._usual_export import UsualExport, is_open_to
from bgplib.speaker.accumulated import accumulated, is_exhausted
from bgplib.speaker.binding import moved, rule_of
from bgplib.speaker.long_lived import still_stale
from bgplib.speaker.next_hop import next_hop_of, stays
from bgplib.speaker.policies import accepts_all, policies_of, rejects_all
from bgplib.speaker.rewrite import Layouts, prepended, rewritten, value_of
from bgplib.speaker.route_targets import is_of
from bgplib.speaker.service_sids import moved_sids
from bgplib.speaker.terms import ExportTerms
from bgplib.values.label import Label
from bgplib.values.next_hop import NextHop

__all__ = ["Exported", "Exporter"]

_AS_SEQUENCE: Final = 2
_AS_CONFED_SEQUENCE: Final = 3
_ENCAPSULATION: Final = b"\x03\x0c"  # type and sub-type of the extended community
_VALIDATION_STATE: Final = b"\x43\0"
_NOTHING: Final[frozenset[str]] = frozenset()
# RFC 1997: the well-known communities begin with these octets.
_WELL_KNOWN: Final = b"\xff\xff\xff"
_LLGR_STALE: Final = communities.LLGR_STALE.to_bytes(4, "big")
_CHECKS: Final[list[Callable[[Exporter, Path], str | None]]] = []


@attrs.frozen(kw_only=True)
class Exported:
    """What became of one route on its way to a peer."""

    path: Path | None  #: what the peer is told; None: nothing
    reason: str  #: why, one sentence
    result: Result[Route] | None = None  #: what policy said; None where it was not asked
    note: str = ""  #: what else is to be known of what the peer is told; empty for nothing


class Exporter:
    """Says what peers with the same terms are told of a path."""

    __slots__ = (
        "_concise",
        "_decision",
        "_is_client",
        "_layouts",
        "_made_before",
        "_ourselves",
        "_rest",
        "_shared",
        "_usual",
        "_well_known",
        "failed",
        "per_destination",
        "rejects_all",
        "terms",
    )

    def __init__(
        self,
        terms: ExportTerms,
        is_client: Callable[[Source], bool],
        failed: Callable[[PolicyError], None],
        layouts: Layouts,
        decision: Callable[[], DecisionContext],
    ) -> None:
        """Make ready.

        Args:
            terms: who the peers are.
            is_client: says of a peer whether it is a client of ours: an internal one that we
                reflect to (RFC 4456), an external one that we serve (RFC 7947).
            failed: is told of a policy that raises.
            layouts: where attributes stand in blocks; see `bgplib.speaker.rewrite`.
            decision: returns what the decision process knows now.
        """
        self.terms = terms  #: who the peers are
        self._is_client: Final = is_client
        self.failed: Final = failed
        self._layouts: Final = layouts
        self._decision: Final = decision
        policies = policies_of(terms.policy)
        #: nothing is ever told
        self.rejects_all: Final = any(map(rejects_all, policies))
        # What has to be asked of each path; well-known communities are looked for in octets.
        served = any(each is WELL_KNOWN_TO_CLIENTS for each in policies)
        self._well_known: Final = WELL_KNOWN_TO_CLIENTS if served else WELL_KNOWN_OUT
        rest = [each for each in policies if each is not self._well_known and not accepts_all(each)]
        self._rest: Final = Chain(rest) if rest else None
        #: paths may fare differently at different destinations
        self.per_destination: Final = terms.wanted is not None or (
            self._rest is not None and self._rest.per_destination
        )
        self._concise = self._brief()
        # Where nothing is to be asked of each path, most go a short way.
        is_usual = self._rest is None and is_open_to(terms)
        self._usual: Final = UsualExport(terms, is_client) if is_usual else None
        self._ourselves: Final = Source.ourselves(terms.own_as, terms.identifier)
        self._shared = SharedPaths(terms.policy_context)
        self._made_before: dict[tuple[Path, Path, frozenset[str]], Path | None] = {}

    def _brief(self) -> Concise | None:
        """Return what judges each path; None where nothing is to be asked."""
        rest = self._rest
        return None if rest is None else Concise(rest, self.terms.policy_context)

    def begin(self) -> None:
        """Begin a batch of destinations, in which those that fare alike share a path."""
        if self.per_destination:
            self._shared = SharedPaths(self.terms.policy_context)
            self._made_before = {}

    def validate_by(self, terms: ExportTerms) -> None:
        """Judge from now on with other payloads.

        Args:
            terms: who the peers are, as before but for the payloads in its `policy_context`.
        """
        self.terms = terms
        self._concise = self._brief()
        self._shared = SharedPaths(terms.policy_context)
        self._made_before = {}

    def export(self, path: Path, key: bytes) -> Path | None:
        """Return what the peers are told of a path; None: nothing.

        Args:
            path: a path of the Loc-RIB.
            key: the destination; without meaning unless `per_destination`.
        """
        if self._usual is not None:
            usual = self._usual.export(path)
            if usual is not None:
                return usual
        terms = self.terms
        if self.refusal(path) is not None or (terms.wanted is not None and not terms.wanted(key)):
            return None
        marks = value_of(path.attributes, iana.COMMUNITIES) or b""
        if _WELL_KNOWN in marks and not self._is_at_large(path):
            return None
        concise = self._concise
        if concise is None:
            return self._made(path, path, _NOTHING)
        try:
            if not self.per_destination:
                outcome = concise.judge(path)
                return (
                    self._made(path, outcome.route, outcome.touched) if outcome.accepted else None
                )
            route = Route(terms.family, key, path)
            result = concise.judge(route, self._shared)
        except PolicyError as error:
            self.failed(error)
            return None
        if not result.accepted:
            return None
        what = path, result.route.path, result.touched
        if what not in self._made_before:
            self._made_before[what] = self._made(*what)
        return self._made_before[what]

    def _is_at_large(self, path: Path) -> bool:
        """Say whether well-known communities let a path go to the peers."""
        return self._well_known.apply(path, self.terms.policy_context).accepted

    def explain(self, path: Path, key: bytes, member: Source) -> Exported:
        """Say what a peer is told of a path to a destination, and why.

        Args:
            path: a path of the Loc-RIB.
            key: the destination.
            member: the peer.
        """
        terms = self.terms
        if path.source is member and not self._is_membership(path):
            return Exported(path=None, reason="it came from this peer")
        refusal = self.refusal(path)
        if refusal is not None:
            return Exported(path=None, reason=refusal)
        if terms.wanted is not None and not terms.wanted(key):
            return Exported(path=None, reason="the peer does not want it (RFC 5291, RFC 4684)")
        try:
            result = ask(terms.policy, Route(terms.family, key, path), terms.policy_context)
        except PolicyError as error:
            return Exported(path=None, reason=str(error))
        if not result.accepted:
            return Exported(path=None, reason=result.reason, result=result)
        made = self._made(path, result.route.path, result.touched)
        if made is None:
            reason = self._why_unmade(path, result.route.path, result.touched)
            return Exported(path=None, reason=reason, result=result)
        if not is_for(made, member):
            return Exported(
                path=None, reason="its next hop is this peer (RFC 4271 §5.1.3)", result=result
            )
        note = self._note(path, made)
        return Exported(path=made, reason=result.reason, result=result, note=note)

    def _note(self, path: Path, made: Path) -> str:
        """Say what may surprise whoever looks at what goes out."""
        # RFC 8365 §10.2: an ASBR "re-advertises the EVPN route by re-writing the BGP next hops to
        # itself", where VNIs mean the same everywhere.
        if self.terms.family.safi != SAFI_EVPN or not self._has_moved(path, made.next_hop_octets):
            return ""
        former = "none" if path.next_hop is None else path.next_hop.short
        return f"its VNIs and labels stay those of its former next hop, {former} (RFC 8365 §10.2)"

    # -- whether -----------------------------------------------------------------------------

    def refusal(self, path: Path) -> str | None:
        """Say why the peers are told nothing of a path, whatever policy says; None: they may be."""
        for check in _CHECKS:
            reason = check(self, path)
            if reason is not None:
                return reason
        return None

    def not_between_internal_peers(self, path: Path) -> str | None:
        """Keep what internal peers said from others, but for what a reflector passes on."""
        # RFC 4271 §9.2: "When a BGP speaker receives an UPDATE message from an internal peer, the
        # receiving BGP speaker SHALL NOT re-distribute the routing information contained in that
        # UPDATE message to other internal peers (unless the speaker acts as a BGP Route Reflector
        # [RFC2796])."
        if not self._is_reflection(path):
            return None
        # RFC 4456 §6: a route from a client is reflected "to all the Non-Client peers and also to
        # the Client peers", one from a non-client "to all the Clients".
        if self.terms.reflector_client or self._is_client(path.source):
            return None
        return "it came from an internal peer, and neither is a client of ours (RFC 4271 §9.2)"

    def stale_only_to_those_who_know(self, path: Path) -> str | None:
        """Keep long-lived stale routes from peers that do not know of them."""
        # RFC 9494 §4.3 has routes with LLGR_STALE not advertised to neighbours that did not
        # advertise the capability for long-lived graceful restart.
        if self.terms.long_lived or _LLGR_STALE not in path.attributes.octets:
            return None
        if communities.LLGR_STALE not in path.attributes.communities:
            return None
        return "it is stale, and the peer does not know of LLGR_STALE (RFC 9494 §4.3)"

    def not_without_a_target(self, path: Path) -> str | None:
        """Keep VPN routes from peers that are no members of any of their route targets."""
        membership = self.terms.membership
        if membership is None or membership.wants(path):
            return None
        return "the peer is no member of its route targets (RFC 4684 §6)"

    def sr_policies_stay_inside(self, path: Path) -> str | None:
        """Keep SR Policies that others announced from external peers."""
        # RFC 9830 §4.2.3: "By default, a BGP node receiving an SR Policy NLRI MUST NOT propagate it
        # to any EBGP neighbor."
        terms = self.terms
        if (
            terms.family.safi != SAFI_SR_POLICY
            or terms.session is not SessionType.EXTERNAL
            or terms.same_administration
            or path.source.local
        ):
            return None
        return "the SR Policy is not ours, nor the peer of our administration (RFC 9830 §4.2.3)"

    def well_known_of_others(self, path: Path) -> str | None:
        """Obey well-known communities of whoever is no client of the route server."""
        # RFC 7947 §2.2.4 is of an UPDATE "sent to a route server": who is not served has an
        # ordinary neighbour in us, for whom RFC 1997 is.
        source = path.source
        if (
            not self.terms.server_client
            or source.session is not SessionType.EXTERNAL
            or source.local
            or self._is_client(source)
            or WELL_KNOWN_OUT.apply(path, self.terms.policy_context).accepted
        ):
            return None
        return "its communities keep it here, and who said so is no client (RFC 1997)"

    # -- what --------------------------------------------------------------------------------

    def _made(self, path: Path, judged: Path, touched: frozenset[str]) -> Path | None:
        """Return the path that goes out; None where we have no next hop for it."""
        terms = self.terms
        judged = still_stale(path, judged)
        if terms.family.safi == SAFI_SR_POLICY and sr_policy_problem(judged) is not None:
            # RFC 9830 §4.2.1 has whoever gets it consider it malformed.
            return None
        if self._is_membership(path):
            next_hop = terms.next_hop or None
        else:
            next_hop = next_hop_of(judged, terms, decided="next_hop" in touched)
        if next_hop is None:
            return None
        changes: dict[int, bytes | None] = {}
        block = judged.attributes
        # NEXT_HOP is for routes of the NLRI field alone (RFC 4760 §3).
        classic = terms.family == Family.IPV4_UNICAST and len(next_hop) == 4
        changes[iana.NEXT_HOP] = NEXT_HOP_HEADER + next_hop if classic else None
        if terms.session is SessionType.EXTERNAL:
            self._for_outside(judged, changes, touched)
        else:
            self._for_inside(path, judged, changes, touched)
        if iana.BGPSEC_PATH in block and not self._takes_signatures():
            changes.setdefault(iana.AS_PATH, _as_path(_octets_of(judged))[iana.AS_PATH])
            changes[iana.BGPSEC_PATH] = None
        if iana.AIGP in block and not terms.aigp:
            # RFC 7311 §3.3: "The AIGP attribute MUST NOT be sent on any BGP session for which
            # AIGP_SESSION is disabled."
            changes[iana.AIGP] = None
        elif iana.AIGP in block and not self._may_have_aigp(path, next_hop):
            changes[iana.AIGP] = None
        elif iana.AIGP in block and not path.source.local:
            changes.update(self._aigp(path, block, next_hop))
        if iana.TUNNEL_ENCAPSULATION in block and iana.TUNNEL_ENCAPSULATION not in changes:
            changes.update(self._tunnels(path, block))
        if (
            iana.PREFIX_SID in block
            and iana.PREFIX_SID not in changes
            and self._has_moved(path, next_hop)
        ):
            changes.update(self._sids(path, judged))
        try:
            attributes = rewritten(
                block,
                changes,
                self._layouts,
                family=terms.family,
                ours=path.source.local,
            )
        except EncodeError:
            # RFC 4271 §9.2: "If, due to the limits on the maximum size of an UPDATE message (see
            # Section 4), a single route doesn't fit into the message, the BGP speaker MUST not
            # advertise the route to its peers".
            return None
        nlri = judged.nlri
        if nlri is not None and nlri.path_id is not None:
            nlri = attrs.evolve(nlri, path_id=None)
        if nlri is not None and rule_of(nlri) is not None and self._has_moved(path, next_hop):
            nlri = moved(nlri, self._labels(path))
            if nlri is None:
                return None
        # What is told as our own goes to who announced it, too.
        source = self._ourselves if self._is_membership(path) else path.source
        return Path(source, attributes, next_hop, nlri=nlri, received=path)

    def _why_unmade(self, path: Path, judged: Path, touched: frozenset[str]) -> str:
        """Say why nothing goes out of a path that policy accepts."""
        if self.terms.family.safi == SAFI_SR_POLICY:
            problem = sr_policy_problem(judged)
            if problem is not None:
                return f"{problem} (RFC 9830 §4.2.1)"
        decided = "next_hop" in touched
        next_hop = next_hop_of(judged, self.terms, decided=decided)
        if next_hop is None and judged.next_hop_octets and (decided or stays(judged, self.terms)):
            return f"the peer takes no next hop such as {judged.next_hop} for the family (RFC 8950)"
        if next_hop is None:
            return "we have no next hop for the family: see `next_hop_ipv4` and `next_hop_ipv6`"
        rule = rule_of(judged.nlri)
        if rule is not None and self._has_moved(path, next_hop):
            text = f"no labels are bound to it at its new next hop ({rule})"
            return f"{text}: see `SpeakerConfig.labels`, and `NextHopUnchanged`"
        return "its attributes cannot be written (RFC 4271 §9.2)"

    @staticmethod
    def _has_moved(path: Path, next_hop: bytes) -> bool:
        """Say whether a path of another goes out with another next hop than it came with."""
        if path.source.local:
            return False
        before = path.next_hop
        return before is None or before.address != NextHop(next_hop).address

    def _labels(self, path: Path) -> Sequence[Label] | None:
        """Return the labels that are bound to a destination at our own address."""
        allocate = self.terms.labels
        if allocate is None:
            return None
        try:
            labels = allocate(path)
            return None if labels is None else check_each(labels, Label, "what it returned")
        except Exception as error:  # noqa: BLE001 - a program's own code, as a policy is
            text = f"SpeakerConfig.labels: {text_of(error)}"
            self.failed(PolicyError(text, policy="SpeakerConfig.labels"))
            return None

    def _may_have_aigp(self, path: Path, next_hop: bytes) -> bool:
        """Say whether a path that goes out with AIGP came with it, or leads to ourselves."""
        # RFC 7311 §3.4.1: "A BGP speaker R MUST NOT add the AIGP attribute to any route for which R
        # does not set itself as the next hop."
        if not path.source.local and iana.AIGP in path.received.attributes:
            return True
        address = NextHop(next_hop).address
        return address == self.terms.next_hop or address in self._decision().local_addresses

    def _aigp(self, path: Path, block: AttributeBlock, next_hop: bytes) -> dict[int, bytes | None]:
        """Return AIGP with the distance to the next hop that was, where it is another now."""
        # RFC 7311 §3.4.3: "If R1 does not change the next hop of the route, then R1 MUST NOT change
        # the AIGP attribute value of the route." Else "R1 MUST increase the value of the AIGP TLV
        # by adding to A the distance from R1 to R2."
        before = path.next_hop
        if before is None or before.address == NextHop(next_hop).address:
            return {}
        value = value_of(block, iana.AIGP) or b""
        grown = accumulated(value, self._decision().cost(path) or 0)
        if is_exhausted(grown):
            # RFC 7311 §3.2: an attribute with the maximum value "SHOULD be discarded" by who gets
            # it: "it is not useful for metric-based path selection". So it need not go out.
            return {iana.AIGP: None}
        return {iana.AIGP: _framed(0x80, iana.AIGP, grown)}

    def _sids(self, path: Path, judged: Path) -> dict[int, bytes | None]:
        """Return PREFIX_SID as it goes on with another next hop; what policy put in stays."""
        value = value_of(judged.attributes, iana.PREFIX_SID) or b""
        if value != value_of(path.received.attributes, iana.PREFIX_SID):
            return {}
        sent = moved_sids(value, relabeled=rule_of(judged.nlri) is not None)
        if sent == value:
            return {}
        # The Partial bit, where it was set, says so of what came.
        (attribute,) = (each for each in fresh(judged.attributes) if each.code == iana.PREFIX_SID)
        flags = attribute.flags & (iana.OPTIONAL | iana.TRANSITIVE | iana.PARTIAL)
        return {iana.PREFIX_SID: _framed(flags, iana.PREFIX_SID, sent) if sent else None}

    def _tunnels(self, path: Path, block: AttributeBlock) -> dict[int, bytes | None]:
        """Return TUNNEL_ENCAPSULATION without tunnels that end in another AS, where it has any."""
        decision = self._decision()
        if decision.route_to is None:
            return {}
        (attribute,) = (each for each in fresh(block) if each.code == iana.TUNNEL_ENCAPSULATION)
        value = attribute.value
        if not isinstance(value, TunnelEncapsulation):
            return {}
        # RFC 9012 §3.1 has such an endpoint "considered to be "malformed"", and §13: "the entire
        # TLV MUST be ignored and MUST be removed from the Tunnel Encapsulation attribute before the
        # route carrying that attribute is distributed."
        valid = tuple(each for each in value.tunnels if decision.is_valid(each, path))
        if len(valid) == len(value.tunnels):
            return {}
        octets = TUNNEL_CODEC.encode(TunnelEncapsulation(valid), block.reader.context)
        sent = TUNNEL_CODEC.sent(octets, self.terms.family)
        flags = attribute.flags & (iana.OPTIONAL | iana.TRANSITIVE | iana.PARTIAL)
        code = iana.TUNNEL_ENCAPSULATION
        return {code: _framed(flags, code, sent) if sent else None}

    def _for_outside(
        self, path: Path, changes: dict[int, bytes | None], touched: frozenset[str]
    ) -> None:
        """Change what changes on the way to another AS."""
        # RFC 4271 §5.1.5: "A BGP speaker MUST NOT include this attribute in UPDATE messages it
        # sends to external peers".
        changes[iana.LOCAL_PREF] = None
        # RFC 4456 §8 has ORIGINATOR_ID and CLUSTER_LIST say what happened within the local AS.
        changes[iana.ORIGINATOR_ID] = None
        changes[iana.CLUSTER_LIST] = None
        # RFC 4271 §5.1.2 has the AS that originates a route be in the AS_PATH: so is that of a
        # server where it is our own, or of our confederation.
        source = path.source
        came = source.session is SessionType.EXTERNAL and not source.local
        transparent = self.terms.server_client and (came or self._is_foreign(path))
        self._keep_inside(path.attributes, changes, transparent=transparent)
        if transparent:
            # RFC 7947 §2.2.2.1: "the route server SHOULD NOT prepend its own AS number to the
            # AS_PATH segment nor modify the AS_PATH segment in any other way."
            # RFC 7947 §2.2.3: "this attribute SHOULD be propagated to other route server clients,
            # and the route server SHOULD NOT modify its value."
            # RFC 7947 §2.2.4: communities, "Transitive as well as non-transitive", stay.
            if self.terms.confederation:
                changes.update(_as_path(_outside(path)))
            return
        # RFC 4271 §5.1.4: "The MULTI_EXIT_DISC attribute received from a neighboring AS MUST NOT be
        # propagated to other neighboring ASes." An empty path says that it is of our own AS.
        if "med" not in touched and self._is_foreign(path.received):
            changes[iana.MULTI_EXIT_DISC] = None
        if "own_as" not in touched:
            changes.update(self._own_as(path, _AS_SEQUENCE))
        elif self.terms.confederation:
            changes.update(_as_path(_outside(path)))

    def _keep_inside(
        self, block: AttributeBlock, changes: dict[int, bytes | None], *, transparent: bool
    ) -> None:
        """Leave out what is of our own network, or of our AS."""
        terms = self.terms
        tunnels = True
        if not terms.same_administration:
            # RFC 8669 §8: "The propagation to other ASes MUST be explicitly configured."
            changes[iana.PREFIX_SID] = None
            # An SR Policy is the attribute (RFC 9830 §2.2).
            tunnels = terms.family.safi == SAFI_SR_POLICY
        if not tunnels:
            # RFC 9012 §11: "For each EBGP session, filtering of the attribute on outgoing UPDATEs
            # MUST be enabled by default." The same is said of the Encapsulation community.
            changes[iana.TUNNEL_ENCAPSULATION] = None
        # RFC 7947 §2.2.4: for a client of a route server, communities stay.
        if iana.EXTENDED_COMMUNITIES in block:
            changes.update(_communities(block, tunnels=tunnels, transitive_only=not transparent))
        if iana.IPV6_EXTENDED_COMMUNITIES in block and not transparent:
            # RFC 5701 §2: "The first high-order octet indicates whether a particular sub-type of
            # this community is transitive across Autonomous Systems (ASes) (0x00), or not (0x40)."
            code = iana.IPV6_EXTENDED_COMMUNITIES
            changes.update(_kept(block, lambda mark: not mark[0] & 0x40, code, 20))

    def _for_inside(
        self,
        path: Path,
        judged: Path,
        changes: dict[int, bytes | None],
        touched: frozenset[str],
    ) -> None:
        """Change what changes on the way to a peer in our AS, or in our confederation."""
        # RFC 4271 §5.1.5: "LOCAL_PREF is a well-known attribute that SHALL be included in all
        # UPDATE messages that a given BGP speaker sends to other internal peers."
        terms = self.terms
        preference = judged.local_preference.to_bytes(4, "big")
        if value_of(judged.attributes, iana.LOCAL_PREF) != preference:
            changes[iana.LOCAL_PREF] = b"\x40\x05\x04" + preference
        # RFC 8097 §2: "By default, implementations MUST drop the origin validation state extended
        # community if received from an External BGP (EBGP) peer, without processing it further."
        if (
            iana.EXTENDED_COMMUNITIES in judged.attributes
            and path.source.session is SessionType.EXTERNAL
            and not path.source.local
            and "validation_state" not in touched
        ):
            changes.update(_own_states(judged))
        if self.terms.session is SessionType.CONFEDERATION:
            if "own_as" not in touched:
                # RFC 5065 §4.1: towards another Member-AS, "the local system prepends its own
                # Member-AS number as the last element of the sequence".
                changes.update(self._own_as(judged, _AS_CONFED_SEQUENCE))
            # RFC 4456 §8: both are of the Member-AS alone.
            changes[iana.ORIGINATOR_ID] = None
            changes[iana.CLUSTER_LIST] = None
            return
        # RFC 4271 §5.1.2: "When a given BGP speaker advertises the route to an internal peer, the
        # advertising speaker SHALL NOT modify the AS_PATH attribute associated with the route."
        if self._is_reflection(path):
            changes.update(self._reflected(judged))
            if self._is_membership(path):
                own = terms.identifier.to_bytes(4, "big")
                changes[iana.ORIGINATOR_ID] = b"\x80\x09\x04" + own

    def _is_foreign(self, path: Path) -> bool:
        """Say whether a path has come through another AS, or another confederation."""
        if self.terms.confederation:
            return path.as_path_length > 0
        return bool(value_of(path.attributes, iana.AS_PATH)) or iana.BGPSEC_PATH in path.attributes

    def _is_reflection(self, path: Path) -> bool:
        internal = SessionType.INTERNAL
        source = path.source
        return self.terms.session is internal and source.session is internal and not source.local

    def _is_membership(self, path: Path) -> bool:
        """Say whether a path is reflected by the rules of route target membership."""
        # RFC 4684 §3.2: for membership "sourced by the local autonomous system": "When advertising
        # RT membership NLRI to a route-reflector client, the Originator attribute shall be set to
        # the router-id of the advertiser, and the Next-hop attribute shall be set of the local
        # address for that session." So whoever originated it learns that we want the routes.
        terms = self.terms
        return terms.returns_own and is_of(path, terms.own_as) and self._is_reflection(path)

    def _reflected(self, path: Path) -> dict[int, bytes | None]:
        """Return what a reflector adds."""
        changes: dict[int, bytes | None] = {}
        # RFC 4456 §8: "This attribute will carry the BGP Identifier of the originator of the route
        # in the local AS. A BGP speaker SHOULD NOT create an ORIGINATOR_ID attribute if one already
        # exists."
        if iana.ORIGINATOR_ID not in path.attributes:
            changes[iana.ORIGINATOR_ID] = b"\x80\x09\x04" + path.source.identifier.to_bytes(
                4, "big"
            )
        # RFC 4456 §8: "When an RR reflects a route, it MUST prepend the local CLUSTER_ID to the
        # CLUSTER_LIST. If the CLUSTER_LIST is empty, it MUST create a new one."
        clusters = value_of(path.attributes, iana.CLUSTER_LIST) or b""
        value = self.terms.cluster_id.to_bytes(4, "big") + clusters
        changes[iana.CLUSTER_LIST] = _framed(0x80, iana.CLUSTER_LIST, value)
        return changes

    def _takes_signatures(self) -> bool:
        """Say whether a BGPSEC_PATH may stay as it is, in place of an AS_PATH."""
        # RFC 8205 §2.2: "if BGPsec is not successfully negotiated, then BGP UPDATE messages
        # containing the BGPsec_PATH attribute MUST NOT be sent." Other ASes take none either to
        # which we, who cannot sign, have added nothing (RFC 8205 §5.2).
        terms = self.terms
        return terms.session is SessionType.INTERNAL and terms.family in terms.context.bgpsec_send

    def _own_as(self, path: Path, kind: int) -> dict[int, bytes | None]:
        """Return the AS_PATH with our AS number in front."""
        block = path.attributes
        value = value_of(block, iana.AS_PATH)
        if value is None or not block.four_octet_as:
            value = _octets_of(path)
        if self.terms.confederation and kind == _AS_SEQUENCE:
            value = _without_confederation(value)
        return {
            **_as_path(prepended(value, self.terms.own_as, kind)),
            # RFC 8205 §4.4: the signatures of a BGPSEC_PATH are of the path that was.
            **({iana.BGPSEC_PATH: None} if iana.BGPSEC_PATH in block else {}),
        }


_CHECKS.extend(
    (
        Exporter.not_between_internal_peers,
        Exporter.stale_only_to_those_who_know,
        Exporter.not_without_a_target,
        Exporter.sr_policies_stay_inside,
        Exporter.well_known_of_others,
    )
)


def _framed(flags: int, code: int, value: bytes) -> bytes:
    if len(value) > 255:
        return bytes((flags | iana.EXTENDED_LENGTH, code)) + len(value).to_bytes(2, "big") + value
    return bytes((flags, code, len(value))) + value


def _as_path(value: bytes) -> dict[int, bytes | None]:
    return {iana.AS_PATH: _framed(0x40, iana.AS_PATH, value)}


def _octets_of(path: Path) -> bytes:
    """Write an AS path with 4-octet AS numbers."""
    return b"".join(
        bytes((kind, len(asns))) + b"".join(asn.to_bytes(4, "big") for asn in asns)
        for kind, asns in path.as_path
    )


def _outside(path: Path) -> bytes:
    return _without_confederation(_octets_of(path))


def _without_confederation(value: bytes) -> bytes:
    """Take the segments of a confederation out of an AS_PATH with 4-octet AS numbers."""
    # RFC 5065 §4.1: "if any path segments of the AS_PATH are of the type AS_CONFED_SEQUENCE or
    # AS_CONFED_SET, those segments MUST be removed from the AS_PATH attribute".
    kept = []
    position = 0
    while position < len(value):
        stop = position + 2 + 4 * value[position + 1]
        if value[position] not in (3, 4):
            kept.append(value[position:stop])
        position = stop
    return b"".join(kept)


def _communities(
    block: AttributeBlock, *, tunnels: bool, transitive_only: bool
) -> dict[int, bytes | None]:
    """Return EXTENDED_COMMUNITIES without those that stay with us."""
    # RFC 4360 §2: with the T bit set, "The community is non-transitive across ASes".
    return _kept(
        block,
        lambda mark: (
            not (transitive_only and mark[0] & 0x40) and (tunnels or mark[:2] != _ENCAPSULATION)
        ),
    )


def _own_states(path: Path) -> dict[int, bytes | None]:
    """Return EXTENDED_COMMUNITIES without the validation states that came with the route."""
    came = _marks(path.received.attributes, iana.EXTENDED_COMMUNITIES, 8)
    return _kept(path.attributes, lambda mark: mark[:2] != _VALIDATION_STATE or mark not in came)


def _marks(block: AttributeBlock, code: int, size: int) -> list[bytes]:
    value = value_of(block, code) or b""
    return [value[at : at + size] for at in range(0, len(value), size)]


def _kept(
    block: AttributeBlock,
    stays: Callable[[bytes], bool],
    code: int = iana.EXTENDED_COMMUNITIES,
    size: int = 8,
) -> dict[int, bytes | None]:
    """Return an attribute that is a list of communities with only some of them."""
    marks = _marks(block, code, size)
    kept = [mark for mark in marks if stays(mark)]
    if len(kept) == len(marks):
        return {}
    if not kept:
        return {code: None}
    # The flags of the attribute stay those of an optional transitive one.
    return {code: _framed(0xC0, code, b"".join(kept))}
