"""The OPEN that a configuration leads to, and what it expects of the peer's."""

from __future__ import annotations

from collections.abc import Iterator

from bgplib.capabilities import (
    AddPath,
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    GracefulRestart,
    GracefulRestartFamily,
    LongLivedFamily,
    LongLivedGracefulRestart,
    Multiprotocol,
    RouteRefreshCapability,
)
from bgplib.capabilities.outbound_route_filtering import OrfEntry, OutboundRouteFiltering
from bgplib.context import SessionType
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected
from bgplib.messages.outbound_route_filter import ADDRESS_PREFIX
from bgplib.session.config import GracefulRestartConfig, SessionConfig

__all__ = ["expected_of", "open_of"]


def open_of(
    config: SessionConfig, *, legacy: bool = False, restarted: bool = False, kept: bool = False
) -> Open:
    """Make the OPEN to send.

    Args:
        config: the session.
        legacy: we go by the AS number that we had before, where there is one (RFC 7705 §4.2).
        restarted: we come back from a restart (the R bit, RFC 4724 §3).
        kept: we do not, and the peer has kept our routes since the session ended (RFC 8538 §4).

    Raises:
        EncodeError: a field is out of range.
    """
    asn = config.legacy_as if legacy and config.legacy_as is not None else config.local_as
    return Open.build(
        asn=asn,
        hold_time=config.hold_time,
        identifier=config.local_identifier,
        capabilities=(
            *_capabilities(config, asn, restarted=restarted, kept=kept),
            *config.capabilities,
        ),
        registry=config.registry,
    )


def _capabilities(
    config: SessionConfig, asn: int, *, restarted: bool, kept: bool
) -> Iterator[Capability]:
    yield from map(Multiprotocol, config.families)
    if config.route_refresh:
        yield RouteRefreshCapability()
    if config.enhanced_route_refresh:
        yield EnhancedRouteRefresh()
    if config.four_octet_as:
        yield FourOctetAs(asn)
    if config.extended_messages:
        yield ExtendedMessage()
    if config.extended_next_hop:
        yield ExtendedNextHop(config.extended_next_hop)
    if config.add_path_receive or config.add_path_send:
        yield AddPath.of(receive=sorted(config.add_path_receive), send=sorted(config.add_path_send))
    if config.orf_receive or config.orf_send:
        yield OutboundRouteFiltering(tuple(_filters(config)))
    if config.role is not None and _may_be_external(config):
        yield config.role
    if config.graceful_restart is not None:
        yield from _graceful(config.graceful_restart, restarted=restarted, kept=kept)


def _filters(config: SessionConfig) -> Iterator[OrfEntry]:
    # RFC 5291 §4: 1 for who is willing to receive filters, 2 for who would send them.
    for family in sorted(config.orf_receive | config.orf_send):
        mode = (family in config.orf_receive) | (family in config.orf_send) << 1
        yield OrfEntry(family, ((ADDRESS_PREFIX, mode),))


def _may_be_external(config: SessionConfig) -> bool:
    # RFC 9234 §4 has a Role for each eBGP session; within an AS there is none to say.
    if config.session_type is not None:
        return config.session_type is SessionType.EXTERNAL
    return config.peer_as != config.local_as


def _graceful(
    config: GracefulRestartConfig, *, restarted: bool, kept: bool
) -> Iterator[Capability]:
    # RFC 4724 §4.1: "the "Forwarding State" bit for an address family in the capability can be set
    # only if the forwarding state has indeed been preserved for that address family during the
    # restart."
    preserved = config.preserved if restarted else frozenset()
    # RFC 8538 §4: "Once the session is re-established, both BGP speakers SHOULD set their
    # Forwarding State bit to 1." Nobody has restarted then.
    if kept and not restarted:
        preserved = frozenset((*config.families, *config.long_lived))
    # Without families the capability says that we send End-of-RIB markers, and help a peer that
    # restarts (RFC 4724 §3).
    yield GracefulRestart(
        restart_time=config.restart_time,
        families=tuple(
            GracefulRestartFamily(family, family in preserved) for family in config.families
        ),
        restarted=restarted,
        notification=config.notification,
    )
    if config.long_lived:
        yield LongLivedGracefulRestart(
            tuple(
                LongLivedFamily(family=family, stale_time=seconds, forwarding=family in preserved)
                for family, seconds in config.long_lived.items()
            )
        )


def expected_of(config: SessionConfig, asn: int) -> Expected:
    """Return what the peer's OPEN is held against.

    Args:
        config: the session.
        asn: the AS number in the OPEN.
    """
    own, peer_as = config.local_as, config.peer_as
    # RFC 7705 §4.2: "a BGP speaker MUST accept BGP OPEN and establish an iBGP session from
    # configured iBGP peers if the ASN value in "My Autonomous System" is either the globally
    # configured ASN or a locally configured ASN": to a peer that has either, so have we.
    if config.legacy_as is not None:
        own = peer_as = config.legacy_as if asn == config.legacy_as else config.local_as
    return Expected(
        local_as=own,
        local_identifier=config.local_identifier,
        peer_as=peer_as,
        confederation=config.session_type is SessionType.CONFEDERATION,
        role=config.role,
        strict_role=config.strict_role,
        minimum_hold_time=config.minimum_hold_time,
        required=config.required,
        four_octet_as=config.four_octet_as,
    )
