"""Strategies for capabilities: values of every sort, and their octets with and without fault."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from bgplib import capabilities as sorts
from bgplib.capabilities import Capability, GracefulRestartFamily, LongLivedFamily, OrfEntry
from bgplib.capabilities._table import CODECS
from bgplib.iana import capabilities as iana
from bgplib.iana.families import Family
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.context import families
from bgplib.testing.strategies.values import as_numbers

__all__ = ["capabilities", "capability_fields", "capability_octets", "damaged_capability_fields"]

_BYTE: Final = st.integers(0, 0xFF)
_MODE: Final = st.integers(0, 3) | _BYTE
_CODES: Final = st.lists(st.sampled_from(sorted(iana.NAMES)) | _BYTE, max_size=6).map(tuple)
_NAME: Final = st.text(max_size=20).map(str.encode) | st.binary(max_size=60)
_MODES: Final = st.lists(st.tuples(families(), _MODE), max_size=6).map(tuple)
_WIDE_SAFI: Final = st.builds(Family, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
_ORF: Final = st.lists(
    st.builds(
        OrfEntry, families(), st.lists(st.tuples(_BYTE, _MODE), max_size=4).map(tuple), _BYTE
    ),
    max_size=4,
).map(tuple)
_GRACEFUL: Final = st.builds(
    GracefulRestartFamily, families(), st.booleans(), st.just(0) | st.integers(0, 0x7F)
)
_LONG_LIVED: Final = st.builds(
    LongLivedFamily,
    family=families(),
    stale_time=st.integers(0, 0xFFFFFF),
    forwarding=st.booleans(),
    spare=st.just(0) | st.integers(0, 0x7F),
)

_STRATEGIES: Final[dict[type[Capability], st.SearchStrategy[Capability]]] = {
    sorts.Multiprotocol: st.builds(sorts.Multiprotocol, families(), st.just(0) | _BYTE),
    sorts.RouteRefreshCapability: st.just(sorts.RouteRefreshCapability()),
    sorts.OutboundRouteFiltering: st.builds(sorts.OutboundRouteFiltering, _ORF),
    sorts.MultipleRoutes: st.builds(sorts.MultipleRoutes, st.binary(max_size=8)),
    sorts.ExtendedNextHop: st.builds(
        sorts.ExtendedNextHop,
        st.lists(st.tuples(families() | _WIDE_SAFI, st.integers(0, 0xFFFF)), max_size=5).map(tuple),
    ),
    sorts.ExtendedMessage: st.just(sorts.ExtendedMessage()),
    sorts.Bgpsec: st.builds(
        sorts.Bgpsec,
        afi=st.integers(0, 0xFFFF),
        send=st.booleans(),
        version=st.integers(0, 15),
        spare=st.integers(0, 7),
    ),
    sorts.MultipleLabels: st.builds(sorts.MultipleLabels, _MODES),
    sorts.Role: st.builds(sorts.Role, st.integers(0, 4) | _BYTE),
    sorts.GracefulRestart: st.builds(
        sorts.GracefulRestart,
        restart_time=st.integers(0, 0xFFF),
        families=st.lists(_GRACEFUL, max_size=5).map(tuple),
        restarted=st.booleans(),
        notification=st.booleans(),
        spare=st.integers(0, 3),
    ),
    sorts.FourOctetAs: st.builds(sorts.FourOctetAs, as_numbers()),
    sorts.DynamicCapabilityOld: st.builds(sorts.DynamicCapabilityOld, _CODES),
    sorts.DynamicCapability: st.builds(sorts.DynamicCapability, _CODES),
    sorts.Multisession: st.builds(sorts.Multisession, _BYTE, _CODES),
    sorts.AddPath: st.builds(sorts.AddPath, _MODES),
    sorts.EnhancedRouteRefresh: st.just(sorts.EnhancedRouteRefresh()),
    sorts.LongLivedGracefulRestart: st.builds(
        sorts.LongLivedGracefulRestart, st.lists(_LONG_LIVED, max_size=5).map(tuple)
    ),
    sorts.RoutingPolicyDistribution: st.builds(sorts.RoutingPolicyDistribution, _MODES),
    sorts.Fqdn: st.builds(sorts.Fqdn, _NAME, _NAME),
    sorts.BfdStrictMode: st.just(sorts.BfdStrictMode()),
    sorts.SoftwareVersion: st.builds(sorts.SoftwareVersion, _NAME),
    sorts.PathsLimit: st.builds(
        sorts.PathsLimit,
        st.lists(st.tuples(families(), st.integers(0, 0xFFFF)), max_size=5).map(tuple),
    ),
    sorts.LinkLocalNextHop: st.just(sorts.LinkLocalNextHop()),
    sorts.RouteRefreshOld: st.just(sorts.RouteRefreshOld()),
    sorts.OutboundRouteFilteringOld: st.builds(sorts.OutboundRouteFilteringOld, _ORF),
    sorts.MultisessionOld: st.builds(sorts.MultisessionOld, _BYTE, _CODES),
    sorts.FqdnOld: st.builds(sorts.FqdnOld, _NAME, _NAME),
}
_UNASSIGNED: Final = sorted(set(range(256)) - {codec.code for codec in CODECS})


@kept
def capabilities(*, known: bool = False) -> st.SearchStrategy[Capability]:
    """Make capabilities of every sort, with every value that their octets can hold.

    Args:
        known: only sorts that bgplib has a type for.
    """
    typed = st.one_of(*_STRATEGIES.values())
    if known:
        return typed
    return typed | st.builds(
        sorts.UnknownCapability, st.sampled_from(_UNASSIGNED), st.binary(max_size=12)
    )


@kept
def capability_octets() -> st.SearchStrategy[bytes]:
    """Make capabilities with code and length, of every code, whose value may be any octets.

    The lengths are right; the values of sorts that bgplib knows are malformed more often than not.
    """
    codes = st.sampled_from([codec.code for codec in CODECS]) | _BYTE
    values = st.binary(max_size=24) | st.lists(st.sampled_from((0, 1, 2, 4, 128, 255))).map(bytes)
    return st.builds(
        lambda code, value: bytes((code, len(value))) + value, codes, values.map(lambda v: v[:255])
    )


@kept
def capability_fields() -> st.SearchStrategy[bytes]:
    """Make lists of capabilities as octets, as they stand in a parameter of an OPEN."""
    return st.lists(capability_octets(), max_size=5).map(b"".join)


@kept
def damaged_capability_fields() -> st.SearchStrategy[bytes]:
    """Make lists of capabilities that are cut off anywhere."""
    return capability_fields().flatmap(
        lambda octets: st.integers(0, len(octets)).map(lambda stop: octets[:stop])
    )
