"""Strategies for the small values that NLRI and attributes share."""

from __future__ import annotations

from hypothesis import strategies as st

from bgplib.testing.strategies._kept import kept
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = [
    "as_numbers",
    "ethernet_segment_ids",
    "labels",
    "mac_addresses",
    "route_distinguishers",
]


@kept
def as_numbers(*, bits: int = 32) -> st.SearchStrategy[int]:
    """Make AS numbers of 16 or 32 bits, often those at the edges."""
    edges = [0, 1, 23456, 64512, 65535, 65536, 4200000000, 4294967295]
    return st.sampled_from([asn for asn in edges if not asn >> bits]) | st.integers(
        0, (1 << bits) - 1
    )


@kept
def mac_addresses() -> st.SearchStrategy[MacAddress]:
    """Make MAC addresses."""
    return st.binary(min_size=6, max_size=6).map(MacAddress)


@kept
def route_distinguishers(*, known: bool = False) -> st.SearchStrategy[RouteDistinguisher]:
    """Make route distinguishers.

    Args:
        known: only of types 0, 1 and 2.
    """
    types = st.integers(0, 2)
    if not known:
        types |= st.integers(0, 0xFFFF)
    return st.builds(
        lambda kind, value: RouteDistinguisher(kind.to_bytes(2, "big") + value),
        types,
        st.binary(min_size=6, max_size=6),
    )


@kept
def ethernet_segment_ids() -> st.SearchStrategy[EthernetSegmentId]:
    """Make Ethernet segment identifiers, of the six types and of others."""
    reserved = st.sampled_from((EthernetSegmentId.SINGLE_HOMED, EthernetSegmentId.MAX))
    return reserved | st.builds(
        lambda kind, value: EthernetSegmentId(bytes((kind,)) + value),
        st.integers(0, 5) | st.integers(0, 255),
        st.binary(min_size=9, max_size=9),
    )


@kept
def labels() -> st.SearchStrategy[Label]:
    """Make labels of all 24 bits."""
    return st.just(Label.WITHDRAWN) | st.binary(min_size=3, max_size=3).map(Label)
