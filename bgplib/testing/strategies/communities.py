"""Strategies for communities of every sort."""

from __future__ import annotations

from hypothesis import strategies as st

from bgplib.attributes import extended_communities as kinds
from bgplib.attributes.extended_communities import ExtendedCommunities, ExtendedCommunity
from bgplib.attributes.ipv6_extended_communities import (
    Ipv6ExtendedCommunities,
    Ipv6ExtendedCommunity,
)
from bgplib.iana import communities as iana
from bgplib.iana.extended_communities import IPV6_NAMES
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.values import as_numbers
from bgplib.values.large_community import LargeCommunity

__all__ = [
    "communities",
    "extended_communities",
    "extended_community_lists",
    "extended_community_octets",
    "extended_community_values",
    "ipv6_extended_communities",
    "ipv6_extended_community_lists",
    "large_communities",
]


@kept
def communities() -> st.SearchStrategy[int]:
    """Make communities (RFC 1997) as numbers; the well-known ones come often."""
    return st.sampled_from(sorted(iana.NAMES)) | st.integers(0, 0xFFFFFFFF)


@kept
def large_communities() -> st.SearchStrategy[LargeCommunity]:
    """Make large communities (RFC 8092)."""
    part = st.integers(0, 0xFFFFFFFF)
    return st.builds(LargeCommunity, as_numbers(), part, part)


@kept
def extended_community_octets(*, known: bool = False) -> st.SearchStrategy[bytes]:
    """Make the 8 octets of extended communities (RFC 4360), with any value behind the type code.

    Args:
        known: only type codes that `bgplib.attributes.extended_communities` has a kind for.
    """
    codes = st.sampled_from([code for codec in kinds.CODECS for code in codec.codes])
    if not known:
        codes |= st.integers(0, 0xFFFF)
    return st.builds(
        lambda code, rest: code.to_bytes(2, "big") + rest, codes, extended_community_values()
    )


@kept
def extended_community_values() -> st.SearchStrategy[bytes]:
    """Make the 6 octets that stand behind the type code of an extended community."""
    # Zeros and ones at the edges find reserved bits and flags that random octets rarely set alone.
    return st.binary(min_size=6, max_size=6) | st.lists(
        st.sampled_from((0, 0, 0, 1, 0x80, 0xFF)), min_size=6, max_size=6
    ).map(bytes)


@kept
def extended_communities(*, known: bool = False) -> st.SearchStrategy[ExtendedCommunity]:
    """Make extended communities as typed values.

    Args:
        known: only of the kinds that `bgplib.attributes.extended_communities` has.
    """
    return extended_community_octets(known=known).map(kinds.decode)


@kept
def extended_community_lists(*, most: int = 8) -> st.SearchStrategy[ExtendedCommunities]:
    """Make values of EXTENDED_COMMUNITIES with at most so many communities."""
    return st.lists(extended_communities(), min_size=1, max_size=most).map(
        lambda found: ExtendedCommunities(tuple(found))
    )


@kept
def ipv6_extended_communities() -> st.SearchStrategy[Ipv6ExtendedCommunity]:
    """Make IPv6-address-specific extended communities (RFC 5701)."""
    return st.builds(
        Ipv6ExtendedCommunity,
        code=st.sampled_from(sorted(IPV6_NAMES)) | st.integers(0, 0xFFFF),
        address=st.binary(min_size=16, max_size=16),
        number=st.integers(0, 0xFFFF),
    )


@kept
def ipv6_extended_community_lists(*, most: int = 4) -> st.SearchStrategy[Ipv6ExtendedCommunities]:
    """Make values of IPV6_EXTENDED_COMMUNITIES with at most so many communities."""
    return st.lists(ipv6_extended_communities(), min_size=1, max_size=most).map(
        lambda found: Ipv6ExtendedCommunities(tuple(found))
    )
