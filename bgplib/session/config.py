"""What a session is configured with: who the two ends are, and what ours offers.

The optional session attributes of RFC 4271 §8.1.1 are here under their names, with the defaults
that current daemons have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from bgplib._checks import check_fields, naming_fields, several
from bgplib._described import described
from bgplib._in_order import in_order
from bgplib.capabilities import Capability, GracefulRestart, MultipleLabels, Role
from bgplib.context import Context, SessionType
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.address import parse_identifier

__all__ = ["GracefulRestartConfig", "PrefixLimit", "SessionConfig", "SessionOptions"]

_UNICAST = (Family.IPV4_UNICAST,)
_LONGEST_HOLD_TIME = 0xFFFF
_LONGEST_RESTART_TIME = 0xFFF
_FEWEST_LABELS = 2


def _no_jitter() -> float:
    return 0.0


#: families as a program says them: one or several, or their text
_Families = Iterable[Family | str] | Family | str


def _family(family: Family | str) -> Family:
    return Family.parse(family) if isinstance(family, str) else family


def _by_family(values: Any) -> Any:
    """Return values by family; what is no mapping is told of later, by the name of the field."""
    if not isinstance(values, Mapping):
        return values
    return {_family(family): value for family, value in values.items()}


def _families(families: _Families) -> tuple[Family, ...]:
    return tuple(dict.fromkeys(map(_family, several(families))))


def _set(families: _Families) -> frozenset[Family]:
    return frozenset(map(_family, several(families)))


def _pairs(
    pairs: Iterable[tuple[Family | str, int] | Family | str] | Family | str,
) -> tuple[tuple[Family, int], ...]:
    """Return families with the AFI of next hops; that of IPv6 where it is not said."""
    return tuple(
        (_family(each[0]), *each[1:]) if isinstance(each, tuple) and each else (_family(each), 2)
        for each in several(pairs)
    )


def _capabilities(capabilities: Iterable[Capability] | Capability) -> tuple[Capability, ...]:
    return tuple(several(capabilities))


def _role(role: Role | str | None) -> Role | None:
    return Role.parse(role) if isinstance(role, str) else role


def _at_least_zero(instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
    if isinstance(value, int | float) and not value >= 0:
        raise LocalError(f"{attribute.name} is {value}, it cannot be less than 0")


@described
@attrs.frozen(kw_only=True)
class PrefixLimit:
    """How many prefixes of a family a peer may announce (RFC 4271 §6.7, RFC 4486 §4)."""

    maximum: int = attrs.field(validator=_at_least_zero)  #: prefixes, one for each path identifier
    warning: float = 0.75  #: the part of `maximum` at which to warn, 0 to 1
    #: end the session with Cease/Maximum Number of Prefixes Reached; otherwise only warn
    cease: bool = True
    #: seconds until the session may start again after the Cease; None: not by itself
    restart: float | None = None
    #: RFC 4271 §6.7 (a): leave out the prefixes beyond `maximum` and keep the session, whatever
    #: `cease` says; those that are left out count again when the peer announces them again
    discard: bool = False

    def __attrs_post_init__(self) -> None:
        """Check what cannot be meant."""
        check_fields(self)
        if not 0 <= self.warning <= 1:
            raise LocalError(f"warning is {self.warning}, it must be a part from 0 to 1")


def _limits(
    values: Mapping[Family, PrefixLimit | int] | Mapping[str, PrefixLimit | int],
) -> Mapping[Family, PrefixLimit]:
    """Return limits by family; a number is how many prefixes there may be."""
    limits = _by_family(values)
    if isinstance(limits, Mapping):
        limits = {
            family: PrefixLimit(maximum=limit) if type(limit) is int else limit
            for family, limit in limits.items()
        }
    return limits  # type: ignore[no-any-return]  # what it is otherwise is told with its name


@described
@attrs.frozen(kw_only=True)
class GracefulRestartConfig:
    """What we do about restarts, the peer's and our own (RFC 4724, RFC 8538, RFC 9494)."""

    restart_time: int = 120  #: how long our own restart takes at most, in seconds, up to 4,095
    #: the families whose forwarding we can preserve; with none we only help a peer that restarts
    families: tuple[Family, ...] = attrs.field(default=(), converter=_families)
    #: RFC 4724 §3: the families whose forwarding state was preserved in the restart at hand
    preserved: frozenset[Family] = attrs.field(default=frozenset(), converter=_set, repr=in_order)
    notification: bool = True  #: NOTIFICATION restarts gracefully, too (the N bit, RFC 8538)
    #: RFC 8538 §4.1: how long, in seconds, stale routes stay at most, since they became so
    stale_time: float = 180.0
    #: seconds for which long-lived stale routes are kept and asked to be kept, by family (RFC 9494)
    long_lived: Mapping[Family, int] = attrs.field(factory=dict, hash=False, converter=_by_family)

    def __attrs_post_init__(self) -> None:
        """Check the time that has to fit in 12 bits."""
        check_fields(self)
        if not 0 <= self.restart_time <= _LONGEST_RESTART_TIME:
            raise LocalError(f"restart_time is {self.restart_time} s, it has 12 bits")
        others = sorted(self.preserved.difference(self.families))
        if others:
            raise LocalError(
                f"preserved has {', '.join(map(str, others))}, which peers are not asked to keep: "
                "`families` lacks it"
            )


