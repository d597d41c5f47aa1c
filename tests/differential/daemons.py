"""The daemons that choose: their configuration, how many routes they have, and what they chose."""

from __future__ import annotations

import json
import re
from itertools import starmap
from typing import Any, ClassVar, Final

from bgplib.context import SessionType
from bgplib.decision import BIRD, FRR, GOBGP, DecisionProcess
from bgplib.decision.context import everything_resolvable
from bgplib.decision.pairwise import inserted, one_after_another
from daemons import Bird, Daemon, Frr, Gobgpd
from tests.differential.metrics import NEXT_HOPS, UNKNOWN, cost_of
from tests.differential.scenarios import CONFEDERATION, DAEMON_AS, DAEMON_ID, Neighbour, Scenario

__all__ = ["CHOOSERS", "Chooser"]

_HOLD_TIME: Final = 180


def _members(scenario: Scenario) -> list[int]:
    return [each.asn for each in scenario.neighbours if each.session is SessionType.CONFEDERATION]


class Chooser:
    """A daemon that chooses among the routes of five peers, which connect to it."""

    name: ClassVar[str]
    address: ClassVar[str]
    preset: ClassVar[DecisionProcess]  #: our process for it
    program: ClassVar[type[Daemon]]
    #: seconds between phases: for what it does when it has taken the routes
    pause: ClassVar[float] = 0.2

    def has(self, scenario: Scenario) -> bool:
        """Say whether it has the options of a scenario."""
        return True

    def cost(self, next_hop: bytes) -> int | None:
        """Return what it knows of how far a next hop is away: nothing, unless it is told."""
        return everything_resolvable(next_hop)

    def in_pairs(self, process: DecisionProcess) -> DecisionProcess:
        """Return a process that compares two paths at a time, in the daemon's order."""
        raise NotImplementedError

    def make(self, scenario: Scenario, port: int) -> Daemon:
        """Prepare the daemon."""
        raise NotImplementedError

    def counts(self, daemon: Any, scenario: Scenario) -> dict[int, int]:
        """Return how many routes it has of each peer, by number."""
        raise NotImplementedError

    def choices(self, daemon: Any) -> dict[str, int]:
        """Return whose route it chose, for each prefix."""
        raise NotImplementedError


def _number(address: str) -> int:
    return int(address.rpartition(".")[2]) - 10


class BirdChooser(Chooser):
    """BIRD 2."""

    name = "BIRD"
    address = "127.0.33.2"
    preset = BIRD
    program = Bird

    def cost(self, next_hop: bytes) -> int | None:
        """Return the metric of the static route to a next hop."""
        return cost_of(next_hop)

    def in_pairs(self, process: DecisionProcess) -> DecisionProcess:
        """Compare each path with the best so far, the oldest first."""
        return one_after_another(process)

    def make(self, scenario: Scenario, port: int) -> Daemon:
        """Prepare the daemon."""
        options = ["deterministic med yes;"] * scenario.options.deterministic_med
        options += ["med metric yes;"] * scenario.options.always_compare_med
        options += ["path metric no;"] * scenario.options.ignore_as_path_length
        if scenario.confederation:
            options.append(f"confederation {CONFEDERATION};")

        def protocol(peer: Neighbour) -> str:
            member = scenario.confederation and peer.session is not SessionType.EXTERNAL
            aigp = "" if peer.aigp is None else f"aigp {'yes' if peer.aigp else 'no'};"
            return f"""
                protocol bgp p{peer.number} {{
                  local {self.address} port {port} as {DAEMON_AS};
                  neighbor {peer.address} port {port} as {peer.asn};
                  multihop 2; strict bind yes; passive yes; hold time {_HOLD_TIME};
                  {" ".join(options)} {"confederation member yes;" if member else ""}
                  ipv4 {{ import all; export none; {aigp} }};
                }}"""

        def route(next_hop: str, cost: int) -> str:
            metric = "" if cost == UNKNOWN else f"{{ igp_metric = {cost}; }}"
            return f'route {next_hop}/32 via "lo" {metric};'

        return Bird(
            f"log stderr all; router id {DAEMON_ID}; protocol device {{ }}"
            f" protocol static {{ ipv4; {' '.join(starmap(route, NEXT_HOPS.items()))} }}"
            + "".join(map(protocol, scenario.neighbours))
        )

    def counts(self, daemon: Bird, scenario: Scenario) -> dict[int, int]:
        """Return how many routes it has of each peer, by number."""
        text = daemon.query("show", "protocols", "all")
        found = re.findall(r"^p(\d) .*?Routes:\s+(\d+) imported", text, re.MULTILINE | re.DOTALL)
        return {int(number): int(count) for number, count in found}

    def choices(self, daemon: Bird) -> dict[str, int]:
        """Return whose route it chose, for each prefix."""
        text = daemon.query("show", "route", "primary")
        found = re.findall(r"^(\d\S+)\s.*?\[p(\d) ", text, re.MULTILINE)
        return {prefix: int(number) for prefix, number in found}


