"""Each daemon in one configuration with switches, so that a scenario is the same for all of them.

Every speaker has an address of its own in 127.0.2.0/24 and all use one port. Ours is 127.0.2.9,
AS 64509; the daemons announce 10.N.0.0/24 and 2001:db8:N::/48 with next hops that are no loopback
addresses.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from asyncio_speaker import Peer, Speaker
from bgplib import Family, NlriGroup
from bgplib.session import Event, Session, SessionConfig, State, UpdateReceived
from daemons import Bird, Daemon, Exabgp, Frr, Gobgpd, Openbgpd

OURS = "127.0.2.9"
OUR_AS = 64509
UNICAST = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)


@dataclass(kw_only=True)
class Switches:
    """What a scenario asks of a daemon."""

    port: int
    dials: bool = False  # the daemon connects to us; otherwise it waits
    md5: str | None = None
    hold_time: int = 90
    our_as: int = OUR_AS
    add_path: bool = False
    extended_next_hop: bool = False
    extended_messages: bool = False
    role: str | None = None  # the daemon's: provider, customer, ...
    restarting: bool = False  # started with the R bit
    vpn: bool = False
    flowspec: bool = False
    evpn: bool = False
    more: str = ""  # more lines of configuration; not of GoBGP, nor of ExaBGP


class Kind:
    """A daemon, what it can do, and how it is asked."""

    name: ClassVar[str]
    number: ClassVar[int]
    program: ClassVar[type[Daemon]]
    #: the switches it has
    features: ClassVar[frozenset[str]]

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.2.{self.number}"

    @property
    def asn(self) -> int:
        """Its AS number."""
        return 64500 + self.number

    @property
    def prefixes(self) -> tuple[str, str]:
        """What it announces: one IPv4 and one IPv6 prefix."""
        return f"10.{self.number}.0.0/24", f"2001:db8:{self.number}::/48"

    def make(self, switches: Switches) -> Daemon:
        """Prepare the daemon."""
        raise NotImplementedError

    def routes(self, daemon: Any) -> str:
        """Return what it says of the routes that it knows."""
        raise NotImplementedError

    def reset(self, daemon: Any) -> None:
        """Let it reset the session with a Cease."""
        raise NotImplementedError

    def shut_down(self, daemon: Any, text: str) -> None:
        """Let it end the session, and tell us why (RFC 9003)."""
        raise NotImplementedError


class BirdKind(Kind):
    """BIRD 2."""

    name = "BIRD"
    number = 2
    program = Bird
    features = frozenset(
        {
            "add_path",
            "collision",
            "enhanced",
            "extended_messages",
            "extended_next_hop",
            "flowspec",
            "graceful_restart",
            "hold_zero",
            "md5",
            "refresh",
            "reset",
            "restarting",
            "role",
            "shutdown",
            "vpn",
        }
    )

    def make(self, switches: Switches) -> Daemon:
        """Prepare the daemon."""
        paths = "add paths on;" if switches.add_path else ""
        options = [f'password "{switches.md5}";' if switches.md5 else ""]
        options.append(f"local role {switches.role};" if switches.role else "")
        options.append("enable extended messages on;" if switches.extended_messages else "")
        options.append("passive yes;" if not switches.dials else "")
        next_hop = "extended next hop on;" if switches.extended_next_hop else ""
        four = "2001:db8::2" if switches.extended_next_hop else "192.0.2.2"
        more, channels = "", ""
        if switches.vpn:
            more += """
                vpn4 table vpn4tab;
                protocol static { vpn4 { table vpn4tab; };
                  route 64502:9 10.2.9.0/24 via "lo" mpls 209
                  { bgp_ext_community.add((rt,64502,9)); }; }"""
            channels += (
                "vpn4 mpls { table vpn4tab; import all; export all; next hop address 192.0.2.2; };"
            )
        if switches.flowspec:
            more += """
                flow4 table flow4tab;
                protocol static { flow4 { table flow4tab; };
                  route flow4 { dst 10.2.0.0/24; proto = 6; dport = 80; }; }"""
            channels += "flow4 { table flow4tab; import all; export all; validate off; };"
        config = f"""
            log stderr all;
            router id 192.0.2.2;
            {switches.more}
            protocol device {{ }}
            protocol static {{ ipv4; route 10.2.0.0/24 blackhole; }}
            protocol static {{ ipv6; route 2001:db8:2::/48 blackhole; }}
            {more}
            protocol bgp lib {{
              local {self.address} port {switches.port} as {self.asn};
              neighbor {OURS} port {switches.port} as {switches.our_as};
              multihop 2; strict bind yes; hold time {switches.hold_time};
              connect delay time 1; connect retry time 1; error wait time 1,2;
              graceful restart on;
              {"".join(options)}
              ipv4 {{ import all; export all; {paths} {next_hop} next hop address {four}; }};
              ipv6 {{ import all; export all; {paths} next hop address 2001:db8::2; }};
              {channels}
            }}"""
        return Bird(config)

    def routes(self, daemon: Bird) -> str:
        """Return what it says of the routes that it knows."""
        return daemon.query("show", "route", "table", "all", "all")

    def reset(self, daemon: Bird) -> None:
        """Let it reset the session with a Cease."""
        daemon.query("restart", "lib")

    def shut_down(self, daemon: Bird, text: str) -> None:
        """Let it end the session, and tell us why (RFC 9003)."""
        daemon.query("disable", "lib", f'"{text}"')


class FrrKind(Kind):
    """FRR's bgpd."""

    name = "FRR"
    number = 1
    program = Frr
    features = frozenset(
        {
            "add_path",
            "collision",
            "enhanced",
            "evpn",
            "extended_messages",
            "flowspec",
            "graceful_restart",
            "hold_zero",
            "md5",
            "refresh",
            "reset",
            "role",
            "shutdown",
            "vpn",
        }
    )

    def make(self, switches: Switches) -> Daemon:
        """Prepare the daemon."""
        lines = [f"neighbor {OURS} port {switches.port}"]
        if not switches.dials:
            lines.append(f"neighbor {OURS} passive")
        if switches.md5:
            lines.append(f"neighbor {OURS} password {switches.md5}")
        if switches.role:
            lines.append(f"neighbor {OURS} local-role {switches.role}")
        keepalive = switches.hold_time // 3
        paths = f"neighbor {OURS} addpath-tx-all-paths" if switches.add_path else ""
        options = "\n ".join(lines)
        more = ""
        if switches.vpn:
            more = f"""
 address-family ipv4 vpn
  network 10.1.9.0/24 rd 64501:9 label 109
  neighbor {OURS} activate
 exit-address-family"""
        for family, is_on in (
            ("l2vpn evpn", switches.evpn),
            ("ipv4 flowspec", switches.flowspec),
        ):
            if is_on:
                more += f"""
 address-family {family}
  neighbor {OURS} activate
 exit-address-family"""
        config = f"""
frr defaults traditional
hostname frr
bgp route-map delay-timer 0
route-map OUT permit 10
 set ip next-hop 192.0.2.1
 set ipv6 next-hop global 2001:db8::1
 set large-community 64501:1:2
exit
router bgp {self.asn}
 bgp router-id 192.0.2.1
 coalesce-time 0
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
 no bgp network import-check
 bgp graceful-restart
 neighbor {OURS} remote-as {switches.our_as}
 neighbor {OURS} ebgp-multihop 2
 neighbor {OURS} update-source {self.address}
 neighbor {OURS} timers {keepalive} {switches.hold_time}
 neighbor {OURS} timers connect 1
 {options}
 address-family ipv4 unicast
  network 10.1.0.0/24
  neighbor {OURS} activate
  neighbor {OURS} route-map OUT out
  {paths}
 exit-address-family
 address-family ipv6 unicast
  network 2001:db8:1::/48
  neighbor {OURS} activate
  neighbor {OURS} route-map OUT out
  {paths}
 exit-address-family{more}
exit
{switches.more}
"""
        return Frr(config, addresses=(self.address,), port=switches.port)

    def routes(self, daemon: Frr) -> str:
        """Return what it says of the routes that it knows."""
        families = ("ipv4 unicast", "ipv6 unicast", "ipv4 vpn", "l2vpn evpn", "ipv4 flowspec")
        return daemon.query(*(f"show bgp {family}" for family in families))

    def reset(self, daemon: Frr) -> None:
        """Let it reset the session with a Cease."""
        daemon.query(f"clear bgp {OURS}")

    def shut_down(self, daemon: Frr, text: str) -> None:
        """Let it end the session, and tell us why (RFC 9003)."""
        commands = ("configure terminal", f"router bgp {self.asn}")
        daemon.query(*commands, f"neighbor {OURS} shutdown message {text}")