@described
@attrs.frozen(kw_only=True)
class SessionOptions:
    """What our end of a session offers, and how it behaves, whoever the two ends are."""

    name: str = ""  #: what the embedding program calls the peer; printed, never interpreted

    # -- what we offer -----------------------------------------------------------------------

    #: the families of routes to exchange, in the order in which the OPEN names them; all that are
    #: families here may be text, such as "ipv6-unicast"
    families: tuple[Family, ...] = attrs.field(default=_UNICAST, converter=_families)
    four_octet_as: bool = True  #: RFC 6793; without it we are a speaker of 2-octet AS numbers
    extended_messages: bool = True  #: RFC 8654: messages up to 65,535 octets
    route_refresh: bool = True  #: routes may be asked for again (RFC 2918)
    #: beginning and end of routes that are sent again are marked (RFC 7313)
    enhanced_route_refresh: bool = True
    #: families in which we receive several paths (RFC 7911)
    add_path_receive: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_set, repr=in_order
    )
    #: families in which we send several paths (RFC 7911)
    add_path_send: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_set, repr=in_order
    )
    #: (family, AFI of the next hop) pairs that we accept (RFC 8950); with a family alone the next
    #: hops are of IPv6
    extended_next_hop: tuple[tuple[Family, int], ...] = attrs.field(default=(), converter=_pairs)
    #: families in which the peer may tell us what not to send (RFC 5291, RFC 5292)
    orf_receive: frozenset[Family] = attrs.field(default=frozenset(), converter=_set, repr=in_order)
    #: families in which we may tell the peer what not to send, with `send_filters`
    orf_send: frozenset[Family] = attrs.field(default=frozenset(), converter=_set, repr=in_order)
    #: what we do about restarts; None: we do not know of them
    graceful_restart: GracefulRestartConfig | None = attrs.field(factory=GracefulRestartConfig)
    #: our role in an external session (RFC 9234), such as "customer"
    role: Role | None = attrs.field(default=None, converter=_role)
    strict_role: bool = False  #: refuse a peer that says no role (RFC 9234 §4.2)
    #: more capabilities to advertise, as they are
    capabilities: tuple[Capability, ...] = attrs.field(default=(), converter=_capabilities)
    #: capabilities that the peer must have (RFC 5492 §3); after the OPEN of one that lacks them the
    #: session stays down until `start`
    required: tuple[Capability, ...] = attrs.field(default=(), converter=_capabilities)

    # -- timers, in seconds ------------------------------------------------------------------

    hold_time: int = 90  #: proposed Hold Time in seconds (RFC 4271 §10); 0 for none
    #: the shortest Hold Time in seconds to accept from the peer; 0 always is accepted
    minimum_hold_time: int = 3
    #: ConnectRetryTimer in seconds (RFC 4271 §10)
    connect_retry_time: float = attrs.field(default=120.0, validator=_at_least_zero)
    #: HoldTimer in seconds until the peer's OPEN is there; RFC 4271 §8.2.2 suggests 4 minutes, 0
    #: is for none
    open_hold_time: float = attrs.field(default=240.0, validator=_at_least_zero)
    #: SendHoldTimer in seconds (RFC 9687); None: the larger of 480 and twice the Hold Time; 0 for
    #: none
    send_hold_time: float | None = None
    #: DelayOpenTimer in seconds: our OPEN waits for the peer's; 0: it does not (no DelayOpen)
    delay_open_time: float = attrs.field(default=0.0, validator=_at_least_zero)
    #: IdleHoldTimer in seconds after the first failure; it doubles with each further one
    idle_hold_time: float = attrs.field(default=5.0, validator=_at_least_zero)
    #: the longest in seconds that IdleHoldTimer comes to
    idle_hold_maximum: float = attrs.field(default=300.0, validator=_at_least_zero)
    #: a number from 0 to 1, asked for each timer to be shortened by up to a quarter (RFC 4271 §10)
    jitter: Callable[[], float] = _no_jitter

    # -- optional session attributes (RFC 4271 §8.1.1) ---------------------------------------

    passive: bool = False  #: PassiveTcpEstablishment: we wait for the peer to connect
    restart: bool = True  #: AllowAutomaticStart: a session that failed starts again by itself
    damp_peer_oscillations: bool = True  #: DampPeerOscillations: with a delay that grows
    #: SendNOTIFICATIONwithoutOPEN: an error before our OPEN was sent is told, too
    notification_without_open: bool = False
    #: CollisionDetectEstablishedState: a session that is Established may lose to a new connection
    collision_detect_established: bool = False
    #: an UPDATE in OpenConfirm stands for the KEEPALIVE that was left out, as BIRD takes it
    update_is_keepalive: bool = False

    # -- bounds ------------------------------------------------------------------------------

    #: how many prefixes the peer may announce, by family: a number, at which the session ends,
    #: or a `PrefixLimit`
    prefix_limits: Mapping[Family, PrefixLimit] = attrs.field(
        factory=dict, hash=False, converter=_limits
    )
    #: octets that may wait to be sent before `send` refuses more
    output_limit: int = attrs.field(default=65536, validator=_at_least_zero)
    #: how many of the last messages are kept for an operator
    log_length: int = attrs.field(default=16, validator=_at_least_zero)

    # -- the rest ----------------------------------------------------------------------------

    #: what negotiation does not say: `enforce_first_as`, `reject_as_sets`, `aigp`,
    #: `accept_prefix_sid` and `disable_family_on_error` are taken from it
    rules: Context = Context()
    #: asked when an OPEN is acceptable by all else: None accepts it, a NOTIFICATION refuses it
    accept: Callable[[Open], Notification | None] | None = None
    registry: Registry = DEFAULT_REGISTRY  #: the rows of attributes, capabilities and NLRI

    def __attrs_post_init__(self) -> None:
        """Check what would lead to an OPEN that every peer refuses."""
        check_fields(self)
        # RFC 4271 §4.2: "The Hold Time MUST be either zero or at least three seconds."
        if not (self.hold_time == 0 or 3 <= self.hold_time <= _LONGEST_HOLD_TIME):
            raise LocalError(f"hold_time is {self.hold_time} s, it must be 0 or 3 to 65535")
        if not self.families:
            raise LocalError("there are no families to exchange routes of")
        # RFC 9234 §4.1: "An eBGP speaker MUST NOT advertise multiple versions of the BGP Role
        # Capability."
        offered = (self.role, *self.capabilities)
        if sum(isinstance(capability, Role) for capability in offered) > 1:
            raise LocalError("there is more than one role")
        # RFC 4724 §3: "A BGP speaker MUST NOT include more than one instance of the Graceful
        # Restart Capability in the capability advertisement [BGP-CAP]."
        restarts = sum(isinstance(each, GracefulRestart) for each in self.capabilities)
        if restarts + (self.graceful_restart is not None) > 1:
            raise LocalError("GRACEFUL_RESTART is there more than once; see `graceful_restart`")
        # RFC 8277 §2.1: "A triple of the form <AFI=x, SAFI=y, Count=0> or <AFI=x, SAFI=y, Count=1>
        # MUST NOT be sent."
        labels = (each for each in self.capabilities if isinstance(each, MultipleLabels))
        if any(count < _FEWEST_LABELS for each in labels for _, count in each.counts):
            raise LocalError("a count of MULTIPLE_LABELS is below 2")
        # RFC 9687 §4: a send hold time, where there is one, is greater than the hold time.
        if self.send_hold_time and self.send_hold_time <= self.hold_time:
            raise LocalError("send_hold_time must be greater than hold_time")


