"""Our own addresses as next hops."""

from __future__ import annotations

import pytest

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri import NlriGroup
from bgplib.speaker.next_hop import own_address
from tests.unit.speaker.world import World

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


@pytest.mark.parametrize(
    "family",
    [
        Family.IPV4_ROUTE_TARGET,  # RFC 4684 §4
        Family.IPV4_MCAST_VPN,  # RFC 6515 §2
        Family.IPV6_MCAST_VPN,
        Family.IPV4_L1VPN,  # RFC 5195 §3
        Family.IPV6_L1VPN,
        Family.IPV4_SR_POLICY,  # RFC 9830 §2.1: of either kind, whatever the AFI
        Family.IPV6_SR_POLICY,
        Family.IPV4_MUP,
        Family.IPV6_MUP,
    ],
    ids=str,
)
def test_where_the_length_tells_the_kind_either_will_do(family: Family) -> None:
    """A session over one kind of address has routes of the families of the other as well."""
    assert own_address(family, Context(), V4, b"") == V4
    assert own_address(family, Context(), b"", V6) == V6
    assert own_address(family, Context(), V4, V6) == (V6 if family.afi == 2 else V4)


def test_4over6() -> None:
    """RFC 5747 §3.3.1: prefixes of IPv4 whose next hop is an IPv6 address."""
    assert own_address(Family.IPV4_4OVER6, Context(), V4, V6) == V6
    assert own_address(Family.IPV4_4OVER6, Context(), V4, b"") == b""


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
@pytest.mark.parametrize(
    ("family", "nlri", "size"),
    [
        (Family.IPV4_ROUTE_TARGET, "65000:65000:1", 0),
        (Family.LINK_STATE_VPN, "rd 65000:1 node unknown-200 0 []", 8),
    ],
    ids=str,
)
def test_own_routes_arrive_over_either(family: Family, nlri: str, size: int, address: str) -> None:
    """RFC 9552 §5.5: of VPNs, a distinguisher of zeros is prepended to the next hop."""
    world = World()
    one, two = world.speaker(65001, 1), world.speaker(65002, 2)
    over = {"local_address": address, "link_local": "fe80::1"}
    _, near = world.link(one, two, families=frozenset((family,)), left_side=over)
    world.start()
    one.originate(nlri, world.now, family=family)
    world.settle()
    (route,) = two.adj_rib_in(near, family)
    assert route.path.next_hop_octets[:size] == bytes(size)
    assert str(route.next_hop).startswith(address)
    octets = NlriGroup.of(family, [nlri], next_hop=address).next_hop_octets
    assert octets == route.path.next_hop_octets[: len(octets)]


LINK_LOCAL = bytes.fromhex("fe80") + bytes(13) + b"\7"
GLOBAL = bytes.fromhex("20010db8") + bytes(11) + b"\1"


@pytest.mark.parametrize("own", ["2001:db8::1", "192.0.2.1"])
@pytest.mark.parametrize(
    ("family", "text", "head"),
    [
        (Family.IPV6_VPN, "65000:1:2001:db8:1::/48 label 100", bytes(8)),
        (Family.IPV6_LABELED, "2001:db8:1::/48 label 100", b""),
    ],
    ids=str,
)
def test_link_local_addresses_of_labeled_routes(
    family: Family, text: str, head: bytes, own: str
) -> None:
    """RFC 4659 §3.2.1.1: 48 octets on a shared subnet; internal peers need the global one alone.

    An IPv4-mapped address has none beside it (§3.2.1.2).
    """
    world = World()
    one, two, three = (world.speaker(asn, number) for number, asn in enumerate((1, 2, 2), 1))
    over = {"local_address": own, "link_local": "fe80::7"}
    _, near = world.link(one, two, families=frozenset((family,)), left_side=over)
    _, far = world.link(two, three, families=frozenset((family,)))
    world.start()
    one.originate(text, world.now, family=family)
    world.settle()
    mapped = bytes(10) + b"\xff\xff" + bytes((192, 0, 2, 1))
    first = head + (mapped if own == "192.0.2.1" else GLOBAL)
    second = b"" if own == "192.0.2.1" else head + LINK_LOCAL
    assert [r.path.next_hop_octets for r in two.adj_rib_in(near, family)] == [first + second]
    assert [r.path.next_hop_octets for r in three.adj_rib_in(far, family)] == [first]


@pytest.mark.parametrize("family", [Family.IPV6_VPN, Family.LINK_STATE_VPN], ids=str)
def test_two_addresses_that_a_program_names(family: Family) -> None:
    """RFC 4659 §3.2.1.1: a distinguisher of zero before the link-local address as well."""
    world = World()
    one, two = world.speaker(65000, 1), world.speaker(65000, 2)
    near, _ = world.link(one, two, families=frozenset((family,)))
    world.start()
    nlri = "65000:1:2001:db8:1::/48 label 100"
    if family == Family.LINK_STATE_VPN:
        nlri = "rd 65000:1 node unknown-200 0 []"
    both = "2001:db8::1,fe80::7"
    one.originate(nlri, world.now, family=family, next_hop=both)
    world.settle()
    (own,) = one.rib.loc_rib(family)
    octets = bytes(8) + GLOBAL + bytes(8) + LINK_LOCAL
    assert own.path.next_hop_octets == octets
    assert NlriGroup.of(family, [nlri], next_hop=both).next_hop_octets == octets
    (told,) = one.adj_rib_out(near, family)
    assert told.path.next_hop_octets == octets[:24]


@pytest.mark.parametrize("asn", [65001, 65002])
@pytest.mark.parametrize("own", ["198.51.100.7", None])
def test_what_the_program_names_for_its_own_route_stays(asn: int, own: str | None) -> None:
    """RFC 4271 §5.1.3: `next_hop_self` is for what others announced to us."""
    world = World()
    ours, theirs = world.speaker(65001, 1), world.speaker(asn, 2)
    world.link(ours, theirs, left_side={"next_hop_self": True})
    world.start()
    ours.originate("10.0.0.0/8", world.now, next_hop=own)
    world.settle()
    (route,) = theirs.adj_rib_in("192.0.2.1")
    assert str(route.next_hop) == (own or "192.0.2.1")
