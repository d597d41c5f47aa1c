"""The daemons: configured to take everything from peers, and to pass on what a work asks for."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from daemons import Bird, Daemon, Frr, Gobgpd, Openbgpd
from tests.bench.routing.tables import LOCAL_AS

__all__ = ["SUBJECTS", "Subject", "peer_address"]

#: where everything listens; loopback addresses keep peers apart
PORT: Final = 11790
_HOLD: Final = 180


def peer_address(number: int) -> str:
    """Return the address of a peer."""
    return f"127.0.31.{100 + number}"


class Subject:
    """A daemon that is measured.

    Peers that come first announce; those behind are told everything. In a reflector all peers are
    internal and clients.
    """

    name: ClassVar[str]
    program: ClassVar[type[Daemon]]
    number: ClassVar[int]

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.31.{self.number}"

    def make(self, announcers: int, listeners: int, *, reflects: bool) -> Daemon:
        """Prepare the daemon."""
        raise NotImplementedError

    def count(self, daemon: Any) -> int:
        """Return how many paths it says that it has."""
        raise NotImplementedError


def _asn(number: int, *, reflects: bool) -> int:
    return LOCAL_AS if reflects else LOCAL_AS + 1 + number


class BirdSubject(Subject):
    """BIRD 2."""

    name = "BIRD"
    program = Bird
    number = 2

    def make(self, announcers: int, listeners: int, *, reflects: bool) -> Daemon:
        """Prepare the daemon."""
        peers = "".join(
            f"""
protocol bgp p{number} {{
  local {self.address} port {PORT} as {LOCAL_AS};
  neighbor {peer_address(number)} port {PORT} as {_asn(number, reflects=reflects)};
  multihop 2; strict bind yes; passive yes; hold time {_HOLD};
  {"rr client;" if reflects else ""}
  ipv4 {{ import all; export {"all" if number >= announcers else "none"}; }};
}}"""
            for number in range(announcers + listeners)
        )
        return Bird(f"log stderr all; router id 192.0.2.2; protocol device {{ }}{peers}")

    def count(self, daemon: Bird) -> int:
        """Return how many paths it says that it has."""
        found = re.search(r"(\d+) of (\d+) routes", daemon.query("show", "route", "count"))
        return int(found[1]) if found else 0


class FrrSubject(Subject):
    """FRR's bgpd."""

    name = "FRR"
    program = Frr
    number = 1

    def make(self, announcers: int, listeners: int, *, reflects: bool) -> Daemon:
        """Prepare the daemon."""
        sessions, families = [], []
        for number in range(announcers + listeners):
            peer = peer_address(number)
            sessions += [
                f" neighbor {peer} remote-as {_asn(number, reflects=reflects)}",
                f" neighbor {peer} passive",
                f" neighbor {peer} update-source {self.address}",
            ]
            sessions += [] if reflects else [f" neighbor {peer} ebgp-multihop 2"]
            families += [f"  neighbor {peer} activate"]
            families += [f"  neighbor {peer} route-reflector-client"] * reflects
            families.append(
                f"  neighbor {peer} route-map NONE {'out' if number < announcers else 'in'}"
            )
        lines = "\n".join(sessions)
        activated = "\n".join(families)
        config = f"""
frr defaults traditional
bgp route-map delay-timer 0
route-map NONE deny 10
router bgp {LOCAL_AS}
 bgp router-id 192.0.2.1
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
 no bgp network import-check
{lines}
 address-family ipv4 unicast
{activated}
 exit-address-family
exit
"""
        return Frr(config, addresses=(self.address,), port=PORT)

    def count(self, daemon: Frr) -> int:
        """Return how many paths it says that it has."""
        summary = daemon.query("show bgp ipv4 unicast summary json")
        return sum(map(int, re.findall(r'"pfxRcd":\s*(\d+)', summary)))


class GobgpSubject(Subject):
    """GoBGP."""

    name = "GoBGP"
    program = Gobgpd
    number = 3

    def make(self, announcers: int, listeners: int, *, reflects: bool) -> Daemon:
        """Prepare the daemon."""
        reflector = """
[neighbors.route-reflector.config]
route-reflector-client = true
route-reflector-cluster-id = "192.0.2.3"
"""
        peers = "".join(
            f"""
[[neighbors]]
[neighbors.config]
neighbor-address = "{peer_address(number)}"
peer-as = {_asn(number, reflects=reflects)}
[neighbors.transport.config]
local-address = "{self.address}"
passive-mode = true
{reflector if reflects else ""}
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
[neighbors.timers.config]
hold-time = {_HOLD}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv4-unicast"
"""
            for number in range(announcers + listeners)
        )
        return Gobgpd(
            f"""
[global.config]
as = {LOCAL_AS}
router-id = "192.0.2.3"
port = {PORT}
local-address-list = ["{self.address}"]
[global.apply-policy.config]
default-import-policy = "accept-route"
default-export-policy = "{"accept" if listeners else "reject"}-route"
{peers}
"""
        )

    def count(self, daemon: Gobgpd) -> int:
        """Return how many paths it says that it has."""
        lines = daemon.query("neighbor").splitlines()[1:]
        return sum(int(line.split()[-1]) for line in lines if line.strip())


class OpenbgpdSubject(Subject):
    """OpenBGPD."""

    name = "OpenBGPD"
    program = Openbgpd
    number = 4

    def make(self, announcers: int, listeners: int, *, reflects: bool) -> Daemon:
        """Prepare the daemon."""
        peers = "".join(
            f"""
neighbor {peer_address(number)} {{
  remote-as {_asn(number, reflects=reflects)}
  local-address {self.address}
  multihop 2
  passive
  announce IPv4 unicast
  announce IPv6 none
  {"route-reflector" if reflects else ""}
}}"""
            for number in range(announcers + listeners)
        )
        rules = "".join(
            f"{'allow' if number >= announcers else 'deny'} to {peer_address(number)}\n"
            for number in range(announcers + listeners)
        )
        return Openbgpd(
            f"""
AS {LOCAL_AS}
router-id 192.0.2.4
holdtime {_HOLD}
listen on {self.address} port {PORT}
socket "@DIR@/control"
fib-update no
nexthop qualify via default
{peers}
allow from any
{rules}
"""
        )

    def count(self, daemon: Openbgpd) -> int:
        """Return how many paths it says that it has."""
        found = re.findall(r"(\d+)\s*(?:/\d+)?$", daemon.query("show"), re.MULTILINE)
        return sum(map(int, found))


SUBJECTS: Final[dict[str, Subject]] = {
    subject.name: subject
    for subject in (BirdSubject(), FrrSubject(), OpenbgpdSubject(), GobgpSubject())
}