class FrrChooser(Chooser):
    """FRR's bgpd."""

    name = "FRR"
    address = "127.0.33.1"
    preset = FRR
    program = Frr

    def in_pairs(self, process: DecisionProcess) -> DecisionProcess:
        """Compare each path with the best so far, the newest first."""
        return one_after_another(process, newest_first=True)

    def make(self, scenario: Scenario, port: int) -> Daemon:
        """Prepare the daemon."""
        lines = ["bgp deterministic-med"] * scenario.options.deterministic_med
        lines += ["bgp always-compare-med"] * scenario.options.always_compare_med
        lines += ["bgp bestpath as-path ignore"] * scenario.options.ignore_as_path_length
        if scenario.confederation:
            members = " ".join(map(str, _members(scenario)))
            lines.append(f"bgp confederation identifier {CONFEDERATION}")
            lines.append(f"bgp confederation peers {members}")
        activated = []
        for peer in scenario.neighbours:
            lines += [
                f"neighbor {peer.address} remote-as {peer.asn}",
                f"neighbor {peer.address} passive",
                f"neighbor {peer.address} update-source {self.address}",
                f"neighbor {peer.address} timers {_HOLD_TIME // 3} {_HOLD_TIME}",
            ]
            if peer.session is not SessionType.INTERNAL:
                lines.append(f"neighbor {peer.address} ebgp-multihop 2")
            activated.append(f"  neighbor {peer.address} activate")
        settings = "\n ".join(lines)
        families = "\n".join(activated)
        config = f"""
frr defaults traditional
router bgp {DAEMON_AS}
 bgp router-id {DAEMON_ID}
 coalesce-time 0
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
 no bgp network import-check
 {settings}
 address-family ipv4 unicast
{families}
 exit-address-family
exit
"""
        return Frr(config, addresses=(self.address,), port=port)

    def counts(self, daemon: Frr, scenario: Scenario) -> dict[int, int]:
        """Return how many routes it has of each peer, by number."""
        summary = json.loads(daemon.query("show bgp ipv4 unicast summary json"))
        return {
            _number(address): peer.get("pfxRcd", 0)
            for address, peer in summary.get("peers", {}).items()
        }

    def choices(self, daemon: Frr) -> dict[str, int]:
        """Return whose route it chose, for each prefix."""
        table = json.loads(daemon.query("show bgp ipv4 unicast json"))["routes"]
        return {
            prefix: _number(path["peerId"])
            for prefix, paths in table.items()
            for path in paths
            if path.get("bestpath")
        }


class GobgpChooser(Chooser):
    """GoBGP."""

    name = "GoBGP"
    address = "127.0.33.3"
    preset = GOBGP
    program = Gobgpd
    pause = 1.1  # it compares times of arrival in whole seconds

    def has(self, scenario: Scenario) -> bool:
        """Say whether it has the options of a scenario."""
        return not scenario.options.deterministic_med

    def in_pairs(self, process: DecisionProcess) -> DecisionProcess:
        """Put each path into a sorted list, from its end."""
        return inserted(process)

    def make(self, scenario: Scenario, port: int) -> Daemon:
        """Prepare the daemon."""
        options = scenario.options
        confederation = (
            f"""
[global.confederation.config]
enabled = true
identifier = {CONFEDERATION}
member-as-list = {_members(scenario)}
"""
            if scenario.confederation
            else ""
        )
        peers = "".join(
            f"""
[[neighbors]]
[neighbors.config]
neighbor-address = "{peer.address}"
peer-as = {peer.asn}
[neighbors.transport.config]
local-address = "{self.address}"
passive-mode = true
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
[neighbors.timers.config]
hold-time = {_HOLD_TIME}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv4-unicast"
"""
            for peer in scenario.neighbours
        )
        return Gobgpd(
            f"""
[global.config]
as = {DAEMON_AS}
router-id = "{DAEMON_ID}"
port = {port}
local-address-list = ["{self.address}"]
[global.route-selection-options.config]
always-compare-med = {str(options.always_compare_med).lower()}
ignore-as-path-length = {str(options.ignore_as_path_length).lower()}
{confederation}{peers}
"""
        )

    def counts(self, daemon: Gobgpd, scenario: Scenario) -> dict[int, int]:
        """Return how many routes it has of each peer, by number."""
        found = {}
        for line in daemon.query("neighbor").splitlines()[1:]:
            words = line.split()
            found[_number(words[0])] = int(words[-1])
        return found

    def choices(self, daemon: Gobgpd) -> dict[str, int]:
        """Return whose route it chose, for each prefix."""
        table = json.loads(daemon.query("global", "rib", "-j"))
        return {
            prefix: _number(path["neighbor-ip"])
            for prefix, paths in table.items()
            for path in paths
            if path.get("best")
        }


CHOOSERS: Final[tuple[Chooser, ...]] = (BirdChooser(), FrrChooser(), GobgpChooser())
