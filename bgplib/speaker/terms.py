"""ExportTerms: all that the routes which a peer is told depend on, one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib._worded import WordedEnum
from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.policy import Chain, Policy, PolicyContext
from bgplib.policy.matchers import AspaIs, PeerAs, RpkiIs
from bgplib.policy.modifiers import NextHopPeer, RemovePrivateAs
from bgplib.policy.roles import MarkedByPeer, MarkForCustomers
from bgplib.route import Path, Source
from bgplib.speaker.policies import is_known, parts_of
from bgplib.speaker.route_targets import Membership
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix

__all__ = ["ExportTerms", "Regard", "regard_of"]


class Regard(WordedEnum):
    """What a policy looks at in the peer that a route is to go to."""

    KIND = 0  #: the kind of session, which all peers of an update group have in common
    ASN = 1  #: its AS number
    IDENTITY = 2  #: more than that, or nobody knows


#: the parts of policies that look at the peer; all others of bgplib do not
_LOOK_AT_AS: Final = (AspaIs, MarkedByPeer, PeerAs, RemovePrivateAs, RpkiIs)


def regard_of(policy: Policy | Chain) -> Regard:
    """Return what a policy looks at in the peer; a program's own may look at anything."""
    return max(map(_regard, parts_of(policy)), default=Regard.KIND)


def _regard(part: object) -> Regard:
    if not is_known(part) or isinstance(part, NextHopPeer):
        return Regard.IDENTITY
    if isinstance(part, MarkForCustomers):
        return Regard.KIND if part.ours else Regard.ASN
    return Regard.ASN if isinstance(part, _LOOK_AT_AS) else Regard.KIND


@frozen(kw_only=True)
class ExportTerms:
    """What decides which routes of a family a peer is told, and in which octets.

    Peers with equal terms form an update group: they are told the same, but for routes that they
    announced themselves.
    """

    family: Family  #: the family of the routes
    context: Context  #: what messages are encoded with, as far as it matters for the family
    policy: Policy | Chain  #: the whole export policy, RFC 1997 and RFC 9234 included
    #: what the policy knows; `peer` is the first peer of the group
    policy_context: PolicyContext = attrs.field(eq=False)
    #: what tells peers apart that the policy can tell apart
    regarded: object
    own_as: int  #: the AS number that goes in front of the path
    next_hop: bytes  #: our own address as the next hop; empty when there is none for the family
    link_local: bytes = b""  #: our link-local address on the shared subnet
    shared_subnets: tuple[Prefix, ...] = ()  #: where third-party next hops are left alone
    next_hop_self: bool = False  #: `PeerConfig.next_hop_self`
    reflector_client: bool = False  #: `PeerConfig.route_reflector_client`
    server_client: bool = False  #: `PeerConfig.route_server_client`
    own_choice: bool = False  #: `PeerConfig.own_choice`
    same_administration: bool = False  #: `PeerConfig.same_administration`
    confederation: bool = False  #: we are a member of one: its segments are not for those outside
    cluster_id: int  #: what CLUSTER_LIST gets when we reflect
    long_lived: bool = False  #: the peer knows of long-lived stale routes in the family (RFC 9494)
    aigp: bool = False  #: the session is AIGP-enabled (RFC 7311)
    send_paths: int | None = 1  #: `PeerConfig.send_paths`, where ADD-PATH was agreed on
    mrai: float = 0.0  #: `PeerConfig.mrai`
    #: our BGP Identifier in the session
    identifier: int = 0
    #: the route targets that the peer is a member of; None: it wants all routes (RFC 4684)
    membership: Membership | None = None
    #: `SpeakerConfig.labels`
    labels: Callable[[Path], Sequence[Label] | None] | None = attrs.field(default=None, eq=False)
    #: which destinations the peer wants; None: all. Peers with filters are in groups of their own
    wanted: Callable[[bytes], bool] | None = None

    @property
    def session(self) -> SessionType | None:
        """How the peers stand to us."""
        return self.context.session

    @property
    def looks_further(self) -> bool:
        """Whether a peer may be told another path than the best one: see `membership_path`."""
        return (
            self.family == Family.IPV4_ROUTE_TARGET
            and self.session is SessionType.INTERNAL
            and not self.reflector_client
        )

    @property
    def returns_own(self) -> bool:
        """Whether a peer may be told what it announced itself (RFC 4684 §3.2)."""
        return self.family == Family.IPV4_ROUTE_TARGET and self.reflector_client

    @property
    def add_path(self) -> bool:
        """Whether the peers are told several paths to a destination."""
        return self.family in self.context.add_path_send


def regarded(policy: Policy | Chain, peer: Source, role: object) -> object:
    """Return what of a peer its policy can tell apart from others."""
    what = regard_of(policy)
    if what is Regard.KIND:
        return role
    return (role, peer.asn) if what is Regard.ASN else (role, peer)
