"""Messages of every kind, whose lines of ExaBGP 5 are kept in `golden.jsonl`.

    BGPLIB_EXABGP=PYTHON python -m tests.unit.formats.exabgp_json.samples

writes that file anew with an ExaBGP 5. It is frozen: nothing but a new sample changes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bgplib.attributes import (
    Aggregator,
    AsPath,
    AtomicAggregate,
    ClusterList,
    Communities,
    Ipv6ExtendedCommunities,
    LargeCommunities,
    LocalPref,
    MultiExitDisc,
    Origin,
    OriginatorId,
    PmsiTunnel,
    UnknownAttribute,
)
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.extended_communities import ExtendedCommunities
from bgplib.attributes.prefix_sid import LabelIndex, OriginatorSrgb, PrefixSid
from bgplib.capabilities import (
    AddPath,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    Fqdn,
    GracefulRestart,
    GracefulRestartFamily,
    Multiprotocol,
    Role,
    RouteRefreshCapability,
    SoftwareVersion,
)
from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.messages.decoder import Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup, UnicastNlri
from bgplib.values.label import Label

__all__ = ["GOLDEN", "SAMPLES", "context_of"]

GOLDEN: Final = Path(__file__).with_name("golden.jsonl")

_PATH: Final = (Origin(0), AsPath.parse("65001 65002 {65003,65004}"))
_IPV4, _IPV6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST


def _announce(
    family: str, next_hop: str, *nlri: Nlri | str, attributes: Sequence[object] = _PATH
) -> Update:
    group = NlriGroup.of(family, nlri, next_hop=next_hop)
    return Update.build(attributes=attributes, announced=(group,))


def _with(*attributes: object) -> Update:
    return _announce("ipv4-unicast", "192.0.2.1", "10.0.0.0/8", attributes=(*_PATH, *attributes))


_OPEN: Final = Open.build(
    asn=4200000001,
    hold_time=180,
    identifier="192.0.2.1",
    capabilities=[
        Multiprotocol(_IPV4),
        Multiprotocol(Family.parse("l2vpn-evpn")),
        RouteRefreshCapability(),
        EnhancedRouteRefresh(),
        ExtendedMessage(),
        FourOctetAs(4200000001),
        AddPath(((_IPV4, 3), (_IPV6, 1))),
        ExtendedNextHop(((_IPV4, 2),)),
        GracefulRestart(
            restart_time=120,
            families=(GracefulRestartFamily(_IPV4, forwarding=True), GracefulRestartFamily(_IPV6)),
            restarted=True,
        ),
        Fqdn(b"router", b"example.net"),
        SoftwareVersion(b"bgplib"),
        Role(3),
    ],
)
_EVPN: Final = (
    "[type:A-D][rd:65000:1][esi:00:11:22:33:44:55:66:77:88:99][etag:5][label:100]",
    "[type:macadv][rd:65000:1][etag:5][mac:00:00:5e:00:53:01][ip:192.0.2.9][labels:100]",
    "[type:macadv][rd:65000:1][etag:0][mac:00:00:5e:00:53:02][labels:vni:1000]",
    "[type:multicast][rd:192.0.2.9:1][etag:5][ip:2001:db8::9]",
    "[type:esi][rd:65000:1][esi:00:11:22:33:44:55:66:77:88:99][ip:192.0.2.9]",
    "[type:Prefix][rd:65000:1][etag:0][prefix:10.30.0.0/24][gw:0.0.0.0][label:100]",
)
_FLOW: Final = (
    "destination 10.0.0.0/24 source 10.1.0.0/16 protocol ==6 ==17 destination-port >=80&<=90 ==443",
    "icmp-type ==8 icmp-code ==0 tcp-flags =syn+ack&!=fin !rst packet-length >1500",
    "dscp ==10 fragment is-fragment =first-fragment+last-fragment",
)

SAMPLES: Final[dict[str, Message]] = {
    "plain": _with(MultiExitDisc(5), LocalPref(100)),
    "empty path": _announce(
        "ipv4-unicast", "192.0.2.1", "0.0.0.0/0", attributes=(Origin(2), AsPath.of([]))
    ),
    "aggregate": _with(AtomicAggregate(), Aggregator(asn=65536, address=b"\xc0\0\2\1")),
    "communities": _with(
        Communities((0xFFFFFF01, 0xFDE90002, 0xFDE90001)),
        LargeCommunities(((65001, 2, 2), (65001, 1, 2))),
    ),
    "reflected": _with(OriginatorId(0xC0000201), ClusterList((0xC0000201, 0xC0000202))),
    "extended communities": _with(
        ExtendedCommunities.of(
            [
                *("rt:65000:1", "rt:192.0.2.1:1", "rt:65536:1", "soo:65000:1", "soo:192.0.2.1:7"),
                *(0x8006FDE846160000, 0x8007000000000003, 0x800900000000000A, 0x8008FDE800000001),
                *(0x030C000000000008, 0x0600010000000005, 0x07020000FDE84001, 0x800A130205DC0064),
                *(0x0800000000000001, 0x010CC00002010000, 0x82080000FDE80001, 0x0C00FDE800000001),
            ]
        )
    ),
    "ipv6 extended communities": _with(
        Ipv6ExtendedCommunities.parse("rt:[2001:db8::1]:100 0x000c:[2001:db8::2]:1")
    ),
    "aigp": _with(Aigp.of(100)),
    "unknown attribute": _with(UnknownAttribute(code=250, flags=0xC0, octets=b"\1\2")),
    "unknown long attribute": _with(UnknownAttribute(code=250, flags=0xE0, octets=bytes(300))),
    "prefix sid": _announce(
        "ipv4-labeled",
        "192.0.2.1",
        "10.0.0.0/8 label 100",
        attributes=(*_PATH, PrefixSid((LabelIndex(index=7), OriginatorSrgb(((16000, 1000),))))),
    ),
    "pmsi tunnel": _announce(
        "l2vpn-evpn",
        "192.0.2.1",
        _EVPN[3],
        attributes=(
            *_PATH,
            PmsiTunnel(tunnel_type=6, label=Label.of_vni(1000), identifier=b"\xc0\0\2\1"),
        ),
    ),
    "withdrawn": Update.withdraw(["10.0.0.0/8", "10.1.0.0/16"]),
    "end of rib": Update.end_of_rib_of(_IPV4),
    "end of rib of another family": Update.end_of_rib_of("ipv6-vpn"),
    "ipv6": _announce("ipv6-unicast", "2001:db8::1", "2001:db8::/32", "::/0"),
    "ipv6, link-local": _announce("ipv6-unicast", "2001:db8::1,fe80::1", "2001:db8::/32"),
    "ipv6 withdrawn": Update.withdraw(["2001:db8::/32"], family=_IPV6),
    "path identifiers": _announce(
        "ipv4-unicast", "192.0.2.1", UnicastNlri.parse("10.0.0.0/8 path-id 7")
    ),
    "multicast": _announce("ipv4-multicast", "192.0.2.1", "10.0.0.0/8"),
    "labeled": _announce("ipv4-labeled", "192.0.2.1", "10.0.0.0/8 label 100"),
    "vpn": _announce(
        "ipv4-vpn",
        "192.0.2.1",
        "65000:1:10.0.0.0/8 label 100",
        "192.0.2.9:1:10.0.0.0/8 label 100",
        "65536:1:10.0.0.0/8 label 100",
    ),
    "vpn withdrawn": Update.withdraw(["65000:1:10.0.0.0/8 label withdrawn"], family="ipv4-vpn"),
    "ipv6 vpn": _announce("ipv6-vpn", "::ffff:192.0.2.1", "65000:1:2001:db8::/32 label 100"),
    "route target": _announce("ipv4-route-target", "192.0.2.1", "65000:rt:65000:100", "default"),
    "vpls": _announce(
        "l2vpn-vpls",
        "192.0.2.1",
        "65000:1 ve-id 5 block-offset 1 block-size 8 label-base 10702",
    ),
    "flow": _announce("ipv4-flowspec", "none", *_FLOW),
    "flow withdrawn": Update.withdraw([_FLOW[0]], family="ipv4-flowspec"),
    "flow of vpn": _announce("ipv4-flowspec-vpn", "none", f"rd 65000:1 {_FLOW[0]}"),
    "flow of ipv6": _announce(
        "ipv6-flowspec",
        "2001:db8::1",
        "destination 2001:db8::/32 source 2001:db8:1::/16-48 protocol ==58 dscp ==10 label ==100",
    ),
    "evpn": _announce("l2vpn-evpn", "192.0.2.1", *_EVPN),
    "mcast-vpn": _announce(
        "ipv4-mcast-vpn",
        "192.0.2.1",
        "[type:source-active][rd:65000:1][source:192.0.2.9][group:239.0.0.1]",
        "[type:shared-tree-join][rd:65000:1][source-as:65000][source:192.0.2.9][group:239.0.0.1]",
        "[type:intra-as-i-pmsi][rd:65000:1][orig:192.0.2.9]",
    ),
    "mup": _announce(
        "ipv4-mup",
        "192.0.2.1",
        "[type:isd][rd:65000:1][prefix:10.0.0.0/24]",
        "[type:dsd][rd:65000:1][ip:192.0.2.9]",
    ),
    "open": _OPEN,
    "keepalive": Keepalive(),
    "notification": Notification(2, 7, b"\1\4"),
    "notification without data": Notification(6, 3),
    "refresh": RouteRefresh(_IPV6),
    "begin of refresh": RouteRefresh(_IPV4, 1),
}


def context_of(name: str) -> Context:
    """Return the context that a sample is sent in."""
    families = (_IPV4,) if name == "path identifiers" else ()
    return Context(add_path_receive=families, add_path_send=families, session=None)


def main() -> None:
    """Ask ExaBGP for the lines."""
    from bgplib.formats.exabgp_json import VERSION
    from tests.oracle.exabgp import exabgp_of

    with GOLDEN.open("w", encoding="utf-8") as golden:
        for exabgp in exabgp_of(VERSION):
            for name, message in SAMPLES.items():
                octets = message.encode(context_of(name))
                line = exabgp.tell(octets, add_path=name == "path identifiers")
                # Who asked, and when, is of no interest, nor what ExaBGP was set up with.
                line |= {"time": 1300475700.5, "host": "router", "pid": 2, "ppid": 1, "counter": 1}
                line["neighbor"].pop("negotiated", None)
                golden.write(json.dumps({"name": name, "octets": octets.hex(), "line": line}))
                golden.write("\n")


if __name__ == "__main__":
    main()