class GobgpKind(Kind):
    """GoBGP."""

    name = "GoBGP"
    number = 3
    program = Gobgpd
    features = frozenset(
        {
            "add_path",
            "collision",
            "evpn",
            "extended_next_hop",
            "flowspec",
            "graceful_restart",
            "md5",
            "refresh",
            "reset",
            "shutdown",
            "vpn",
        }
    )

    def make(self, switches: Switches) -> Daemon:
        """Prepare the daemon."""
        names = ["ipv4-unicast", "ipv6-unicast"]
        names += ["l3vpn-ipv4-unicast"] * switches.vpn
        names += ["ipv4-flowspec"] * switches.flowspec + ["l2vpn-evpn"] * switches.evpn
        paths = (
            "[neighbors.afi-safis.add-paths.config]\nreceive = true\nsend-max = 8"
            if switches.add_path
            else ""
        )
        families = "".join(
            f"""
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "{name}"
[neighbors.afi-safis.mp-graceful-restart.config]
enabled = true
{paths}
"""
            for name in names
        )
        password = f'auth-password = "{switches.md5}"' if switches.md5 else ""
        config = f"""
[global.config]
as = {self.asn}
router-id = "192.0.2.3"
port = {switches.port}
local-address-list = ["{self.address}"]
[[neighbors]]
[neighbors.config]
neighbor-address = "{OURS}"
peer-as = {switches.our_as}
{password}
[neighbors.transport.config]
local-address = "{self.address}"
remote-port = {switches.port}
passive-mode = {str(not switches.dials).lower()}
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
[neighbors.timers.config]
hold-time = {switches.hold_time}
connect-retry = 5
idle-hold-time-after-reset = 1
[neighbors.graceful-restart.config]
enabled = true
restart-time = 120
{families}
"""
        return _Gobgpd(config)

    def routes(self, daemon: Gobgpd) -> str:
        """Return what it says of the routes that it knows."""
        return "".join(
            daemon.query("global", "rib", "-a", family)
            for family in ("ipv4", "ipv6", "vpnv4", "evpn", "ipv4-flowspec")
        )

    def reset(self, daemon: Gobgpd) -> None:
        """Let it reset the session with a Cease."""
        daemon.query("neighbor", OURS, "reset")

    def shut_down(self, daemon: Gobgpd, text: str) -> None:
        """Let it end the session, and tell us why (RFC 9003)."""
        daemon.query("neighbor", OURS, "shutdown", "--reason", text)


