"""Our own addresses as next hops."""

from __future__ import annotations

import pytest

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.speaker.next_hop import own_address

V4, V6 = bytes((192, 0, 2, 1)), bytes(15) + b"\1"


@pytest.mark.parametrize("family", [Family.IPV6_LABELED, Family.IPV6_VPN], ids=str)
def test_labeled_ipv6_goes_over_ipv4(family: Family) -> None:
    """RFC 4798 §2, RFC 4659 §3.2.1.2: where there is no IPv6 address, an IPv4-mapped one."""
    mapped = bytes(10) + b"\xff\xff" + V4
    assert own_address(family, Context(), V4, b"") == mapped
    assert own_address(family, Context(), V4, V6) == V6
    assert own_address(family, Context(), b"", b"") == b""


def test_ipv6_does_not() -> None:
    """RFC 2545 §3 has next hops of IPv6 unicast be IPv6 addresses."""
    assert own_address(Family.IPV6_UNICAST, Context(), V4, b"") == b""
    assert own_address(Family.IPV6_UNICAST, Context(), V4, V6) == V6