@described
@attrs.frozen(kw_only=True, field_transformer=naming_fields)
class SessionConfig(SessionOptions):
    """One session: the two ends, what ours offers, and how it behaves."""

    local_as: int  #: our AS number towards the peer
    #: our BGP Identifier, a number or a dotted quad
    local_identifier: int = attrs.field(converter=parse_identifier)
    peer_as: int | None = None  #: the AS number that the peer must have; None accepts any
    #: how the peer stands to us; None: by the AS numbers, internal or external
    session_type: SessionType | None = None
    #: the AS number that we had before (RFC 7705 §4.2): an internal peer may still have it, and
    #: know us by it
    legacy_as: int | None = None

    def __attrs_post_init__(self) -> None:
        """Check what would lead to an OPEN that every peer refuses."""
        super().__attrs_post_init__()
        # RFC 7607 §2 lets no OPEN pass with AS number 0, nor RFC 6286 §2.1 one with identifier 0.
        if not 0 < self.local_as <= 0xFFFFFFFF:
            raise LocalError(f"local_as is {self.local_as}, it must be 1 to 4294967295")
        # Nor does a peer with such a number come up.
        if self.peer_as is not None and not 0 < self.peer_as <= 0xFFFFFFFF:
            raise LocalError(f"peer_as is {self.peer_as}, it must be 1 to 4294967295")
        if self.local_identifier == 0:
            raise LocalError("local_identifier is 0.0.0.0, which is no BGP Identifier")
        if self.local_as > 0xFFFF and not self.four_octet_as:
            raise LocalError(f"AS {self.local_as} needs four_octet_as")
        if self.legacy_as is not None:
            self._check_legacy_as(self.legacy_as)

    def _check_legacy_as(self, legacy: int) -> None:
        """Check an AS number that is another one of ours, towards an internal peer."""
        if not 0 < legacy <= 0xFFFFFFFF:
            raise LocalError(f"legacy_as is {legacy}, it must be 1 to 4294967295")
        if legacy > 0xFFFF and not self.four_octet_as:
            raise LocalError(f"AS {legacy} needs four_octet_as")
        if self.session_type is not SessionType.INTERNAL:
            raise LocalError("legacy_as is for internal peers (RFC 7705 §4)")
        if self.peer_as not in (None, self.local_as, legacy):
            raise LocalError(f"peer_as is {self.peer_as}, which is neither ours nor legacy_as")
