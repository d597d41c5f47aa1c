"""What a speaker, and each of its peers, is configured with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import attrs

from bgplib._checks import check_fields, naming_fields, several
from bgplib._described import described
from bgplib._in_order import in_order
from bgplib.context import SessionType
from bgplib.decision import RFC4271, DecisionContext, DecisionProcess, MultipathRules
from bgplib.decision.context import everything_resolvable
from bgplib.errors import LocalError
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.policy import AspaTable, Chain, Policy, RoaTable
from bgplib.route import Path
from bgplib.session import SessionConfig, SessionOptions
from bgplib.speaker.dampening import DampeningConfig
from bgplib.speaker.remote_as import (
    EXTERNAL,
    INTERNAL,
    AsCheck,
    RemoteAs,
    among,
    check_remote_as,
    several_asns,
)
from bgplib.values.address import (
    address_octets,
    address_text,
    is_link_local,
    parse_identifier,
)
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix

__all__ = ["Confederation", "PeerConfig", "SpeakerConfig"]

#: the fields that a `PeerConfig` and a `SessionConfig` have in common
_OPTIONS: Final = tuple(each.name for each in attrs.fields(SessionOptions))

#: how many octets the addresses of a `PeerConfig` have
_ADDRESSES: Final = {
    "address": (0, 4, 16),
    "local_address": (0, 4, 16),
    "next_hop_ipv4": (0, 4),
    "next_hop_ipv6": (0, 16),
    "link_local": (0, 16),
}


def _no_jitter() -> float:
    return 0.0


def address_of_peer(value: str | bytes) -> bytes:
    """Convert an address as a program says it; an empty text is none, as empty octets are."""
    if value == "":
        return b""
    if isinstance(value, str) and "%" in value:
        raise LocalError(f"{value} has a zone, which is for the driver's sockets: leave it out")
    return value if isinstance(value, bytes) else address_octets(value)


def prefixes_of(value: Iterable[Prefix | str] | Prefix | str) -> tuple[Prefix, ...]:
    """Convert what a program says: one prefix or several, or their text."""
    return tuple(Prefix.parse(each) if isinstance(each, str) else each for each in several(value))


def _asns(value: Iterable[int]) -> frozenset[int]:
    return frozenset(several(value))


def _asn(instance: object, attribute: attrs.Attribute[Any], value: int | None) -> None:
    if isinstance(value, int) and not 0 < value <= 0xFFFFFFFF:
        raise LocalError(f"{attribute.name} is {value}, it must be 1 to 4294967295")


def _at_least_zero(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if isinstance(value, int | float) and not value >= 0:
        raise LocalError(f"{attribute.name} is {value}, it cannot be less than 0")


@described
@attrs.frozen
class Confederation:
    """ASes that look like one from outside (RFC 5065)."""

    #: AS Confederation Identifier: the AS number that those outside know
    identifier: int = attrs.field(validator=_asn)
    #: the AS numbers of the other Member-ASes that we have sessions with
    members: frozenset[int] = attrs.field(default=frozenset(), converter=_asns, repr=in_order)

    def __attrs_post_init__(self) -> None:
        """Check the types."""
        check_fields(self)


@described
@attrs.frozen(kw_only=True, field_transformer=naming_fields)
class SpeakerConfig:
    """Who we are, and how we choose."""

    local_as: int = attrs.field(validator=_asn)  #: our AS; in a confederation, our Member-AS
    #: our BGP Identifier, a number or a dotted quad
    identifier: int = attrs.field(converter=parse_identifier)
    #: our CLUSTER_ID as a route reflector (RFC 4456 §7); None: the BGP Identifier
    cluster_id: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(parse_identifier)
    )
    confederation: Confederation | None = None  #: the confederation that our AS is a member of
    process: DecisionProcess = RFC4271  #: how the best path is chosen
    #: the interior cost of a next hop of 4 or 16 octets; None when it is not resolvable. When it
    #: would answer otherwise than before, call `Speaker.reselect`.
    resolve: Callable[[bytes], int | None] = everything_resolvable
    #: the labels that are bound at our own address to the destination of a labeled or VPN route
    #: that we take from a peer and pass on with another next hop, the same whenever it is asked
    #: for a path; None where there are none: the route is not passed on (RFC 8277 §3.2.2). The same
    #: goes for CAR routes (RFC 9871 §2.9.2) and, with the base of a block of ours for label, for
    #: those of VPLS (RFC 4761 §3.4.2)
    labels: Callable[[Path], Sequence[Label] | None] | None = None
    #: options of the steps of the process; who we are is filled in
    decision: DecisionContext = DecisionContext()
    #: which paths share the load with the best; None: the best is used alone
    multipath: MultipathRules | None = None
    roas: RoaTable | None = None  #: validated ROA payloads, for policies (RFC 6811)
    aspas: AspaTable | None = None  #: validated ASPA payloads, for policies
    #: where peers with the same export are found, messages to them are made once
    update_groups: bool = True
    #: report each change of a best path as an event
    best_changes: bool = False
    #: a number from 0 to 1, asked for each MRAI to be shortened by up to a quarter (RFC 4271 §10)
    jitter: Callable[[], float] = _no_jitter
    #: RFC 4724 §4.1: seconds after a restart in which peers may complete their tables before we
    #: choose and send
    selection_deferral_time: float = attrs.field(default=360.0, validator=_at_least_zero)

    def __attrs_post_init__(self) -> None:
        """Check what cannot be meant."""
        check_fields(self)
        # RFC 6286 §2.1: the BGP Identifier is not zero.
        if self.identifier == 0:
            raise LocalError("identifier is 0.0.0.0, which is no BGP Identifier")

    @property
    def outer_as(self) -> int:
        """The AS number that external peers know: in a confederation, its identifier."""
        return self.local_as if self.confederation is None else self.confederation.identifier

    @property
    def decision_context(self) -> DecisionContext:
        """What the decision process knows of us."""
        return attrs.evolve(
            self.decision,
            resolve=self.resolve,
            # RFC 5065 §4: a confederation finds loops of its identifier and of its members.
            local_asns=self.decision.local_asns | {self.local_as, self.outer_as},
            identifier=self.identifier,
            cluster_id=self.effective_cluster_id,
        )

    @property
    def effective_cluster_id(self) -> int:
        """Our CLUSTER_ID, whether configured or not."""
        # RFC 4456 §7: of a single reflector, "the cluster will be identified by the BGP Identifier
        # of the RR."
        return self.identifier if self.cluster_id is None else self.cluster_id


@described
@attrs.frozen(kw_only=True, field_transformer=naming_fields)
class PeerConfig(SessionOptions):
    """A peer: who it is, what is taken from it and passed on to it, and its session's options."""

    #: the peer's address (text is converted); empty only in the template of a `PeerRange`
    address: bytes = attrs.field(default=b"", converter=address_of_peer)
    #: the peer's AS number; "external" for any but ours, "internal" for ours; a `range`, or several
    #: numbers and ranges, for any of these; None for any. Where it is not one number, the peer's
    #: OPEN says it
    remote_as: RemoteAs = attrs.field(
        default=None, converter=several_asns, validator=check_remote_as
    )
    #: our address in the session, which is the next hop that we put (text is converted); empty
    #: when not known, as the driver may then say it with `Peer.connection_made`
    local_address: bytes = attrs.field(default=b"", converter=address_of_peer)
    #: another AS number than the speaker's, for this peer (RFC 7705)
    local_as: int | None = attrs.field(default=None, validator=_asn)
    #: the AS number that we had before (RFC 7705 §4.2): an internal peer may still have it, and
    #: know us by it; the session is as any internal one. `remote_as` is "internal" or either number
    legacy_as: int | None = attrs.field(default=None, validator=_asn)
    #: another BGP Identifier than the speaker's, for this peer
    identifier: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(parse_identifier)
    )

    # -- what is taken and passed on ---------------------------------------------------------

    #: what is taken from the peer; None: all from an internal one, nothing from others (RFC 8212)
    import_policy: Policy | Chain | None = None
    #: what is passed on to the peer; None: all to an internal one, nothing to others (RFC 8212)
    export_policy: Policy | Chain | None = None
    route_reflector_client: bool = False  #: an internal peer that we reflect to (RFC 4456)
    route_server_client: bool = False  #: an external peer that we serve transparently (RFC 7947)
    #: a client of a route server is told the best path that it may be told, where policy keeps the
    #: best of all from it or it announced that itself; otherwise that is hidden from it, and so are
    #: all others (RFC 7947 §2.3). With ADD-PATH, `send_paths` counts what it may be told
    own_choice: bool = False
    #: an external peer that is run by those who run us: TUNNEL_ENCAPSULATION and Encapsulation
    #: communities are taken from it and passed on to it (RFC 9012 §11), PREFIX_SID is passed on
    #: (RFC 8669 §8), and so are SR Policies of others (RFC 9830 §4.2.3); whether PREFIX_SID is
    #: taken says `rules`
    same_administration: bool = False
    #: put our own address as the next hop of external routes to an internal peer
    next_hop_self: bool = False
    #: our IPv4 address where the session's is not one (text is converted)
    next_hop_ipv4: bytes = attrs.field(default=b"", converter=address_of_peer)
    #: our IPv6 address where the session's is not one (text is converted)
    next_hop_ipv6: bytes = attrs.field(default=b"", converter=address_of_peer)
    #: our link-local address on the subnet shared with the peer (RFC 2545 §3)
    link_local: bytes = attrs.field(default=b"", converter=address_of_peer)
    #: the subnets that we share with an external peer: a next hop in them is left as it is
    #: (RFC 4271 §5.1.3, "third party"), and one that the peer announces must be in them, or the
    #: peer's address (§6.3), but for EVPN; empty where they are not known, or the peer is not one
    #: hop away
    shared_subnets: tuple[Prefix, ...] = attrs.field(default=(), converter=prefixes_of)
    #: how many paths to a destination to send, the best of all there are (what the peer announced
    #: counts, and is not sent to it); None: all. Other than 1 needs `add_path_send`
    #: (RFC 7911), which is set for all families where it is empty
    send_paths: int | None = 1
    #: when routes of an external peer that come and go too often rest (RFC 2439); None: never
    dampening: DampeningConfig | None = None
    #: hold IPv4 and IPv6 flow specifications of an external peer against the unicast routes
    #: (RFC 8955 §6, RFC 9117): one that is not feasible is refused for as long as it is not. Those
    #: of internal peers have been validated by whoever took them in; those of VPNs are not judged
    validate_flows: bool = True
    #: tell the program of each UPDATE: a `PeerEvent` of `UpdateReceived`, when its routes are in
    #: the RIB. It takes its time, so it is for those who collect or monitor (RFC 7854)
    report_updates: bool = False
    #: MinRouteAdvertisementIntervalTimer in seconds (RFC 4271 §9.2.1.1); 0: no delay
    mrai: float = attrs.field(default=0.0, validator=_at_least_zero)

    def __attrs_post_init__(self) -> None:
        """Check what cannot be meant."""
        super().__attrs_post_init__()
        for name, lengths in _ADDRESSES.items():
            octets = getattr(self, name)
            if len(octets) not in lengths:
                shown = address_text(octets) if len(octets) in (4, 16) else octets
                raise LocalError(f"{name} is {shown!r}, which is no address of its kind")
        # RFC 2545 §3: "followed by the link-local IPv6 address of the next hop."
        if self.link_local and not is_link_local(self.link_local):
            shown = address_text(self.link_local)
            raise LocalError(f"link_local is {shown!r}, which is no address of fe80::/10")
        if self.send_paths is not None and self.send_paths < 1:
            raise LocalError(f"send_paths is {self.send_paths}, it must be at least 1, or None")
        if self.route_reflector_client and self.route_server_client:
            raise LocalError("a client of a route server is external, one of a reflector internal")
        # RFC 4271 §9.1.3 has others told of the routes that were chosen, and of no more.
        if self.own_choice and not self.route_server_client:
            raise LocalError("own_choice is for a route_server_client (RFC 7947 §2.3)")

    @property
    def key(self) -> str:
        """What tells the peer apart: its name, or its address as text."""
        return self.name or (address_text(self.address) if self.address else "")

    @property
    def own_addresses(self) -> tuple[bytes, ...]:
        """Our addresses that the configuration names; empty ones are none."""
        return self.local_address, self.next_hop_ipv4, self.next_hop_ipv6

    def session_type(self, speaker: SpeakerConfig) -> SessionType | None:
        """Return how the peer stands to us; None: its OPEN tells it."""
        # RFC 5065 §2: the members of our confederation are not outside.
        remote, own, members = self.remote_as, self._own_as(speaker), _members(speaker)
        if isinstance(remote, tuple):
            inside = any(among(asn, remote) for asn in (own, *members))
            return None if inside else SessionType.EXTERNAL
        if remote in (own, INTERNAL) or (remote is not None and remote == self.legacy_as):
            return SessionType.INTERNAL
        if remote is None:
            return None
        return SessionType.CONFEDERATION if remote in members else SessionType.EXTERNAL

    def _accept(self, speaker: SpeakerConfig) -> Callable[[Open], Notification | None] | None:
        """Return what is asked for an OPEN: for its AS number, where it may be one of several."""
        remote = self.remote_as
        if remote == EXTERNAL:
            ours = {self._own_as(speaker), speaker.outer_as, *_members(speaker)}
            return AsCheck(None, frozenset(ours), self.accept)
        if isinstance(remote, tuple):
            return AsCheck(remote, frozenset(), self.accept)
        return self.accept

    def session_config(self, speaker: SpeakerConfig) -> SessionConfig:
        """Return the configuration of the session.

        Raises:
            LocalError: the session could not be; or a client is on the wrong side.
        """
        kind = self.session_type(speaker)
        if self.route_reflector_client and kind not in (SessionType.INTERNAL, None):
            raise LocalError(f"{self.key}: a client of a reflector is internal (RFC 4456)")
        if self.route_server_client and kind not in (SessionType.EXTERNAL, None):
            raise LocalError(f"{self.key}: a client of a route server is external (RFC 7947)")
        # RFC 2439 §5: "Implementations should disallow configuration of route damping on IBGP
        # peers."
        if self.dampening is not None and kind is SessionType.INTERNAL:
            raise LocalError(f"{self.key}: routes of internal peers are not damped (RFC 2439)")
        options = {name: getattr(self, name) for name in _OPTIONS}
        if self.send_paths != 1 and not self.add_path_send:
            options["add_path_send"] = frozenset(self.families)
        # RFC 5065 §4: a speaker presents the confederation's identifier to peers outside of it.
        inside = kind in (SessionType.INTERNAL, SessionType.CONFEDERATION)
        own = self._own_as(speaker)
        remote = own if self.remote_as == INTERNAL else self.remote_as
        outer = own if inside else self.local_as or speaker.outer_as
        return SessionConfig(
            **(options | {"name": self.key, "accept": self._accept(speaker)}),
            local_as=outer,
            local_identifier=speaker.identifier if self.identifier is None else self.identifier,
            peer_as=remote if isinstance(remote, int) else None,
            session_type=kind,
            legacy_as=self.legacy_as,
        )

    def _own_as(self, speaker: SpeakerConfig) -> int:
        return self.local_as or speaker.local_as


def _members(speaker: SpeakerConfig) -> frozenset[int]:
    """Return the other Member-ASes of our confederation."""
    return frozenset() if speaker.confederation is None else speaker.confederation.members
