"""RFC 8365 §5.1.3: VNIs of 24 bits in the place of labels."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.attributes.extended_communities import Encapsulation, ExtendedCommunities, RouteTarget
from bgplib.attributes.pmsi_tunnel import PmsiTunnel
from bgplib.decision.evpn import vnis
from bgplib.formats.json import to_json
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import Nlri
from bgplib.nlri.evpn import (
    EthernetAutoDiscovery,
    EthernetSegment,
    InclusiveMulticast,
    IpPrefix,
    MacIpAdvertisement,
)
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

RD = RouteDistinguisher.parse("192.0.2.1:1")
ESI = EthernetSegmentId(bytes(10))
MAC = MacAddress.parse("02:00:00:00:00:01")
VNI, OTHER = Label.of_vni(10100), Label.of_vni(0xFFFFFF)
PE = bytes((192, 0, 2, 1))

ROUTES: list[tuple[Nlri, list[int]]] = [
    (MacIpAdvertisement(rd=RD, mac=MAC, labels=(VNI, OTHER)), [10100, 0xFFFFFF]),
    (EthernetAutoDiscovery(rd=RD, label=VNI), [10100]),
    (IpPrefix(rd=RD, prefix=Prefix.parse("10.0.0.0/8"), gateway=bytes(4), label=VNI), [10100]),
    (InclusiveMulticast(rd=RD, originator=PE), [10200]),
]


def update(nlri: Nlri, *tunnels: int) -> Update:
    """Announce a route whose tunnels are named by extended communities."""
    marks = (RouteTarget.of("65000:1"), *(Encapsulation(tunnel_type=each) for each in tunnels))
    tunnel = PmsiTunnel(tunnel_type=6, label=Label.of_vni(10200), identifier=PE)
    return Update.announce(
        [nlri],
        next_hop="192.0.2.1",
        family=Family.L2VPN_EVPN,
        attributes=[Origin(0), AsPath(()), ExtendedCommunities(marks), tunnel],
    )


def shown(found: Update) -> dict[str, Any]:
    """Return the only NLRI as JSON."""
    (nlri,) = to_json(found)["announced"][0]["nlri"]
    assert isinstance(nlri, dict)
    return nlri


@pytest.mark.parametrize(("nlri", "expected"), ROUTES)
@pytest.mark.parametrize("tunnel", [8, 9, 12, 19])
def test_5_1_3_vnis(nlri: Nlri, expected: list[int], tunnel: int) -> None:
    """§5.1.3: "the entire 24-bit field is used to encode the VNI value"."""
    found = update(nlri, 10, tunnel)
    assert list(vnis(nlri, found.attributes)) == expected
    assert shown(found)["vnis"] == expected


@pytest.mark.parametrize(("nlri", "expected"), ROUTES)
@pytest.mark.parametrize("tunnels", [(), (10,), (2, 11)])
def test_5_1_3_labels(nlri: Nlri, expected: list[int], tunnels: tuple[int, ...]) -> None:
    """§5.1.3, §6: without such a community "the default MPLS encapsulation" is assumed."""
    found = update(nlri, *tunnels)
    assert expected
    assert vnis(nlri, found.attributes) == ()
    assert "vnis" not in shown(found)


def test_5_1_3_routes_without_labels() -> None:
    """§5.1.3 speaks of labels; an Ethernet Segment route has none, nor has a withdrawal."""
    segment = EthernetSegment(rd=RD, esi=ESI, originator=PE)
    assert vnis(segment, update(segment, 8).attributes) == ()
    gone = Update.withdraw([ROUTES[0][0]], family=Family.L2VPN_EVPN)
    assert "vnis" not in to_json(gone)["withdrawn"][0]["nlri"][0]
