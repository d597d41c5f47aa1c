"""Strategies for addresses, prefixes and next hops."""

from __future__ import annotations

from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.testing.strategies._kept import kept
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = [
    "host_addresses",
    "ipv4_addresses",
    "ipv6_addresses",
    "link_local_addresses",
    "next_hops",
    "prefixes",
]


@kept
def ipv4_addresses() -> st.SearchStrategy[bytes]:
    """Make IPv4 addresses of every class, as 4 octets."""
    return st.binary(min_size=4, max_size=4)


@kept
def ipv6_addresses() -> st.SearchStrategy[bytes]:
    """Make IPv6 addresses, as 16 octets; documentation, link-local and mapped ones come often."""
    heads = st.sampled_from(
        (b"\x20\x01\x0d\xb8", b"\xfe\x80" + b"\0" * 6, b"\0" * 10 + b"\xff\xff", b"\0" * 12, b"")
    )
    return heads.flatmap(
        lambda head: st.binary(min_size=16 - len(head), max_size=16 - len(head)).map(
            lambda tail: head + tail
        )
    )


@kept
def link_local_addresses() -> st.SearchStrategy[bytes]:
    """Make link-local IPv6 addresses (RFC 4291 §2.5.6), as 16 octets."""
    return st.binary(min_size=8, max_size=8).map(lambda tail: b"\xfe\x80" + b"\0" * 6 + tail)


@kept
def host_addresses() -> st.SearchStrategy[bytes]:
    """Make IPv4 addresses that a host can have, as NEXT_HOP needs one (RFC 4271 §6.3)."""
    first = st.integers(1, 126) | st.integers(128, 223)
    return st.builds(
        lambda head, tail: bytes((head,)) + tail, first, st.binary(min_size=3, max_size=3)
    )


@kept
def prefixes(afi: int = AFI_IPV4) -> st.SearchStrategy[Prefix]:
    """Make prefixes of an address family, of any length; 0 and full length come often."""
    bits = 32 if afi == AFI_IPV4 else 128
    lengths = st.sampled_from((0, 8, 24, bits)) | st.integers(0, bits)
    return st.builds(
        Prefix.from_address, st.binary(min_size=bits // 8, max_size=bits // 8), lengths
    )


@kept
def next_hops(family: Family, context: Context | None = None) -> st.SearchStrategy[NextHop]:
    """Make next hops that announced unicast or multicast routes of a family can have.

    Args:
        family: IPv4 or IPv6, unicast or multicast.
        context: what was agreed on; with RFC 8950, IPv4 routes get IPv6 next hops too, and where a
            router shows its own routes, some have none.
    """
    ipv6 = ipv6_addresses() | st.builds(
        lambda first, second: first + second, ipv6_addresses(), link_local_addresses()
    )
    if family.afi == AFI_IPV6:
        return ipv6.map(NextHop)
    ipv4 = host_addresses()
    if context is not None and context.own_routes:
        ipv4 |= st.sampled_from((bytes(4), bytes((127, 0, 0, 1))))
    if context is not None and (family, AFI_IPV6) in context.extended_next_hop:
        return (ipv4 | ipv6).map(NextHop)
    return ipv4.map(NextHop)
