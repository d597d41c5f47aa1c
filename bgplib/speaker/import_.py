"""What is taken from a peer: roles, import policy and feasibility, as a judge for `Rib.update`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from bgplib._compiling import mypyc_attr
from bgplib.attributes.block import AttributeBlock
from bgplib.capabilities import Role
from bgplib.context import SessionType
from bgplib.decision.sr_policy import sr_policy_problem
from bgplib.iana.attributes import EXTENDED_COMMUNITIES, TUNNEL_ENCAPSULATION
from bgplib.iana.families import SAFI_FLOWSPEC, SAFI_SR_POLICY, Family
from bgplib.kernel import usual
from bgplib.policy import (
    ROLES_IN,
    TUNNELS_STAY_INSIDE,
    Chain,
    Policy,
    PolicyContext,
    PolicyError,
    Result,
    SharedPaths,
    policy_for,
)
from bgplib.policy.ask import ask
from bgplib.policy.concise import Concise
from bgplib.policy.matchers import FamilyIs, NextHopIn, Not
from bgplib.policy.statement import Action, Statement
from bgplib.policy.well_known import shut_down_in
from bgplib.rib.judging import Judge
from bgplib.route import Path, Route, Source
from bgplib.speaker.dampening import Dampening
from bgplib.speaker.flow_validation import FlowValidation
from bgplib.speaker.long_lived import still_stale
from bgplib.speaker.policies import accepts_all, policies_of
from bgplib.values.prefix import Prefix

__all__ = ["Importer", "import_policy", "shared_next_hops"]


#: what external routes go through before the session is shut down (RFC 8326 §4.2)
_SHUTTING_DOWN: Final = Policy(
    name="graceful shutdown (RFC 8326)", statements=(shut_down_in(),), default=Action.ACCEPT
)


def shared_next_hops(subnets: Sequence[Prefix], peer: Source) -> Policy:
    """Return what refuses next hops that are on no subnet shared with an external peer.

    It says nothing of the next hops of an address family in which there is no such subnet.

    Args:
        subnets: what is shared.
        peer: the peer.
    """
    # RFC 4271 §6.3: "In the case of an EBGP, where the sender and receiver are one IP hop away from
    # each other, either the IP address in the NEXT_HOP MUST be the sender's IP address that is used
    # to establish the BGP connection, or the interface associated with the NEXT_HOP IP address MUST
    # share a common subnet with the receiving BGP speaker." "If the NEXT_HOP attribute is
    # semantically incorrect, the error SHOULD be logged, and the route SHOULD be ignored."
    sender = Prefix.from_address(peer.address, len(peer.address) * 8)
    judged = {Prefix.from_address(bytes(len(each.address)), 0) for each in subnets}
    # RFC 8365 §5.1.3 has an NVE as the next hop of EVPN routes, wherever it is: see `stays`.
    of_nves = FamilyIs.of(Family.L2VPN_EVPN)
    elsewhere = Statement(
        name="on no shared subnet",
        matchers=(NextHopIn(judged), Not(NextHopIn((*subnets, sender))), Not(of_nves)),
        action=Action.REJECT,
    )
    return Policy(name="next hops (RFC 4271 §6.3)", statements=(elsewhere,), default=Action.ACCEPT)


def import_policy(
    policy: Policy | Chain | None,
    peer: Source,
    role: Role | None,
    *,
    shared_subnets: Sequence[Prefix] = (),
    shutting_down: bool = False,
) -> Policy | Chain:
    """Return all that judges the routes of a peer.

    Args:
        policy: what was configured.
        peer: the peer.
        role: our role towards it; None without.
        shared_subnets: the subnets that we share with it, if they are known.
        shutting_down: the speaker is about to be shut down.
    """
    policies: list[Policy | Chain] = [policy_for(policy, peer)]
    if shared_subnets and peer.session is SessionType.EXTERNAL:
        policies.insert(0, shared_next_hops(shared_subnets, peer))
    if role is not None:
        policies.insert(0, ROLES_IN)
    if shutting_down and peer.session is SessionType.EXTERNAL:
        # Behind the policy of one's own, which may set LOCAL_PREF to something else.
        policies.append(_SHUTTING_DOWN)
    return policies[0] if len(policies) == 1 else Chain(policies)


@mypyc_attr(allow_interpreted_subclasses=True)
class Importer:
    """Judges the paths of one peer, as `bgplib.rib` asks for it."""

    __slots__ = (
        "_concise",
        "_contexts",
        "_failed",
        "_flows",
        "_keeps_stale",
        "_sr_policies",
        "context",
        "dampening",
        "policy",
        "refuses_tunnels",
        "takes_all",
    )

    def __init__(
        self,
        policy: Policy | Chain,
        context: PolicyContext,
        failed: Callable[[Family, PolicyError], None],
        dampening: Dampening | None = None,
        *,
        same_administration: bool = False,
        flows: FlowValidation | None = None,
        sr_policies: bool = False,
        long_lived: bool = False,
    ) -> None:
        """Make ready.

        Args:
            policy: what judges.
            context: what it knows of the session.
            failed: is told of a policy that raises.
            dampening: what refuses routes that flap; None for nothing.
            same_administration: the peer's tunnels are ours.
            flows: what flow specifications are held against; None where nobody validates them.
            sr_policies: SR Policies are among what comes.
            long_lived: the peer is told that we know of long-lived stale routes (RFC 9494).
        """
        self._keeps_stale: Final = long_lived
        self.dampening: Final = dampening
        self.policy: Final = policy
        self.context: Final = context
        self._failed: Final = failed
        self._contexts: dict[Family, PolicyContext] = {}
        self._concise: Final[dict[Family, Concise]] = {}
        self._flows: Final = flows
        self._sr_policies: Final = sr_policies
        # RFC 9012 §11: "For each external BGP (EBGP) session, filtering of the attribute on
        # incoming UPDATEs MUST be enabled by default."
        peer = context.peer
        external = peer is not None and peer.session is SessionType.EXTERNAL
        #: what a peer says of tunnels is taken away
        self.refuses_tunnels: Final = external and not same_administration
        #: nothing else is looked at
        self.takes_all: Final = (
            flows is None
            and not sr_policies
            and dampening is None
            and all(map(accepts_all, policies_of(policy)))
        )

    @property
    def judge(self) -> Judge | None:
        """What `Rib.update` is handed; None where everything is taken as it is."""
        if self._flows is None and not self._sr_policies:
            return self._judge_by_policy
        return self._judge_closely

    @property
    def _judge_by_policy(self) -> Judge | None:
        if self.dampening is not None:
            return self._judge_flapping
        if all(map(accepts_all, policies_of(self.policy))):
            return self._judge_tunnels if self.refuses_tunnels else None
        return self._judge

    def judge_of(self, block: AttributeBlock) -> Judge | None:
        """Return what judges paths with some attributes; None where it would leave each as it is.

        It is `judge`, or None for the many paths that have nothing of what it could take away.
        """
        if not self.takes_all:
            return self.judge
        return self._judge_tunnels if self.refuses_tunnels and _has_tunnels(block) else None

    def _judge_closely(
        self, path: Path, family: Family, keys: Sequence[bytes]
    ) -> Path | Sequence[Path]:
        by_policy, flows = self._judge_by_policy, self._flows
        outcome = path if by_policy is None else by_policy(path, family, keys)
        if family.safi == SAFI_SR_POLICY:
            if isinstance(outcome, Path):
                return _if_acceptable(path, outcome)
            return [_if_acceptable(path, each) for each in outcome]
        if flows is None or not self.validates(family):
            return outcome
        outcomes = [outcome] * len(keys) if isinstance(outcome, Path) else outcome
        # A sequence, since nothing is to be kept: the unicast routes change.
        return [
            each
            if each.rejected or flows.problem(Route(family, key, path)) is None
            else path.replace(rejected=True)
            for key, each in zip(keys, outcomes, strict=True)
        ]

    def validates(self, family: Family) -> bool:
        """Say whether routes of a family are flow specifications that have to be feasible."""
        return self._flows is not None and family.safi == SAFI_FLOWSPEC

    def _judge_tunnels(self, path: Path, family: Family, _keys: Sequence[bytes]) -> Path:
        return self._without_tunnels(path, family)

    def _without_tunnels(self, path: Path, family: Family) -> Path:
        """Return a path without what the peer says of tunnels, if that is not for us."""
        block = path.attributes
        if not self.refuses_tunnels or not _has_tunnels(block):
            return path
        return TUNNELS_STAY_INSIDE.apply(path, self._context(family)).route

    def _judge_flapping(
        self, path: Path, family: Family, keys: Sequence[bytes]
    ) -> Path | Sequence[Path]:
        outcome = self._judge(path, family, keys)
        dampening = self.dampening
        if dampening is None:
            return outcome
        outcomes = [outcome] * len(keys) if isinstance(outcome, Path) else outcome
        refused = path.replace(rejected=True)
        return [
            refused if dampening.is_suppressed((family, key, path.path_id)) else each
            for key, each in zip(keys, outcomes, strict=True)
        ]

    def _judge(self, path: Path, family: Family, keys: Sequence[bytes]) -> Path | Sequence[Path]:
        path = self._without_tunnels(path, family)
        concise = self._concise.get(family)
        if concise is None:
            concise = self._concise[family] = Concise(self.policy, self._context(family))
        if not concise.per_destination:
            try:
                outcome = concise.judge(path)
            except PolicyError as error:
                self._failed(family, error)
                return path.replace(rejected=True)
            if not outcome.accepted:
                return path.replace(rejected=True)
            return still_stale(path, outcome.route) if self._keeps_stale else outcome.route
        shared = SharedPaths(self._context(family))
        # All that are refused share one path, too.
        refused = path.replace(rejected=True)
        outcomes: list[Path] = []
        stale: dict[Path, Path] = {}  # what is marked again is shared, too
        for key in keys:
            try:
                answer = concise.judge(Route(family, key, path), shared)
            except PolicyError as error:
                self._failed(family, error)
                outcomes.append(refused)
                continue
            outcome_here = answer.route.path if answer.accepted else refused
            if self._keeps_stale:
                if outcome_here not in stale:
                    stale[outcome_here] = still_stale(path, outcome_here)
                outcome_here = stale[outcome_here]
            outcomes.append(outcome_here)
        return outcomes

    def explain(self, path: Path, family: Family, key: bytes) -> Result[Route] | PolicyError:
        """Say what becomes of a path to a destination, judged anew.

        Args:
            path: as it was received.
            family: the family of the destination.
            key: the destination.
        """
        try:
            bare = self._without_tunnels(path, family)
            return ask(self.policy, Route(family, key, bare), self._context(family))
        except PolicyError as error:
            return error

    def _context(self, family: Family) -> PolicyContext:
        context = self._contexts.get(family)
        if context is None:
            context = self._contexts[family] = attrs.evolve(self.context, family=family)
        return context


def _if_acceptable(path: Path, outcome: Path) -> Path:
    """Return what policy made of the route of an SR Policy; refused where it is not acceptable."""
    # RFC 9830 §4.2.1 has such an update "considered to be malformed". What policy adds counts, too:
    # so a program takes routes of a controller that does not know the rule.
    if sr_policy_problem(path) is None or sr_policy_problem(outcome) is None:
        return outcome
    return path.replace(rejected=True)


def _has_tunnels(block: AttributeBlock) -> bool:
    """Say whether something may be said of tunnels (RFC 9012 §4.1 has communities for it)."""
    found = block._places  # noqa: SLF001 - as in `fresh`, for this is asked of every UPDATE
    if found is not None:
        # The Tunnel Encapsulation attribute is not among those of usual blocks.
        return found.start(usual.EXTENDED_COMMUNITIES) >= 0
    return EXTENDED_COMMUNITIES in block or TUNNEL_ENCAPSULATION in block
