"""Record what BIRD, FRR, GoBGP and OpenBGPD say to a BGP speaker; `bgplib demo` replays it.

    python examples/record_daemons.py bgplib/cli/demo.jsonl

This program is AS 64500 at 127.0.0.9. It dials four routers, which have learned their routes from
ExaBGP beforehand; their configurations are in `demo_network/`.

    BIRD       AS 64496  transit provider; sends several paths of a prefix (ADD-PATH)
    FRR        AS 65550  transit provider, first router; aggregates, so one path has an AS_SET
    GoBGP      AS 65550  transit provider, second router: MED decides between these two
    OpenBGPD   AS 64500  internal peer with an upstream of its own; sends LOCAL_PREF

Then it announces routes, asks for a route refresh and is asked for one, and sees routes change
and go. At the end GoBGP shuts its session down and says why; the other three stay up.

All five daemons must be installed, and OpenBGPD must start as root: see `daemons.py`. Everything
stays on loopback. `unshare -n sh -c 'ip link set lo up; exec python ...'` makes sure of that, and
that no port is taken.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from bgplib.attributes import AsPath, Communities, LocalPref, Origin
from bgplib.capabilities import (
    AddPath,
    Capability,
    EnhancedRouteRefresh,
    FourOctetAs,
    GracefulRestart,
    Multiprotocol,
    RouteRefreshCapability,
)
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import BORR, EORR, RouteRefresh
from bgplib.messages.update import Update
from bgplib.testing.recording import RecordedPeer, Recording, write_recording
from bgplib.values.prefix import Prefix
from daemons import Bird, Exabgp, Frr, Gobgpd, Openbgpd, wait_until
from recorder import Recorder

NETWORK: Final = Path(__file__).with_name("demo_network")
DAEMONS: Final = (Bird, Frr, Gobgpd, Openbgpd, Exabgp)
ASN: Final = 64500
PEERS: Final = tuple(
    RecordedPeer(name=name, address=address, asn=asn, local_address="127.0.0.9", local_asn=ASN)
    for name, address, asn in (
        ("bird", "127.0.0.2", 64496),
        ("frr", "127.0.0.1", 65550),
        ("gobgp", "127.0.0.3", 65550),
        ("openbgpd", "127.0.0.4", ASN),
    )
)
IPV4: Final = Family.IPV4_UNICAST
IPV6: Final = Family.IPV6_UNICAST
FAMILIES: Final = (IPV4, IPV6)
END_OF_RIBS: Final = tuple(Update.end_of_rib_of(family).encode() for family in FAMILIES)
#: the routes of AS 64500
OWN: Final = {IPV4: ("10.200.0.0/16", "10.200.7.0/24"), IPV6: ("2001:db8:64::/48",)}
NEXT_HOP: Final = {IPV4: "192.0.2.9", IPV6: "2001:db8::9"}


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(description="Record what four BGP daemons say.")
    parser.add_argument("file", type=Path, help="where to write the recording")
    parser.add_argument("--port", type=int, default=1179, help="port of all daemons (1179)")
    arguments = parser.parse_args()
    if reasons := [reason for daemon in DAEMONS if (reason := daemon.why_not())]:
        sys.exit("\n".join(reasons))
    recording = record(arguments.port)
    with arguments.file.open("w") as file:
        file.writelines(write_recording(recording))
    print(f"{arguments.file}: {sum(1 for _ in recording.messages())} messages")


def record(port: int) -> Recording:
    """Start the daemons, talk with them, and return what was said."""
    ports = {"@PORT@": str(port)}
    with ExitStack() as stack:
        bird = stack.enter_context(Bird(NETWORK / "bird.conf", ports))
        frr = stack.enter_context(Frr(NETWORK / "frr.conf", ports, port=port))
        gobgp = stack.enter_context(Gobgpd(NETWORK / "gobgpd.toml", ports))
        openbgpd = stack.enter_context(Openbgpd(NETWORK / "openbgpd.conf", ports))
        internet = stack.enter_context(Exabgp(NETWORK / "exabgp.conf", ports, port=port))
        # GoBGP's configuration has no place for its own routes.
        gobgp.query("global", "rib", "add", "203.0.113.0/24", "nexthop", "192.0.2.3", "med", "5")
        # Everything in exabgp.conf, and what each has of its own, has arrived.
        wait_until(lambda: "Total: 178 of 178" in bird.query("show", "route", "count"))
        wait_until(lambda: '"pfxRcd":88' in frr.query("show bgp ipv4 unicast summary json"))
        wait_until(lambda: '"pfxRcd":48' in frr.query("show bgp ipv6 unicast summary json"))
        wait_until(lambda: gobgp.query("neighbor").split().count("144") >= 2)
        wait_until(lambda: "96\n" in openbgpd.query("show"))

        recorder = stack.enter_context(Recorder(PEERS, port))
        bring_up(recorder)
        refresh(recorder, bird, frr)
        change_routes(recorder, internet)
        # "disable" is the newer name of "shutdown", but GoBGP 3.10 then leaves the reason out.
        gobgp.query("neighbor", "127.0.0.9", "shutdown", "--reason", "Maintenance until 06:00 UTC")
        recorder.wait_closed("gobgp")
        return recorder.recording([(daemon.name, daemon.version()) for daemon in DAEMONS])


def bring_up(recorder: Recorder) -> None:
    """Establish the sessions, one after the other, and exchange all routes."""
    for peer in PEERS:
        recorder.connect(peer.name, open_message(add_path=peer.name == "bird"))
        internal = peer.asn == ASN
        recorder.send(peer.name, *(own_routes(family, internal=internal) for family in FAMILIES))
        recorder.send(peer.name, *END_OF_RIBS)
        expected = list(END_OF_RIBS)
        if peer.name == "frr":  # it sends routes back to where they came from
            expected += [key(prefix) for prefixes in OWN.values() for prefix in prefixes]
        recorder.hear({peer.name: expected})


def refresh(recorder: Recorder, bird: Bird, frr: Frr) -> None:
    """Have BIRD send its routes once more, and FRR ask for ours (RFC 2918, RFC 7313)."""
    recorder.send("bird", RouteRefresh(IPV6).encode())
    bird.query("show", "status")  # or BIRD may sleep for 3 s before it answers
    recorder.hear({"bird": [RouteRefresh(IPV6, EORR).encode()]})
    frr.query("clear bgp 127.0.0.9 soft in")
    recorder.hear({"frr": [RouteRefresh(family).encode() for family in FAMILIES]})
    for family in FAMILIES:
        begin, end = RouteRefresh(family, BORR).encode(), RouteRefresh(family, EORR).encode()
        recorder.send("frr", begin, own_routes(family, internal=False), end)


def change_routes(recorder: Recorder, internet: Exabgp) -> None:
    """Let routes go, one of two paths among them, and another one become worse."""
    internet.command(
        "neighbor 127.0.0.2 withdraw route 10.112.7.0/24 next-hop 192.0.2.5",
        "neighbor 127.0.0.2 withdraw route 2001:db8:4007::/48 next-hop 2001:db8::5",
        "neighbor 127.0.0.2 withdraw route 10.144.7.0/24 path-information 1 next-hop 192.0.2.5",
        "neighbor 127.0.0.3 announce route 10.64.0.0/24 next-hop 192.0.2.5"
        " as-path [ 65541 65548 65540 ]",
    )
    recorder.hear(
        {
            "bird": [key("10.112.7.0/24"), key("2001:db8:4007::/48"), key("10.144.7.0/24")],
            "gobgp": [key("10.64.0.0/24")],
        }
    )


def open_message(*, add_path: bool) -> bytes:
    """Return the OPEN of AS 64500, which can receive several paths of a prefix or not."""
    capabilities: list[Capability] = [Multiprotocol(family) for family in FAMILIES]
    capabilities += [RouteRefreshCapability(), EnhancedRouteRefresh(), FourOctetAs(ASN)]
    # Not to restart gracefully, but because most daemons then send End-of-RIB.
    capabilities += [GracefulRestart(restart_time=120)]
    if add_path:
        capabilities += [AddPath.of(receive=FAMILIES)]
    return Open.build(
        asn=ASN, hold_time=90, identifier="192.0.2.9", capabilities=capabilities
    ).encode()


def own_routes(family: Family, *, internal: bool) -> bytes:
    """Return the UPDATE that announces the routes of AS 64500 in a family."""
    community = Communities((ASN << 16 | 1,))
    if internal:
        attributes = [Origin(0), AsPath(), LocalPref(100), community]
    else:
        attributes = [Origin(0), AsPath.of([ASN]), community]
    return Update.announce(
        OWN[family], next_hop=NEXT_HOP[family], attributes=attributes, family=family
    ).encode()


def key(prefix: str) -> bytes:
    """Return a prefix as it stands in an UPDATE."""
    return Prefix.parse(prefix).key


if __name__ == "__main__":
    main()
