"""RFC 8950: IPv4 NLRI with an IPv6 next hop."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.errors import EncodeError
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.messages.update import Update
from tests.conformance.updates import (
    EXTERNAL,
    HOP6,
    IPV4,
    LINK_LOCAL,
    NLRI,
    attribute,
    codes,
    is_fine,
    judged,
    reach,
    treatment,
    update,
)

BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))
FAMILIES = (IPV4, Family.IPV4_MULTICAST)
AGREED = EXTERNAL.with_extended_next_hop((family, AFI_IPV6) for family in FAMILIES)
VALUES = (Origin(0), AsPath.of([65001]))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("hop", [HOP6, HOP6 + LINK_LOCAL])
def test_3_ipv6_next_hops(family: Family, hop: bytes) -> None:
    """§3: AFI 1, SAFI 1 or 2, "Length of Next Hop Address = 16 or 32"."""
    octets = update(reach(NLRI, family=family, hop=hop), *BASE)
    found = judged(octets, AGREED)
    assert is_fine(found)
    next_hop = found.announced[0].next_hop
    assert next_hop is not None
    assert next_hop.address == HOP6
    assert next_hop.link_local == hop[16:]


@pytest.mark.parametrize("family", FAMILIES)
def test_3_ipv4_next_hops_stay_possible(family: Family) -> None:
    """§3: "in addition to the existing mode of operation"."""
    octets = update(reach(NLRI, family=family, hop=bytes((192, 0, 2, 1))), *BASE)
    assert is_fine(judged(octets, AGREED))
    assert is_fine(judged(octets, EXTERNAL))


@pytest.mark.parametrize("size", [0, 5, 12, 15, 17, 24, 31, 33, 48])
def test_3_other_lengths_are_incorrect(size: int) -> None:
    """§3: "MUST use the Length of Next Hop Address field to determine" the protocol."""
    octets = update(reach(NLRI, family=IPV4, hop=bytes(size)), *BASE)
    assert treatment(judged(octets, AGREED)) == "session-reset"


@pytest.mark.parametrize("hop", [HOP6, HOP6 + LINK_LOCAL])
def test_4_only_where_agreed(hop: bytes) -> None:
    """§4: the capability says "for which" AFI/SAFI; without it the next hop is of wrong length."""
    octets = update(reach(NLRI, family=IPV4, hop=hop), *BASE)
    assert treatment(judged(octets, EXTERNAL)) == "session-reset"
    other = EXTERNAL.with_extended_next_hop([(Family.IPV4_MULTICAST, AFI_IPV6)])
    assert treatment(judged(octets, other)) == "session-reset"


def test_4_it_is_sent_only_where_agreed() -> None:
    """§4: a speaker "MUST" know that the peer supports it."""
    sent = Update.announce(["198.51.100.0/24"], next_hop="2001:db8::1", attributes=VALUES)
    with pytest.raises(EncodeError):
        sent.encode(EXTERNAL)
    found = judged(sent.encode(AGREED), AGREED)
    assert is_fine(found)
    assert codes(found) == [14, 1, 2]


def test_ipv4_next_hops_are_sent_in_the_classic_fields() -> None:
    """§3: nothing changes for them."""
    sent = Update.announce(["198.51.100.0/24"], next_hop="192.0.2.1", attributes=VALUES)
    assert sent.encode(AGREED) == sent.encode(EXTERNAL)
    assert codes(judged(sent.encode(AGREED), AGREED)) == [1, 2, 3]


@pytest.mark.parametrize("hop", [bytes((192, 0, 2, 1)), HOP6, HOP6 + LINK_LOCAL])
def test_5_an_encoding_is_kept(hop: bytes) -> None:
    """§5: a next hop that is passed along unchanged: "its encoding MUST NOT be changed"."""
    found = judged(update(reach(NLRI, family=IPV4, hop=hop), *BASE), AGREED)
    again = Update.build(attributes=found.attributes, announced=found.announced)
    passed = judged(again.encode(AGREED), AGREED)
    assert passed.announced[0].next_hop_octets == hop