class _Gobgpd(Gobgpd):
    """GoBGP with its routes, which no configuration file can give it."""

    def __enter__(self) -> _Gobgpd:
        super().__enter__()
        self.query("global", "rib", "add", "10.3.0.0/24", "nexthop", "192.0.2.3")
        self.query(
            "global", "rib", "add", "-a", "ipv6", "2001:db8:3::/48", "nexthop", "2001:db8::3"
        )
        return self


class OpenbgpdKind(Kind):
    """OpenBGPD."""

    name = "OpenBGPD"
    number = 4
    program = Openbgpd
    # No refresh: 7.7 logs "AID IPv4 unicast not negotiated" of the family whose routes it sends.
    features = frozenset(
        {
            "add_path",
            "collision",
            "graceful_restart",
            "reset",
            "role",
            "shutdown",
        }
    )

    def make(self, switches: Switches) -> Daemon:
        """Prepare the daemon."""
        options = ["passive"] if not switches.dials else [f"port {switches.port}"]
        if switches.role:
            options.append(f"announce policy {switches.role}")
        if switches.add_path:
            options += ["announce add-path recv yes", "announce add-path send all"]
        if switches.vpn:
            options.append("announce IPv4 vpn")
        lines = "\n  ".join(options)
        config = f"""
AS {self.asn}
router-id 192.0.2.4
holdtime {max(switches.hold_time, 3)}
listen on {self.address} port {switches.port}
socket "@DIR@/control"
fib-update no
network 10.4.0.0/24 set nexthop 192.0.2.4
network 2001:db8:4::/48 set nexthop 2001:db8::4
neighbor {OURS} {{
  remote-as {switches.our_as}
  local-address {self.address}
  multihop 2
  set nexthop no-modify
  announce IPv4 unicast
  announce IPv6 unicast
  announce refresh yes
  announce enhanced refresh yes
  announce restart yes
  {lines}
}}
allow from any
allow to any
{switches.more}
"""
        return Openbgpd(config)

    def routes(self, daemon: Openbgpd) -> str:
        """Return what it says of the routes that it knows."""
        return daemon.query("show", "rib", "detail")

    def reset(self, daemon: Openbgpd) -> None:
        """Let it reset the session with a Cease."""
        daemon.query("neighbor", OURS, "clear")

    def shut_down(self, daemon: Openbgpd, text: str) -> None:
        """Let it end the session, and tell us why (RFC 9003)."""
        daemon.query("neighbor", OURS, "down", text)


