"""Strategies for unicast and multicast NLRI: values, groups, and fields of octets."""

from __future__ import annotations

from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri.group import NlriGroup
from bgplib.nlri.unicast import UnicastNlri, maximum_bits
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import next_hops, prefixes

__all__ = [
    "announcements",
    "nlri_fields",
    "path_ids",
    "prefix_octets",
    "unicast_nlri",
    "withdrawals",
]


@kept
def path_ids() -> st.SearchStrategy[int]:
    """Make path identifiers (RFC 7911 §3)."""
    return st.sampled_from((0, 1, 0xFFFFFFFF)) | st.integers(0, 0xFFFFFFFF)


@kept
def unicast_nlri(family: Family, context: Context) -> st.SearchStrategy[UnicastNlri]:
    """Make NLRI of a family, with path identifiers where the context says we send them."""
    if family in context.add_path_send:
        return st.builds(UnicastNlri, prefixes(family.afi), path_id=path_ids())
    return st.builds(UnicastNlri, prefixes(family.afi))


@kept
def announcements(
    family: Family, context: Context, *, most: int = 8
) -> st.SearchStrategy[NlriGroup]:
    """Make groups of at most so many routes to announce, with a next hop."""
    return st.builds(
        lambda nlri, next_hop: NlriGroup.of(family, nlri, next_hop=next_hop),
        st.lists(unicast_nlri(family, context), min_size=1, max_size=most),
        next_hops(family, context),
    )


@kept
def withdrawals(family: Family, context: Context, *, most: int = 8) -> st.SearchStrategy[NlriGroup]:
    """Make groups of at most so many routes to withdraw."""
    return st.lists(unicast_nlri(family, context), min_size=1, max_size=most).map(
        lambda nlri: NlriGroup.of(family, nlri)
    )


@kept
def prefix_octets(maximum: int) -> st.SearchStrategy[bytes]:
    """Make wire forms of prefixes of up to `maximum` bits, with any bits behind their length."""
    lengths = st.sampled_from((0, 1, 8, 17, maximum)) | st.integers(0, maximum)
    return lengths.flatmap(
        lambda bits: st.binary(min_size=(bits + 7) // 8, max_size=(bits + 7) // 8).map(
            lambda address: bytes((bits,)) + address
        )
    )


@kept
def nlri_fields(
    family: Family, context: Context, *, least: int = 0, most: int = 8
) -> st.SearchStrategy[bytes]:
    """Make well-formed fields of NLRI as a peer may send them.

    Unlike what bgplib encodes, they may have bits set behind the length of a prefix.
    """
    one = prefix_octets(maximum_bits(family))
    if family in context.add_path_receive:
        identifier = st.binary(min_size=4, max_size=4)
        one = st.builds(lambda number, octets: number + octets, identifier, one)
    return st.lists(one, min_size=least, max_size=most).map(b"".join)
