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
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.header import frame
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
END_OF_RIBS: Final = tuple(Update.end_of_rib_of(family).encode() for family in (IPV4, IPV6))


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
        wait_until(lambda: '"pfxRcd":48' in frr.query("show bgp ipv6 unicast summary json"))
        wait_until(lambda: "144       144" in gobgp.query("neighbor"))
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
        recorder.send(
            peer.name, *(own_routes(family, internal=internal) for family in (IPV4, IPV6))
        )
        recorder.send(peer.name, *END_OF_RIBS)
        # FRR sends routes back to where they came from.
        echo = [key("10.200.0.0/16"), key("2001:db8:64::/48")] if peer.name == "frr" else []
        recorder.hear({peer.name: [*END_OF_RIBS, *echo]})


def refresh(recorder: Recorder, bird: Bird, frr: Frr) -> None:
    """Have BIRD send its routes once more, and FRR ask for ours (RFC 2918, RFC 7313)."""
    recorder.send("bird", route_refresh(IPV6))
    bird.query("show", "status")  # or BIRD may sleep for 3 s before it answers
    recorder.hear({"bird": [route_refresh(IPV6, subtype=2)]})
    frr.query("clear bgp 127.0.0.9 soft in")
    recorder.hear({"frr": [route_refresh(IPV4), route_refresh(IPV6)]})
    for family in (IPV4, IPV6):
        begin, end = route_refresh(family, subtype=1), route_refresh(family, subtype=2)
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
    """Return the OPEN of AS 64500, with the capability to receive several paths or without."""
    caps = [(1, "00010001"), (1, "00020001"), (2, ""), (64, "0078"), (65, f"{ASN:08x}"), (70, "")]
    if add_path:
        caps.append((69, "0001010100020101"))
    data = b"".join(bytes((c, len(v) // 2)) + bytes.fromhex(v) for c, v in caps)
    body = (
        b"\x04"
        + ASN.to_bytes(2, "big")
        + b"\0\x5a"
        + bytes((192, 0, 2, 9))
        + bytes((len(data) + 2, 2, len(data)))
        + data
    )
    return frame(messages.OPEN, body)


def own_routes(family: Family, *, internal: bool) -> bytes:
    """Return the UPDATE that announces the routes of AS 64500 in a family."""
    own = Communities((ASN << 16 | 1,))
    attributes = (
        [Origin(0), AsPath(), LocalPref(100), own]
        if internal
        else [Origin(0), AsPath.of((ASN,)), own]
    )
    if family == IPV6:
        prefixes, next_hop = ["2001:db8:64::/48"], "2001:db8::9"
    else:
        prefixes, next_hop = ["10.200.0.0/16", "10.200.7.0/24"], "192.0.2.9"
    return Update.announce(
        prefixes, next_hop=next_hop, attributes=attributes, family=family
    ).encode()


def route_refresh(family: Family, subtype: int = 0) -> bytes:
    """Return a ROUTE-REFRESH: 0 asks, 1 and 2 stand around the answer (RFC 7313 §3)."""
    return frame(5, bytes((0, family.afi, subtype, family.safi)))


def key(prefix: str) -> bytes:
    """Return a prefix as it stands in an UPDATE."""
    return Prefix.parse(prefix).key


if __name__ == "__main__":
    main()