class ExabgpKind(Kind):
    """ExaBGP 4."""

    name = "ExaBGP"
    number = 5
    program = Exabgp
    features = frozenset(
        {
            "add_path",
            "evpn",
            "extended_messages",
            "flowspec",
            "graceful_restart",
            "refresh",
            "reset",
            "vpn",
        }
    )

    def make(self, switches: Switches) -> Daemon:
        """Prepare the daemon."""
        families = ["ipv4 unicast", "ipv6 unicast"]
        more = ""
        if switches.vpn:
            families.append("ipv4 mpls-vpn")
            more += (
                "route 10.5.9.0/24 rd 64505:9 next-hop 192.0.2.5 label 509 "
                "extended-community [ target:64505:9 ];"
            )
        flow = ""
        if switches.flowspec:
            families.append("ipv4 flow")
            flow = (
                "flow { route f1 { match { destination 10.5.0.0/24; destination-port =53; } "
                "then { rate-limit 9600; } } }"
            )
        if switches.evpn:
            families.append("l2vpn evpn")
        capability = ["route-refresh enable;", "asn4 enable;", "graceful-restart 120;"]
        capability += ["add-path send/receive;"] * switches.add_path
        capability += ["extended-message enable;"] * switches.extended_messages
        config = f"""
process control {{ run /usr/bin/python3 @DIR@/control.py; encoder json; }}
neighbor {OURS} {{
  router-id 192.0.2.5;
  local-address {self.address};
  local-as {self.asn};
  peer-as {switches.our_as};
  {"passive;" if not switches.dials else ""}
  connect {switches.port};
  hold-time {switches.hold_time};
  family {{ {"; ".join(families)}; }}
  capability {{ {" ".join(capability)} }}
  api {{
    processes [ control ];
    neighbor-changes;
    receive {{ parsed; update; open; notification; }}
  }}
  static {{
    route 10.5.0.0/24 next-hop 192.0.2.5 community [ 64505:1 ] large-community [ 64505:1:2 ];
    route 2001:db8:5::/48 next-hop 2001:db8::5;
    {more}
  }}
  {flow}
}}
"""
        return Exabgp(config, address=self.address, port=switches.port)

    def routes(self, daemon: Exabgp) -> str:
        """Return what it says of the routes that it knows: all that it has heard."""
        return str(daemon.events())

    def reset(self, daemon: Exabgp) -> None:
        """Let it reset the session with a Cease."""
        daemon.command(f"neighbor {OURS} teardown 4")


KINDS: tuple[Kind, ...] = (BirdKind(), FrrKind(), GobgpKind(), OpenbgpdKind(), ExabgpKind())


@dataclass
class Lab:
    """One daemon, our session with it, and what was said."""

    kind: Kind
    daemon: Any
    peer: Peer
    speaker: Speaker
    events: list[Event] = field(default_factory=list)

    def of(self, kind: type[Event]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def session(self) -> Session:
        """Our session."""
        return self.peer.session

    @property
    def is_up(self) -> bool:
        """Whether the session is Established."""
        return self.session.state is State.ESTABLISHED

    def announced(self) -> list[NlriGroup]:
        """Return all groups of routes that were announced to us."""
        return [g for event in self.of(UpdateReceived) for g in event.update.announced]

    def heard(self, text: str) -> bool:
        """Say whether an announced route prints as, or has in it, a text."""
        return any(text in str(nlri) for group in self.announced() for nlri in group.nlri)

    async def until(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait until something is so.

        Raises:
            TimeoutError: it is not, within so many seconds.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                snapshot = self.session.snapshot()
                raise TimeoutError(
                    f"{snapshot.state.text}: {snapshot.last_error}; {self.events[-5:]}"
                )
            await asyncio.sleep(0.02)

    async def until_told(self, *texts: str) -> None:
        """Wait until the daemon knows routes of ours; asking BIRD wakes it, too."""
        await self.until(
            lambda: all(text in self.kind.routes(self.daemon).lower() for text in texts)
        )


def session_config(kind: Kind, switches: Switches, **settings: Any) -> SessionConfig:
    """Make our side of a session with a daemon."""
    return SessionConfig(
        **{
            "name": kind.name,
            "local_as": switches.our_as,
            "local_identifier": "192.0.2.9",
            "peer_as": kind.asn,
            "families": UNICAST,
            "hold_time": switches.hold_time,
            "passive": switches.dials,
            "idle_hold_time": 0.5,
            "connect_retry_time": 1.0,
            **settings,
        }
    )


@dataclass(eq=False)
class LatePeer(Peer):
    """Dials when the peer has connected already, and reads on when there are two connections."""

    _met: bool = False

    def settle(self) -> None:
        """Hold the first connection back until there is a second."""
        now = asyncio.get_running_loop().time()
        connections = [wire.connection for wire in self.wires if wire.connection is not None]
        if len(connections) == 1 and not self._met:
            connections[0].pause()
        elif len(connections) == 2 and not self._met:
            self._met = True
            connections[0].resume(now)
        super().settle()

    async def _connect(self) -> None:
        while not self.wires:
            await asyncio.sleep(0.001)
        await super()._connect()


def run(
    kind: Kind,
    scenario: Callable[[Lab], Any],
    switches: Switches,
    peer_class: type[Peer] = Peer,
    **settings: Any,
) -> None:
    """Start a daemon and a session, run a scenario, and end both."""

    async def main() -> None:
        speaker = Speaker()
        session = Session(session_config(kind, switches, **settings))
        peer = peer_class(session, kind.address, switches.port, local=OURS, md5_key=switches.md5)
        if switches.dials:  # it may not try again for long
            speaker.add(peer)
            await speaker.listen(OURS, switches.port)
        with kind.make(switches) as daemon:
            lab = Lab(kind, daemon, peer, speaker)
            peer.on_event = lambda peer, event: lab.events.append(event)
            if not switches.dials:
                speaker.add(peer)
                await speaker.listen(OURS, switches.port)
            try:
                await scenario(lab)
            finally:
                await speaker.stop("the test is over")

    asyncio.run(main())
